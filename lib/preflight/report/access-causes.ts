import { PreflightAccessFinding } from '../preflight-access-finding';

/** What is the same finding for all of its people. */
export interface AccessCause {
  /** That of the first person. */
  readonly finding: PreflightAccessFinding;
  /** What is said of each of them: the message without the person. */
  readonly predicate: string;
  /** One of each person. */
  readonly findings: readonly PreflightAccessFinding[];
}

/** Groups what is said of people, in the order of the findings; what was acknowledged comes last. */
export function accessCausesOf(findings: readonly PreflightAccessFinding[]): AccessCause[] {
  const groups = new Map<string, PreflightAccessFinding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.ruleId, predicateOf(finding), finding.acknowledged]);
    const group = groups.get(key) ?? [];
    group.push(finding);
    groups.set(key, group);
  }
  const causes = [...groups.values()].map((all): AccessCause => ({ finding: all[0], predicate: predicateOf(all[0]), findings: all }));
  const isAcknowledged = ({ finding }: AccessCause) => finding.acknowledged !== undefined;
  return [...causes.filter(cause => !isAcknowledged(cause)), ...causes.filter(isAcknowledged)];
}

function predicateOf({ message, principal }: PreflightAccessFinding): string {
  return message.slice(principal.length + 1);
}
