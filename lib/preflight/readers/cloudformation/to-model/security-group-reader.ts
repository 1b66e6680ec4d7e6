import { Fillers } from './fillers';
import { attributeOf, unseen } from './ids';
import { Indices, Once } from './indices';
import { entriesOf } from './prefix-lists';
import { idsOf, ifPresent, listOf, nested, numberOf, requiredText, locationOf } from './values';
import { isKnown, Known, Unknown, Unseen } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Peer, PortRange, SecurityGroup, SecurityGroupRule, Vpc, VpcAssociation } from '../../../model/network/network';
import { Assumptions } from '../../assumptions/assumptions';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

type Direction = 'egress' | 'ingress';

/** Security groups with rules of their own and those of resources beside them. */
export class SecurityGroupReader {
  private readonly indices: Indices;
  private readonly groupsById = new Once<SecurityGroup>();

  constructor(private readonly set: TemplateSet, private readonly fillers: Fillers, private readonly assumptions: Assumptions) {
    this.indices = new Indices(set);
  }

  /** The groups of a network interface: those that are named, or else the default one of its VPC. */
  ofInterface(value: Resolved | undefined, vpc: Known<Vpc>): Known<SecurityGroup>[] {
    const ids = idsOf(value);
    if (!isKnown(ids)) { return [ids]; }
    return ids.length > 0 ? ids.map(id => this.group(id)) : [isKnown(vpc) ? this.defaultGroup(vpc) : vpc];
  }

  /** Those of a node, which somebody may say something of. Where none is named, the default one of a VPC counts, if there is that. */
  ofNode(value: Resolved | undefined, whereNone: Known<Vpc>, vpc: Known<Vpc> = whereNone): Known<SecurityGroup>[] {
    const ids = idsOf(value);
    return this.ofInterface(value, whereNone).map((group, index) => {
      const id = isKnown(ids) ? ids[index] : undefined;
      if (isKnown(group) || this.set.hasAny(id, GROUP)) { return group; }
      return this.assumptions.securityGroup(group, id !== undefined && isKnown(id) ? id : undefined, isKnown(vpc) ? vpc.id : vpc);
    });
  }

  private group(id: Known<string>): Known<SecurityGroup> {
    if (!isKnown(id)) { return id; }
    const resource = this.set.find(id, GROUP);
    if (resource) {
      return this.groupsById.get(id, () => this.readGroup(resource));
    }
    const cluster = this.set.find(id, 'AWS::EKS::Cluster');
    if (cluster) { return this.groupsById.get(id, () => this.readClusterGroup(cluster, id)); }
    const vpc = this.set.ofType('AWS::EC2::VPC').find(({ ref }) => id === attributeOf(ref, 'DefaultSecurityGroup'));
    return vpc ? this.readDefaultGroup(vpc) : unseen('security group', id);
  }

  private defaultGroup(vpc: Vpc): Known<SecurityGroup> {
    const resource = this.set.find(vpc.id, 'AWS::EC2::VPC');
    return resource ? this.readDefaultGroup(resource)
      : vpc.defaultGroup ?? new Unseen(`the default security group of ${vpc.location.resource.name} is not in the assembly`);
  }

  private readGroup(resource: TemplateResource): SecurityGroup {
    const { properties, ref: id } = resource;
    const egress = this.inline(resource, 'egress');
    return {
      id,
      location: locationOf(resource),
      egressLocation: locationOf(resource, 'SecurityGroupEgress'),
      ingressLocation: locationOf(resource, 'SecurityGroupIngress'),
      vpc: requiredText(properties.VpcId, 'VpcId'),
      associations: this.associations(resource),
      egress: [
        ...egress, ...this.separate(id, 'egress'), ...egress.length === 0 ? this.defaultEgress(id, locationOf(resource, 'SecurityGroupEgress')) : [],
        ...this.doubtful(resource, 'egress'),
      ],
      ingress: [...this.inline(resource, 'ingress'), ...this.separate(id, 'ingress'), ...this.doubtful(resource, 'ingress')],
      hiddenRules: this.fillers.of(resource),
    };
  }

