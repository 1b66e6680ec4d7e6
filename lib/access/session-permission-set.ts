import { Duration, Resource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sso from 'aws-cdk-lib/aws-sso';
import { Construct } from 'constructs';
import { PERMISSION_SET_POLICY_SIZE, leastSize } from './policy-size';
import { SESSION_ACCESS_TYPES, accessOf } from './session-access';
import type { SessionAccessOptions } from './session-access-options';
import { SessionPlace } from './session-place';
import { sessionStatements } from './session-statements';
import { PropTypes, checkProps, listOf, required, struct } from '../core/check-props';
import { fail } from '../core/errors';
import { unique } from '../core/lists';
import { MINUTES, TEXT, TEXTS } from '../core/prop-types';

/**
 * Who gets the permission set, and in which account.
 */
export interface SessionPermissionSetAssignment {
  /**
   * The account that they get it in.
   */
  readonly account: string;

  /**
   * The id of a group of IAM Identity Center.
   *
   * @default - none; then `userId` is needed
   */
  readonly groupId?: string;

  /**
   * The id of a user of IAM Identity Center.
   *
   * @default - none; then `groupId` is needed
   */
  readonly userId?: string;
}

/**
 * Properties of `SessionPermissionSet`.
 */
export interface SessionPermissionSetProps extends SessionAccessOptions {
  /**
   * The ARN of the instance of IAM Identity Center: `arn:aws:sso:::instance/ssoins-...`.
   */
  readonly instanceArn: string;

  /**
   * The name of the permission set: 1-32 of the characters A-Z a-z 0-9 _ + = , . @ -. A change replaces the permission set.
   */
  readonly permissionSetName: string;

  /**
   * The description of the permission set.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * How long people stay signed in to an account with the permission set, 1-12 hours. It does not end their sessions on nodes; `maxDuration` of
   * `SessionPreferences` does that.
   *
   * @default - AWS's default, which is one hour
   */
  readonly sessionDuration?: Duration;

  /**
   * The accounts whose nodes, documents and sessions the policy names.
   *
   * `*` is every account that the permission set is assigned in: the role in an account reaches only the nodes of that account, and cannot be
   * granted those of another one. It may then also name a session document that another account shares with it, if that has a granted name.
   *
   * @default - those of `assignments`
   */
  readonly accounts?: string[];

  /**
   * The regions of the nodes, documents and sessions.
   *
   * @default - the region of the stack
   */
  readonly regions?: string[];

  /**
   * Who gets the permission set.
   *
   * @default - nobody yet; then `accounts` is needed
   */
  readonly assignments?: SessionPermissionSetAssignment[];
}

const ASSIGNMENT = struct<SessionPermissionSetAssignment>('a SessionPermissionSetAssignment', '{ account: \'123456789012\', groupId: \'...\' }', {
  account: required(TEXT),
  groupId: TEXT,
  userId: TEXT,
});

const OWN_TYPES: PropTypes<Omit<SessionPermissionSetProps, keyof SessionAccessOptions>> = {
  instanceArn: required(TEXT),
  permissionSetName: required(TEXT),
  description: TEXT,
  sessionDuration: MINUTES,
  accounts: TEXTS,
  regions: TEXTS,
  assignments: listOf('a list of SessionPermissionSetAssignment', '[{ account: \'123456789012\', groupId: \'...\' }]', ASSIGNMENT),
};

const NAME = /^[\w+=,.@-]{1,32}$/;
const ACCOUNT = /^(\d{12}|\*)$/;
const HOURS = { min: 1, max: 12 };

/**
 * A permission set of IAM Identity Center that lets people open sessions, as `SessionAccessPolicy` does: with these nodes, with these session
 * documents, and with nothing else.
 *
 * It belongs into a stack of the organization's management account, or of the delegated administrator of IAM Identity Center. The nodes are in the
 * accounts that it is assigned in, so the policy names `accounts` and `regions`, and documents by their names: a document of the same name is granted in
 * each of these places. Give documents of other stacks a `documentName`, or import preferences with
 * `SessionPreferences.fromSessionPreferencesAttributes` and the key by its ARN, and name nodes by tags.
 *
 * - People's own sessions are those whose owner is `${aws:userid}`. For IAM Identity Center that is `AROA...:NAME`: the id of the role in the account,
 *   and the user's name, which is often an address of electronic mail. Two people never share it. Systems Manager tags a session with it, unless NAME has
 *   other characters than letters, digits, blanks and _ . : / = + - @ \; such a person can neither resume a session nor end it by the API.
 * - IAM Identity Center does not tell IAM how people signed in, so there is no `requireMfa`: let IAM Identity Center ask for it at sign-in.
 * - IAM Identity Center counts the policy without whitespace and takes 10,240 characters of it.
 *
 * Creates a permission set and its assignments, which are free.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
 *
 * @example
 * const shell = SessionPreferences.fromSessionPreferencesAttributes(this, 'Shell', {
 *   documentName: 'production-shell',
 *   logging: SessionLogging.none(),
 * });
 * new SessionPermissionSet(this, 'Operators', {
 *   instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
 *   permissionSetName: 'Operators',
 *   targets: [SessionTarget.tagged('env', 'prod')],
 *   documents: [shell],
 *   assignments: [{ account: '123456789012', groupId: '01234567-89ab-cdef-0123-456789abcdef' }],
 * });
 */
export class SessionPermissionSet extends Resource {
  /**
   * The ARN of the permission set.
   * @attribute
   */
  public readonly permissionSetArn: string;

  /**
   * @throws if there are no targets, no documents and neither `ssh` nor `remoteDesktop`, no accounts or no regions, `permissionSetName`, an account
   * or `sessionDuration` is not valid, an assignment has not exactly one of `groupId` and `userId`, `remoteDesktop` is true and a node runs Linux, or
   * `fromNetworks` are not blocks of public addresses; at synthesis if the policy is too large for IAM Identity Center
   */
  constructor(scope: Construct, id: string, props: SessionPermissionSetProps) {
    super(scope, id);
    checkProps(this, props, { ...SESSION_ACCESS_TYPES, ...OWN_TYPES });
    const { instanceArn, permissionSetName: name, description, assignments = [] } = props;
    this.checkName(name);
    assignments.forEach((assignment, index) => this.checkAssignment(assignment, index));
    const policy = new iam.PolicyDocument({ statements: sessionStatements(accessOf(this, props, this.placesOf(props))) });
    const { attrPermissionSetArn } = new sso.CfnPermissionSet(this, 'Resource', {
      instanceArn,
      name,
      description,
      inlinePolicy: policy,
      sessionDuration: this.durationOf(props),
    });
    this.permissionSetArn = attrPermissionSetArn;
    assignments.forEach((assignment, index) => this.assign(instanceArn, assignment, index));
    this.node.addValidation({ validate: () => this.tooLarge(policy) });
  }

  private assign(instanceArn: string, { account, groupId, userId }: SessionPermissionSetAssignment, index: number): void {
    const principalId = groupId ?? userId!;
    // An id that does not depend on the order, in which an assignment could take the place of another that still exists.
    const id = [account, principalId].some(text => Token.isUnresolved(text)) ? String(index) : `${account}${principalId}`;
    new sso.CfnAssignment(this, `Assignment${id}`, {
      instanceArn,
      permissionSetArn: this.permissionSetArn,
      principalType: groupId === undefined ? 'USER' : 'GROUP',
      principalId,
      targetType: 'AWS_ACCOUNT',
      targetId: account,
    });
  }

  private placesOf({ accounts, regions, assignments = [] }: SessionPermissionSetProps): SessionPlace[] {
    const { partition, region: own } = Stack.of(this);
    const named = unique(accounts ?? assignments.map(({ account }) => account));
    if (named.length === 0) {
      fail(this, 'accounts must be one or more, got none, nor assignments; name the accounts of the nodes');
    }
    if (regions?.length === 0) {
      fail(this, 'regions must be one or more, got none; name the regions of the nodes, or leave it out for that of the stack');
    }
    named.forEach(account => this.checkAccount('accounts', account));
    return named.flatMap(account => (regions ?? [own]).map(region => ({ partition, region, account })));
  }

  private checkName(name: string): void {
    if (!Token.isUnresolved(name) && !NAME.test(name)) {
      fail(this, `permissionSetName must be 1-32 of the characters A-Z a-z 0-9 _ + = , . @ -, got '${name}'; use a name such as 'Operators'`);
    }
  }

  private checkAccount(prop: string, account: string): void {
    if (!Token.isUnresolved(account) && !ACCOUNT.test(account)) {
      fail(this, `${prop} must be ids of accounts, got '${account}'; write one such as '123456789012'`);
    }
  }

  private checkAssignment({ account, groupId, userId }: SessionPermissionSetAssignment, index: number): void {
    if ((groupId === undefined) === (userId === undefined)) {
      fail(this, `assignments.${index} must have either groupId or userId, got ${groupId === undefined ? 'neither' : 'both'}; name one of the two`);
    }
    if (account === '*') {
      fail(this, `assignments.${index}.account must be the id of an account, got '*'; make an assignment for each account`);
    }
    this.checkAccount(`assignments.${index}.account`, account);
  }

  private durationOf({ sessionDuration }: SessionPermissionSetProps): string | undefined {
    if (sessionDuration === undefined) {
      return undefined;
    }
    if (sessionDuration.isUnresolved()) {
      fail(this, 'sessionDuration must be known at synthesis, got a value known at deployment only; use Duration.hours(n) with a number');
    }
    const hours = sessionDuration.toHours({ integral: false });
    if (hours < HOURS.min || hours > HOURS.max) {
      fail(this, `sessionDuration must be ${HOURS.min}-${HOURS.max} hours, got ${sessionDuration.toHumanString()}; use Duration.hours(n) in that range`);
    }
    return sessionDuration.toIsoString();
  }

  private tooLarge(policy: iam.PolicyDocument): string[] {
    const size = leastSize(this, policy);
    return size <= PERMISSION_SET_POLICY_SIZE ? [] : [
      `the policy has ${size} characters or more, and IAM Identity Center takes ${PERMISSION_SET_POLICY_SIZE}; name nodes by tags with SessionTarget.tagged(), or split accounts or targets over several SessionPermissionSet`,
    ];
  }
}
