import { PreflightCapability } from './preflight-capability';

/**
 * What preflight looks at, and what has to work.
 */
export interface PreflightOptions {
  /**
   * What has to work for a node to connect. A transcript or encryption that no session document asks for is missing, and so BLOCKED.
   *
   * @default - a shell, and what the session document in use asks for
   */
  readonly require?: PreflightCapability[];

  /**
   * Nodes to leave out: paths of constructs, which leave out what is inside too, or logical ids.
   *
   * @default - none
   */
  readonly exclude?: string[];

  /**
   * Values of CloudFormation parameters, over the defaults of the templates.
   *
   * @default - the defaults; a parameter without one is not known
   */
  readonly parameters?: { [name: string]: string };

  /**
   * The region of stacks that do not name one.
   *
   * @default - not known; the partition is taken to be `aws`
   */
  readonly region?: string;
}
