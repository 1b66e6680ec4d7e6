import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { NodeSelection } from './node-selection';
import {
  CALLED_SERVICE, CONNECTION_ACTIONS, DOCUMENT_ACCESS_CHECK, DOCUMENT_CONSOLE_ACTIONS, LIST_CONNECTIONS_ACTION, LIST_DOCUMENTS_ACTION,
  LIST_NODES_ACTIONS, LIST_SESSIONS_ACTION, MFA_PRESENT, OPEN_SESSION_ACTION, REMOTE_DESKTOP_SERVICE, REQUESTER, RESUME_SESSION_ACTION,
  SESSION_DATA_KEY_ACTION, SESSION_OWNER_TAG, SOURCE_ADDRESS, START_CONNECTION_ACTION, START_SESSION_ACTION, TERMINATE_SESSION_ACTION, nodeTag,
} from './person-actions';
import { SessionPlace, documentArns, isOwnedByAws, sessionsArn } from './session-place';
import { REMOTE_DESKTOP, StartedDocument } from './started-document';
import { DEFAULT_SESSION_DOCUMENT } from '../agent/session-documents';
import { Conditions } from '../core/grants';
import { oneOrMore, unique } from '../core/lists';

/** Who may start which sessions. Every statement of a person follows from it. */
export interface SessionAccess {
  readonly nodes: NodeSelection[];
  readonly documents: StartedDocument[];
  readonly places: SessionPlace[];
  /** Whether they may use Remote Desktop in Fleet Manager. */
  readonly remoteDesktop?: boolean;
  /** Whether they may resume and end the sessions of other people as well. */
  readonly sessionsOfOthers?: boolean;
  /** Whether they use the AWS console. */
  readonly console?: boolean;
  /** What must be true of the person who starts or resumes a session. */
  readonly requester?: Requester;
}

export interface Requester {
  /** Whether they signed in with a second factor. */
  readonly mfa?: boolean;
  /** The networks that they are in. */
  readonly networks?: string[];
}

/** All that a person needs: to start sessions, and to resume and end their own. */
export function sessionStatements(access: SessionAccess): iam.PolicyStatement[] {
  const keys = keysOf(access);
  return [...statementsWithoutKeys(access), ...keys.length > 0 ? [keyStatement(access, keys)] : []];
}

/** The same without the keys, which have policies of their own. */
export function statementsWithoutKeys(access: SessionAccess): iam.PolicyStatement[] {
  return [
    ...startsOf(access).flatMap(start => startStatements(access, start)),
    ...ownSessionStatements(access),
    ...remoteDesktopStatements(access),
    ...consoleStatements(access),
  ];
}

/** The keys of the documents. */
export function keysOf({ documents }: SessionAccess): kms.IKey[] {
  return [...new Set(documents.flatMap(({ encryptionKey }) => encryptionKey ?? []))];
}

/** The person's half of the encryption with keys, at least one. */
export function keyStatement({ nodes }: Pick<SessionAccess, 'nodes'>, keys: kms.IKey[]): iam.PolicyStatement {
  const targetIds = unique(nodes.flatMap(selection => selection.targetIds));
  const operator = targetIds.some(id => id.includes('*')) ? 'StringLike' : 'StringEquals';
  return new iam.PolicyStatement({
    actions: [SESSION_DATA_KEY_ACTION],
    resources: unique(keys.map(({ keyArn }) => keyArn)),
    conditions: { [operator]: { 'kms:EncryptionContext:aws:ssm:TargetId': oneOrMore(targetIds) } },
  });
}

/** Documents that sessions may be started with under the same conditions. */
interface Start {
  readonly documents: StartedDocument[];
  readonly conditions: Conditions;
}

/**
 * The document of Remote Desktop opens a tunnel to any port where the person starts it, so it is for the service alone. That one calls from networks
 * of its own; what must be true of the person is asked for where they start the connection.
 */
function startsOf({ documents, remoteDesktop, requester }: SessionAccess): Start[] {
  return [
    ...documents.length > 0 ? [{ documents, conditions: { ...documentCheck(documents), ...requesterCheck(requester) } }] : [],
    ...remoteDesktop ? [{ documents: [REMOTE_DESKTOP], conditions: { StringEquals: { [CALLED_SERVICE]: REMOTE_DESKTOP_SERVICE } } }] : [],
  ];
}

/**
 * IAM checks the node and the document one by one, and documents lack the tags of nodes. So what has tags is in statements of its own, and a further
 * node or document costs an ARN and no statement.
 */
