import { Known } from '../known';
import { PropertyLocation } from '../location';
import { Misnomer } from '../misnomer';

/** A policy with everything that may be one or many as many. Texts may have opaque parts and gaps (see text.ts). */
export interface PolicyDocument {
  readonly statements: Known<PolicyStatement>[];
}

export interface PolicyStatement {
  /** For messages: the Sid, or `statement 2`. */
  readonly label: string;
  readonly effect: Known<'Allow' | 'Deny'>;
  /** Undefined in policies of identities. */
  readonly principals?: Known<PolicyPrincipals>;
  readonly notPrincipals?: Known<PolicyPrincipals>;
  readonly actions?: Known<string[]>;
  readonly notActions?: Known<string[]>;
  readonly resources?: Known<string[]>;
  readonly notResources?: Known<string[]>;
  readonly conditions: Known<PolicyCondition[]>;
}

/** `*`, or values by type: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
export type PolicyPrincipals = '*' | { readonly [type: string]: string[] };

export interface PolicyCondition {
  /** With its prefix and suffix, for example `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: Known<string[]>;
}

/** A policy and where it is attached. */
export interface AttachedPolicy {
  /** For messages. */
  readonly name: string;
  readonly location: PropertyLocation;
  readonly document: Known<PolicyDocument>;
  /** Whether the policy is only named here, as those of AWS are: its text cannot be changed. */
  readonly foreign?: boolean;
}

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly location: PropertyLocation;
  readonly trust: { readonly value: Known<PolicyDocument>; readonly location: PropertyLocation };
  readonly policies: AttachedPolicy[];
  readonly boundary?: AttachedPolicy;
  /** Policies that the role names in a form that IAM does not take. */
  readonly misnomers?: readonly Misnomer[];
}

export interface InstanceProfile {
  readonly location: PropertyLocation;
  readonly role: Known<Role | undefined>;
  /** Roles that the profile names in a form that IAM does not take. */
  readonly misnomers?: readonly Misnomer[];
}
