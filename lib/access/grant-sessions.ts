import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable } from 'constructs';
import { grantEncryptSessions } from './session-key';
import { startStatements } from './session-statements';
import { SessionTarget, StartedDocument } from './session-target';
import { checkValue, required } from '../core/check-props';
import { fail } from '../core/errors';
import { combine } from '../core/grants';
import { GRANTEE } from '../core/prop-types';

/** Lets a person start sessions with one document on one node, and resume and end their own; an error if nothing came of it. */
export function grantSessions(grantee: iam.IGrantable, node: SessionTarget, document: StartedDocument): iam.Grant {
  checkValue(node, 'grantee', grantee, required(GRANTEE));
  checkAccount(grantee, node);
  checkPermissionSet(grantee, node);
  const start = combine(startStatements(node, document).map(({ actions, resources, conditions }) =>
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns: resources, conditions })));
  checkGranted(grantee, node, start);
  return document.encryptionKey ? start.combine(grantEncryptSessions(document.encryptionKey, grantee, node.instanceId)) : start;
}

/** No resource of Systems Manager's has a policy that could let in a principal of another account. */
function checkAccount({ grantPrincipal }: iam.IGrantable, node: SessionTarget): void {
  const { account } = Stack.of(node);
  if (grantPrincipal.principalAccount && Token.compareStrings(grantPrincipal.principalAccount, account) === TokenComparison.DIFFERENT) {
    fail(node, `grantStartSession needs a principal of the node's account ${account}, got ${nameOf(grantPrincipal)} of account ${grantPrincipal.principalAccount}; grant it to a role of account ${account} and let that principal assume the role`);
  }
}

/** Its name, or the end of its ARN: the permission set and a suffix that changes. */
const PERMISSION_SET_ROLE = /(?:^|\/)AWSReservedSSO_(.+?)(?:_[0-9a-f]{16})?$/;

/** IAM refuses to change the roles of IAM Identity Center, and the CDK would only find out at deployment. */
function checkPermissionSet({ grantPrincipal }: iam.IGrantable, node: SessionTarget): void {
  const { roleName, arn } = grantPrincipal as { roleName?: string; arn?: string };
  const [, permissionSet] = PERMISSION_SET_ROLE.exec(roleName ?? arn ?? '') ?? [];
  if (permissionSet) {
    fail(node, `grantStartSession cannot change ${nameOf(grantPrincipal)}, a role of IAM Identity Center; put the statements into the permission set ${permissionSet}: grant them to a managed policy that it refers to by name, or write what sessionStatements() returns into its inline policy`);
  }
}

/**
 * An immutable role and an unknown principal claim that they took the statement, and there is no policy with it. So does a role under
 * `Role.customizeRoles`, for which the CDK writes a report.
 */
function checkGranted({ grantPrincipal }: iam.IGrantable, node: SessionTarget, grant: iam.Grant): void {
  if (!grant.success || (Dependable.of(grant).dependencyRoots.length === 0 && !iam.Role.isRole(grantPrincipal))) {
    fail(node, `grantStartSession cannot add a policy to ${nameOf(grantPrincipal)}; grant it to a user, group, role or managed policy of this app, import the role with mutable: true, or put what sessionStatements() returns into a policy of the principal`);
  }
}

function nameOf(principal: iam.IPrincipal): string {
  return Construct.isConstruct(principal) || principal instanceof iam.PrincipalBase ? String(principal) : principal.constructor.name;
}
