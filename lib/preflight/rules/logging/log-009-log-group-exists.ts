import { isKnown, Unknown } from '../../model/known';
import { display } from '../../model/text';
import { Rule, undecided } from '../rule';
import { logGroupCapabilities } from './capabilities';
import { askedLogGroup, documentOf, unseenName } from './document';
import { nearMissHint } from './near-miss';

/** SSM-LOG-009. */
export const logGroupExists: Rule = {
  id: 'SSM-LOG-009',
  title: 'The log group for transcripts is there',
  why: 'The agent never makes a log group; where it is missing nothing is logged, and with cloudWatchEncryptionEnabled the session is refused.',
  fix: 'name a log group of the assembly in cloudWatchLogGroupName, by a reference and not by a text',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-cloudwatch-logs.html',
  hop: 'SERVICE',
  *check(site) {
    const seen = documentOf(site);
    const unseen = seen && unseenName(seen.asked.logGroup);
    if (seen && unseen) {
      yield undecided(seen.spot, 'which log group transcripts go to', unseen, logGroupCapabilities(seen.asked), ['logs']);
      return;
    }
    const named = askedLogGroup(site);
    if (named && !isKnown(named.found)) {
      const hint = nearMissHint(named.name, site.model.logGroupNames);
      yield undecided(named.spot, `whether the log group '${display(named.name)}' is there, and in ${display(site.node.environment.region)},`,
        new Unknown(`${named.found.reason}${hint}`), logGroupCapabilities(named.asked), ['logs']);
    }
  },
};
