import { PreflightNode } from '../preflight-node';
import { PreflightVerdict } from '../preflight-verdict';

/** What a report is printed from. */
export interface ReportData {
  /** The worst of the nodes. */
  readonly verdict: PreflightVerdict;

  /** In the order in which they are printed. */
  readonly nodes: PreflightNode[];

  /** What had to be taken for granted, in sentences. */
  readonly assumptions: string[];
}
