import { htmlReports, jsonReports, textReports } from './on-demand';
import { PreflightNode } from './preflight-node';
import { PreflightVerdict } from './preflight-verdict';
import type { ReportData } from './report/report-data';

/**
 * The result of preflight, node by node.
 */
export class PreflightReport {
  /** @internal */
  public static _of({ verdict, nodes, assumptions, warnings = [] }: ReportData): PreflightReport {
    return new PreflightReport(verdict, nodes, assumptions, warnings);
  }

  private constructor(
    /**
     * The worst verdict of all nodes. UNKNOWN at best if the templates have something that may create nodes and cannot be read, such as a macro.
     * CONNECTS if there is no node.
     */
    public readonly verdict: PreflightVerdict,

    /** Every EC2 instance, Auto Scaling group and fleet, what services of AWS start instances by, and every launch template that none of them uses. */
    public readonly nodes: PreflightNode[],

    /** What preflight assumed, and what it could not read, in sentences. */
    public readonly assumptions: string[],

    /**
     * Names that were given and are of nothing, in sentences: an assumption that nothing needs, an acknowledgement of a rule that does not exist.
     * They change no verdict.
     */
    public readonly warnings: string[],
  ) {}

  /**
   * The result for one node.
   *
   * @param id the node's id, its logical id, its construct path, or the path of a construct that contains this one node only
   * @throws if no node has this id, or more than one node
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

  /** The report as text for a terminal, 80 columns wide and without colors. */
  public toText(): string {
    return textReports().textReport(this, { color: false });
  }

  /** The report as JSON, one node a line. */
  public toJsonText(): string {
    return jsonReports().jsonReport(this);
  }

  /** The report as one HTML file that works offline. */
  public toHtml(): string {
    return htmlReports().htmlReport(this, {});
  }
}

const MAX_NAMES = 20;
