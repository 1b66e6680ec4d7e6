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
 * A place in the code of an app.
 */
export interface PreflightCodePlace {
  /** The file, from the root of the repository, or without one from the working directory; its parts are parted by `/`. */
  readonly file: string;

  /** The line, counted from 1. */
  readonly line: number;

  /** The column, counted from 1. */
  readonly column: number;
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
   * The line of the resource in the template, counted from 1.
   *
   * @default - the resource was not read from a template in a file
   */
  readonly templateLine?: number;

  /**
   * The path of the construct that made the resource.
   *
   * @default - the template does not come from the CDK, or the resource was not read from a template
   */
  readonly constructPath?: string;

  /**
   * Where the code of the app makes the resource: the innermost line of the stack trace that the CDK writes into the assembly, without what is in packages.
   * Where that trace is too short, it is the line that makes the construct around the resource.
   *
   * @default - the assembly does not say: the app is not written in JavaScript or TypeScript, sets `aws:cdk:disable-creation-stack-traces`, or was
   * synthesized elsewhere; or the resource was not read from an assembly
   */
  readonly code?: PreflightCodePlace;

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
