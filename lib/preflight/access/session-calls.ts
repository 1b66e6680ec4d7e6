import { Circumstances, Keys } from './circumstances';
import { Decisions } from './decisions';
import { decide, PersonDecision } from './person-decision';
import { Person, PersonCall, sessionIdsOf } from './person-request';
import { documentArn, StartableDocument } from './session-documents';
import {
  DOCUMENT_ACCESS_CHECK, OPEN_SESSION_ACTION, REMOTE_DESKTOP_SERVICE, SESSION_DATA_KEY_ACTION, START_CONNECTION_ACTION, START_SESSION_ACTION,
} from '../../access/person-actions';
import { PORT_FORWARDING_DOCUMENT } from '../../agent/session-documents';
import { ResourcePolicies } from '../model/iam/policy-evaluation';
import { isKnown, Known, Unknown } from '../model/known';
import { Model } from '../model/model';
import { Environment } from '../model/node';
import { keyPolicies } from '../model/session/key-policies';
import { gap, opaque } from '../model/symbolic-text';
import { NO_TAGS, Tags } from '../model/tags';

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

/** What somebody needs for a session. */
export type StepName = 'node' | 'document' | 'key' | 'channel' | 'call';

/** One call of a person who opens a session, and what is missing without it. */
export interface Step {
  readonly name: StepName;
  readonly what: string;
  /** What happens without it, where that is not plain. */
  readonly otherwise?: string;
  readonly decide: (how: Keys) => PersonDecision;
  /** Why a denial is not the end of it; undefined where it is. */
  readonly doubt?: string;
}

/** How somebody comes to a session. */
export interface Way {
  readonly steps: readonly Step[];
  readonly assuming: readonly string[];
  readonly doubt?: Unknown;
}

/** All ways to a session with a node and a document. The account's default document needs no name. */
export function waysTo(model: Model, person: Opener, target: DecidedTarget, document: StartableDocument): Way[] {
  const own = [false, ...document.isDefault ? [true] : []].map((unnamed): Way => (
    { steps: stepsOf(model, person, target, document, unnamed), assuming: [] }
  ));
  return [...own, ...remoteDesktop(model, person, target, document)];
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

/** Of one thing by the names that pages and records give it: a grant on any of them is meant for it, and so is a denial. */
function byAnyName(decisions: readonly PersonDecision[]): PersonDecision {
  return decisions.find(({ allowed, reason }) => allowed === false && reason === 'explicit-deny')
    ?? decisions.find(({ allowed }) => allowed === true) ?? decisions.find(({ allowed }) => !isKnown(allowed)) ?? decisions[0];
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
