import { PropertyLocation } from './location';
import { Environment } from './node';

/** A trail of CloudTrail, which records who started sessions. */
export interface Trail {
  readonly arn: string;
  readonly location: PropertyLocation;
  readonly environment: Environment;
}
