import { Fillers } from './fillers';
import { IdentityReader } from './identity-reader';
import { attributeOf, unseen } from './ids';
import { imageOf } from './images';
import { initializationOf } from './initialization-reader';
import { LaunchSettings, settingsOf } from './launch-settings';
import { Launches } from './launches';
import { likenessesIn } from './likeness';
import { LoggingReader } from './logging-reader';
import { Misnomers } from './misnomers';
import { NetworkReader } from './network-reader';
import { SecurityGroupReader } from './security-group-reader';
import { EksClusters, ServiceLaunch, SERVICES } from './service-nodes';
import { TagReader } from './tag-reader';
import { userDataOf } from './user-data-reader';
import { flagOf, idsIn, idsOf, nested, requiredText, locationOf, textOf } from './values';
import { NODE_FACTS, NodeFacts } from '../../../../core/node-facts';
import { isKnown, Known, Unknown, Unseen } from '../../../model/known';
import { SecurityGroup, Setting, Subnet, Vpc } from '../../../model/network/network';
import { Image, ManagedNode, NodeInSight, NodeKind } from '../../../model/node';
import { opaque } from '../../../model/symbolic-text';
import { Assumptions } from '../../assumptions/assumptions';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';
import { nestingOf } from '../parse/nesting-types';

/** Instances, Auto Scaling groups, fleets, what services of AWS start instances by, and launch templates that nothing of these uses. */
export class NodeReader {
  private readonly launches: Launches;
  private readonly closures = new Map<TemplateResource, ReadonlySet<string>>();
  private readonly misnomers: Misnomers;
  private readonly tags: TagReader;
  private readonly clusters: EksClusters = {
    groupOf: name => {
      const cluster = this.cluster(name);
      return isKnown(cluster) ? attributeOf(opaque(cluster.location.key), 'ClusterSecurityGroupId') : cluster;
    },
    versionOf: name => {
      const cluster = this.cluster(name);
      return isKnown(cluster) ? textOf(cluster.properties.Version) : cluster;
    },
  };

  constructor(
    private readonly set: TemplateSet,
    private readonly network: NetworkReader,
    private readonly groups: SecurityGroupReader,
    private readonly identity: IdentityReader,
    private readonly logging: LoggingReader,
    private readonly fillers: Fillers,
    private readonly assumptions: Assumptions,
    private readonly imageNames: ReadonlyMap<string, string>,
  ) {
    this.launches = new Launches(set, assumptions);
    this.tags = new TagReader(set);
    this.misnomers = new Misnomers(set);
  }

  nodes(): NodeInSight[] {
    const instances = this.set.ofType('AWS::EC2::Instance').map(resource => this.instanceInSight(resource));
    const groups = this.set.ofType('AWS::AutoScaling::AutoScalingGroup').map(resource => this.group(resource));
    const services = Object.entries(SERVICES).flatMap(([type, read]) => this.set.ofType(type).flatMap(resource => {
      const launch = read(resource, this.clusters);
      return launch ? [this.serviceNode(launch)] : [];
    }));
    const fleets = this.set.ofType('AWS::EC2::EC2Fleet').map(resource => this.fleet('ec2-fleet', resource, this.launches.ofFleet(resource)));
    const spotFleets = this.set.ofType('AWS::EC2::SpotFleet').map(resource => this.fleet('spot-fleet', resource, this.launches.ofSpotFleet(resource)));
    const templates = this.set.ofType('AWS::EC2::LaunchTemplate').filter(resource => !this.launches.isUsed(resource));
    const others = [...groups, ...fleets, ...spotFleets, ...services, ...templates.map(resource => this.template(resource))];
    const nodes = [...instances, ...others.map((node): NodeInSight => ({ resource: node.resource, read: () => node }))];
    // An assumption says of each node that needs it that it does.
    const likenesses = this.assumptions.isEmpty ? likenessesIn(this.set, nodes) : undefined;
    return nodes.map(node => ({ ...node, likeness: likenesses?.get(node.resource) }));
  }

  /** Instances are many, and read when somebody asks; which launch templates they use has to be known before. */
  private instanceInSight(resource: TemplateResource): NodeInSight {
    const settings = this.launches.ofInstance(resource);
    let node: ManagedNode | undefined;
    return { resource: resource.location, read: () => (node ??= this.instance(resource, settings())) };
  }

