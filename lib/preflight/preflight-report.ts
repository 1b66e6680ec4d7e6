import { AccessQuestions } from './access-questions';
import { findById } from './find-by-id';
import { remembered } from './model/remembered';
import { githubReports, htmlReports, jsonReports, junitReports, sarifReports, textReports } from './on-demand';
import { HTML_OPTION_TYPES } from './option-types';
import { PreflightAccess, PreflightPrincipal } from './preflight-access';
import { PreflightAccessFinding } from './preflight-access-finding';
import { PreflightFinding } from './preflight-finding';
import { PreflightHtmlOptions } from './preflight-html-options';
import { PreflightNode } from './preflight-node';
import { PreflightStack } from './preflight-stack';
import { PreflightVerdict } from './preflight-verdict';
import type { AccessAnswers, ReportData } from './report/report-data';
import { checkProps } from '../core/check-props';

/**
 * The result of preflight, node by node.
 */
export class PreflightReport {
  /** @internal */
  public static _of({ verdict, nodes, assumptions, warnings = [], auditFindings = [], stacks = [], accessAnswers }: ReportData): PreflightReport {
    const report = new PreflightReport(verdict, nodes, assumptions, warnings, auditFindings, stacks);
    if (accessAnswers) { ANSWERS.set(report, accessAnswers); }
    return report;
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

    /**
     * What keeps sessions from being recorded or told of, by the rules `SSM-AUD-...`: metric filters on transcripts, alarms, event rules, topics and
     * trails. BLOCKED where the deployment is refused or nothing ever comes of it, which changes no verdict of a node.
     *
     * Acknowledge a finding with `Validations.of(x).acknowledge({ id: 'SSM-AUD-007', reason: '...' })` at the resource that it names, or at a construct
     * around it.
     */
    public readonly auditFindings: PreflightFinding[],

    /** The stacks that were read, nested ones too, and the account and region of each. Empty where no stack was read. */
    public readonly stacks: PreflightStack[],
  ) {}

  /**
   * The result for one node.
   *
   * @param id the node's id, its logical id, its construct path, or the path of a construct that contains this one node only
   * @throws if no node has this id, or more than one node
   */
  public node(id: string): PreflightNode {
    const names = ({ constructPath, logicalId }: PreflightNode) => ({ exactly: constructPath, roughly: [logicalId] });
    return findById(this.nodes, names, id, { parameter: 'id', what: 'node' });
  }

  /**
   * Whether somebody can open sessions with a node, by all policies that the templates attach to them.
   *
   * Each document is decided by itself. A session takes `ssm:StartSession` on the node and on the document, the key of the document, and
   * `ssmmessages:OpenDataChannel`. Where policies ask for MFA or a network, YES says with which (`assuming`). The verdict is about policies alone,
   * and not about who may assume a role; whether the node is reachable is what `node(...)` says. Nodes have no other tags than the templates and
   * AWS give them, and service control policies that are in no template are taken to deny nothing.
   *
   * @param principal the principal's id, its logical id, its construct path, its name, or the path of a construct that contains this one alone
   * @param node the node, as for `node(...)`
   * @param document the name, logical id or construct path of a session document, which need not be in the templates - default: every document
   * @throws if there is no such principal or node, or more than one
   */
  public access(principal: string, node: string, document?: string): PreflightAccess {
    return this.questions.access(principal, node, document);
  }

  /**
   * Who can open sessions with a node: everybody in the templates who is not certainly kept out.
   *
   * @param node the node, as for `node(...)`
   * @param document a session document, as for `access(...)` - default: any document
   * @throws if no node has this id, or more than one node
   */
  public whoCan(node: string, document?: string): PreflightAccess[] {
    return this.questions.whoCan(node, document);
  }

  /**
   * With which nodes somebody can open sessions: all from which they are not certainly kept out.
   *
   * @param principal the principal, as for `access(...)`
   * @param document a session document, as for `access(...)` - default: any document
   * @throws if there is no such principal, or more than one
   */
  public whatCan(principal: string, document?: string): PreflightAccess[] {
    return this.questions.whatCan(principal, document);
  }

  /** Everybody whom the templates give policies: roles, users, groups and permission sets. */
  public get principals(): PreflightPrincipal[] {
    return this.questions.principals;
  }

  /**
   * What people may do that is legal and risky, by the rules `SSM-ACC-...`: users, groups, permission sets, and roles that others than services of AWS
   * may assume. Only what is certainly possible is among it. It changes no verdict.
   *
   * Acknowledge a finding with `Validations.of(x).acknowledge({ id: 'SSM-ACC-008', reason: '...' })` at the person, at the policy that it names, or at a
   * construct around one of them.
   */
  public get accessFindings(): PreflightAccessFinding[] {
    return this.questions.findings;
  }

  /** @internal */
  public get _accessAnswers(): AccessAnswers | undefined {
    return ANSWERS.get(this);
  }

  /** @internal */
  public get _data(): ReportData {
    return { ...this, accessAnswers: this._accessAnswers, accessFindings: this.accessFindings };
  }

  private get questions(): AccessQuestions {
    return remembered(QUESTIONS, this, () => new AccessQuestions(this._accessAnswers));
  }

  /** The report as text for a terminal, 80 columns wide and without colors. */
  public toText(): string {
    return textReports().textReport(this, { color: false });
  }

  /**
   * The report as JSON, one node a line.
   *
   * @see https://raw.githubusercontent.com/cdk-session-manager/cdk-session-manager/main/schema/preflight-report-1.schema.json
   */
  public toJsonText(): string {
    return jsonReports().jsonReport(this);
  }

  /**
   * The report as one HTML file that works offline.
   *
   * @param options what it says of itself
   * @throws if an option is not what it has to be
   */
  public toHtml(options: PreflightHtmlOptions = {}): string {
    checkProps(undefined, options, HTML_OPTION_TYPES);
    return htmlReports().htmlReport(this._data, options);
  }

  /**
   * The report as SARIF 2.1.0, for code scanning: one result a cause, at the line of the code that makes the resource where the assembly has it, and else
   * at its line in the template.
   *
   * BLOCKED is an error, UNKNOWN and WARNING are warnings, and what is not required or was acknowledged is a note. Write it to a file and upload that
   * with `github/codeql-action/upload-sarif`.
   *
   * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
   * @see https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
   */
  public toSarif(): string {
    return sarifReports().sarifReport(this);
  }

  /**
   * The report as JUnit XML, for what shows results of tests, such as Jenkins and GitLab: a suite for each stack with a case for each node.
   *
   * A node that is BLOCKED fails, and one that is UNKNOWN is skipped. The audit and people are a case each, where there is something to tell of them.
   */
  public toJunit(): string {
    return junitReports().junitReport(this);
  }

  /**
   * The report as annotations of GitHub Actions, one a cause, the worst first: workflow commands, to be written to standard output.
   *
   * GitHub shows ten errors, ten warnings and ten notices of a step. The last line says how many more there are.
   *
   * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
   */
  public toGithubAnnotations(): string {
    return githubReports().githubAnnotations(this);
  }
}

// Beside the report, so that the report as JSON is the report alone.
const ANSWERS = new WeakMap<PreflightReport, AccessAnswers>();
const QUESTIONS = new WeakMap<PreflightReport, AccessQuestions>();
