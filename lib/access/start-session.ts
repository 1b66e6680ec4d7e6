import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { SessionTarget } from './session-target';
import { DEFAULT_SESSION_DOCUMENT } from '../agent/session-documents';
import { fail } from '../core/errors';

/** A node finds the documents of its own region only. */
export function checkSameRegion(document: IConstruct, node: SessionTarget): void {
  const [documentRegion, nodeRegion] = [document, node].map(construct => Stack.of(construct).region);
  if (Token.compareStrings(documentRegion, nodeRegion) === TokenComparison.DIFFERENT) {
    fail(node, `the session document ${document.node.path} must be in the node's region ${nodeRegion}, got ${documentRegion}; make one in that region`);
  }
}

/**
 * The AWS CLI command that starts a session on a node. It names no document for the account's default one, which an account lacks until somebody
 * changes its preferences: named, it would be refused there.
 */
export function startSessionCommand(node: SessionTarget, documentName: string, parameters?: string): string {
  return [
    `aws ssm start-session --target ${node.instanceId} --region ${Stack.of(node).region}`,
    ...documentName === DEFAULT_SESSION_DOCUMENT ? [] : [`--document-name ${documentName}`],
    ...parameters ? [`--parameters ${parameters}`] : [],
  ].join(' ');
}
