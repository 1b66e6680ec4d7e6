import { Fix } from '../model/fix';
import { SourceLocation } from '../model/location';
import { Model } from '../model/model';

/** What a reader makes of its source: all that the engine and the rules get to see of it. */
export interface Reading {
  readonly model: Model;

  /** What may hold nodes, or may stop them, and cannot be seen; in sentences. The report is UNKNOWN at best where there is any. */
  readonly unseen: readonly string[];

  /** What had to be taken for granted, in sentences. */
  readonly assumptions: readonly string[];

  /** Words a fix as a change of what was read. */
  wordFix(fix: Fix): string;

  /** Why somebody acknowledged a rule for a resource, there or at something around it; undefined where nobody did. */
  acknowledged(ruleId: string, resource: SourceLocation): string | undefined;
}
