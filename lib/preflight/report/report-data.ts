import { PreflightNode } from '../preflight-node';
import { PreflightVerdict } from '../preflight-verdict';

/** The data that a report is written from. */
export interface ReportData {
  /** The worst verdict of all nodes. */
  readonly verdict: PreflightVerdict;

  /** The nodes, in the order in which they are printed. */
  readonly nodes: PreflightNode[];

  /** What preflight assumed, and what it could not read, in sentences. */
  readonly assumptions: string[];

  /**
   * Names that are of nothing, in sentences.
   *
   * @default - none
   */
  readonly warnings?: string[];
}
