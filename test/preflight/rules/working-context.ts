import { check, WordedFinding } from './check';
import { REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS } from '../../../lib/agent/actions';
import { AttachedPolicy, InstanceProfile, PolicyStatement, Role } from '../../../lib/preflight/model/iam/policy';
import { Known } from '../../../lib/preflight/model/known';
import { SourceLocation, PropertyLocation } from '../../../lib/preflight/model/location';
import { Model } from '../../../lib/preflight/model/model';
import { plainResolver } from '../../../lib/preflight/model/network/dns';
import { Endpoint, NetworkAcl, Route, RouteTable, SecurityGroup, Setting, Subnet, Vpc } from '../../../lib/preflight/model/network/network';
import { networkPathTo } from '../../../lib/preflight/model/network/network-path';
import { DefaultHostManagement, Environment, Image, ManagedNode } from '../../../lib/preflight/model/node';
import { SessionDocumentInputs, Requirement } from '../../../lib/preflight/model/session/requirement';
import { requirementsOf } from '../../../lib/preflight/model/session/requirements';
import { Service } from '../../../lib/preflight/model/session/service';
import { Rule } from '../../../lib/preflight/rules/rule';
import { RuleContext } from '../../../lib/preflight/rules/rule-context';
import { inSight } from '../in-sight';
import { templateLocation } from '../locations';

export const ENVIRONMENT: Environment = { region: 'eu-west-1', account: '111122223333', partition: 'aws', urlSuffix: 'amazonaws.com' };

/** A resource of the stack `Stack`. */
export function resource(logicalId: string, type: string, stack: string = 'Stack'): SourceLocation {
  return { ...templateLocation(logicalId, type, stack, `${stack}/${logicalId}`), key: `${stack}/${logicalId}` };
}

/** A resource of the stack `Stack`, or a property of it. */
export function location(logicalId: string, type: string, property?: string, stack?: string): PropertyLocation {
  return property === undefined ? { resource: resource(logicalId, type, stack) } : { resource: resource(logicalId, type, stack), property };
}

const NODE = 'AWS::EC2::Instance';

/** A property of the node. */
export function nodeLocation(property?: string): PropertyLocation {
  return location('Node', NODE, property);
}

/** A value of a property of the node. */
export function nodeSetting<T>(property: string, value: Known<T>): Setting<T> {
  return { value, location: nodeLocation(`Properties/${property}`) };
}

/** A statement of a policy. By default it allows the actions on everything. */
export function statement(actions: string[], changes: Partial<PolicyStatement> = {}): PolicyStatement {
  return { label: 'statement 1', effect: 'Allow', actions, resources: ['*'], conditions: [], ...changes };
}

/** A policy that is a separate resource. */
export function policy(logicalId: string, ...statements: PolicyStatement[]): AttachedPolicy {
  return { name: `the policy ${logicalId}`, location: location(logicalId, 'AWS::IAM::Policy', 'Properties/PolicyDocument'), document: { statements } };
}

/** An inline policy of the role, or its trust policy. */
export function inlinePolicy(...statements: PolicyStatement[]): AttachedPolicy {
  return { name: 'the inline policy Sessions', location: location('NodeRole', 'AWS::IAM::Role', 'Properties/Policies/0'), document: { statements } };
}

/** What a working site has and what is to be different about it; what is left out works. */
export interface ContextChanges {
  /**
   * `endpoints`: for ssm, ssmmessages, logs and kms, and an S3 gateway, with no other network path. The other two have a default route only.
   *
   * @default 'endpoints'
   */
  readonly network?: 'endpoints' | 'internet-gateway' | 'nat-gateway';
  readonly environment?: Partial<Environment>;
  readonly vpc?: Partial<Vpc>;
  readonly endpoint?: { readonly [service: string]: Partial<Endpoint> | undefined };
  readonly acl?: Known<NetworkAcl>;
  readonly routeTable?: Partial<RouteTable>;
  readonly subnet?: Partial<Subnet>;
  readonly securityGroup?: Partial<SecurityGroup>;
  readonly role?: Partial<Role>;
  readonly profile?: Partial<InstanceProfile>;
  readonly image?: Partial<Image>;
  readonly node?: Partial<ManagedNode>;
  readonly hostManagement?: DefaultHostManagement[];
  readonly model?: Partial<Model>;
  readonly asked?: Known<SessionDocumentInputs | undefined>;
  readonly oldAgent?: boolean;
  /** In addition to the resources of every node. */
  readonly requirements?: Requirement[];
}

