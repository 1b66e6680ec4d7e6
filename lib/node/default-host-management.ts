import { Aspects, CfnResource, PhysicalName, RemovalPolicy, Resource, Stack, Token, TokenComparison, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, IDependable } from 'constructs';
import { grantHostToRole } from './bind-sessions';
import { hostManagementResources } from './host-management-resources';
import type { NodePermissions } from './node-permissions';
import { inlinePolicies, refusesService, roleDescription } from './node-role';
import { HostManagementPolicy } from './permissions/host-management-policy';
import { checkSameEnvironment } from '../access/start-session';
import { HOST_MANAGEMENT_BY_ACCOUNT, HOST_MANAGEMENT_PRINCIPAL, HOST_MANAGEMENT_TYPE } from '../agent/host-management';
import { PropTypes, checkProps, checkValue, required } from '../core/check-props';
import { citeRule } from '../core/cite-rule';
import { fail, warn } from '../core/errors';
import { NODE_PERMISSIONS, PREFERENCES, REMOVAL_POLICY, ROLE } from '../core/prop-types';
import { WarningId } from '../core/warning-ids';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * Properties of `DefaultHostManagement`.
 */
export interface DefaultHostManagementProps {
  /**
   * The role whose permissions the instances get, of this account. It must trust `ssm.amazonaws.com`. An imported one takes inline policies only.
   *
   * @default - a new one
   */
  readonly role?: iam.IRole;

  /**
   * What the role may do in Systems Manager. `NodePermissions.none()` is for a `role` that has its permissions already.
   *
   * @default - the AWS managed policy AmazonSSMManagedEC2InstanceDefaultPolicy: sessions, Run Command, State Manager, Inventory and Patch Manager, and no
   * parameters
   */
  readonly permissions?: NodePermissions;

  /**
   * How sessions with these instances are logged and encrypted. The role gets the permissions to host such sessions, which AWS's policy lacks. For further
   * ones call `addSessionPreferences`.
   *
   * Which document a session has is up to whoever starts it. `AccountSessionPreferences` are the default of all nodes.
   *
   * @default - none; sessions with a bucket, a log group or a key lose their transcripts or are refused
   */
  readonly sessionPreferences?: ISessionPreferences;

  /**
   * What becomes of the setting, and of a role created for it, when this is deleted: `RETAIN_ON_UPDATE_OR_DELETE`, `RETAIN` or `DESTROY`.
   *
   * `DESTROY` takes the access to every instance of the account and region that has no permissions of its own, and causes a warning. A setting that was kept
   * is on, so that a stack which creates it again fails: import it, or turn it off before.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: kept, but for a creation that fails, which turns it off again
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** By the rules for templates that newer versions of the CDK have. */
const UNKNOWN_TYPE = 'CloudFormation-Validate::F3006';

const PROP_TYPES: PropTypes<DefaultHostManagementProps> = {
  role: ROLE,
  permissions: NODE_PERMISSIONS,
  sessionPreferences: PREFERENCES,
  removalPolicy: REMOVAL_POLICY,
};

/**
 * Makes EC2 instances managed nodes without an instance profile, all over the account in this region: Default Host Management Configuration.
 *
 * An instance takes part if its SSM Agent is 3.2.582 or newer, if it **requires IMDSv2**, and if its own instance profile does not let the agent register. A
 * profile that does wins, also where it lacks what sessions take. Each of these instances gets the same role, and **becomes a target of
 * everybody who may start sessions on all nodes**. Whoever is root on such an instance has the permissions of the role.
 *
 * It is one setting of the account and region. **The deployment fails where it is on already**, so that nothing of others is overwritten; an update of the
 * role changes it in place. Two in one app, for the same account and region, are an error. For all accounts of an organization use Quick Setup.
 *
 * Creates the setting and a role, which cost nothing. A node of this library takes part with `permissions: NodePermissions.none()`.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
 *
 * @example
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * new DefaultHostManagement(this, 'HostManagement', { sessionPreferences });
 * new SsmManagedInstance(this, 'Node', { vpc, sessionPreferences, permissions: NodePermissions.none() });
 */
export class DefaultHostManagement extends Resource {
  /**
   * The role whose permissions the instances get.
   */
  public readonly role: iam.IRole;

  private readonly setting: CfnResource;
  private readonly hosted = new Set<ISessionPreferences>();
  private removalPolicy: RemovalPolicy;

  /**
   * @throws if `role` is of another account, is a service-linked role, or cannot be given its permissions, if `permissions` is `NodePermissions.none()` without
   * a `role`, if `sessionPreferences` are of another account or region, or `removalPolicy` is SNAPSHOT; at synthesis, if something else in the
   * app sets Default Host Management of the same account and region, or `role` does not trust Systems Manager
   */
  constructor(scope: Construct, id: string, props: DefaultHostManagementProps = {}) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { role, permissions, sessionPreferences } = props;
    this.removalPolicy = this.checkRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    if (!role && permissions?._rolePermissions.grantsAnything === false) {
      fail(this, 'permissions must grant something to a new role, got NodePermissions.none(), with which no instance would ever register; leave it out, or pass a role that has its permissions already');
    }
    this.role = role ? this.checkRole(role) : this.createRole();
    (permissions?._rolePermissions ?? new HostManagementPolicy()).addTo(this, this.role);

