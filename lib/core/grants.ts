import { Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';

export type Conditions = Record<string, Record<string, unknown>>;

/** Like `Grant.addToPrincipalOrResource`, but the conditions are in the resource's policy as well. */
export function grantOnBothSides(options: iam.GrantWithResourceOptions): iam.Grant {
  const { grantee, actions, resourceArns, resource, resourceSelfArns, conditions } = options;
  const { grantPrincipal } = grantee;
  const granted = iam.Grant.addToPrincipal({ grantee, actions, resourceArns, conditions });
  const accounts = grantPrincipal.principalAccount === undefined
    ? TokenComparison.SAME
    : Token.compareStrings(resource.env.account, grantPrincipal.principalAccount);
  if (granted.success && [TokenComparison.SAME, TokenComparison.BOTH_UNRESOLVED].includes(accounts)) {
    return granted;
  }
  return granted.combine(iam.Grant.addStatementToResourcePolicy({
    ...options,
    statement: new iam.PolicyStatement({ principals: [grantPrincipal], actions, resources: resourceSelfArns ?? resourceArns, conditions }),
  }));
}

/** The same of a key, which in its own policy is `*`. */
export function grantOnKey(key: kms.IKey, grantee: iam.IGrantable, actions: string[], conditions: Conditions): iam.Grant {
  return grantOnBothSides({ grantee, actions, resourceArns: [key.keyArn], resource: key, resourceSelfArns: ['*'], conditions });
}

/** Combines grants, at least one, into one. */
export function combine(grants: iam.Grant[]): iam.Grant {
  return grants.reduce((all, grant) => all.combine(grant));
}
