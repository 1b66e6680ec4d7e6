import { isKnown } from '../../model/known';
import { logGroupSearch } from '../../model/session/requirements';
import { catalogued, Rule, undecided } from '../rule';
import { roleName } from '../support/identity/names';
import { callerOf } from '../support/logging/caller';
import { grantedElsewhere } from '../support/logging/granted-elsewhere';
import { refusals } from '../support/logging/refusals';
import { namedLogGroup } from '../support/logging/session-document';
import { attempts } from '../support/logging/stream-access';

export const roleFindsLogGroupRule: Rule = {
  ...catalogued('SSM-LOG-011'),
  why: 'The agent looks for the log group at the start of each session. If that is denied it logs nothing at all, and with cloudWatchEncryptionEnabled it refuses the session.',
  fix: 'allow logs:DescribeLogGroups on * in a policy of the role',
  contract: 4,
  see: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html',
  reads: 'with whose permissions the agent calls, and the policies of its role and the permissions boundary, for logs:DescribeLogGroups on all log groups',
  cannotSee: 'service control policies, and policies that are attached to the role outside of the assembly',
  hop: 'IDENTITY',
  *check(context) {
    const named = namedLogGroup(context);
    const caller = named && callerOf(context);
    if (!named || !caller) {
      return;
    }
    const refuses = named.inputs.logGroupEncryption === true;
    const capabilities = refuses ? ['SHELL' as const, 'TRANSCRIPT_CLOUDWATCH' as const] : ['TRANSCRIPT_CLOUDWATCH' as const];
    if (caller.kind === 'unseen') {
      yield undecided(caller.location, 'whether the agent may write transcripts to CloudWatch Logs', caller.unknown, capabilities, ['logs']);
      return;
    }
    const { role } = caller;
    const searches = attempts(context, role, logGroupSearch(context.node.environment));
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
    const { logGroupEncryption: flag } = named.inputs;
    if (!isKnown(flag) && searches.some(({ decision }) => decision.allowed !== true)) {
      yield undecided(named.location, `whether the agent refuses sessions because the role ${roleName(role)} may not look for the log group`, flag, ['SHELL'], ['logs']);
    }
  },
};
