import { Change, Fix } from '../../../lib/preflight/model/fix';
import { PolicyStatement } from '../../../lib/preflight/model/iam/policy';
import { Absent, Unknown } from '../../../lib/preflight/model/known';
import { PropertyLocation, SourceLocation } from '../../../lib/preflight/model/location';
import { Model } from '../../../lib/preflight/model/model';
import { plainResolver } from '../../../lib/preflight/model/network/dns';
import { Subnet, Vpc } from '../../../lib/preflight/model/network/network';
import { Environment, ManagedNode } from '../../../lib/preflight/model/node';
import { ResourceKind } from '../../../lib/preflight/model/resource-kind';
import { Key, SYMMETRIC_KEY } from '../../../lib/preflight/model/session/session-resources';
import { Reading } from '../../../lib/preflight/readers/reading';
import { inSight } from '../in-sight';

const ENVIRONMENT: Environment = { region: 'eu-west-1', account: '111122223333', partition: 'aws', urlSuffix: 'amazonaws.com' };

/** A resource of a live account, with the page of the console that shows it. */
export function accountLocation(service: string, resource: string, kind: ResourceKind, type: string): SourceLocation {
  const { account, region } = ENVIRONMENT;
  const name = resource.split('/').at(-1)!;
  const arn = `arn:aws:${service}:${service === 'iam' ? '' : region}:${account}:${resource}`;
  const consoleUrl = `https://${region}.console.aws.amazon.com/go/view/${name}`;
  return { key: arn, name, kind, type, source: { origin: 'account', arn, account, region, consoleUrl } };
}

const at = (service: string, resource: string, kind: ResourceKind, type: string): PropertyLocation => ({
  resource: accountLocation(service, resource, kind, type),
});

const VPC = at('ec2', 'vpc/vpc-1', 'vpc', 'AWS::EC2::VPC');
const SUBNET = at('ec2', 'subnet/subnet-1', 'subnet', 'AWS::EC2::Subnet');
const TABLE = at('ec2', 'route-table/rtb-1', 'route-table', 'AWS::EC2::RouteTable');
const GROUP = at('ec2', 'security-group/sg-1', 'security-group', 'AWS::EC2::SecurityGroup');
const ACL = at('ec2', 'network-acl/acl-1', 'network-acl', 'AWS::EC2::NetworkAcl');
const ROLE = at('iam', 'role/node', 'role', 'AWS::IAM::Role');
const INSTANCE = at('ec2', 'instance/i-0123456789abcdef0', 'instance', 'AWS::EC2::Instance');
const KEY = at('kms', 'key/1234', 'key', 'AWS::KMS::Key');
const DOCUMENT = at('ssm', 'document/shell', 'session-document', 'AWS::SSM::Document');

/** What is different about the account; everything else connects. */
export interface AccountChanges {
  readonly vpc?: Partial<Vpc>;
  readonly node?: Partial<ManagedNode>;
  readonly key?: Partial<Key>;
  readonly inputs?: { readonly [name: string]: unknown };
  readonly acknowledged?: { readonly [ruleId: string]: string };
}

/** A reading that no template had a part in: one instance of a live account behind an Internet gateway, by hand. */
export function accountReading(changes: AccountChanges = {}): Reading {
  const key: Key = {
    id: '1234',
    arn: (KEY.resource.source as { readonly arn: string }).arn,
    location: KEY,
    region: ENVIRONMENT.region,
    account: ENVIRONMENT.account,
    enabled: { value: true, location: KEY },
    spec: { value: SYMMETRIC_KEY, location: KEY },
    policy: {
      value: { statements: [{ label: 'statement 1', effect: 'Allow', principals: { AWS: ['arn:aws:iam::111122223333:root'] }, actions: ['kms:*'], resources: ['*'], conditions: [] }] },
      location: KEY,
    },
    ...changes.key,
  };
  const model: Model = {
    nodes: [inSight(nodeOf(changes))],
    hostManagement: { seen: [], hidden: new Unknown('ssm:GetServiceSetting was denied') },
    bucketNames: [],
    logGroupNames: [],
    bucket: name => new Absent(`S3 answers that there is no bucket ${name}`),
    logGroup: name => new Absent(`CloudWatch Logs lists no group ${name}`),
    key: id => id === key.arn ? key : new Absent(`KMS finds no key ${id}`),
  };
  return {
    model,
    unseen: [],
    assumptions: ['The account was read on one day.'],
    wordFix,
    acknowledged: (ruleId, { name }) => name === INSTANCE.resource.name ? changes.acknowledged?.[ruleId] : undefined,
  };
}

