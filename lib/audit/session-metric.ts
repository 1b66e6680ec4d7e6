import { Duration, Names } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

/** Under which CloudWatch shows the metrics of the library. */
const METRIC_NAMESPACE = 'SessionManager';

/** The metric of a construct, which counts by the minute. */
export function sessionMetric(scope: Construct): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName: Names.uniqueResourceName(scope, { maxLength: 255 }),
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(1),
  });
}

/** An alarm that one is enough for. */
export function alarmOnOne(scope: Construct, id: string, metric: cloudwatch.Metric, props: Partial<cloudwatch.AlarmProps>): cloudwatch.Alarm {
  return metric.createAlarm(scope, id, {
    ...props,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  });
}
