import { Fillers } from './fillers';
import { IdentityReader } from './identity-reader';
import { unseen } from './ids';
import { mayShareAccount, Once } from './indices';
import { PolicyReader } from './policy-reader';
import { idsOf, listOf, locationOf, nested, perhaps, requiredText, textOf } from './values';
import { AttachedPolicy, PolicyDocument } from '../../../model/iam/policy';
import { parsePolicy } from '../../../model/iam/policy-parse';
import { Identity, Principal } from '../../../model/iam/principal';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation, SourceLocation } from '../../../model/location';
import { Environment } from '../../../model/node';
import { remembered } from '../../../model/remembered';
import { display, gap, opaque } from '../../../model/symbolic-text';
import { Resolved, TemplateResource } from '../evaluate/template';
import { EnvironmentTemplateSet } from '../evaluate/template-set';

/** Everybody whom the assembly gives policies: roles, users, groups and permission sets. */
export class PrincipalReader {
  private readonly groupsOfUsers = new Once<ReadonlyMap<string, readonly TemplateResource[]>>();
  private readonly byName = new Once<ReadonlyMap<string, readonly TemplateResource[]>>();

  constructor(
    private readonly set: EnvironmentTemplateSet,
    private readonly identity: IdentityReader,
    private readonly policies: PolicyReader,
    private readonly fillers: Fillers,
  ) {}

  principals(): Principal[] {
    return [...this.inSight(), ...this.elsewhere('role', ROLE), ...this.elsewhere('user', USER), ...this.elsewhere('group', GROUP)];
  }

  /** Those that are in the assembly themselves, but for roles that are left out. */
  inSight(isLeftOut: (role: SourceLocation) => boolean = () => false): Principal[] {
    return [
      ...this.set.ofType(ROLE).filter(({ location }) => !isLeftOut(location)).map(resource => this.role(resource)),
      ...this.set.ofType(USER).map(resource => this.user(resource)),
      ...this.set.ofType(GROUP).map(resource => this.group(resource)),
      ...this.set.ofType('AWS::SSO::PermissionSet').map(resource => this.permissionSet(resource)),
    ];
  }

  private role(resource: TemplateResource): Principal {
    const trustOf = once(() => this.identity.trustOf(resource));
    return {
      ...common(resource),
      kind: 'role',
      account: resource.environment.account,
      get trust() { return trustOf(); },
      get secondFactor() { return mayHaveSecondFactor(trustOf().value); },
      identityIn: once(() => this.identity.roleOf(resource)),
    };
  }

  private user(resource: TemplateResource): Principal {
    const { properties } = resource;
    return {
      ...common(resource),
      kind: 'user',
      account: resource.environment.account,
      secondFactor: true,
      identityIn: once(() => ({
        arn: iamArn(resource, 'user'),
        policies: [...this.policies.of('user', resource), ...this.policiesOfGroups(resource)],
        boundary: this.boundary(textOf(properties.PermissionsBoundary), locationOf(resource, 'PermissionsBoundary')),
      })),
    };
  }

  private group(resource: TemplateResource): Principal {
    return {
      ...common(resource),
      kind: 'group',
      account: resource.environment.account,
      secondFactor: true,
      identityIn: once(() => ({ arn: iamArn(resource, 'group'), policies: this.policies.of('group', resource) })),
    };
  }

  /** IAM Identity Center makes a role of it in each account, and gives it no policy of the account but those that it names. */
  private permissionSet(resource: TemplateResource): Principal {
    const { properties } = resource;
    const name = requiredText(properties.Name, 'Name');
    const byAccount = new Once<Identity>();
    return {
      ...common(resource),
      name: isKnown(name) ? name : gap(name.reason),
      kind: 'permission-set',
      secondFactor: false,
      identityIn: environment => byAccount.get(environment.account, () => ({
        arn: roleOfPermissionSet(isKnown(name) ? name : gap(name.reason), environment, resource),
        policies: [
          ...inlineOf(resource),
          ...this.policies.managed(resource, 'ManagedPolicies'),
          ...this.referenced(resource, environment),
          ...this.fillers.policiesOf(resource),
        ],
        boundary: this.boundaryOfPermissionSet(resource, environment),
      })),
    };
  }

