import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Guarded, guardrailStatements } from './guardrail-statements';
import { MANAGED_POLICY_SIZE, SERVICE_CONTROL_POLICY_SIZE, leastSize } from './policy-size';
import { SESSION_DOCUMENTS, checkPlace, documentsOf } from './session-access';
import { placeOf } from './session-place';
import { SSH } from './started-document';
import { PropTypes, checkProps, required } from '../core/check-props';
import { fail } from '../core/errors';
import { BOOLEAN, TEXTS } from '../core/prop-types';
import type { ISessionDocument } from '../preferences/session-document';

/**
 * Properties of `SessionGuardrail`.
 */
export interface SessionGuardrailProps {
  /**
   * The session documents that sessions may be started with, and whose bucket, log group and keys are kept as they are. Sessions with any other
   * document are denied, those of AWS included, such as the tunnel to any host.
   */
  readonly documents: ISessionDocument[];

  /**
   * Whether SSH may go through sessions. It is never logged, so `allowUnlogged` must be true too.
   *
   * @default false
   */
  readonly ssh?: boolean;

  /**
   * Whether Remote Desktop of Fleet Manager may start sessions, for people who are granted it. It is never logged, so `allowUnlogged` must be true too.
   * Only the service behind it may use its document, which is AWS's tunnel to any port.
   *
   * @default false
   */
  readonly remoteDesktop?: boolean;

  /**
   * Whether `documents` may have one that leaves no transcript: a tunnel, or one without logging. IAM cannot tell how a session is logged, so it is
   * checked here, at synthesis.
   *
   * @default false
   */
  readonly allowUnlogged?: boolean;

  /**
   * Whether commands may be run without a session, by Run Command and State Manager. Automation runs commands with the permissions of who starts it,
   * or of a role that they may pass to it, which this does not restrict.
   *
   * @default false
   */
  readonly runCommand?: boolean;

  /**
   * The ARNs of trails of CloudTrail that record who started sessions, and that nobody may stop or change.
   *
   * @default - none
   */
  readonly trailArns?: string[];

  /**
   * The ARNs of users and roles that nothing is denied, with `*` and `?` as wildcards: administrators, the role that CloudFormation deploys with, and
   * the role of the function of `AccountSessionPreferences`. Of a role session, it is the ARN of the role, and of a permission set it is
   * `arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_NAME_*`.
   *
   * @default - none
   */
  readonly exceptPrincipals?: string[];
}

const PROP_TYPES: PropTypes<SessionGuardrailProps> = {
  documents: required(SESSION_DOCUMENTS),
  ssh: BOOLEAN,
  remoteDesktop: BOOLEAN,
  allowUnlogged: BOOLEAN,
  runCommand: BOOLEAN,
  trailArns: TEXTS,
  exceptPrincipals: TEXTS,
};

const PRINCIPAL_ARN = /^arn:[^:]+:iam::[^:]*:(user|role)\/./;

/**
 * Denies people what would take them past the session documents and their logs, whatever else they are granted.
 *
 * - Sessions with other documents than the listed ones, and sessions that name none unless the account's default document is listed.
 * - Change and deletion of these documents, of the bucket, the log group and the keys that they name, and of the trails.
 * - Run Command and State Manager.
 *
 * Use it as `managedPolicy` of users, groups and roles, as `permissionsBoundary`, or as a service control policy of the organization. It creates the
 * policies that you use, which are free.
 *
 * The first two name the account and region of the stack, so that sessions in other regions are denied. A service control policy names documents in
 * every account and region, and denies nothing to the management account and to service-linked roles. A person may then start a session with a
 * document that another account shares under a listed name, if they are granted it.
 *
 * What else leads to a node is not restricted: EC2 Instance Connect, the serial console, a new image, user data. Roles
 * that may do what is denied, and that people may assume, lead around it. Remote Desktop in Fleet Manager starts sessions with
 * `AWS-StartPortForwardingSession`, so it is denied unless `remoteDesktop` is true.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 *
 * @example
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * const guardrail = new SessionGuardrail(this, 'Guardrail', {
 *   documents: [sessionPreferences],
 *   exceptPrincipals: ['arn:aws:iam::*:role/cdk-hnb659fds-cfn-exec-role-*'],
 * });
 * role.addManagedPolicy(guardrail.managedPolicy);
 */
export class SessionGuardrail extends Construct {
  private readonly documents: ISessionDocument[];
  private readonly guarded: Guarded;

