import { PreflightStack } from '../preflight-stack';
import { breakable } from './breakable';
import { Markup, NOTHING, markup, together } from './markup';
import { PRODUCT } from './product';

// The most environments that the head of a report names.
const NAMED_ENVIRONMENTS = 8;

/** What a report says of itself. */
export interface Masthead {
  readonly title: string;
  /** What comes of it, in a line. */
  readonly lead: Markup;
  readonly stacks: readonly PreflightStack[];
  readonly madeFrom?: string;
  readonly madeAt?: Date;
}

/** The head of the page: what it is, of what, and when and by what it was made. */
export function mastheadMarkup({ title, lead, stacks, madeFrom, madeAt }: Masthead): Markup {
  return together(
    markup`<header class="wide"><p class="product">${PRODUCT.name} <span class="version">${PRODUCT.version}</span></p><h1>${breakable(title)}</h1><p class="lead">${lead}</p>`,
    markup`<dl class="made">`,
    madeAt === undefined ? NOTHING : row('Made', markup`<time datetime="${madeAt.toISOString()}">${inWords(madeAt)}</time>`),
    madeFrom === undefined ? NOTHING : row('From', breakable(madeFrom)),
    stacks.length === 0 ? NOTHING : row(stacks.length === 1 ? '1 stack' : `${stacks.length} stacks`, environmentsMarkup(stacks)),
    markup`</dl></header>`,
  );
}

/** Where a stack is deployed, for example `111122223333, eu-west-1`. */
export function environmentWords({ account, region }: Pick<PreflightStack, 'account' | 'region'>): string {
  return account === undefined && region === undefined ? 'account and region not set' : `${account ?? 'account not set'}, ${region ?? 'region not set'}`;
}

function row(name: string, value: Markup): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function environmentsMarkup(stacks: readonly PreflightStack[]): Markup {
  const counts = new Map<string, number>();
  for (const stack of stacks) { counts.set(environmentWords(stack), (counts.get(environmentWords(stack)) ?? 0) + 1); }
  const all = [...counts];
  const rest = all.length - NAMED_ENVIRONMENTS;
  const item = ([words, count]: readonly [string, number]) => markup`<li>${breakable(words)}${all.length > 1 ? ` (${count})` : ''}</li>`;
  return markup`<ul>${all.slice(0, NAMED_ENVIRONMENTS).map(item)}${rest > 0 ? markup`<li>and ${rest} more</li>` : NOTHING}</ul>`;
}

/** For example `29 November 2026, 06:31 UTC`. */
function inWords(date: Date): string {
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}