  private instance(resource: TemplateResource, settings: LaunchSettings): ManagedNode {
    const primary = this.launches.primaryInterface(settings);
    const subnetId = primary?.get('SubnetId').value !== undefined ? primary.get('SubnetId') : settings.get('SubnetId');
    const subnet = textOf(subnetId.value);
    const zoneOnly = new Unseen('the instance names no subnet: it starts in the default VPC, which is not in the assembly');
    return this.node('instance', resource, [settings], {
      value: [subnet === undefined ? this.network.defaultSubnet(zoneOnly) : this.network.subnet(subnet)],
      location: subnetId.location,
    }, primary);
  }

  private group(resource: TemplateResource): ManagedNode {
    const { properties } = resource;
    const launches = this.launches.ofGroup(resource);
    const zones = idsOf(properties.VPCZoneIdentifier);
    const none = new Unseen('the group names no subnets: it starts in the default VPC, which is not in the assembly');
    const subnets = isKnown(zones) ? zones.flatMap(zone => idsIn(zone)).map(id => this.network.subnet(id)) : [this.network.subnet(zones)];
    return this.node('auto-scaling-group', resource, launches, {
      value: subnets.length === 0 ? [this.network.defaultSubnet(none)] : subnets,
      location: locationOf(resource, 'VPCZoneIdentifier'),
    }, this.launches.primaryInterface(LaunchSettings.shared(launches)));
  }

  private fleet(kind: NodeKind, resource: TemplateResource, launches: LaunchSettings[]): ManagedNode {
    const named = launches.map(launch => this.launches.subnetsOf(launch));
    const none = new Unseen('the fleet names no subnet: it starts in the default VPC, which is not in the assembly');
    // EC2 refuses several subnets for one override of a fleet that starts instances once and is done.
    const isRefused = textOf(resource.properties.Type) === 'instant' && named.some(each => each !== undefined && each.value.length > 1);
    const several = new Unknown('a fleet of the type instant takes one subnet for each override, and an override has several');
    const ids = new Set(isRefused ? [several] : named.flatMap(each => each?.value ?? [undefined]));
    return this.node(kind, resource, launches, {
      value: [...ids].map(id => id === undefined ? this.network.defaultSubnet(none) : this.network.subnet(id)),
      location: named.find(each => each !== undefined)?.location ?? locationOf(resource),
    }, this.launches.primaryInterface(LaunchSettings.shared(launches)));
  }

  private template(resource: TemplateResource): ManagedNode {
    const settings = settingsOf(resource, 'LaunchTemplateData').over(ofItsUser(resource));
    const primary = this.launches.primaryInterface(settings);
    const subnetId = primary?.get('SubnetId') ?? settings.get('SubnetId');
    const subnet = textOf(subnetId.value);
    const elsewhere = new Unseen('nothing in the assembly starts instances from this launch template, so nothing says in which subnet');
    return this.node('launch-template', resource, [settings], {
      value: [this.network.subnet(subnet ?? elsewhere)],
      location: subnetId.location,
    }, primary);
  }

  private serviceNode(launch: ServiceLaunch): ManagedNode {
    const { kind, resource, identity, launchTemplates = [], images, otherImages, instanceTypes: types, exceptions, refusals } = launch;
    const templates = launchTemplates.flatMap(({ property, value }) => this.launches.ofTemplate(resource, property, value));
    const own = new LaunchSettings([{ location: resource.location, path: [], values: exceptions ?? {} }]);
    const launches = templates.length === 0 ? [own] : templates.map(template => own.over(template));
    const settings = LaunchSettings.shared(launches);
    const primary = this.launches.primaryInterface(settings);
    const subnets = this.serviceSubnets(launch);
    const assumed = (some: readonly Setting<Image>[]) => some.map(image => this.assumedImage(image));
    const imagesOf = (each: LaunchSettings) => hasImage(each) ? [this.image(each, undefined)] : assumed(otherImages);
    const typesAreOfTemplate = [...types, ...images].length === 0 && launches.every(hasImage) && settings.get('InstanceType').value !== undefined;
    return this.node(kind, resource, launches, subnets, primary, {
      securityGroups: this.serviceGroups(launch, settings, primary, subnets),
      profile: identity.of === 'role'
        ? this.identity.profileOfRole(identity.value, identity.location, resource.environment)
        : this.identity.profile(identity.value, identity.location),
      images: images.length > 0 ? assumed(images) : launches.flatMap(imagesOf),
      ...typesAreOfTemplate ? {} : { instanceTypes: types },
      refusals: templates.flatMap(each => refusals?.(each.unknown || this.launches.isAssumed(each) ? undefined : each) ?? []),
    });
  }

