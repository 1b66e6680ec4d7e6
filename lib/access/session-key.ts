import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { SESSION_DATA_KEY_ACTIONS } from './person-actions';
import { SESSION_KEY_ACTIONS } from '../agent/actions';
import { Conditions, grantOnBothSides } from '../core/grants';

/**
 * The two halves of an encrypted session's handshake, which fails without either of them.
 *
 * The encryption context has the ids of the session and of the target, and since agent 3.3.808 a challenge on the node's side. So no
 * condition restricts its keys.
 */

/** Lets the node decrypt data keys of sessions, and nothing else that the key may encrypt. */
export function grantOpenSessions(key: kms.IKey, node: iam.IGrantable): iam.Grant {
  return grantOnKey(key, node, SESSION_KEY_ACTIONS, { Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } });
}

/** Lets the person generate data keys for sessions with one node. */
export function grantEncryptSessions(key: kms.IKey, person: iam.IGrantable, instanceId: string): iam.Grant {
  const { actions, conditions } = encryptSessionsStatement(key, instanceId);
  return grantOnKey(key, person, actions, conditions);
}

/** The same for a policy of the person's own. */
export function encryptSessionsStatement(key: kms.IKey, instanceId: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: SESSION_DATA_KEY_ACTIONS,
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:EncryptionContext:aws:ssm:TargetId': instanceId } },
  });
}

function grantOnKey(key: kms.IKey, grantee: iam.IGrantable, actions: string[], conditions: Conditions): iam.Grant {
  // In its own policy a key is `*`.
  return grantOnBothSides({ grantee, actions, resourceArns: [key.keyArn], resource: key, resourceSelfArns: ['*'], conditions });
}
