import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { NodeBinding } from './bind-node';
import { inlinePolicies, statementCount } from './node-role';
import type { NodeStarter } from './node-starter';
import { LOG_BUCKET_CHECK_ACTION, LOG_STREAM_ACTIONS, LOG_UPLOAD_ACTIONS, LOG_UPLOAD_KEY_ACTIONS, SESSION_KEY_ACTIONS } from '../agent/actions';
import { fail, warn } from '../core/errors';
import { NODE_FACTS, NodeFacts } from '../core/node-facts';
import { WarningId } from '../core/warning-ids';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';
import { losesTranscripts } from '../preferences/transcripts';

/** Gives nodes the permissions and the way out that hosting sessions takes, and makes what starts them wait for both. */
export function bindSessions(scope: Construct, binding: NodeBinding, preferences: ISessionPreferences): void {
  const { starter, wayOut, permissions, subnets } = binding;
  grantHostToRole(scope, starter.role, preferences);
  starter.resource.node.addDependency(
    ...inlinePolicies(starter.role),
    ...isNamed(starter, preferences) ? [] : documentOf(preferences),
    // The way out for the preferences that the nodes are made with is there.
    ...preferences === binding.sessionPreferences ? []
      : wayOut.open(scope, { starter, subnets, permissions, sessionPreferences: preferences }),
  );
}

/** Whether the resource's metadata refers to the document, which is a dependency already. */
function isNamed({ resource }: NodeStarter, { documentName }: ISessionPreferences): boolean {
  const facts: NodeFacts | undefined = resource.getMetadata(NODE_FACTS);
  return Token.isUnresolved(documentName) && facts?.sessionDocument === documentName;
}

/** The same for nodes that are defined elsewhere in the app, whose user data and image are not the library's. */
export function bindSessionsOfExisting(
  scope: Construct,
  binding: NodeBinding,
  preferences: ISessionPreferences,
  { what, platform }: { readonly what: string; readonly platform: ec2.OperatingSystemType },
): void {
  if (platform === ec2.OperatingSystemType.WINDOWS) {
    warnOnWindows(scope, preferences, false);
  } else if (preferences.runAs._userDataCommands.length > 0) {
    fail(scope, `sessionPreferences ${preferences.node.path} has runAs commands for user data, and the user data of this ${what} cannot be changed from here; create the user or the sudoers file in the ${what}'s own user data, and leave createUser and sudo out of runAs`);
  }
  bindSessions(scope, binding, preferences);
}

/** Grants the node's side, or fails: without it a session hangs or is refused. */
export function grantHostToRole(scope: IConstruct, role: iam.IRole, preferences: ISessionPreferences): void {
  const before = statementCount(role);
  preferences.grantHost(role);
  if (needsGrants(preferences) && statementCount(role) === before) {
    fail(scope, `sessionPreferences cannot add a policy to the role, which is imported or cannot be changed; import it with mutable: true, or use a role of this app. The role must allow ${neededActions(preferences).join(', ')} on what ${preferences.node.path} names`);
  }
}

/** Whether hosting sessions takes any permission at all. */
export function needsGrants(preferences: ISessionPreferences): boolean {
  return neededActions(preferences).length > 0;
}

/** Warns of what does not work, or is not proven to work, in sessions with a Windows node. */
export function warnOnWindows(scope: IConstruct, { logging, runAs }: ISessionPreferences, powerShell5: boolean): void {
  if (logging.logGroup?.streaming && !powerShell5) {
    warn(scope, WarningId.POWERSHELL_NOT_PROVEN,
      'Streaming to CloudWatch Logs needs PowerShell 5.1 or newer and no system-wide transcription policy on Windows, which cannot be seen here; without them sessions are not logged there.');
  }
  if (runAs._enabled || runAs._userDataCommands.length > 0) {
    warn(scope, WarningId.RUN_AS_IGNORED,
      'runAs does not apply to Windows: sessions run as ssm-user, a local administrator.');
  }
}

/** Warns where transcripts go with the instance that is taken away, since they are uploaded at the end of a session only. */
export function warnOfLostTranscripts(scope: IConstruct, preferences: ISessionPreferences, why: string): void {
  if (losesTranscripts(preferences)) {
    warn(scope, WarningId.TRANSCRIPTS_LOST,
      `${why}, and ${preferences.node.path} keeps transcripts that are uploaded only when a session ends: those of open sessions are lost. Stream them to CloudWatch Logs (SessionLogging with a log group, streaming: true).`);
  }
}

/** Warns where nothing says that a Linux node can record a session. */
export function warnOfMissingScript(scope: IConstruct, platform: ec2.OperatingSystemType): void {
  if (platform !== ec2.OperatingSystemType.WINDOWS) {
    warn(scope, WarningId.SCRIPT_NOT_PROVEN,
      'Transcripts in S3, and in CloudWatch Logs without streaming, need the command script (util-linux), which is not known to be in the image and cannot be installed from here; without it there is none. Put it into the image and set scriptPreinstalled: true in NodeOperatingSystem.custom(...).');
  }
}

/** The resource of this app that puts preferences into force: the document has to be there when the node comes online. */
function documentOf({ node }: ISessionPreferences): IConstruct[] {
  const document = node.defaultChild;
  return document ? [document.node.defaultChild ?? document] : [];
}

function neededActions({ logging: { bucket, logGroup }, encryptionKey }: ISessionPreferences): string[] {
  return [...new Set([
    ...bucket ? [...LOG_UPLOAD_ACTIONS, LOG_BUCKET_CHECK_ACTION] : [],
    ...bucket?.encryptionKey ? LOG_UPLOAD_KEY_ACTIONS : [],
    ...logGroup ? LOG_STREAM_ACTIONS : [],
    ...encryptionKey ? SESSION_KEY_ACTIONS : [],
  ])];
}