  private serviceSubnets({ subnets: { value, location }, resource }: ServiceLaunch): Setting<Known<Subnet>[]> {
    const ids = isKnown(value) ? value : [value];
    const none = new Unknown(`${resource.location.name} names no subnets`);
    return { value: ids.length === 0 ? [none] : ids.map(id => this.network.subnet(id)), location };
  }

  private assumedImage({ value, location }: Setting<Image>): Setting<Image> {
    return { value: isKnown(value) ? this.assumptions.image(value, value.name) : value, location };
  }

  /** The groups that the service is told, or else those of the launch template, or else those that the service has itself. */
  private serviceGroups(
    { securityGroups: told, otherGroups, resource }: ServiceLaunch, settings: LaunchSettings, primary: LaunchSettings | undefined,
    subnets: Setting<Known<Subnet>[]>,
  ): Setting<Known<SecurityGroup>[]> {
    const isNamed = primary?.get('Groups').value !== undefined || settings.get('SecurityGroupIds', 'SecurityGroups').value !== undefined;
    if (!told && isNamed) { return this.securityGroups(settings, primary, subnets); }
    const none = new Unknown(`${resource.location.name} names no security groups`);
    return { value: this.groups.ofNode(told?.value ?? otherGroups, none, vpcOf(subnets)), location: told?.location ?? locationOf(resource) };
  }

  private cluster(name: Resolved | undefined): Known<TemplateResource> {
    const id = requiredText(name, 'ClusterName');
    return isKnown(id) ? this.set.find(id, 'AWS::EKS::Cluster') ?? unseen('cluster', id) : id;
  }

  private node(
    kind: NodeKind, resource: TemplateResource, launches: LaunchSettings[], subnets: Setting<Known<Subnet>[]>, primary: LaunchSettings | undefined,
    supplied: Partial<ManagedNode> = {},
  ): ManagedNode {
    const settings = LaunchSettings.shared(launches);
    const facts = resource.metadata[NODE_FACTS];
    const profile = this.profileOf(launches);
    // One launch without metadata is enough for nodes that nobody reaches.
    const metadata = launches.map(launch => launch.get('MetadataOptions')).find(isDisabled) ?? settings.get('MetadataOptions');
    const { userData, userDataEncoding } = userDataOf(settings.get('UserData'));
    const comesAfter = () => this.before(resource);
    const document = () => this.logging.documentOf(resource);
    const tags = () => this.tags.ofNode(kind, resource, settings);
    return {
      kind,
      resource: resource.location,
      environment: resource.environment,
      subnets,
      securityGroups: this.securityGroups(settings, primary, subnets),
      publicAddress: this.orHidden(resource, this.publicAddress(kind, resource, settings, primary), subnets),
      ipv6Address: this.ipv6Address(settings, primary),
      profile: this.identity.profile(profile.value ?? this.fillers.of(resource), profile.location),
      misnomers: [
        ...launches.map(launch => launch.get('IamInstanceProfile')).flatMap(({ value, location }) => this.identity.profileMisnomers(value, location)),
        ...launches.map(launch => launch.get('ImageId')).flatMap(({ value, location }) => this.misnomers.ofImage(requiredText(value, 'ImageId'), location)),
      ],
      images: launches.map(launch => this.image(launch, facts)),
      instanceTypes: this.instanceTypes(launches),
      userData,
      userDataEncoding,
      initialization: isKnown(userData.value) ? initializationOf(this.set, resource, userData.value) : undefined,
      metadataEnabled: { value: enabled(nested(metadata.value, 'HttpEndpoint')), location: metadata.location },
      metadataToken: { value: tokens(nested(metadata.value, 'HttpTokens')), location: metadata.location },
      orderLocation: { resource: resource.location, property: 'DependsOn' },
      ...supplied,
      get comesAfter() { return comesAfter(); },
      get document() { return document(); },
      get tags() { return tags(); },
    };
  }

