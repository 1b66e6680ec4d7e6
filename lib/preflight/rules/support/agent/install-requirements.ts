import { carriesAgent, installsOn } from './node-agent';
import { isKnown } from '../../../model/known';
import { ManagedNode } from '../../../model/node';
import { Requirement } from '../../../model/session/requirement';
import { SESSION_CAPABILITIES } from '../../../model/session/requirements';
import { inRegion } from '../../../user-data/agent-download';

/**
 * What a node needs of S3 because nothing but the bucket of its region brings the agent: then every hop to S3 matters for all sessions, and the rules
 * for the network have to know.
 */
export function installRequirements(node: ManagedNode): Requirement[] {
  const { partition, region } = node.environment;
  const lacking = node.images.find(({ value }) => isKnown(value) && carriesAgent(node, value) === false);
  const installs = lacking ? installsOn(node, lacking.value) : [];
  const [object] = installs.flatMap(install => install.object ?? []);
  if (object === undefined || installs.some(({ source }) => source !== 's3-regional')) {
    return [];
  }
  const [bucket, key, bucketRegion] = [object.bucket, object.key, object.region].map(text => inRegion(text, region));
  return bucketRegion === region
    ? [{ service: 's3', capabilities: SESSION_CAPABILITIES, calls: [{ action: 's3:GetObject', resource: `arn:${partition}:s3:::${bucket}/${key}` }], anonymous: true }]
    : [];
}
