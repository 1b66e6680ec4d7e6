import { ArnFormat, Duration, Fn, Names, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { HybridActivationResource } from './hybrid-activation-resource';
import { linuxRegistrationCommand, readCodeCommand, windowsRegistrationCommand } from './registration-commands';
import { grantSecretKey } from './secret-key';
import { GRANT_START_SESSION, grantSessions } from '../access/grant-sessions';
import { accessTo } from '../access/session-access';
import { sessionStatements } from '../access/session-statements';
import { SessionTarget } from '../access/session-target';
import { checkSameEnvironment } from '../access/start-session';
import { DEFAULT_DOCUMENT, GrantableDocument } from '../access/started-document';
import { PropTypes, checkProps, checkValue, required } from '../core/check-props';
import { fail } from '../core/errors';
import { grantOnBothSides } from '../core/grants';
import { checkKey } from '../core/keys';
import { ALARM_ACTIONS, BOOLEAN, GRANTEE, HOURS, KEY, NODE_PERMISSIONS, NUMBER, PREFERENCES, ROLE, TAGS, TEXT } from '../core/prop-types';
import { grantHostToRole } from '../node/bind-sessions';
import { NodePermissions } from '../node/node-permissions';
import { inlinePolicies, refusesService } from '../node/node-role';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * Properties of `HybridActivation`.
 */
export interface HybridActivationProps {
  /**
   * How long a code can be used: 4 hours to 30 days, in whole hours. The code is renewed when half of it is over.
   *
   * @default Duration.hours(24)
   */
  readonly expiration?: Duration;

  /**
   * How many servers may register with one code: 1-1,000. The next code, after a renewal, is for as many again.
   *
   * @default 1
   */
  readonly registrationLimit?: number;

  /**
   * The name of the nodes, which Fleet Manager shows: at most 256 letters, digits, spaces and `_ . : / = + - @`. All nodes have the same.
   *
   * @default - the name of each server
   */
  readonly nodeName?: string;

  /**
   * Tags of the nodes, beside the one that `grantStartSession` goes by; at most 49. Nodes get them when they register and keep them: a change is for servers
   * that register later.
   *
   * @default - none
   */
  readonly nodeTags?: { [key: string]: string };

  /**
   * How sessions with the nodes are logged and encrypted. Their role gets the permissions to host such sessions.
   *
   * On Linux, transcripts in S3, and in CloudWatch Logs without streaming, need the command `script` (util-linux) on the server.
   *
   * @default - the account's default preferences; the role gets no permissions for them
   */
  readonly sessionPreferences?: ISessionPreferences;

  /**
   * What the nodes may do in Systems Manager.
   *
   * @default NodePermissions.managedInstanceCore()
   */
  readonly permissions?: NodePermissions;

  /**
   * The service role that the nodes get their credentials from. It must trust `ssm.amazonaws.com`, and its name, with its path, has at most 64 characters.
   * Another one is for servers that register later; those that have registered keep the one they have.
   *
   * @default - a new one, which Systems Manager may use for this account and region alone
   */
  readonly role?: iam.IRole;

  /**
   * The key that encrypts the secret with the code. The policy of an imported one has to let the account's policies decide.
   *
   * @default - the AWS managed key of Secrets Manager, which is free
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Whether the code is renewed before it expires. Otherwise no server registers after `expiration`, until one of the settings changes.
   *
   * @default true
   */
  readonly renewal?: boolean;

  /**
   * What happens when a code could not be renewed.
   *
   * @default - none; use `addAlarmAction`
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether the deployment turns on the advanced-instances tier of the whole account and region, for accounts where AWS still asks for it: `StartSession` then answers
   * `Enable advanced-instances tier to use Session Manager with your on-premises instances`. **Every node outside EC2 of the account and region then costs by
   * the hour** (0.00695 USD in us-east-1, about 5 USD a month). Nothing turns it off again, not even the deletion of the stack.
   *
   * @default false
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-configure-instance-tiers.html
   */
  readonly advancedInstances?: boolean;
}

const PROP_TYPES: PropTypes<HybridActivationProps> = {
  expiration: HOURS,
  registrationLimit: NUMBER,
  nodeName: TEXT,
  nodeTags: TAGS,
  sessionPreferences: PREFERENCES,
  permissions: NODE_PERMISSIONS,
  role: ROLE,
  encryptionKey: KEY,
  renewal: BOOLEAN,
  alarmActions: ALARM_ACTIONS,
  advancedInstances: BOOLEAN,
};

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateActivation.html */
const MOST_REGISTRATIONS = 1000;
const MOST_HOURS = 30 * 24;
const LONGEST_ROLE_NAME = 64;
const NODE_NAME = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;

/** A renewal takes some hours of notice, so that it may fail and be tried again. */
const LEAST_HOURS = 4;

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const MOST_TAGS = 50;
const TAG_KEY = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** By which the nodes of one activation are known from others. */
const ACTIVATION_TAG = 'cdk-session-manager:activation';

/** A failed renewal is tried three times. */
const FAILED_ATTEMPTS = 3;

/**
 * Makes servers and virtual machines outside AWS nodes of Session Manager (`mi-...`), by a hybrid activation.
 *
 * A server registers with a code. The code is in a secret of Secrets Manager, and nowhere else: in no output, no log, no template and no answer of the custom
 * resource. `registrationCommandLinux` and `registrationCommandWindows` read it and register the server they run on; `grantRegister` lets somebody read it.
 * A function renews the code when half of its time is over. The activation before it is deleted when it has expired or is used up, so that nobody is cut off who
 * has just read its code. An alarm is raised when a renewal has failed three times in an hour.
 *
 * Nodes stay when the stack is deleted, and go offline with their role: deregister them before. AWS does not support macOS outside EC2.
 *
 * Creates a secret (0.40 USD a month), a function with its log group, a rule, an alarm (0.10 USD a month), and a role unless one is given. AWS charges for sessions
 * with nodes outside EC2, see docs/hybrid-activation.md.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-hybrid-multicloud.html
 *
 * @example
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * const servers = new HybridActivation(this, 'Servers', { sessionPreferences, registrationLimit: 10, nodeTags: { site: 'berlin' } });
 * servers.grantRegister(role);
 * servers.grantStartSession(role);
 * new CfnOutput(this, 'RegisterLinux', { value: servers.registrationCommandLinux });
 */
export class HybridActivation extends Construct implements iam.IGrantable {
  /** The service role of the nodes. */
  public readonly role: iam.IRole;

  public readonly grantPrincipal: iam.IPrincipal;

  /** The secret with the code. Its value is JSON: `activationId`, `activationCode`, `region`, `expires`, and what the renewal goes by. */
  public readonly secret: secretsmanager.ISecret;

  /** The nodes that registered with the activation, for grants and policies. */
  public readonly target: SessionTarget;

  /** How sessions with the nodes are logged and encrypted; undefined with the account's default. */
  public readonly sessionPreferences?: ISessionPreferences;

  /** The alarm on renewals that failed; undefined without renewal. */
  public readonly renewalAlarm?: cloudwatch.Alarm;

  /**
   * @throws if `expiration`, `registrationLimit`, `nodeName` or `nodeTags` is out of range, `role` cannot be changed or has a name that is
   * too long, `permissions` are none for a new role, `encryptionKey` is an alias or in another region, `sessionPreferences` are of another account or region, or `alarmActions` is given without
   * renewal; at synthesis, if `role` does not trust Systems Manager
   */
  constructor(scope: Construct, id: string, props: HybridActivationProps = {}) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { permissions = NodePermissions.managedInstanceCore(), sessionPreferences, renewal = true, encryptionKey } = props;
    const nodeTags = { ...props.nodeTags, [ACTIVATION_TAG]: this.activationTag() };
    const hours = this.checkExpiration(props.expiration);
    this.checkLimit(props.registrationLimit);
    this.checkNames(props);
    if (!props.role && !permissions._rolePermissions.grantsAnything) {
      fail(this, 'permissions must not be NodePermissions.none() without a role: a new role has no other permissions, so that no server registers; remove permissions, or pass a role that has them');
    }
    this.role = this.checkRole(props.role) ?? this.serviceRole();
    this.grantPrincipal = this.role.grantPrincipal;
    this.sessionPreferences = sessionPreferences;
    const needed = permissions._rolePermissions.addTo(this, this.role);
    if (sessionPreferences) {
      checkSameEnvironment(sessionPreferences, this);
      grantHostToRole(this, this.role, sessionPreferences);
    }
    this.secret = this.emptySecret(encryptionKey && checkKey(this, encryptionKey));
    this.target = SessionTarget._taggedManagedNodes({ [ACTIVATION_TAG]: nodeTags[ACTIVATION_TAG] });
    const { resource, handler } = new HybridActivationResource(this, 'Resource', {
      role: this.role,
      roleName: this.roleName(),
      secret: this.secret,
      registrationLimit: props.registrationLimit ?? 1,
      hours,
      nodeName: props.nodeName,
      nodeTags,
      renewal,
      advancedInstances: props.advancedInstances ?? false,
    });
    // The settings refer to the role.
    resource.node.addDependency(...needed.filter(dependable => dependable !== this.role), ...inlinePolicies(this.role));
    if (renewal) {
      this.renewalAlarm = handler.metricErrors({ period: Duration.hours(1), statistic: cloudwatch.Stats.SUM }).createAlarm(this, 'RenewalAlarm', {
        alarmDescription: 'The code of a hybrid activation of Systems Manager could not be renewed',
        threshold: FAILED_ATTEMPTS,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
    }
    this.addAlarmAction(...props.alarmActions ?? []);
  }

  /** The command that prints what the secret says, for `ACTIVATION` of the others. It shows the code. */
  public get readCodeCommand(): string {
    return readCodeCommand(this.place);
  }

  /**
   * The command that registers the Linux server that it runs on, in a shell of somebody who may use sudo. It reads the secret with the AWS CLI, or takes what
   * `readCodeCommand` printed elsewhere from the variable `ACTIVATION`. It downloads `ssm-setup-cli` from AWS's bucket of the region, which installs the agent and verifies
   * its signature, for which the server needs `gpg`.
   */
  public get registrationCommandLinux(): string {
    return linuxRegistrationCommand(this.place);
  }

  /**
   * The same for Windows Server, in PowerShell of an administrator.
   */
  public get registrationCommandWindows(): string {
    return windowsRegistrationCommand(this.place);
  }

  /**
   * Lets somebody read the code, and so register servers.
   *
   * @param grantee who registers servers
   */
  public grantRegister(grantee: iam.IGrantable): iam.Grant {
    checkValue(this, 'grantee', grantee, required(GRANTEE));
    const { secret } = this;
    const read = grantOnBothSides({
      grantee,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [secret.secretArn],
      resource: secret,
    });
    return secret.encryptionKey ? read.combine(grantSecretKey(secret, grantee, ['kms:Decrypt'])) : read;
  }

  /**
   * Lets a person or a role start sessions on the nodes that registered with this activation, and resume and end their own. Nodes are known by a tag, so whoever
   * may tag nodes (`ssm:AddTagsToResource`) decides which ones they are.
   *
   * @param grantee who connects
   * @throws if the principal cannot be changed from here, or is of another account
   */
  public grantStartSession(grantee: iam.IGrantable): iam.Grant {
    return this.sessionPreferences?.grantStartSessionOn(grantee, this.target)
      ?? grantSessions(grantee, { scope: this, ...GRANT_START_SESSION }, accessTo(this.target, DEFAULT_DOCUMENT, this));
  }

  /**
   * What `grantStartSession` grants, for a policy that you write yourself, such as the inline policy of a permission set of IAM Identity Center.
   */
  public sessionStatements(): iam.PolicyStatement[] {
    const document = this.sessionPreferences as GrantableDocument | undefined;
    return sessionStatements(accessTo(this.target, document?._started ?? DEFAULT_DOCUMENT, this));
  }

  /**
   * Adds what happens when a code could not be renewed.
   *
   * @param actions the actions
   * @throws if there is no renewal
   */
  public addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    if (actions.length > 0 && !this.renewalAlarm) {
      fail(this, 'alarmActions contradicts renewal: false, with which there is no alarm; remove one of the two');
    }
    this.renewalAlarm?.addAlarmAction(...actions);
  }

  private get place() {
    return { secretArn: this.secret.secretArn, region: Stack.of(this).region };
  }

  /** Another one for each activation of the account and region. */
  private activationTag(): string {
    return `${Stack.of(this).stackName}/${Names.uniqueResourceName(this, { maxLength: 100, separator: '-' })}`;
  }

  private checkExpiration(expiration = Duration.hours(24)): number {
    const hours = expiration.toHours({ integral: false });
    if (!Number.isInteger(hours) || hours < LEAST_HOURS || hours > MOST_HOURS) {
      fail(this, `expiration must be ${LEAST_HOURS} hours to ${MOST_HOURS / 24} days in whole hours, got ${hours} hours; pass one such as Duration.days(7)`);
    }
    return hours;
  }

  private checkLimit(limit = 1): void {
    if (!Token.isUnresolved(limit) && (!Number.isInteger(limit) || limit < 1 || limit > MOST_REGISTRATIONS)) {
      fail(this, `registrationLimit must be 1-${MOST_REGISTRATIONS}, got ${limit}: Systems Manager takes no other; make several activations for more servers`);
    }
  }

  private checkNames({ nodeName, nodeTags = {} }: HybridActivationProps): void {
    const fits = (value: string, pattern: RegExp) => Token.isUnresolved(value) || pattern.test(value);
    if (nodeName !== undefined && !fits(nodeName, NODE_NAME)) {
      fail(this, `nodeName must be 1-256 letters, digits, spaces and _ . : / = + - @, got '${nodeName}'; Systems Manager takes no other`);
    }
    const keys = Object.keys(nodeTags);
    if (keys.length >= MOST_TAGS) {
      fail(this, `nodeTags must be at most ${MOST_TAGS - 1}, got ${keys.length}: a node has at most ${MOST_TAGS}, and one is for grantStartSession`);
    }
    const wrong = keys.find(key => !fits(key, TAG_KEY) || key === ACTIVATION_TAG || !fits(nodeTags[key], TAG_VALUE));
    if (wrong !== undefined) {
      fail(this, `nodeTags must have keys of 1-128 and values of at most 256 letters, digits, spaces and _ . : / = + - @, no key that begins with aws: and none that is ${ACTIVATION_TAG}, got { '${wrong}': '${nodeTags[wrong]}' }`);
    }
  }

  private checkRole(role: iam.IRole | undefined): iam.IRole | undefined {
    if (role) {
      this.node.addValidation({
        validate: () => refusesService(role, 'ssm')
          ? ['role does not trust ssm.amazonaws.com, so no activation can be made with it; add new iam.ServicePrincipal(\'ssm.amazonaws.com\') to its trust policy']
          : [],
      });
    }
    return role;
  }

  /**
   * Systems Manager alone, and not on behalf of others.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-service-role.html
   */
  private serviceRole(): iam.Role {
    const { account } = Stack.of(this);
    return new iam.Role(this, 'Role', {
      description: 'Servers outside EC2, as nodes of Systems Manager',
      assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnEquals: { 'aws:SourceArn': Stack.of(this).formatArn({ service: 'ssm', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME }) },
        },
      }),
    });
  }

  /** With its path, without which Systems Manager does not find it. */
  private roleName(): string {
    const name = this.role.node.scope === this ? this.role.roleName : Fn.select(1, Fn.split(':role/', this.role.roleArn));
    if (!Token.isUnresolved(name) && name.length > LONGEST_ROLE_NAME) {
      fail(this, `role must have a name of at most ${LONGEST_ROLE_NAME} characters with its path, got ${name}: Systems Manager takes no longer one; use another role`);
    }
    return name;
  }

  /** The function puts the code into it. The CDK's own secret comes with a random value. */
  private emptySecret(encryptionKey: kms.IKey | undefined): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, 'Code', { description: 'What servers outside AWS register with Systems Manager with', encryptionKey });
    (secret.node.defaultChild as secretsmanager.CfnSecret).generateSecretString = undefined;
    return secret;
  }
}
