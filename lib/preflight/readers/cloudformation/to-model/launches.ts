import { unseen } from './ids';
import { LaunchSettings, settingsOf } from './launch-settings';
import { idsIn, listOf, nested, objectOf, textOf } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Assumptions } from '../../assumptions/assumptions';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** The settings that instances are launched with, whoever launches them. */
export class Launches {
  private readonly used = new Set<TemplateResource>();

  private readonly assumed = new Set<LaunchSettings>();

  constructor(private readonly set: TemplateSet, private readonly assumptions: Assumptions) {}

  /** Whether something in sight starts instances from a launch template, among all that has been asked for so far. */
  isUsed(template: TemplateResource): boolean {
    return this.used.has(template);
  }

  /** Whether somebody said that all of them are as a node needs them. */
  isAssumed(settings: LaunchSettings): boolean {
    return this.assumed.has(settings);
  }

  /** The launch template is looked at at once, and the rest when somebody asks. */
  ofInstance(resource: TemplateResource): () => LaunchSettings {
    const template = this.ofTemplate(resource, 'LaunchTemplate', resource.property('LaunchTemplate'));
    return () => settingsOf(resource).over(...template);
  }

  /** Of an Auto Scaling group: one, or one for each override of a mixed instances policy. */
  ofGroup(resource: TemplateResource): LaunchSettings[] {
    const { properties } = resource;
    const mixed = nested(properties.MixedInstancesPolicy, 'LaunchTemplate');
    if (mixed !== undefined) { return this.overridden(resource, ['MixedInstancesPolicy', 'LaunchTemplate'], mixed); }
    const configuration = textOf(properties.LaunchConfigurationName);
    if (configuration !== undefined) {
      const found = isKnown(configuration) ? this.set.find(configuration, 'AWS::AutoScaling::LaunchConfiguration') : undefined;
      const why = isKnown(configuration) ? unseen('launch configuration', configuration) : configuration;
      return [found ? settingsOf(found) : unknownSettings(resource, 'LaunchConfigurationName', why.reason)];
    }
    const [settings] = this.ofTemplate(resource, 'LaunchTemplate', properties.LaunchTemplate);
    return [settings ?? unknownSettings(resource, 'LaunchTemplate', 'the group names no launch template')];
  }

  /** Of an EC2 Fleet: one for each launch template, or for each override of it. */
  ofFleet(resource: TemplateResource): LaunchSettings[] {
    return this.configured(resource, ['LaunchTemplateConfigs']);
  }

  /** Of a Spot Fleet: one for each launch specification, or as an EC2 Fleet has them. */
  ofSpotFleet(resource: TemplateResource): LaunchSettings[] {
    const path = ['SpotFleetRequestConfigData', 'LaunchSpecifications'];
    const specifications = listOf(nested(resource.properties, ...path));
    if (!isKnown(specifications)) { return [unknownSettings(resource, path.join('/'), specifications.reason)]; }
    return specifications.length === 0
      ? this.configured(resource, ['SpotFleetRequestConfigData', 'LaunchTemplateConfigs'])
      : specifications.map((specification, index) => specified(resource, [...path, String(index)], specification));
  }

  /** Of the launch template that a specification names; none if there is no specification. */
  ofTemplate(owner: TemplateResource, property: string, specification: Resolved | undefined): LaunchSettings[] {
    if (specification === undefined) { return []; }
    const id = textOf(['LaunchTemplateId', 'LaunchTemplateName', 'Id', 'Name'].map(name => nested(specification, name)).find(value => value !== undefined));
    const resource = isKnown(id) && id !== undefined ? this.templateWith(id) : undefined;
    if (resource) {
      this.used.add(resource);
      const version = textOf(nested(specification, 'Version'));
      if (isKnown(version) && (version === undefined || !/^\d+$/.test(version))) { return [withItsUserData(owner, property, specification).over(settingsOf(resource, 'LaunchTemplateData'))]; }
      const why = isKnown(version) ? `what version ${version} of the launch template ${resource.location.name} holds is not in the assembly` : version.reason;
      return [unknownSettings(owner, property, why)];
    }
    return [id === undefined ? unknownSettings(owner, property, 'nothing names its launch template') : this.outOfSight(owner, property, id)];
  }

  private outOfSight({ location }: TemplateResource, property: string, id: Known<string>): LaunchSettings {
    const unknown = isKnown(id) ? unseen('launch template', id) : id;
    const isSeveral = this.set.hasAny(isKnown(id) ? id : undefined, TEMPLATE);
    const setting = isSeveral ? unknown : this.assumptions.launchTemplate(unknown, isKnown(id) ? id : undefined);
    if (!this.assumptions.covers(setting)) { return new LaunchSettings([{ location, path: [property], values: setting }]); }
    const values = { IamInstanceProfile: setting, ImageId: setting, InstanceType: setting, SecurityGroupIds: setting };
    const settings = new LaunchSettings([{ location, path: [property], values }]);
    this.assumed.add(settings);
    return settings;
  }

