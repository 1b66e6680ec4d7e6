/**
 * What preflight read a resource from.
 */
export enum PreflightOrigin {
  /** A CloudFormation template, in a cloud assembly or by itself. */
  TEMPLATE = 'TEMPLATE',

  /** A live AWS account. */
  ACCOUNT = 'ACCOUNT',

  /** Nothing: a `PreflightAssumption` says that there is such a resource. */
  ASSUMPTION = 'ASSUMPTION',
}

/**
 * Where preflight read a resource.
 */
export interface PreflightSource {
  /** What it was read from. */
  readonly origin: PreflightOrigin;

  /** The name of the resource: its logical id in a template, its name or id in an account. */
  readonly name: string;

  /**
   * The stack of the resource.
   *
   * @default - the resource was not read from a template
   */
  readonly stack?: string;

  /**
   * The template that has the resource.
   *
   * @default - the resource was not read from a template
   */
  readonly templatePath?: string;

  /**
   * The path of the construct that made the resource.
   *
   * @default - the template does not come from the CDK, or the resource was not read from a template
   */
  readonly constructPath?: string;

  /**
   * The ARN of the resource.
   *
   * @default - the resource was not read from an account
   */
  readonly arn?: string;

  /**
   * The account of the resource.
   *
   * @default - the resource was not read from an account
   */
  readonly account?: string;

  /**
   * The region of the resource.
   *
   * @default - the resource was not read from an account
   */
  readonly region?: string;

  /**
   * The page of the AWS console that shows the resource.
   *
   * @default - the resource was not read from an account, or has no page
   */
  readonly consoleUrl?: string;
}
