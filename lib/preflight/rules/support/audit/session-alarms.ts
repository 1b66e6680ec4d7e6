import { placeOf, transcriptFilters } from './transcript-filters';
import { Alarm } from '../../../model/audit/alarm';
import { FilterMetric } from '../../../model/audit/log-filter';
import { isKnown, Known } from '../../../model/known';
import { Environment } from '../../../model/node';
import { remembered } from '../../../model/remembered';
import { AuditContext } from '../../rule-about-audit';

/** An alarm on a metric of transcripts. */
export interface SessionAlarm {
  readonly alarm: Alarm;
  /** What metric filters give to the metric. */
  readonly metrics: readonly FilterMetric[];
}

const ALARMS = new WeakMap<AuditContext, readonly SessionAlarm[]>();

/** Those on the metric of a filter on transcripts. Other alarms are not ours. */
export function sessionAlarms(context: AuditContext): readonly SessionAlarm[] {
  return remembered(ALARMS, context, () => {
    const metrics = metricsOfTranscripts(context);
    return context.audit.alarms.flatMap(alarm => {
      const key = keyOf(alarm.environment, alarm.namespace, alarm.metricName);
      const found = key === undefined ? undefined : metrics.get(key);
      return found ? [{ alarm, metrics: found }] : [];
    });
  });
}

function metricsOfTranscripts(context: AuditContext): Map<string, FilterMetric[]> {
  const metrics = new Map<string, FilterMetric[]>();
  for (const { filter: { metric, environment } } of transcriptFilters(context)) {
    const key = isKnown(metric) ? keyOf(environment, metric.namespace, metric.name) : undefined;
    if (key !== undefined) { remembered(metrics, key, () => []).push(metric as FilterMetric); }
  }
  return metrics;
}

function keyOf(environment: Environment, namespace: Known<string>, name: Known<string>): string | undefined {
  return isKnown(namespace) && isKnown(name) ? JSON.stringify([placeOf(environment), namespace, name]) : undefined;
}