  /**
   * @throws if `documents` are none, one of them, `ssh` or `remoteDesktop` leaves no transcript and `allowUnlogged` is not true, or `exceptPrincipals` are not ARNs of users and
   * roles
   */
  constructor(scope: Construct, id: string, props: SessionGuardrailProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { ssh = false, remoteDesktop = false, runCommand = false, trailArns = [], exceptPrincipals = [] } = props;
    this.checkLogging(props);
    exceptPrincipals.forEach(arn => this.checkPrincipal(arn));
    this.documents = documentsOf(props);
    const started = documentsOf(props).map(({ _started }) => _started);
    this.guarded = { documents: [...started, ...ssh ? [SSH] : []], remoteDesktop, trailArns, runCommand, exceptPrincipals };
  }

  /**
   * A managed policy that denies, for users, groups and roles. Created when it is first used.
   */
  public get managedPolicy(): iam.ManagedPolicy {
    return this.policy('ManagedPolicy', this.denials());
  }

  /**
   * The same as a permissions boundary, which allows everything else; it grants nothing by itself. Never attach it as a policy. Created when it is first
   * used.
   */
  public get permissionsBoundary(): iam.ManagedPolicy {
    return this.policy('PermissionsBoundary', [new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }), ...this.denials()]);
  }

  /**
   * The same for every account and region: the `content` of an `organizations.CfnPolicy`, or `JSON.stringify(stack.resolve(...))` as text.
   *
   * @throws if there are no `exceptPrincipals`, so that nobody in the accounts could change the documents any more; at synthesis if it is too large for
   * AWS Organizations
   */
  public toServiceControlPolicy(): iam.PolicyDocument {
    if (this.guarded.exceptPrincipals.length === 0) {
      fail(this, 'toServiceControlPolicy needs exceptPrincipals, got none, with which no deployment could change the session documents; name the role that CloudFormation deploys with, such as arn:aws:iam::*:role/cdk-hnb659fds-cfn-exec-role-*');
    }
    const statements = guardrailStatements(this.guarded, { ...placeOf(this), region: '*', account: '*' });
    const document = new iam.PolicyDocument({ statements });
    this.checkSize(document, SERVICE_CONTROL_POLICY_SIZE, 'AWS Organizations');
    return document;
  }

  private denials(): iam.PolicyStatement[] {
    return guardrailStatements(this.guarded, placeOf(this));
  }

  private policy(id: string, statements: iam.PolicyStatement[]): iam.ManagedPolicy {
    const existing = this.node.tryFindChild(id);
    if (existing) {
      return existing as iam.ManagedPolicy;
    }
    checkPlace(this, this.documents);
    const policy = new iam.ManagedPolicy(this, id, { statements });
    this.checkSize(policy.document, MANAGED_POLICY_SIZE, 'IAM');
    return policy;
  }

  private checkSize(document: iam.PolicyDocument, limit: number, service: string): void {
    this.node.addValidation({
      validate: () => {
        const size = leastSize(this, document);
        return size <= limit ? [] : [`the policy has ${size} characters or more, and ${service} takes ${limit}; split trailArns and exceptPrincipals, or name principals with wildcards`];
      },
    });
  }

  private checkLogging(props: SessionGuardrailProps): void {
    const { ssh = false, remoteDesktop = false, allowUnlogged = false } = props;
    const documents = documentsOf(props);
    if (documents.length === 0) {
      fail(this, 'documents must be one or more, got none, with which no session could be started; name one, such as the sessionPreferences of the nodes');
    }
    if (allowUnlogged) {
      return;
    }
    const unlogged = documents.find(({ _started: { logging } }) => !logging?.bucket && !logging?.logGroup);
    if (unlogged) {
      fail(this, `documents must leave transcripts, got ${unlogged.node.path}, which leaves none; give it sessionPreferences that log, remove it, or set allowUnlogged: true`);
    }
    if (ssh) {
      fail(this, 'ssh must be false unless allowUnlogged is true, got true: SSH is never logged; remove it, or set allowUnlogged: true');
    }
    if (remoteDesktop) {
      fail(this, 'remoteDesktop must be false unless allowUnlogged is true, got true: Remote Desktop is never logged; remove it, or set allowUnlogged: true');
    }
  }

  private checkPrincipal(arn: string): void {
    if (!Token.isUnresolved(arn) && !PRINCIPAL_ARN.test(arn)) {
      fail(this, `exceptPrincipals must be ARNs of users and roles, got '${arn}', which matches none; write one such as arn:aws:iam::123456789012:role/Administrator`);
    }
  }
}
