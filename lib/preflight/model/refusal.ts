import { Known } from './known';
import { PropertyLocation } from './location';

/** What a service that starts instances does not take of what it is told, so that it starts none. Only a reader sees it, for what runs was taken. */
export interface Refusal {
  /** What has to change. */
  readonly location: PropertyLocation;
  /** The service, for example `EKS`. */
  readonly by: string;
  /** Why it refuses, as a clause, for example `its launch template has an instance profile`. */
  readonly because: string;
  /** Whether that is so. */
  readonly holds: Known<true>;
  readonly fix: string;
}
