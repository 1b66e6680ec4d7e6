import { AttachedPolicy, Role } from '../../model/iam/policy';
import { EVERY_RIGHT } from '../../model/iam/policy-evaluation';
import { reachesAccount, ServiceControlPolicy } from '../../model/iam/service-control-policy';
import { isKnown, Known, Unknown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { listed } from '../../model/words';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { roleOf } from '../support/access';
import { actionNames } from '../support/identity/missing-actions';
import { denier } from '../support/identity/names';
import { ActionDecision, sessionDecisionsOf } from '../support/identity/permissions';
import { callingRole } from '../support/logging/caller';

export const serviceControlPoliciesRule: Rule = {
  ...catalogued('SSM-IDN-011'),
  why: 'A service control policy limits every role of the accounts that it is attached to, whatever the role\'s own policies allow.',
  fix: 'take the actions out of the denying statement, or let its conditions leave the node\'s role alone',
  contract: 4,
  see: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html',
  reads: 'the service control policies in the assembly, the accounts that they are attached to, and the calls that every session needs',
  cannotSee: 'service control policies that are made elsewhere, which accounts are in an organizational unit: then the node is UNKNOWN, and what a policy denies of transcripts and encryption',
  hop: 'IDENTITY',
  *check(context) {
    const role = callingRole(context) ?? roleOf(context);
    if (!role || !isKnown(role)) {
      return;
    }
    for (const control of context.model.serviceControlPolicies ?? []) {
      const reaches = reachesAccount(control, context.node.environment.account);
      if (reaches !== false) {
        yield* problemsOf(context, role, control, reaches);
      }
    }
  },
};

function* problemsOf(context: RuleContext, role: Role, { policy }: ServiceControlPolicy, reaches: Known<boolean>): Generator<Finding> {
  const { name, location, document } = policy;
  if (!isKnown(document)) {
    yield undecided(location, `what the service control policy ${name} leaves the node`, document, SESSION_CAPABILITIES);
    return;
  }
  const under = (...policies: AttachedPolicy[]) => sessionDecisionsOf(context, { ...role, policies, boundary: undefined });
  // What has no allowing statement goes with FullAWSAccess, which AWS attaches everywhere.
  const denied = under(policy, { ...policy, name: 'FullAWSAccess', document: EVERY_RIGHT }).filter(({ decision }) => decision.allowed !== true);
  if (denied.length > 0) {
    yield denial(denied, policy, reaches);
  }
  const left = under(policy).filter(({ action, decision }) => decision.allowed !== true && !denied.some(each => each.action === action));
  if (left.length > 0 && document.statements.some(statement => !isKnown(statement) || statement.effect !== 'Deny')) {
    const unknown = new Unknown(`the service control policy ${name} does not allow it, and whether another beside it does cannot be seen`);
    yield undecided(location, `whether the organization lets the node ${listed(actionNames(left))}`, unknown, SESSION_CAPABILITIES);
  }
}

function denial(denied: readonly ActionDecision[], { name, location }: ServiceControlPolicy['policy'], reaches: Known<boolean>): Finding {
  const actions = listed(actionNames(denied));
  const { by } = denied[0].decision;
  const unknown = [reaches, ...denied.map(({ decision }) => decision.allowed)].find(value => value instanceof Unknown);
  const statement = by ? denier(by) : name;
  return unknown
    ? undecided(location, `whether ${statement}, a service control policy, denies the node ${actions}`, unknown, SESSION_CAPABILITIES)
    : {
      severity: 'BLOCKED',
      location,
      message: `${statement}, a service control policy of the node's account, denies the node ${actions}: the agent never registers or opens no channel`,
      fix: `take ${actions} out of ${statement}`,
      capabilities: SESSION_CAPABILITIES,
    };
}
