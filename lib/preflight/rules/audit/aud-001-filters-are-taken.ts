import { MOST_FILTERS_WITH_REGULAR_EXPRESSIONS, MOST_METRIC_FILTERS } from '../../../filter-pattern/limits';
import { MetricFilter, SubscriptionFilter } from '../../model/audit/log-filter';
import { isKnown } from '../../model/known';
import { remembered } from '../../model/remembered';
import { display } from '../../model/symbolic-text';
import { catalogued } from '../rule';
import { AuditContext, AuditFinding, AuditRule } from '../rule-about-audit';
import { hasRegularExpression, patternOf } from '../support/audit/patterns';
import { placeOf, transcriptFilters } from '../support/audit/transcript-filters';

export const filtersAreTakenRule: AuditRule = {
  ...catalogued('SSM-AUD-001'),
  why: 'CloudWatch Logs refuses a filter whose pattern it cannot read, and one more than a log group takes: the deployment fails and is rolled back.',
  fix: 'write the pattern as the page of its syntax says; aws logs test-metric-filter tries it',
  contract: 2,
  see: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html',
  reads: 'the patterns, values and dimensions of metric filters on transcripts, and how many filters each of their log groups has',
  cannotSee: 'filters of the log group that are in no template, and patterns of which no page or record says whether they are taken',
  *check(context) {
    const filters = transcriptFilters(context).map(({ filter }) => filter);
    for (const filter of filters) {
      yield* patternFindings(filter);
      yield* metricFindings(filter);
    }
    yield* countFindings(context, filters);
  },
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html */
const MOST_DIMENSIONS = 3;

function* patternFindings(filter: MetricFilter): Generator<AuditFinding> {
  const read = patternOf(filter);
  if (read && 'refusedFor' in read) {
    yield { severity: 'BLOCKED', location: filter.pattern.location, message: `CloudWatch Logs refuses the pattern of ${nameOf(filter)}: ${display(read.refusedFor)}` };
  }
}

function* metricFindings(filter: MetricFilter): Generator<AuditFinding> {
  const { metric } = filter;
  if (!isKnown(metric)) { return; }
  const { value, dimensions, hasDefault } = metric;
  if (isKnown(value.value) && value.value.includes('[*]')) {
    yield {
      severity: 'BLOCKED',
      location: value.location,
      message: `${nameOf(filter)} counts ${display(value.value)}, and CloudWatch Logs takes a number or one field of an event, and no list`,
      fix: 'count 1 for each event',
    };
  }
  if (!isKnown(dimensions.value)) { return; }
  const { location, value: { length } } = dimensions;
  if (length > MOST_DIMENSIONS) {
    yield { severity: 'BLOCKED', location, message: `${nameOf(filter)} has ${length} dimensions, and a metric filter takes ${MOST_DIMENSIONS}`, fix: 'leave some of them out' };
  }
  if (length > 0 && !mayHaveFields(filter)) {
    yield {
      severity: 'BLOCKED', location, message: `${nameOf(filter)} has dimensions, and its pattern names no fields that they could be`, fix: 'read the events as JSON: { $.sessionData[*] = "*rm *" }',
    };
  }
  if (length > 0 && hasDefault === true) {
    yield { severity: 'BLOCKED', location, message: `${nameOf(filter)} has dimensions and a default value, which exclude each other`, fix: 'leave the default value out' };
  }
}

/** Only JSON and fields between blanks have any. */
function mayHaveFields(filter: MetricFilter): boolean {
  const read = patternOf(filter);
  return read === undefined || !('pattern' in read) || read.pattern.kind === 'json' || read.pattern.kind === 'space-delimited';
}

/** At the first filter that a log group has no room for. */
function* countFindings({ audit }: AuditContext, ofTranscripts: readonly MetricFilter[]): Generator<AuditFinding> {
  const groups = new Set(ofTranscripts.map(groupOf));
  const ours = <T extends SubscriptionFilter>(filters: readonly T[]) => filters.filter(filter => groups.has(groupOf(filter)));
  const metricFilters = ours(audit.metricFilters);
  const withRegularExpressions = [...metricFilters, ...ours(audit.subscriptionFilters)].filter(hasRegularExpression);
  yield* tooMany(metricFilters, MOST_METRIC_FILTERS, 'metric filters');
  yield* tooMany(withRegularExpressions, MOST_FILTERS_WITH_REGULAR_EXPRESSIONS, 'filters with regular expressions');
}

function* tooMany(all: readonly SubscriptionFilter[], most: number, what: string): Generator<AuditFinding> {
  const byGroup = new Map<string, SubscriptionFilter[]>();
  all.forEach(filter => remembered(byGroup, groupOf(filter), () => []).push(filter));
  for (const filters of [...byGroup.values()].filter(({ length }) => length > most)) {
    yield {
      severity: 'BLOCKED',
      location: filters[most].location,
      message: `the log group of ${nameOf(filters[most])} has ${filters.length} ${what}, and takes ${most}`,
      fix: 'put the conditions of several filters into one pattern, or log other sessions to another log group',
    };
  }
}

function groupOf({ logGroup, environment }: SubscriptionFilter): string {
  return `${placeOf(environment)}|${isKnown(logGroup) ? logGroup : ''}`;
}

function nameOf({ location }: Pick<SubscriptionFilter, 'location'>): string {
  return location.resource.name;
}
