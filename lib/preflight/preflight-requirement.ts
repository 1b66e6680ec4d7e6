import { PreflightOptions } from './preflight-options';

/**
 * What has to connect for `Preflight.requireConnects` not to throw.
 */
export interface PreflightRequirement extends PreflightOptions {
  /**
   * Whether a node that is UNKNOWN counts as one that does not connect, and so does an app without nodes.
   *
   * @default false
   */
  readonly failOnUnknown?: boolean;
}
