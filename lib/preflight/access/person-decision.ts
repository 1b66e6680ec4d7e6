import { Keys } from './circumstances';
import { Person, PersonCall, requestOf } from './person-request';
import { AttachedPolicy, PolicyCondition } from '../model/iam/policy';
import { AccessRequest, ApplicablePolicies, Decision, DecidingPolicy, evaluate, EVERY_RIGHT, ResourcePolicies } from '../model/iam/policy-evaluation';
import { reachesAccount } from '../model/iam/service-control-policy';
import { isKnown, Unknown } from '../model/known';
import { Model } from '../model/model';
import { Environment } from '../model/node';

/** Whether a person may make a call. */
export interface PersonDecision extends Decision {
  /** The statement that would allow it, but for its conditions. */
  readonly missed?: DecidingPolicy & { readonly keys: readonly string[] };
}

/** With the statement that would allow it, where none does. */
export function decide(model: Model, person: Person, call: PersonCall, how: Keys, resource?: ResourcePolicies): PersonDecision {
  const decision = decideOnly(model, person, call, how, resource);
  return decision.allowed === false && decision.reason === 'identity'
    ? { ...decision, missed: missedBy(requestOf(person, call, how), person.identity.policies) } : decision;
}

/** The same without that statement, for those who do not tell of it. */
export function decideOnly(model: Model, person: Person, call: PersonCall, how: Keys, resource?: ResourcePolicies): Decision {
  const { identity, environment } = person;
  const request = requestOf(person, call, how);
  const policies: ApplicablePolicies = { identity: identity.policies, boundary: identity.boundary, resource };
  const own = evaluate(request, policies);
  if (own.allowed === false) { return own; }
  const controls = controlsOver(model, environment, request);
  const open = own.allowed === true ? controls.find(({ allowed }) => !isKnown(allowed)) : undefined;
  return controls.find(({ allowed }) => allowed === false) ?? open ?? own;
}

/** The statement that is of a call but for its conditions, with those that do not hold. */
function missedBy(request: AccessRequest, policies: readonly AttachedPolicy[]): PersonDecision['missed'] {
  for (const policy of policies) {
    for (const statement of isKnown(policy.document) ? policy.document.statements : []) {
      if (!isKnown(statement) || !isKnown(statement.conditions) || statement.conditions.length === 0) { continue; }
      const lets = (conditions: PolicyCondition[]) => (
        evaluate(request, { identity: [{ ...policy, document: { statements: [{ ...statement, conditions }] } }] }).allowed !== false
      );
      if (lets([])) {
        const keys = statement.conditions.filter(condition => !lets([condition])).map(({ key }) => key);
        return { name: policy.name, location: policy.location, foreign: policy.foreign, statement: statement.label, keys };
      }
    }
  }
  return undefined;
}

/** What service control policies in sight take away. What has no allowing statement goes with FullAWSAccess, which AWS attaches everywhere. */
function controlsOver(model: Model, { account }: Environment, request: AccessRequest): Decision[] {
  return (model.serviceControlPolicies ?? []).flatMap((control): Decision[] => {
    const reaches = reachesAccount(control, account);
    if (reaches === false) { return []; }
    const { policy } = control;
    const denied = evaluate(request, { identity: [policy, { ...policy, name: 'FullAWSAccess', document: EVERY_RIGHT }] });
    if (denied.allowed !== true) {
      return [isKnown(reaches) ? denied : { ...denied, allowed: reaches }];
    }
    const alone = evaluate(request, { identity: [policy] });
    const statements = isKnown(policy.document) ? policy.document.statements : [];
    const allows = statements.some(statement => !isKnown(statement) || statement.effect !== 'Deny');
    const beside = new Unknown(`the service control policy ${policy.name} does not allow it, and whether another beside it does cannot be seen`);
    return alone.allowed !== true && allows ? [{ ...alone, allowed: beside }] : [];
  });
}

/** All policies that have a say in what a person does. */
export function policiesOver(model: Model, { identity: { policies, boundary } }: Pick<Person, 'identity'>, resource?: ResourcePolicies): AttachedPolicy[] {
  return [
    ...policies, ...boundary ? [boundary] : [], ...resource?.policies ?? [], ...(model.serviceControlPolicies ?? []).map(({ policy }) => policy),
  ];
}
