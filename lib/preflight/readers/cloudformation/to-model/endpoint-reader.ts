import { Fillers } from './fillers';
import { Indices } from './indices';
import { SecurityGroupReader } from './security-group-reader';
import { flagOf, idsOf, ifPresent, locationOf, mapped, nested, requiredText, setting, textOf } from './values';
import { ENDPOINT_SERVICES } from '../../../../agent/endpoint-services';
import { parsePolicy } from '../../../model/iam/policy-parse';
import { isKnown, Known, Listing, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Endpoint, Setting, Subnet, Vpc } from '../../../model/network/network';
import { URL_SUFFIXES } from '../../../model/partitions';
import { display } from '../../../model/symbolic-text';
import { TemplateResource, TemplateSet } from '../evaluate/template';

/** Finds what an endpoint is in. */
export interface NetworkLookup {
  vpc(id: Known<string>): Known<Vpc>;
  subnet(id: Known<string>): Known<Subnet>;
}

type Properties = TemplateResource['properties'];

/** The endpoints of VPCs. */
export class EndpointReader {
  constructor(
    private readonly set: TemplateSet, private readonly indices: Indices, private readonly network: NetworkLookup,
    private readonly groups: SecurityGroupReader, private readonly fillers: Fillers,
  ) {}

  /** The endpoints of a VPC, and what may be one of it. */
  ofVpc(vpc: TemplateResource): Endpoint[] {
    return [
      ...this.indices.with(ENDPOINT, 'VpcId', vpc.ref).flatMap(endpoint => this.read(endpoint)),
      ...this.indices.doubtful(ENDPOINT, 'VpcId', vpc.environment).flatMap(({ resource, why }) => this.read(resource, why)),
    ];
  }

  /** An endpoint that names a subnet says which VPC the subnet is in. */
  vpcNamedWith(subnet: string): string | undefined {
    const names = (ids: Known<Known<string>[]>) => isKnown(ids) && ids.includes(subnet);
    const vpcId = textOf(this.set.ofType(ENDPOINT).find(({ properties }) => names(idsOf(properties.SubnetIds)))?.properties.VpcId);
    return isKnown(vpcId) ? vpcId : undefined;
  }

  /** The endpoints of a VPC that may be in no template, for a subnet that is in none. */
  ofVpcWithId(id: string, isTableHidden: boolean): Listing<Endpoint> {
    const doubt = new Unknown('which route table the subnet is on is not in the assembly');
    return {
      seen: this.indices.with(ENDPOINT, 'VpcId', id).flatMap(endpoint => this.read(endpoint, isGateway(endpoint) && isTableHidden ? doubt : undefined)),
      hidden: this.fillers.ofId(id),
    };
  }

  /** Any endpoint in a VPC out of sight may be in that of a subnet out of sight. */
  ofUnseenVpc(subnet: string): Listing<Endpoint> {
    const [endpoint] = this.set.ofType(ENDPOINT).filter(({ properties: { VpcId, ServiceName } }) => (
      this.set.find(VpcId, 'AWS::EC2::VPC') === undefined && isOfAgent(requiredText(ServiceName, 'ServiceName'))
    ));
    const doubt = endpoint && new Unknown(`whether the endpoint ${endpoint.location.name} is in the VPC of ${display(subnet)} cannot be seen`);
    return { seen: [], hidden: doubt ?? this.fillers.ofId(subnet) };
  }

