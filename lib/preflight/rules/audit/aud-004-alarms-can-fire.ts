import { Alarm } from '../../model/audit/alarm';
import { FilterMetric } from '../../model/audit/log-filter';
import { isKnown } from '../../model/known';
import { listed } from '../../model/words';
import { catalogued } from '../rule';
import { AuditFinding, AuditRule } from '../rule-about-audit';
import { SessionAlarm, sessionAlarms } from '../support/audit/session-alarms';

export const alarmsCanFireRule: AuditRule = {
  ...catalogued('SSM-AUD-004'),
  why: 'A metric with other dimensions is another metric, which nothing fills. A threshold that the statistic never crosses leaves the alarm at OK for ever.',
  fix: 'have the alarm watch the sum of the metric with the dimensions of the filter, from a threshold of 1',
  contract: 3,
  see: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension',
  reads: 'the dimensions, the statistic and the threshold of alarms on metrics of transcripts, and what metric filters give to these',
  cannotSee: 'alarms by metric math, percentiles and anomaly detection, and other sources of the same metric',
  *check(context) {
    for (const each of sessionAlarms(context)) {
      const dead = [...dimensionFindings(each)];
      yield* dead.length > 0 ? dead : thresholdFindings(each);
    }
  },
};

function* dimensionFindings({ alarm: { dimensions, location }, metrics }: SessionAlarm): Generator<AuditFinding> {
  const { value: own } = dimensions;
  const given = metrics.map(metric => metric.dimensions.value);
  if (!isKnown(own) || !given.every(isKnown)) { return; }
  const { name } = location.resource;
  if (given.some(names => isSame(names, own))) { return; }
  if (own.length > 0) {
    yield { severity: 'BLOCKED', location: dimensions.location, message: `${name} watches the metric by ${listed(own)}, and no filter gives it these dimensions: it never has data` };
  } else {
    yield {
      severity: 'WARNING', location, message: `${name} watches the metric without dimensions, and its filter gives it some: it sees only events that lack one of them`,
    };
  }
}

function isSame(names: readonly string[], others: readonly string[]): boolean {
  return names.length === others.length && names.every(name => others.includes(name));
}

function* thresholdFindings({ alarm, metrics }: SessionAlarm): Generator<AuditFinding> {
  const { threshold: { value: threshold, location }, comparison, missingData } = alarm;
  const range = rangeOf(alarm, metrics);
  if (!range || !isKnown(threshold) || !isKnown(comparison) || !isKnown(missingData) || missingData === 'breaching') { return; }
  if (crosses(range, comparison, threshold) === false) {
    yield {
      severity: 'BLOCKED',
      location,
      message: `${alarm.location.resource.name} is never raised: it waits for a ${String(alarm.statistic)} ${COMPARISONS[comparison]} ${threshold}, and that of its metric is ${inWords(range)}`,
    };
  }
}

interface Range {
  readonly least: number;
  readonly most: number;
}

/** What a statistic can be where there is data; undefined where that is not known. */
function rangeOf({ statistic }: Alarm, metrics: readonly FilterMetric[]): Range | undefined {
  const values = metrics.map(({ value, hasDefault }) => isKnown(value.value) && hasDefault === false ? Number(value.value) : NaN);
  if (!values.every(value => value > 0)) { return undefined; }
  const [least, most] = [Math.min(...values), Math.max(...values)];
  switch (statistic) {
    case 'Sum': return { least, most: Infinity };
    case 'SampleCount': return { least: 1, most: Infinity };
    case 'Average': case 'Minimum': case 'Maximum': return { least, most };
    default: return undefined;
  }
}

const COMPARISONS: { readonly [comparison: string]: string } = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'at least',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'at most',
};

/** Undefined for a band. */
function crosses({ least, most }: Range, comparison: string, threshold: number): boolean | undefined {
  switch (comparison) {
    case 'GreaterThanThreshold': return most > threshold;
    case 'GreaterThanOrEqualToThreshold': return most >= threshold;
    case 'LessThanThreshold': return least < threshold;
    case 'LessThanOrEqualToThreshold': return least <= threshold;
    default: return undefined;
  }
}

function inWords({ least, most }: Range): string {
  return least === most ? String(least) : most === Infinity ? `${least} or more` : `${least} to ${most}`;
}
