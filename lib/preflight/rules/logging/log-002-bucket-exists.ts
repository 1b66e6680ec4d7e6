import { Absent, isKnown, Unknown } from '../../model/known';
import { Bucket } from '../../model/session/session-resources';
import { display } from '../../model/symbolic-text';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { bucketCapabilities } from '../support/logging/capabilities';
import { nearMissHint } from '../support/logging/near-miss';
import { samePart } from '../support/logging/same-part';
import { documentOf, Named, namedBucket, unseenName } from '../support/logging/session-document';

export const bucketExistsRule: Rule = {
  ...catalogued('SSM-LOG-002'),
  why: 'The upload to a bucket that does not exist fails when the session ends. Only a line in the log of the node says so.',
  fix: 'name a bucket of the assembly in s3BucketName, by a reference and not by a text',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-s3.html',
  hop: 'SERVICE',
  *check(context) {
    const seen = documentOf(context);
    const unseen = seen && unseenName(seen.inputs.bucket);
    if (seen && unseen) {
      yield undecided(seen.location, 'which bucket transcripts go to', unseen, bucketCapabilities(seen.inputs), ['s3']);
      return;
    }
    const named = namedBucket(context);
    if (named?.found instanceof Absent) {
      yield {
        severity: 'BLOCKED',
        location: named.location,
        message: `the session document ${named.document.location.resource.name} names the bucket '${display(named.name)}', which does not exist: ${named.found.reason}`,
        capabilities: bucketCapabilities(named.inputs),
        services: ['s3'],
      };
    } else if (named && !isKnown(named.found)) {
      const hint = nearMissHint(named.name, context.model.bucketNames);
      yield undecided(named.location, `whether the bucket '${display(named.name)}' is there, and in ${display(context.node.environment.region)},`,
        new Unknown(`${named.found.reason}${hint}`), bucketCapabilities(named.inputs), ['s3']);
    } else if (named && isKnown(named.found)) {
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
