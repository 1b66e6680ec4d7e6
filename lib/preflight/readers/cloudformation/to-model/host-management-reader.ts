import { IdentityReader } from './identity-reader';
import { mayMeet } from './indices';
import { PolicyReader } from './policy-reader';
import { listOf, locationOf, nested, requiredText, textOf } from './values';
import {
  HOST_MANAGEMENT_BY_AWS, HOST_MANAGEMENT_OFF, HOST_MANAGEMENT_POLICY, HOST_MANAGEMENT_PRINCIPAL, HOST_MANAGEMENT_ROLE_OF_AWS,
  HOST_MANAGEMENT_SETTING, HOST_MANAGEMENT_TYPE, SERVICE_SETTING_TYPE,
} from '../../../../agent/host-management';
import { awsManagedPolicy } from '../../../model/iam/aws-managed-policies';
import { Role } from '../../../model/iam/policy';
import { parsePolicy } from '../../../model/iam/policy-parse';
import { isKnown, Known, Listing, Unknown, Unseen } from '../../../model/known';
import { DefaultHostManagement, Environment } from '../../../model/node';
import { display, splitOutsideOpaque } from '../../../model/symbolic-text';
import { Assumptions } from '../../assumptions/assumptions';
import { TemplateResource } from '../evaluate/template';
import { EnvironmentTemplateSet } from '../evaluate/template-set';

/** Whether Default Host Management is on, and whose permissions nodes have from it. */
export class HostManagementReader {
  constructor(
    private readonly set: EnvironmentTemplateSet,
    private readonly identity: IdentityReader,
    private readonly policies: PolicyReader,
    private readonly assumptions: Assumptions,
  ) {}

  /**
   * Default Host Management itself, and what may give nodes the same: Quick Setup. What was assumed holds in environments of which nothing in sight
   * says anything, be it that it is off.
   */
  hostManagement(): Listing<DefaultHostManagement> {
    const [quickSetup] = this.set.ofType('AWS::SSMQuickSetup::ConfigurationManager').flatMap(quickSetupDoubts);
    const said = [...this.settings(), ...this.configurations()];
    const unsaid = environmentsOf(this.set).filter(environment => !said.some(({ resource }) => mayMeet(resource.environment, environment)));
    const on = said.filter(({ state }) => state !== 'off');
    // That it may be off makes no difference but to what was assumed.
    const doubtful = this.assumptions.saysHostManagement ? said : on;
    return {
      seen: [...on.filter(({ resource, state }) => resource.present === true && state === 'on').map(managementOf), ...this.assumptions.hostManagement(unsaid)],
      hidden: quickSetup ?? doubtful.flatMap(({ resource, state }) => [resource.present, state]).find(each => each instanceof Unknown),
    };
  }

  private settings(): FoundManagement[] {
    return this.set.ofType(SERVICE_SETTING_TYPE).flatMap(resource => {
      const id = requiredText(resource.properties.SettingId, 'SettingId');
      // A setting that nobody knows is told where something lacks this one.
      return !isKnown(id) ? [{ resource, role: id, state: id }] : id.endsWith(HOST_MANAGEMENT_SETTING) ? [this.setting(resource)] : [];
    });
  }

  private setting(resource: TemplateResource): FoundManagement {
    const role = requiredText(resource.properties.SettingValue, 'SettingValue');
    const state = !isKnown(role) ? role : ['', HOST_MANAGEMENT_OFF].includes(role) ? 'off' : 'on';
    // AWS makes that role when somebody turns the setting on in the console.
    const isOfAws = role === HOST_MANAGEMENT_ROLE_OF_AWS && !this.identity.seesRole(nameIn(role));
    return { resource, role, state, ...state === 'on' && !isOfAws ? this.unlessSaid(this.roleAtPath(role, resource.environment)) : {} };
  }

