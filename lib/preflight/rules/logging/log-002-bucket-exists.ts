import { isKnown, Unknown } from '../../model/known';
import { Bucket } from '../../model/session/session-resources';
import { display } from '../../model/symbolic-text';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { bucketCapabilities } from '../support/logging/capabilities';
import { missingPlace } from '../support/logging/existence';
import { samePart } from '../support/logging/same-part';
import { Named, namedBucket } from '../support/logging/session-document';

export const bucketExistsRule: Rule = {
  ...catalogued('SSM-LOG-002'),
  why: 'The upload to a bucket that does not exist fails when the session ends. Only a line in the log of the node says so.',
  fix: 'name a bucket of the assembly in s3BucketName, by a reference and not by a text',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-s3.html',
  reads: 'the bucket that the session document names, among the buckets of the assembly, and its region where the node reaches S3 through an endpoint',
  cannotSee: 'whether a bucket is there that is not in the assembly, which is UNKNOWN, and a bucket that is deleted after the deployment',
  hop: 'SERVICE',
  *check(context) {
    yield* missingPlace(context, {
      noun: 'bucket',
      service: 's3',
      nameIn: ({ bucket }) => bucket,
      find: namedBucket,
      capabilities: bucketCapabilities,
      names: ({ model }) => model.bucketNames,
    });
    const named = namedBucket(context);
    if (named && isKnown(named.found)) {
      yield* otherRegion(context, named.found, named);
    }
  },
};

/** The agent finds out the region of a bucket, but an endpoint leads to none but its own. */
function* otherRegion(context: RuleContext, bucket: Bucket, { inputs }: Named<Bucket>): Generator<Finding> {
  const { region } = context.node.environment;
  const throughEndpoint = ['endpoint', 'gateway-endpoint'].includes(context.pathTo('s3').kind);
  if (!isKnown(bucket.region) || samePart(bucket.region, region) === true || !throughEndpoint) {
    return;
  }
  yield undecided(bucket.location, `whether ${context.node.resource.name} reaches the bucket ${bucket.location.resource.name}`,
    new Unknown(`the bucket is in ${display(bucket.region)}, the node in ${display(region)}, and the node's path to S3 reaches only buckets of the node's region`),
    bucketCapabilities(inputs), ['s3']);
}
