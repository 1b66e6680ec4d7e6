import { Stack, Token } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, DependencyGroup, IConstruct, IDependable } from 'constructs';
import { EndpointAccess } from './endpoint-access';
import { endpointConflicts } from './endpoint-conflicts';
import { accountStatement } from './endpoint-policies';
import { EndpointPolicy } from './endpoint-policy';
import { ExistingSsmVpcEndpoints } from './existing-ssm-vpc-endpoints';
import { S3GatewayEndpoint } from './s3-gateway-endpoint';
import { dnsSettings, isOfAnotherVpc, onePerZone } from './vpc';
import { MANAGED_INSTANCE_CORE_SSM_ACTIONS } from '../agent/actions';
import { ENDPOINT_SERVICES, EndpointService, ServiceNeed } from '../agent/endpoint-services';
import { PropTypes, checkProps, having, listOf, oneOf, required, struct } from '../core/check-props';
import { citeRule } from '../core/cite-rule';
import { fail, warn } from '../core/errors';
import {
  AUTO_SCALING_GROUP, BOOLEAN, GATEWAY_ENDPOINT, INSTANCE, INTERFACE_ENDPOINT, LOGGING_BUCKET, NODE_PERMISSIONS,
  NUMBER, PREFERENCES, SUBNET, SUBNET_SELECTION, TEXT, VPC,
} from '../core/prop-types';
import { referencedResource } from '../core/references';
import { WarningId } from '../core/warning-ids';
import type { ISessionLoggingBucket } from '../logging/session-logging-bucket';
import type { NodePermissions } from '../node/node-permissions';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * Something that runs SSM Agents and reaches Systems Manager through the endpoints.
 */
export interface SsmEndpointClient {
  /**
   * The owner of the nodes' security groups: an instance, an Auto Scaling group, a security group.
   */
  readonly connections: ec2.IConnectable;

  /**
   * The instance, if the nodes are one instance of this app. It gets a security group that all such instances share, and its own groups get no
   * rules: EC2 allows 60 rules in a group, so the endpoints would soon have room for no more nodes. EC2 allows an instance 5 groups.
   *
   * @default - each group of `connections` gets rules, and so does the endpoints' group for it
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
   */
  readonly instance?: ec2.Instance;

  /**
   * The Auto Scaling group, if the nodes are those of one of this app. Its launch template gets the security group that `instance` gets.
   *
   * @default - each group of `connections` gets rules, and so does the endpoints' group for it
   */
  readonly autoScalingGroup?: autoscaling.AutoScalingGroup;

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
   * Lets nodes reach the endpoints, on both sides: 443 out of the nodes' security groups, 443 into the endpoints', the S3 gateway in the route
   * tables of the nodes' subnets, the actions in the endpoints' policies.
   *
   * `SsmConnectivity.privateLink(endpoints)` does it for its node; call it for other nodes, such as an Auto Scaling group.
   *
   * @param client the nodes
   * @returns what the nodes have to wait for: an agent that boots before its path exists waits for minutes to an hour. Make the resource that
   * starts the nodes depend on it. A construct that contains their security group would depend on its own rules
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
   * In how many zones each interface endpoint has a network interface; each is billed. Traffic from other zones crosses to
   * these, and sessions end when all of them fail.
   *
   * @default - all zones of `subnets`
   */
  readonly maxAzs?: number;

  /**
   * The preferences of sessions with the nodes. They bring the endpoints that they need of `logs`, `kms` and `s3`, and the policy of the S3
   * gateway lets uploads to their bucket through.
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
   * A bucket that the nodes upload session logs to, in addition to that of `sessionPreferences`; the policy of the S3 gateway lets them.
   *
   * @default - none
   */
  readonly sessionLoggingBucket?: ISessionLoggingBucket;

