import { Arn, ArnFormat, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { DOCUMENT_ACCESS_CHECK, OWN_SESSIONS, OWN_SESSION_ACTIONS, START_SESSION_ACTION } from './person-actions';
import { fail } from '../core/errors';

/** A node, as far as starting a session with it goes. */
export interface SessionTarget extends IConstruct {
  readonly instanceId: string;
}

/** Lets a person start sessions with one document on one node, and resume and end their own. */
export function grantStart(grantee: iam.IGrantable, node: SessionTarget, documentArn: string): iam.Grant {
  const start = iam.Grant.addToPrincipal({
    grantee,
    actions: [START_SESSION_ACTION],
    resourceArns: [nodeArn(node), documentArn],
    conditions: { Bool: { [DOCUMENT_ACCESS_CHECK]: 'true' } },
  });
  return start.combine(iam.Grant.addToPrincipal({
    grantee,
    actions: OWN_SESSION_ACTIONS,
    resourceArns: [ssmArn(node, 'session', OWN_SESSIONS)],
  }));
}

/** A node finds the documents of its own region only. */
export function checkSameRegion(document: IConstruct, node: SessionTarget): void {
  const [documentRegion, nodeRegion] = [document, node].map(construct => Stack.of(construct).region);
  if (Token.compareStrings(documentRegion, nodeRegion) === TokenComparison.DIFFERENT) {
    fail(node, `the session document ${document.node.path} must be in the node's region ${nodeRegion}, got ${documentRegion}; make one in that region`);
  }
}

/** The ARN of a session document, which has no other attribute than its name. */
export function sessionDocumentArn(scope: IConstruct, documentName: string): string {
  return ssmArn(scope, 'document', documentName);
}

/** The AWS CLI command that starts a session on a node, with another document than the account's default if one is named. */
export function startSessionCommand(node: SessionTarget, documentName?: string, parameters?: string): string {
  return [
    `aws ssm start-session --target ${node.instanceId} --region ${Stack.of(node).region}`,
    ...documentName ? [`--document-name ${documentName}`] : [],
    ...parameters ? [`--parameters ${parameters}`] : [],
  ].join(' ');
}

function nodeArn(node: SessionTarget): string {
  return node.instanceId.startsWith('mi-')
    ? ssmArn(node, 'managed-instance', node.instanceId)
    : Stack.of(node).formatArn({ service: 'ec2', resource: 'instance', resourceName: node.instanceId });
}

function ssmArn(scope: IConstruct, resource: string, resourceName: string): string {
  return Arn.format({ service: 'ssm', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME }, Stack.of(scope));
}
