import { Alarm } from './alarm';
import { EventRule } from './event-rule';
import { MetricFilter, SubscriptionFilter } from './log-filter';
import { LogGroupPolicy } from './log-group-policy';
import { RecordingTrail } from './recording-trail';
import { Topic } from './topic';
import { Known, Listing } from '../known';
import { Environment } from '../node';

/** What records sessions and tells of them, and all else of its kind: the rules say what of it is about sessions. What may not be there is left out. */
export interface Audit {
  readonly metricFilters: readonly MetricFilter[];
  readonly subscriptionFilters: readonly SubscriptionFilter[];
  readonly alarms: readonly Alarm[];
  /** Whether there are alarms on other alarms. */
  readonly hasCompositeAlarms: boolean;
  readonly eventRules: readonly EventRule[];
  readonly trails: readonly RecordingTrail[];
  /** The policies that let services write into log groups of an environment. */
  logGroupPolicies(environment: Environment): Listing<LogGroupPolicy>;
  /** By its ARN. */
  topic(arn: string, environment: Environment): Known<Topic>;
}
