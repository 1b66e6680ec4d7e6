import { associationOf, Placed } from './associations';
import { Fillers } from './fillers';
import { attributeOf, unseen } from './ids';
import { Indices, Once } from './indices';
import { flagOf, ifPresent, locationOf, nested, numberOf, requiredText, textOf } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { AclEntry, NetworkAcl, PortRange, Vpc } from '../../../model/network/network';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** Network ACLs with their entries. */
export class NetworkAclReader {
  private readonly byId = new Once<NetworkAcl>();

  constructor(private readonly set: TemplateSet, private readonly indices: Indices, private readonly fillers: Fillers) {}

  /** What a subnet of the assembly is under: the default one of its VPC where nothing else is associated. */
  ofSubnet(subnet: TemplateResource, vpc: Known<Vpc>): Known<NetworkAcl> {
    const association = this.associatedWith(subnet, vpc);
    if (association) { return association; }
    if (!isKnown(vpc)) { return vpc; }
    const acl = this.withId(defaultAclId(vpc), subnet, vpc);
    const doubt = this.fillers.of(subnet);
    return isKnown(acl) && doubt ? { ...acl, doubt } : acl;
  }

  /** What is associated with a subnet; undefined where certainly nothing is. */
  associatedWith(subnet: Placed, vpc: Known<Vpc>): Known<NetworkAcl> | undefined {
    const association = associationOf(this.indices, 'AWS::EC2::SubnetNetworkAclAssociation', subnet);
    if (association === undefined || !isKnown(association)) { return association; }
    const id = requiredText(association.properties.NetworkAclId, 'NetworkAclId');
    const acl = isKnown(id) ? this.withId(id, subnet, vpc) : id;
    return isKnown(acl) && acl.vpc !== undefined ? { ...acl, association: locationOf(association) } : acl;
  }

  private withId(id: string, subnet: Placed, vpc: Known<Vpc>): Known<NetworkAcl> {
    const resource = this.set.find(id, 'AWS::EC2::NetworkAcl');
    if (resource) {
      const entries = () => [...this.entriesOf(id, resource), ...this.hiddenEntries(resource)];
      return this.byId.get(id, () => ({ location: locationOf(resource), vpc: requiredText(resource.properties.VpcId, 'VpcId'), entries: entries() }));
    }
    return isKnown(vpc) && id === defaultAclId(vpc)
      ? this.byId.get(id, () => ({ location: vpc.location, entries: [...this.entriesOf(id, subnet), ...allowAll(vpc)] }))
      : unseen('network ACL', id);
  }

  private entriesOf(aclId: string, { environment }: Placed): AclEntry[] {
    const type = 'AWS::EC2::NetworkAclEntry';
    return [
      ...this.indices.with(type, 'NetworkAclId', aclId).map(readEntry),
      ...this.indices.doubtful(type, 'NetworkAclId', environment).map(({ resource, why }) => ({ ...readEntry(resource), number: why, allow: why })),
    ];
  }

  /** Behind all that are seen: what one of those decides, no other can change from there. */
  private hiddenEntries(acl: TemplateResource): AclEntry[] {
    const hidden = this.fillers.of(acl);
    return hidden ? allTraffic(locationOf(acl), LAST_RULE_NUMBER, hidden) : [];
  }
}

function defaultAclId({ id }: Vpc): string {
  return attributeOf(id, 'DefaultNetworkAcl');
}

function readEntry(entry: TemplateResource): AclEntry {
  const { properties } = entry;
  const action = textOf(properties.RuleAction);
  const protocol = requiredText(properties.Protocol, 'Protocol');
  return {
    location: locationOf(entry),
    number: numberOf(properties.RuleNumber) ?? new Unknown('RuleNumber is not set'),
    egress: flagOf(properties.Egress, false),
    allow: ifPresent(entry, isKnown(action) ? (action === undefined ? new Unknown('RuleAction is not set') : action.toLowerCase() === 'allow') : action),
    protocol,
    ports: aclPorts(properties.PortRange, protocol),
    cidr: requiredText(properties.CidrBlock ?? properties.Ipv6CidrBlock, 'CidrBlock'),
  };
}

/**
 * The ports of an entry. EC2 wants them for TCP and UDP.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
 */
function aclPorts(value: Resolved | undefined, protocol: Known<string>): Known<PortRange | undefined> {
  if (value === undefined) {
    return protocol === '6' || protocol === '17' ? new Unknown('the entry lacks PortRange, and EC2 refuses an entry for TCP or UDP without it') : undefined;
  }
  const [from, to] = ['From', 'To'].map(key => numberOf(nested(value, key)));
  if (from instanceof Unknown) { return from; }
  if (to instanceof Unknown) { return to; }
  if (from === undefined || to === undefined) { return new Unknown('PortRange lacks From or To'); }
  const wrong = [from, to].find(port => port < 0 || port > 65535);
  return wrong === undefined ? { from, to } : new Unknown(`${wrong} is not a port`);
}

/** A default network ACL lets everything through. */
function allowAll({ location }: Vpc): AclEntry[] {
  return allTraffic(location, 100, true);
}

function allTraffic(location: PropertyLocation, number: number, allow: Known<boolean>): AclEntry[] {
  return ['0.0.0.0/0', '::/0'].flatMap((cidr, family) => [true, false].map(egress => (
    { location, number: number + family, egress, allow, protocol: '-1', ports: undefined, cidr }
  )));
}

/** The last number but one that EC2 takes, so that there is one for each family of addresses. */
const LAST_RULE_NUMBER = 32765;
