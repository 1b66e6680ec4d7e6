import { PreflightNode } from '../preflight-node';
import { breakable, pathText } from './breakable';
import { Cause } from './causes';
import { NodesOfPage, findingFacts, weightTag } from './html-node';
import { causeAnchor, nodeAnchor, ruleLink } from './links';
import { Markup, NOTHING, markup, together } from './markup';
import { Weight, nodeCount } from './wording';

// The most nodes that a cause names by itself. Its button shows all of them in the list of nodes, which names the causes of each in turn.
const NAMED_NODES = 50;

// What keeps people from their nodes, or may.
const STOPPING: readonly Weight[] = ['blocked', 'unknown'];

/** What is wrong or not known, each cause once, with the nodes that have it. A cause that many nodes share is what one sees first. */
export function causesMarkup(causes: readonly Cause[], page: NodesOfPage): Markup {
  return causes.length === 0
    ? NOTHING
    : markup`<section class="wide causes"><h2>Causes</h2>${causes.map((cause, index) => causeMarkup(cause, index, page))}</section>`;
}

function causeMarkup(cause: Cause, index: number, page: NodesOfPage): Markup {
  const { finding, weight, nodes, hasOtherPlaces } = cause;
  const isOpen = index === 0 && nodes.length > 1 && STOPPING.includes(weight);
  return together(
    markup`<details class="cause" id="${causeAnchor(cause)}" data-index="${index + 1}"${isOpen ? markup` open` : NOTHING}><summary>${weightTag(weight)}`,
    markup`<span class="name"><h3>${breakable(finding.message)}</h3><span class="stack"><code>${finding.ruleId}</code>, `,
    markup`<span class="count">${nodeCount(nodes.length)}</span></span></span></summary>`,
    markup`<div class="body"><p class="about"><span>Rule ${ruleLink(finding.ruleId)}</span><a href="#${causeAnchor(cause)}">Link to this cause</a>`,
    hasOtherPlaces ? markup`<span>This is the finding of ${pathText(nodes[0].id)}. Other nodes have it at other resources.</span>` : NOTHING,
    markup`</p>`,
    findingFacts(finding, page.templates),
    markup`<h4>${nodeCount(nodes.length)}</h4>${listMarkup(nodes)}${moreMarkup(cause, index)}</div></details>`,
  );
}

function listMarkup(nodes: readonly PreflightNode[]): Markup {
  const named = nodes.slice(0, NAMED_NODES);
  return markup`<ul class="links">${named.map(node => markup`<li><a href="#${nodeAnchor(node.id)}">${pathText(node.id)}</a></li>`)}</ul>`;
}

function moreMarkup({ finding, nodes }: Cause, index: number): Markup {
  const rest = nodes.length - NAMED_NODES;
  return together(
    rest > 0 ? markup`<p class="rest">And ${nodeCount(rest)} more.</p>` : NOTHING,
    nodes.length > 1
      ? markup`<button type="button" data-cause="${index + 1}" data-rule="${finding.ruleId}">Show these nodes in the list</button>`
      : NOTHING,
  );
}
