/** What the command uses of its process. Tests pass their own. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  readonly env: Environment;
  /** All of standard input; that of the process where it is left out. */
  readonly input?: () => Buffer;
  /** The time in milliseconds; that of the machine where it is left out. */
  readonly now?: () => number;
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Environment { readonly [name: string]: string | undefined }

/**
 * Whether to write colors.
 *
 * @see https://force-color.org
 * @see https://no-color.org
 */
export function usesColor({ isTTY }: Output, { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal }: Environment): boolean {
  if (forced !== undefined) { return !NONE.includes(forced); }
  return isTTY === true && !refused && terminal !== 'dumb';
}

const NONE = ['0', 'false'];
