/** A filter pattern that CloudWatch Logs refuses, or of which no page and no record says that it takes it. */
export class RefusedPattern extends Error {
  constructor(
    message: string,
    /** Whether a page of AWS or a record says that it is refused. */
    readonly isCertain: boolean,
  ) {
    super(message);
    this.name = 'RefusedPattern';
  }
}

export function refused(message: string): RefusedPattern {
  return new RefusedPattern(message, true);
}

export function undocumented(message: string): RefusedPattern {
  return new RefusedPattern(message, false);
}
