import { askedBy } from './asked';
import { Circumstances, circumstancesOf, Keys } from './circumstances';
import { Decisions } from './decisions';
import { Person, PersonCall, requestOf, sessionIdsOf } from './person-request';
import { documentArn, StartableDocument } from './session-documents';
import {
  DOCUMENT_ACCESS_CHECK, OPEN_SESSION_ACTION, REMOTE_DESKTOP_SERVICE, SESSION_DATA_KEY_ACTION, START_CONNECTION_ACTION, START_SESSION_ACTION,
} from '../../access/person-actions';
import { PORT_FORWARDING_DOCUMENT } from '../../agent/session-documents';
import { denier } from '../model/iam/denier';
import { AttachedPolicy, PolicyCondition } from '../model/iam/policy';
import { AccessRequest, ApplicablePolicies, Decision, DecidingPolicy, evaluate, EVERY_RIGHT, ResourcePolicies } from '../model/iam/policy-evaluation';
import { reachesAccount } from '../model/iam/service-control-policy';
import { all, isKnown, Known, Unknown } from '../model/known';
import { Model } from '../model/model';
import { Environment } from '../model/node';
import { remembered } from '../model/remembered';
import { keyPolicies } from '../model/session/key-policies';
import { gap, isLiteral, opaque } from '../model/symbolic-text';
import { Tags } from '../model/tags';
import { listed } from '../model/words';

/** Somebody who opens sessions in an account and region. */
export interface Opener extends Person {
  /** All ways in which requests may differ, as far as a policy looks at that. */
  readonly circumstances: readonly Circumstances[];
  readonly decisions: Decisions<PersonDecision>;
}

/** A node as a request to start a session names it. */
export interface Target {
  readonly id: string;
  readonly environment: Environment;
  readonly tags?: Tags;
  /** Whether Remote Desktop is for it; undefined where no policy tells its service from the person. */
  readonly isWindows?: Known<boolean>;
}

/** The same, with what was decided of calls about it. */
export interface DecidedTarget extends Target {
  readonly decisions: Decisions<PersonDecision>;
}

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

/** What somebody needs for a session. */
export type StepName = 'node' | 'document' | 'key' | 'channel' | 'call';

export interface PersonDecision extends Decision {
  /** The statement that would allow it, but for its conditions. */
  readonly missed?: DecidingPolicy & { readonly keys: readonly string[] };
}

/** One call of a person who opens a session, and what is missing without it. */
interface Step {
  readonly name: StepName;
  readonly what: string;
  /** What happens without it, where that is not plain. */
  readonly otherwise?: string;
  readonly decide: (how: Keys) => PersonDecision;
  /** Why a denial is not the end of it; undefined where it is. */
  readonly doubt?: string;
}

/**
 * Whether a person opens a session with a node and a document: in some way that is up to them, all calls have to be allowed.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
 */
