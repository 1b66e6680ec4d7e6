import { Known } from './known';
import { PropertyLocation } from './location';
import { Environment } from './node';

/** What has a document run on nodes by itself: an association of State Manager, or a task of a maintenance window. */
export interface Maintenance {
  readonly location: PropertyLocation;
  readonly environment: Environment;
  /** The name of the document. */
  readonly document: string;
  /** All of them have to be true of a node. */
  readonly targets: Known<readonly MaintenanceTarget[]>;
}

/** What is true of a node that it runs on. */
export type MaintenanceTarget =
  | { readonly kind: 'all' }
  /** By the keys of the nodes in sight. There may be others. */
  | { readonly kind: 'nodes'; readonly keys: ReadonlySet<string> }
  /** It has the tag with one of these values; those that are not known are left out. */
  | { readonly kind: 'tag'; readonly key: string; readonly values: readonly string[] };
