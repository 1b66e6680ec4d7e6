/**
 * What an HTML report says of itself.
 */
export interface PreflightHtmlOptions {
  /**
   * The heading, for example the name of the app.
   *
   * @default 'Session Manager preflight'
   */
  readonly title?: string;

  /**
   * What the report was made from, for example a command or the path of a cloud assembly.
   *
   * @default - the report does not say
   */
  readonly madeFrom?: string;

  /**
   * When the report was made, which it says in UTC.
   *
   * @default - the time in the environment variable `SOURCE_DATE_EPOCH`, in seconds since 1970; where that is not set, the report has no date, so that
   * the same app always gives the same report
   */
  readonly madeAt?: Date;
}
