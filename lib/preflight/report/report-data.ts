import { PreflightAccess, PreflightPrincipal } from '../preflight-access';
import { PreflightAccessFinding } from '../preflight-access-finding';
import { PreflightFinding } from '../preflight-finding';
import { PreflightNode } from '../preflight-node';
import { PreflightStack } from '../preflight-stack';
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
   * The stacks that were read, and where they are deployed.
   *
   * @default - what was read has no stacks
   */
  readonly stacks?: PreflightStack[];

  /**
   * Names that are of nothing, in sentences.
   *
   * @default - none
   */
  readonly warnings?: string[];

  /**
   * Who opens which sessions.
   *
   * @default - nobody is known
   */
  readonly accessAnswers?: AccessAnswers;

  /**
   * What people may do that is risky.
   *
   * @default - nothing
   */
  readonly accessFindings?: PreflightAccessFinding[];

  /**
   * What keeps sessions from being recorded or told of.
   *
   * @default - nothing
   */
  readonly auditFindings?: PreflightFinding[];
}

/** A node by its names. */
export type NamedNode = Pick<PreflightNode, 'id' | 'logicalId' | 'constructPath'>;

/** Answers who opens which sessions, each when it is asked. */
export interface AccessAnswers {
  /** Everybody whom the templates give policies. */
  readonly principals: PreflightPrincipal[];
  readonly nodes: readonly NamedNode[];
  readonly accessFindings: PreflightAccessFinding[];
  /** With each document. */
  access(principal: PreflightPrincipal, nodeId: string): PreflightAccess;
  /** With a document of this name, which may be in no template. */
  accessWith(principal: PreflightPrincipal, nodeId: string, document: string): PreflightAccess;
}
