import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { SESSION_KEY_ACTIONS } from '../agent/actions';
import { grantOnKey } from '../core/grants';

/**
 * Lets the node decrypt data keys of sessions, and nothing else that the key may encrypt: its half of the handshake of an encrypted session.
 *
 * The encryption context has the ids of the session and of the target, and since agent 3.3.808 a challenge on the node's side. So no
 * condition restricts its keys.
 */
export function grantOpenSessions(key: kms.IKey, node: iam.IGrantable): iam.Grant {
  return grantOnKey(key, node, SESSION_KEY_ACTIONS, { Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } });
}
