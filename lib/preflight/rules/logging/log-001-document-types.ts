import { isKnown } from '../../model/known';
import { PropertyLocation } from '../../model/location';
import { Setting } from '../../model/network/network';
import { sessionDocumentInputs } from '../../model/session/session-document-inputs';
import { SessionDocument } from '../../model/session/session-resources';
import { display, gapIn } from '../../model/symbolic-text';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { badInputs, BadInput } from '../support/logging/input-types';

export const documentTypesRule: Rule = {
  ...catalogued('SSM-LOG-001'),
  why: 'A wrong type is only logged on the node; the person who connects sees a session that hangs.',
  fix: 'write each input of the session document with the type of its schema',
  contract: 1,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html',
  reads: 'which session document is in use, its schema version, its session type, the types of its inputs and the range of its time limits, and whether it runs sessions as root',
  cannotSee: 'another document that a person names, values that a person gives to the parameters of the document, and a document that is changed after the deployment',
  hop: 'SERVICE',
  *check(context) {
    const { document: inUse, resource } = context.node;
    if (!isKnown(inUse)) {
      yield undecided({ resource }, `where transcripts of sessions with ${resource.name} go, and which key encrypts them,`, inUse, DOCUMENT_CAPABILITIES);
    } else if (inUse) {
      yield* documentFindings(inUse.document);
      yield* inputFindings(context, inUse.document);
    }
  },
};

const DOCUMENT_CAPABILITIES: Finding['capabilities'] = ['TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'];

const SESSION_TYPES = ['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands', 'Port'];

function* documentFindings(document: SessionDocument): Generator<Finding> {
  const name = nameOf(document);
  const { schemaVersion, sessionType } = document;
  yield* textFindings(schemaVersion, 'schemaVersion', value => value !== '1.0', {
    message: value => `the session document ${name} has the schemaVersion '${display(value)}': the agent accepts only '1.0', and the session hangs`,
    fix: `set schemaVersion of ${name} to the text '1.0'`,
  }, document);
  yield* textFindings(sessionType, 'sessionType', value => !SESSION_TYPES.includes(value), {
    message: value => `the session document ${name} has the sessionType '${display(value)}', which the agent does not know: the session fails`,
    fix: `set sessionType of ${name} to 'Standard_Stream'`,
  }, document);
}

interface Words {
  readonly message: (value: string) => string;
  readonly fix: string;
}

function* textFindings(
  { value, location }: Setting<string>, key: string, isWrong: (value: string) => boolean, { message, fix }: Words, document: SessionDocument,
): Generator<Finding> {
  const unknown = isKnown(value) ? gapIn(value) : value;
  if (unknown) {
    yield undecided(location, `whether the session document ${nameOf(document)} has the right ${key}`, unknown, ['SHELL'], ['ssmmessages']);
  } else if (isWrong(value as string)) {
    yield blocked(location, message(value as string), fix);
  }
}

function* inputFindings({ node }: RuleContext, document: SessionDocument): Generator<Finding> {
  const { value: inputs, location } = document.inputs;
  if (!isKnown(inputs)) {
    yield undecided(location, `what the session document ${nameOf(document)} asks for`, inputs, DOCUMENT_CAPABILITIES);
    return;
  }
  for (const bad of badInputs(inputs)) {
    yield inputFinding(document, bad);
  }
  const isWindows = node.images.length > 0 && node.images.every(({ value }) => isKnown(value) && value.platform === 'windows');
  if (!isWindows && runsAsRoot(document)) {
    yield blocked(location, `runAsDefaultUser of the session document ${nameOf(document)} is 'root': the agent runs no session as root, and every session fails`,
      `set runAsDefaultUser of ${nameOf(document)} to another user that exists on the node, or runAsEnabled to false`);
  }
}

function inputFinding(document: SessionDocument, { key, wrong, unknown }: BadInput): Finding {
  const name = nameOf(document);
  const { location } = document.inputs;
  return unknown
    ? undecided(location, `whether ${key} of the session document ${name} has the right type`, unknown, ['SHELL'], ['ssmmessages'])
    : blocked(location, `${key} of the session document ${name} is ${wrong!.value}, must be ${wrong!.expected}: the session hangs`, `${wrong!.fix} for ${key} of ${name}`);
}

/** Windows has no Run As, so this is of no matter there. */
function runsAsRoot(document: SessionDocument): boolean {
  const inputs = sessionDocumentInputs(document);
  return isKnown(inputs) && isKnown(inputs.runAsUser) && inputs.runAsUser?.trim() === 'root';
}

function blocked(location: PropertyLocation, message: string, fix: string): Finding {
  return { severity: 'BLOCKED', location, message, fix, capabilities: ['SHELL'], services: ['ssmmessages'] };
}

function nameOf({ location }: SessionDocument): string {
  return location.resource.name;
}
