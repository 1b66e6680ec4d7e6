import { NetworkLookup } from './endpoint-reader';
import { Fillers } from './fillers';
import { unseen } from './ids';
import { imageOf } from './images';
import { Indices, Once } from './indices';
import { Misnomers } from './misnomers';
import { publicAddressOf } from './public-address';
import { SecurityGroupReader } from './security-group-reader';
import { userDataOf } from './user-data-reader';
import { flagOf, listOf, locationOf, mapped, nested, requiredText, setting, textOf } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { NatGateway, RoutingInstance, Setting } from '../../../model/network/network';
import { Image } from '../../../model/node';
import { startsOpaque } from '../../../model/symbolic-text';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** What translates the addresses of others: NAT gateways, NAT instances and network interfaces of those. */
export class NatReader {
  private readonly gatewaysById = new Once<NatGateway>();

  constructor(
    private readonly set: TemplateSet, private readonly indices: Indices, private readonly network: NetworkLookup,
    private readonly groups: SecurityGroupReader, private readonly fillers: Fillers, private readonly imageNames: ReadonlyMap<string, string>,
  ) {}

  gateway(id: string): Known<NatGateway> {
    const resource = this.set.find(id, 'AWS::EC2::NatGateway');
    if (!resource) { return unseen('NAT gateway', id); }
    if (resource.present !== true) { return resource.present; }
    const isRegional = isRegionalGateway(resource);
    return this.gatewaysById.get(id, () => isRegional === true ? this.regionalGateway(resource) : this.zonalGateway(resource, isRegional));
  }

  private zonalGateway(resource: TemplateResource, doubt: Known<boolean>): NatGateway {
    const { properties } = resource;
    const subnet = isKnown(doubt) ? this.network.subnet(requiredText(properties.SubnetId, 'SubnetId')) : doubt;
    return {
      location: locationOf(resource),
      subnet,
      subnetLocation: locationOf(resource, isKnown(doubt) ? 'SubnetId' : 'AvailabilityMode'),
      vpc: isKnown(subnet) ? subnet.vpc : subnet,
      connectivity: connectivityOf(resource),
      // A regional one needs none; that it may be one is told of its subnet.
      elasticIp: setting(resource, 'AllocationId', isKnown(doubt) ? isAddress(textOf(properties.AllocationId)) : true),
      misnomers: new Misnomers(this.set).ofAllocation(resource),
    };
  }

  private regionalGateway(resource: TemplateResource): NatGateway {
    const { properties } = resource;
    return {
      location: locationOf(resource),
      subnet: undefined,
      subnetLocation: locationOf(resource, 'VpcId'),
      vpc: this.network.vpc(requiredText(properties.VpcId, 'VpcId')),
      zones: 'AvailabilityZoneAddresses' in properties ? setting(resource, 'AvailabilityZoneAddresses', zonesOf(properties.AvailabilityZoneAddresses)) : undefined,
      connectivity: connectivityOf(resource),
      // AWS gives it addresses where the template names none.
      elasticIp: setting(resource, 'AvailabilityZoneAddresses', true),
      misnomers: [],
    };
  }

  instance(id: string): Known<RoutingInstance> {
    const resource = this.set.find(id, 'AWS::EC2::Instance');
    if (!resource) { return unseen('instance', id); }
    const { properties } = resource;
    const interfaces = listOf(properties.NetworkInterfaces);
    const primary = isKnown(interfaces) ? interfaces[0] : interfaces;
    // What the instance does not set itself may be in its launch template.
    const elsewhere = 'LaunchTemplate' in properties ? new Unknown(`the NAT instance ${resource.location.name} has a launch template`) : undefined;
    const from = (property: string, inInterface = property) => properties[property] ?? nested(primary, inInterface) ?? elsewhere;
    const subnet = this.network.subnet(requiredText(from('SubnetId'), 'SubnetId'));
    const check = flagOf(properties.SourceDestCheck, true);
    return {
      location: locationOf(resource),
      subnet,
      subnetLocation: locationOf(resource, ...'SubnetId' in properties || primary === undefined ? ['SubnetId'] : ['NetworkInterfaces']),
      ...this.softwareOf(resource),
      sourceDestCheck: setting(resource, 'SourceDestCheck', check),
      publicAddress: this.orHidden(publicAddressOf(this.indices, resource, nested(primary, 'AssociatePublicIpAddress') ?? elsewhere, subnet), resource),
      securityGroups: this.groups.ofInterface(properties.SecurityGroupIds ?? from('SecurityGroups', 'GroupSet'), isKnown(subnet) ? subnet.vpc : subnet),
    };
  }

