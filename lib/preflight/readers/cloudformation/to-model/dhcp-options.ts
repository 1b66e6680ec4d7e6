import { IPv4 } from 'ipaddr.js';
import { Indices } from './indices';
import { doubtOf, idsOf, ifPresent, locationOf, requiredText } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { Setting } from '../../../model/network/network';
import { TemplateResource, TemplateSet } from '../evaluate/template';

/** Whether nodes of a VPC ask Amazon's resolver, and what says so. */
export function amazonDns(set: TemplateSet, indices: Indices, vpc: TemplateResource): Setting<boolean> {
  const type = 'AWS::EC2::VPCDHCPOptionsAssociation';
  const [association, another] = indices.with(type, 'VpcId', vpc.ref);
  const [doubtful] = indices.doubtful(type, 'VpcId', vpc.environment);
  if (another) {
    return { value: doubtOf(association) ?? doubtOf(another) ?? new Unknown('the VPC has two associations with DHCP options'), location: locationOf(another) };
  }
  if (!association) {
    return doubtful ? { value: doubtful.why, location: locationOf(doubtful.resource, 'VpcId') } : { value: true, location: locationOf(vpc) };
  }
  const id = requiredText(association.properties.DhcpOptionsId, 'DhcpOptionsId');
  const options = isKnown(id) ? set.find(id, 'AWS::EC2::DHCPOptions') : undefined;
  if (!options) {
    return { value: id === 'default' ? true : new Unknown(`the DHCP options of the VPC, ${isKnown(id) ? id : 'which one'}, are not in the assembly`), location: locationOf(association, 'DhcpOptionsId') };
  }
  const servers = idsOf(options.properties.DomainNameServers);
  const value = isKnown(servers) ? isAmazons(servers, vpc) : servers;
  return { value: ifPresent(association, value), location: locationOf(options, 'DomainNameServers') };
}

/** A node asks the next server only where the one before is silent, so any other server than Amazon's may be the one that answers. */
function isAmazons(servers: Known<string>[], vpc: TemplateResource): Known<boolean> {
  const ofAmazon = [...ALWAYS_AMAZON, ...basePlusTwo(vpc)];
  const others = servers.filter(server => !isKnown(server) || !ofAmazon.includes(server));
  return others.find(server => !isKnown(server)) as Unknown | undefined ?? others.length === 0;
}

/**
 * Amazon's resolver by its name and by the addresses that it has in every VPC.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
const ALWAYS_AMAZON = ['AmazonProvidedDNS', '169.254.169.253', 'fd00:ec2::253'];

/** Amazon's resolver by the address that it has in this VPC, which is of the first block. */
function basePlusTwo(vpc: TemplateResource): string[] {
  const block = requiredText(vpc.properties.CidrBlock, 'CidrBlock');
  if (!isKnown(block) || !IPv4.isValidCIDR(block)) { return []; }
  // A block of a VPC is too large for the sum to leave the last byte.
  const [a, b, c, d] = IPv4.networkAddressFromCIDR(block).toByteArray();
  return [`${a}.${b}.${c}.${d + 2}`];
}
