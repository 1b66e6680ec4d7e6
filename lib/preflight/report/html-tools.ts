import { PreflightNode } from '../preflight-node';
import { PreflightVerdict } from '../preflight-verdict';
import { VERDICT_NAMES, VERDICT_SIGNS } from './html-node';
import { Markup, NOTHING, markup, together } from './markup';
import { VERDICT_CLASSES } from './path-drawing';
import { countVerdicts, plain } from './wording';

/** The nodes that need attention come first. */
export const ORDER: readonly PreflightVerdict[] = [PreflightVerdict.BLOCKED, PreflightVerdict.UNKNOWN, PreflightVerdict.CONNECTS];

/** What chooses the nodes that the page shows: a search, a stack, a verdict. The address of the page keeps the choice. */
export function toolsMarkup(nodes: readonly PreflightNode[]): Markup {
  const counts = countVerdicts(nodes);
  return together(
    markup`<div class="tools" role="search" aria-label="Nodes"><div class="wide"><div class="search"><label class="unseen" for="search">Search nodes</label>`,
    markup`<input type="search" id="search" placeholder="Search by node, stack, rule or verdict" autocomplete="off" spellcheck="false"></div>`,
    stackMarkup(nodes),
    markup`<div class="filters" role="group" aria-label="Show by verdict">`,
    markup`<button type="button" data-filter="" aria-pressed="true">All <b>${nodes.length}</b></button>`,
    markup`${ORDER.map(verdict => filterButton(verdict, counts[verdict]))}</div></div></div>`,
  );
}

/** Nothing where all nodes are of one stack. */
function stackMarkup(nodes: readonly PreflightNode[]): Markup {
  const counts = new Map<string, number>();
  for (const { stack } of nodes) { counts.set(stack, (counts.get(stack) ?? 0) + 1); }
  const stacks = [...counts].sort(([one], [other]) => one < other ? -1 : 1);
  return stacks.length < 2 ? NOTHING : together(
    markup`<div class="stacks"><label class="unseen" for="stack">Stack</label><select id="stack"><option value="">All ${stacks.length} stacks</option>`,
    markup`${stacks.map(([stack, count]) => markup`<option value="${plain(stack)}">${plain(stack)} (${count})</option>`)}</select></div>`,
  );
}

function filterButton(verdict: PreflightVerdict, count: number): Markup {
  return together(
    markup`<button type="button" data-filter="${verdict}" aria-pressed="false"><span class="sign ${VERDICT_CLASSES[verdict]}" aria-hidden="true">`,
    markup`${VERDICT_SIGNS[verdict]}</span>${VERDICT_NAMES[verdict]} <b>${count}</b></button>`,
  );
}
