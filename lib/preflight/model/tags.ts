import { Known, Unknown } from './known';

/** What something is tagged with. Of the tags that AWS makes itself, `aws:...`, there may always be more. */
export interface Tags {
  readonly seen: ReadonlyMap<string, Known<string>>;
  /** Why there may be others; undefined where these are all. */
  readonly hidden?: Unknown;
  /** Tags of AWS's own that it certainly lacks, in lower case. */
  readonly lacks?: ReadonlySet<string>;
}

/** Of what has none. */
export const NO_TAGS: Tags = { seen: new Map() };
