import { isKnown } from '../../model/known';
import { keyPolicies } from '../../model/session/key-policies';
import { catalogued } from '../rule';
import { AuditRule } from '../rule-about-audit';
import { serviceMay, sourceKeys } from '../support/audit/service-calls';
import { sessionTrails } from '../support/audit/session-trails';
import { denier } from '../support/identity/names';

export const trailKeysAreOpenRule: AuditRule = {
  ...catalogued('SSM-AUD-012'),
  why: 'CloudTrail encrypts its files with the key by itself, and refuses a trail whose key does not let it: the deployment fails.',
  fix: 'let cloudtrail.amazonaws.com call kms:GenerateDataKey* in the policy of the key, where kms:EncryptionContext:aws:cloudtrail:arn is like the ARN of the trail',
  contract: 7,
  see: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html',
  reads: 'the policy of the key of a trail, with its conditions, where a rule on session calls is in the account of the trail',
  cannotSee: 'the policy of a key that is in no template, and grants of keys',
  *check(context) {
    for (const { arn, key: { value: id }, environment, location } of sessionTrails(context)) {
      const key = isKnown(id) && id !== undefined ? context.model.key(id, environment) : undefined;
      if (!key || !isKnown(key)) { continue; }
      const { allowed, reason, by } = serviceMay({
        service: CLOUD_TRAIL,
        action: 'kms:GenerateDataKey',
        resource: key.arn,
        keys: new Map([...sourceKeys(arn, environment.account), ['kms:encryptioncontext:aws:cloudtrail:arn', arn]]),
      }, keyPolicies(key));
      if (allowed !== false) { continue; }
      const says = reason === 'explicit-deny' ? `${denier(by)} denies ${CLOUD_TRAIL}` : `the policy of ${key.location.resource.name} does not let ${CLOUD_TRAIL} use`;
      yield { severity: 'BLOCKED', location: key.policy.location, message: `${says} kms:GenerateDataKey: CloudTrail refuses ${location.resource.name}` };
    }
  },
};

const CLOUD_TRAIL = 'cloudtrail.amazonaws.com';
