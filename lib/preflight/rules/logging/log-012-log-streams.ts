import { logEvents, logStreamSetup } from '../../model/needs';
import { Rule } from '../rule';
import { callingRole } from './caller';
import { askedLogGroup } from './document';
import { Attempt, refusals } from './refusals';
import { attempts, maySetUp, streamPurpose } from './stream-access';

/** SSM-LOG-012. */
export const roleMakesStreams: Rule = {
  id: 'SSM-LOG-012',
  title: 'The role may make a log stream for each session',
  why: 'The agent makes a stream with the id of the session; where that is denied the transcript is lost.',
  fix: 'allow logs:CreateLogStream and logs:DescribeLogStreams on the log group in a policy of the role',
  contract: 4,
  see: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html',
  hop: 'IDENTITY',
  *check(site) {
    const named = askedLogGroup(site);
    const role = named && callingRole(site);
    if (named && role) {
      const { environment } = site.node;
      const setUp = attempts(site, role, logStreamSetup(environment, named.name));
      yield* refusals(setUp, {
        ...streamPurpose(site, role, named, '*'),
        also: maySetUp(setUp) === false ? denied(attempts(site, role, logEvents(environment, named.name))) : [],
        consequence: 'the transcript is lost, and only a line in the log of the node says so',
        capabilities: ['TRANSCRIPT_CLOUDWATCH'],
      });
    }
  },
};

/** SSM-LOG-013 tells them where there are streams only. */
function denied(calls: readonly Attempt[]): string[] {
  return calls.filter(({ decision }) => decision.allowed === false).map(({ call }) => call.action);
}
