import { isKnown, Known, Unknown } from '../../model/known';
import { Bucket, Key } from '../../model/logging';
import { Asked, Call } from '../../model/need';
import { bucketCheck, upload } from '../../model/needs';
import { Role } from '../../model/policy';
import { gap } from '../../model/text';
import { roleMayUse } from '../keys/key-access';
import { stateProblems } from '../keys/key-state';
import { Problem, Rule, undecided } from '../rule';
import { Site } from '../site';
import { callingRole } from './caller';
import { askedBucket, Named } from './document';
import { grantedElsewhere } from './granted-elsewhere';
import { Attempt, refusals } from './refusals';

/** SSM-LOG-007. */
export const bucketKey: Rule = {
  id: 'SSM-LOG-007',
  title: 'The role may use the key of the bucket through S3',
  why: 'S3 encrypts an object with a data key that it asks for in the name of who uploads; without that permission the upload is denied, and the transcript lost.',
  fix: 'allow kms:GenerateDataKey and kms:Decrypt on the key of the bucket, in a policy of the role and in the key policy',
  contract: 4,
  see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  hop: 'SERVICE',
  *check(site) {
    const named = askedBucket(site);
    const role = named && callingRole(site);
    if (named && role && isKnown(named.found)) {
      yield* keyProblems(site, role, named, named.found);
    }
  },
};

function* keyProblems(site: Site, role: Role, named: Named<Bucket>, bucket: Bucket): Generator<Problem> {
  const { encryption, key: { value: id, spot } } = bucket;
  const what = `whether the role may upload with the key of the bucket ${bucket.spot.place.logicalId}`;
  if (!isKnown(encryption.value)) {
    // Where the document wants the bucket encrypted, SSM-LOG-003 tells it.
    if (named.asked.bucketEncryption === false) {
      yield undecided(encryption.spot, what, encryption.value, ['TRANSCRIPT_S3'], ['s3']);
    }
    return;
  }
  if (!encryption.value.startsWith('aws:kms') || (isKnown(id) && isManagedByAws(id))) {
    return;
  }
  const key = isKnown(id) ? site.model.key(id as string, site.node.environment) : id;
  if (!isKnown(key)) {
    yield undecided(spot, what, key, ['TRANSCRIPT_S3'], ['s3']);
    return;
  }
  yield* stateProblems(key, { capabilities: ['TRANSCRIPT_S3'], services: ['s3'] }, 'S3 cannot encrypt the transcript, and it is lost');
  const [dataKey, decrypt] = ['kms:GenerateDataKey', 'kms:Decrypt'].map(action => attempt(site, role, bucket, named.asked, key, action));
  const purpose = {
    role,
    target: `with the key ${key.spot.place.logicalId} of the bucket ${bucket.spot.place.logicalId}`,
    grant: key.arn,
    capabilities: ['TRANSCRIPT_S3' as const],
    services: ['s3' as const],
    resource: { name: `the policy of the key ${key.spot.place.logicalId}`, spot: key.policy.spot },
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
function attempt(site: Site, role: Role, bucket: Bucket, { prefix }: Asked, key: Key, action: string): Attempt {
  const { environment } = site.node;
  const object = upload(environment, bucket.name, isKnown(prefix) ? prefix : gap(prefix.reason));
  const [asObject, asBucket] = [object, bucketCheck(environment, bucket.name)].map(({ resource: arn }) => {
    const call = { action, resource: key.arn, context: contextOf(site, bucket, arn) };
    return { call, decision: roleMayUse(site, role, key, call) };
  });
  const agree = isKnown(asObject.decision.allowed) && asObject.decision.allowed === asBucket.decision.allowed;
  return agree || !isKnown(asObject.decision.allowed) ? asObject : {
    ...asBucket,
    decision: { ...asBucket.decision, allowed: isKnown(asBucket.decision.allowed) ? DEPENDS : asBucket.decision.allowed },
  };
}

const DEPENDS: Known<boolean> = new Unknown('a condition on the encryption context is met by the ARN of an object or by that of the bucket, and which one S3 gives is not looked at');

function contextOf(site: Site, bucket: Bucket, arn: string): ReadonlyMap<string, string | readonly string[]> {
  const { region, urlSuffix } = site.node.environment;
  const unseen = gap('S3 makes the call for the agent, and what it says of its own way is not documented');
  return new Map<string, string | readonly string[]>([
    ['kms:viaservice', `s3.${isKnown(bucket.region) ? bucket.region : region}.${urlSuffix}`],
    ['kms:encryptioncontext:aws:s3:arn', arn],
    ['kms:encryptioncontextkeys', ['aws:s3:arn']],
    ...['aws:sourcevpce', 'aws:sourcevpc', 'aws:sourceip', 'aws:viaawsservice', 'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast']
      .map((name): [string, string] => [name, unseen]),
  ]);
}