  private associations({ ref: id, environment }: TemplateResource): VpcAssociation[] {
    const type = 'AWS::EC2::SecurityGroupVpcAssociation';
    return [
      ...this.indices.with(type, 'GroupId', id).map(each => ({ location: locationOf(each), vpc: ifPresent(each, requiredText(each.properties.VpcId, 'VpcId')) })),
      ...this.indices.doubtful(type, 'GroupId', environment).map(({ resource, why }) => ({ location: locationOf(resource), vpc: why })),
    ];
  }

  /** Everything out and the group's own in, unless the CDK's custom resource takes both away. */
  private readDefaultGroup(vpc: TemplateResource): SecurityGroup {
    const id = attributeOf(vpc.ref, 'DefaultSecurityGroup');
    return this.groupsById.get(id, () => {
      const [restriction] = this.indices.with('Custom::VpcRestrictDefaultSG', 'DefaultSecurityGroupId', id);
      const location = restriction ? locationOf(restriction) : locationOf(vpc);
      const own: SecurityGroupRule = { location, protocol: '-1', ports: undefined, peer: { kind: 'group', id } };
      return {
        id,
        location,
        vpc: vpc.ref,
        egress: [...this.separate(id, 'egress'), ...restriction ? [] : everythingOut(location), ...this.doubtful(vpc, 'egress')],
        ingress: [...this.separate(id, 'ingress'), ...restriction ? [] : [own], ...this.doubtful(vpc, 'ingress')],
        hiddenRules: restriction && restriction.present !== true ? restriction.present : this.fillers.ofId(id),
      };
    });
  }

  /**
   * The group that EKS makes for a cluster: everything out, and its own in.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
   */
  private readClusterGroup(cluster: TemplateResource, id: string): SecurityGroup {
    const location = locationOf(cluster);
    const subnets = idsOf(nested(cluster.properties.ResourcesVpcConfig, 'SubnetIds'));
    const [subnet] = isKnown(subnets) ? subnets.map(each => isKnown(each) ? this.set.find(each, 'AWS::EC2::Subnet') : undefined) : [];
    const own: SecurityGroupRule = { location, protocol: '-1', ports: undefined, peer: { kind: 'group', id } };
    return {
      id,
      location,
      vpc: subnet ? requiredText(subnet.properties.VpcId, 'VpcId') : new Unknown(`the VPC of the cluster ${cluster.location.name} cannot be seen`),
      egress: [...everythingOut(location), ...this.separate(id, 'egress')],
      ingress: [own, ...this.separate(id, 'ingress'), ...this.doubtful(cluster, 'ingress')],
      hiddenRules: this.fillers.ofId(id),
    };
  }

  /** EC2 gives a new group a rule that lets everything out, which CloudFormation takes away where the group has egress rules inside. */
  private defaultEgress(id: string, location: PropertyLocation): SecurityGroupRule[] {
    if (this.separate(id, 'egress').length === 0) {
      return everythingOut(location);
    }
    const unknown = new Unknown('whether the rule that EC2 gives to each new group stays beside AWS::EC2::SecurityGroupEgress resources is not documented; put a rule into SecurityGroupEgress of the group');
    return [{ location, protocol: '-1', ports: undefined, peer: unknown }];
  }

  private inline(resource: TemplateResource, direction: Direction): SecurityGroupRule[] {
    const property = direction === 'egress' ? 'SecurityGroupEgress' : 'SecurityGroupIngress';
    const rules = listOf(resource.properties[property]);
    const location = (...index: number[]) => locationOf(resource, property, ...index);
    return isKnown(rules)
      ? rules.flatMap((rule, index) => this.readRule(rule, location(index), direction))
      : [{ location: location(), protocol: '-1', ports: undefined, peer: rules }];
  }

