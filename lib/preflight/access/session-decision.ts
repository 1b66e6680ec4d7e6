import { askedBy } from './asked';
import { Circumstances, circumstancesOf, Keys } from './circumstances';
import { decideOnly, PersonDecision, policiesOver } from './person-decision';
import { Person, PersonCall } from './person-request';
import { DecidedTarget, Opener, Step, StepName, Target, Way, waysTo } from './session-calls';
import { StartableDocument } from './session-documents';
import { denier } from '../model/iam/denier';
import { DecidingPolicy, ResourcePolicies } from '../model/iam/policy-evaluation';
import { all, isKnown, Known, Unknown } from '../model/known';
import { Model } from '../model/model';
import { remembered } from '../model/remembered';
import { isLiteral } from '../model/symbolic-text';
import { listed } from '../model/words';

/** Whether a session opens, and what decides. */
export interface Outcome {
  readonly allowed: Known<boolean>;
  /** A sentence without a full stop. */
  readonly because: string;
  /** What has to be true of the request, where it is allowed. */
  readonly assuming: readonly string[];
  readonly by: readonly DecidingPolicy[];
  /** Whether a statement denies it, whatever others allow. */
  readonly isDenied: boolean;
  /** What is not allowed, where that is certain. */
  readonly stoppedAt?: StepName;
}

/**
 * Whether a person opens a session with a node and a document: in some way that is up to them, all calls have to be allowed.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
 */
export function sessionOutcome(model: Model, person: Opener, target: DecidedTarget, document: StartableDocument): Outcome {
  const elsewhere = outsideAccount(person, target);
  if (elsewhere?.allowed === false) { return elsewhere; }
  const outcome = withDoubt(bestOf(person, person.circumstances, waysTo(model, person, target, document)), document.exists);
  // Who could not open it from there cannot from anywhere.
  return elsewhere && outcome.allowed !== false ? elsewhere : outcome;
}

/** Whether a person may make some calls, all of them in one way that is up to them. */
export function callsOutcome(model: Model, person: Person, calls: readonly PersonCall[], resource?: ResourcePolicies): Outcome {
  const { environment: { account } } = person;
  const steps = calls.map(call => ({
    name: 'call' as const,
    what: call.action,
    decide: (how: Keys) => decideOnly(model, person, { ...call, keys: new Map([['aws:resourceaccount', account], ...call.keys ?? []]) }, how, resource),
  }));
  const read = () => circumstancesOf(person.principal, askedBy(policiesOver(model, person, resource)));
  return bestOf(person, resource ? read() : remembered(circumstancesWithoutResource, person, read), [{ steps, assuming: [] }]);
}

// One person makes many calls, mostly about things without a policy of their own.

const circumstancesWithoutResource = new WeakMap<Person, readonly Circumstances[]>();

function bestOf(person: Person, circumstances: readonly Circumstances[], ways: readonly Way[]): Outcome {
  const outcomes = ways.flatMap(way => circumstances.map(each => outcomeOf(way.steps, {
    ...each, assuming: [...way.assuming, ...each.assuming], doubt: each.doubt ?? way.doubt,
  })));
  const best = outcomes.find(({ allowed }) => allowed === true) ?? outcomes.find(({ allowed }) => !isKnown(allowed)) ?? furthest(outcomes);
  // What is allowed in any way takes nothing for granted.
  const assuming = outcomes.every(({ allowed }) => allowed === true) ? [] : best.assuming;
  return withDoubt({ ...best, assuming }, person.principal.present);
}

/** No resource of Systems Manager has a policy that could let in somebody of another account. */
function outsideAccount({ principal: { account } }: Person, { environment }: Target): Outcome | undefined {
  if (account === undefined || account === environment.account) { return undefined; }
  const isOther = isLiteral(account) && isLiteral(environment.account);
  const because = isOther
    ? `it is in account ${account} and the node in ${environment.account}: Systems Manager lets in nobody of another account`
    : 'whether it is in the account of the node cannot be seen';
  return { allowed: isOther ? false : new Unknown(because), because, assuming: [], by: [], isDenied: false };
}

