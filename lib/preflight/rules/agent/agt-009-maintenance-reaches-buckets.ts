import { AGENT_DOWNLOAD_ACTIONS } from '../../../agent/actions';
import { agentDownloadBucketName } from '../../../agent/buckets';
import { PATCH_DOCUMENT, UPDATE_AGENT_DOCUMENT } from '../../../agent/maintenance-documents';
import { patchSnapshotBucketName } from '../../../agent/patch-buckets';
import { Maintenance } from '../../model/maintenance';
import { Environment } from '../../model/node';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { display, isLiteral } from '../../model/symbolic-text';
import { catalogued, Rule } from '../rule';
import { RuleContext } from '../rule-context';
import { maintenanceOfNode } from '../support/agent/maintenance-of-node';
import { endpointLets } from '../support/endpoints/endpoint-lets';

export const maintenanceReachesBucketsRule: Rule = {
  ...catalogued('SSM-AGT-009'),
  why: 'Updates of the agent and what is approved of patches come from buckets of AWS in the region. Where a node does not reach them, each run fails there, and the node stays as it is until it is too old for what its sessions use.',
  fix: 'give the subnet a gateway endpoint for S3, which is free of charge, and let its policy allow s3:GetObject on the bucket; or take the node out of the targets',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-minimum-s3-permissions.html',
  reads: 'associations of State Manager and tasks of maintenance windows that run AWS-UpdateSSMAgent or AWS-RunPatchBaseline, which nodes of the templates they name by id, by tag or as all of them, and the path from the subnet to S3 with the policy of an endpoint for it',
  cannotSee: 'associations, patch policies and tags that are in no template, the repositories that packages come from, and what a proxy or a mirror answers',
  hop: 'AGENT',
  *check(context) {
    for (const maintenance of maintenanceOfNode(context, [UPDATE_AGENT_DOCUMENT, PATCH_DOCUMENT])) {
      const obstacle = obstacleTo(context, maintenance);
      if (obstacle) {
        const { document, location } = maintenance;
        yield {
          severity: 'WARNING',
          location,
          message: `${location.resource.name} runs ${document} on ${context.node.resource.name}, ${obstacle}`,
          capabilities: SESSION_CAPABILITIES,
          services: ['s3'],
        };
      }
    }
  },
};

/** What certainly keeps the node from its bucket, as a clause; undefined where nothing does. */
function obstacleTo(context: RuleContext, { document }: Maintenance): string | undefined {
  const path = context.pathTo('s3');
  if (path.kind === 'none') { return 'which has no way to S3'; }
  const bucket = bucketOf(document, context.node.environment);
  if (bucket === undefined || (path.kind !== 'endpoint' && path.kind !== 'gateway-endpoint')) { return undefined; }
  const { partition } = context.node.environment;
  const isRefused = AGENT_DOWNLOAD_ACTIONS.some(action => (
    endpointLets(context, { action, resource: `arn:${partition}:s3:::${bucket}/latest` }, 's3', true)?.allowed === false
  ));
  return isRefused ? `and the policy of ${path.endpoint.location.resource.name} leaves out the bucket ${display(bucket)}` : undefined;
}

/** Where snapshots are hangs on the region, which has to be known. */
function bucketOf(document: string, { region }: Environment): string | undefined {
  if (document === UPDATE_AGENT_DOCUMENT) { return agentDownloadBucketName(region); }
  return isLiteral(region) ? patchSnapshotBucketName(region) : undefined;
}