  /**
   * The id of the region's prefix list of Amazon S3 (`pl-...`), so that nodes get a rule out to S3 alone instead of one to any address.
   * `aws ec2 describe-managed-prefix-lists` shows it; CloudFormation cannot look it up.
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
 * Attributes of endpoints that a VPC has already.
 */
export interface SsmVpcEndpointsAttributes extends ExistingSsmVpcEndpoints {
  /**
   * The VPC that the endpoints are in.
   */
  readonly vpc: ec2.IVpc;
}

const PROP_TYPES: PropTypes<SsmVpcEndpointsProps> = {
  vpc: required(VPC),
  subnets: SUBNET_SELECTION,
  maxAzs: NUMBER,
  sessionPreferences: PREFERENCES,
  logs: BOOLEAN,
  kms: BOOLEAN,
  s3: BOOLEAN,
  sessionLoggingBucket: LOGGING_BUCKET,
  s3PrefixListId: TEXT,
  legacyAgents: BOOLEAN,
  policy: oneOf('an EndpointPolicy', EndpointPolicy, 'EndpointPolicy.ALLOW_ALL'),
  existing: struct<ExistingSsmVpcEndpoints>('an object of endpoints', '{ ssm: endpoint }', {
    ssm: INTERFACE_ENDPOINT,
    ssmMessages: INTERFACE_ENDPOINT,
    ec2Messages: INTERFACE_ENDPOINT,
    logs: INTERFACE_ENDPOINT,
    kms: INTERFACE_ENDPOINT,
    s3: GATEWAY_ENDPOINT,
  }),
};

const CLIENT_TYPES: PropTypes<SsmEndpointClient> = {
  connections: required(having('an ec2.IConnectable', 'connections', 'autoScalingGroup')),
  instance: INSTANCE,
  autoScalingGroup: AUTO_SCALING_GROUP,
  subnets: required(listOf('a list of ec2.ISubnet', 'vpc.isolatedSubnets', SUBNET)),
  permissions: NODE_PERMISSIONS,
  sessionPreferences: PREFERENCES,
};

/**
 * The VPC endpoints that nodes need to reach Systems Manager without a way to the Internet, and nothing more: `ssm` and `ssmmessages`,
 * and `logs`, `kms`, the S3 gateway and `ec2messages` when asked for or when `sessionPreferences` need them.
 *
 * One security group for all of them lets 443 in from the nodes and nothing out. A second one, which the nodes have beside their own, lets
 * them out to the endpoints, so that there are as many rules for a hundred nodes as for one. Private DNS is on, so there can be one set only in
 * a VPC: a second endpoint for the same service in the app is an error at synthesis, since its deployment would fail.
 *
 * Monthly cost estimate (us-east-1, November 2026): number of interface endpoints x zones x 730 hours x 0.01 USD, and 0.01 USD a GB. Two
 * endpoints in one zone are about 15 USD, three in three zones about 66 USD. The S3 gateway is free.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
 * @see https://aws.amazon.com/privatelink/pricing/
 *
 * @example
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * const endpoints = new SsmVpcEndpoints(this, 'Endpoints', { vpc, maxAzs: 1, sessionPreferences });
 * const connectivity = SsmConnectivity.privateLink(endpoints);
 * new SsmManagedInstance(this, 'Node', { vpc, connectivity, sessionPreferences });
 */
export class SsmVpcEndpoints extends Construct implements ISsmVpcEndpoints {
  /**
   * Uses endpoints that a VPC has already, and creates what is missing of `ssm` and `ssmmessages`. For more choice, use the constructor's
   * `existing`.
   *
   * @param scope the scope
   * @param id the id
   * @param attrs the VPC and its endpoints
   * @throws if an endpoint was imported without its security groups, or a VPC of this app has DNS off
   */
  public static fromSsmVpcEndpointsAttributes(scope: Construct, id: string, attrs: SsmVpcEndpointsAttributes): ISsmVpcEndpoints {
    const { vpc, ...existing } = attrs ?? {};
    return new SsmVpcEndpoints(scope, id, { vpc, existing });
  }

  public readonly vpc: ec2.IVpc;
  public readonly s3?: ec2.IGatewayVpcEndpoint;
  public readonly s3PrefixListId?: string;

  /**
   * The security group that the created endpoints share; undefined if none was created.
   */
  public readonly securityGroup?: ec2.SecurityGroup;

  private readonly props: SsmVpcEndpointsProps;
  private readonly s3Gateway?: S3GatewayEndpoint;
  private readonly interfaces: { [property in InterfaceService['property']]?: ec2.IInterfaceVpcEndpoint } = {};
  private readonly created: ec2.VpcEndpoint[] = [];
  private readonly access: EndpointAccess;
  private readonly statements = new Map<EndpointService['name'], iam.PolicyStatement>();

  /**
   * @throws if a VPC of this app has DNS support or hostnames off, `maxAzs` is not a positive whole number, `subnets` selects none,
   * `s3`, `logs` or `kms` is false and `sessionLoggingBucket` or `sessionPreferences` need it, `s3PrefixListId` is given without the S3
   * gateway, an existing endpoint was imported without its security groups, is of another VPC or has no private DNS, or a subnet is of another
   * VPC; at synthesis, if the VPC has another endpoint with private DNS for one of the services
   */
  constructor(scope: Construct, id: string, props: SsmVpcEndpointsProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    this.validate(props);
    this.props = props;
    this.vpc = props.vpc;

    if (INTERFACE_SERVICES.some(service => this.creates(service))) {
      this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
        vpc: props.vpc,
        description: 'Systems Manager endpoints: 443 in from the nodes, nothing out',
        allowAllOutbound: false,
      });
    }
    for (const service of INTERFACE_SERVICES) {
      this.interfaces[service.property] = this.creates(service) ? this.create(service) : props.existing?.[service.property];
    }
    this.s3Gateway = this.creates(S3_SERVICE) ? this.createS3Gateway() : undefined;
    this.s3 = this.s3Gateway ?? props.existing?.s3;

