import { AccessCause, accessCausesOf } from './access-causes';
import { breakable, pathText } from './breakable';
import { findingFacts, weightTag } from './html-node';
import { ruleLink } from './links';
import { Markup, NOTHING, markup, together } from './markup';
import { TemplateNames, templateNames } from './template-names';
import { PreflightAccessFinding } from '../preflight-access-finding';

// The most people that a finding names by itself.
const NAMED_PEOPLE = 50;

/** What people may do beside what is meant, once for all of whom the same is said. Nothing where that is nothing. */
export function accessFindingsMarkup(findings: readonly PreflightAccessFinding[]): Markup {
  const templates = templateNames([], findings);
  return findings.length === 0
    ? NOTHING
    : markup`<div class="causes"><h3>What people may do beside that</h3>${accessCausesOf(findings).map(cause => causeMarkup(cause, templates))}</div>`;
}

function causeMarkup({ finding, predicate, findings }: AccessCause, templates: TemplateNames): Markup {
  const people = findings.length === 1 ? finding.principal : `${findings.length} people`;
  return together(
    markup`<details class="cause"><summary>${weightTag(finding.acknowledged === undefined ? 'warning' : 'acknowledged')}<span class="name"><h4>${breakable(findings.length === 1 ? finding.message : predicate)}</h4>`,
    markup`<span class="stack"><code>${finding.ruleId}</code>, ${breakable(people)}</span></span></summary>`,
    markup`<div class="body"><p class="about"><span>Rule ${ruleLink(finding.ruleId)}</span></p>${findingFacts(finding, templates)}`,
    findings.length === 1 ? NOTHING : peopleMarkup(findings),
    markup`</div></details>`,
  );
}

function peopleMarkup(findings: readonly PreflightAccessFinding[]): Markup {
  const rest = findings.length - NAMED_PEOPLE;
  return together(
    markup`<h4>${findings.length} people</h4><ul class="links">${findings.slice(0, NAMED_PEOPLE).map(({ principal }) => markup`<li>${pathText(principal)}</li>`)}</ul>`,
    rest > 0 ? markup`<p class="rest">And ${rest} more.</p>` : NOTHING,
  );
}
