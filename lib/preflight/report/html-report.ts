import { createHash } from 'node:crypto';
import { PreflightHtmlOptions } from '../preflight-html-options';
import { PreflightNode } from '../preflight-node';
import { auditCausesOf, auditSummary } from './audit-causes';
import { breakable } from './breakable';
import { Causes, causesOf } from './causes';
import { ACCESS_ANCHOR, accessMarkup } from './html-access';
import { auditMarkup } from './html-audit';
import { causesMarkup } from './html-causes';
import { mastheadMarkup } from './html-masthead';
import { NodesOfPage, nodeMarkup } from './html-node';
import { SCRIPT } from './html-script';
import { languageChoice } from './html-snippet';
import { style } from './html-style';
import { ORDER, toolsMarkup } from './html-tools';
import { Likenesses } from './likeness';
import { Markup, NOTHING, markup, together } from './markup';
import { drawingShapes } from './path-drawing';
import { ReportData } from './report-data';
import { sourceDate } from './source-date';
import { templateNames } from './template-names';
import { nodeCount, summary } from './wording';

const DEFAULT_TITLE = 'Session Manager preflight';

const NEWLINE = new Markup('\n');

/** The report as one HTML file that works offline. It loads nothing, and runs only its own script. */
export function htmlReport(data: ReportData, options: PreflightHtmlOptions = {}): string {
  const { title } = options;
  const pageTitle = title === undefined ? DEFAULT_TITLE : `${title} - ${DEFAULT_TITLE}`;
  return `${together(head(pageTitle), body(data, title ?? DEFAULT_TITLE, options)).html}\n`;
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

function body(data: ReportData, title: string, options: PreflightHtmlOptions): Markup {
  const sorted = ORDER.flatMap(verdict => data.nodes.filter(node => node.verdict === verdict));
  const causes = causesOf(sorted);
  const page = nodesOfPage(data, sorted, causes);
  const audit = auditCausesOf(data.auditFindings ?? []);
  const access = data.accessAnswers ? accessMarkup(data.accessAnswers) : NOTHING;
  const lead = markup`${summary(data.nodes)}${auditSummary(audit)}${access === NOTHING ? NOTHING : accessLink()}`;
  const { madeFrom, madeAt = sourceDate(process.env) } = options;
  return together(
    markup`<body>${NEWLINE}${drawingShapes()}${NEWLINE}`,
    mastheadMarkup({ title, lead, stacks: data.stacks ?? [], madeFrom, madeAt }),
    hasCode(data) ? languageChoice() : NOTHING,
    markup`${NEWLINE}<main>${NEWLINE}${toolsMarkup(data.nodes)}${NEWLINE}${causesMarkup(causes.all, page)}<div class="wide">${listHead(data.nodes)}${NEWLINE}`,
    markup`<div class="nodes">${NEWLINE}${sorted.map((node, index) => together(nodeMarkup(node, index === 0, page), NEWLINE))}`,
    markup`${data.nodes.length === 0 ? markup`<p class="none">There is no EC2 instance, launch template or Auto Scaling group here.</p>` : NOTHING}`,
    markup`<p class="none" id="none" hidden>No node matches. Clear the search, or show all stacks and verdicts.</p></div>${NEWLINE}`,
    markup`</div>${NEWLINE}${access}${NEWLINE}${auditMarkup(audit)}${NEWLINE}<div class="wide">`,
    sentencesMarkup('Assumptions', data.assumptions),
    sentencesMarkup('Warnings', data.warnings ?? []),
    markup`</div>${NEWLINE}</main>${NEWLINE}<script>${new Markup(SCRIPT)}</script>${NEWLINE}</body>${NEWLINE}</html>`,
  );
}

/** Whether any fix is there as code. */
function hasCode({ nodes, auditFindings = [], accessAnswers }: ReportData): boolean {
  const findings = [...nodes.flatMap(node => node.findings), ...auditFindings, ...accessAnswers?.accessFindings ?? []];
  return findings.some(({ cdkFix, acknowledged }) => cdkFix !== undefined && acknowledged === undefined);
}

function accessLink(): Markup {
  return markup`. <a href="#${ACCESS_ANCHOR}">Who can open sessions</a>`;
}

function nodesOfPage({ stacks = [] }: ReportData, sorted: readonly PreflightNode[], causes: Causes): NodesOfPage {
  const stacksByName = new Map(stacks.map(stack => [stack.name, stack]));
  const places = new Map(sorted.map((node, index) => [node, index]));
  const causePlaces = new Map(causes.all.map((cause, index) => [cause, index]));
  return {
    stackOf: node => stacksByName.get(node.stack),
    indexOf: node => places.get(node)!,
    causesOf: node => new Map([...causes.of(node)].map(([finding, cause]) => [finding, { cause, index: causePlaces.get(cause)! }])),
    templates: templateNames(sorted),
    bodies: new Likenesses(),
  };
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
    : markup`<section class="assumptions"><h2>${title}</h2><ul>${sentences.map(text => markup`<li>${breakable(text)}</li>`)}</ul></section>${NEWLINE}`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
