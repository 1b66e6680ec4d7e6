import { isKnown, Unknown } from '../../model/known';
import { Bucket } from '../../model/logging';
import { display } from '../../model/text';
import { Problem, Rule, undecided } from '../rule';
import { Site } from '../site';
import { bucketCapabilities } from './capabilities';
import { askedBucket, documentOf, unseenName } from './document';
import { nearMissHint } from './near-miss';
import { samePart } from './same-part';

/** SSM-LOG-002. */
export const bucketExists: Rule = {
  id: 'SSM-LOG-002',
  title: 'The bucket for transcripts is there',
  why: 'The upload to a bucket that is not there fails when the session ends, and only a line in the log of the node says so.',
  fix: 'name a bucket of the assembly in s3BucketName, by a reference and not by a text',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-s3.html',
  hop: 'SERVICE',
  *check(site) {
    const seen = documentOf(site);
    const unseen = seen && unseenName(seen.asked.bucket);
    if (seen && unseen) {
      yield undecided(seen.spot, 'which bucket transcripts go to', unseen, bucketCapabilities(seen.asked), ['s3']);
      return;
    }
    const named = askedBucket(site);
    if (named && !isKnown(named.found)) {
      const hint = nearMissHint(named.name, site.model.bucketNames);
      yield undecided(named.spot, `whether the bucket '${display(named.name)}' is there, and in ${display(site.node.environment.region)},`,
        new Unknown(`${named.found.reason}${hint}`), bucketCapabilities(named.asked), ['s3']);
    } else if (named && isKnown(named.found)) {
      yield* otherRegion(site, named.found, named);
    }
  },
};

/** The agent finds out the region of a bucket, but an endpoint leads to none but its own. */
function* otherRegion(site: Site, bucket: Bucket, { asked }: { readonly asked: Parameters<typeof bucketCapabilities>[0] }): Generator<Problem> {
  const { region } = site.node.environment;
  const throughEndpoint = ['endpoint', 'gateway-endpoint'].includes(site.way('s3').kind);
  if (!isKnown(bucket.region) || samePart(bucket.region, region) === true || !throughEndpoint) {
    return;
  }
  yield undecided(bucket.spot, `whether ${site.node.place.logicalId} reaches the bucket ${bucket.spot.place.logicalId}`,
    new Unknown(`the bucket is in ${display(bucket.region)}, the node in ${display(region)}, and its way to S3 leads to buckets of its own region`),
    bucketCapabilities(asked), ['s3']);
}
