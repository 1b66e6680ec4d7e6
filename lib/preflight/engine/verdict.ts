import { PreflightFinding } from '../preflight-finding';
import { PreflightSeverity } from '../preflight-severity';
import { PreflightVerdict } from '../preflight-verdict';

/** The worst of some findings; acknowledged ones and warnings do not count. */
export function verdictOf(findings: PreflightFinding[]): PreflightVerdict {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  if (open.some(({ severity }) => severity === PreflightSeverity.BLOCKED)) { return PreflightVerdict.BLOCKED; }
  return open.some(({ severity }) => severity === PreflightSeverity.UNKNOWN) ? PreflightVerdict.UNKNOWN : PreflightVerdict.CONNECTS;
}
