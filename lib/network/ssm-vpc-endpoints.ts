import { Lazy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, DependencyGroup, IConstruct, IDependable } from 'constructs';
import { endpointConflicts } from './endpoint-conflicts';
import { accountStatement, agentBucketsStatement, logUploadStatements } from './endpoint-policies';
import { EndpointPolicy } from './endpoint-policy';
import { ExistingSsmVpcEndpoints } from './existing-ssm-vpc-endpoints';
import { allowIn, allowOut } from './security-groups';
import { dnsSettings, onePerZone, sameId } from './vpc';
import { LEGACY_MESSAGE_ACTIONS, LOG_STREAM_ACTIONS, REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS, SESSION_KEY_ACTIONS } from '../agent/actions';
import { citeRule } from '../core/cite-rule';
import { fail, warn } from '../core/errors';
import { WarningId } from '../core/warning-ids';
import { ISessionLoggingBucket } from '../logging/session-logging-bucket';
import { NodePermissions } from '../node/node-permissions';
import type { ISessionPreferences } from '../preferences/session-preferences';
import { endpointExistsRule } from '../preflight/rules/endpoints/end-001-endpoint-exists';
import { vpcSupportsPrivateDnsRule } from '../preflight/rules/endpoints/end-003-vpc-supports-private-dns';

/**
 * Something that runs SSM Agents and reaches Systems Manager through the endpoints.
 */
export interface SsmEndpointClient {
  /**
   * Whatever owns the security groups of the nodes: an instance, an Auto Scaling group, a security group.
   */
  readonly connections: ec2.IConnectable;

  /**
   * The subnets that the nodes are in; the S3 gateway endpoint enters their route tables.
   */
  readonly subnets: ec2.ISubnet[];

  /**
   * The permissions of the nodes; the policy of the `ssm` endpoint lets their actions through.
   *
   * @default NodePermissions.managedInstanceCore()
   */
  readonly permissions?: NodePermissions;

  /**
   * The preferences of sessions with the nodes; the policy of the S3 gateway lets their transcripts through.
   *
   * @default - none
   */
  readonly sessionPreferences?: ISessionPreferences;
}

/**
 * The endpoints through which the nodes of a VPC without a way to the Internet reach Systems Manager.
 */
export interface ISsmVpcEndpoints extends IConstruct {
  /**
   * The VPC that the endpoints are in.
   */
  readonly vpc: ec2.IVpc;

  /**
   * The endpoint of Systems Manager, by which a node registers.
   */
  readonly ssm: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of the message channels that carry the sessions.
   */
  readonly ssmMessages: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of the message channel of agents before 3.3.40.0, if there is one.
   */
  readonly ec2Messages?: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of CloudWatch Logs, if there is one.
   */
  readonly logs?: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of AWS KMS, if there is one.
   */
  readonly kms?: ec2.IInterfaceVpcEndpoint;

  /**
   * The gateway endpoint of Amazon S3, if there is one.
   */
  readonly s3?: ec2.IGatewayVpcEndpoint;

  /**
   * The id of the region's prefix list of Amazon S3, if it was given.
   */
  readonly s3PrefixListId?: string;

  /**
   * Opens the way from nodes to the endpoints, both sides of it: 443 out of the nodes' security groups, 443 into the endpoints', the
   * S3 gateway in the route tables of the nodes' subnets, the actions in the endpoints' policies.
   *
   * `SsmConnectivity.privateLink(endpoints)` does it for its node; call it for nodes that are not ours, such as an Auto Scaling group.
   *
   * @param client the nodes
   * @returns what the nodes have to wait for: an agent that boots before its path exists waits for minutes to an hour. Let the resource that
   * starts them depend on it, not a construct that holds their security group, whose rules are part of it
   * @throws if the nodes have no security group, or one without a way out on 443 that cannot be changed; if their `sessionPreferences` need
   * an endpoint that is not there
   */
  allowFrom(client: SsmEndpointClient): IDependable;
}

/**
 * Properties of `SsmVpcEndpoints`.
 */
export interface SsmVpcEndpointsProps {
  /**
   * The VPC. DNS support and DNS hostnames must be on, or private DNS does not work.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Where the network interfaces of the endpoints go, one subnet a zone. They serve the whole VPC, whichever subnets they are in.
   *
   * @default - the isolated subnets, or the private ones if there are none
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * In how many zones each interface endpoint has a network interface; each is billed. Traffic from other zones crosses to these, and
   * sessions end when all of them are gone.
   *
   * @default - all zones of `subnets`
   */
  readonly maxAzs?: number;