/** An Amazon Linux node in a subnet, whose sessions work. */
export function workingContext(changes: ContextChanges = {}): RuleContext {
  const environment = { ...ENVIRONMENT, ...changes.environment };
  const subnet = workingSubnet(changes, environment);
  const node = workingNode(changes, environment, subnet);
  const requirements = [...requirementsOf(environment, changes.asked, { oldAgent: changes.oldAgent ?? false }), ...changes.requirements ?? []];
  const paths = new Map<Service, ReturnType<typeof networkPathTo>>();
  return {
    model: {
      nodes: [inSight(node)],
      hostManagement: { seen: changes.hostManagement ?? [] },
      bucketNames: [],
      logGroupNames: [],
      bucket: name => { throw new Error(`the working context has no bucket ${name}`); },
      logGroup: name => { throw new Error(`the working context has no log group ${name}`); },
      key: id => { throw new Error(`the working context has no key ${id}`); },
      ...changes.model,
    },
    node,
    subnet,
    documentInputs: changes.asked,
    requirements,
    pathTo: service => {
      paths.set(service, paths.get(service) ?? networkPathTo(subnet, service));
      return paths.get(service)!;
    },
    capabilitiesOf: (...services) => [
      ...new Set(requirements.filter(({ service }) => services.includes(service)).flatMap(requirement => requirement.capabilities)),
    ],
  };
}

function workingNode(changes: ContextChanges, environment: Environment, subnet: Subnet): ManagedNode {
  return {
    kind: 'instance',
    resource: resource('Node', NODE),
    environment,
    subnets: nodeSetting('SubnetId', [subnet]),
    securityGroups: nodeSetting('SecurityGroupIds', [workingSecurityGroup('NodeGroup', changes.securityGroup)]),
    publicAddress: nodeSetting('NetworkInterfaces', undefined),
    ipv6Address: nodeSetting('Ipv6AddressCount', undefined),
    profile: nodeSetting('IamInstanceProfile', { ...workingProfile(environment, changes.role), ...changes.profile }),
    images: [nodeSetting('ImageId', { ...workingImage(), ...changes.image })],
    instanceTypes: [nodeSetting('InstanceType', 't3.micro')],
    userData: nodeSetting('UserData', ''),
    metadataEnabled: nodeSetting('MetadataOptions/HttpEndpoint', true),
    metadataToken: nodeSetting('MetadataOptions/HttpTokens', 'required'),
    comesAfter: new Set(EVERYTHING.map(logicalId => resource(logicalId, '').key)),
    orderLocation: nodeLocation('DependsOn'),
    document: undefined,
    ...changes.node,
  };
}

/** Amazon Linux 2023 for x86_64. */
export function workingImage(): Image {
  return { name: 'al2023-ami-kernel-default-x86_64', platform: 'linux', architecture: 'x86_64', agent: true, script: true };
}

/** Allows inbound traffic from the VPC, and all outbound traffic. */
export function workingSecurityGroup(logicalId: string, changes: Partial<SecurityGroup> = {}): SecurityGroup {
  const group = location(logicalId, 'AWS::EC2::SecurityGroup');
  return {
    id: `sg-${logicalId}`,
    location: group,
    vpc: 'vpc-1',
    egress: [{ location: { ...group, property: 'Properties/SecurityGroupEgress/0' }, protocol: '-1', ports: undefined, peer: { kind: 'cidr', cidr: '0.0.0.0/0' } }],
    ingress: [{
      location: { ...group, property: 'Properties/SecurityGroupIngress/0' }, protocol: 'tcp', ports: { from: 443, to: 443 }, peer: { kind: 'cidr', cidr: '10.0.0.0/16' },
    }],
    ...changes,
  };
}

function workingProfile({ partition, account }: Environment, changes: Partial<Role> = {}): InstanceProfile {
  const role = location('NodeRole', 'AWS::IAM::Role');
  const ec2 = statement(['sts:AssumeRole'], { principals: { Service: ['ec2.amazonaws.com'] }, resources: undefined });
  return {
    location: location('Profile', 'AWS::IAM::InstanceProfile', 'Properties/Roles'),
    role: {
      name: 'node-role',
      arn: `arn:${partition}:iam::${account}:role/node-role`,
      location: role,
      trust: { value: { statements: [ec2] }, location: { ...role, property: 'Properties/AssumeRolePolicyDocument' } },
      policies: [inlinePolicy(statement(REGISTRATION_ACTIONS), statement(SESSION_CHANNEL_ACTIONS, { label: 'statement 2' }))],
      ...changes,
    },
  };
}

function workingSubnet(changes: ContextChanges, { region }: Environment): Subnet {
  const network = changes.network ?? 'endpoints';
  const endpoints: Endpoint[] = [];
  const vpc: Vpc = {
    id: 'vpc-1',
    location: location('Vpc', 'AWS::EC2::VPC'),
    dnsSupport: { value: true, location: location('Vpc', 'AWS::EC2::VPC', 'Properties/EnableDnsSupport') },
    dnsHostnames: { value: true, location: location('Vpc', 'AWS::EC2::VPC', 'Properties/EnableDnsHostnames') },
    amazonDns: { value: true, location: location('Vpc', 'AWS::EC2::VPC') },
    resolver: plainResolver(`${region}.amazonaws.com`),
    internetGateways: { seen: network === 'endpoints' ? [] : [{ gateway: 'igw-1', location: location('Attachment', 'AWS::EC2::VPCGatewayAttachment') }] },
    blocks: ['10.0.0.0/16'],
    endpoints: { seen: endpoints },
    ...changes.vpc,
  };
  const isPublic = network === 'internet-gateway';
  const subnet = subnetOf(vpc, 'Subnet', '10.0.0.0/24', { ...tableOf('Table', network, vpc), ...changes.routeTable }, isPublic, changes);
  if (network === 'endpoints') {
    endpoints.push(...['ssm', 'ssmmessages', 'logs', 'kms', 's3'].map(service => endpointOf(service, region, subnet, changes)));
  }
  return subnet;
}