    this.setting = new CfnResource(this, 'Resource', {
      type: HOST_MANAGEMENT_TYPE,
      properties: { PermissionModel: HOST_MANAGEMENT_BY_ACCOUNT, CustomerManagedRoleArn: this.role.roleArn },
    });
    this.node.defaultChild = this.setting;
    // Their copy of the registry does not have the type, and with the feature flags of `cdk init` that would stop synthesis.
    Validations.of(this.setting).acknowledge({ id: UNKNOWN_TYPE, reason: `${HOST_MANAGEMENT_TYPE} is newer than the rules of the CDK` });
    // An agent that is refused tries again after half an hour.
    this.setting.node.addDependency(policiesOf(this.role));
    this.applyRemovalPolicy(this.removalPolicy);
    if (sessionPreferences) {
      this.addSessionPreferences(sessionPreferences);
    }
    this.node.addValidation({ validate: () => [...this.others(), ...this.untrusting()] });
  }

  /**
   * Lets the instances host sessions with further preferences: write their transcripts, and open their encryption.
   *
   * @param preferences the preferences, of this account and region
   * @throws if they are of another account or region, or the role cannot be changed
   */
  public addSessionPreferences(preferences: ISessionPreferences): void {
    checkValue(this, 'preferences', preferences, required(PREFERENCES));
    if (!this.hosted.has(preferences)) {
      checkSameEnvironment(preferences, this);
      this.hosted.add(preferences);
      grantHostToRole(this, this.role, preferences);
    }
  }

  /**
   * Keeps the setting, and a role created for it, when the stack is deleted, or turns it off. Neither what `sessionPreferences` created nor a `role` that was
   * passed is touched.
   *
   * @param policy the policy
   * @throws if it is SNAPSHOT
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    this.removalPolicy = this.checkRemovalPolicy(policy);
    this.setting.applyRemovalPolicy(policy);
    if (policy === RemovalPolicy.DESTROY) {
      warn(this, WarningId.HOST_MANAGEMENT_TURNED_OFF_WITH_STACK,
        'removalPolicy is DESTROY: deleting the stack turns Default Host Management off, and every instance of the account and region without permissions of its own is lost to Systems Manager.');
    }
  }

  /**
   * Whether the instances can host sessions with these preferences.
   *
   * @internal
   */
  public _hosts(preferences: ISessionPreferences): boolean {
    return this.hosted.has(preferences);
  }

  private createRole(): iam.Role {
    const role = new iam.Role(this, 'Role', {
      description: roleDescription(`Default Host Management ${this.node.path}`),
      // A name only where another account or region has to know it, such as in the policy of a key.
      roleName: PhysicalName.GENERATE_IF_NEEDED,
      // Without aws:SourceAccount: nothing says that the calls for an agent carry it. Nobody can pass this role in another account.
      assumedBy: new iam.ServicePrincipal(HOST_MANAGEMENT_PRINCIPAL),
    });
    // A setting that is kept with a role that is not, or has lost its policies, leads nowhere. Policies may come later.
    Aspects.of(role).add({ visit: node => { if (CfnResource.isCfnResource(node)) { node.applyRemovalPolicy(this.removalPolicy); } } });
    return role;
  }

  private checkRole(role: iam.IRole): iam.IRole {
    const { account } = Stack.of(this);
    if (Token.compareStrings(role.env.account, account) === TokenComparison.DIFFERENT) {
      fail(this, `role must be of this account ${account}, got one of ${role.env.account}; Systems Manager takes no role of another account, use one of this account`);
    }
    if (role.roleArn.includes(SERVICE_LINKED)) {
      fail(this, `role must be one that Systems Manager may be given, got the service-linked role ${role.roleArn}, which only its own service assumes; use another role, or leave it out`);
    }
    return role;
  }

  private checkRemovalPolicy(policy: RemovalPolicy): RemovalPolicy {
    if (policy === RemovalPolicy.SNAPSHOT) {
      fail(this, 'removalPolicy must be RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY, got SNAPSHOT, which a setting does not have; leave it out to keep the setting');
    }
    return policy;
  }

  private others(): string[] {
    return hostManagementResources(this).filter(other => other !== this.setting).map(({ node }) =>
      `an account has one Default Host Management Configuration in a region, and ${node.path} sets it too; keep one of the two, or set another env on one of the stacks`);
  }

  private untrusting(): string[] {
    return refusesService(this.role, 'ssm')
      ? [`role does not trust ${HOST_MANAGEMENT_PRINCIPAL}, so no instance gets credentials from it; add new iam.ServicePrincipal('${HOST_MANAGEMENT_PRINCIPAL}') to its trust policy ${citeRule('SSM-IDN-013')}`]
      : [];
  }
}

/** The inline policies of a role, those that come later too. The role itself is referred to. */
function policiesOf(role: iam.IRole): IDependable {
  const policies: IDependable = {};
  Dependable.implement(policies, { get dependencyRoots() { return inlinePolicies(role); } });
  return policies;
}

/** In the ARNs of roles that only one service may assume. */
const SERVICE_LINKED = ':role/aws-service-role/';
