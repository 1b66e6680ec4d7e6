import { breakable } from './breakable';
import { findingFacts, weightTag } from './html-node';
import { ruleLink } from './links';
import { Markup, NOTHING, markup, together } from './markup';
import { TemplateNames, templateNames } from './template-names';
import { WeighedFinding } from './wording';

/** What keeps sessions from being recorded or told of. Nothing where that is nothing. */
export function auditMarkup(causes: readonly WeighedFinding[]): Markup {
  const templates = templateNames([], causes.map(({ finding }) => finding));
  return causes.length === 0
    ? NOTHING
    : markup`<section class="wide causes audit"><h2>Audit</h2>${causes.map(one => causeMarkup(one, templates))}</section>`;
}

function causeMarkup({ finding, weight }: WeighedFinding, templates: TemplateNames): Markup {
  return together(
    markup`<details class="cause"><summary>${weightTag(weight)}<span class="name"><h3>${breakable(finding.message)}</h3>`,
    markup`<span class="stack"><code>${finding.ruleId}</code>, ${breakable(finding.logicalId)}</span></span></summary>`,
    markup`<div class="body"><p class="about"><span>Rule ${ruleLink(finding.ruleId)}</span></p>${findingFacts(finding, templates)}</div></details>`,
  );
}
