import type { NodeBinding } from './bind-node';

/** What keeping a node of this app up to date depends on. */
export interface NodeReach extends Pick<NodeBinding, 'starter' | 'wayOut' | 'permissions'> {
  /** Whether the system's packages come from S3; undefined where the system is not known. */
  readonly repositoriesInS3?: boolean;
}
