import { Fillers } from './fillers';
import { unseen } from './ids';
import { Doubtful, mayShareAccount, Once } from './indices';
import { idsOf, ifPresent, listOf, nested, perhaps, locationOf, textOf } from './values';
import { awsManagedPolicy } from '../../../model/iam/aws-managed-policies';
import { AttachedPolicy } from '../../../model/iam/policy';
import { grantsOnly } from '../../../model/iam/policy-evaluation';
import { parsePolicy } from '../../../model/iam/policy-parse';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { remembered } from '../../../model/remembered';
import { display } from '../../../model/symbolic-text';
import { Assumptions } from '../../assumptions/assumptions';
import { Resolved, TemplateResource } from '../evaluate/template';
import { EnvironmentTemplateSet } from '../evaluate/template-set';

/** What policies are attached to. */
export type PolicyOwner = 'role' | 'user' | 'group';

type Attached = Pick<TemplateResource, 'ref' | 'environment'>;

/** Policies by whom they are attached to, from whichever side. */
export class PolicyReader {
  private readonly attached = new Once<ReadonlyMap<string, readonly TemplateResource[]>>();
  private readonly doubtfulOnes = new Once<readonly Doubtful[]>();

  constructor(private readonly set: EnvironmentTemplateSet, private readonly fillers: Fillers, private readonly assumptions: Assumptions) {}

  /** All that the assembly attaches to a resource, and what something unseen may attach to it. */
  of(owner: PolicyOwner, resource: TemplateResource): AttachedPolicy[] {
    return [
      ...this.inline(resource), ...this.managed(resource, 'ManagedPolicyArns'), ...this.beside(owner, resource), ...this.fillers.policiesOf(resource),
    ];
  }

  /** The policies of other resources that name whom they are attached to. */
  beside(owner: PolicyOwner, to: Attached): AttachedPolicy[] {
    const isNear = (resource: TemplateResource) => mayShareAccount(resource.environment, to.environment);
    return [
      ...(this.byName(owner).get(to.ref) ?? []).filter(isNear).map(resource => policyBeside(resource)),
      ...this.doubtful(owner).filter(({ resource }) => isNear(resource)).map(({ resource, why }) => policyBeside(resource, why)),
    ];
  }

  /** The names that policies are attached to, with the first resource of each account that names each. */
  named(owner: PolicyOwner): (readonly [name: string, resource: TemplateResource])[] {
    return [...this.byName(owner)].flatMap(([name, resources]) => {
      const ofAccounts = new Map([...resources].reverse().map(resource => [resource.environment.account, resource]));
      return [...ofAccounts.values()].reverse().map(resource => [name, resource] as const);
    });
  }

  boundary(arn: Known<string>, location: PropertyLocation): AttachedPolicy {
    const policy = this.withArn(arn, location);
    return isKnown(policy.document) || this.set.hasAny(isKnown(arn) ? arn : undefined, MANAGED_POLICY)
      ? policy
      : this.assumptions.boundary(policy, policy.document, isKnown(arn) ? arn : undefined);
  }

  /** The managed policies that a property lists by their ARNs. */
  managed(resource: TemplateResource, property: string): AttachedPolicy[] {
    const arns = idsOf(resource.properties[property]);
    if (!isKnown(arns)) {
      return [{ name: 'its managed policies', location: locationOf(resource, property), document: arns, foreign: true }];
    }
    return arns.map((arn, index) => this.withArn(arn, locationOf(resource, property, index)));
  }

  /** A policy by its ARN: of AWS by name, of the assembly by its text. */
  withArn(arn: Known<string>, location: PropertyLocation): AttachedPolicy {
    if (!isKnown(arn)) {
      return { name: 'a managed policy', location, document: arn, foreign: true };
    }
    const ofAws = AWS_MANAGED_POLICY.exec(arn);
    if (ofAws) {
      const document = awsManagedPolicy(ofAws[1]);
      // Of the policies that AWS makes for roles of instances none denies anything.
      return { name: ofAws[1], location, document: isKnown(document) ? document : grantsOnly(document.reason), foreign: true };
    }
    const resource = this.set.find(arn, MANAGED_POLICY);
    return resource
      ? { name: resource.location.name, location: locationOf(resource, 'PolicyDocument'), document: ifPresent(resource, parsePolicy(resource.properties.PolicyDocument)) }
      : { name: display(arn), location, document: unseen('managed policy', display(arn)), foreign: true };
  }

  private inline(owner: TemplateResource): AttachedPolicy[] {
    const policies = listOf(owner.properties.Policies);
    if (!isKnown(policies)) {
      return [{ name: 'its inline policies', location: locationOf(owner, 'Policies'), document: policies }];
    }
    return policies.map((policy, index) => ({
      name: nameOf(nested(policy, 'PolicyName'), `inline policy ${index + 1}`),
      location: locationOf(owner, 'Policies', index),
      document: parsePolicy(nested(policy, 'PolicyDocument')),
    }));
  }

  /** Policies of which nobody knows all that they are attached to. */
  private doubtful(owner: PolicyOwner): readonly Doubtful[] {
    return this.doubtfulOnes.get(owner, () => ATTACHING[owner].flatMap(([type, property]) => this.set.ofType(type).flatMap(resource => {
      const names = idsOf(resource.properties[property]);
      const unknown = isKnown(names) ? names.find(name => !isKnown(name)) : names;
      const what = `which ${owner}s ${resource.location.name} is attached to cannot be seen`;
      return unknown instanceof Unknown ? [{ resource, why: new Unknown(`${what}: ${unknown.reason}`) }] : [];
    })));
  }

  private byName(owner: PolicyOwner): ReadonlyMap<string, readonly TemplateResource[]> {
    return this.attached.get(owner, () => {
      const byName = new Map<string, TemplateResource[]>();
      for (const [type, property] of ATTACHING[owner]) {
        for (const resource of this.set.ofType(type)) {
          const names = idsOf(resource.properties[property]);
          for (const name of isKnown(names) ? names.filter(isKnown) : []) {
            remembered(byName, name, () => []).push(resource);
          }
        }
      }
      return byName;
    });
  }
}

function policyBeside(resource: TemplateResource, doubt?: Unknown): AttachedPolicy {
  const document = parsePolicy(resource.properties.PolicyDocument);
  const why = doubt ?? (resource.present === true ? undefined : resource.present);
  return {
    name: nameOf(resource.properties.PolicyName ?? resource.properties.ManagedPolicyName, resource.location.name),
    location: locationOf(resource, 'PolicyDocument'),
    document: why ? perhaps(document, why) : document,
  };
}

function nameOf(value: Resolved | undefined, otherwise: string): string {
  const name = textOf(value);
  return isKnown(name) && name !== undefined ? display(name) : otherwise;
}

const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

const AWS_MANAGED_POLICY = /^arn:aws(?:-[a-z]+)*:iam::aws:policy\/(.+)$/;

/** Resources that attach a policy, and the property that names to whom. */
const ATTACHING: { readonly [owner in PolicyOwner]: readonly (readonly [type: string, property: string])[] } = {
  role: [['AWS::IAM::Policy', 'Roles'], ['AWS::IAM::RolePolicy', 'RoleName'], [MANAGED_POLICY, 'Roles']],
  user: [['AWS::IAM::Policy', 'Users'], ['AWS::IAM::UserPolicy', 'UserName'], [MANAGED_POLICY, 'Users']],
  group: [['AWS::IAM::Policy', 'Groups'], ['AWS::IAM::GroupPolicy', 'GroupName'], [MANAGED_POLICY, 'Groups']],
};
