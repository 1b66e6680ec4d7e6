import { asPiece, unknown } from './resolved-values';
import { Value } from './scope';
import { Resolved } from './template';
import { Environment } from '../../../model/node';
import { gap, gapIn, opaque, renameGaps, splitOutsideOpaque } from '../../../model/symbolic-text';

/** What is needed of a resource to say what it is called. */
export interface Nameable {
  /** Unique in the set of templates. */
  readonly key: string;
  readonly type: string;
  readonly environment: Environment;
  /** Undefined where the property is not set. */
  property(name: string): Value | undefined;
}

/** With what `Ref` gives. */
export interface Named extends Nameable {
  readonly ref: string;
}

type Give = (resource: Named) => Resolved;

interface TypeNames {
  /** The property that sets the physical name, which `Ref` gives. */
  readonly name?: string;
  /** The property that sets a name which `Ref` does not give. */
  readonly alias?: string;
  /** What `Ref` gives instead of the name. */
  readonly ref?: (resource: Nameable, name: string) => string;
  readonly attributes?: { readonly [name: string]: Give };
  /** Other texts that the resource is found by; its `Ref` and its `Arn` are among them anyway. */
  readonly alsoKnownAs?: Give[];
}

const sameAsRef: Give = resource => resource.ref;

/** A text that only a deployment makes up. */
function made(attribute: string): Give {
  return resource => opaque(`${resource.key}.${attribute}`);
}

/** The first DNS name of an endpoint, and the hosted zone that it is in. */
function dnsName(resource: Named): string {
  return opaque(`${resource.key}.DnsName`);
}

function dnsZone(resource: Named): string {
  return opaque(`${resource.key}.DnsZone`);
}

/** As the property says; what it is where nothing is set is for the service to choose. */
function as(property: string): Give {
  return resource => {
    const value = resource.property(property);
    return value === undefined || typeof value === 'symbol' ? unknown(`${resource.key} does not set ${property}`) : value;
  };
}

function arn(service: string, rest: (resource: Named) => string): Give {
  return resource => {
    const { partition, region, account } = resource.environment;
    return `arn:${partition}:${service}:${region}:${account}:${rest(resource)}`;
  };
}

/** ARNs of IAM have a path and no region. */
function iamArn(resource: Nameable, kind: string, name: string): string {
  const path = resource.property('Path');
  const { partition, account } = resource.environment;
  return `arn:${partition}:iam::${account}:${kind}${path === undefined ? '/' : asPiece(path)}${name}`;
}

/** That of a rule of another event bus has the name of the bus. */
function ruleArn(resource: Named): Resolved {
  return resource.property('EventBusName') === undefined
    ? arn('events', ({ ref }) => `rule/${ref}`)(resource)
    : unknown(`${resource.key} is not of the default event bus`);
}

/** A type whose `Ref` is an id, also given by an attribute or two. */
function withId(...ids: string[]): TypeNames {
  return { attributes: Object.fromEntries(ids.map(id => [id, sameAsRef])) };
}

function withName(name: string): TypeNames {
  return { name };
}

const logGroupArn = (end: string) => arn('logs', resource => `log-group:${resource.ref}${end}`);

const KEY: TypeNames = { attributes: { KeyId: sameAsRef, Arn: arn('kms', resource => `key/${resource.ref}`) } };

