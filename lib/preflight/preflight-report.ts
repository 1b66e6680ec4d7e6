import { htmlReports, jsonReports, textReports } from './on-demand';
import { PreflightNode } from './preflight-node';
import { PreflightVerdict } from './preflight-verdict';
import type { ReportData } from './report/report-data';

/**
 * What preflight found, node by node.
 */
export class PreflightReport {
  /** @internal */
  public static _of({ verdict, nodes, assumptions }: ReportData): PreflightReport {
    return new PreflightReport(verdict, nodes, assumptions);
  }

  private constructor(
    /** The worst verdict of all nodes; CONNECTS where there is none. */
    public readonly verdict: PreflightVerdict,

    /** Every instance, Auto Scaling group, and launch template that neither uses. */
    public readonly nodes: PreflightNode[],

    /** What had to be taken for granted, in sentences. */
    public readonly assumptions: string[],
  ) {}

  /**
   * The report on one node.
   *
   * @param id its id, its logical id, or the path of its construct or of one around it, if that holds one node only
   * @throws if there is no such node, or more than one
   */
  public node(id: string): PreflightNode {
    const exact = this.nodes.filter(node => node.id === id || node.constructPath === id);
    const loose = this.nodes.filter(node => node.logicalId === id || node.id.startsWith(`${id}/`));
    const found = exact.length > 0 ? exact : loose;
    if (found.length !== 1) {
      const names = this.nodes.map(node => node.id);
      const shown = names.slice(0, MAX_NAMES).join(', ') + (names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '');
      throw new Error(found.length === 0
        ? `id must be that of a node in the report, got '${id}'; it has ${shown === '' ? 'no nodes' : shown}`
        : `id must be that of one node, got '${id}', which fits ${found.map(node => node.id).join(', ')}; use one of these`);
    }
    return found[0];
  }

  /** The report for a terminal, without colours. */
  public toText(): string {
    return textReports().textReport(this, { color: false });
  }

  /** The report as JSON. */
  public toJsonText(): string {
    return jsonReports().jsonReport(this);
  }

  /** The report as one self-contained HTML file. */
  public toHtml(): string {
    return htmlReports().htmlReport(this, {});
  }
}

const MAX_NAMES = 20;
