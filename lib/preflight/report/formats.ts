import { PreflightReportFormat } from '../preflight-report-format';
import { githubAnnotations } from './github-annotations';
import { htmlReport } from './html-report';
import { jsonReport } from './json-report';
import { junitReport } from './junit-report';
import { ReportData } from './report-data';
import { sarifReport } from './sarif/sarif-report';
import { textReport } from './text-report';

/** How a report is to look. */
export interface ReportContext {
  /**
   * What the report is about, such as the name of the assembly.
   *
   * @default - the report does not say
   */
  readonly title?: string;

  /** Whether a terminal shows it that shows colors. */
  readonly color: boolean;

  /**
   * The width of the terminal, in columns.
   *
   * @default 80
   */
  readonly width?: number;

  /**
   * What the report is made from, such as a command.
   *
   * @default - the report does not say
   */
  readonly madeFrom?: string;

  /**
   * When the report is made.
   *
   * @default - the report does not say
   */
  readonly madeAt?: Date;
}

export type ReportFormat = `${PreflightReportFormat}`;

/** Writes reports in one format. */
export interface ReportWriter {
  /** What the format is for, in a few words. */
  readonly title: string;
  write(data: ReportData, context: ReportContext): string;
}

/** In the order in which they are documented. */
export const REPORT_FORMATS: { readonly [format in ReportFormat]: ReportWriter } = {
  text: { title: 'for a terminal', write: (data, { color, width }) => textReport(data, { color, width }) },
  json: { title: 'for programs, with a published schema', write: jsonReport },
  html: { title: 'one page that works offline', write: (data, { title, madeFrom, madeAt }) => htmlReport(data, { title, madeFrom, madeAt }) },
  sarif: { title: 'SARIF 2.1.0, for code scanning', write: sarifReport },
  junit: { title: 'JUnit XML, for what shows results of tests', write: junitReport },
  github: { title: 'annotations of GitHub Actions', write: githubAnnotations },
};
