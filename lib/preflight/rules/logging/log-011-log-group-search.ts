import { isKnown } from '../../model/known';
import { logGroupSearch } from '../../model/needs';
import { roleName } from '../identity/names';
import { Rule, undecided } from '../rule';
import { callerOf } from './caller';
import { askedLogGroup } from './document';
import { grantedElsewhere } from './granted-elsewhere';
import { refusals } from './refusals';
import { attempts } from './stream-access';

/** SSM-LOG-011. */
export const roleFindsLogGroup: Rule = {
  id: 'SSM-LOG-011',
  title: 'The role may look for the log group',
  why: 'The agent looks for the log group at the start of each session. Where that is denied it logs nothing at all, and with cloudWatchEncryptionEnabled it refuses the session.',
  fix: 'allow logs:DescribeLogGroups on * in a policy of the role',
  contract: 4,
  see: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html',
  hop: 'IDENTITY',
  *check(site) {
    const named = askedLogGroup(site);
    const caller = named && callerOf(site);
    if (!named || !caller) {
      return;
    }
    const refuses = named.asked.logGroupEncryption === true;
    const capabilities = refuses ? ['SHELL' as const, 'TRANSCRIPT_CLOUDWATCH' as const] : ['TRANSCRIPT_CLOUDWATCH' as const];
    if (caller.kind === 'unseen') {
      yield undecided(caller.spot, 'whether the agent may write transcripts to CloudWatch Logs', caller.unknown, capabilities, ['logs']);
      return;
    }
    const { role } = caller;
    const searches = attempts(site, role, logGroupSearch(site.node.environment));
    yield* refusals(searches, {
      role,
      target: 'on *',
      grant: '*',
      consequence: refuses ? 'cloudWatchEncryptionEnabled is true, so the agent refuses every session' : 'the transcript is lost, and only a line in the log of the node says so',
      capabilities,
      services: ['logs'],
      elsewhere: call => grantedElsewhere(role, call, {
        related: pattern => pattern.includes(':log-group:') ? pattern : undefined,
        wanted: 'and a search is on all log groups',
      }),
    });
    const { logGroupEncryption: flag } = named.asked;
    if (!isKnown(flag) && searches.some(({ decision }) => decision.allowed !== true)) {
      yield undecided(named.spot, `whether the agent refuses sessions because the role ${roleName(role)} may not look for the log group`, flag, ['SHELL'], ['logs']);
    }
  },
};
