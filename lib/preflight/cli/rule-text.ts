import { UsageError } from './usage-error';
import { meantHint } from '../../core/nearest';
import { sentence } from '../model/words';
import { wordFix } from '../readers/cloudformation/word-fix';
import { painter, widthOf } from '../report/terminal-text';
import { TextReportOptions } from '../report/text-report';
import { wrap } from '../report/wrap';
import { RuleText } from '../rules/rule';
import { RuleFamily, RULEBOOK, sourceOf } from '../rules/rulebook';

const REPOSITORY = 'https://github.com/cdk-session-manager/cdk-session-manager/blob/main';

/**
 * What a rule is about; of the beginning of an id, or of none, the rules by family.
 *
 * @throws UsageError if there is no such rule
 */
export function ruleText(given: string | undefined, options: TextReportOptions): string {
  // People say NET-003, too.
  const id = given?.toUpperCase().replace(/^(?!SSM)(?=[A-Z]{3}\b)/, 'SSM-') ?? '';
  const rule = RULEBOOK.flatMap(({ rules }) => rules).find(each => each.id === id);
  if (rule) { return `${pageOf(rule, options).join('\n')}\n`; }
  const families = RULEBOOK.filter(({ prefix }) => id === '' || prefix === id || `${prefix}-` === id);
  if (families.length === 0) { throw new UsageError(`There is no rule '${given}'${hintOf(id)}`); }
  return `${families.map(family => listOf(family, options).join('\n')).join('\n\n')}\n`;
}

function hintOf(id: string): string {
  const hint = meantHint(id, RULEBOOK.flatMap(({ prefix, rules }) => [prefix, ...rules.map(rule => rule.id)]));
  return hint === '' ? '; `cdk-session-manager rule` lists them' : hint;
}

function listOf({ prefix, title, rules }: RuleFamily, options: TextReportOptions): string[] {
  const width = widthOf(options);
  const paint = painter(options);
  return [
    ...hanging(prefix, title, width).map(line => paint(line, 'bold')),
    ...rules.flatMap(rule => hanging(`  ${rule.id}`, rule.title, width)),
  ];
}

function pageOf(rule: RuleText, options: TextReportOptions): string[] {
  const { id, title, why, fix, reads, cannotSee, see } = rule;
  const width = widthOf(options);
  const paint = painter(options);
  const { page, section } = sourceOf(rule);
  const part = (name: string, text: string) => ['', paint(name, 'bold'), ...wrap(text, width - 2).map(line => `  ${line}`)];
  return [
    ...hanging(id, `${title}.`, width).map(line => paint(line, 'bold')),
    '',
    ...wrap(why, width),
    ...part('Fix', `${sentence(wordFix(fix))}.`),
    ...part('Reads', `${sentence(reads)}.`),
    ...part('Cannot see', `${sentence(cannotSee)}.`),
    ...part('See', see),
    `  ${REPOSITORY}/${page}`,
    `  (section ${section})`,
  ];
}

function hanging(name: string, text: string, width: number): string[] {
  const indent = name.length + 2;
  return wrap(text, width - indent).map((line, index) => index === 0 ? `${name}  ${line}` : ' '.repeat(indent) + line);
}
