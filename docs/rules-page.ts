import { sentence } from '../lib/preflight/model/words';
import { wordFix } from '../lib/preflight/readers/cloudformation/word-fix';
import { RuleText } from '../lib/preflight/rules/rule';
import { RuleFamily, sourceOf } from '../lib/preflight/rules/rulebook';

/** The page that documents the rules, made from the rules themselves. */
export function rulesPage(families: readonly RuleFamily[]): string {
  const all = families.flatMap(({ rules }) => rules);
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
    ...all.map(({ id, title }) => `| [${id}](#${id.toLowerCase()}) | ${title} |`),
    ...all.flatMap(section),
    '',
  ].join('\n');
}

function section(rule: RuleText): string[] {
  const { id, title, why, fix, see, reads, cannotSee } = rule;
  const source = sourceOf(rule);
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
    `Source: [${source.title}, section ${source.section}](${source.page.replace('docs/', '')}); [AWS](${see}).`,
  ];
}