  interface(id: string): Known<RoutingInstance> {
    const resource = this.set.find(id, 'AWS::EC2::NetworkInterface');
    if (!resource) { return unseen('network interface', id); }
    const attached = this.attachedTo(id);
    if (!attached) { return new Unknown(`nothing in the assembly attaches the network interface ${resource.location.name} to an instance`); }
    const { properties } = resource;
    const subnet = this.network.subnet(requiredText(properties.SubnetId, 'SubnetId'));
    return {
      location: locationOf(resource),
      subnet,
      subnetLocation: locationOf(resource, 'SubnetId'),
      ...this.softwareOf(attached),
      sourceDestCheck: setting(resource, 'SourceDestCheck', flagOf(properties.SourceDestCheck, true)),
      publicAddress: this.addressOf(resource, attached),
      securityGroups: this.groups.ofInterface(properties.GroupSet, isKnown(subnet) ? subnet.vpc : subnet),
    };
  }

  /** An address of a network interface, or of the instance that carries it. */
  private addressOf(networkInterface: TemplateResource, carrier: TemplateResource): Setting<boolean> {
    const own = publicAddressOf(this.indices, networkInterface, undefined, undefined);
    const carried = publicAddressOf(this.indices, carrier, undefined, undefined);
    return own.value === false && carried.value !== false ? carried : this.orHidden(own, networkInterface, carrier);
  }

  /** An address that is not seen may be associated out of sight. */
  private orHidden(address: Setting<boolean>, ...resources: TemplateResource[]): Setting<boolean> {
    const hidden = resources.map(resource => this.fillers.of(resource)).find(each => each !== undefined);
    return address.value === false && hidden ? { ...address, value: hidden } : address;
  }

  /** The instance that carries a network interface, or what says that one out of sight does. */
  private attachedTo(networkInterface: string): TemplateResource | undefined {
    const isIt = (id: Resolved | undefined) => textOf(id) === networkInterface;
    const instance = this.set.ofType('AWS::EC2::Instance').find(({ properties }) => {
      const interfaces = listOf(properties.NetworkInterfaces);
      return isKnown(interfaces) && interfaces.some(item => isIt(nested(item, 'NetworkInterfaceId')));
    });
    const attachment = this.set.ofType('AWS::EC2::NetworkInterfaceAttachment').find(({ properties }) => isIt(properties.NetworkInterfaceId));
    return instance ?? (attachment && (this.set.find(attachment.properties.InstanceId, 'AWS::EC2::Instance') ?? attachment));
  }

  /** What runs on an instance. What it does not set itself may be in its launch template. */
  private softwareOf(resource: TemplateResource): Pick<RoutingInstance, 'image' | 'userData'> {
    const { properties, type, location: { name } } = resource;
    if (type !== 'AWS::EC2::Instance') {
      const unknown = new Unknown(`the instance that ${name} attaches the interface to is not in the assembly`);
      return { image: setting<Image>(resource, 'InstanceId', unknown), userData: setting<string>(resource, 'InstanceId', unknown) };
    }
    const elsewhere = 'LaunchTemplate' in properties ? new Unknown(`the NAT instance ${name} has a launch template`) : undefined;
    const id = requiredText(properties.ImageId ?? elsewhere, 'ImageId');
    return {
      image: setting(resource, 'ImageId', isKnown(id) ? imageOf(id, this.imageNames.get(id)) : id),
      userData: userDataOf(setting(resource, 'UserData', properties.UserData ?? elsewhere)).userData,
    };
  }
}

/**
 * Whether a NAT gateway is a regional one.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html
 */
function isRegionalGateway({ properties: { AvailabilityMode, SubnetId } }: TemplateResource): Known<boolean> {
  const mode = textOf(AvailabilityMode);
  if (!isKnown(mode)) { return mode; }
  if (mode === 'regional') {
    return SubnetId === undefined || new Unknown('AvailabilityMode is regional, and SubnetId is set all the same; a regional NAT gateway takes VpcId only');
  }
  if (mode !== undefined && mode !== 'zonal') { return new Unknown(`AvailabilityMode takes zonal or regional, and not ${mode}`); }
  return SubnetId === undefined
    ? new Unknown('it has neither SubnetId, which a zonal NAT gateway needs, nor AvailabilityMode regional, which is not the default')
    : false;
}

function connectivityOf(resource: TemplateResource): Setting<'public' | 'private'> {
  const connectivity = textOf(resource.properties.ConnectivityType);
  return setting(resource, 'ConnectivityType', isKnown(connectivity) ? (connectivity === 'private' ? 'private' : 'public') : connectivity);
}

function zonesOf(addresses: Resolved): Known<Known<string>[]> {
  return mapped(listOf(addresses), each => requiredText(nested(each, 'AvailabilityZone') ?? nested(each, 'AvailabilityZoneId'), 'AvailabilityZone'));
}

/** The id of an Elastic IP address, of the assembly or of another one. */
function isAddress(id: Known<string | undefined>): Known<boolean> {
  if (!isKnown(id) || id === undefined) { return isKnown(id) ? false : id; }
  return id.startsWith('eipalloc-') || startsOpaque(id) ? true : new Unknown(`${id} is not the id of an Elastic IP address`);
}