function nodeOf({ vpc, node, inputs = {} }: AccountChanges): ManagedNode {
  const setting = <T>(value: T) => ({ value, location: INSTANCE });
  const allow = (actions: string[]): PolicyStatement => ({ label: 'statement 1', effect: 'Allow', actions, resources: ['*'], conditions: [] });
  const subnet = subnetOf(vpc);
  return {
    kind: 'instance',
    resource: INSTANCE.resource,
    environment: ENVIRONMENT,
    subnets: setting([subnet]),
    securityGroups: setting([{ id: 'sg-1', location: GROUP, vpc: 'vpc-1', ingress: [], egress: [{ location: GROUP, protocol: '-1', ports: undefined, peer: { kind: 'cidr', cidr: '0.0.0.0/0' } }] }]),
    publicAddress: setting(true),
    ipv6Address: setting(undefined),
    profile: setting({
      location: at('iam', 'instance-profile/node', 'instance-profile', 'AWS::IAM::InstanceProfile'),
      role: {
        name: 'node',
        arn: 'arn:aws:iam::111122223333:role/node',
        location: ROLE,
        trust: { value: { statements: [{ label: 'statement 1', effect: 'Allow', principals: { Service: ['ec2.amazonaws.com'] }, actions: ['sts:AssumeRole'], conditions: [] }] }, location: ROLE },
        policies: [{ name: 'node', location: ROLE, document: { statements: [allow(['ssm:*', 'ssmmessages:*', 'ec2messages:*', 'kms:Decrypt'])] } }],
      },
    }),
    images: [setting({ name: 'ami-1', platform: 'linux', architecture: 'x86_64', agent: new Unknown('nothing says what is in the image'), script: true })],
    instanceTypes: [setting('t3.micro')],
    reportedAgent: { version: '3.3.987.0', location: INSTANCE },
    userData: setting(''),
    metadataEnabled: setting(true),
    metadataToken: setting('required'),
    comesAfter: { has: () => true },
    orderLocation: INSTANCE,
    document: {
      document: {
        name: 'shell',
        location: DOCUMENT,
        schemaVersion: { value: '1.0', location: DOCUMENT },
        sessionType: { value: 'Standard_Stream', location: DOCUMENT },
        inputs: { value: { kmsKeyId: (KEY.resource.source as { readonly arn: string }).arn, ...inputs }, location: DOCUMENT },
      },
      because: 'the account says so',
    },
    ...node,
  };
}

function subnetOf(changes: Partial<Vpc> = {}): Subnet {
  const flag = (value: boolean) => ({ value, location: VPC });
  const vpc: Vpc = {
    id: 'vpc-1',
    location: VPC,
    dnsSupport: flag(true),
    dnsHostnames: flag(true),
    amazonDns: flag(true),
    resolver: plainResolver('eu-west-1.amazonaws.com'),
    internetGateways: { seen: [{ gateway: 'igw-1', location: at('ec2', 'internet-gateway/igw-1', 'internet-gateway', 'AWS::EC2::InternetGateway') }] },
    blocks: ['10.0.0.0/16'],
    endpoints: { seen: [] },
    ...changes,
  };
  return {
    id: 'subnet-1',
    location: SUBNET,
    vpc,
    cidr: '10.0.0.0/24',
    ipv6Cidr: undefined,
    zone: 'eu-west-1a',
    publicAddressOnLaunch: { value: false, location: SUBNET },
    ipv6AddressOnCreation: { value: false, location: SUBNET },
    dns64: { value: false, location: SUBNET },
    routeTable: {
      id: 'rtb-1',
      location: TABLE,
      association: TABLE,
      routes: [{ location: TABLE, destination: '0.0.0.0/0', target: { kind: 'internet-gateway', id: 'igw-1', location: TABLE } }],
    },
    acl: { location: ACL, entries: [true, false].map(egress => ({ location: ACL, number: 100, egress, allow: true, protocol: '-1', ports: undefined, cidr: '0.0.0.0/0' })) },
  };
}

/** As somebody would mend a live account. */
function wordFix(fix: Fix): string {
  const steps = typeof fix === 'object' && 'all' in fix ? fix.all : Array.isArray(fix) ? fix : [fix];
  return steps.map(step => typeof step === 'string' ? step : wordChange(step)).join(' or ');
}

function wordChange(change: Change): string {
  switch (change.change) {
    case 'reset': return `put ${change.setting} of ${change.of} back to what AWS sets by default`;
    case 'set': return `modify ${change.setting} of ${change.of}`;
    case 'do': return change.words;
    default: return change.change;
  }
}