  /**
   * The preferences of sessions with the nodes. `logs`, `kms` and `s3` follow from them, exactly as they need it, and so does the bucket in
   * the policy of the S3 gateway.
   *
   * @default - none
   */
  readonly sessionPreferences?: ISessionPreferences;

  /**
   * Whether to create an endpoint of CloudWatch Logs, which session logs in CloudWatch need.
   *
   * @default - true if `sessionPreferences` have a log group, else false
   */
  readonly logs?: boolean;

  /**
   * Whether to create an endpoint of AWS KMS, which sessions encrypted with a key need. Encrypted buckets and log groups do not: S3 and
   * CloudWatch Logs call KMS themselves. Its policy lets nodes decrypt; people who connect from inside the VPC need
   * `kms:GenerateDataKey`, and so `EndpointPolicy.ALLOW_ALL`.
   *
   * @default - true if `sessionPreferences` have a key, else false
   */
  readonly kms?: boolean;

  /**
   * Whether to create a gateway endpoint of Amazon S3, which session logs in S3, agent updates, patching and installation from user data
   * need. It is free of charge, and enters only the route tables of the nodes' subnets.
   *
   * @default - true if there is a `sessionLoggingBucket`, or `sessionPreferences` have a bucket, else false
   */
  readonly s3?: boolean;

  /**
   * A bucket that the nodes upload session logs to, beside that of `sessionPreferences`; the policy of the S3 gateway lets them.
   *
   * @default - none
   */
  readonly sessionLoggingBucket?: ISessionLoggingBucket;

  /**
   * The id of the region's prefix list of Amazon S3 (`pl-...`), so that nodes get a rule out to S3 alone instead of one to any address.
   * CloudFormation cannot tell it; `aws ec2 describe-managed-prefix-lists` can.
   *
   * @default - nodes get a rule to any address on 443; an isolated subnet has no other route than S3's
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
   */
  readonly s3PrefixListId?: string;

  /**
   * Whether to create an endpoint of `ec2messages`, for agents before 3.3.40.0 and Windows Server 2012 and older. AWS announced the
   * retirement of the service for 30 September 2026, so there is a warning.
   *
   * @default false
   */
  readonly legacyAgents?: boolean;

  /**
   * What the created endpoints let through. Policies of existing endpoints stay as they are.
   *
   * @default EndpointPolicy.LEAST_PRIVILEGE
   */
  readonly policy?: EndpointPolicy;

  /**
   * Endpoints that the VPC has already; only what is missing is created.
   *
   * @default - none, all are created
   */
  readonly existing?: ExistingSsmVpcEndpoints;
}

/**
 * The VPC endpoints that nodes need to reach Systems Manager without a way to the Internet, and nothing more: `ssm` and `ssmmessages`,
 * and `logs`, `kms`, the S3 gateway and `ec2messages` when asked for or when `sessionPreferences` need them.
 *
 * One security group for all of them lets 443 in from the nodes' groups and nothing out. Private DNS is on, so there can be one set only in
 * a VPC: a second endpoint for the same service, ours or not, is an error at synthesis, since its deployment would fail.
 *
 * Monthly cost estimate (us-east-1, November 2026): number of interface endpoints x zones x 730 hours x 0.01 USD, and 0.01 USD a GB. Two
 * endpoints in one zone are about 15 USD, three in three zones about 66 USD. The S3 gateway is free.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
 * @see https://aws.amazon.com/privatelink/pricing/
 */
export class SsmVpcEndpoints extends Construct implements ISsmVpcEndpoints {
  /**
   * Uses endpoints that a VPC has already, and creates what is missing of `ssm` and `ssmmessages`. For more choice, use the constructor's
   * `existing`.
   *
   * @param scope the scope
   * @param id the id
   * @param vpc the VPC that the endpoints are in
   * @param existing the endpoints
   * @throws if an endpoint was imported without its security groups, or a VPC of this app has DNS off
   */
  public static fromEndpoints(scope: Construct, id: string, vpc: ec2.IVpc, existing: ExistingSsmVpcEndpoints): ISsmVpcEndpoints {
    return new SsmVpcEndpoints(scope, id, { vpc, existing });
  }

