import { isKnown } from '../../model/known';
import { logEvents, logStreamSetup } from '../../model/needs';
import { Rule } from '../rule';
import { callingRole } from './caller';
import { askedLogGroup } from './document';
import { refusals } from './refusals';
import { attempts, maySetUp, streamPurpose } from './stream-access';

/** SSM-LOG-013. */
export const rolePutsEvents: Rule = {
  id: 'SSM-LOG-013',
  title: 'The role may put events into the log streams of sessions',
  why: 'Where it is denied the session worker tries again each second for ever: it never exits, and nothing is logged.',
  fix: 'allow logs:PutLogEvents on the streams of the log group in a policy of the role',
  contract: 4,
  see: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html',
  hop: 'IDENTITY',
  *check(site) {
    const named = askedLogGroup(site);
    const role = named && callingRole(site);
    if (!named || !role) {
      return;
    }
    const { environment } = site.node;
    const setUp = maySetUp(attempts(site, role, logStreamSetup(environment, named.name)));
    // Without a stream there is nothing to put events into, which SSM-LOG-012 tells.
    if (setUp !== false) {
      yield* refusals(attempts(site, role, logEvents(environment, named.name)), {
        ...streamPurpose(site, role, named, 'log-stream:*'),
        consequence: 'the session worker tries again each second for ever and never exits, and nothing is logged',
        capabilities: isKnown(setUp) ? ['SHELL', 'TRANSCRIPT_CLOUDWATCH'] : ['TRANSCRIPT_CLOUDWATCH'],
      });
    }
  },
};
