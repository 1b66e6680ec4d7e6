import { RULE_TITLES, RuleId } from '../rule-catalog';
import { RuleContext } from './rule-context';
import { Fix } from '../model/fix';
import { Unknown, Unseen } from '../model/known';
import { PropertyLocation } from '../model/location';
import { Capability } from '../model/session/capability';
import { Service } from '../model/session/service';

/** Where on the path from a node to a service a rule looks. */
export type Hop = 'NODE' | 'IDENTITY' | 'AGENT' | 'SECURITY_GROUP' | 'NETWORK_ACL' | 'ROUTE' | 'GATEWAY' | 'ENDPOINT' | 'SERVICE';

/** What a rule says of itself, be it about nodes, about people or about the audit. */
export interface RuleText {
  /** Stable: people acknowledge it. */
  readonly id: RuleId;
  /** What holds where all is well, as a sentence. */
  readonly title: string;
  /** What happens where it does not hold, and why. */
  readonly why: string;
  /** How to mend it, in general and in a line; a finding may know better. */
  readonly fix: Fix;
  /** The section of {@link contractPage}, by its number. */
  readonly contract: number;
  /** The page of AWS. */
  readonly see: string;
  /** What the rule looks at, as a noun phrase. */
  readonly reads: string;
  /** What may break it, or keep it, beyond what the rule reads, as a noun phrase. */
  readonly cannotSee: string;
}

/** The page of this repository that has the facts behind a rule. */
export function contractPage({ id }: Pick<RuleText, 'id'>): string {
  const [, family] = id.split('-');
  return PAGES[family] ?? 'docs/agent-contract.md';
}

const PAGES: { readonly [family: string]: string | undefined } = { ACC: 'docs/facts/access.md', AUD: 'docs/facts/audit.md' };

/** One precondition of a session with a node. */
export interface Rule extends RuleText {
  readonly hop: Hop;
  /** What is wrong in one context; nothing where the precondition holds. */
  check(context: RuleContext): Iterable<Finding>;
}

export interface Finding {
  readonly severity: 'BLOCKED' | 'UNKNOWN' | 'WARNING';
  readonly location: PropertyLocation;
  /** A sentence without a full stop at the end. Findings whose sentences differ in {@link TO} only are one finding. */
  readonly message: string;
  /** What stands for {@link TO} in the sentence: the destination that is cut off. */
  readonly to?: string;
  /** The rule's own where it is left out. */
  readonly fix?: Fix;
  /** What does not work because of it. */
  readonly capabilities: readonly Capability[];
  /** The services that are cut off; all where it is left out. */
  readonly services?: readonly Service[];
  /** How to say that it holds, for somebody who checked it where preflight does not see it. */
  readonly assumption?: string;
}

/** The id of a rule and its title, which the catalogue has for those who only cite it. */
export function catalogued(id: RuleId): Pick<RuleText, 'id' | 'title'> {
  return { id, title: RULE_TITLES[id] };
}

/** In a sentence, where the destinations go. */
export const TO = '{to}';

/** What cannot be decided: the sentence says what would have to hold. */
export function undecided(
  location: PropertyLocation, what: string, unknown: Unknown, capabilities: readonly Capability[], services?: readonly Service[], to?: string,
): Finding {
  const assumption = unknown instanceof Unseen ? unknown.assumption : undefined;
  return { severity: 'UNKNOWN', location, message: `${what} cannot be decided: ${unknown.reason}`, capabilities, services, to, assumption };
}