  /** Customer managed policies, which a permission set finds by their names in the account. */
  private referenced(resource: TemplateResource, environment: Environment): AttachedPolicy[] {
    const references = listOf(resource.properties.CustomerManagedPolicyReferences);
    const location = (index: number) => locationOf(resource, 'CustomerManagedPolicyReferences', index);
    return isKnown(references)
      ? references.map((reference, index) => this.policies.withArn(arnOfReference(reference, environment), location(index)))
      : [{ name: 'its customer managed policies', location: locationOf(resource, 'CustomerManagedPolicyReferences'), document: references, foreign: true }];
  }

  private boundaryOfPermissionSet(resource: TemplateResource, environment: Environment): AttachedPolicy | undefined {
    const value = resource.properties.PermissionsBoundary;
    const reference = nested(value, 'CustomerManagedPolicyReference');
    const arn = reference === undefined ? textOf(value === undefined ? undefined : nested(value, 'ManagedPolicyArn')) : arnOfReference(reference, environment);
    return this.boundary(arn, locationOf(resource, 'PermissionsBoundary'));
  }

  private boundary(arn: Known<string | undefined>, location: PropertyLocation): AttachedPolicy | undefined {
    return arn === undefined ? undefined : this.policies.boundary(arn, location);
  }

  /** What the assembly attaches to somebody who is not in it. What else they have is out of sight. */
  private elsewhere(kind: 'role' | 'user' | 'group', type: string): Principal[] {
    const others = this.policies.named(kind).filter(([name, { environment }]) => this.withName(type, name, environment).length === 0);
    return others.map(([name, resource]) => {
      const location = locationOf(resource);
      const rest = unseen(kind, display(name));
      return {
        kind,
        name,
        location,
        isElsewhere: true,
        present: resource.present,
        account: resource.environment.account,
        secondFactor: kind === 'role' ? rest : true,
        identityIn: once(() => ({
          arn: iamArn({ ref: name, properties: { Path: rest }, environment: resource.environment }, kind),
          policies: [
            ...this.policies.beside(kind, { ref: name, environment: resource.environment }),
            { name: `the other policies of ${display(name)}`, location, document: rest, foreign: true },
          ],
        })),
      };
    });
  }

  private policiesOfGroups(user: TemplateResource): AttachedPolicy[] {
    const own = idsOf(user.properties.Groups);
    const location = locationOf(user, 'Groups');
    const doubts = isKnown(own) ? own.filter(name => !isKnown(name)) : [own];
    const names = new Set(isKnown(own) ? own.filter(isKnown) : []);
    const perhapsIn = new Map<string, Unknown>();
    const unknown = [...doubts, ...this.doubtfulAdditions(user)] as Unknown[];
    const added = (this.additions().get(user.ref) ?? []).filter(({ environment }) => mayShareAccount(environment, user.environment));
    for (const { properties, present } of added) {
      const name = requiredText(properties.GroupName, 'GroupName');
      if (!isKnown(name)) { unknown.push(name); } else if (isKnown(present)) { names.add(name); } else { perhapsIn.set(name, present); }
    }
    names.forEach(name => perhapsIn.delete(name));
    return [
      ...[...names].flatMap(name => this.policiesOfGroup(name, user, location)),
      ...[...perhapsIn].flatMap(([name, why]) => this.policiesOfGroup(name, user, location).map(policy => (
        { ...policy, document: perhaps(policy.document, why) }
      ))),
      ...unknown.map(document => ({ name: 'a group that cannot be seen', location, document, foreign: true })),
    ];
  }

  private policiesOfGroup(name: string, user: TemplateResource, location: PropertyLocation): AttachedPolicy[] {
    const near = this.withName(GROUP, name, user.environment);
    const ofAccount = near.filter(({ environment }) => environment.account === user.environment.account);
    const [group, another] = ofAccount.length > 0 ? ofAccount : near;
    return group && !another
      ? this.policies.of('group', group)
      : [
        ...this.policies.beside('group', { ref: name, environment: user.environment }),
        { name: `the group ${display(name)}`, location, document: unseen('group', display(name)), foreign: true },
      ];
  }

