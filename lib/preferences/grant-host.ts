import * as iam from 'aws-cdk-lib/aws-iam';
import type { ISessionPreferences } from './session-preferences-interface';
import { grantOpenSessions } from '../access/session-key';

/** The node's side of sessions: transcripts, and its half of the encryption. */
export function grantHost(preferences: ISessionPreferences, node: iam.IGrantable): iam.Grant {
  const write = preferences.logging.grantWrite(node);
  return preferences.encryptionKey ? write.combine(grantOpenSessions(preferences.encryptionKey, node)) : write;
}
