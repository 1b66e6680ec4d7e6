import { Known } from '../known';
import { PropertyLocation } from '../location';
import { Setting } from '../network/network';
import { Environment } from '../node';
import { SymbolicObject } from '../symbolic-value';

/** A rule of EventBridge. */
export interface EventRule {
  /** Unknown for one of a bus that is. */
  readonly arn: Known<string>;
  readonly location: PropertyLocation;
  readonly environment: Environment;
  /** Undefined for one that goes by a schedule. */
  readonly pattern: Setting<SymbolicObject | undefined>;
  readonly isEnabled: Setting<boolean>;
  readonly targets: Known<readonly EventTarget[]>;
}

export interface EventTarget {
  readonly arn: Known<string>;
  readonly location: PropertyLocation;
  /** Whether it names a role that EventBridge is to assume. */
  readonly hasRole: boolean;
}