  /** Who has a name in an account, as far as its stack may be there: names of identities are those of an account. */
  private withName(type: string, name: string, account: Environment): TemplateResource[] {
    const byName = this.byName.get(type, () => byRef(this.set.ofType(type)));
    return (byName.get(name) ?? []).filter(({ environment }) => mayShareAccount(environment, account));
  }

  private additions(): ReadonlyMap<string, readonly TemplateResource[]> {
    return this.groupsOfUsers.get('', () => {
      const byUser = new Map<string, TemplateResource[]>();
      for (const resource of this.set.ofType(ADDITION)) {
        const users = idsOf(resource.properties.Users);
        for (const user of isKnown(users) ? users.filter(isKnown) : []) {
          remembered(byUser, user, () => []).push(resource);
        }
      }
      return byUser;
    });
  }

  private doubtfulAdditions(user: TemplateResource): Unknown[] {
    return this.set.ofType(ADDITION).filter(({ environment }) => mayShareAccount(environment, user.environment)).flatMap(resource => {
      const users = idsOf(resource.properties.Users);
      const unknown = isKnown(users) ? users.find(each => !isKnown(each)) : users;
      return unknown instanceof Unknown ? [new Unknown(`whom ${resource.location.name} adds to a group cannot be seen: ${unknown.reason}`)] : [];
    });
  }
}

function byRef(resources: readonly TemplateResource[]): ReadonlyMap<string, readonly TemplateResource[]> {
  const byName = new Map<string, TemplateResource[]>();
  resources.forEach(resource => remembered(byName, resource.ref, () => []).push(resource));
  return byName;
}

function common(resource: TemplateResource): Pick<Principal, 'name' | 'location' | 'present'> {
  return { name: resource.ref, location: locationOf(resource), present: resource.present };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function inlineOf(resource: TemplateResource): AttachedPolicy[] {
  const inline = resource.properties.InlinePolicy;
  return inline === undefined ? [] : [{ name: 'its inline policy', location: locationOf(resource, 'InlinePolicy'), document: parsePolicy(inline) }];
}

type Nameable = Pick<TemplateResource, 'ref' | 'properties' | 'environment'>;

function iamArn({ ref, properties: { Path }, environment: { partition, account } }: Nameable, kind: string): string {
  const path = textOf(Path);
  return `arn:${partition}:iam::${account}:${kind}${isKnown(path) ? path ?? '/' : gap(path.reason)}${ref}`;
}

/** The region of IAM Identity Center stands in the path unless it is us-east-1, and the name ends in what only the service makes up. */
function roleOfPermissionSet(name: string, { partition, account }: Environment, { location }: TemplateResource): string {
  const path = gap('the region of IAM Identity Center is not in the templates');
  return `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com/${path}AWSReservedSSO_${name}_${opaque(`${location.key}.Suffix`)}`;
}

function arnOfReference(reference: Resolved, { partition, account }: Environment): Known<string> {
  const name = requiredText(nested(reference, 'Name'), 'Name');
  const path = textOf(nested(reference, 'Path'));
  if (!isKnown(name)) { return name; }
  return isKnown(path) ? `arn:${partition}:iam::${account}:policy${path ?? '/'}${name}` : path;
}

/**
 * Whether somebody may assume a role with keys that tell of a second factor. Federation and services hand on none.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
function mayHaveSecondFactor(trust: Known<PolicyDocument>): Known<boolean> {
  if (!isKnown(trust)) { return trust; }
  let unknown: Unknown | undefined;
  for (const statement of trust.statements) {
    if (!isKnown(statement)) {
      unknown ??= statement;
      continue;
    }
    const { principals, notPrincipals } = statement;
    if (statement.effect === 'Deny') { continue; }
    if (principals === '*' || notPrincipals !== undefined || (isKnown(principals) && principals?.AWS !== undefined)) { return true; }
    if (principals instanceof Unknown) { unknown ??= principals; }
  }
  return unknown ?? false;
}

const ROLE = 'AWS::IAM::Role';
const USER = 'AWS::IAM::User';
const GROUP = 'AWS::IAM::Group';
const ADDITION = 'AWS::IAM::UserToGroupAddition';
