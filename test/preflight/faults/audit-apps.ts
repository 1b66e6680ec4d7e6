import { App, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SessionAudit, SessionCommandAlarm, SessionPreferences } from '../../../lib';

/** Sessions that this library records and tells of, beside an audit by aws-cdk-lib alone. */
export function auditedSessions(app: App): void {
  const stack = new Stack(app, 'Audited', { env: { account: '111122223333', region: 'eu-west-1' } });
  const preferences = new SessionPreferences(stack, 'Preferences');
  const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'TopicKey') });
  const audit = new SessionAudit(stack, 'Audit', { createTrail: true, topic });
  audit.onUnloggedSession('Unlogged', { loggedDocuments: [preferences], target: new targets.SnsTopic(new sns.Topic(stack, 'PlainTopic')) });
  new SessionCommandAlarm(stack, 'Deletion', { logging: preferences.logging, commands: ['rm', 'shred'], topic });

  const { logGroup } = preferences.logging.logGroup!;
  const filter = new logs.MetricFilter(stack, 'Sudo', {
    logGroup, filterPattern: logs.FilterPattern.literal('{ $.sessionData[*] = "*sudo *" }'), metricNamespace: 'Own', metricName: 'Sudo',
  });
  const alarm = filter.metric({ statistic: 'Sum' }).createAlarm(stack, 'SudoAlarm', {
    threshold: 1, evaluationPeriods: 1, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new actions.SnsAction(topic));
  new events.Rule(stack, 'Ended', {
    eventPattern: { source: ['aws.ssm'], detailType: ['AWS API Call via CloudTrail'], detail: { eventSource: ['ssm.amazonaws.com'], eventName: ['TerminateSession'] } },
    targets: [new targets.CloudWatchLogGroup(new logs.LogGroup(stack, 'Ends', { logGroupName: '/aws/events/ends' }))],
  });
}
