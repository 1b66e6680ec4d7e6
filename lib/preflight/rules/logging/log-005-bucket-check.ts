import { isKnown, Unknown } from '../../model/known';
import { bucketCheck } from '../../model/needs';
import { Decision } from '../../model/policy-evaluation';
import { roleMay } from '../access';
import { Rule } from '../rule';
import { isOfBucket, roleAtBucket } from './bucket-access';
import { callingRole } from './caller';
import { bucketCapabilities } from './capabilities';
import { askedBucket } from './document';
import { grantedElsewhere } from './granted-elsewhere';
import { bucketName } from './log-004-upload';
import { refusals } from './refusals';
import { display } from '../../model/text';

/** SSM-LOG-005. */
export const roleChecksBucket: Rule = {
  id: 'SSM-LOG-005',
  title: 'The role may ask how the bucket is encrypted',
  why: 'With s3EncryptionEnabled the agent asks before each session; without an answer it refuses the session.',
  fix: 'allow s3:GetEncryptionConfiguration on the bucket in a policy of the role',
  contract: 4,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html',
  hop: 'IDENTITY',
  *check(site) {
    const named = askedBucket(site);
    const role = named && callingRole(site);
    if (!named || !role || named.asked.bucketEncryption === false) {
      return;
    }
    const { name, found, asked: { bucketEncryption: flag } } = named;
    const call = bucketCheck(site.node.environment, name);
    const decision = isKnown(found) ? roleAtBucket(site, role, call, found) : roleMay(site, role, call);
    if (isKnown(found) && isOfBucket(decision, found)) {
      return;
    }
    const unseen = isKnown(flag) ? isKnown(found) || decision.reason !== 'identity' ? undefined : found : flag;
    yield* refusals([{ call, decision: atMostUnknown(decision, unseen) }], {
      role,
      target: `on the bucket ${bucketName(named)}`,
      grant: call.resource,
      consequence: 's3EncryptionEnabled is true, so the agent refuses every session',
      capabilities: bucketCapabilities(named.asked),
      services: ['s3'],
      elsewhere: refused => grantedElsewhere(role, refused, {
        related: pattern => pattern.includes(`:s3:::${name}/`) ? pattern : undefined,
        wanted: `and the call is on the bucket itself, ${display(call.resource)}`,
      }),
    });
  },
};

/** A call that is not allowed may be allowed by what cannot be seen, or may not be made at all. */
function atMostUnknown(decision: Decision, unseen: Unknown | undefined): Decision {
  return unseen && decision.allowed === false
    ? { ...decision, allowed: new Unknown(`no policy of the role allows it, and whether that matters depends on what cannot be seen: ${unseen.reason}`) }
    : decision;
}
