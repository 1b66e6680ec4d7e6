import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, Dependable, IConstruct } from 'constructs';
import { SessionAccess, keyStatement, keysOf, statementsWithoutKeys } from './session-statements';
import { checkValue, required } from '../core/check-props';
import { fail } from '../core/errors';
import { combine, grantOnKey } from '../core/grants';
import { GRANTEE } from '../core/prop-types';

/** What grants sessions, as messages name it. */
export interface SessionGranter extends GrantMethod {
  readonly scope: IConstruct;
}

interface GrantMethod {
  readonly method: string;
  /** What gives the statements to people who write the policy themselves. */
  readonly statements: string;
}

export const GRANT_START_SESSION: GrantMethod = { method: 'grantStartSession', statements: 'sessionStatements()' };

export const GRANT_START_SESSION_ON: GrantMethod = { method: 'grantStartSessionOn', statements: 'toPermissionSetPolicy() of a SessionAccessPolicy' };

export const SESSION_ACCESS_POLICY: GrantMethod = { method: 'SessionAccessPolicy', statements: 'toPermissionSetPolicy()' };

/** Lets a person start sessions, and resume and end their own; an error if nothing came of it. */
export function grantSessions(grantee: iam.IGrantable, granter: SessionGranter, access: SessionAccess): iam.Grant {
  checkValue(granter.scope, 'grantee', grantee, required(GRANTEE));
  checkPrincipal(grantee, granter);
  const start = combine(statementsWithoutKeys(access).map(({ actions, resources, conditions }) =>
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns: resources, conditions })));
  checkGranted(grantee, granter, start);
  return combine([start, ...keysOf(access).map(key => grantEncryptSessions(key, grantee, access))]);
}

/** Fails for a principal that cannot be given anything from here. */
export function checkPrincipal(grantee: iam.IGrantable, granter: SessionGranter): void {
  checkAccount(grantee, granter);
  checkPermissionSet(grantee, granter);
}

/** Lets the person generate data keys for sessions with these nodes, by the key's own policy as well where that is needed. */
export function grantEncryptSessions(key: kms.IKey, person: iam.IGrantable, access: Pick<SessionAccess, 'nodes'>): iam.Grant {
  const { actions, conditions } = keyStatement(access, [key]);
  return grantOnKey(key, person, actions, conditions);
}

/** No resource of Systems Manager's has a policy that could let in a principal of another account. */
function checkAccount({ grantPrincipal }: iam.IGrantable, { scope, method }: SessionGranter): void {
  const { account } = Stack.of(scope);
  if (grantPrincipal.principalAccount && Token.compareStrings(grantPrincipal.principalAccount, account) === TokenComparison.DIFFERENT) {
    fail(scope, `${method} needs a principal of the node's account ${account}, got ${nameOf(grantPrincipal)} of account ${grantPrincipal.principalAccount}; grant it to a role of account ${account} and let that principal assume the role`);
  }
}

/** Its name, or the end of its ARN: the permission set and a suffix that changes. */
const PERMISSION_SET_ROLE = /(?:^|\/)AWSReservedSSO_(.+?)(?:_[0-9a-f]{16})?$/;

/** IAM refuses to change the roles of IAM Identity Center, and the CDK would only find out at deployment. */
function checkPermissionSet({ grantPrincipal }: iam.IGrantable, { scope, method, statements }: SessionGranter): void {
  const { roleName, arn } = grantPrincipal as { roleName?: string; arn?: string };
  const [, permissionSet] = PERMISSION_SET_ROLE.exec(roleName ?? arn ?? '') ?? [];
  if (permissionSet) {
    fail(scope, `${method} cannot change ${nameOf(grantPrincipal)}, a role of IAM Identity Center; put the statements into the permission set ${permissionSet}: grant them to a managed policy that it refers to by name, or write what ${statements} returns into its inline policy`);
  }
}

/**
 * An immutable role and an unknown principal claim that they took the statement, and there is no policy with it. So does a role under
 * `Role.customizeRoles`, for which the CDK writes a report.
 */
function checkGranted({ grantPrincipal }: iam.IGrantable, { scope, method, statements }: SessionGranter, grant: iam.Grant): void {
  if (!grant.success || (Dependable.of(grant).dependencyRoots.length === 0 && !iam.Role.isRole(grantPrincipal))) {
    fail(scope, `${method} cannot add a policy to ${nameOf(grantPrincipal)}; grant it to a user, group, role or managed policy of this app, import the role with mutable: true, or put what ${statements} returns into a policy of the principal`);
  }
}

function nameOf(principal: iam.IPrincipal): string {
  return Construct.isConstruct(principal) || principal instanceof iam.PrincipalBase ? String(principal) : principal.constructor.name;
}
