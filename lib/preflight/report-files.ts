import * as fs from 'fs';
import { reportFormats } from './on-demand';
import { PreflightReport } from './preflight-report';
import { PreflightReportFormat } from './preflight-report-format';

/** Files and what each is to hold. */
export interface ReportFiles {
  readonly [file: string]: PreflightReportFormat;
}

/** A file that cannot be written: its name is wrong, and nothing is of preflight. */
export class UnwritableReport extends Error {
  readonly name = 'UnwritableReport';
}

/** Writes a report into files. */
export function writeReports(report: PreflightReport, files: ReportFiles): void {
  for (const [file, format] of Object.entries(files)) {
    const text = reportFormats().REPORT_FORMATS[format].write(report._data, { color: false });
    try {
      fs.writeFileSync(file, text);
    } catch (error) {
      throw new UnwritableReport(`reportFiles must name files that can be written, got '${file}' (${(error as Error).message}); make its directory first`);
    }
  }
}
