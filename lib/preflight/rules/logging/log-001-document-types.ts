import { isKnown } from '../../model/known';
import { SessionDocument } from '../../model/logging';
import { Setting } from '../../model/network';
import { Spot } from '../../model/place';
import { display, gapIn } from '../../model/text';
import { Problem, Rule, undecided } from '../rule';
import { Site } from '../site';
import { badInputs, BadInput } from './input-types';

/** SSM-LOG-001. */
export const documentTypes: Rule = {
  id: 'SSM-LOG-001',
  title: 'The session document in use has the types that the agent parses',
  why: 'A wrong type is only logged on the node; the person who connects sees a session that hangs.',
  fix: 'write each input of the session document with the type of its schema',
  contract: 1,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html',
  hop: 'SERVICE',
  *check(site) {
    const { document: inUse, place } = site.node;
    if (!isKnown(inUse)) {
      yield undecided({ place }, `where transcripts of sessions with ${place.logicalId} go, and which key encrypts them,`, inUse, DOCUMENT_CAPABILITIES);
    } else if (inUse) {
      yield* documentProblems(inUse.document);
      yield* inputProblems(site, inUse.document);
    }
  },
};

const DOCUMENT_CAPABILITIES: Problem['capabilities'] = ['TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'];

const SESSION_TYPES = ['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands', 'Port'];

function* documentProblems(document: SessionDocument): Generator<Problem> {
  const name = nameOf(document);
  const { schemaVersion, sessionType } = document;
  yield* textProblems(schemaVersion, 'schemaVersion', value => value !== '1.0', {
    message: value => `the session document ${name} has the schemaVersion '${display(value)}': the agent takes none but '1.0', and the session hangs`,
    fix: `set schemaVersion of ${name} to the text '1.0'`,
  }, document);
  yield* textProblems(sessionType, 'sessionType', value => !SESSION_TYPES.includes(value), {
    message: value => `the session document ${name} has the sessionType '${display(value)}', which the agent does not know: the session fails`,
    fix: `set sessionType of ${name} to 'Standard_Stream'`,
  }, document);
}

interface Words {
  readonly message: (value: string) => string;
  readonly fix: string;
}

function* textProblems(
  { value, spot }: Setting<string>, key: string, isWrong: (value: string) => boolean, { message, fix }: Words, document: SessionDocument,
): Generator<Problem> {
  const unknown = isKnown(value) ? gapIn(value) : value;
  if (unknown) {
    yield undecided(spot, `whether the session document ${nameOf(document)} has the right ${key}`, unknown, ['SHELL'], ['ssmmessages']);
  } else if (isWrong(value as string)) {
    yield blocked(spot, message(value as string), fix);
  }
}

function* inputProblems({ node }: Site, document: SessionDocument): Generator<Problem> {
  const { value: inputs, spot } = document.inputs;
  if (!isKnown(inputs)) {
    yield undecided(spot, `what the session document ${nameOf(document)} asks for`, inputs, DOCUMENT_CAPABILITIES);
    return;
  }
  for (const bad of badInputs(inputs)) {
    yield inputProblem(document, bad);
  }
  const isWindows = node.images.length > 0 && node.images.every(({ value }) => isKnown(value) && value.platform === 'windows');
  if (!isWindows && runsAsRoot(inputs)) {
    yield blocked(spot, `runAsDefaultUser of the session document ${nameOf(document)} is 'root': the agent runs no session as root, and every session fails`,
      `set runAsDefaultUser of ${nameOf(document)} to another user that exists on the node, or runAsEnabled to false`);
  }
}

function inputProblem(document: SessionDocument, { key, wrong, unknown }: BadInput): Problem {
  const name = nameOf(document);
  const { spot } = document.inputs;
  return unknown
    ? undecided(spot, `whether ${key} of the session document ${name} has the right type`, unknown, ['SHELL'], ['ssmmessages'])
    : blocked(spot, `${key} of the session document ${name} is ${wrong!.value}, must be ${wrong!.expected}: the session hangs`, `${wrong!.fix} for ${key} of ${name}`);
}

/** Windows has no Run As, so this is of no matter there. */
function runsAsRoot(inputs: { readonly [key: string]: unknown }): boolean {
  const values = new Map(Object.entries(inputs).map(([key, value]) => [key.toLowerCase(), value]));
  const enabled = values.get('runasenabled');
  const user = values.get('runasdefaultuser');
  return (enabled === true || (typeof enabled === 'string' && /^(1|t|T|true|TRUE|True)$/.test(enabled))) && typeof user === 'string' && user.trim() === 'root';
}

function blocked(spot: Spot, message: string, fix: string): Problem {
  return { severity: 'BLOCKED', spot, message, fix, capabilities: ['SHELL'], services: ['ssmmessages'] };
}

function nameOf({ spot }: SessionDocument): string {
  return spot.place.logicalId;
}