function startStatements({ nodes, places }: SessionAccess, { documents, conditions }: Start): iam.PolicyStatement[] {
  const named = nodes.filter(({ tags }) => Object.keys(tags).length === 0);
  return [
    new iam.PolicyStatement({
      actions: [START_SESSION_ACTION],
      resources: unique([...arnsOf(named, places), ...documentArns(documents, places)]),
      conditions,
    }),
    ...byTags(nodes, places).map(({ arns, tags }) => new iam.PolicyStatement({
      actions: [START_SESSION_ACTION],
      resources: arns,
      conditions: { ...conditions, StringEquals: { ...conditions.StringEquals, ...tags } },
    })),
  ];
}

/** A session that names no document runs with the account's default one, which is right where that one is granted. */
function documentCheck(documents: StartedDocument[]): Conditions {
  const grantsDefault = documents.some(({ documentName }) => documentName === DEFAULT_SESSION_DOCUMENT);
  return grantsDefault ? {} : { BoolIfExists: { [DOCUMENT_ACCESS_CHECK]: 'true' } };
}

/** Each key must be there: `Bool` and `IpAddress` deny a request without it. */
function requesterCheck({ mfa, networks }: Requester = {}): Conditions {
  return {
    ...mfa ? { Bool: { [MFA_PRESENT]: 'true' } } : {},
    ...networks ? { IpAddress: { [SOURCE_ADDRESS]: oneOrMore(networks) } } : {},
  };
}

interface TaggedNodes {
  readonly arns: string[];
  readonly tags: Record<string, string | string[]>;
}

/** Nodes that differ in the value of their only tag share a statement, such as those of several Auto Scaling groups. */
function byTags(nodes: NodeSelection[], places: SessionPlace[]): TaggedNodes[] {
  const statements = new Map<string, NodeSelection[]>();
  for (const selection of nodes) {
    const [[key] = [], ...others] = Object.entries(selection.tags);
    if (key !== undefined) {
      const id = JSON.stringify([arnsOf([selection], places), others.length === 0 ? key : selection.tags]);
      statements.set(id, [...statements.get(id) ?? [], selection]);
    }
  }
  return [...statements.values()].map(alike => ({
    arns: arnsOf(alike, places),
    tags: Object.fromEntries(Object.keys(alike[0].tags).map(key => [nodeTag(key), oneOrMore(unique(alike.map(({ tags }) => tags[key])))])),
  }));
}

/** Nobody is kept from ending a session of their own, wherever they are now. */
function ownSessionStatements({ places, sessionsOfOthers, requester }: SessionAccess): iam.PolicyStatement[] {
  const resources = unique(places.map(sessionsArn));
  const check = requesterCheck(requester);
  const own: Conditions = sessionsOfOthers ? {} : { StringLike: { [SESSION_OWNER_TAG]: REQUESTER } };
  const statement = (actions: string[], conditions: Conditions) => new iam.PolicyStatement({ actions, resources, conditions });
  return [
    ...Object.keys(check).length === 0
      ? [statement([RESUME_SESSION_ACTION, TERMINATE_SESSION_ACTION], own)]
      : [statement([RESUME_SESSION_ACTION], { ...own, ...check }), statement([TERMINATE_SESSION_ACTION], own)],
    statement([OPEN_SESSION_ACTION], {}),
  ];
}

/** Like a session, nobody is kept from ending a connection. */
function remoteDesktopStatements({ remoteDesktop, requester }: SessionAccess): iam.PolicyStatement[] {
  return remoteDesktop
    ? [
      new iam.PolicyStatement({ actions: [START_CONNECTION_ACTION], resources: ['*'], conditions: requesterCheck(requester) }),
      new iam.PolicyStatement({ actions: CONNECTION_ACTIONS, resources: ['*'] }),
    ]
    : [];
}

/** Remote Desktop is a part of the console, and is opened from a list of nodes. */
function consoleStatements({ documents, places, console, remoteDesktop }: SessionAccess): iam.PolicyStatement[] {
  const offered = console ? documentArns(documents.filter(isOffered), places) : [];
  const lists = [
    ...console || remoteDesktop ? LIST_NODES_ACTIONS : [],
    ...console ? [LIST_SESSIONS_ACTION] : [],
    ...console && remoteDesktop ? [LIST_CONNECTIONS_ACTION] : [],
    ...offered.length > 0 ? [LIST_DOCUMENTS_ACTION] : [],
  ];
  return [
    ...lists.length > 0 ? [new iam.PolicyStatement({ actions: lists, resources: ['*'] })] : [],
    ...offered.length > 0 ? [new iam.PolicyStatement({ actions: DOCUMENT_CONSOLE_ACTIONS, resources: offered })] : [],
  ];
}

/** Whether the console finds a document by its name: those of the account but for the default one, which it takes without. */
function isOffered({ documentName }: StartedDocument): boolean {
  return documentName !== DEFAULT_SESSION_DOCUMENT && !isOwnedByAws(documentName);
}

function arnsOf(nodes: NodeSelection[], places: SessionPlace[]): string[] {
  return unique(nodes.flatMap(({ arnsIn }) => places.flatMap(arnsIn)));
}
