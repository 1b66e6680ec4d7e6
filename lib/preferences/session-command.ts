/**
 * What a command document runs on one platform.
 */
export interface SessionCommand {
  /**
   * The commands, with parameters as `{{ name }}`. Interactive ones run in `sh -c` (PowerShell on Windows), non-interactive ones without a
   * shell.
   */
  readonly commands: string;

  /**
   * What stands in double braces and is not a parameter of the document: `.Names` for `docker ps --format '{{.Names}}'`. With `ssm:name`, the agent
   * puts the SSM parameter `name` into the command, which it reads with the role of the node.
   *
   * @default - double braces hold parameters only
   */
  readonly notParameters?: string[];

  /**
   * Whether they run as root or as the administrator, instead of the session's user.
   *
   * @default false
   */
  readonly runAsElevated?: boolean;
}

/**
 * What a command document runs, by platform; at least one. A session with a node of another platform fails.
 */
export interface SessionCommands {
  /**
   * On Linux.
   *
   * @default - none
   */
  readonly linux?: SessionCommand;

  /**
   * On Windows.
   *
   * @default - none
   */
  readonly windows?: SessionCommand;

  /**
   * On macOS.
   *
   * @default - none
   */
  readonly macos?: SessionCommand;
}

/**
 * A parameter of a command document, which the person who starts a session gives.
 */
export interface SessionCommandParameter {
  /**
   * The regular expression (Go's RE2, without look-around and back-references) that the whole value has to match; the library anchors it.
   * It is all that stands between a value and the shell: be narrow.
   */
  readonly allowedPattern: string;

  /**
   * What the parameter is.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The value if none is given; it has to match the pattern.
   *
   * @default - none, a value has to be given
   */
  readonly defaultValue?: string;
}