/** What `Ref` and `Fn::GetAtt` give, by type. */
const TYPES: { readonly [type: string]: TypeNames } = {
  'AWS::S3::Bucket': {
    name: 'BucketName',
    attributes: {
      Arn: resource => `arn:${resource.environment.partition}:s3:::${resource.ref}`,
      DomainName: resource => `${resource.ref}.s3.${resource.environment.urlSuffix}`,
      RegionalDomainName: resource => `${resource.ref}.s3.${resource.environment.region}.${resource.environment.urlSuffix}`,
    },
  },
  'AWS::CloudTrail::Trail': { name: 'TrailName', attributes: { Arn: arn('cloudtrail', resource => `trail/${resource.ref}`) } },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', attributes: { Arn: logGroupArn(':*') }, alsoKnownAs: [logGroupArn('')] },
  'AWS::KMS::Key': KEY,
  'AWS::KMS::ReplicaKey': KEY,
  'AWS::KMS::Alias': { name: 'AliasName', alsoKnownAs: [arn('kms', resource => resource.ref)] },
  'AWS::IAM::Role': { name: 'RoleName', attributes: { Arn: resource => iamArn(resource, 'role', resource.ref), RoleId: made('RoleId') } },
  'AWS::IAM::InstanceProfile': { name: 'InstanceProfileName', attributes: { Arn: resource => iamArn(resource, 'instance-profile', resource.ref) } },
  'AWS::IAM::User': { name: 'UserName', attributes: { Arn: resource => iamArn(resource, 'user', resource.ref) } },
  'AWS::IAM::Group': { name: 'GroupName', attributes: { Arn: resource => iamArn(resource, 'group', resource.ref) } },
  'AWS::IAM::ManagedPolicy': {
    name: 'ManagedPolicyName',
    ref: (resource, name) => iamArn(resource, 'policy', name),
    attributes: { PolicyArn: sameAsRef },
  },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', attributes: { Arn: arn('cloudwatch', resource => `alarm:${resource.ref}`) } },
  'AWS::Events::Rule': { name: 'Name', attributes: { Arn: ruleArn } },
  'AWS::SNS::Topic': {
    name: 'TopicName',
    ref: ({ environment: { partition, region, account } }, name) => `arn:${partition}:sns:${region}:${account}:${name}`,
    attributes: { TopicArn: sameAsRef, TopicName: resource => splitOutsideOpaque(resource.ref, ':').slice(5).join(':') },
  },
  'AWS::SSM::Document': { name: 'Name', alsoKnownAs: [arn('ssm', resource => `document/${resource.ref}`)] },
  'AWS::SSM::Parameter': { name: 'Name', attributes: { Value: as('Value'), Type: as('Type') } },
  'AWS::EC2::KeyPair': { name: 'KeyName', attributes: { KeyPairId: made('KeyPairId') } },
  'AWS::EC2::VPC': {
    attributes: {
      VpcId: sameAsRef,
      CidrBlock: as('CidrBlock'),
      DefaultSecurityGroup: made('DefaultSecurityGroup'),
      DefaultNetworkAcl: made('DefaultNetworkAcl'),
    },
  },
  'AWS::EC2::Subnet': {
    attributes: { SubnetId: sameAsRef, VpcId: as('VpcId'), AvailabilityZone: as('AvailabilityZone'), CidrBlock: as('CidrBlock') },
  },
  'AWS::EC2::SecurityGroup': {
    attributes: { GroupId: sameAsRef, Id: sameAsRef, VpcId: as('VpcId') },
  },
  // So that it is told from nodes outside of EC2.
  'AWS::EC2::Instance': { ref: (_, id) => `i-${id}`, attributes: { InstanceId: sameAsRef, AvailabilityZone: as('AvailabilityZone') } },
  'AWS::EC2::LaunchTemplate': {
    attributes: {
      LaunchTemplateId: sameAsRef,
      LatestVersionNumber: made('LatestVersionNumber'),
      DefaultVersionNumber: made('DefaultVersionNumber'),
    },
    alias: 'LaunchTemplateName',
  },
  'AWS::EC2::EIP': {
    // Ref of an address gives the address itself.
    attributes: { PublicIp: sameAsRef, AllocationId: made('AllocationId') },
    alsoKnownAs: [made('AllocationId')],
  },
  'AWS::EC2::NetworkAcl': withId('Id', 'NetworkAclId'),
  'AWS::EC2::InternetGateway': withId('InternetGatewayId'),
  'AWS::EC2::EgressOnlyInternetGateway': withId('Id'),
  'AWS::EC2::NatGateway': withId('NatGatewayId'),
  'AWS::EC2::RouteTable': withId('RouteTableId'),
  'AWS::EC2::VPCEndpoint': {
    // Which of several names comes first is for EC2 to say, and all of them lead to the endpoint.
    attributes: { Id: sameAsRef, DnsEntries: resource => [`${dnsZone(resource)}:${dnsName(resource)}`] },
    alsoKnownAs: [dnsName],
  },
  'AWS::Route53::HostedZone': withId('Id'),
  'AWS::Route53Profiles::Profile': withId('Id'),
  'AWS::Route53Resolver::FirewallDomainList': withId('Id'),
  'AWS::Route53Resolver::FirewallRuleGroup': withId('Id'),
  'AWS::Route53Resolver::ResolverRule': withId('ResolverRuleId'),
  'AWS::EC2::NetworkInterface': withId('Id'),
  'AWS::EC2::PrefixList': withId('PrefixListId'),
  'AWS::EC2::DHCPOptions': withId('DhcpOptionsId'),
  'AWS::EC2::TransitGateway': withId('Id'),
  'AWS::EC2::TransitGatewayAttachment': withId('Id'),
  'AWS::EC2::TransitGatewayVpcAttachment': withId('Id'),
  'AWS::EC2::VPCPeeringConnection': withId('Id'),
  'AWS::EC2::VPNGateway': withId('VPNGatewayId'),
  'AWS::EC2::CustomerGateway': withId('CustomerGatewayId'),
  'AWS::EC2::CarrierGateway': withId('CarrierGatewayId'),
  'AWS::EC2::VPCCidrBlock': withId('Id'),
  'AWS::EC2::Volume': withId('VolumeId'),
  'AWS::EKS::Cluster': {
    name: 'Name',
    attributes: { Arn: arn('eks', resource => `cluster/${resource.ref}`), ClusterSecurityGroupId: made('ClusterSecurityGroupId') },
    alsoKnownAs: [made('ClusterSecurityGroupId')],
  },
  'AWS::AutoScaling::AutoScalingGroup': withName('AutoScalingGroupName'),
  'AWS::AutoScaling::LaunchConfiguration': withName('LaunchConfigurationName'),
};

