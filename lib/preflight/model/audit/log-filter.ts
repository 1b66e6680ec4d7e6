import { Known } from '../known';
import { PropertyLocation } from '../location';
import { Setting } from '../network/network';
import { Environment } from '../node';

/** What looks at each event of a log group. */
export interface SubscriptionFilter {
  readonly location: PropertyLocation;
  readonly environment: Environment;
  /** The name of the group. */
  readonly logGroup: Known<string>;
  readonly pattern: Setting<string>;
}

/** Makes a metric of the events that its pattern fits. */
export interface MetricFilter extends SubscriptionFilter {
  readonly metric: Known<FilterMetric>;
}

/** What a metric filter counts, and where. */
export interface FilterMetric {
  readonly location: PropertyLocation;
  readonly namespace: Known<string>;
  readonly name: Known<string>;
  /** What each event counts: a number, or where in the event it is. */
  readonly value: Setting<string>;
  /** Whether events that do not fit count as something, too. */
  readonly hasDefault: Known<boolean>;
  /** Their names. */
  readonly dimensions: Setting<readonly string[]>;
}
