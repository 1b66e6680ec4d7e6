import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';
import { bucketCapabilities } from '../support/logging/capabilities';
import { namedBucket } from '../support/logging/session-document';

export const bucketEncryptionRule: Rule = {
  ...catalogued('SSM-LOG-003'),
  why: 'With s3EncryptionEnabled the agent looks at the encryption of the bucket, and refuses every session unless it is AES256 or aws:kms.',
  fix: 'encrypt the bucket with aws:kms or AES256',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-s3.html',
  reads: 'the default encryption of the bucket, where the session document demands that it is encrypted',
  cannotSee: 'the encryption of a bucket that is not in the assembly, of which SSM-LOG-002 tells, and encryption that is changed after the deployment',
  hop: 'SERVICE',
  *check(context) {
    const named = namedBucket(context);
    if (!named || !isKnown(named.found) || named.inputs.bucketEncryption === false) {
      return;
    }
    const { encryption: { value, location }, location: { resource: { name } } } = named.found;
    const flag = named.inputs.bucketEncryption;
    const capabilities = bucketCapabilities(named.inputs);
    if (!isKnown(value)) {
      yield undecided(location, `whether the bucket ${name} is encrypted as the agent wants it`, value, capabilities, ['s3']);
    } else if (!TAKEN_FOR_ENCRYPTED.includes(value)) {
      yield isKnown(flag) ? {
        severity: 'BLOCKED',
        location,
        message: `the bucket ${name} is encrypted with '${value}', and the agent accepts only AES256 and aws:kms: it refuses every session`,
        fix: `encrypt ${name} with aws:kms`,
        capabilities,
        services: ['s3'],
      } : undecided(location, `whether the agent refuses sessions because the bucket ${name} is encrypted with '${value}'`, flag, capabilities, ['s3']);
    }
  },
};

const TAKEN_FOR_ENCRYPTED = ['AES256', 'aws:kms'];
