import { PreflightFinding } from '../preflight-finding';
import { PreflightHop, PreflightHopKind, PreflightPath } from '../preflight-hop';
import { PreflightCapabilityResult, PreflightNode } from '../preflight-node';
import { PreflightStack } from '../preflight-stack';
import { PreflightVerdict } from '../preflight-verdict';
import { breakable, pathText } from './breakable';
import { Cause } from './causes';
import { environmentWords } from './html-masthead';
import { cdkFixMarkup } from './html-snippet';
import { Likenesses } from './likeness';
import { causeAnchor, nodeAnchor, pageLink, ruleLink, sectionLink } from './links';
import { Markup, NOTHING, markup, together } from './markup';
import { VERDICT_CLASSES, drawPath } from './path-drawing';
import { TemplateNames } from './template-names';
import { WeighedFinding, Weight, capabilityWord, capabilityWords, capitalised, nodeCount, weighedFindings, whatWorks } from './wording';

/** The sign of each verdict. */
export const VERDICT_SIGNS: { readonly [verdict in PreflightVerdict]: string } = { CONNECTS: '✓', BLOCKED: '✕', UNKNOWN: '?' };

/** The name of each verdict. */
export const VERDICT_NAMES: { readonly [verdict in PreflightVerdict]: string } = { CONNECTS: 'Connects', BLOCKED: 'Blocked', UNKNOWN: 'Unknown' };

const WEIGHT_TAGS: { readonly [weight in Weight]: { readonly name: string; readonly sign: string; readonly className: string } } = {
  blocked: { name: 'Blocked', sign: VERDICT_SIGNS.BLOCKED, className: 'bad' },
  unknown: { name: 'Unknown', sign: VERDICT_SIGNS.UNKNOWN, className: 'unk' },
  optional: { name: 'Not required', sign: '–', className: 'off' },
  warning: { name: 'Warning', sign: '!', className: 'unk' },
  acknowledged: { name: 'Acknowledged', sign: '–', className: 'off' },
};

/** What the nodes of a page share. */
export interface NodesOfPage {
  readonly templates: TemplateNames;
  /** The bodies that the page has so far. */
  readonly bodies: Likenesses<PreflightNode>;
  /** Where the stack of a node is deployed; undefined where that is not known. */
  stackOf(node: PreflightNode): PreflightStack | undefined;
  /** Where a node is in the page, counted from 0. */
  indexOf(node: PreflightNode): number;
  /** The cause of each finding of a node, and its place in the page. */
  causesOf(node: PreflightNode): ReadonlyMap<PreflightFinding, PlacedCause>;
}

export interface PlacedCause {
  readonly cause: Cause;
  readonly index: number;
}

/** A node: a line that opens, and in it the drawing, the findings and everything else. */
export function nodeMarkup(node: PreflightNode, open: boolean, page: NodesOfPage): Markup {
  const findings = weighedFindings(node);
  const causes = [...new Map([...page.causesOf(node).values()].map(placed => [placed.index, placed])).values()];
  const rules = [...new Set(findings.map(one => one.finding.ruleId))].join(' ');
  const body = markup`<div class="body">${bodyOf(node, findings, page)}</div>`;
  // A body that is open is elements, which no other body can be made of.
  const like = open ? undefined : page.bodies.find(body.html, node);
  return together(
    markup`<details class="node" id="${nodeAnchor(node.id)}" data-verdict="${node.verdict}"`,
    rules === '' ? NOTHING : markup` data-rules="${rules}" data-causes="${causes.map(({ index }) => index + 1).join(' ')}"`,
    like ? markup` data-like="${page.indexOf(like.model)}" data-names="${like.names.flat().join(' ')}"` : NOTHING,
    markup`${open ? markup` open` : NOTHING}><summary>${tag(VERDICT_CLASSES[node.verdict], VERDICT_SIGNS[node.verdict], VERDICT_NAMES[node.verdict])}`,
    markup`<span class="name"><h3>${pathText(node.id)}</h3><span class="stack">${breakable(node.stack)}</span></span>`,
    markup`<span class="works">${breakable(whatWorks(node))}</span></summary><a class="here" href="#${nodeAnchor(node.id)}" title="Link to this node">#</a>`,
    // With scripts on, a browser keeps the content of <noscript> as text, so that 10,000 nodes load fast and take little memory. The script
    // turns it into elements when the node is opened. With scripts off, the browser shows it at once.
    open ? body : markup`<noscript>${like ? likeMarkup(like.model, causes) : body}</noscript>`,
    markup`</details>`,
  );
}

