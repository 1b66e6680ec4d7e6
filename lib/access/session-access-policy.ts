import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SESSION_ACCESS_POLICY, checkPrincipal } from './grant-sessions';
import { MANAGED_POLICY_SIZE, leastSize } from './policy-size';
import { SESSION_ACCESS_TYPES, accessOf, checkPlace, documentsOf } from './session-access';
import type { SessionAccessOptions } from './session-access-options';
import { placeOf } from './session-place';
import { SessionAccess, sessionStatements } from './session-statements';
import { PropTypes, checkProps, having, listOf } from '../core/check-props';
import { fail } from '../core/errors';
import { BOOLEAN, ROLE, TEXT } from '../core/prop-types';

/**
 * Properties of `SessionAccessPolicy`.
 */
export interface SessionAccessPolicyProps extends SessionAccessOptions {
  /**
   * Whether people must have signed in with multi-factor authentication to start and resume sessions (`aws:MultiFactorAuthPresent`).
   *
   * The key is there for IAM users who signed in to the console or called `GetSessionToken` with a code, and for roles that such a code was given to
   * `AssumeRole` for. It is absent for plain access keys and for roles that a role assumes, and absent or false for federation and IAM Identity Center,
   * whatever their own sign-in asks for: these people are denied.
   *
   * @default false
   */
  readonly requireMfa?: boolean;

  /**
   * The name of the managed policy.
   *
   * @default - CloudFormation's choice
   */
  readonly managedPolicyName?: string;

  /**
   * The description of the managed policy. A change replaces the policy.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The roles that the policy is attached to.
   *
   * @default - none; use `attachToRole`
   */
  readonly roles?: iam.IRole[];

  /**
   * The groups that the policy is attached to.
   *
   * @default - none; use `attachToGroup`
   */
  readonly groups?: iam.IGroup[];

  /**
   * The users that the policy is attached to.
   *
   * @default - none; use `attachToUser`
   */
  readonly users?: iam.IUser[];
}

const OWN_TYPES: PropTypes<Omit<SessionAccessPolicyProps, keyof SessionAccessOptions>> = {
  requireMfa: BOOLEAN,
  managedPolicyName: TEXT,
  description: TEXT,
  roles: listOf('a list of iam.IRole', '[role]', ROLE),
  groups: listOf('a list of iam.IGroup', '[group]', having('an iam.IGroup', 'groupArn', 'new iam.Group(this, \'Group\')')),
  users: listOf('a list of iam.IUser', '[user]', having('an iam.IUser', 'userArn', 'new iam.User(this, \'User\')')),
};

/**
 * A managed policy that lets people open sessions: with these nodes, with these session documents, and with nothing else.
 *
 * Nodes and Auto Scaling groups that it names get their side of the sessions at the same time. The key of each document comes with it, for sessions
 * with these nodes only. Key policies do not change: those of the CDK's keys leave the decision to the account's policies, and an imported key must
 * do so too.
 *
 * IAM checks the node and the document of a session one by one. So whoever has this policy may use each of its documents on each of its nodes, and, if
 * they have another such policy as well, the documents of one on the nodes of the other. Use two principals to keep them apart.
 *
 * - It is a standing grant: just-in-time node access never asks those people for approval.
 * - A session that names no document is denied, unless the account's default document is among `documents`.
 * - IAM cannot ask for the reason of a session: `StartSession` has no condition key for it. CloudTrail and Systems Manager show the reason that was given.
 * - The policy is for the account and region of its stack.
 * - IAM takes 6,144 characters. A named node takes up to 90 of them, a document 65, a tag 300, and a further value of a tag or a further group its own
 *   length. So more than 50 nodes fit by name, and any number by a tag.
 *
 * Creates a managed policy, which is free.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
 *
 * @example
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * const developers = new SessionAccessPolicy(this, 'Developers', {
 *   targets: [SessionTarget.tagged('env', 'dev')],
 *   documents: [sessionPreferences],
 *   console: true,
 * });
 * developers.attachToRole(role);
 */
export class SessionAccessPolicy extends iam.ManagedPolicy {
  private readonly access: SessionAccess;
  private readonly requireMfa: boolean;

  /**
   * @throws if there are no targets, no documents and neither `ssh` nor `remoteDesktop`, a node or a document is of another account or region than
   * the policy, `remoteDesktop` is true and a node runs Linux, `fromNetworks` are not blocks of public addresses, or a role is of IAM Identity Center
   * or another account; at synthesis if the policy is too large for IAM
   */
  constructor(scope: Construct, id: string, props: SessionAccessPolicyProps) {
    // The base class wants text before this class can say so.
    super(scope, id, { managedPolicyName: textOrNone(props?.managedPolicyName), description: textOrNone(props?.description) });
    checkProps(this, props, { ...SESSION_ACCESS_TYPES, ...OWN_TYPES });
    checkPlace(this, [...props.targets.flatMap(({ _nodes: { node, fleet } }) => node ?? fleet ?? []), ...documentsOf(props)]);
    const access = accessOf(this, props, [placeOf(this)]);
    this.requireMfa = props.requireMfa ?? false;
    this.access = { ...access, requester: { ...access.requester, mfa: this.requireMfa } };
    this.addStatements(...sessionStatements(this.access));
    props.roles?.forEach(role => this.attachToRole(role));
    props.groups?.forEach(group => this.attachToGroup(group));
    props.users?.forEach(user => this.attachToUser(user));
    this.node.addValidation({ validate: () => this.tooLarge() });
  }

  /**
   * Attaches this policy to a role.
   *
   * @param role the role
   * @throws if it is a role of IAM Identity Center, or of another account
   */
  public attachToRole(role: iam.IRole): void {
    checkPrincipal(role, { scope: this, ...SESSION_ACCESS_POLICY });
    super.attachToRole(role);
  }

  /**
   * What the policy says, for the inline policy of a permission set of IAM Identity Center that you have: `inlinePolicy` of a
   * `sso.CfnPermissionSet`, or `JSON.stringify(stack.resolve(...))` as text. It names the account and the region of this policy's stack, so assign the
   * permission set there. `SessionPermissionSet` makes one, for any accounts.
   *
   * @throws if `requireMfa` is true, which would deny everybody: IAM Identity Center does not tell IAM how people signed in
   */
  public toPermissionSetPolicy(): iam.PolicyDocument {
    if (this.requireMfa) {
      fail(this, 'toPermissionSetPolicy needs requireMfa: false, got true, with which nobody could connect: sessions of IAM Identity Center are never marked as made with MFA; let IAM Identity Center ask for it at sign-in');
    }
    return new iam.PolicyDocument({ statements: sessionStatements(this.access) });
  }

  private tooLarge(): string[] {
    const size = leastSize(this, this.document);
    return size <= MANAGED_POLICY_SIZE ? [] : [
      `the policy has ${size} characters or more, and IAM takes ${MANAGED_POLICY_SIZE}; split targets over several SessionAccessPolicy with the same documents, or give the nodes a tag and use SessionTarget.tagged(), which takes the same space for any number of nodes`,
    ];
  }
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
