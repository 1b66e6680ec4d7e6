import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';

const SCHEMA = JSON.parse(readFileSync(join(__dirname, 'schemas', 'sarif-2.1.0.json'), 'utf8')) as object;
const formats = { 'uri': (text: string) => URL.canParse(text), 'uri-reference': (text: string) => URL.canParse(text, 'https://example.com/'), 'uuid': true, 'date-time': true } as const;
const validate = new Ajv({ strict: false, allErrors: true, formats }).compile(SCHEMA);

/** What is wrong with a report by the schema of SARIF. */
export function sarifErrors(log: unknown): unknown[] {
  validate(log);
  return validate.errors ?? [];
}

/** What the tests look at. */
export interface SarifLog {
  readonly version: string;
  readonly runs: readonly SarifRun[];
}

export interface SarifRun {
  readonly tool: { readonly driver: { readonly name: string; readonly semanticVersion: string; readonly rules: readonly SarifRule[] } };
  readonly invocations: readonly { readonly [list: string]: readonly { readonly level: string; readonly message: { readonly text: string } }[] }[];
  readonly results: readonly SarifResult[];
}

export interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly helpUri: string;
  readonly defaultConfiguration: { readonly level: string };
}

export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly partialFingerprints: { readonly [name: string]: string };
  readonly suppressions?: readonly { readonly justification: string }[];
}

export interface SarifLocation {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
    readonly region: { readonly startLine: number };
  };
  readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
}
