import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { DEFAULT_SESSION_DOCUMENT } from '../agent/session-documents';

/** A node, as far as starting a session with it goes. */
export interface SessionTarget extends IConstruct {
  readonly instanceId: string;
}

/** A session document, as far as starting a session with it goes. */
export interface StartedDocument {
  readonly documentName: string;
  readonly documentArn: string;
  /** Encrypts the sessions; undefined with TLS alone. */
  readonly encryptionKey?: kms.IKey;
}

/** The account's own preferences, of which nothing else is known. */
export function defaultDocument(node: SessionTarget): StartedDocument {
  return { documentName: DEFAULT_SESSION_DOCUMENT, documentArn: sessionDocumentArn(node, DEFAULT_SESSION_DOCUMENT) };
}

/** The ARN of a session document, which has no other attribute than its name. */
export function sessionDocumentArn(scope: IConstruct, documentName: string): string {
  return ssmArn(scope, 'document', documentName);
}

/** Every session of the node's account and region. */
export function sessionsArn(node: SessionTarget): string {
  return ssmArn(node, 'session', '*');
}

export function nodeArn(node: SessionTarget): string {
  return node.instanceId.startsWith('mi-')
    ? ssmArn(node, 'managed-instance', node.instanceId)
    : Stack.of(node).formatArn({ service: 'ec2', resource: 'instance', resourceName: node.instanceId });
}

function ssmArn(scope: IConstruct, resource: string, resourceName: string): string {
  return Arn.format({ service: 'ssm', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME }, Stack.of(scope));
}