  public readonly vpc: ec2.IVpc;
  public readonly ssm: ec2.IInterfaceVpcEndpoint;
  public readonly ssmMessages: ec2.IInterfaceVpcEndpoint;
  public readonly ec2Messages?: ec2.IInterfaceVpcEndpoint;
  public readonly logs?: ec2.IInterfaceVpcEndpoint;
  public readonly kms?: ec2.IInterfaceVpcEndpoint;
  public readonly s3?: ec2.IGatewayVpcEndpoint;
  public readonly s3PrefixListId?: string;

  /**
   * The security group that the created endpoints share; undefined if none was created.
   */
  public readonly securityGroup?: ec2.SecurityGroup;

  private readonly props: SsmVpcEndpointsProps;
  private readonly account: string;
  private readonly created: ec2.VpcEndpoint[] = [];
  private readonly gatewayRouteTableIds = new Set<string>();
  private readonly uploadBuckets = new Set<ISessionLoggingBucket>();
  private ssmStatement?: iam.PolicyStatement;

  /**
   * @throws if a VPC of this app has DNS support or hostnames off, `maxAzs` is not a positive whole number, `subnets` selects none,
   * `s3`, `logs` or `kms` is false and `sessionLoggingBucket` or `sessionPreferences` need it, `s3PrefixListId` is given without the S3 gateway, or an existing endpoint was imported
   * without its security groups; at synthesis, if the VPC has another endpoint with private DNS for one of the services
   */
  constructor(scope: Construct, id: string, props: SsmVpcEndpointsProps) {
    super(scope, id);
    this.validate(props);
    this.props = props;
    this.vpc = props.vpc;
    this.account = Stack.of(this).account;
    const existing = props.existing ?? {};

    if (!existing.ssm || !existing.ssmMessages || this.wants('ec2Messages') || this.wants('logs') || this.wants('kms')) {
      this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
        vpc: props.vpc,
        description: 'Systems Manager endpoints: 443 in from the nodes, nothing out',
        allowAllOutbound: false,
      });
    }

    this.ssm = existing.ssm ?? this.createSsm();
    this.ssmMessages = existing.ssmMessages ?? this.create('SsmMessages', ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES, SESSION_CHANNEL_ACTIONS);
    this.ec2Messages = existing.ec2Messages ?? (this.wants('ec2Messages')
      ? this.create('Ec2Messages', ec2.InterfaceVpcEndpointAwsService.EC2_MESSAGES, LEGACY_MESSAGE_ACTIONS) : undefined);
    this.logs = existing.logs ?? (this.wants('logs')
      ? this.create('Logs', ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, LOG_STREAM_ACTIONS) : undefined);
    this.kms = existing.kms ?? (this.wants('kms')
      ? this.create('Kms', ec2.InterfaceVpcEndpointAwsService.KMS, SESSION_KEY_ACTIONS) : undefined);
    this.s3 = existing.s3 ?? (this.createsS3Gateway() ? this.createS3Gateway() : undefined);

    if (props.s3PrefixListId !== undefined && !this.s3) {
      fail(this, `s3PrefixListId is used with the S3 gateway only, got ${props.s3PrefixListId} without one; set s3: true or remove it`);
    }
    this.s3PrefixListId = props.s3PrefixListId;
    this.allowUploads(props.sessionLoggingBucket);
    this.allowUploads(props.sessionPreferences?.logging.bucket);
    this.node.addValidation({ validate: () => endpointConflicts(this.vpc, this.created) });
  }

  public allowFrom(client: SsmEndpointClient): IDependable {
    this.serve(client.sessionPreferences);
    const path = new DependencyGroup(...this.endpoints());
    const nodeGroups = client.connections.connections.securityGroups;
    if (nodeGroups.length === 0) {
      fail(this, 'connections has no security group, so no rule can let the nodes in; pass what owns the security groups of the nodes');
    }
    for (const endpointGroup of this.endpointGroups()) {
      path.add(...allowOut(this, nodeGroups, endpointGroup, 'To the Systems Manager endpoints'));
      for (const nodeGroup of nodeGroups) {
        const rules = allowIn(endpointGroup, nodeGroup, 'From the SSM Agent');
        if (rules.length === 0) {
          warn(this, WarningId.ENDPOINT_SECURITY_GROUP_NOT_CHANGED,
            `Security group ${endpointGroup.securityGroupId} of an existing endpoint is imported with mutable: false, so no rule was added; it must let in TCP 443 from the nodes' security groups, or they never register.`);
        }
        path.add(...rules);
      }
    }
    if (this.s3) {
      const s3 = this.s3PrefixListId ? ec2.Peer.prefixList(this.s3PrefixListId) : ec2.Peer.anyIpv4();
      path.add(this.s3, ...allowOut(this, nodeGroups, s3, 'To S3 through its gateway endpoint'));
    }
    this.routeThroughGateway(client.subnets);
    this.ssmStatement?.addActions(...(client.permissions ?? NodePermissions.managedInstanceCore())._ssmActions);
    return path;
  }

  private validate(props: SsmVpcEndpointsProps): void {
    const dns = dnsSettings(props.vpc);
    if (dns.supportOff || dns.hostnamesOff) {
      fail(this, `vpc must have DNS support and DNS hostnames on for private DNS, and ${dns.supportOff ? 'enableDnsSupport' : 'enableDnsHostnames'} is off; set it to true on the VPC ${citeRule(vpcSupportsPrivateDnsRule)}`);
    }
    const { maxAzs } = props;
    if (maxAzs !== undefined && !(Number.isInteger(maxAzs) && maxAzs >= 1)) {
      const got = Token.isUnresolved(maxAzs) ? 'a value known at deployment only' : maxAzs;
      fail(this, `maxAzs must be a whole number from 1, got ${got}; set how many zones the endpoints are in, or remove it for all`);
    }
    if (props.s3 === false && props.sessionLoggingBucket) {
      fail(this, 's3: false contradicts sessionLoggingBucket: nodes in isolated subnets reach a bucket through the S3 gateway only; remove one of the two');
    }
    for (const name of neededBy(props.sessionPreferences).filter(needed => props[needed] === false && !props.existing?.[needed])) {
      fail(this, `${name}: false contradicts sessionPreferences ${props.sessionPreferences!.node.path}, which need that endpoint; remove ${name}`);
    }
    for (const [name, endpoint] of Object.entries(props.existing ?? {}) as [string, unknown][]) {
      if (name !== 's3' && endpoint && (endpoint as ec2.IInterfaceVpcEndpoint).connections.securityGroups.length === 0) {
        fail(this, `existing.${name} has no security group, so no rule can let the nodes in; import it with securityGroups`);
      }
    }
    if (props.legacyAgents || props.existing?.ec2Messages) {
      warn(this, WarningId.EC2_MESSAGES_RETIRED,
        'AWS announced the retirement of ec2messages for 30 September 2026. Update the agents to 3.3.40.0 or newer, which use ssmmessages alone.');
    }
  }

  /** Whether an optional interface endpoint is asked for and not there yet. */
  private wants(name: 'ec2Messages' | 'logs' | 'kms'): boolean {
    const { legacyAgents, logs, kms, sessionPreferences, existing } = this.props;
    const asked = { ec2Messages: legacyAgents, logs, kms }[name] === true || neededBy(sessionPreferences).some(needed => needed === name);
    return asked && !existing?.[name];
  }

  private createSsm(): ec2.IInterfaceVpcEndpoint {
    this.ssmStatement = accountStatement(this.account, REGISTRATION_ACTIONS);
    return this.create('Ssm', ec2.InterfaceVpcEndpointAwsService.SSM, this.ssmStatement);
  }

  private create(id: string, service: ec2.InterfaceVpcEndpointAwsService, allowed: string[] | iam.PolicyStatement): ec2.IInterfaceVpcEndpoint {
    const endpoint = new ec2.InterfaceVpcEndpoint(this, id, {
      vpc: this.props.vpc,
      service,
      subnets: { subnets: this.endpointSubnets() },
      securityGroups: [this.securityGroup!],
      privateDnsEnabled: true,
      // Otherwise the CDK lets the whole VPC in.
      open: false,
    });
    if (this.props.policy !== EndpointPolicy.ALLOW_ALL) {
      endpoint.addToPolicy(Array.isArray(allowed) ? accountStatement(this.account, allowed) : allowed);
    }
    this.created.push(endpoint);
    return endpoint;
  }

  private createS3Gateway(): ec2.IGatewayVpcEndpoint {
    this.routeThroughGateway(this.endpointSubnets());
    const gateway = new ec2.GatewayVpcEndpoint(this, 'S3', {
      vpc: this.props.vpc,
      service: ec2.GatewayVpcEndpointAwsService.S3,
      subnets: [{ subnets: this.endpointSubnets() }],
    });
    // A gateway works in route tables that name it, so it enters those of the nodes; not the whole VPC's, where its policy would cut off others.
    (gateway.node.defaultChild as ec2.CfnVPCEndpoint).routeTableIds = Lazy.list({
      produce: () => [...this.gatewayRouteTableIds],
    });
    this.created.push(gateway);
    if (this.props.policy !== EndpointPolicy.ALLOW_ALL) {
      gateway.addToPolicy(agentBucketsStatement(Stack.of(this).region));
    }
    return gateway;
  }

  /** What preferences need has to be here already: an endpoint that appeared with a node would be a surprise on the bill. */
  private serve(preferences: ISessionPreferences | undefined): void {
    const missing = neededBy(preferences).filter(name => !this[name]);
    if (preferences && missing.length > 0) {
      fail(this, `the node's sessionPreferences ${preferences.node.path} need ${missing.join(', ')}, which these endpoints lack; set sessionPreferences on SsmVpcEndpoints too, or ${missing.map(name => `${name}: true`).join(', ')} ${citeRule(endpointExistsRule)}`);
    }
    this.allowUploads(preferences?.logging.bucket);
  }

  /** Only for a gateway of our making: the policy of an existing one stays as it is. */
  private allowUploads(bucket: ISessionLoggingBucket | undefined): void {
    if (!bucket || this.uploadBuckets.has(bucket) || !this.createsS3Gateway() || this.props.policy === EndpointPolicy.ALLOW_ALL) {
      return;
    }
    this.uploadBuckets.add(bucket);
    logUploadStatements(this.account, bucket.bucketArn, bucket.logObjectsArn)
      .forEach(statement => (this.s3 as ec2.GatewayVpcEndpoint).addToPolicy(statement));
  }

  /** Only for a gateway of our making: an existing one keeps the route tables that it has. */
  private routeThroughGateway(subnets: ec2.ISubnet[]): void {
    if (!this.createsS3Gateway()) {
      return;
    }
    for (const subnet of subnets) {
      // The type says it is there; an imported subnet may lack it all the same.
      const routeTableId = subnet.routeTable.routeTableId as string | undefined;
      this.gatewayRouteTableIds.add(routeTableId
        ?? fail(this, `the route table of subnet ${subnet.subnetId} is not known, so the S3 gateway cannot enter it; import the subnet with routeTableId, or pass existing.s3`));
    }
  }

  private createsS3Gateway(): boolean {
    const { existing, s3, sessionLoggingBucket, sessionPreferences } = this.props;
    return !existing?.s3 && (s3 ?? (sessionLoggingBucket !== undefined || neededBy(sessionPreferences).includes('s3')));
  }

  private endpointSubnets(): ec2.ISubnet[] {
    const { vpc, subnets, maxAzs } = this.props;
    const selection = subnets ?? (vpc.isolatedSubnets.length > 0 ? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } : {});
    const selected = vpc.selectSubnets(selection);
    if (selected.subnets.length === 0 && !selected.isPendingLookup) {
      fail(this, 'subnets selects no subnet of the VPC; select at least one');
    }
    // Before its look-up a VPC has made-up subnets, which need not fit the selection.
    const found = selected.subnets.length > 0 ? selected.subnets : vpc.selectSubnets().subnets;
    return onePerZone(found).slice(0, maxAzs);
  }

  private endpoints(): ec2.IInterfaceVpcEndpoint[] {
    return [this.ssm, this.ssmMessages, this.ec2Messages, this.logs, this.kms].filter(endpoint => endpoint !== undefined);
  }

  private endpointGroups(): ec2.ISecurityGroup[] {
    const groups = this.endpoints().flatMap(endpoint => endpoint.connections.securityGroups);
    // One that is imported once for each endpoint is still one, and EC2 refuses the same rule twice.
    return groups.filter((group, index) => groups.findIndex(other => sameId(other.securityGroupId, group.securityGroupId)) === index);
  }
}

/** The endpoints beside `ssm` and `ssmmessages` that hosting sessions with these preferences takes. */
function neededBy(preferences: ISessionPreferences | undefined): ('logs' | 'kms' | 's3')[] {
  return [
    ...preferences?.logging.logGroup ? ['logs' as const] : [],
    ...preferences?.encryptionKey ? ['kms' as const] : [],
    ...preferences?.logging.bucket ? ['s3' as const] : [],
  ];
}
