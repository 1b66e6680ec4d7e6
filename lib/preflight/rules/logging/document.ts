import { isKnown, Known, Unknown } from '../../model/known';
import { Bucket, Key, LogGroup, SessionDocument } from '../../model/logging';
import { Asked } from '../../model/need';
import { Environment } from '../../model/node';
import { Spot } from '../../model/place';
import { matches, patternOf, textOf } from '../../model/policy-pattern';
import { display, gapIn } from '../../model/text';
import { Site } from '../site';

/** The document in use, as far as it can be seen. */
export interface SeenDocument {
  readonly document: SessionDocument;
  readonly asked: Asked;
  /** Where the document says what it asks for. */
  readonly spot: Spot;
}

/** What a document names, and what the assembly has by that name. */
export interface Named<T> extends SeenDocument {
  readonly name: string;
  readonly found: Known<T>;
}

/** Undefined where no document is in use, and where it cannot be seen, which SSM-LOG-001 tells. */
export function documentOf({ node, asked }: Site): SeenDocument | undefined {
  if (!isKnown(node.document) || !node.document || !isKnown(asked) || !asked) {
    return undefined;
  }
  const { document } = node.document;
  return { document, asked, spot: document.inputs.spot };
}

/** Why the name of something is not known; undefined where it is, and where the document names nothing. */
export function unseenName(name: Known<string | undefined>): Unknown | undefined {
  return isKnown(name) ? gapIn(name ?? '') : name;
}

/** The bucket for transcripts; undefined where the document names none, or where its name is not known, which SSM-LOG-002 tells. */
export function askedBucket(site: Site): Named<Bucket> | undefined {
  return named(site, ({ bucket }) => bucket, name => site.model.bucket(name, site.node.environment));
}

/** The log group for transcripts; undefined where the document names none, or where its name is not known, which SSM-LOG-009 tells. */
export function askedLogGroup(site: Site): Named<LogGroup> | undefined {
  return named(site, ({ logGroup }) => logGroup, name => {
    const group = site.model.logGroup(name, site.node.environment);
    return isKnown(group) ? asTheAgentLooks(group, site.node.environment) : group;
  });
}

/** The key of sessions; undefined where the document names none, or where its name is not known, which SSM-KEY-001 tells. */
export function askedKey(site: Site): Named<Key> | undefined {
  return named(site, ({ key }) => key, name => site.model.key(name, site.node.environment));
}

/** The ARN of a log group, which CloudFormation ends with `:*`. */
export function plainArn({ arn }: LogGroup): string {
  return arn.replace(/:\*$/, '');
}

function named<T>(site: Site, nameOf: (asked: Asked) => Known<string | undefined>, find: (name: string) => Known<T>): Named<T> | undefined {
  const seen = documentOf(site);
  const name = seen && nameOf(seen.asked);
  return seen && name !== undefined && isKnown(name) && !gapIn(name) ? { ...seen, name, found: find(name) } : undefined;
}

/** The agent looks in the node's own region and account; a log group of the same name elsewhere is another one. */
function asTheAgentLooks(group: LogGroup, { partition, region, account }: Environment): Known<LogGroup> {
  const expected = `arn:${partition}:logs:${region}:${account}:log-group:${group.name}`;
  return matches(patternOf(expected, { wildcards: false }), textOf(plainArn(group))) === true
    ? group
    : new Unknown(`${group.spot.place.logicalId} is ${display(plainArn(group))}, and the agent looks for ${display(expected)}`);
}
