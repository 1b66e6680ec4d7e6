import { Construct, IConstruct } from 'constructs';
import { fail } from './errors';

/** What a prop has to be, for callers whose language does not check it: JavaScript, and Python without type hints. */
export interface Wanted {
  /** As it is written in a sentence: `an ec2.IVpc`. */
  readonly type: string;
  /** A member that only such a value has. */
  readonly member: string;
  /** An example of one. */
  readonly example: string;
  /** Whether it may be left out. */
  readonly optional?: boolean;
}

/** Fails with the prop and what it has to be, where a wrong value would end in a TypeError somewhere inside. */
export function checkTypes<Props>(scope: IConstruct, props: Props | undefined, wanted: { readonly [name in keyof Props]?: Wanted }): void {
  for (const [name, { type, member, example, optional }] of Object.entries(wanted as Record<string, Wanted>)) {
    const value = (props as Record<string, unknown> | undefined)?.[name];
    const isRight = value === undefined || value === null ? optional : typeof value === 'object' && member in value;
    if (!isRight) {
      fail(scope, `${name} must be ${type}, got ${shown(value)}; pass one such as ${example}`);
    }
  }
}

function shown(value: unknown): string {
  switch (typeof value) {
    case 'undefined': return 'nothing';
    case 'function': return 'a function';
    case 'string': return `'${value}'`;
    case 'object': return value === null ? 'nothing' : shownObject(value);
    default: return String(value);
  }
}

function shownObject(value: object): string {
  return Construct.isConstruct(value) ? `${value.constructor.name} ${value.node.path}` : `a value of ${value.constructor?.name ?? 'no class'}`;
}

export const VPC: Wanted = { type: 'an ec2.IVpc', member: 'vpcId', example: 'new ec2.Vpc(this, \'Vpc\')' };

export const PREFERENCES: Wanted = {
  type: 'an ISessionPreferences', member: 'documentName', example: 'new SessionPreferences(this, \'Preferences\')', optional: true,
};

export const CONNECTIVITY: Wanted = { type: 'an SsmConnectivity', member: '_wayOut', example: 'SsmConnectivity.publicIp()', optional: true };

export const MINUTES: Wanted = { type: 'a Duration', member: 'toMinutes', example: 'Duration.minutes(20)', optional: true };

export const DAYS: Wanted = { type: 'a Duration', member: 'toDays', example: 'Duration.days(400)', optional: true };

export const KEY: Wanted = { type: 'a kms.IKey', member: 'keyArn', example: 'new kms.Key(this, \'Key\')', optional: true };
