import { isKnown } from '../../model/known';
import { catalogued } from '../rule';
import { AuditContext, AuditFinding, AuditRule } from '../rule-about-audit';
import { textsAt } from '../support/audit/event-patterns';
import { SessionAlarm, sessionAlarms } from '../support/audit/session-alarms';

export const alarmsTellRule: AuditRule = {
  ...catalogued('SSM-AUD-005'),
  why: 'An alarm without an action, or with its actions off, changes its color in the console and tells nobody.',
  fix: 'give the alarm an action, such as a topic, and leave its actions enabled',
  contract: 3,
  see: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html',
  reads: 'the actions of alarms on metrics of transcripts, where no composite alarm and no rule on alarms is in the templates',
  cannotSee: 'who looks at the console, and composite alarms and rules that are in no template',
  *check(context) {
    if (isHeardElsewhere(context)) { return; }
    for (const each of sessionAlarms(context)) { yield* findings(each); }
  },
};

function* findings({ alarm: { actions, actionsEnabled, location } }: SessionAlarm): Generator<AuditFinding> {
  const { name } = location.resource;
  if (isKnown(actions.value) && actions.value.length === 0) {
    yield { severity: 'WARNING', location, message: `${name} has no action: nobody is told when it is raised` };
  } else if (actionsEnabled.value === false) {
    yield { severity: 'WARNING', location: actionsEnabled.location, message: `the actions of ${name} are off: nobody is told when it is raised` };
  }
}

/** The source of events about alarms. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
const ALARMS = 'aws.cloudwatch';

function isHeardElsewhere({ audit }: AuditContext): boolean {
  return audit.hasCompositeAlarms || audit.eventRules.some(({ pattern: { value: pattern } }) => (
    !isKnown(pattern) || (pattern !== undefined && (textsAt(pattern, 'source')?.includes(ALARMS) ?? true))
  ));
}
