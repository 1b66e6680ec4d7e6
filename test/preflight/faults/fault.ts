import { TemplateName } from './templates';
import { Mutation } from './workbench';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';

/** What preflight must report for a fault. */
export interface Expected {
  /** The id of the node that has the finding. */
  readonly node: string;
  /** Other nodes that the fault affects, because they share what is broken. */
  readonly alsoHit: readonly string[];
  readonly ruleId: string;
  /** The path of the resource of the first finding, below the scope; or `+` and the logical id of a resource that the mutation adds. */
  readonly resource: string;
  /** Undefined for the resource as a whole. */
  readonly property?: string;
  readonly severity: 'BLOCKED' | 'UNKNOWN' | 'WARNING';
}

/** One change of a template that works. */
export interface Fault {
  readonly template: TemplateName;
  /** The construct that the paths of the mutation and of the expected resource are relative to; empty for the whole app. */
  readonly scope: string;
  readonly name: string;
  readonly mutate: Mutation;
  readonly expected: Expected;
  readonly require?: PreflightCapability[];
}

/** A fault with paths relative to the scope of its scene. */
interface Row {
  readonly name: string;
  readonly mutate: Mutation;
  readonly ruleId: string;
  readonly resource: string;
  readonly property?: string;
  readonly severity?: Expected['severity'];
  readonly alsoHit?: readonly string[];
  readonly require?: PreflightCapability[];
}

/** The faults of one node. */
export function faultsOf(template: TemplateName, scope: string, node: string, rows: readonly Row[]): Fault[] {
  return rows.map(({ name, mutate, ruleId, resource, property, severity = 'BLOCKED', alsoHit = [], require }) => ({
    template, scope, name, mutate, require, expected: { node: scope === '' ? node : `${scope}/${node}`, alsoHit, ruleId, resource, property, severity },
  }));
}
