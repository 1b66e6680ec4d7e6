/** How a text looks on a terminal. */
export interface TextReportOptions {
  /** Whether the terminal shows colors. */
  readonly color: boolean;

  /**
   * The width of the terminal, in columns.
   *
   * @default 80
   */
  readonly width?: number;
}

/** The ways to set a text off. */
const STYLES = { bold: '1', dim: '2', red: '1;31', green: '32', yellow: '33' } as const;

/** Sets a text off, where there are colors. */
export type Paint = (text: string, style: keyof typeof STYLES) => string;

export function painter({ color }: TextReportOptions): Paint {
  return color ? (text, style) => `\u001b[${STYLES[style]}m${text}\u001b[0m` : text => text;
}

// In a narrower terminal, each line would hold a single word.
const LEAST_WIDTH = 40;

export function widthOf({ width = 80 }: TextReportOptions): number {
  return Math.max(width, LEAST_WIDTH);
}
