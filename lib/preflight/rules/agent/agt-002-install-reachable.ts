import { isKnown, Unknown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { catalogued, Rule } from '../rule';
import { RuleContext } from '../rule-context';
import { Obstacle, reachOf } from '../support/agent/install-reach';
import { carriesAgent, installsOn } from '../support/agent/node-agent';

export const installReachableRule: Rule = {
  ...catalogued('SSM-AGT-002'),
  why: 'User data runs once, at the first boot. If it cannot load the agent then, the node stays without it. A gateway endpoint for S3 reaches AWS\'s buckets in its region, but neither repositories nor the snap store.',
  fix: 'install the agent from the bucket amazon-ssm-<region> through an endpoint for S3, or give the subnet a way to the Internet',
  contract: 9,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html',
  reads: 'the commands of the user data that install the agent, and the path from the subnet to where they download it, with the policy of an endpoint for S3 and VPC Block Public Access',
  cannotSee: 'where a repository is that the user data adds, rules of security groups and network ACLs on a way that sessions do not take, and whether a mirror or a proxy answers',
  hop: 'AGENT',
  *check(context) {
    for (const { value: image } of context.node.images) {
      const carries = carriesAgent(context.node, image);
      const obstacle = carries === true ? undefined : obstacleOf(context, image);
      if (obstacle) {
        const { resource } = context.node;
        const unknown = obstacle.unknown ?? (isKnown(carries) ? undefined : carries);
        const message = `the user data of ${resource.name} installs the SSM Agent, and ${obstacle.because}`;
        yield {
          severity: unknown ? 'UNKNOWN' : 'BLOCKED',
          location: obstacle.location,
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
function obstacleOf(context: RuleContext, image: Parameters<typeof reachOf>[2]): Obstacle | undefined {
  const obstacles = installsOn(context.node, image).map(install => reachOf(context, install, image));
  return obstacles.includes(undefined) ? undefined : obstacles.find(obstacle => obstacle?.unknown) ?? obstacles[0];
}

function explained(unknown: Unknown, carries: unknown): string {
  return unknown === carries ? `whether the image carries it already cannot be decided: ${unknown.reason}` : unknown.reason;
}
