import { ReportReading, ruleReport } from './node-report';
import { NodeInSight } from '../model/node';
import { sentence } from '../model/words';
import { PreflightFinding } from '../preflight-finding';
import { Reading } from '../readers/reading';
import { AUDIT_RULES } from '../rules/all-rules';
import { AuditFinding, AuditRule } from '../rules/rule-about-audit';

/** What the rules about the audit say, in the order of the rules. */
export function auditFindings(
  reading: ReportReading & Pick<Reading, 'model'>, includes: (about: Pick<NodeInSight, 'resource'>) => boolean = () => true,
): PreflightFinding[] {
  const { model } = reading;
  const { audit } = model;
  if (!audit) { return []; }
  const context = { model, audit };
  return AUDIT_RULES.flatMap(rule => {
    const findings = [...rule.check(context)].filter(({ location }) => includes(location));
    return findings.map(finding => report(rule, finding, reading));
  });
}

function report(rule: AuditRule, finding: AuditFinding, reading: ReportReading): PreflightFinding {
  const { severity, location, message, fix = rule.fix } = finding;
  return { ...ruleReport(rule, { severity, location, message: sentence(message), fix }, location.resource, reading), capabilities: [] };
}
