import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';
import { logGroupCapabilities } from '../support/logging/capabilities';
import { namedLogGroup } from '../support/logging/session-document';

export const logGroupEncryptionRule: Rule = {
  ...catalogued('SSM-LOG-010'),
  why: 'With cloudWatchEncryptionEnabled the agent looks for a KMS key of the log group, and refuses every session where there is none.',
  fix: [{ change: 'set', setting: 'log-group.key', of: 'the log group' }, 'set cloudWatchEncryptionEnabled to false'],
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-cloudwatch-logs.html',
  reads: 'whether the log group has a KMS key, where the session document demands that it is encrypted',
  cannotSee: 'the key of a log group that is not in the assembly, of which SSM-LOG-009 tells, and a key that is associated or taken away outside of it',
  hop: 'SERVICE',
  *check(context) {
    const named = namedLogGroup(context);
    if (!named || !isKnown(named.found) || named.inputs.logGroupEncryption === false) {
      return;
    }
    const { key: { value, location }, location: { resource: { name } } } = named.found;
    const flag = named.inputs.logGroupEncryption;
    const capabilities = logGroupCapabilities(named.inputs);
    if (!isKnown(value)) {
      yield undecided(location, `whether the log group ${name} is encrypted with a KMS key`, value, capabilities, ['logs']);
    } else if (value === undefined) {
      yield isKnown(flag) ? {
        severity: 'BLOCKED',
        location,
        message: `the log group ${name} has no KMS key, and cloudWatchEncryptionEnabled is true: the agent refuses every session`,
        fix: [{ change: 'set', setting: 'log-group.key', of: name }, `set cloudWatchEncryptionEnabled to false in ${named.document.location.resource.name}`],
        capabilities,
        services: ['logs'],
      } : undecided(location, `whether the agent refuses sessions because the log group ${name} has no KMS key`, flag, capabilities, ['logs']);
    }
  },
};
