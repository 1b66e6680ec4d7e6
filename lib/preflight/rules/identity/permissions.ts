import { trustsEc2 } from './trust';
import { REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS } from '../../../private/agent-actions';
import { all, isKnown, Known, not, Unknown } from '../../model/known';
import { DefaultHostManagement } from '../../model/node';
import { Role } from '../../model/policy';
import { Decision } from '../../model/policy-evaluation';
import { sameText } from '../../model/traffic';
import { roleMay, roleOf } from '../access';
import { Problem } from '../rule';
import { Site } from '../site';

/** An action that the agent cannot do without, and whether the node's role allows it. */
export interface ActionDecision {
  readonly action: string;
  readonly decision: Decision;
}

/** What the node's role makes of the calls that every session needs. */
export interface Permissions {
  readonly role: Role;
  readonly registration: readonly ActionDecision[];
  readonly channels: readonly ActionDecision[];
  /** Whether the agent becomes a managed node with this role. */
  readonly registers: Known<boolean>;
}

// Four rules ask the same of one site.
const permissionsOfSites = new WeakMap<Site, Permissions>();

/** Undefined where the node has no role, or none that can be seen. */
export function permissionsOf(site: Site): Permissions | undefined {
  const role = roleOf(site);
  if (role === undefined || !isKnown(role)) {
    return undefined;
  }
  let permissions = permissionsOfSites.get(site);
  if (!permissions) {
    const registration = decisionsOn(REGISTRATION_ACTIONS, site, role);
    permissions = {
      role,
      registration,
      channels: decisionsOn(SESSION_CHANNEL_ACTIONS, site, role),
      registers: all([trustsEc2(role, site.node.environment), ...registration.map(each => each.decision.allowed)]),
    };
    permissionsOfSites.set(site, permissions);
  }
  return permissions;
}

/** Each of the actions, on everything: none of those of the agent supports less. */
export function decisionsOn(actions: readonly string[], site: Site, role: Role): ActionDecision[] {
  return actions.map(action => ({ action, decision: roleMay(site, role, { action, resource: '*' }) }));
}

/** Default Host Management of the node's own region and account; undefined where the assembly has none. */
export function hostManagementOf({ model, node: { environment } }: Site): Known<DefaultHostManagement | undefined> {
  let unknown: Unknown | undefined;
  for (const management of model.hostManagement) {
    const { region, account } = management.environment;
    const covers = all([sameText(region, environment.region), sameText(account, environment.account)]);
    if (covers === true) {
      return management;
    }
    if (!isKnown(covers)) { unknown ??= covers; }
  }
  return unknown;
}

/**
 * Whether Default Host Management gives the agent its permissions: it does where the node has no role, where EC2 may not assume it, and where it
 * does not allow the agent to register.
 */
export function takesOver(site: Site): Known<boolean> {
  const management = hostManagementOf(site);
  if (management === undefined || !isKnown(management)) {
    return management ?? false;
  }
  const role = roleOf(site);
  if (role !== undefined && !isKnown(role)) {
    return role;
  }
  return not(permissionsOf(site)?.registers ?? false);
}

/** A problem with the node's own role, as far as it matters where Default Host Management may take over. */
export function* unlessTakenOver(site: Site, problem: Problem, keepsFromRegistering: boolean = true): Generator<Problem> {
  const taken = takesOver(site);
  if (taken === false || (!isKnown(taken) && problem.severity === 'UNKNOWN')) {
    yield problem;
  } else if (!isKnown(taken) && keepsFromRegistering) {
    const message = `${problem.message}, and whether Default Host Management takes over cannot be decided: ${taken.reason}`;
    yield { ...problem, severity: 'UNKNOWN', message };
  }
}