export function sessionOutcome(model: Model, person: Opener, target: DecidedTarget, document: StartableDocument): Outcome {
  const elsewhere = outsideAccount(person, target);
  if (elsewhere?.allowed === false) { return elsewhere; }
  const own = [false, ...document.isDefault ? [true] : []].map((unnamed): Way => (
    { steps: stepsOf(model, person, target, document, unnamed), assuming: [] }
  ));
  const outcome = withDoubt(bestOf(person, person.circumstances, [...own, ...remoteDesktop(model, person, target, document)]), document.exists);
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

function policiesOver(model: Model, { identity: { policies, boundary } }: Person, resource?: ResourcePolicies): AttachedPolicy[] {
  return [
    ...policies, ...boundary ? [boundary] : [], ...resource?.policies ?? [], ...(model.serviceControlPolicies ?? []).map(({ policy }) => policy),
  ];
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

/** How somebody comes to a session. */
interface Way {
  readonly steps: readonly Step[];
  readonly assuming: readonly string[];
  readonly doubt?: Unknown;
}

/**
 * The service of Remote Desktop starts a session for whoever may start a connection, and in their name. That session carries the desktop alone, so
 * that it is no tunnel of theirs. From where the service calls, and whether its calls tell of MFA, is in no record.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-remote-desktop-connections.html
 */
function remoteDesktop(model: Model, person: Opener, target: DecidedTarget, document: StartableDocument): Way[] {
  const { isWindows, environment } = target;
  if (document.name !== PORT_FORWARDING_DOCUMENT || isWindows === undefined || isWindows === false) { return []; }
  const keys = new Map<string, string | readonly string[]>([
    ...['aws:calledviafirst', 'aws:calledvialast'].map(key => [key, REMOTE_DESKTOP_SERVICE] as const),
    ['aws:calledvia', [REMOTE_DESKTOP_SERVICE]],
    ['aws:viaawsservice', 'true'],
  ]);
  const inAccount = new Map([...keys, ['aws:resourceaccount', environment.account] as const]);
  const onNode: PersonCall = { action: START_SESSION_ACTION, keys: inAccount, resource: nodeArn(target), tags: target.tags };
  const onDocument = { action: START_SESSION_ACTION, keys, resource: documentArn(document, environment), tags: document.tags };
  const connection: PersonCall = { action: START_CONNECTION_ACTION, resource: '*', tags: NO_TAGS };
  return [{
    assuming: ['by Remote Desktop in Fleet Manager'],
    doubt: isKnown(isWindows) ? undefined : isWindows,
    steps: [
      {
        name: 'call',
        what: START_CONNECTION_ACTION,
        decide: how => person.decisions.of(how, START_CONNECTION_ACTION, () => decide(model, person, connection, how)),
      },
      ...[[onNode, 'node'] as const, [onDocument, 'document'] as const].map(([call, on]): Step => ({
        name: on,
        what: `${START_SESSION_ACTION} on the ${on} by ${REMOTE_DESKTOP_SERVICE}`,
        decide: () => target.decisions.of(ANY_WAY, `by a service on the ${on}`, () => decide(model, person, call, ANY_WAY)),
      })),
    ],
  }];
}

const ANY_WAY: Keys = new Map();

/** StartSession is authorized on the node and on the document, one by one. */
function stepsOf(model: Model, person: Opener, target: DecidedTarget, document: StartableDocument, unnamed: boolean): Step[] {
  const { environment } = target;
  const check = new Map([[DOCUMENT_ACCESS_CHECK.toLowerCase(), unnamed ? 'false' : undefined]]);
  const keys = new Map([...check, ['aws:resourceaccount', environment.account] as const]);
  const onNode: PersonCall = { action: START_SESSION_ACTION, keys, resource: nodeArn(target), tags: target.tags };
  const onDocument: PersonCall = {
    action: START_SESSION_ACTION,
    keys: document.name.startsWith('AWS-') ? check : keys,
    resource: documentArn(document, environment),
    tags: document.tags,
  };
  const key = keyStep(model, person, target, document);
  return [
    {
      name: 'node',
      what: `${START_SESSION_ACTION} on the node${unnamed ? ' without a document' : ''}`,
      decide: how => target.decisions.of(how, String(unnamed), () => decide(model, person, onNode, how)),
    },
    {
      name: 'document',
      what: `${START_SESSION_ACTION} on the document`,
      decide: how => person.decisions.of(how, `${unnamed} ${document.name}`, () => decide(model, person, onDocument, how)),
      doubt: unnamed ? 'pages of AWS differ on whether that is checked where a session names no document' : undefined,
    },
    ...key ? [key] : [],
    {
      name: 'channel',
      what: `${OPEN_SESSION_ACTION} on the session`,
      decide: how => person.decisions.of(how, OPEN_SESSION_ACTION, () => byAnyName(sessionIdsOf(person).map(id => (
        decide(model, person, { action: OPEN_SESSION_ACTION, resource: sessionArn(target, id), tags: NO_TAGS }, how)
      )))),
      doubt: 'plugins before 1.2.764 do not sign it, and no record shows what AWS does without it',
    },
  ];
}

/** The action of the channel has no condition keys of its own. */
const NO_TAGS: Tags = { seen: new Map() };

/** The person's half of the handshake, without which a session hangs. */
function keyStep(model: Model, person: Person, { id, environment }: Target, document: StartableDocument): Step | undefined {
  if (document.key === undefined) { return undefined; }
  const { key } = document;
  const found = isKnown(key) ? model.key(key, environment) : key;
  const location = document.document?.location ?? person.principal.location;
  const resource: ResourcePolicies = isKnown(found) ? keyPolicies(found) : {
    kind: 'key', account: environment.account, policies: [{ name: 'the policy of the key', location, document: found, foreign: true }],
  };
  const call: PersonCall = {
    action: SESSION_DATA_KEY_ACTION,
    resource: isKnown(found) ? found.arn : isKnown(key) && key.startsWith('arn:') ? key : gap(found.reason),
    keys: new Map<string, string | readonly string[]>([
      ['kms:encryptioncontext:aws:ssm:sessionid', opaque('session')],
      ['kms:encryptioncontext:aws:ssm:targetid', id],
      ['kms:encryptioncontextkeys', ['aws:ssm:SessionId', 'aws:ssm:TargetId']],
      ['kms:calleraccount', environment.account],
    ]),
  };
  const byPolicies = (how: Keys) => decide(model, person, call, how, resource);
  return {
    name: 'key',
    what: `${SESSION_DATA_KEY_ACTION} with the key of the document`,
    otherwise: 'without it the session hangs at the handshake',
    // Where nobody knows whether there is a key, not having it may not matter.
    decide: how => isKnown(key) ? byPolicies(how) : { allowed: key, reason: 'resource' },
  };
}

function decide(model: Model, person: Person, call: PersonCall, how: Keys, resource?: ResourcePolicies): PersonDecision {
  const decision = decideOnly(model, person, call, how, resource);
  return decision.allowed === false && decision.reason === 'identity'
    ? { ...decision, missed: missedBy(requestOf(person, call, how), person.identity.policies) } : decision;
}

/** Without what is missing where it is not allowed. */
function decideOnly(model: Model, person: Person, call: PersonCall, how: Keys, resource?: ResourcePolicies): Decision {
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

/** Of one thing by the names that pages and records give it: a grant on any of them is meant for it, and so is a denial. */
function byAnyName(decisions: readonly PersonDecision[]): PersonDecision {
  return decisions.find(({ allowed, reason }) => allowed === false && reason === 'explicit-deny')
    ?? decisions.find(({ allowed }) => allowed === true) ?? decisions.find(({ allowed }) => !isKnown(allowed)) ?? decisions[0];
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

/** An id outside of EC2 tells itself. */
export function nodeArn({ id, environment: { partition, region, account } }: Pick<Target, 'id' | 'environment'>): string {
  return id.startsWith('mi-')
    ? `arn:${partition}:ssm:${region}:${account}:managed-instance/${id}`
    : `arn:${partition}:ec2:${region}:${account}:instance/${id}`;
}

function sessionArn({ environment: { partition, region, account } }: Target, id: string): string {
  return `arn:${partition}:ssm:${region}:${account}:session/${id}`;
}
