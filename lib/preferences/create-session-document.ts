import { Stack, Stage, Token } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { SessionDocumentContent } from './session-document-content';
import { DEFAULT_SESSION_DOCUMENT } from '../agent/session-documents';
import { fail } from '../core/errors';
import { resourcesInApp } from '../core/references';
import { inSameEnvironment } from '../core/same-environment';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html */
const DOCUMENT_NAME = /^(?!aws|amazon|amzn)[A-Za-z0-9_.-]{3,128}$/i;

/** Makes the session document of a construct and returns its name. */
export function createSessionDocument(scope: Construct, content: SessionDocumentContent, name: string | undefined): string {
  checkDocumentName(scope, name);
  if (name === DEFAULT_SESSION_DOCUMENT) {
    fail(scope, `documentName must not be the account's own, got '${name}', which CloudFormation cannot create where it exists; use AccountSessionPreferences for the account's default, or leave documentName out`);
  }
  const document = new ssm.CfnDocument(scope, 'Document', {
    documentType: 'Session',
    documentFormat: 'JSON',
    content: {},
    name,
    // Replacement would change the name that people have in their commands, and is refused for one with a name of its own.
    updateMethod: 'NewVersion',
  });
  // As text, which CloudFormation takes and the L1 class does not: the agent drops a document in which a boolean has become a string.
  document.addPropertyOverride('Content', Stack.of(scope).toJsonString(content));
  scope.node.defaultChild = document;
  if (name !== undefined && !Token.isUnresolved(name)) {
    scope.node.addValidation({ validate: () => namesakesOf(document, name) });
  }
  return document.ref;
}

/** A name belongs to one document in an account and region. Stages are made to be deployed into accounts of their own. */
function namesakesOf(document: ssm.CfnDocument, name: string): string[] {
  return resourcesInApp<ssm.CfnDocument>(document, ssm.CfnDocument.CFN_RESOURCE_TYPE_NAME)
    .filter(other => other !== document && other.name === name && Stage.of(other) === Stage.of(document) && inSameEnvironment(other, document))
    .map(other => `documentName ${name} is that of ${other.node.path} too, and an account has one document of a name in a region; choose another name for one of the two`);
}

export function checkDocumentName(scope: Construct, name: string | undefined): void {
  if (name !== undefined && !Token.isUnresolved(name) && !DOCUMENT_NAME.test(name)) {
    fail(scope, `documentName must be 3-128 of the characters A-Z a-z 0-9 _ - . and not begin with aws, amazon or amzn, got '${name}'; use a name such as 'production-shell'`);
  }
}
