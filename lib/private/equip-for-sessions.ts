import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { LOG_BUCKET_CHECK_ACTION, LOG_STREAM_ACTIONS, LOG_UPLOAD_ACTIONS, SESSION_KEY_ACTIONS } from './agent-actions';
import { Equipment } from './equip';
import { fail, warn } from './errors';
import { inlinePolicies, statementCount } from './node-role';
import { WarningId } from './warning-ids';
import type { ISessionPreferences } from '../preferences/session-preferences';

/** What the operating system of a node brings for transcripts; undefined where it is not known. */
export interface TranscriptTools {
  /** Linux: the command that records what S3 gets, and CloudWatch Logs where it is not streamed. */
  readonly script?: boolean;
  /** Windows: the version that streaming needs. */
  readonly powerShell5?: boolean;
}

/** Gives an instance what hosting sessions takes, on its role and on its way out, and makes it wait for it. */
export function equipForSessions(scope: Construct, equipment: Equipment, preferences: ISessionPreferences, tools: TranscriptTools): void {
  const { instance, connectivity, permissions, subnet } = equipment;
  const before = statementCount(instance.role);
  preferences.grantHost(instance);
  if (needsGrants(preferences) && statementCount(instance.role) === before) {
    fail(scope, `sessionPreferences cannot add a policy to the role, which is imported or cannot be changed; give the role ${neededActions(preferences).join(', ')} on what ${preferences.node.path} names, and use a role that can be changed or is imported with mutable: true`);
  }
  instance.instance.node.addDependency(
    ...inlinePolicies(instance.role),
    // Whoever finds the node online finds its document, too.
    ...preferences.node.children.filter(({ node }) => node.id === 'Document'),
    ...connectivity._bind(scope, { connections: instance.connections, subnet, permissions, sessionPreferences: preferences }),
  );
  warnOfMissingTools(scope, instance, preferences, tools);
}

/** Whether a transcript is made by recording the whole session, and not line by line. */
export function recordsWholeSessions({ logging }: ISessionPreferences): boolean {
  return logging.bucket !== undefined || logging.logGroup?.streaming === false;
}

function warnOfMissingTools(scope: Construct, { osType }: ec2.Instance, preferences: ISessionPreferences, tools: TranscriptTools): void {
  const { script, powerShell5 } = tools;
  if (osType === ec2.OperatingSystemType.WINDOWS) {
    if (preferences.logging.logGroup?.streaming && !powerShell5) {
      warn(scope, WarningId.POWERSHELL_NOT_PROVEN,
        'Streaming to CloudWatch Logs needs PowerShell 5.1 or newer and no system-wide transcription policy on Windows, which cannot be seen here; without them sessions are not logged there.');
    }
    if (preferences.runAs._enabled) {
      warn(scope, WarningId.RUN_AS_IGNORED,
        'runAs does not apply to Windows: sessions run as ssm-user, a local administrator.');
    }
  } else if (recordsWholeSessions(preferences) && !script) {
    warn(scope, WarningId.SCRIPT_NOT_PROVEN,
      'Transcripts in S3, and in CloudWatch Logs without streaming, need the command script (util-linux), which is not known to be in the image and cannot be installed from here; without it there is none. Put it into the image and set scriptPreinstalled: true in NodeOperatingSystem.custom(...).');
  }
}

function needsGrants({ logging, encryptionKey }: ISessionPreferences): boolean {
  return [logging.bucket, logging.logGroup, encryptionKey].some(used => used !== undefined);
}

function neededActions({ logging, encryptionKey }: ISessionPreferences): string[] {
  return [
    ...logging.bucket ? [...LOG_UPLOAD_ACTIONS, LOG_BUCKET_CHECK_ACTION] : [],
    ...logging.logGroup ? LOG_STREAM_ACTIONS : [],
    ...encryptionKey ? SESSION_KEY_ACTIONS : [],
  ];
}
