import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DEFAULT_SESSION_DOCUMENT } from '../agent/session-documents';
import { fail } from '../core/errors';

/** A node, as far as the command that starts a session with it goes. */
interface SessionNode extends IConstruct {
  readonly instanceId: string;
}

/** A node finds the documents of its own account and region only. */
export function checkSameEnvironment(document: IConstruct, node: IConstruct): void {
  for (const place of ['region', 'account'] as const) {
    const [ofDocument, ofNode] = [document, node].map(construct => Stack.of(construct)[place]);
    if (Token.compareStrings(ofDocument, ofNode) === TokenComparison.DIFFERENT) {
      fail(node, `the session document ${document.node.path} must be in the node's ${place} ${ofNode}, got ${ofDocument}; make one in that ${place}`);
    }
  }
}

/**
 * The AWS CLI command that starts a session on a node. It names no document for the account's default one, which an account lacks until somebody
 * changes its preferences: named, it would be refused there.
 */
export function startSessionCommand(node: SessionNode, documentName: string, parameters?: string): string {
  return sessionCommand(node, node.instanceId, documentName, parameters);
}

/** The same with a target that the shell may still have to find. */
export function sessionCommand(scope: IConstruct, target: string, documentName: string, parameters?: string): string {
  return [
    `aws ssm start-session --target ${target} --region ${Stack.of(scope).region}`,
    ...documentName === DEFAULT_SESSION_DOCUMENT ? [] : [`--document-name ${documentName}`],
    ...parameters ? [`--parameters ${parameters}`] : [],
  ].join(' ');
}
