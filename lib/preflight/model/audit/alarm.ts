import { Known } from '../known';
import { PropertyLocation } from '../location';
import { Setting } from '../network/network';
import { Environment } from '../node';

/** An alarm on one metric. */
export interface Alarm {
  readonly arn: string;
  readonly location: PropertyLocation;
  readonly environment: Environment;
  readonly namespace: Known<string>;
  readonly metricName: Known<string>;
  /** The names of its dimensions. */
  readonly dimensions: Setting<readonly string[]>;
  /** Undefined for a percentile. */
  readonly statistic: Known<string | undefined>;
  readonly comparison: Known<string>;
  readonly threshold: Setting<number>;
  readonly missingData: Known<string>;
  readonly actionsEnabled: Setting<boolean>;
  /** What is done when it is raised, by ARN. */
  readonly actions: Setting<readonly Known<string>[]>;
}
