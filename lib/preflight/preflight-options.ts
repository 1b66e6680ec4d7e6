import type { PreflightAssumption } from './preflight-assumption';
import { PreflightCapability } from './preflight-capability';

/**
 * What preflight looks at, and what must work.
 */
export interface PreflightOptions {
  /**
   * What must work for a node to be CONNECTS. A transcript or encryption that is required but that no session document asks for is BLOCKED.
   *
   * @default - a shell, and the transcripts and the encryption that the session document in use asks for
   */
  readonly require?: PreflightCapability[];

  /**
   * Nodes to leave out, by construct path or logical id. A construct path also leaves out the nodes inside that construct.
   *
   * @default - none
   */
  readonly exclude?: string[];

  /**
   * Values of CloudFormation parameters, by name. They override the defaults in the templates.
   *
   * @default - the defaults in the templates; a parameter without a default is not known
   */
  readonly parameters?: { [name: string]: string };

  /**
   * The region of stacks that do not name one.
   *
   * @default - not known; the partition is assumed to be `aws`
   */
  readonly region?: string;

  /**
   * What you know of what the templates do not show, such as the way out of an imported subnet. The report lists what of it was needed.
   * An assumption never counts against what the templates show.
   *
   * @default - none
   */
  readonly assume?: PreflightAssumption[];
}
