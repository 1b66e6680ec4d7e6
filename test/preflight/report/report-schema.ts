import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { SCHEMA_FILE } from '../../../lib/preflight/report/json-report';

interface Schema {
  readonly $ref?: string;
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
  readonly $defs?: { readonly [name: string]: Schema };
}

const SCHEMA = JSON.parse(readFileSync(join(__dirname, '../../..', SCHEMA_FILE), 'utf8')) as Schema;
const validate = new Ajv({ strict: true, allErrors: true }).compile(SCHEMA);

/** What is wrong with a report by the published schema. */
export function schemaErrors(report: unknown): unknown[] {
  validate(report);
  return validate.errors ?? [];
}

/** Every key of the schema, with what it is a key of. */
export function keysOfSchema(): Set<string> {
  const parts: [string, Schema][] = [['', SCHEMA], ['.summary', SCHEMA.properties!.summary], ...Object.entries(SCHEMA.$defs!)];
  return new Set(parts.flatMap(([name, { properties = {} }]) => Object.keys(properties).map(key => `${name}.${key}`)));
}

/** Every key of a report, named as in the schema. */
export function keysWritten(value: unknown, schema = SCHEMA, name = ''): Set<string> {
  if (Array.isArray(value)) { return new Set(value.flatMap(item => [...keysWritten(item, schema.items, name)])); }
  const definition = schema.$ref?.replace('#/$defs/', '');
  const { properties } = definition === undefined ? schema : SCHEMA.$defs![definition];
  const owner = definition ?? name;
  return new Set(Object.entries(properties ?? {}).flatMap(([key, inner]) => {
    const member = (value as { readonly [key: string]: unknown })[key];
    return member === undefined ? [] : [`${owner}.${key}`, ...keysWritten(member, inner, `${owner}.${key}`)];
  }));
}