/** Without scripts: what the node is like, and its causes. */
function likeMarkup(model: PreflightNode, causes: readonly PlacedCause[]): Markup {
  return together(
    markup`<p class="like">Like <a href="#${nodeAnchor(model.id)}">another node</a>, with other names.`,
    markup`${causes.map(({ cause }) => markup` <a href="#${causeAnchor(cause)}">${cause.finding.ruleId}</a>`)}</p>`,
  );
}

/** A sign and a name in the color of a verdict. */
export function tag(className: string, sign: string, name: string): Markup {
  return markup`<span class="tag ${className}"><span aria-hidden="true">${sign}</span> ${name}</span>`;
}

function bodyOf(node: PreflightNode, findings: readonly WeighedFinding[], page: NodesOfPage): Markup {
  const main = node.paths.find(path => isSameWay(path.hops, node.mainPath.hops));
  const others = node.paths.filter(path => path !== main);
  return together(
    about([node.resourceType, node.logicalId, node.constructPath === node.id ? '' : node.constructPath ?? '', placeWords(page.stackOf(node))]),
    wayMarkup(node, main),
    findings.length === 0 ? NOTHING : markup`<h4>Findings</h4>${findings.map(one => nodeFinding(one, page.causesOf(node).get(one.finding)!, page.templates))}`,
    capabilitiesMarkup(node.capabilities),
    others.length === 0 ? NOTHING : othersMarkup(others, node.mainPath.hops),
  );
}

/** Nothing where the stack may be deployed anywhere: the head of the page says so. */
function placeWords(stack: PreflightStack | undefined): string {
  return stack === undefined || (stack.account === undefined && stack.region === undefined) ? '' : environmentWords(stack);
}

function wayMarkup(node: PreflightNode, main: PreflightPath | undefined): Markup {
  if (node.mainPath.hops.length === 0) { return markup`<h4>Path</h4><p class="none">None: no part of the path could be seen.</p>`; }
  const service = main?.service ?? node.mainPath.hops.find(isService)?.label ?? 'Session Manager';
  const from = main?.subnet === undefined ? '' : ` from ${main.subnet}`;
  const title = `Path to ${service}${from}`;
  return markup`<h4>${breakable(title)}</h4>${drawPath(node.mainPath.hops, title)}`;
}

function nodeFinding({ finding, weight }: WeighedFinding, { cause }: PlacedCause, templates: TemplateNames): Markup {
  return together(
    markup`<section class="finding ${WEIGHT_TAGS[weight].className}"><h5>${weightTag(weight)} ${ruleLink(finding.ruleId)}</h5>`,
    markup`<p class="message">${breakable(finding.message)}</p>${findingFacts(finding, templates)}`,
    cause.nodes.length > 1 ? markup`<p class="shared"><a href="#${causeAnchor(cause)}">All ${nodeCount(cause.nodes.length)} with this cause</a></p>` : NOTHING,
    markup`</section>`,
  );
}

/** The sign and the name of a weight. */
export function weightTag(weight: Weight): Markup {
  const { name, sign, className } = WEIGHT_TAGS[weight];
  return tag(className, sign, name);
}

