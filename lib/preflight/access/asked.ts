import { AttachedPolicy, PolicyStatement } from '../model/iam/policy';
import { isKnown, Known } from '../model/known';
import { opaqueNames } from '../model/symbolic-text';

/** What policies look at of a request: all that can make a difference to their answer. */
export interface Asked {
  /** Condition keys in lower case, those of policy variables among them. */
  readonly keys: ReadonlySet<string>;
  /** Ids of nodes that are written out. */
  readonly nodeIds: readonly string[];
  /** Names of session documents, with wildcards. */
  readonly documentNames: readonly string[];
  /** Things of the templates that are named. */
  readonly named: ReadonlySet<string>;
  /** The values that conditions compare a key with. */
  valuesOf(key: string): readonly string[];
}

export function askedBy(policies: readonly AttachedPolicy[]): Asked {
  const values = new Map<string, string[]>();
  const texts: string[] = [];
  const resources: string[] = [];
  for (const statement of policies.flatMap(statementsOf)) {
    resources.push(...listOf(statement.resources), ...listOf(statement.notResources));
    for (const { key, values: wanted } of listOf(statement.conditions)) {
      const ofKey = values.get(key.toLowerCase()) ?? [];
      ofKey.push(...listOf(wanted));
      values.set(key.toLowerCase(), ofKey);
      texts.push(...listOf(wanted));
    }
  }
  texts.push(...resources);
  const variables = texts.flatMap(text => [...text.matchAll(VARIABLE)].map(([, key]) => key.toLowerCase()));
  return {
    keys: new Set([...values.keys(), ...variables]),
    valuesOf: key => values.get(key) ?? [],
    nodeIds: [...new Set(texts.flatMap(text => NODE_ID.exec(text)?.[1] ?? []))],
    documentNames: [...new Set(resources.flatMap(text => DOCUMENT.exec(text)?.[1] ?? []))],
    named: new Set(texts.flatMap(opaqueNames)),
  };
}

/** By which policies tell apart nodes that are alike in all else: CloudFormation's tag, and the one that people read. */
export const LOGICAL_ID_KEYS = keysOfTag('aws:cloudformation:logical-id');
export const NAME_KEYS = keysOfTag('name');

const VARIABLE = /\$\{\s*([^\s',}]+)/g;
const NODE_ID = /(?:^|\/)(m?i-(?:[0-9a-f]{17}|[0-9a-f]{8}))$/;
const DOCUMENT = /^arn:.*:document\/(.+)$/;

function statementsOf({ document }: AttachedPolicy): PolicyStatement[] {
  return isKnown(document) ? document.statements.filter(isKnown) : [];
}

function listOf<T>(list: Known<T[]> | undefined): readonly T[] {
  return list !== undefined && isKnown(list) ? list : [];
}

function keysOfTag(tag: string): string[] {
  return ['ssm', 'aws'].map(service => `${service}:resourcetag/${tag}`);
}
