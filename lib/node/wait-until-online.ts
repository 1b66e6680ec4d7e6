import type { Duration } from 'aws-cdk-lib';
import { PropTypes, struct } from '../core/check-props';
import { MINUTES, TEXT } from '../core/prop-types';

/**
 * How a deployment waits for nodes.
 */
export interface WaitUntilOnlineOptions {
  /**
   * After which time the deployment fails: 1-50 minutes, in whole seconds. A Windows Server takes about 10 minutes from its launch.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;

  /**
   * The oldest version of the SSM Agent that will do, such as `3.3.40.0`. A node with an older one is waited for, since it may update itself.
   *
   * @default - any version
   */
  readonly minimumAgentVersion?: string;

  /**
   * Any text. Another one has the nodes looked at again. Without it that happens when a node is replaced, or one of these options or `nodes` changes.
   *
   * @default - none
   */
  readonly revision?: string;
}

/** What each of them has to be. */
export const WAIT_UNTIL_ONLINE_TYPES: PropTypes<WaitUntilOnlineOptions> = {
  timeout: MINUTES,
  minimumAgentVersion: TEXT,
  revision: TEXT,
};

export const WAIT_UNTIL_ONLINE = struct<WaitUntilOnlineOptions>('an object of WaitUntilOnlineOptions', '{ timeout: Duration.minutes(15) }', WAIT_UNTIL_ONLINE_TYPES);
