import { Known } from '../known';
import { Setting } from '../network/network';
import { Trail } from '../trail';

/** A trail, with what decides whether it records. */
export interface RecordingTrail extends Trail {
  readonly isLogging: Setting<boolean>;
  /** Whether its selectors leave it the management events that change something. */
  readonly logsManagementWrites: Setting<boolean>;
  readonly bucket: Setting<string>;
  readonly prefix: Known<string | undefined>;
  readonly isOfOrganization: Known<boolean>;
  /** Undefined where the bucket's own encryption is all. */
  readonly key: Setting<string | undefined>;
}
