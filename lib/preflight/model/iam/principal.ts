import { AttachedPolicy, Role } from './policy';
import { Known } from '../known';
import { PropertyLocation } from '../location';
import { Environment } from '../node';

export type PrincipalKind = 'role' | 'user' | 'group' | 'permission-set';

/** Somebody who may be let into sessions: a person, or a program that has a role. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** As IAM or IAM Identity Center calls it; may be opaque. */
  readonly name: string;
  readonly location: PropertyLocation;
  /** Whether nothing of it is in sight but what is attached to it; `location` is then where that is. */
  readonly isElsewhere?: boolean;
  /** Whether it is there at all. */
  readonly present: Known<true>;
  /** Undefined for a permission set, which is a role in each account that it is assigned in. */
  readonly account?: string;
  /** Who may assume it; undefined for what nobody assumes, and for a role of which that is not in sight. */
  readonly trust?: Role['trust'];
  /** Whether a request of it may say that a second factor was used. */
  readonly secondFactor: Known<boolean>;
  /** As what it acts in an account. */
  identityIn(environment: Environment): Identity;
}

/** What IAM makes of a principal in an account. */
export interface Identity {
  readonly arn: string;
  /** Those of its groups are among them. */
  readonly policies: readonly AttachedPolicy[];
  readonly boundary?: AttachedPolicy;
}
