import { Fillers } from './fillers';
import { unseen } from './ids';
import { Once } from './indices';
import { Misnomers, profileForm } from './misnomers';
import { PolicyReader } from './policy-reader';
import { idsOf, ifPresent, nested, requiredText, locationOf, textOf } from './values';
import { InstanceProfile, PolicyDocument, Role } from '../../../model/iam/policy';
import { parsePolicy } from '../../../model/iam/policy-parse';
import { ServiceControlPolicy } from '../../../model/iam/service-control-policy';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Misnomer } from '../../../model/misnomer';
import { Setting } from '../../../model/network/network';
import { Environment } from '../../../model/node';
import { display, gap, splitOutsideOpaque } from '../../../model/symbolic-text';
import { Assumptions } from '../../assumptions/assumptions';
import { unknownIn } from '../evaluate/resolved-values';
import { Resolved, TemplateResource } from '../evaluate/template';
import { EnvironmentTemplateSet } from '../evaluate/template-set';

/** Roles with all policies that the assembly attaches to them, from whichever side. */
export class IdentityReader {
  private readonly roles = new Once<Role>();
  /** By their text: most roles of an app are trusted by the same words. */
  private readonly trustPolicies = new Once<Known<PolicyDocument>>();

  private readonly misnomers: Misnomers;

  constructor(
    private readonly set: EnvironmentTemplateSet,
    private readonly policies: PolicyReader,
    private readonly fillers: Fillers,
    private readonly assumptions: Assumptions,
  ) {
    this.misnomers = new Misnomers(set);
  }

  /** The profile that `IamInstanceProfile` names; undefined where it is not set. */
  profile(value: Resolved | undefined, location: PropertyLocation): Setting<InstanceProfile | undefined> {
    return { value: this.profileOf(value), location };
  }

  /** The profile that a service makes of a role, which is named by its ARN. */
  profileOfRole(value: Resolved | undefined, location: PropertyLocation, environment: Environment): Setting<InstanceProfile> {
    return { value: { location, role: this.role(requiredText(value, 'the role'), environment) }, location };
  }

  /** What {@link profile} would be found by in another form, but not in the one that its property takes. */
  profileMisnomers(value: Resolved | undefined, location: PropertyLocation): Misnomer[] {
    return this.misnomers.ofProfile(profileId(value), location, profileForm(value, location));
  }

  /** Policies of an organization, as far as they are in sight. */
  serviceControlPolicies(): ServiceControlPolicy[] {
    return this.set.ofType('AWS::Organizations::Policy').filter(({ properties }) => textOf(properties.Type) === 'SERVICE_CONTROL_POLICY').map(resource => ({
      policy: {
        name: resource.location.name,
        location: locationOf(resource, 'Content'),
        document: ifPresent(resource, parsePolicy(resource.properties.Content)),
      },
      targets: idsOf(resource.properties.TargetIds),
    }));
  }

  private profileOf(value: Resolved | undefined): Known<InstanceProfile | undefined> {
    const id = profileId(value);
    if (id === undefined) { return id; }
    if (!isKnown(id)) { return this.assumptions.profile(id, undefined); }
    const resource = this.set.find(id, PROFILE);
    if (!resource) {
      const profile = unseen('instance profile', display(id));
      return this.set.hasAny(id, PROFILE) ? profile : this.assumptions.profile(profile, id);
    }
    const names = idsOf(resource.properties.Roles);
    const location = locationOf(resource, 'Roles');
    const misnomers = this.misnomers.ofRoles(resource);
    if (!isKnown(names)) { return { location, role: names, misnomers }; }
    return { location, role: names.length === 0 ? this.fillers.of(resource) : this.role(names[0], resource.environment), misnomers };
  }

  /** Whether a role of the name is in the assembly. */
  seesRole(name: string): boolean {
    return this.set.hasAny(name, ROLE);
  }

  /** A role by its name or ARN. */
  role(name: Known<string>, environment: Environment): Known<Role> {
    if (!isKnown(name)) { return this.assumptions.role(name, undefined, []); }
    const resource = this.set.find(name, ROLE);
    if (resource) { return this.roleOf(resource); }
    const role = unseen('role', display(name));
    return this.set.hasAny(name, ROLE) ? role : this.assumptions.role(role, name, this.policies.beside('role', { ref: splitOutsideOpaque(name, '/').at(-1)!, environment }));
  }

  /** A role that is in the assembly. */
  roleOf(resource: TemplateResource): Role {
    return this.roles.get(resource.location.key, () => this.readRole(resource));
  }

  /** Who may assume a role that is in the assembly; the rest of it is not read. */
  trustOf(resource: TemplateResource): Role['trust'] {
    return {
      value: this.trustPolicy(resource.property('AssumeRolePolicyDocument')),
      location: locationOf(resource, 'AssumeRolePolicyDocument'),
    };
  }

  private readRole(resource: TemplateResource): Role {
    const { properties, ref } = resource;
    const path = textOf(properties.Path);
    const { partition, account } = resource.environment;
    const boundary = textOf(properties.PermissionsBoundary);
    return {
      name: ref,
      arn: `arn:${partition}:iam::${account}:role${isKnown(path) ? path ?? '/' : gap(path.reason)}${ref}`,
      location: locationOf(resource),
      trust: this.trustOf(resource),
      policies: this.policies.of('role', resource),
      boundary: boundary === undefined ? undefined : this.policies.boundary(boundary, locationOf(resource, 'PermissionsBoundary')),
      misnomers: this.misnomers.ofPolicies(resource),
    };
  }

  private trustPolicy(value: Resolved | undefined): Known<PolicyDocument> {
    return value === undefined || unknownIn(value) ? parsePolicy(value) : this.trustPolicies.get(JSON.stringify(value), () => parsePolicy(value));
  }
}

function isObject(value: Resolved | undefined): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Unknown);
}

function profileId(value: Resolved | undefined): Known<string | undefined> {
  return textOf(isObject(value) ? nested(value, 'Arn') ?? nested(value, 'Name') : value);
}

const PROFILE = 'AWS::IAM::InstanceProfile';
const ROLE = 'AWS::IAM::Role';
