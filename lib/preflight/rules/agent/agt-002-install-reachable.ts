import { Obstacle, reachOf } from './install-reach';
import { carriesAgent, installsOn } from './node-agent';
import { isKnown, Unknown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/needs';
import { Rule } from '../rule';
import { Site } from '../site';

/** SSM-AGT-002. */
export const installReachable: Rule = {
  id: 'SSM-AGT-002',
  title: 'What installs the SSM Agent can be reached from the subnet',
  why: 'User data runs once, at the first boot: where it cannot load the agent the node stays without it. A gateway endpoint for S3 leads to the buckets of AWS in its region, and neither to repositories nor to the snap store.',
  fix: 'install the agent from the bucket amazon-ssm-<region> through an endpoint for S3, or give the subnet a way to the Internet',
  contract: 9,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html',
  hop: 'AGENT',
  *check(site) {
    for (const { value: image } of site.node.images) {
      const carries = carriesAgent(image);
      const obstacle = carries === true ? undefined : obstacleOf(site, image);
      if (obstacle) {
        const { place } = site.node;
        const unknown = obstacle.unknown ?? (isKnown(carries) ? undefined : carries);
        const message = `the user data of ${place.logicalId} installs the SSM Agent, and ${obstacle.because}`;
        yield {
          severity: unknown ? 'UNKNOWN' : 'BLOCKED',
          spot: obstacle.spot,
          message: unknown && unknown.reason !== obstacle.because ? `${message}; ${explained(unknown, carries)}` : message,
          fix: obstacle.fix,
          capabilities: SESSION_CAPABILITIES,
        };
        return;
      }
    }
  },
};

/** One command that gets through is enough. */
function obstacleOf(site: Site, image: Parameters<typeof reachOf>[2]): Obstacle | undefined {
  const obstacles = installsOn(site.node, image).map(install => reachOf(site, install, image));
  return obstacles.includes(undefined) ? undefined : obstacles.find(obstacle => obstacle?.unknown) ?? obstacles[0];
}

function explained(unknown: Unknown, carries: unknown): string {
  return unknown === carries ? `whether the image carries it already cannot be decided: ${unknown.reason}` : unknown.reason;
}
