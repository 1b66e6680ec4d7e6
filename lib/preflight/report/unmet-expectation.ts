import { PreflightSeverity } from '../preflight-severity';
import { PreflightSource } from '../preflight-source';

/** What an expectation of access is called where a finding has the id of its rule. It is no rule, so that nobody can acknowledge it. */
export const EXPECTATION = 'preflight-expectation';

/** An expectation that does not hold, or that is not decided. */
export interface UnmetExpectation {
  readonly severity: PreflightSeverity;
  /** Who, with what, and why. */
  readonly message: string;
  /** What decides, with its place. */
  readonly statements: readonly string[];
  readonly fix: string;
  /** Undefined where it is about something that is nowhere. */
  readonly source?: PreflightSource;
  readonly property?: string;
}
