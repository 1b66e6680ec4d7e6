import { isKnown } from '../../model/known';
import { Rule, undecided } from '../rule';
import { logGroupCapabilities } from './capabilities';
import { askedLogGroup } from './document';

/** SSM-LOG-010. */
export const logGroupEncryption: Rule = {
  id: 'SSM-LOG-010',
  title: 'The log group for transcripts is encrypted as the session document says',
  why: 'With cloudWatchEncryptionEnabled the agent looks for a KMS key of the log group, and refuses every session where there is none.',
  fix: 'set KmsKeyId of the log group, or cloudWatchEncryptionEnabled to false',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-cloudwatch-logs.html',
  hop: 'SERVICE',
  *check(site) {
    const named = askedLogGroup(site);
    if (!named || !isKnown(named.found) || named.asked.logGroupEncryption === false) {
      return;
    }
    const { key: { value, spot }, spot: { place: { logicalId } } } = named.found;
    const flag = named.asked.logGroupEncryption;
    const capabilities = logGroupCapabilities(named.asked);
    if (!isKnown(value)) {
      yield undecided(spot, `whether the log group ${logicalId} is encrypted with a KMS key`, value, capabilities, ['logs']);
    } else if (value === undefined) {
      yield isKnown(flag) ? {
        severity: 'BLOCKED',
        spot,
        message: `the log group ${logicalId} has no KMS key, and cloudWatchEncryptionEnabled is true: the agent refuses every session`,
        fix: `set KmsKeyId of ${logicalId}, or cloudWatchEncryptionEnabled to false in ${named.document.spot.place.logicalId}`,
        capabilities,
        services: ['logs'],
      } : undecided(spot, `whether the agent refuses sessions because the log group ${logicalId} has no KMS key`, flag, capabilities, ['logs']);
    }
  },
};
