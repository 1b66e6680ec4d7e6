import { bucketName } from './log-004-upload';
import { Decision } from '../../model/iam/policy-evaluation';
import { isKnown, Unknown } from '../../model/known';
import { bucketCheck } from '../../model/session/requirements';
import { display } from '../../model/symbolic-text';
import { catalogued, Rule } from '../rule';
import { roleMay } from '../support/access';
import { isOfBucket, roleAtBucket } from '../support/logging/bucket-access';
import { callingRole } from '../support/logging/caller';
import { bucketCapabilities } from '../support/logging/capabilities';
import { grantedElsewhere } from '../support/logging/granted-elsewhere';
import { refusals } from '../support/logging/refusals';
import { namedBucket } from '../support/logging/session-document';

export const roleChecksBucketRule: Rule = {
  ...catalogued('SSM-LOG-005'),
  why: 'With s3EncryptionEnabled the agent reads the encryption of the bucket before each session. If it may not, it refuses the session.',
  fix: 'allow s3:GetEncryptionConfiguration on the bucket in a policy of the role',
  contract: 4,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html',
  reads: 'the policies of the role and its permissions boundary, and what the policy of the bucket grants, where the session document demands that the bucket is encrypted',
  cannotSee: 'the policy of a bucket that is not in the assembly, service and resource control policies, and policies that are attached to the role outside of the assembly',
  hop: 'IDENTITY',
  *check(context) {
    const named = namedBucket(context);
    const role = named && callingRole(context);
    if (!named || !role || named.inputs.bucketEncryption === false) {
      return;
    }
    const { name, found, inputs: { bucketEncryption: flag } } = named;
    const call = bucketCheck(context.node.environment, name);
    const decision = isKnown(found) ? roleAtBucket(context, role, call, found) : roleMay(context, role, call);
    if (isKnown(found) && isOfBucket(decision, found)) {
      return;
    }
    const unseen = isKnown(flag) ? isKnown(found) || decision.reason !== 'identity' ? undefined : found : flag;
    yield* refusals([{ call, decision: atMostUnknown(decision, unseen) }], {
      role,
      target: `on the bucket ${bucketName(named)}`,
      grant: call.resource,
      consequence: 's3EncryptionEnabled is true, so the agent refuses every session',
      capabilities: bucketCapabilities(named.inputs),
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
