import { isKnown } from '../../model/known';
import { logEvents, logStreamSetup } from '../../model/session/requirements';
import { catalogued, Rule } from '../rule';
import { callingRole } from '../support/logging/caller';
import { refusals } from '../support/logging/refusals';
import { namedLogGroup } from '../support/logging/session-document';
import { attempts, maySetUp, streamPurpose } from '../support/logging/stream-access';

export const rolePutsEventsRule: Rule = {
  ...catalogued('SSM-LOG-013'),
  why: 'If it is denied, the session worker tries again each second for ever: it never exits, and nothing is logged.',
  fix: 'allow logs:PutLogEvents on the streams of the log group in a policy of the role',
  contract: 4,
  see: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html',
  reads: 'the policies of the role and its permissions boundary, for logs:PutLogEvents on streams of the log group that the session document names',
  cannotSee: 'service control policies, and policies that are attached to the role outside of the assembly',
  hop: 'IDENTITY',
  *check(context) {
    const named = namedLogGroup(context);
    const role = named && callingRole(context);
    if (!named || !role) {
      return;
    }
    const { environment } = context.node;
    const setUp = maySetUp(attempts(context, role, logStreamSetup(environment, named.name)));
    // Without a stream there is nothing to put events into, which SSM-LOG-012 reports.
    if (setUp !== false) {
      yield* refusals(attempts(context, role, logEvents(environment, named.name)), {
        ...streamPurpose(context, role, named, 'log-stream:*'),
        consequence: 'the session worker tries again each second for ever and never exits, and nothing is logged',
        capabilities: isKnown(setUp) ? ['SHELL', 'TRANSCRIPT_CLOUDWATCH'] : ['TRANSCRIPT_CLOUDWATCH'],
      });
    }
  },
};