/** Everything about a finding but its message. */
export function findingFacts(finding: PreflightFinding, templates: TemplateNames): Markup {
  return facts([
    ['Reason', finding.acknowledged ?? '', 'fix'],
    ['Fix', finding.fix, 'fix'],
    ['In the CDK', finding.cdkFix === undefined || finding.acknowledged !== undefined ? '' : cdkFixMarkup(finding.cdkFix)],
    ['Where', `${[finding.stack, finding.logicalId].join(' / ')} (${[finding.resourceType, finding.property ?? ''].filter(part => part !== '').join(', ')})`],
    ['Construct', finding.constructPath ?? ''],
    ['Template', finding.templatePath === undefined ? '' : templates(finding.templatePath)],
    ['Affects', capabilityWords(finding.capabilities)],
    ['Why', finding.why],
    ['Console', finding.source.consoleUrl === undefined ? '' : pageLink(finding.source.consoleUrl)],
    ['Source', sectionLink(finding.contract)],
    ['Documentation', pageLink(finding.documentation)],
  ]);
}

function capabilitiesMarkup(results: readonly PreflightCapabilityResult[]): Markup {
  const applicable = results.filter(result => result.notApplicable === undefined);
  const rest = results.filter(result => result.notApplicable !== undefined);
  return together(
    applicable.length === 0 ? NOTHING : markup`<h4>Capabilities</h4><ul class="badges">${applicable.map(badge)}</ul>`,
    rest.length === 0 ? NOTHING : markup`<ul class="rest">${rest.map(result =>
      markup`<li>Does not apply: ${capabilityWord(result.capability)} (${breakable(result.notApplicable ?? '')})</li>`)}</ul>`,
  );
}

function badge(result: PreflightCapabilityResult): Markup {
  const word = VERDICT_NAMES[result.verdict].toLowerCase();
  const required = result.required ? '' : ', not required';
  const state = result.verdict === PreflightVerdict.CONNECTS ? markup`<span class="unseen">: works${required}</span>` : markup`: ${word}${required}`;
  const className = `tag ${VERDICT_CLASSES[result.verdict]}${result.required ? '' : ' optional'}`;
  return markup`<li class="${className}"><span aria-hidden="true">${VERDICT_SIGNS[result.verdict]}</span> ${capitalised(capabilityWord(result.capability))}${state}</li>`;
}

function othersMarkup(paths: readonly PreflightPath[], main: readonly PreflightHop[]): Markup {
  const groups = groupWays(paths);
  const [drawn, reported] = [groups.filter(group => isDrawn(group, main)), groups.filter(group => !isDrawn(group, main))];
  return together(
    markup`<details class="others"><summary>${othersTitle(paths)}</summary>${drawn.map(drawnWay)}`,
    reported.length === 0 ? NOTHING : markup`<dl class="ways">${reported.map(group => toldWay(group, main))}</dl>`,
    markup`</details>`,
  );
}

/** Paths that differ only in their service. Behind a NAT gateway, that is all paths. */
interface WayGroup {
  readonly path: PreflightPath;
  readonly services: string[];
}

function groupWays(paths: readonly PreflightPath[]): WayGroup[] {
  const groups = new Map<string, WayGroup>();
  paths.forEach((path, index) => {
    // A finding about the service belongs to this service only.
    const isAlone = path.hops.some(hop => isService(hop) && hop.findings.length > 0);
    const key = isAlone ? String(index) : [path.subnet ?? '', path.verdict, ...withoutService(path.hops).map(hopKey)].join('\n');
    const group = groups.get(key) ?? { path, services: [] };
    group.services.push(path.service);
    groups.set(key, group);
  });
  return [...groups.values()];
}

// Draws only a path that does not connect and is not drawn above.
function isDrawn({ path }: WayGroup, main: readonly PreflightHop[]): boolean {
  return path.verdict !== PreflightVerdict.CONNECTS && path.hops.length > 0 && !isDrawnAbove(path, main);
}

function isDrawnAbove(path: PreflightPath, main: readonly PreflightHop[]): boolean {
  return isSameWay(withoutService(path.hops), withoutService(main))
    && path.hops.every(hop => !isService(hop) || hop.verdict === PreflightVerdict.CONNECTS);
}

