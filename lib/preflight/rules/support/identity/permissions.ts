import { trustsEc2 } from './trust';
import { REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS } from '../../../../agent/actions';
import { Role } from '../../../model/iam/policy';
import { Decision } from '../../../model/iam/policy-evaluation';
import { all, isKnown, Known, not, Unknown } from '../../../model/known';
import { DefaultHostManagement } from '../../../model/node';
import { Finding } from '../../rule';
import { RuleContext } from '../../rule-context';
import { roleMay, roleOf } from '../access';
import { samePart } from '../logging/same-part';

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

// Four rules ask the same of one context, before any asks of the next: what was found out of all of them would be much to keep. Weak, so that it keeps
// no model of a report that nobody has any more.
let ofLatestContext = new WeakMap<RuleContext, Permissions>();

/** Undefined where the node has no role, or none that can be seen. */
export function permissionsOf(context: RuleContext): Permissions | undefined {
  const role = roleOf(context);
  if (role === undefined || !isKnown(role)) {
    return undefined;
  }
  let permissions = ofLatestContext.get(context);
  if (!permissions) {
    permissions = findPermissions(context, role);
    ofLatestContext = new WeakMap([[context, permissions]]);
  }
  return permissions;
}

function findPermissions(context: RuleContext, role: Role): Permissions {
  const registration = decisionsOn(REGISTRATION_ACTIONS, context, role);
  return {
    role,
    registration,
    channels: decisionsOn(SESSION_CHANNEL_ACTIONS, context, role),
    registers: all([trustsEc2(role, context.node.environment), ...registration.map(each => each.decision.allowed)]),
  };
}

/** What a role makes of the calls that every session needs. */
export function sessionDecisionsOf(context: RuleContext, role: Role): ActionDecision[] {
  return decisionsOn([...REGISTRATION_ACTIONS, ...SESSION_CHANNEL_ACTIONS], context, role);
}

/** Each of the actions, on everything: none of those of the agent supports less. */
export function decisionsOn(actions: readonly string[], context: RuleContext, role: Role): ActionDecision[] {
  return actions.map(action => ({ action, decision: roleMay(context, role, { action, resource: '*' }) }));
}

/** Default Host Management of the node's own region and account; undefined where the assembly has none. */
export function hostManagementOf({ model, node: { environment } }: RuleContext): Known<DefaultHostManagement | undefined> {
  let unknown: Unknown | undefined;
  for (const management of model.hostManagement.seen) {
    const { region, account } = management.environment;
    const covers = all([samePart(region, environment.region), samePart(account, environment.account)]);
    if (covers === true) {
      return management;
    }
    if (!isKnown(covers)) { unknown ??= covers; }
  }
  return unknown ?? model.hostManagement.hidden;
}

/**
 * Whether Default Host Management gives the agent its permissions: it does where the node has no role, where EC2 may not assume it, and where it
 * does not allow the agent to register.
 */
export function takesOver(context: RuleContext): Known<boolean> {
  const management = hostManagementOf(context);
  if (management === undefined || !isKnown(management)) {
    return management ?? false;
  }
  const role = roleOf(context);
  if (role !== undefined && !isKnown(role)) {
    return role;
  }
  const taken = not(permissionsOf(context)?.registers ?? false);
  if (taken === true) { management.onTakeOver?.(); }
  return taken;
}

/** A finding on the node's own role, as far as it matters where Default Host Management may take over. */
export function* unlessTakenOver(context: RuleContext, finding: Finding, keepsFromRegistering: boolean = true): Generator<Finding> {
  const taken = takesOver(context);
  if (taken === false || (!isKnown(taken) && finding.severity === 'UNKNOWN')) {
    yield finding;
  } else if (!isKnown(taken) && keepsFromRegistering) {
    const message = `${finding.message}, and whether Default Host Management takes over cannot be decided: ${taken.reason}`;
    yield { ...finding, severity: 'UNKNOWN', message };
  }
}
