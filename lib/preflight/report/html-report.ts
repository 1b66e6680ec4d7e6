import { createHash } from 'node:crypto';
import { PreflightNode } from '../preflight-node';
import { PreflightVerdict } from '../preflight-verdict';
import { auditCausesOf, auditSummary } from './audit-causes';
import { Causes, causesOf } from './causes';
import { ACCESS_ANCHOR, accessMarkup } from './html-access';
import { auditMarkup } from './html-audit';
import { causesMarkup } from './html-causes';
import { NodesOfPage, VERDICT_NAMES, VERDICT_SIGNS, nodeMarkup } from './html-node';
import { SCRIPT } from './html-script';
import { style } from './html-style';
import { Likenesses } from './likeness';
import { Markup, NOTHING, markup, together } from './markup';
import { VERDICT_CLASSES, drawingShapes } from './path-drawing';
import { ReportData } from './report-data';
import { templateNames } from './template-names';
import { countVerdicts, nodeCount, summary } from './wording';

/** How an HTML report looks. */
export interface HtmlReportOptions {
  /**
   * The heading.
   *
   * @default 'Session Manager preflight'
   */
  readonly title?: string;
}

const NEWLINE = new Markup('\n');

// The nodes that need attention come first.
const ORDER: readonly PreflightVerdict[] = [PreflightVerdict.BLOCKED, PreflightVerdict.UNKNOWN, PreflightVerdict.CONNECTS];

/** The report as one HTML file that works offline. It loads nothing, and runs only its own script. */
export function htmlReport(data: ReportData, options: HtmlReportOptions = {}): string {
  const title = options.title ?? 'Session Manager preflight';
  return `${together(head(title), body(data, title)).html}\n`;
}

function head(title: string): Markup {
  const css = style();
  const policy = [
    'default-src \'none\'',
    // Allows the empty icon. Without an icon, a browser asks the server for one.
    'img-src data:',
    `style-src '${hash(css)}'`,
    `script-src '${hash(SCRIPT)}'`,
    'base-uri \'none\'',
    'form-action \'none\'',
  ].join('; ');
  return together(
    markup`<!doctype html>${NEWLINE}<html lang="en">${NEWLINE}<head>${NEWLINE}<meta charset="utf-8">${NEWLINE}`,
    markup`<meta http-equiv="Content-Security-Policy" content="${policy}">${NEWLINE}`,
    markup`<meta name="viewport" content="width=device-width, initial-scale=1">${NEWLINE}<meta name="color-scheme" content="light dark">${NEWLINE}`,
    markup`<title>${title}</title>${NEWLINE}<link rel="icon" href="data:,">${NEWLINE}<style>${new Markup(css)}</style>${NEWLINE}</head>${NEWLINE}`,
  );
}

function body(data: ReportData, title: string): Markup {
  const sorted = ORDER.flatMap(verdict => data.nodes.filter(node => node.verdict === verdict));
  const causes = causesOf(sorted);
  const page = nodesOfPage(sorted, causes);
  const audit = auditCausesOf(data.auditFindings ?? []);
  const access = data.accessAnswers ? accessMarkup(data.accessAnswers) : NOTHING;
  return together(
    markup`<body>${NEWLINE}${drawingShapes()}${NEWLINE}`,
    markup`<header class="wide"><h1>${title}</h1><p class="lead">${summary(data.nodes)}${auditSummary(audit)}${access === NOTHING ? NOTHING : accessLink()}</p></header>${NEWLINE}`,
    markup`<main>${NEWLINE}${causesMarkup(causes.all, page)}${toolsMarkup(data.nodes)}${NEWLINE}<div class="wide">${listHead(data.nodes)}${NEWLINE}`,
    markup`<div class="nodes">${NEWLINE}${sorted.map((node, index) => together(nodeMarkup(node, index === 0, page), NEWLINE))}`,
    markup`${data.nodes.length === 0 ? markup`<p class="none">There is no EC2 instance, launch template or Auto Scaling group here.</p>` : NOTHING}`,
    markup`<p class="none" id="none" hidden>No node matches. Clear the search, or show all verdicts.</p></div>${NEWLINE}`,
    markup`</div>${NEWLINE}${access}${NEWLINE}${auditMarkup(audit)}${NEWLINE}<div class="wide">`,
    sentencesMarkup('Assumptions', data.assumptions),
    sentencesMarkup('Warnings', data.warnings ?? []),
    markup`</div>${NEWLINE}</main>${NEWLINE}<script>${new Markup(SCRIPT)}</script>${NEWLINE}</body>${NEWLINE}</html>`,
  );
}

function accessLink(): Markup {
  return markup`. <a href="#${ACCESS_ANCHOR}">Who can open sessions</a>`;
}

function nodesOfPage(sorted: readonly PreflightNode[], causes: Causes): NodesOfPage {
  const places = new Map(sorted.map((node, index) => [node, index]));
  const causePlaces = new Map(causes.all.map((cause, index) => [cause, index]));
  return {
    indexOf: node => places.get(node)!,
    causesOf: node => new Map([...causes.of(node)].map(([finding, cause]) => [finding, { cause, index: causePlaces.get(cause)! }])),
    templates: templateNames(sorted),
    bodies: new Likenesses(),
  };
}

function toolsMarkup(nodes: readonly PreflightNode[]): Markup {
  const counts = countVerdicts(nodes);
  return together(
    markup`<div class="tools" role="search" aria-label="Nodes"><div class="wide"><div class="search"><label class="unseen" for="search">Search nodes</label>`,
    markup`<input type="search" id="search" placeholder="Search by node, stack, rule or verdict" autocomplete="off" spellcheck="false"></div>`,
    markup`<div class="filters" role="group" aria-label="Show by verdict">`,
    markup`<button type="button" data-filter="" aria-pressed="true">All <b>${nodes.length}</b></button>`,
    markup`${ORDER.map(verdict => filterButton(verdict, counts[verdict]))}</div></div></div>`,
  );
}

function filterButton(verdict: PreflightVerdict, count: number): Markup {
  return together(
    markup`<button type="button" data-filter="${verdict}" aria-pressed="false"><span class="sign ${VERDICT_CLASSES[verdict]}" aria-hidden="true">`,
    markup`${VERDICT_SIGNS[verdict]}</span>${VERDICT_NAMES[verdict]} <b>${count}</b></button>`,
  );
}

function listHead(nodes: readonly PreflightNode[]): Markup {
  return together(
    markup`<div class="listhead"><h2>Nodes</h2><p role="status" id="matches">${nodeCount(nodes.length)}</p>`,
    markup`<p class="keys"><kbd>/</kbd> search, <kbd>↑</kbd> <kbd>↓</kbd> or <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> opens</p></div>`,
  );
}

function sentencesMarkup(title: string, sentences: readonly string[]): Markup {
  return sentences.length === 0
    ? NOTHING
    : markup`<section class="assumptions"><h2>${title}</h2><ul>${sentences.map(text => markup`<li>${text}</li>`)}</ul></section>${NEWLINE}`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
