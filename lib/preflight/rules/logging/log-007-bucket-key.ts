import { Role } from '../../model/iam/policy';
import { isKnown, Known, Unknown } from '../../model/known';
import { SessionDocumentInputs, Call } from '../../model/session/requirement';
import { bucketCheck, upload } from '../../model/session/requirements';
import { Bucket, Key } from '../../model/session/session-resources';
import { gap } from '../../model/symbolic-text';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { roleMayUse } from '../support/keys/key-access';
import { stateFindings } from '../support/keys/key-state';
import { callingRole } from '../support/logging/caller';
import { grantedElsewhere } from '../support/logging/granted-elsewhere';
import { Attempt, refusals } from '../support/logging/refusals';
import { namedBucket, Named } from '../support/logging/session-document';

export const bucketKeyRule: Rule = {
  ...catalogued('SSM-LOG-007'),
  why: 'S3 encrypts an object with a data key that it requests on behalf of the caller. Without that permission the upload is denied, and the transcript is lost.',
  fix: 'allow kms:GenerateDataKey and kms:Decrypt on the key of the bucket, in a policy of the role and in the key policy',
  contract: 4,
  see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  reads: 'the encryption of the bucket, and the state, the kind and the policy of its key, and the policies of the role with its permissions boundary',
  cannotSee: 'the policy of a key that is not in the assembly, which is UNKNOWN, grants of the key, which encryption context S3 gives, and service control policies',
  hop: 'SERVICE',
  *check(context) {
    const named = namedBucket(context);
    const role = named && callingRole(context);
    if (named && role && isKnown(named.found)) {
      yield* keyFindings(context, role, named, named.found);
    }
  },
};

function* keyFindings(context: RuleContext, role: Role, named: Named<Bucket>, bucket: Bucket): Generator<Finding> {
  const { encryption, key: { value: id, location } } = bucket;
  const what = `whether the role may upload with the key of the bucket ${bucket.location.resource.name}`;
  if (!isKnown(encryption.value)) {
    // Where the document wants the bucket encrypted, SSM-LOG-003 reports it.
    if (named.inputs.bucketEncryption === false) {
      yield undecided(encryption.location, what, encryption.value, ['TRANSCRIPT_S3'], ['s3']);
    }
    return;
  }
  if (!encryption.value.startsWith('aws:kms') || (isKnown(id) && isManagedByAws(id))) {
    return;
  }
  const key = isKnown(id) ? context.model.key(id as string, context.node.environment) : id;
  if (!isKnown(key)) {
    yield undecided(location, what, key, ['TRANSCRIPT_S3'], ['s3']);
    return;
  }
  yield* stateFindings(key, { capabilities: ['TRANSCRIPT_S3'], services: ['s3'] }, 'S3 cannot encrypt the transcript, and it is lost');
  const [dataKey, decrypt] = ['kms:GenerateDataKey', 'kms:Decrypt'].map(action => attempt(context, role, bucket, named.inputs, key, action));
  const purpose = {
    role,
    target: `with the key ${key.location.resource.name} of the bucket ${bucket.location.resource.name}`,
    grant: key.arn,
    capabilities: ['TRANSCRIPT_S3' as const],
    services: ['s3' as const],
    resource: { name: `the policy of the key ${key.location.resource.name}`, location: key.policy.location },
    elsewhere: (call: Call) => grantedElsewhere(role, call, { related: () => undefined, wanted: '' }),
  };
  const also = decrypt.decision.allowed === false ? [decrypt.call.action] : [];
  yield* refusals([dataKey], { ...purpose, also, consequence: 'S3 cannot encrypt the transcript, and it is lost' });
  if (dataKey.decision.allowed !== false) {
    yield* refusals([decrypt], { ...purpose, severity: 'WARNING', consequence: 'transcripts over 5 MiB are uploaded in parts, and lost without it' })
      .filter(({ severity }) => severity === 'WARNING');
  }
}

/** Nobody needs permission for it in the account of the bucket. */
function isManagedByAws(key: string | undefined): boolean {
  return key === undefined || /(^|:)alias\/aws\/s3$/.test(key);
}

/** S3 calls for the agent. What it gives as encryption context depends on whether the bucket has a key of its own: the object, or the bucket. */
function attempt(context: RuleContext, role: Role, bucket: Bucket, { prefix }: SessionDocumentInputs, key: Key, action: string): Attempt {
  const { environment } = context.node;
  const object = upload(environment, bucket.name, isKnown(prefix) ? prefix : gap(prefix.reason));
  const [asObject, asBucket] = [object, bucketCheck(environment, bucket.name)].map(({ resource: arn }) => {
    const call = { action, resource: key.arn, context: contextOf(context, bucket, arn) };
    return { call, decision: roleMayUse(context, role, key, call) };
  });
  const agree = isKnown(asObject.decision.allowed) && asObject.decision.allowed === asBucket.decision.allowed;
  return agree || !isKnown(asObject.decision.allowed) ? asObject : {
    ...asBucket,
    decision: { ...asBucket.decision, allowed: isKnown(asBucket.decision.allowed) ? DEPENDS : asBucket.decision.allowed },
  };
}

const DEPENDS: Known<boolean> = new Unknown('a condition on the encryption context is met by the ARN of an object or by that of the bucket, and which one S3 gives is not looked at');

function contextOf(context: RuleContext, bucket: Bucket, arn: string): ReadonlyMap<string, string | readonly string[]> {
  const { region, urlSuffix } = context.node.environment;
  const unseen = gap('S3 makes the call for the agent, and what it says of its own way is not documented');
  return new Map<string, string | readonly string[]>([
    ['kms:viaservice', `s3.${isKnown(bucket.region) ? bucket.region : region}.${urlSuffix}`],
    ['kms:encryptioncontext:aws:s3:arn', arn],
    ['kms:encryptioncontextkeys', ['aws:s3:arn']],
    ...['aws:sourcevpce', 'aws:sourcevpc', 'aws:sourceip', 'aws:viaawsservice', 'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast']
      .map((name): [string, string] => [name, unseen]),
  ]);
}
