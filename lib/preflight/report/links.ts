import { breakable } from './breakable';
import { Markup, markup } from './markup';
import { rulePage } from './product';

/** A rule, linked to its section in the documentation. */
export function ruleLink(ruleId: string): Markup {
  return markup`<a href="${rulePage(ruleId)}"><code>${ruleId}</code></a>`;
}

/** A page on the web as a link. What is not one, such as `javascript:`, stays a text. */
export function pageLink(address: string): Markup {
  return /^https:\/\/[\w.-]+\//.test(address) ? markup`<a href="${address}">${breakable(address)}</a>` : markup`${address}`;
}

/** The place of a node in the page. */
export function nodeAnchor(index: number): string {
  return `node-${index + 1}`;
}

/** The place of a cause in the page. */
export function causeAnchor(index: number): string {
  return `cause-${index + 1}`;
}
