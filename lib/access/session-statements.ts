import * as iam from 'aws-cdk-lib/aws-iam';
import {
  DOCUMENT_ACCESS_CHECK, OPEN_SESSION_ACTION, OWN_SESSION_ACTIONS, REQUESTER, SESSION_OWNER_TAG, START_SESSION_ACTION,
} from './person-actions';
import { encryptSessionsStatement } from './session-key';
import { SessionTarget, StartedDocument, nodeArn, sessionsArn } from './session-target';
import { DEFAULT_SESSION_DOCUMENT } from '../agent/session-documents';
import { Conditions } from '../core/grants';

/** All that a person needs for sessions with one document on one node, and to resume and end their own. */
export function sessionStatements(node: SessionTarget, document: StartedDocument): iam.PolicyStatement[] {
  const { encryptionKey } = document;
  return [...startStatements(node, document), ...encryptionKey ? [encryptSessionsStatement(encryptionKey, node.instanceId)] : []];
}

/** The same without the key, which has a policy of its own. */
export function startStatements(node: SessionTarget, { documentName, documentArn }: StartedDocument): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: [START_SESSION_ACTION],
      // IAM checks the two one by one, so a condition on tags of the node would deny the document.
      resources: [nodeArn(node), documentArn],
      conditions: documentCondition(documentName),
    }),
    new iam.PolicyStatement({
      actions: OWN_SESSION_ACTIONS,
      resources: [sessionsArn(node)],
      conditions: { StringLike: { [SESSION_OWNER_TAG]: REQUESTER } },
    }),
    new iam.PolicyStatement({ actions: [OPEN_SESSION_ACTION], resources: [sessionsArn(node)] }),
  ];
}

/** A session that names no document runs with the account's default one, which is right where that one is granted. */
function documentCondition(documentName: string): Conditions | undefined {
  return documentName === DEFAULT_SESSION_DOCUMENT ? undefined : { BoolIfExists: { [DOCUMENT_ACCESS_CHECK]: 'true' } };
}
