import { PreflightOptions } from './preflight-options';
import type { SessionExpectation } from './session-expectation';

/**
 * What has to be proven.
 */
export interface PreflightRequirement extends PreflightOptions {
  /**
   * Who may open sessions with which nodes, and who may not. An expectation that does not hold fails, and so does one that names what is in no
   * template.
   *
   * @default - nothing is expected
   */
  readonly expect?: SessionExpectation[];

  /**
   * Whether what is UNKNOWN fails as what is BLOCKED does: a node, and an expectation that cannot be decided. For `Preflight.requireConnects`, so does
   * an app without nodes.
   *
   * @default false
   */
  readonly failOnUnknown?: boolean;
}
