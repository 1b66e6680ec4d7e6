import { AttachedPolicy } from '../iam/policy';
import { Known } from '../known';
import { PropertyLocation } from '../location';
import { Setting } from '../network/network';

/** A topic of SNS. */
export interface Topic {
  readonly arn: string;
  readonly account: string;
  readonly location: PropertyLocation;
  /** By id, ARN or alias; undefined for a topic that is not encrypted. */
  readonly key: Setting<string | undefined>;
  /** None where SNS gives it the one that a topic has by default; unknown where something unseen may have set one. */
  readonly policies: Known<readonly AttachedPolicy[]>;
}
