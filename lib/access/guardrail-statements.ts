import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import {
  BUCKET_CHANGES, DOCUMENT_CHANGES, KEY_CHANGES, LOG_GROUP_CHANGES, RETENTION_BYPASS, RUN_COMMAND_ACTIONS, TRAIL_CHANGES,
  TRANSCRIPT_DELETIONS,
} from './guarded-actions';
import { CALLED_SERVICE, DOCUMENT_ACCESS_CHECK, REMOTE_DESKTOP_SERVICE, START_SESSION_ACTION } from './person-actions';
import { SessionPlace, documentArns, instanceArn, isOwnedByAws, managedNodeArn, taskArn } from './session-place';
import { REMOTE_DESKTOP, StartedDocument } from './started-document';
import { DEFAULT_SESSION_DOCUMENT } from '../agent/session-documents';
import { Conditions } from '../core/grants';
import { oneOrMore, unique } from '../core/lists';
import type { ISessionLogGroup } from '../logging/session-log-group';
import type { ISessionLoggingBucket } from '../logging/session-logging-bucket';

/** What a guardrail keeps as it is. */
export interface Guarded {
  /** The documents that sessions may be started with. */
  readonly documents: StartedDocument[];
  readonly trailArns: string[];
  /** Whether Remote Desktop may start sessions. */
  readonly remoteDesktop: boolean;
  /** Whether commands may be run without a session. */
  readonly runCommand: boolean;
  /** The ARNs of principals that nothing is denied. */
  readonly exceptPrincipals: string[];
}

/** Denies people what would take them past the documents and the logs. */
export function guardrailStatements(guarded: Guarded, place: SessionPlace): iam.PolicyStatement[] {
  const exceptions = exceptionsOf(guarded);
  const desktop = guarded.remoteDesktop ? documentArns([REMOTE_DESKTOP], [place]) : [];
  const startable = [...documentArns(guarded.documents, [place]), ...desktop, ...nodesAnywhere(place)];
  return [
    deny([START_SESSION_ACTION], { notResources: startable, conditions: exceptions }),
    ...desktop.length > 0 ? [deny([START_SESSION_ACTION], { resources: desktop, conditions: { ...BY_OTHERS, ...exceptions } })] : [],
    ...withoutDocument(guarded, exceptions),
    ...deniedChanges(guarded, place).map(([actions, resources]) => deny(actions, { resources, conditions: exceptions })),
    ...guarded.runCommand ? [] : [deny(RUN_COMMAND_ACTIONS, { resources: ['*'], conditions: exceptions })],
  ];
}

/** Whoever starts a session with the document of Remote Desktop without it gets a tunnel to any port. The key is absent then, which is another value. */
const BY_OTHERS: Conditions = { StringNotEquals: { [CALLED_SERVICE]: REMOTE_DESKTOP_SERVICE } };

/** StartSession is checked on the node as well, which is not the guardrail's to restrict. */
function nodesAnywhere({ partition }: SessionPlace): string[] {
  const anywhere = { partition, region: '*', account: '*' };
  return [instanceArn(anywhere, '*'), managedNodeArn(anywhere, '*'), taskArn(anywhere)];
}

/** `Bool` applies where the key is there and false. With `BoolIfExists` a session that names its document would be denied too. */
function withoutDocument({ documents }: Guarded, exceptions: Conditions): iam.PolicyStatement[] {
  return documents.some(({ documentName }) => documentName === DEFAULT_SESSION_DOCUMENT)
    ? []
    : [deny([START_SESSION_ACTION], { resources: ['*'], conditions: { Bool: { [DOCUMENT_ACCESS_CHECK]: 'false' }, ...exceptions } })];
}

function deniedChanges({ documents, trailArns }: Guarded, place: SessionPlace): [string[], string[]][] {
  const buckets = documents.flatMap(({ logging }) => logging?.bucket ?? []);
  const logGroups = documents.flatMap(({ logging }) => logging?.logGroup ?? []);
  const changes: [string[], string[]][] = [
    [DOCUMENT_CHANGES, documentArns(documents.filter(({ documentName }) => !isOwnedByAws(documentName)), [place])],
    [BUCKET_CHANGES, buckets.map(({ bucketArn }) => bucketArn)],
    [[RETENTION_BYPASS, ...TRANSCRIPT_DELETIONS], buckets.map(({ logObjectsArn }) => logObjectsArn)],
    [LOG_GROUP_CHANGES, logGroups.flatMap(({ logGroupArn }) => [logGroupArn, `${logGroupArn}:*`])],
    [KEY_CHANGES, keyArns([...documents, ...buckets, ...logGroups])],
    [TRAIL_CHANGES, trailArns],
  ];
  return changes.map(([actions, arns]): [string[], string[]] => [actions, unique(arns)]).filter(([, arns]) => arns.length > 0);
}

/** Of a log group that is imported, the key is not known. */
function keyArns(encrypted: (StartedDocument | ISessionLoggingBucket | ISessionLogGroup)[]): string[] {
  return encrypted.flatMap((each: { readonly encryptionKey?: kms.IKey } | ISessionLogGroup) =>
    ('encryptionKey' in each ? each.encryptionKey?.keyArn : undefined) ?? []);
}

function exceptionsOf({ exceptPrincipals }: Guarded): Conditions {
  return exceptPrincipals.length > 0 ? { ArnNotLike: { 'aws:PrincipalArn': oneOrMore(exceptPrincipals) } } : {};
}

function deny(actions: string[], props: iam.PolicyStatementProps): iam.PolicyStatement {
  return new iam.PolicyStatement({ effect: iam.Effect.DENY, actions, ...props });
}
