import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { SESSION_DATA_KEY_ACTIONS } from './person-actions';
import { SESSION_KEY_ACTIONS } from '../agent/actions';
import { Conditions, grantOnBothSides } from '../core/grants';

/**
 * The two halves of an encrypted session's handshake; either without the other fails it.
 *
 * The encryption context has the session's and the target's id, and since agent 3.3.808 a challenge on the node's side, so no condition
 * says which keys it may have.
 */

/** The node opens data keys of sessions, and nothing else that the key may encrypt. */
export function grantOpenSessions(key: kms.IKey, node: iam.IGrantable): iam.Grant {
  return grantOnKey(key, node, SESSION_KEY_ACTIONS, { Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } });
}

/** The person makes data keys for sessions with one node. */
export function grantEncryptSessions(key: kms.IKey, person: iam.IGrantable, instanceId: string): iam.Grant {
  return grantOnKey(key, person, SESSION_DATA_KEY_ACTIONS, { StringEquals: { 'kms:EncryptionContext:aws:ssm:TargetId': instanceId } });
}

function grantOnKey(key: kms.IKey, grantee: iam.IGrantable, actions: string[], conditions: Conditions): iam.Grant {
  // In its own policy a key is `*`.
  return grantOnBothSides({ grantee, actions, resourceArns: [key.keyArn], resource: key, resourceSelfArns: ['*'], conditions });
}