function subnetOf(vpc: Vpc, logicalId: string, cidr: string, routeTable: RouteTable, isPublic: boolean, changes: ContextChanges): Subnet {
  const subnet = location(logicalId, 'AWS::EC2::Subnet');
  return {
    id: `subnet-${logicalId}`,
    location: subnet,
    vpc,
    cidr,
    ipv6Cidr: undefined,
    zone: 'eu-west-1a',
    publicAddressOnLaunch: { value: isPublic, location: { ...subnet, property: 'Properties/MapPublicIpOnLaunch' } },
    ipv6AddressOnCreation: { value: false, location: { ...subnet, property: 'Properties/AssignIpv6AddressOnCreation' } },
    dns64: { value: false, location: { ...subnet, property: 'Properties/EnableDns64' } },
    routeTable,
    acl: changes.acl ?? openAcl(),
    ...changes.subnet,
  };
}

/** The default ACL of a VPC. */
export function openAcl(): NetworkAcl {
  const acl = location('Acl', 'AWS::EC2::NetworkAcl');
  return {
    location: acl,
    entries: [true, false].map(egress => ({ location: acl, number: 100, egress, allow: true, protocol: '-1', ports: undefined, cidr: '0.0.0.0/0' })),
  };
}

function tableOf(logicalId: string, network: 'endpoints' | 'internet-gateway' | 'nat-gateway', vpc: Vpc): RouteTable {
  const routes: { readonly [kind in typeof network]: Route[] } = {
    'endpoints': [],
    'internet-gateway': [defaultRoute('InternetRoute', { kind: 'internet-gateway', id: 'igw-1' })],
    'nat-gateway': network === 'nat-gateway' ? [defaultRoute('NatRoute', natTarget(vpc))] : [],
  };
  return {
    id: `rtb-${logicalId}`,
    location: location(logicalId, 'AWS::EC2::RouteTable'),
    association: location(`${logicalId}Association`, 'AWS::EC2::SubnetRouteTableAssociation'),
    routes: routes[network],
  };
}

/** A route for all of IPv4. */
export function defaultRoute(logicalId: string, target: Route['target']): Route {
  return { location: location(logicalId, 'AWS::EC2::Route'), destination: '0.0.0.0/0', target };
}

function natTarget(vpc: Vpc): Route['target'] {
  const nat = location('Nat', 'AWS::EC2::NatGateway');
  return {
    kind: 'nat-gateway',
    id: 'nat-1',
    gateway: {
      location: nat,
      subnet: subnetOf(vpc, 'PublicSubnet', '10.0.1.0/24', tableOf('PublicTable', 'internet-gateway', vpc), true, {}),
      subnetLocation: { ...nat, property: 'Properties/SubnetId' },
      vpc,
      connectivity: { value: 'public', location: { ...nat, property: 'Properties/ConnectivityType' } },
      elasticIp: { value: true, location: { ...nat, property: 'Properties/AllocationId' } },
    },
  };
}

function endpointOf(service: string, region: string, subnet: Subnet, { endpoint }: ContextChanges): Endpoint {
  const isGateway = service === 's3';
  const logicalId = `${service}Endpoint`;
  const at = (property: string) => location(logicalId, 'AWS::EC2::VPCEndpoint', `Properties/${property}`);
  return {
    id: `vpce-${service}`,
    location: location(logicalId, 'AWS::EC2::VPCEndpoint'),
    kind: isGateway ? 'gateway' : 'interface',
    service,
    region,
    serviceLocation: at('ServiceName'),
    privateDns: { value: !isGateway, location: at('PrivateDnsEnabled') },
    subnets: { value: isGateway ? [] : [subnet], location: at('SubnetIds') },
    securityGroups: { value: isGateway ? [] : [workingSecurityGroup('EndpointGroup')], location: at('SecurityGroupIds') },
    routeTables: { value: isGateway ? ['rtb-Table'] : [], location: at('RouteTableIds') },
    policy: { value: undefined, location: at('PolicyDocument') },
    ...endpoint?.[service],
  };
}

/** What a node that works depends on. */
export const EVERYTHING = [
  'Vpc', 'Attachment', 'Subnet', 'PublicSubnet', 'Table', 'TableAssociation', 'PublicTable', 'PublicTableAssociation', 'InternetRoute', 'NatRoute', 'Nat', 'Acl',
  'NodeGroup', 'EndpointGroup', 'NodeRole', 'Profile', 'ssmEndpoint', 'ssmmessagesEndpoint', 'logsEndpoint', 'kmsEndpoint', 's3Endpoint',
];

/** All that a rule says of a site. */
export function findingsOf(rule: Rule, changes: ContextChanges = {}): WordedFinding[] {
  return check(rule, workingContext(changes));
}
