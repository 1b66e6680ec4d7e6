import { RULE_TITLES } from '../../rule-catalog';
import { rulePage } from '../product';
import { Result } from '../results';
import { plain } from '../wording';

const RULE_IDS = Object.keys(RULE_TITLES);

/** What the rules of a family are about, by what is between the hyphens of their ids. */
const TAGS: { readonly [family: string]: string } = {
  IDN: 'identity', AGT: 'agent', NET: 'network', END: 'endpoints', LOG: 'logging', KEY: 'encryption', ORD: 'order', ACC: 'access', AUD: 'audit',
};

/** The families whose rules only warn. */
const ONLY_WARN: readonly string[] = ['ORD', 'ACC'];

/** The rules that found something, in the order of the catalogue. */
export function rulesJson(results: readonly Result[]) {
  const findings = new Map(results.map(({ finding }) => [finding.ruleId, finding]));
  const ids = [...findings.keys()].sort((one, other) => RULE_IDS.indexOf(one) - RULE_IDS.indexOf(other));
  return ids.map(id => {
    const { why, documentation } = findings.get(id)!;
    const title = plain((RULE_TITLES as { readonly [ruleId: string]: string })[id] ?? id);
    const family = id.split('-')[1];
    const level = ONLY_WARN.includes(family) ? 'warning' : 'error';
    return {
      id,
      name: nameOf(title),
      shortDescription: { text: `${title}.` },
      fullDescription: { text: plain(why) },
      help: {
        text: `What holds where all is well: ${title}. ${plain(why)} Documentation: ${documentation}. The rule: ${rulePage(id)}.`,
        markdown: `**What holds where all is well:** ${title}.\n\n${plain(why)}\n\n[The documentation of AWS](${documentation}) · [The rule](${rulePage(id)})`,
      },
      helpUri: rulePage(id),
      defaultConfiguration: { level },
      properties: { 'tags': ['aws', 'session-manager', TAGS[family] ?? 'other'], 'precision': 'very-high', 'problem.severity': level },
    };
  });
}

/** One word in Pascal case, as the standard wants the name of a rule: `Node's VPC` is `NodesVpc`. */
function nameOf(title: string): string {
  const words = title.replace(/^(?:An?|The) /, '').replace(/'/g, '').split(/[^A-Za-z0-9]+/);
  return words.map(word => word.charAt(0).toUpperCase() + word.slice(1).replace(/[A-Z]+/g, capitals => capitals.toLowerCase())).join('');
}