  private read(resource: TemplateResource, doubt?: Unknown): Endpoint[] {
    const { properties } = resource;
    const type = textOf(properties.VpcEndpointType);
    const kind = type === 'Interface' || type instanceof Unknown ? 'interface' : type === undefined || type === 'Gateway' ? 'gateway' : undefined;
    if (!kind) { return []; }
    const whether = <T>(value: Known<T>): Known<T> => doubt ?? (type instanceof Unknown ? type : ifPresent(resource, value));
    const name = requiredText(properties.ServiceName, 'ServiceName');
    const parts = isKnown(name) ? SERVICE_NAME.exec(name) : undefined;
    const service = parts ? parts[2] : name;
    const vpcId = requiredText(properties.VpcId, 'VpcId');
    const privateDns = privateDnsOf(resource, service);
    return [{
      id: resource.ref,
      location: locationOf(resource),
      kind,
      region: parts ? parts[1] : isKnown(name) ? new Unknown(`${display(name)} is not a service of AWS that preflight knows`) : name,
      service,
      serviceLocation: locationOf(resource, 'ServiceName'),
      privateDns: { ...privateDns, value: whether(privateDns.value) },
      subnets: setting(resource, 'SubnetIds', mapped(idsOf(properties.SubnetIds), id => this.network.subnet(id))),
      securityGroups: setting(resource, 'SecurityGroupIds', this.groups.ofInterface(properties.SecurityGroupIds, this.network.vpc(vpcId))),
      routeTables: setting(resource, 'RouteTableIds', whether(idsOf(properties.RouteTableIds))),
      policy: setting(resource, 'PolicyDocument', properties.PolicyDocument === undefined ? undefined : parsePolicy(properties.PolicyDocument)),
    }];
  }
}

const ENDPOINT = 'AWS::EC2::VPCEndpoint';

function isGateway({ properties: { VpcEndpointType } }: TemplateResource): boolean {
  return VpcEndpointType === undefined || VpcEndpointType === 'Gateway';
}

/** Whether an endpoint may be for a service that the agent calls. */
function isOfAgent(serviceName: Known<string>): boolean {
  const [, , service] = isKnown(serviceName) ? SERVICE_NAME.exec(serviceName) ?? [] : [];
  return service === undefined || ENDPOINT_SERVICES.some(({ name }) => name === service);
}

/** Names of services begin as the names of hosts end, the other way round; but `com.amazonaws` is in other partitions than `aws`, too. */
const SERVICE_NAME = new RegExp(`^(?:${URL_SUFFIXES.map(suffix => suffix.split('.').reverse().join('\\.')).join('|')})\\.([^.]+)\\.(.+)$`);

/** Whether the name of the service leads nodes of the VPC to the endpoint, and what says so. */
function privateDnsOf(resource: TemplateResource, service: Known<string>): Setting<boolean> {
  const { properties } = resource;
  const enabled = setting(resource, 'PrivateDnsEnabled', enabledOf(properties));
  if (enabled.value === false || service !== 's3') { return enabled; }
  const forNodes = forNodesOf(properties);
  const location: PropertyLocation = locationOf(resource, 'DnsOptions', INBOUND_ONLY);
  return forNodes === true ? enabled : { value: enabled.value === true ? forNodes : enabled.value, location };
}

/**
 * CloudFormation leaves private DNS off, although EC2's own default is on.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 * @see https://github.com/awsdocs/aws-cloudformation-user-guide/pull/391, where AWS took over the correction
 */
function enabledOf({ PrivateDnsEnabled, IpAddressType }: Properties): Known<boolean> {
  const addresses = textOf(IpAddressType);
  if (!isKnown(addresses)) { return addresses; }
  if (addresses === 'ipv6') { return new Unknown('the endpoint has IPv6 addresses only, and whether the agent uses them cannot be seen'); }
  return flagOf(PrivateDnsEnabled, false);
}

const INBOUND_ONLY = 'PrivateDnsOnlyForInboundResolverEndpoint';

/**
 * Private DNS of S3 serves callers outside the VPC only, unless somebody says otherwise: nodes take the gateway endpoint, without which EC2 refuses it.
 *
 * The API reference leaves out what it is where nobody says. EC2 takes it for true, since it answers callers who could not say anything that for it to
 * be true the VPC must have a gateway endpoint: Terraform before it had the option, and CloudFormation.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns
 * @see https://aws.amazon.com/blogs/storage/introducing-private-dns-support-for-amazon-s3-with-aws-privatelink/
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/31117 and https://github.com/hashicorp/terraform-provider-aws/issues/46404
 * @see https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/620
 */
function forNodesOf({ DnsOptions }: Properties): Known<boolean> {
  const inbound = textOf(nested(DnsOptions, INBOUND_ONLY));
  return isKnown(inbound) ? inbound === 'AllResolvers' : inbound;
}
