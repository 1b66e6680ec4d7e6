import { spawnSync } from 'child_process';
import { join } from 'path';
import { ministackPython } from '../../../deploy/ministack';

/** A policy document as an account has it, without functions. */
export interface PlainDocument {
  readonly Version: string;
  readonly Statement: readonly object[];
}

/** A call, with the condition keys that it has. */
export interface PlainCall {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** The policy of the key that it is about. */
  readonly key?: PlainDocument;
}

/** Somebody, and what they call. */
export interface PlainPerson {
  readonly arn: string;
  readonly type: 'User' | 'AssumedRole';
  readonly account: string;
  readonly region: string;
  readonly policies: readonly PlainDocument[];
  /** What has to allow each call as well: a permissions boundary, service control policies. */
  readonly limits: readonly PlainDocument[];
  readonly calls: readonly PlainCall[];
}

export type Decision = 'Allow' | 'Deny' | 'ImplicitDeny';

/**
 * What becomes of each call of each person, by ministack, an emulator of AWS that has nothing in common with this library.
 *
 * It knows no policy variables, takes NotPrincipal for nobody, and holds wildcards in ARNs against the whole of a text.
 */
export function decisionsOf(people: readonly PlainPerson[]): Decision[][] {
  const { status, stdout, stderr } = spawnSync(ministackPython(), [join(__dirname, 'evaluate.py')], {
    input: JSON.stringify(people), encoding: 'utf8', maxBuffer: 1e9,
  });
  if (status !== 0) { throw new Error(`ministack decided nothing: ${stderr}`); }
  return JSON.parse(stdout) as Decision[][];
}
