/**
 * What a report is written as. docs/report-formats.md shows each.
 */
export enum PreflightReportFormat {
  /** For a terminal, 80 columns wide and without colors. */
  TEXT = 'text',

  /** For programs, with a published schema. */
  JSON = 'json',

  /** One page that works offline. */
  HTML = 'html',

  /** SARIF 2.1.0, for code scanning. */
  SARIF = 'sarif',

  /** JUnit XML, for what shows results of tests. */
  JUNIT = 'junit',

  /** Annotations of GitHub Actions: workflow commands, to be written to standard output. */
  GITHUB = 'github',
}
