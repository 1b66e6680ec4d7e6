import { Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

export type Conditions = Record<string, Record<string, unknown>>;

/** As `Grant.addToPrincipalOrResource`, which leaves the conditions out of the resource's policy. */
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

/** All of several grants as one; at least one. */
export function combine(grants: iam.Grant[]): iam.Grant {
  return grants.reduce((all, grant) => all.combine(grant));
}
