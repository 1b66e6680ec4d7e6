import { Keys } from './circumstances';
import { AccessRequest } from '../model/iam/policy-evaluation';
import { Identity, Principal } from '../model/iam/principal';
import { isKnown } from '../model/known';
import { Environment } from '../model/node';
import { opaque } from '../model/symbolic-text';
import { Tags } from '../model/tags';

/** Somebody who makes requests in an account. */
export interface Person {
  readonly principal: Principal;
  readonly identity: Identity;
  readonly environment: Environment;
}

/** What a person calls. */
export interface PersonCall {
  readonly action: string;
  readonly resource: string;
  /** Of the resource; undefined where nobody knows. */
  readonly tags?: Tags;
  readonly keys?: ReadonlyMap<string, string | readonly string[] | undefined>;
}

/** The request of a call, made in some way. */
export function requestOf(person: Person, call: PersonCall, how: Keys): AccessRequest {
  const { principal, identity, environment } = person;
  const keys = new Map<string, string | readonly string[] | undefined>([
    ...keysOf(person),
    ...call.keys ?? [],
    ...how,
  ]);
  return {
    principal: { kind: principal.kind === 'user' || principal.kind === 'group' ? 'user' : 'role', arn: identity.arn, account: environment.account },
    action: call.action,
    resource: call.resource,
    context: { get: key => keys.get(key) ?? tagAt(key, call.tags) },
    absentKeys: {
      has: key => (keys.has(key) && keys.get(key) === undefined) || isOfAnotherService(key, call.action) || lacksTag(key, call.tags),
    },
  };
}

/** The `aws:userid` of a person: of a role, with the name of a session. */
export function userIdOf({ principal: { kind, location } }: Person): string {
  const id = location.resource.key;
  return kind === 'user' || kind === 'group' ? opaque(`${id}.UserId`) : `${opaque(`${id}.RoleId`)}:${sessionNameOf(id)}`;
}

/** What ids of sessions may begin with: pages and records of AWS name all three. */
export function sessionIdsOf(person: Person): string[] {
  const { kind, name, location } = person.principal;
  const own = kind === 'user' || kind === 'group' ? name : sessionNameOf(location.resource.key);
  return [userIdOf(person), own].map(start => `${start}-${opaque('session')}`);
}

function sessionNameOf(key: string): string {
  return opaque(`${key}.SessionName`);
}

function keysOf(person: Person): [string, string | undefined][] {
  const { principal: { kind, name }, identity: { arn }, environment: { account, region } } = person;
  const isUser = kind === 'user';
  return [
    // A member of a group is a user of whom nothing else is known.
    ...kind === 'group' ? [] : [['aws:principalarn', arn] as [string, string], ['aws:username', isUser ? name : undefined] as [string, string | undefined]],
    ['aws:userid', userIdOf(person)],
    ['aws:principalaccount', account],
    ['aws:principaltype', kind === 'user' || kind === 'group' ? 'User' : 'AssumedRole'],
    ['aws:requestedregion', region],
    ['aws:securetransport', 'true'],
    ['aws:viaawsservice', 'false'],
    ['aws:principalisawsservice', 'false'],
    ...NEVER_SENT.map((key): [string, undefined] => [key, undefined]),
  ];
}

/** A person calls by themselves, and with a grant that stands. What a call has of these it says itself. */
const NEVER_SENT = [
  'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast', 'aws:referer', 'kms:viaservice', 'ssm:accessrequestid', 'ssm:sessiondocumentaccesscheck',
];

/** Keys of one service alone. What Systems Manager gives nodes, `ssm:SourceInstanceARN`, is in all requests. */
function isOfAnotherService(key: string, action: string): boolean {
  const [, service] = /^(kms:|ssm:resourcetag\/)/.exec(key) ?? [];
  return service !== undefined && !action.startsWith(service.replace(/:.*/, ':'));
}

const TAG_KEYS = /^(?:aws|ssm):resourcetag\/(.+)$/;

function tagAt(key: string, tags: Tags | undefined): string | undefined {
  const values = valuesOf(key, tags);
  const [value, another] = values ?? [];
  return another === undefined && value !== undefined && isKnown(value) ? value : undefined;
}

/** AWS may tag whatever it makes. */
function lacksTag(key: string, tags: Tags | undefined): boolean {
  const [, name] = TAG_KEYS.exec(key) ?? [];
  if (name === undefined || tags === undefined || valuesOf(key, tags)!.length > 0) { return false; }
  return name.startsWith('aws:') ? tags.lacks?.has(name) ?? false : tags.hidden === undefined;
}

/** IAM ignores the case of a condition key, and so of the tag in it. */
function valuesOf(key: string, tags: Tags | undefined) {
  const [, name] = TAG_KEYS.exec(key) ?? [];
  return name === undefined || !tags ? undefined : [...tags.seen].filter(([tag]) => tag.toLowerCase() === name).map(([, value]) => value);
}
