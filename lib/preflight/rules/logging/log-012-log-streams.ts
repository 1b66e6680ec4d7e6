import { logEvents, logStreamSetup } from '../../model/session/requirements';
import { catalogued, Rule } from '../rule';
import { callingRole } from '../support/logging/caller';
import { Attempt, refusals } from '../support/logging/refusals';
import { namedLogGroup } from '../support/logging/session-document';
import { attempts, maySetUp, streamPurpose } from '../support/logging/stream-access';

export const roleMakesStreamsRule: Rule = {
  ...catalogued('SSM-LOG-012'),
  why: 'The agent creates a stream with the id of the session. If that is denied, the transcript is lost.',
  fix: 'allow logs:CreateLogStream and logs:DescribeLogStreams on the log group in a policy of the role',
  contract: 4,
  see: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html',
  reads: 'the policies of the role and its permissions boundary, for creating and looking for streams of the log group that the session document names',
  cannotSee: 'service control policies, and policies that are attached to the role outside of the assembly',
  hop: 'IDENTITY',
  *check(context) {
    const named = namedLogGroup(context);
    const role = named && callingRole(context);
    if (named && role) {
      const { environment } = context.node;
      const setUp = attempts(context, role, logStreamSetup(environment, named.name));
      yield* refusals(setUp, {
        ...streamPurpose(context, role, named, '*'),
        also: maySetUp(setUp) === false ? denied(attempts(context, role, logEvents(environment, named.name))) : [],
        consequence: 'the transcript is lost, and only a line in the log of the node says so',
        capabilities: ['TRANSCRIPT_CLOUDWATCH'],
      });
    }
  },
};

/** Where there are streams only, SSM-LOG-013 reports them. */
function denied(calls: readonly Attempt[]): string[] {
  return calls.filter(({ decision }) => decision.allowed === false).map(({ call }) => call.action);
}