  private securityGroups(
    settings: LaunchSettings, primary: LaunchSettings | undefined, subnets: Setting<Known<Subnet>[]>,
  ): Setting<Known<SecurityGroup>[]> {
    const ofInterface = primary?.get('GroupSet', 'Groups');
    const groups = ofInterface?.value !== undefined ? ofInterface : settings.get('SecurityGroupIds', 'SecurityGroups');
    return { value: this.groups.ofNode(groups.value, vpcOf(subnets)), location: groups.location };
  }

  private publicAddress(
    kind: NodeKind, resource: TemplateResource, settings: LaunchSettings, primary: LaunchSettings | undefined,
  ): Setting<boolean | undefined> {
    const associate = primary?.get('AssociatePublicIpAddress');
    const own = associate?.value !== undefined ? associate : settings.get('AssociatePublicIpAddress');
    const elastic = kind === 'instance' ? this.network.publicAddress(resource, undefined, undefined) : undefined;
    if (elastic && elastic.value !== false) { return elastic; }
    const ofInterface = this.interfaceResource(primary);
    const byInterface = ofInterface && this.network.publicAddress(ofInterface, undefined, undefined);
    if (byInterface && byInterface.value !== false) { return byInterface; }
    const value = flagOf(own.value, undefined);
    // An interface of its own has no public address from the subnet.
    return { value: value === undefined && ofInterface ? false : value, location: own.location };
  }

  /** An address that the node has not, by itself or by its subnets, may be associated with it. */
  private orHidden(
    node: TemplateResource, { value, location }: Setting<boolean | undefined>, { value: subnets }: Setting<Known<Subnet>[]>,
  ): Setting<boolean | undefined> {
    const hidden = this.fillers.of(node);
    const isGiven = (subnet: Known<Subnet>) => isKnown(subnet) && subnet.publicAddressOnLaunch.value === true;
    const isFromSubnets = value === undefined && isKnown(subnets) && subnets.every(isGiven);
    return { value: hidden === undefined || value === true || isFromSubnets ? value : hidden, location };
  }

  private interfaceResource(primary: LaunchSettings | undefined): TemplateResource | undefined {
    const location = primary?.get('SubnetId').location.resource;
    return location?.type === 'AWS::EC2::NetworkInterface' ? this.set.ofType(location.type).find(resource => resource.location === location) : undefined;
  }

  private ipv6Address(settings: LaunchSettings, primary: LaunchSettings | undefined): Setting<boolean | undefined> {
    for (const source of [primary, settings]) {
      for (const property of ['Ipv6AddressCount', 'Ipv6Addresses']) {
        const { value, location } = source?.get(property) ?? {};
        if (value !== undefined && location) {
          return { value: value instanceof Unknown ? value : !['0', ''].includes(String(value)), location };
        }
      }
    }
    return { value: undefined, location: settings.get('Ipv6AddressCount').location };
  }

  private image(launch: LaunchSettings, facts: Resolved | undefined): Setting<Image> {
    const { value, location } = launch.get('ImageId');
    const id = requiredText(value, 'ImageId');
    const known = isKnown(id) ? imageOf(id, this.imageNames.get(id)) : imageOf(`(${id.reason})`, undefined, id);
    const { userData } = userDataOf(launch.get('UserData'));
    const pinned = isKnown(userData.value) ? PINNED_AGENT.exec(userData.value)?.[1] : undefined;
    const image = this.assumptions.image(withFacts(known, facts), id);
    return { value: { ...image, ...pinned ? { agentVersion: pinned, agentVersionLocation: userData.location } : {} }, location };
  }