    if (props.s3PrefixListId !== undefined && !this.s3) {
      fail(this, `s3PrefixListId is used with the S3 gateway only, got ${props.s3PrefixListId} without one; set s3: true or remove it`);
    }
    this.s3PrefixListId = props.s3PrefixListId;
    this.access = new EndpointAccess(this, {
      vpc: this.vpc,
      interfaces: this.interfaceEndpoints(),
      gateway: this.s3 && (this.s3PrefixListId ? ec2.Peer.prefixList(this.s3PrefixListId) : ec2.Peer.anyIpv4()),
    });
    this.allowUploads(props.sessionLoggingBucket);
    this.allowUploads(props.sessionPreferences?.logging.bucket);
    this.node.addValidation({ validate: () => endpointConflicts(this.vpc, this.created) });
  }

  public get ssm(): ec2.IInterfaceVpcEndpoint {
    return this.interfaces.ssm!;
  }

  public get ssmMessages(): ec2.IInterfaceVpcEndpoint {
    return this.interfaces.ssmMessages!;
  }

  public get ec2Messages(): ec2.IInterfaceVpcEndpoint | undefined {
    return this.interfaces.ec2Messages;
  }

  public get logs(): ec2.IInterfaceVpcEndpoint | undefined {
    return this.interfaces.logs;
  }

  public get kms(): ec2.IInterfaceVpcEndpoint | undefined {
    return this.interfaces.kms;
  }

  public allowFrom(client: SsmEndpointClient): IDependable {
    checkProps(this, client, CLIENT_TYPES);
    this.serve(client.sessionPreferences);
    const carrier = client.instance ?? client.autoScalingGroup;
    const rules = carrier
      ? this.access.allowCarrier(carrier)
      : this.access.allowGroups(client.connections.connections.securityGroups);
    this.s3Gateway?.serveSubnets(client.subnets);
    this.statements.get('ssm')?.addActions(...client.permissions?._rolePermissions.ssmActions ?? MANAGED_INSTANCE_CORE_SSM_ACTIONS);
    return new DependencyGroup(...this.interfaceEndpoints(), ...rules, ...this.s3 ? [this.s3] : []);
  }

  /**
   * Lets downloads of patches through the S3 gateway, if this construct makes it.
   *
   * @internal
   */
  public _allowPatching(): void {
    this.s3Gateway?.allowPatching();
  }

  private validate(props: SsmVpcEndpointsProps): void {
    const dns = dnsSettings(props.vpc);
    if (dns.supportOff || dns.hostnamesOff) {
      fail(this, `vpc must have DNS support and DNS hostnames on for private DNS, and ${dns.supportOff ? 'enableDnsSupport' : 'enableDnsHostnames'} is off; set it to true on the VPC ${citeRule('SSM-END-003')}`);
    }
    const { maxAzs } = props;
    if (maxAzs !== undefined && !(Number.isInteger(maxAzs) && maxAzs >= 1)) {
      const got = Token.isUnresolved(maxAzs) ? 'a value known at deployment only' : maxAzs;
      fail(this, `maxAzs must be a whole number from 1, got ${got}; set how many zones the endpoints are in, or remove it for all`);
    }
    if (props.s3 === false && props.sessionLoggingBucket) {
      fail(this, 's3: false contradicts sessionLoggingBucket: nodes in isolated subnets reach a bucket through the S3 gateway only; remove one of the two');
    }
    for (const { askedBy, property } of servicesFor(props.sessionPreferences)) {
      if (props[askedBy] === false && !props.existing?.[property]) {
        fail(this, `${askedBy}: false contradicts sessionPreferences ${props.sessionPreferences!.node.path}, which need that endpoint; remove ${askedBy}`);
      }
    }
    for (const subnet of props.subnets?.subnets ?? []) {
      if (isOfAnotherVpc(props.vpc, subnet.subnetId)) {
        fail(this, `subnets must be of vpc ${props.vpc.node.path}, got ${subnet.node.path} of another; select subnets of that VPC ${citeRule('SSM-END-005')}`);
      }
    }
    for (const { property, name } of INTERFACE_SERVICES) {
      const endpoint = props.existing?.[property];
      if (endpoint && isOfAnotherVpc(props.vpc, endpoint.vpcEndpointId)) {
        fail(this, `existing.${property} must be of vpc ${props.vpc.node.path}, got ${endpoint.node.path} of another; pass the endpoint of that VPC, or leave it out`);
      }
      if (endpoint && hasNoPrivateDns(endpoint)) {
        fail(this, `existing.${property} must have private DNS, or the agent does not find it under the name of ${name}, got ${endpoint.node.path} with privateDnsEnabled: false; set it to true ${citeRule('SSM-END-002')}`);
      }
      if (props.existing?.[property]?.connections.securityGroups.length === 0) {
        fail(this, `existing.${property} has no security group, so no rule can let the nodes in; import it with securityGroups`);
      }
    }
    if (props.legacyAgents || props.existing?.ec2Messages) {
      warn(this, WarningId.EC2_MESSAGES_RETIRED,
        'AWS announced the retirement of ec2messages for 30 September 2026. Update the agents to 3.3.40.0 or newer, which use ssmmessages alone.');
    }
  }

  /** Whether the endpoint of a service is wanted and not there yet. */
  private creates(service: EndpointService): boolean {
    const { existing, sessionLoggingBucket, sessionPreferences } = this.props;
    if (existing?.[service.property]) {
      return false;
    }
    return service.neededFor === 'session' || (this.props[service.askedBy]
      ?? (servicesFor(sessionPreferences).includes(service) || (service === S3_SERVICE && sessionLoggingBucket !== undefined)));
  }

  private create({ name, constructId, actions }: InterfaceService): ec2.IInterfaceVpcEndpoint {
    const endpoint = new ec2.InterfaceVpcEndpoint(this, constructId, {
      vpc: this.vpc,
      service: new ec2.InterfaceVpcEndpointAwsService(name),
      subnets: { subnets: this.endpointSubnets() },
      securityGroups: [this.securityGroup!],
      privateDnsEnabled: true,
      // Otherwise the CDK lets the whole VPC in.
      open: false,
    });
    if (this.props.policy !== EndpointPolicy.ALLOW_ALL) {
      const statement = accountStatement(Stack.of(this).account, [...actions]);
      endpoint.addToPolicy(statement);
      this.statements.set(name, statement);
    }
    this.created.push(endpoint);
    return endpoint;
  }

  private createS3Gateway(): S3GatewayEndpoint {
    const gateway = new S3GatewayEndpoint(this, S3_SERVICE.constructId, this.vpc, this.endpointSubnets(), this.props.policy);
    this.created.push(gateway);
    return gateway;
  }

  /** A node's preferences create no endpoint: one that appeared with a node would be a surprise on the bill. */
  private serve(preferences: ISessionPreferences | undefined): void {
    const missing = servicesFor(preferences).filter(({ property }) => !this[property]);
    if (preferences && missing.length > 0) {
      fail(this, `the node's sessionPreferences ${preferences.node.path} need ${missing.map(({ property }) => property).join(', ')}, which these endpoints lack; set sessionPreferences on SsmVpcEndpoints too, or ${missing.map(({ askedBy }) => `${askedBy}: true`).join(', ')} ${citeRule('SSM-END-001')}`);
    }
    this.allowUploads(preferences?.logging.bucket);
  }

  /** The policy of an existing gateway stays as it is. */
  private allowUploads(bucket: ISessionLoggingBucket | undefined): void {
    if (bucket) {
      this.s3Gateway?.allowUploads(bucket);
    }
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

  private interfaceEndpoints(): ec2.IInterfaceVpcEndpoint[] {
    return Object.values(this.interfaces).filter(endpoint => endpoint !== undefined);
  }
}

const INTERFACE_SERVICES = ENDPOINT_SERVICES.filter(service => service.type === 'interface');
const S3_SERVICE = ENDPOINT_SERVICES.filter(service => service.type === 'gateway')[0];
const SERVICES_ON_REQUEST = ENDPOINT_SERVICES.filter(service => service.neededFor !== 'session');
type InterfaceService = typeof INTERFACE_SERVICES[number];

/** What an imported endpoint has cannot be seen. */
function hasNoPrivateDns({ vpcEndpointId }: ec2.IInterfaceVpcEndpoint): boolean {
  return (referencedResource(vpcEndpointId) as ec2.CfnVPCEndpoint | undefined)?.privateDnsEnabled === false;
}

/** The services that hosting sessions with these preferences takes, beside those of every session. */
function servicesFor(preferences: ISessionPreferences | undefined): typeof SERVICES_ON_REQUEST {
  const named: { readonly [need in ServiceNeed]?: unknown } = {
    logGroup: preferences?.logging.logGroup,
    encryptionKey: preferences?.encryptionKey,
    bucket: preferences?.logging.bucket,
  };
  return SERVICES_ON_REQUEST.filter(({ neededFor }) => named[neededFor] !== undefined);
}