  private separate(id: string, direction: Direction): SecurityGroupRule[] {
    return this.indices.with(RULES[direction], 'GroupId', id).flatMap(rule => this.readRule(rule.properties as Resolved, locationOf(rule), direction)
      .map(read => ({ ...read, peer: ifPresent(rule, read.peer) })));
  }

  /** Rules of which nobody knows the group. */
  private doubtful({ environment }: TemplateResource, direction: Direction): SecurityGroupRule[] {
    return this.indices.doubtful(RULES[direction], 'GroupId', environment).flatMap(({ resource, why }) => (
      this.readRule(resource.properties as Resolved, locationOf(resource), direction).map(rule => ({ ...rule, peer: why }))
    ));
  }

  /** One rule, or one for each entry of a prefix list of the assembly. */
  private readRule(value: Resolved, location: PropertyLocation, direction: Direction): SecurityGroupRule[] {
    const protocol = requiredText(nested(value, 'IpProtocol'), 'IpProtocol');
    const rule = { location, protocol, ports: readPorts(value, protocol) };
    const peer = readPeer(value, direction);
    if (!isKnown(peer) || peer.kind !== 'prefix-list') { return [{ ...rule, peer }]; }
    return entriesOf(this.set, peer.id).map(cidr => ({ ...rule, peer: cidr === peer.id ? peer : isKnown(cidr) ? { kind: 'cidr', cidr } : cidr }));
  }
}

const GROUP = 'AWS::EC2::SecurityGroup';

/** Resources that are a rule of a group. */
const RULES = { egress: 'AWS::EC2::SecurityGroupEgress', ingress: 'AWS::EC2::SecurityGroupIngress' } as const;

/** The protocols of which EC2 wants both ends of a range of ports, none of them -1. */
const PROTOCOLS_WITH_PORTS = /^(tcp|udp|6|17)$/i;

/**
 * The ports of a rule; not known where EC2 refuses them.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
function readPorts(value: Resolved, protocol: Known<string>): Known<PortRange | undefined> {
  const [from, to] = ['FromPort', 'ToPort'].map(key => numberOf(nested(value, key)));
  if (from instanceof Unknown) { return from; }
  if (to instanceof Unknown) { return to; }
  const wrong = [from, to].find(port => port !== undefined && (port < -1 || port > 65535));
  if (wrong !== undefined) { return new Unknown(`${wrong} is not a port`); }
  const isRange = from !== undefined && to !== undefined && from >= 0 && to >= 0;
  if (isRange && from > to) { return new Unknown(`FromPort, ${from}, is above ToPort, ${to}, which EC2 refuses`); }
  if (isKnown(protocol) && PROTOCOLS_WITH_PORTS.test(protocol) && !isRange) {
    return new Unknown(from === -1 || to === -1
      ? `-1 is not a port of ${protocol}, and EC2 refuses it; all ports are 0 to 65535`
      : `the rule lacks FromPort or ToPort, and EC2 refuses a rule for ${protocol} without both`);
  }
  return isRange ? { from, to } : undefined;
}

function readPeer(value: Resolved, direction: Direction): Known<Peer> {
  const side = direction === 'egress' ? 'Destination' : 'Source';
  const kinds: [string, (id: string) => Peer][] = [
    ['CidrIp', cidr => ({ kind: 'cidr', cidr })],
    ['CidrIpv6', cidr => ({ kind: 'cidr', cidr })],
    [`${side}SecurityGroupId`, id => ({ kind: 'group', id })],
    [`${side}PrefixListId`, id => ({ kind: 'prefix-list', id })],
  ];
  for (const [property, peer] of kinds) {
    const id = nested(value, property);
    if (id !== undefined) {
      const text = requiredText(id, property);
      return isKnown(text) ? peer(text) : text;
    }
  }
  return new Unknown('the rule names no peer that preflight knows');
}

function everythingOut(location: PropertyLocation): SecurityGroupRule[] {
  return ['0.0.0.0/0', '::/0'].map(cidr => ({ location, protocol: '-1', ports: undefined, peer: { kind: 'cidr', cidr } }));
}
