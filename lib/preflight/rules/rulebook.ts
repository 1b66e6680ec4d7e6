import { EVERY_RULE } from './all-rules';
import { contractPage, RuleText } from './rule';

/** Rules that are about the same. */
export interface RuleFamily {
  /** With which the ids of its rules begin. */
  readonly prefix: string;
  readonly title: string;
  /** By their ids. */
  readonly rules: readonly RuleText[];
}

const TITLES: { readonly [prefix: string]: string } = {
  'SSM-IDN': 'The identity of a node: its role, and what that allows',
  'SSM-AGT': 'The SSM Agent',
  'SSM-NET': 'The network path',
  'SSM-END': 'VPC endpoints',
  'SSM-LOG': 'Transcripts',
  'SSM-KEY': 'Encryption with a key',
  'SSM-ORD': 'The order of a deployment',
  'SSM-ACC': 'What people may do',
  'SSM-AUD': 'What records sessions and tells of them',
};

/** What each page has that the facts behind rules are in. */
const PAGES: { readonly [page: string]: string } = {
  'docs/agent-contract.md': 'what the agent requires',
  'docs/facts/access.md': 'what people may do',
  'docs/facts/audit.md': 'what the audit relies on',
};

/** All rules by family, in the order in which their findings are told: how people look them up. */
export const RULEBOOK: readonly RuleFamily[] = [...new Set(EVERY_RULE.map(prefixOf))].map(prefix => ({
  prefix,
  title: TITLES[prefix],
  rules: EVERY_RULE.filter(rule => prefixOf(rule) === prefix).sort((a, b) => a.id.localeCompare(b.id)),
}));

/** Where the facts behind a rule are. */
export function sourceOf(rule: RuleText): { readonly page: string; readonly title: string; readonly section: number } {
  const page = contractPage(rule);
  return { page, title: PAGES[page], section: rule.contract };
}

function prefixOf({ id }: RuleText): string {
  return id.slice(0, id.lastIndexOf('-'));
}
