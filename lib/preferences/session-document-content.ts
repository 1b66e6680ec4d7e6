import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import type { ISessionPreferences } from './session-preferences-interface';
import { fail } from '../core/errors';

/**
 * Session documents, with exactly the types that the agent parses: with a wrong one a session hangs.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export interface SessionDocumentContent {
  readonly schemaVersion: '1.0';
  readonly description: string;
  readonly sessionType: 'Standard_Stream' | 'InteractiveCommands' | 'NonInteractiveCommands' | 'Port';
  readonly inputs?: SessionInputs;
  readonly parameters?: Record<string, Record<string, string>>;
  readonly properties?: Record<string, unknown>;
}

export interface SessionInputs {
  readonly s3BucketName: string;
  readonly s3KeyPrefix: string;
  readonly s3EncryptionEnabled: boolean;
  readonly cloudWatchLogGroupName: string;
  readonly cloudWatchEncryptionEnabled: boolean;
  readonly cloudWatchStreamingEnabled: boolean;
  readonly kmsKeyId: string;
  readonly runAsEnabled: boolean;
  readonly runAsDefaultUser: string;
  readonly idleSessionTimeout?: string;
  readonly maxSessionDuration?: string;
  readonly shellProfile?: { readonly linux: string; readonly windows: string };
}

export function shellContent(description: string, inputs: SessionInputs): SessionDocumentContent {
  return { schemaVersion: '1.0', description, sessionType: 'Standard_Stream', inputs };
}

/** Where transcripts go, the key and the user. The flags say how the bucket and the log group really are encrypted. */
export function sessionInputs(
  { logging, encryptionKey, runAs }: Pick<ISessionPreferences, 'logging' | 'encryptionKey' | 'runAs'>,
  { streaming }: { readonly streaming: boolean },
): SessionInputs {
  const { bucket, logGroup } = logging;
  return {
    s3BucketName: bucket?.bucketName ?? '',
    s3KeyPrefix: bucket?.keyPrefix ?? '',
    // The agent accepts every encryption that a bucket can have here.
    s3EncryptionEnabled: bucket !== undefined,
    cloudWatchLogGroupName: logGroup?.logGroupName ?? '',
    cloudWatchEncryptionEnabled: logGroup?.encrypted === true,
    cloudWatchStreamingEnabled: streaming && logGroup?.streaming === true,
    kmsKeyId: encryptionKey?.keyArn ?? '',
    runAsEnabled: runAs._enabled,
    runAsDefaultUser: runAs._defaultUser,
  };
}

/** A timeout as the service reads it: whole minutes, in a string. */
export function sessionMinutes(scope: IConstruct, name: string, duration: Duration | undefined, max: number): string | undefined {
  if (duration === undefined) {
    return undefined;
  }
  if (duration.isUnresolved()) {
    fail(scope, `${name} must be known at synthesis, got a value known at deployment only; use Duration.minutes(n) with a number`);
  }
  const minutes = duration.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > max) {
    fail(scope, `${name} must be 1-${max} whole minutes, got ${duration.toHumanString()}; use Duration.minutes(n) in that range`);
  }
  return String(minutes);
}
