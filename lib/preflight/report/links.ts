import { createHash } from 'node:crypto';
import { breakable } from './breakable';
import { Cause } from './causes';
import { Markup, markup } from './markup';
import { DOCUMENTATION, rulePage } from './product';

/** A rule, linked to its section in the documentation. */
export function ruleLink(ruleId: string): Markup {
  return markup`<a href="${rulePage(ruleId)}"><code>${ruleId}</code></a>`;
}

/** A page on the web as a link. What is not one, such as `javascript:`, stays a text. */
export function pageLink(address: string, text = address): Markup {
  return /^https:\/\/[\w.-]+\//.test(address) ? markup`<a href="${address}">${breakable(text)}</a>` : breakable(text);
}

/** A section of a page of the documentation, such as `docs/audit.md, section 2`. Any other text stays a text. */
export function sectionLink(text: string): Markup {
  const [, page] = /^(docs\/[\w-]+\.md), section \d+$/.exec(text) ?? [];
  return page === undefined ? breakable(text) : pageLink(`${DOCUMENTATION}/${page}`, text);
}

/** The place of a node in the page, the same in each report: an address that somebody keeps still leads there. */
export function nodeAnchor(id: string): string {
  return `node-${id.replace(/[^\w./-]/gu, character => `~${character.codePointAt(0)!.toString(16)}`)}`;
}

/** The place of a cause in the page: the same as long as the finding is. */
export function causeAnchor({ weight, finding: { ruleId, message, stack, logicalId } }: Cause): string {
  const digest = createHash('sha256').update(JSON.stringify([weight, message, stack, logicalId])).digest('hex');
  return `cause-${ruleId}-${digest.slice(0, 8)}`;
}
