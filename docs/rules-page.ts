import { sentence } from '../lib/preflight/model/words';
import { wordFix } from '../lib/preflight/readers/cloudformation/word-fix';
import { contractPage, RuleText } from '../lib/preflight/rules/rule';

/** The page that documents the rules, made from the rules themselves. */
export function rulesPage(all: readonly RuleText[]): string {
  const families = [...new Set(all.map(familyOf))];
  const rules = families.flatMap(family => all.filter(rule => familyOf(rule) === family).sort((a, b) => a.id.localeCompare(b.id)));
  return [
    '# Preflight rules',
    '',
    'Generated from `lib/preflight/rules` by `npm run docs:rules`; not to be edited by hand.',
    '',
    'A rule is one precondition of a session. Where it is broken, the node is BLOCKED and the finding names the resource and the property; where a',
    'template does not show it, the node is UNKNOWN. The rules of order only warn: such a node connects, but late. The rules `SSM-ACC-...` are about people and',
    'what they may do beside what is meant; they only warn, too. The rules `SSM-AUD-...` are about what records sessions and tells of them: BLOCKED is said where',
    'the deployment is refused or nothing ever comes of it. A finding is accepted with',
    '`Validations.of(scope).acknowledge({ id: \'SSM-NET-003\', reason: \'...\' })`.',
    '',
    '| rule | what holds where all is well |',
    '|---|---|',
    ...rules.map(({ id, title }) => `| [${id}](#${id.toLowerCase()}) | ${title} |`),
    ...rules.flatMap(section),
    '',
  ].join('\n');
}

const PAGES: { readonly [page: string]: string } = {
  'docs/agent-contract.md': 'what the agent requires',
  'docs/facts/access.md': 'what people may do',
  'docs/facts/audit.md': 'what the audit relies on',
};

function familyOf({ id }: RuleText): string {
  return id.slice(0, id.lastIndexOf('-'));
}

function section(rule: RuleText): string[] {
  const { id, title, why, fix, contract, see, reads, cannotSee } = rule;
  return [
    '',
    `## ${id}`,
    '',
    `**${title}.** ${why}`,
    '',
    `Reads: ${reads}.`,
    '',
    `Cannot see: ${cannotSee}.`,
    '',
    `Fix: ${sentence(wordFix(fix))}.`,
    '',
    `Source: [${PAGES[contractPage(rule)]}, section ${contract}](${contractPage(rule).replace('docs/', '')}); [AWS](${see}).`,
  ];
}