  private configurations(): FoundManagement[] {
    return this.set.ofType(HOST_MANAGEMENT_TYPE).map(resource => {
      const model = requiredText(resource.properties.PermissionModel, 'PermissionModel');
      const arn = textOf(resource.properties.CustomerManagedRoleArn);
      if (model === HOST_MANAGEMENT_BY_AWS && arn === undefined) {
        return { resource, role: HOST_MANAGEMENT_ROLE_OF_AWS, state: 'on', seenRole: this.roleOfAws(resource) };
      }
      const doubt = !isKnown(model) ? model : model === HOST_MANAGEMENT_BY_AWS ? new Unknown(`PermissionModel is ${model}, and CustomerManagedRoleArn is set as well`) : undefined;
      const named = doubt ?? arn ?? new Unknown('CustomerManagedRoleArn is not set');
      const role = isKnown(named) ? named.replace(/^.*:role\//, '') : named;
      return { resource, role, state: 'on', ...this.unlessSaid(this.identity.role(named, resource.environment)) };
    });
  }

  /** Who says that it gives nodes their permissions speaks for a role that is not in sight. */
  private unlessSaid(role: Known<Role>): Pick<FoundManagement, 'seenRole' | 'onTakeOver'> {
    const onTakeOver = role instanceof Unseen ? this.assumptions.hostManagementTaker() : undefined;
    return onTakeOver ? { onTakeOver } : { seenRole: role };
  }

  /** A role by its name behind its path, both of which the setting takes. */
  private roleAtPath(pathAndName: Known<string>, environment: Environment): Known<Role> {
    if (!isKnown(pathAndName)) { return pathAndName; }
    const role = this.identity.role(nameIn(pathAndName), environment);
    if (!isKnown(role) || !this.identity.seesRole(nameIn(pathAndName)) || role.arn.endsWith(`:role/${pathAndName}`)) { return role; }
    return new Unknown(`the setting names the role ${display(pathAndName)}, and the role in sight is ${display(role.arn.replace(/^.*:role\//, ''))}, with its path`);
  }

  /** The role that AWS makes, with what the assembly attaches to it. */
  private roleOfAws(resource: TemplateResource): Role {
    const { partition, account } = resource.environment;
    const name = nameIn(HOST_MANAGEMENT_ROLE_OF_AWS);
    const location = locationOf(resource);
    return {
      name,
      arn: `arn:${partition}:iam::${account}:role/${HOST_MANAGEMENT_ROLE_OF_AWS}`,
      location,
      trust: { value: TRUST, location },
      policies: [
        { name: HOST_MANAGEMENT_POLICY, location, document: awsManagedPolicy(HOST_MANAGEMENT_POLICY), foreign: true },
        ...this.policies.beside('role', { ref: name, environment: resource.environment }),
      ],
    };
  }
}

/** What says whether Default Host Management is on, and with which role. */
interface FoundManagement {
  readonly resource: TemplateResource;
  readonly role: Known<string>;
  readonly state: Known<'on' | 'off'>;
  readonly seenRole?: Known<Role>;
  readonly onTakeOver?: () => void;
}

function managementOf({ resource, role, seenRole, onTakeOver }: FoundManagement): DefaultHostManagement {
  return { location: locationOf(resource), role, seenRole, environment: resource.environment, onTakeOver };
}

function nameIn(pathAndName: string): string {
  return splitOutsideOpaque(pathAndName, '/').at(-1)!;
}

/** Those of all stacks, each once. */
function environmentsOf({ stacks }: EnvironmentTemplateSet): Environment[] {
  return [...new Map(stacks.map(({ environment }) => [JSON.stringify([environment.account, environment.region]), environment])).values()];
}

/** Quick Setup attaches profiles to instances, or switches Default Host Management on, for accounts and regions that it chooses itself. */
function quickSetupDoubts(resource: TemplateResource): Unknown[] {
  const definitions = listOf(resource.properties.ConfigurationDefinitions);
  const types = isKnown(definitions) ? definitions.map(definition => textOf(nested(definition, 'Type'))) : [definitions];
  return types.some(type => !isKnown(type) || HOST_MANAGEMENT_QUICK_SETUPS.includes(type ?? ''))
    ? [new Unknown(`which instances the Quick Setup ${resource.location.name} gives permissions to cannot be seen`)] : [];
}

const HOST_MANAGEMENT_QUICK_SETUPS = ['AWSQuickSetupType-SSMHostMgmt', 'AWSQuickSetupType-SSM', 'AWSQuickSetupType-DHMC'];

const TRUST = parsePolicy({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: HOST_MANAGEMENT_PRINCIPAL }, Action: 'sts:AssumeRole' }],
});