  /** The first interface, as an instance, a launch template or a resource of its own has it. */
  primaryInterface(settings: LaunchSettings): LaunchSettings | undefined {
    const { value, location } = settings.get('NetworkInterfaces');
    const interfaces = listOf(value);
    const path = (location.property ?? '').split('/').slice(1);
    if (!isKnown(interfaces)) { return new LaunchSettings([{ location: location.resource, path, values: interfaces }]); }
    if (interfaces.length === 0) { return undefined; }
    const index = Math.max(0, interfaces.findIndex(item => String(nested(item, 'DeviceIndex')) === '0'));
    const id = textOf(nested(interfaces[index], 'NetworkInterfaceId'));
    if (id === undefined) {
      return new LaunchSettings([{ location: location.resource, path: [...path, String(index)], values: withoutPublicAddress(interfaces, index) }]);
    }
    const resource = isKnown(id) ? this.set.find(id, 'AWS::EC2::NetworkInterface') : undefined;
    const why = isKnown(id) ? unseen('network interface', id) : id;
    return resource ? settingsOf(resource) : new LaunchSettings([{ location: location.resource, path: [...path, String(index)], values: why }]);
  }

  /** The subnets that a launch of a fleet names, of which one is chosen; undefined where it names none. */
  subnetsOf(launch: LaunchSettings): { readonly value: Known<string>[]; readonly location: PropertyLocation } | undefined {
    const own = launch.get('SubnetId');
    const ofInterface = this.primaryInterface(launch)?.get('SubnetId');
    const ids = textOf(own.value);
    const id = textOf(ofInterface?.value);
    if (ids === undefined) { return id === undefined ? undefined : { value: [id], location: ofInterface!.location }; }
    const isOne = id === undefined || id === ids || !isKnown(id) || !isKnown(ids);
    return { value: isOne ? idsIn(ids) : [new Unknown('the fleet names a subnet, and the network interface of its launch template another one')], location: own.location };
  }

  /** Launch templates, each with its overrides. */
  private configured(resource: TemplateResource, path: string[]): LaunchSettings[] {
    const configs = listOf(nested(resource.properties, ...path));
    if (!isKnown(configs)) { return [unknownSettings(resource, path.join('/'), configs.reason)]; }
    return configs.length === 0
      ? [unknownSettings(resource, path.join('/'), `${resource.location.name} names no launch template`)]
      : configs.flatMap((config, index) => this.overridden(resource, [...path, String(index)], config));
  }

  /** A launch template, or its overrides, each of which may name another one. */
  private overridden(resource: TemplateResource, path: string[], config: Resolved): LaunchSettings[] {
    const property = path.join('/');
    const [common] = this.ofTemplate(resource, property, nested(config, 'LaunchTemplateSpecification'));
    const base = common ?? unknownSettings(resource, property, 'its launch template is not known');
    const overrides = listOf(nested(config, 'Overrides'));
    if (!isKnown(overrides)) { return [unknownSettings(resource, property, overrides.reason)]; }
    return overrides.length === 0 ? [base] : overrides.map((override, index) => {
      const [own] = this.ofTemplate(resource, property, nested(override, 'LaunchTemplateSpecification'));
      return overrideSettings(resource, [...path, 'Overrides', String(index)], override).over(own ?? base);
    });
  }

  private templateWith(id: string): TemplateResource | undefined {
    return this.set.find(id, TEMPLATE) ?? this.set.ofType(TEMPLATE).find(({ properties }) => properties.LaunchTemplateName === id);
  }
}

const TEMPLATE = 'AWS::EC2::LaunchTemplate';

/** EC2 gives no public address by itself to an instance that starts with several interfaces. */
function withoutPublicAddress(interfaces: readonly Resolved[], index: number): Known<{ readonly [name: string]: Resolved }> {
  const values = objectOf(interfaces[index]);
  if (interfaces.length === 1 || !isKnown(values)) { return values; }
  return { ...values, AssociatePublicIpAddress: new Unknown('the node has several network interfaces, and EC2 gives such nodes no public address by itself') };
}

/** A launch specification names its groups as objects, where a launch template lists their ids. */
function specified({ location }: TemplateResource, path: string[], specification: Resolved): LaunchSettings {
  const values = objectOf(specification);
  const groups = isKnown(values) ? listOf(values.SecurityGroups) : values;
  return new LaunchSettings([{
    location,
    path,
    values: isKnown(values) && 'SecurityGroups' in values
      ? { ...values, SecurityGroups: isKnown(groups) ? groups.map(group => nested(group, 'GroupId') ?? new Unknown('a group of the launch specification has no GroupId')) : groups }
      : values,
  }]);
}

/** The user data that a fleet gives beside its launch template: no page of AWS says which of the two counts. */
function withItsUserData({ location }: TemplateResource, property: string, specification: Resolved): LaunchSettings {
  const name = 'LaunchTemplateSpecificationUserData';
  const isGiven = nested(specification, name) !== undefined;
  return new LaunchSettings([{ location, path: [property], isOverride: true, values: isGiven ? { UserData: new Unknown(`what ${name} does to the user data is not documented`) } : {} }]);
}

function overrideSettings({ location }: TemplateResource, path: string[], value: Resolved): LaunchSettings {
  return new LaunchSettings([{ location, path, values: objectOf(value), isOverride: true }]);
}

function unknownSettings({ location }: TemplateResource, property: string, reason: string): LaunchSettings {
  return new LaunchSettings([{ location, path: [property], values: new Unknown(reason) }]);
}
