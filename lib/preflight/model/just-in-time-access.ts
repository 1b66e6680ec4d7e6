import { PropertyLocation } from './location';
import { Environment } from './node';

/** What shows that people ask for access to nodes, and somebody or something approves. */
export interface JustInTimeAccess {
  readonly location: PropertyLocation;
  /** Where it is for; undefined where it says so itself, of accounts and regions that are not in sight. */
  readonly environment?: Environment;
}
