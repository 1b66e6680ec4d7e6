import { isKnown } from '../../model/known';
import { display } from '../../model/symbolic-text';
import { catalogued, Rule, undecided } from '../rule';
import { documentOf, isArn } from '../support/logging/session-document';

export const logGroupNameRule: Rule = {
  ...catalogued('SSM-LOG-017'),
  why: 'The agent compares cloudWatchLogGroupName with the names of log groups as a text. With an ARN it finds none: nothing is logged, and with cloudWatchEncryptionEnabled the session is refused.',
  fix: 'give cloudWatchLogGroupName the name of the log group (Ref; in the CDK logGroupName)',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html',
  reads: 'whether the session document in use gives the log group by an ARN, and whether it demands that the group is encrypted',
  cannotSee: 'another document that a person names, and a value that a person gives to a parameter of the document',
  hop: 'SERVICE',
  *check(context) {
    const seen = documentOf(context);
    const logGroup = seen?.inputs.logGroup;
    if (!seen || logGroup === undefined || !isKnown(logGroup) || !isArn(logGroup)) {
      return;
    }
    const { document: { location: { resource: { name } } }, inputs: { logGroupEncryption }, location } = seen;
    yield {
      severity: 'BLOCKED',
      location,
      message: `cloudWatchLogGroupName of the session document ${name} is the ARN ${display(logGroup)}, and the agent looks for a log group of that name: `
        + (logGroupEncryption === true ? 'it finds none and refuses every session' : 'it finds none and logs nothing'),
      fix: `set cloudWatchLogGroupName of ${name} to ${display(logGroup.replace(/^.*:log-group:/, '').replace(/:\*$/, ''))}`,
      capabilities: logGroupEncryption === true ? ['SHELL', 'TRANSCRIPT_CLOUDWATCH'] : ['TRANSCRIPT_CLOUDWATCH'],
      services: ['logs'],
    };
    if (!isKnown(logGroupEncryption)) {
      yield undecided(location, `whether the agent refuses sessions because it finds no log group ${display(logGroup)}`, logGroupEncryption, ['SHELL'], ['logs']);
    }
  },
};
