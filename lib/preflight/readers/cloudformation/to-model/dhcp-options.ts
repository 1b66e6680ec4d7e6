import { IPv4 } from 'ipaddr.js';
import { Doubtful, Finder, Place } from './indices';
import { doubtOf, idsOf, ifPresent, locationOf, requiredText } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { Setting } from '../../../model/network/network';
import { TemplateResource, TemplateSet } from '../evaluate/template';

/** A VPC, in a template or not. */
export interface VpcOfOptions extends Place {
  /** Its first block. */
  readonly block: Known<string>;
}

/** Whether nodes of a VPC ask Amazon's resolver, and what says so; undefined where nothing does, so that they do. */
export function amazonDns(set: TemplateSet, associations: Finder, vpc: VpcOfOptions): Setting<boolean> | undefined {
  const type = 'AWS::EC2::VPCDHCPOptionsAssociation';
  const [association, another] = associations.with(type, 'VpcId', vpc.ref);
  if (another) {
    return { value: doubtOf(association) ?? doubtOf(another) ?? new Unknown('the VPC has two associations with DHCP options'), location: locationOf(another) };
  }
  return association ? optionsOf(set, association, vpc) : perhaps(set, associations.doubtful(type, 'VpcId', vpc.environment), vpc);
}

function optionsOf(set: TemplateSet, association: TemplateResource, vpc: VpcOfOptions): Setting<boolean> {
  const id = requiredText(association.properties.DhcpOptionsId, 'DhcpOptionsId');
  const options = isKnown(id) ? set.find(id, 'AWS::EC2::DHCPOptions') : undefined;
  if (!options) {
    return { value: id === 'default' ? true : new Unknown(`the DHCP options of the VPC, ${isKnown(id) ? id : 'which one'}, are not in the assembly`), location: locationOf(association, 'DhcpOptionsId') };
  }
  const servers = idsOf(options.properties.DomainNameServers);
  const value = isKnown(servers) ? isAmazons(servers, vpc) : servers;
  return { value: ifPresent(association, value), location: locationOf(options, 'DomainNameServers') };
}

/** Options that may be of the VPC make a difference where they name other servers than Amazon's. */
function perhaps(set: TemplateSet, doubtful: readonly Doubtful[], vpc: VpcOfOptions): Setting<boolean> | undefined {
  const other = doubtful.find(({ resource }) => optionsOf(set, resource, vpc).value !== true);
  return other && { value: other.why, location: locationOf(other.resource, 'VpcId') };
}

/** A node asks the next server only where the one before is silent, so any other server than Amazon's may be the one that answers. */
function isAmazons(servers: Known<string>[], { block }: VpcOfOptions): Known<boolean> {
  const ofAmazon = [...ALWAYS_AMAZON, ...basePlusTwo(block)];
  const others = servers.filter(server => !isKnown(server) || !ofAmazon.includes(server));
  return others.find(server => !isKnown(server)) as Unknown | undefined ?? others.length === 0;
}

/**
 * Amazon's resolver by its name and by the addresses that it has in every VPC.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
const ALWAYS_AMAZON = ['AmazonProvidedDNS', '169.254.169.253', 'fd00:ec2::253'];

/** Amazon's resolver by the address that it has in a VPC, which is of the first block. */
function basePlusTwo(block: Known<string>): string[] {
  if (!isKnown(block) || !IPv4.isValidCIDR(block)) { return []; }
  // A block of a VPC is too large for the sum to leave the last byte.
  const [a, b, c, d] = IPv4.networkAddressFromCIDR(block).toByteArray();
  return [`${a}.${b}.${c}.${d + 2}`];
}
