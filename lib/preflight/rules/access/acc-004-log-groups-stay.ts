import { LOG_GROUP_CHANGES } from '../../../access/guarded-actions';
import { deed } from '../../model/fix';
import { opaque } from '../../model/symbolic-text';
import { catalogued } from '../rule';
import { AccessRule } from '../rule-about-people';
import { keptBy } from '../support/people/kept';
import { mayChange } from '../support/people/may-change';

export const logGroupsStayRule: AccessRule = {
  ...catalogued('SSM-ACC-004'),
  why: 'Whoever may delete the log group or its streams takes the transcripts away, and whoever sets the retention to a day lets them go by themselves. A data '
    + 'protection policy hides what is in them, and with another key the agent may write no more.',
  fix: ['take the actions on the log group away', deed('guard-sessions', 'deny them by a SessionGuardrail in an app that uses this library')],
  contract: 4,
  see: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html',
  reads: 'whether the person may change or delete a log group that a session document of the templates names, or its streams',
  cannotSee: 'log groups that are in no template, and copies that a subscription makes of the transcripts',
  deed: 'change or delete the log groups of transcripts',
  *check(context) {
    yield* mayChange(context, ['log group of transcripts', 'log groups of transcripts'], keptBy(context).logGroups.map(({ arn, location }) => ({
      name: location.resource.name,
      actions: LOG_GROUP_CHANGES,
      // CloudWatch Logs authorizes calls about a group on what is below it.
      callsOf: action => [{ action, resource: `${arn}:log-stream:${opaque('stream')}` }],
    })));
  },
};
