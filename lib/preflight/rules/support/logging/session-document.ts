import { matches, patternOf, textOf } from '../../../model/iam/policy-pattern';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Environment } from '../../../model/node';
import { SessionDocumentInputs } from '../../../model/session/requirement';
import { Bucket, Key, LogGroup, SessionDocument } from '../../../model/session/session-resources';
import { display, gapIn } from '../../../model/symbolic-text';
import { RuleContext } from '../../rule-context';

/** The document in use, as far as it can be seen. */
export interface SeenDocument {
  readonly document: SessionDocument;
  readonly inputs: SessionDocumentInputs;
  /** Where the document says what it asks for. */
  readonly location: PropertyLocation;
}

/** What a document names, and what the assembly has by that name. */
export interface Named<T> extends SeenDocument {
  readonly name: string;
  readonly found: Known<T>;
}

/** Undefined where no document is in use, and where it cannot be seen, which SSM-LOG-001 reports. */
export function documentOf({ node, documentInputs }: RuleContext): SeenDocument | undefined {
  if (!isKnown(node.document) || !node.document || !isKnown(documentInputs) || !documentInputs) {
    return undefined;
  }
  const { document } = node.document;
  return { document, inputs: documentInputs, location: document.inputs.location };
}

/** Why the name of something is not known; undefined where it is, and where the document names nothing. */
export function unseenName(name: Known<string | undefined>): Unknown | undefined {
  return isKnown(name) ? gapIn(name ?? '') : name;
}

/** The bucket for transcripts; undefined where the document names none, or where its name is not known, which SSM-LOG-002 reports. */
export function namedBucket(context: RuleContext): Named<Bucket> | undefined {
  return named(context, ({ bucket }) => bucket, name => context.model.bucket(name, context.node.environment));
}

/**
 * The log group for transcripts; undefined where the document names none, where its name is not known, which SSM-LOG-009 reports, and where it is
 * an ARN, which SSM-LOG-017 reports.
 */
export function namedLogGroup(context: RuleContext): Named<LogGroup> | undefined {
  return named(context, ({ logGroup }) => isKnown(logGroup) && isArn(logGroup) ? undefined : logGroup, name => {
    const group = context.model.logGroup(name, context.node.environment);
    return isKnown(group) ? asTheAgentLooks(group, context.node.environment) : group;
  });
}

/** The key of sessions; undefined where the document names none, or where its name is not known, which SSM-KEY-001 reports. */
export function namedKey(context: RuleContext): Named<Key> | undefined {
  return named(context, ({ key }) => key, name => context.model.key(name, context.node.environment));
}

export function isArn(name: string | undefined): boolean {
  return name?.startsWith('arn:') ?? false;
}

/** The ARN of a log group, which CloudFormation ends with `:*`. */
export function plainArn({ arn }: LogGroup): string {
  return arn.replace(/:\*$/, '');
}

function named<T>(
  context: RuleContext, nameOf: (inputs: SessionDocumentInputs) => Known<string | undefined>, find: (name: string) => Known<T>,
): Named<T> | undefined {
  const seen = documentOf(context);
  const name = seen && nameOf(seen.inputs);
  return seen && name !== undefined && isKnown(name) && !gapIn(name) ? { ...seen, name, found: find(name) } : undefined;
}

/** The agent looks in the node's own region and account; a log group of the same name elsewhere is another one. */
function asTheAgentLooks(group: LogGroup, { partition, region, account }: Environment): Known<LogGroup> {
  const expected = `arn:${partition}:logs:${region}:${account}:log-group:${group.name}`;
  return matches(patternOf(expected, { wildcards: false }), textOf(plainArn(group))) === true
    ? group
    : new Unknown(`${group.location.resource.name} is ${display(plainArn(group))}, and the agent looks for ${display(expected)}`);
}