function drawnWay({ path, services }: WayGroup): Markup {
  const title = `Path to ${services.join(', ')}${path.subnet === undefined ? '' : ` from ${path.subnet}`}`;
  const hops = path.hops.map(hop => services.length > 1 && isService(hop) ? { ...hop, label: services.join(', ') } : hop);
  return together(
    markup`<h5>${tag(VERDICT_CLASSES[path.verdict], VERDICT_SIGNS[path.verdict], VERDICT_NAMES[path.verdict])} ${breakable(title)}</h5>`,
    drawPath(hops, title),
  );
}

function toldWay({ path, services }: WayGroup, main: readonly PreflightHop[]): Markup {
  const from = path.subnet === undefined ? '' : `from ${path.subnet}: `;
  return together(
    markup`<div><dt>${tag(VERDICT_CLASSES[path.verdict], VERDICT_SIGNS[path.verdict], services.join(', '))}</dt>`,
    markup`<dd><span class="unseen">${VERDICT_NAMES[path.verdict]}, </span>${breakable(from + wayWords(path, main))}</dd></div>`,
  );
}

/** The hops of a path from where it differs from the path that is drawn above. */
function wayWords(path: PreflightPath, main: readonly PreflightHop[]): string {
  const hops = withoutService(path.hops);
  if (hops.length === 0) { return 'no part of the path could be seen'; }
  if (isDrawnAbove(path, main)) { return 'the same path as above'; }
  const parting = hops.findIndex((hop, index) => index >= main.length || hopKey(hop) !== hopKey(main[index]));
  // A path that is a beginning of the other one differs at its last hop.
  const rest = parting < 0 ? hops.slice(-1) : hops.slice(parting);
  return [...rest.length < hops.length ? ['…'] : [], ...rest.map(hopName)].join(' → ');
}

function othersTitle(paths: readonly PreflightPath[]): string {
  const count = (verdict: PreflightVerdict) => paths.filter(path => path.verdict === verdict).length;
  const states = [
    count(PreflightVerdict.BLOCKED) > 0 ? `${count(PreflightVerdict.BLOCKED)} blocked` : '',
    count(PreflightVerdict.UNKNOWN) > 0 ? `${count(PreflightVerdict.UNKNOWN)} unknown` : '',
  ].filter(state => state !== '').join(', ');
  return `${paths.length} other ${paths.length === 1 ? 'path' : 'paths'}, ${states === '' ? 'all good' : states}`;
}

function isService(hop: PreflightHop): boolean {
  return hop.kind === PreflightHopKind.SERVICE;
}

function withoutService(hops: readonly PreflightHop[]): PreflightHop[] {
  return hops.filter(hop => !isService(hop));
}

function hopKey(hop: PreflightHop): string {
  return `${hop.kind} ${hop.verdict} ${hopName(hop)} ${hop.findings.map(one => one.ruleId).join(' ')}`;
}

function hopName(hop: PreflightHop): string {
  return hop.logicalId === undefined ? hop.label : `${hop.label} ${hop.logicalId}`;
}

function isSameWay(one: readonly PreflightHop[], other: readonly PreflightHop[]): boolean {
  return one === other || (one.length === other.length && one.every((hop, index) => hopKey(hop) === hopKey(other[index])));
}

function about(texts: readonly string[]): Markup {
  return markup`<p class="about">${texts.filter(text => text !== '').map(text => markup`<span>${breakable(text)}</span>`)}</p>`;
}

function facts(rows: readonly (readonly [name: string, value: string | Markup, className?: string])[]): Markup {
  return markup`<dl class="facts">${rows.filter(([, value]) => value !== '').map(([name, value, className]) =>
    markup`<dt class="${className ?? ''}">${name}</dt><dd class="${className ?? ''}">${typeof value === 'string' ? breakable(value) : value}</dd>`)}</dl>`;
}
