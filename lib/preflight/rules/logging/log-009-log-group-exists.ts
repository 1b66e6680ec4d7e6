import { catalogued, Rule } from '../rule';
import { logGroupCapabilities } from '../support/logging/capabilities';
import { missingPlace } from '../support/logging/existence';
import { namedLogGroup } from '../support/logging/session-document';

export const logGroupExistsRule: Rule = {
  ...catalogued('SSM-LOG-009'),
  why: 'The agent never creates a log group: if it is missing nothing is logged, and with cloudWatchEncryptionEnabled the session is refused.',
  fix: 'name a log group of the assembly in cloudWatchLogGroupName, by a reference and not by a text',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-cloudwatch-logs.html',
  reads: 'the log group that the session document names, among the log groups of the assembly, and whether it is of the region and account of the node',
  cannotSee: 'whether a log group is there that is not in the assembly, which is UNKNOWN, and a log group that is deleted after the deployment',
  hop: 'SERVICE',
  *check(context) {
    yield* missingPlace(context, {
      noun: 'log group',
      service: 'logs',
      nameIn: ({ logGroup }) => logGroup,
      find: namedLogGroup,
      capabilities: logGroupCapabilities,
      names: ({ model }) => model.logGroupNames,
    });
  },
};
