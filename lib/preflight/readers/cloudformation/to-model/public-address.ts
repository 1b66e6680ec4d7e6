import { Indices } from './indices';
import { flagOf, locationOf } from './values';
import { isKnown, Known } from '../../../model/known';
import { Setting, Subnet } from '../../../model/network/network';
import { Resolved, TemplateResource } from '../evaluate/template';

/** An address of the interface, of an Elastic IP, or of the subnet. */
export function publicAddressOf(
  indices: Indices, resource: TemplateResource, associate: Resolved | undefined, subnet: Known<Subnet> | undefined,
): Setting<boolean> {
  const property = resource.type === 'AWS::EC2::NetworkInterface' ? 'NetworkInterfaceId' : 'InstanceId';
  const elastic = [...indices.with('AWS::EC2::EIPAssociation', property, resource.ref), ...indices.with('AWS::EC2::EIP', property, resource.ref)];
  const [certain] = elastic.filter(({ present }) => present === true);
  const location = locationOf(resource);
  if (certain) { return { value: true, location: locationOf(certain) }; }
  if (elastic.length > 0) { return { value: elastic[0].present, location: locationOf(elastic[0]) }; }
  const own = flagOf(associate, undefined);
  const value = own ?? (subnet === undefined ? false : isKnown(subnet) ? subnet.publicAddressOnLaunch.value : subnet);
  const at = own === undefined && subnet !== undefined && isKnown(subnet) ? subnet.publicAddressOnLaunch.location : location;
  const [doubtful] = ['AWS::EC2::EIPAssociation', 'AWS::EC2::EIP'].flatMap(type => indices.doubtful(type, property, resource.environment));
  return value === false && doubtful ? { value: doubtful.why, location: locationOf(doubtful.resource, property) } : { value, location: at };
}