  /** One launch without a profile is enough for nodes that nobody reaches. The name and the ARN of a profile are the same. */
  private profileOf(launches: readonly LaunchSettings[]): ReturnType<LaunchSettings['get']> {
    const all = launches.map(launch => launch.get('IamInstanceProfile'));
    const decisive = all.length === 1 ? all[0] : all.find(({ value }) => value === undefined);
    if (decisive) { return decisive; }
    const profiles = all.map(({ value, location }) => this.identity.profile(value, location).value);
    const [first, ...others] = profiles.map(each => isKnown(each) ? each?.location.resource.key : undefined);
    const isSame = first !== undefined && others.every(each => each === first);
    return isSame ? all[0] : LaunchSettings.shared(launches).get('IamInstanceProfile');
  }

  /** None where all that was said of launch templates says that images are for them. */
  private instanceTypes(launches: readonly LaunchSettings[]): Setting<string>[] {
    const types = launches.flatMap(launch => instanceTypesOf(launch));
    return types.every(({ value }) => this.assumptions.covers(value)) ? [] : types;
  }

  /** All that exists before a resource, by way of others. */
  private before(resource: TemplateResource): ReadonlySet<string> {
    const known = this.closures.get(resource);
    if (known) { return known; }
    const keys = new Set<string>();
    const pending = [...resource.dependsOn];
    while (pending.length > 0) {
      const next = pending.pop()!;
      if (keys.has(next.location.key)) { continue; }
      keys.add(next.location.key);
      // What a stack as a whole comes after is the same for all its nodes, and much.
      const closure = nestingOf(next.type) ? this.before(next) : this.closures.get(next);
      if (closure) { closure.forEach(key => keys.add(key)); } else { next.dependsOn.forEach(each => pending.push(each)); }
    }
    this.closures.set(resource, keys);
    return keys;
  }
}

function isDisabled({ value }: { readonly value: Resolved | undefined }): boolean {
  return enabled(nested(value, 'HttpEndpoint')) === false;
}

function hasImage(launch: LaunchSettings): boolean {
  return launch.get('ImageId').value !== undefined;
}

function vpcOf({ value: subnets }: Setting<Known<Subnet>[]>): Known<Vpc> {
  const [first] = isKnown(subnets) ? subnets : [subnets];
  return isKnown(first) ? first.vpc : first;
}

/** A download of one version of the agent, where `latest` would be the newest. */
const PINNED_AGENT = /\/(\d+\.\d+\.\d+\.\d+)\/(?:linux|debian|windows|darwin)_/;

/** What whoever starts instances from a launch template supplies, where the template leaves it out. */
function ofItsUser({ location }: TemplateResource): LaunchSettings {
  const unknown = new Unseen('nothing in the assembly starts instances from this launch template, and whatever does may supply it');
  const values = Object.fromEntries(['IamInstanceProfile', 'ImageId', 'InstanceType', 'SecurityGroupIds'].map(name => [name, unknown]));
  return new LaunchSettings([{ location, path: ['LaunchTemplateData'], values }]);
}

function instanceTypesOf(launch: LaunchSettings): Setting<string>[] {
  const { value, location } = launch.get('InstanceType', 'InstanceRequirements');
  if (value !== undefined && location.property?.endsWith('/InstanceRequirements')) {
    return [{ value: new Unknown('EC2 chooses the type by InstanceRequirements'), location }];
  }
  return [{ value: value === undefined ? 'm1.small' : requiredText(value, 'InstanceType'), location }];
}

/** What the library says of an image of which its id says nothing. */
function withFacts(image: Image, facts: Resolved | undefined): Image {
  const fact = (name: keyof NodeFacts) => nested(facts, name);
  const flag = (name: keyof NodeFacts, otherwise: Known<boolean>) => flagOf(fact(name), undefined) ?? otherwise;
  const platform = fact('platform');
  const architecture = fact('architecture');
  return {
    ...image,
    platform: platform === 'linux' || platform === 'windows' || platform === 'macos' ? platform : image.platform,
    architecture: architecture === 'x86_64' || architecture === 'arm64' ? architecture : image.architecture,
    agent: flag('agentPreinstalled', image.agent),
    script: flag('scriptPreinstalled', image.script),
  };
}

function enabled(value: Resolved | undefined): Known<boolean> {
  const text = textOf(value);
  return isKnown(text) ? text !== 'disabled' : text;
}

function tokens(value: Resolved | undefined): Known<'required' | 'optional'> {
  const text = textOf(value);
  return isKnown(text) ? (text === 'required' ? 'required' : 'optional') : text;
}
