import { isKnown } from '../../model/known';
import { Rule, undecided } from '../rule';
import { bucketCapabilities } from './capabilities';
import { askedBucket } from './document';

/** SSM-LOG-003. */
export const bucketEncryption: Rule = {
  id: 'SSM-LOG-003',
  title: 'The bucket for transcripts is encrypted as the session document says',
  why: 'With s3EncryptionEnabled the agent looks at the encryption of the bucket, and refuses every session unless it is AES256 or aws:kms.',
  fix: 'encrypt the bucket with aws:kms or AES256',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-s3.html',
  hop: 'SERVICE',
  *check(site) {
    const named = askedBucket(site);
    if (!named || !isKnown(named.found) || named.asked.bucketEncryption === false) {
      return;
    }
    const { encryption: { value, spot }, spot: { place: { logicalId } } } = named.found;
    const flag = named.asked.bucketEncryption;
    const capabilities = bucketCapabilities(named.asked);
    if (!isKnown(value)) {
      yield undecided(spot, `whether the bucket ${logicalId} is encrypted as the agent wants it`, value, capabilities, ['s3']);
    } else if (!TAKEN_FOR_ENCRYPTED.includes(value)) {
      yield isKnown(flag) ? {
        severity: 'BLOCKED',
        spot,
        message: `the bucket ${logicalId} is encrypted with '${value}', and the agent takes nothing but AES256 and aws:kms for encryption: it refuses every session`,
        fix: `encrypt ${logicalId} with aws:kms`,
        capabilities,
        services: ['s3'],
      } : undecided(spot, `whether the agent refuses sessions because the bucket ${logicalId} is encrypted with '${value}'`, flag, capabilities, ['s3']);
    }
  },
};

const TAKEN_FOR_ENCRYPTED = ['AES256', 'aws:kms'];