interface Judged {
  readonly step: Step;
  readonly decision: PersonDecision;
}

/** How near to being allowed it is: by the calls that are, and by the conditions that do not hold. */
interface Ranked extends Outcome {
  readonly passed: number;
  readonly missing: number;
}

function outcomeOf(steps: readonly Step[], { requests, assuming, doubt }: Circumstances): Ranked {
  const outcomes = requests.map(how => judge(steps, how, assuming));
  const [first] = outcomes;
  const isSame = outcomes.every(({ allowed }) => isKnown(allowed) && allowed === first.allowed);
  const other = outcomes.find(({ allowed }) => allowed !== true) ?? first;
  const agreed = isSame || outcomes.length === 1 ? first : {
    ...other,
    allowed: new Unknown('whether its requests lack what says that MFA was used, or say that it was not, is not for a policy to tell'),
  };
  return withDoubt(agreed, doubt ?? true);
}

function judge(steps: readonly Step[], how: Keys, assuming: readonly string[]): Ranked {
  const judged: Judged[] = [];
  for (const step of steps) {
    const decision = doubted(step.decide(how), step);
    judged.push({ step, decision });
    if (decision.allowed === false) { break; }
  }
  const allowed = all(judged.map(({ decision }) => decision.allowed));
  const deciding = judged.find(({ decision }) => decision.allowed === false) ?? judged.find(({ decision }) => decision.allowed !== true);
  const by = deciding ? [deciding] : judged;
  return {
    allowed,
    assuming: allowed === false ? [] : assuming,
    because: deciding ? reasonOf(deciding) : grantsIn(judged),
    by: distinct(by.flatMap(({ decision }) => decision.by ?? decision.missed ?? [])),
    isDenied: allowed === false && deciding!.decision.reason === 'explicit-deny',
    stoppedAt: allowed === false ? deciding!.step.name : undefined,
    missing: deciding?.decision.missed?.keys.length ?? 0,
    passed: deciding ? judged.indexOf(deciding) : judged.length,
  };
}

function doubted(decision: PersonDecision, { doubt }: Step): PersonDecision {
  return doubt === undefined || decision.allowed !== false ? decision : { ...decision, allowed: new Unknown(doubt) };
}

function furthest(outcomes: readonly Ranked[]): Outcome {
  return outcomes.reduce((best, outcome) => (
    outcome.passed > best.passed || (outcome.passed === best.passed && outcome.missing < best.missing) ? outcome : best
  ));
}

/** What is allowed of something that may not be there is not certain. */
function withDoubt<T extends Outcome>(outcome: T, there: Known<true>): T {
  return isKnown(there) || outcome.allowed !== true ? outcome : { ...outcome, allowed: there, because: there.reason };
}

function grantsIn(judged: readonly Judged[]): string {
  const names = [...new Set(distinct(judged.flatMap(({ decision }) => decision.by ?? [])).map(by => by.name))];
  return `${listed(names)} ${names.length === 1 ? 'allows' : 'allow'} all that it takes`;
}

function reasonOf(judged: Judged): string {
  const { step: { what, otherwise }, decision: { allowed } } = judged;
  if (!isKnown(allowed)) { return `whether ${what} is allowed cannot be decided: ${allowed.reason}`; }
  return `${denialOf(judged)}${otherwise === undefined ? '' : `; ${otherwise}`}`;
}

function denialOf({ step: { what }, decision: { reason, by, missed } }: Judged): string {
  switch (reason) {
    case 'explicit-deny': return `${denier(by)} denies ${what}`;
    case 'boundary': return `the permissions boundary ${by!.name} does not allow ${what}`;
    case 'resource': return `${by?.name ?? 'the policy of the key'} does not allow ${what}`;
    default: return `no policy allows ${what}${missed ? `: ${denier(missed)} would, but for its condition on ${listed(missed.keys)}` : ''}`;
  }
}

function distinct(policies: readonly DecidingPolicy[]): DecidingPolicy[] {
  return policies.filter((policy, index) => index === policies.findIndex(other => (
    other.location === policy.location && other.statement === policy.statement && other.name === policy.name
  )));
}
