import { PropertySelector } from '../../../filter-pattern/property-selector';
import { catalogued } from '../rule';
import { AuditRule } from '../rule-about-audit';
import { patternOf } from '../support/audit/patterns';
import { LINES, transcriptFilters } from '../support/audit/transcript-filters';

export const filtersCanFitRule: AuditRule = {
  ...catalogued('SSM-AUD-002'),
  why: 'The lines of a streamed transcript are a list. A selector that points at the list itself, or below one of its lines, fits no event, and no error says so.',
  fix: 'read any line by $.sessionData[*], as in { $.sessionData[*] = "*rm *" }',
  contract: 2,
  see: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html',
  reads: 'where in an event the JSON patterns of metric filters on transcripts look for lines',
  cannotSee: 'whether a text that a pattern looks for is ever typed',
  *check(context) {
    for (const { filter } of transcriptFilters(context)) {
      const read = patternOf(filter);
      if (read && 'pattern' in read && read.pattern.isPossible?.(mayHaveValue) === false) {
        const { name } = filter.location.resource;
        yield {
          severity: 'BLOCKED',
          location: filter.pattern.location,
          message: `the pattern of ${name} fits no transcript: $.${LINES} is a list, and a selector that points at anything but one of its lines never holds`,
        };
      }
    }
  },
};

/** An event of the agent has up to 33,000 bytes, and so fewer lines. */
const MOST_LINES = 33_000;

/** What events of others have in the same log group, nobody knows. */
function mayHaveValue(selector: PropertySelector): boolean {
  const steps = selector.below(LINES);
  if (!steps) { return true; }
  const [line] = steps;
  return steps.length === 1 && typeof line !== 'string' && !(typeof line === 'number' && line >= MOST_LINES);
}
