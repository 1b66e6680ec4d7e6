import { Absent, isKnown, Unknown } from '../../model/known';
import { display } from '../../model/symbolic-text';
import { catalogued, Rule, undecided } from '../rule';
import { logGroupCapabilities } from '../support/logging/capabilities';
import { nearMissHint } from '../support/logging/near-miss';
import { namedLogGroup, documentOf, unseenName } from '../support/logging/session-document';

export const logGroupExistsRule: Rule = {
  ...catalogued('SSM-LOG-009'),
  why: 'The agent never creates a log group: if it is missing nothing is logged, and with cloudWatchEncryptionEnabled the session is refused.',
  fix: 'name a log group of the assembly in cloudWatchLogGroupName, by a reference and not by a text',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-cloudwatch-logs.html',
  hop: 'SERVICE',
  *check(context) {
    const seen = documentOf(context);
    const unseen = seen && unseenName(seen.inputs.logGroup);
    if (seen && unseen) {
      yield undecided(seen.location, 'which log group transcripts go to', unseen, logGroupCapabilities(seen.inputs), ['logs']);
      return;
    }
    const named = namedLogGroup(context);
    if (named?.found instanceof Absent) {
      yield {
        severity: 'BLOCKED',
        location: named.location,
        message: `the session document ${named.document.location.resource.name} names the log group '${display(named.name)}', which does not exist: ${named.found.reason}`,
        capabilities: logGroupCapabilities(named.inputs),
        services: ['logs'],
      };
    } else if (named && !isKnown(named.found)) {
      const hint = nearMissHint(named.name, context.model.logGroupNames);
      yield undecided(named.location, `whether the log group '${display(named.name)}' is there, and in ${display(context.node.environment.region)},`,
        new Unknown(`${named.found.reason}${hint}`), logGroupCapabilities(named.inputs), ['logs']);
    }
  },
};