/** Whether it is of a type that belongs to AWS: what others give may be anything. */
function isOfAws(type: string): boolean {
  return type.startsWith('AWS::') && type !== 'AWS::CloudFormation::CustomResource' && !type.endsWith('::MODULE');
}

function namesOf(type: string): TypeNames {
  return Object.hasOwn(TYPES, type) ? TYPES[type] : {};
}

/** What `Ref` gives. A name that is not known has gaps that tell the resource, so that the text is still of this one only. */
export function refOf(resource: Nameable): string {
  const { name: property, ref } = namesOf(resource.type);
  const name = physicalName(resource, property);
  return ref ? ref(resource, name) : name;
}

function physicalName(resource: Nameable, property: string | undefined): string {
  const value = property === undefined ? undefined : resource.property(property);
  if (value !== undefined && typeof value !== 'symbol') {
    return renameGaps(asPiece(value), reason => unknown(`the name of ${resource.key}: ${reason}`).reason);
  }
  return isOfAws(resource.type) ? opaque(resource.key) : gap(unknown(`what ${resource.key} gives is for its provider to say`).reason);
}

/** What `Fn::GetAtt` gives. */
export function attributeOf(resource: Named, attribute: string): Resolved {
  const { attributes = {} } = namesOf(resource.type);
  return Object.hasOwn(attributes, attribute)
    ? attributes[attribute](resource)
    : unknown(`${attribute} of ${resource.key} (${resource.type}) is only known after the deployment`);
}

/** All the texts that a resource is found by. */
export function textsOf(resource: Named): string[] {
  const { attributes = {}, alsoKnownAs = [], alias } = namesOf(resource.type);
  const texts = [resource.ref, attributes.Arn?.(resource), alias && resource.property(alias), ...alsoKnownAs.map(give => give(resource))];
  // A text with gaps is of this resource only if the gaps tell it.
  return texts.filter((text): text is string => typeof text === 'string' && (gapIn(text) === undefined || tells(text, resource)));
}

/** Whether a resource has texts that do not tell by themselves which one it is, as ids do that only a deployment makes up. */
export function isNamed(resource: Nameable): boolean {
  const { name, alias } = namesOf(resource.type);
  return !isOfAws(resource.type) || [name, alias].some(property => property !== undefined && resource.property(property) !== undefined);
}

function tells(text: string, resource: Named): boolean {
  return gapIn(resource.ref) !== undefined && text.includes(resource.ref);
}
