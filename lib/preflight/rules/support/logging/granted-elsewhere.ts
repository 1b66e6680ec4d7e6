import { AttachedPolicy, PolicyStatement, Role } from '../../../model/iam/policy';
import { matches, patternOf, textOf } from '../../../model/iam/policy-pattern';
import { isKnown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Call } from '../../../model/session/requirement';
import { display } from '../../../model/symbolic-text';
import { listed } from '../../../model/words';
import { denier } from '../identity/names';

/** A grant that is nearly the one that a call needs. */
export interface Elsewhere {
  /** What would have to be changed. */
  readonly location: PropertyLocation;
  /** For people to read. */
  readonly hint: string;
}

/** How to tell people of a pattern that does not match. */
export interface PatternReader {
  /** A pattern for a like thing, as people are to read it; undefined for one of something else. */
  readonly related: (pattern: string) => string | undefined;
  /** What the call is on instead, to end the sentence. */
  readonly wanted: string;
}

/**
 * Where the role grants the action of a call that it does not allow: on something else, or under a condition.
 *
 * A name or a prefix that differs by a character is the most frequent reason, and the hardest to see.
 */
export function grantedElsewhere(role: Role, call: Call, reader: PatternReader): Elsewhere | undefined {
  const grants = role.policies.flatMap(policy => grantsOf(policy, call.action));
  const conditional = grants.find(({ patterns, keys }) => keys.length > 0 && patterns.some(pattern => fits(pattern, call.resource)));
  if (conditional) {
    const { policy, statement, keys } = conditional;
    const by = { name: policy.name, location: policy.location, statement: statement.label };
    return { location: changeable(policy, role), hint: `${denier(by)} allows it under a condition on ${listed(keys)} that the call does not meet` };
  }
  const related = grants.find(({ patterns }) => patterns.some(pattern => reader.related(pattern) !== undefined));
  if (related) {
    const texts = related.patterns.map(pattern => reader.related(pattern)).filter((text): text is string => text !== undefined);
    return { location: changeable(related.policy, role), hint: `${related.policy.name} grants ${shown(texts)}, ${reader.wanted}` };
  }
  const others = grants.flatMap(({ patterns }) => patterns);
  return others.length === 0 ? undefined : { location: role.location, hint: `it grants that on ${shown(others)} only` };
}

interface Grant {
  readonly policy: AttachedPolicy;
  readonly statement: PolicyStatement;
  readonly patterns: readonly string[];
  /** Of its conditions. */
  readonly keys: readonly string[];
}

function grantsOf(policy: AttachedPolicy, action: string): Grant[] {
  const statements = isKnown(policy.document) ? policy.document.statements.filter(isKnown) : [];
  return statements.flatMap(statement => {
    const { effect, actions, resources, conditions } = statement;
    if (effect !== 'Allow' || !actions || !isKnown(actions) || !resources || !isKnown(resources)) { return []; }
    const keys = isKnown(conditions) ? conditions.map(({ key }) => key) : [];
    return actions.some(pattern => fits(pattern, action, true)) ? [{ policy, statement, patterns: resources, keys }] : [];
  });
}

function fits(pattern: string, text: string, ignoreCase: boolean = false): boolean {
  return matches(patternOf(pattern, { ignoreCase }), textOf(text, { ignoreCase })) === true;
}

/** A managed policy that a role names may be one of AWS's own, which nobody can change. */
function changeable({ location, foreign }: AttachedPolicy, role: Role): PropertyLocation {
  return foreign ? role.location : location;
}

function shown(patterns: readonly string[]): string {
  const texts = [...new Set(patterns)].map(display);
  return texts.length > MOST_SHOWN ? `${texts.slice(0, MOST_SHOWN).join(', ')} and others` : listed(texts);
}

const MOST_SHOWN = 3;
