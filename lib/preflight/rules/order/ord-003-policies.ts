import { startsByItself, unawaited } from './awaited';
import { REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS } from '../../../private/agent-actions';
import { AttachedPolicy, Role } from '../../model/policy';
import { decisionsOn, permissionsOf } from '../identity/permissions';
import { Rule } from '../rule';
import { Site } from '../site';

/** SSM-ORD-003. */
export const afterPolicies: Rule = {
  id: 'SSM-ORD-003',
  title: 'The node waits for the policies of its role',
  why: 'A policy that is a resource of its own may come after the node; an agent that is refused waits for half an hour before it tries again.',
  fix: 'add the policies to DependsOn of the node',
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  hop: 'NODE',
  *check(site) {
    const role = startsByItself(site.node) ? permissionsOf(site)?.role : undefined;
    if (!role) {
      return;
    }
    const [late, early] = parted(role.policies, policy => isLate(site, role, policy));
    if (late.length === 0 || grants(site, { ...role, policies: early }, 'all')) {
      return;
    }
    const missed = late.filter(policy => grants(site, { ...role, policies: [policy] }, 'some'));
    const problem = unawaited(site, missed.map(({ spot }) => spot), 'an agent that is refused as it boots waits half an hour before it tries again');
    if (problem) { yield problem; }
  },
};

/** A policy inside the role comes with it, and the node cannot come before its role. */
function isLate({ node }: Site, { spot: { place } }: Role, { spot }: AttachedPolicy): boolean {
  return spot.place.key !== place.key && !node.comesAfter.has(spot.place.key);
}

/** Whether a role allows what the agent calls at boot: all of it, or maybe some. */
function grants(site: Site, role: Role, extent: 'all' | 'some'): boolean {
  const decisions = decisionsOn([...REGISTRATION_ACTIONS, ...SESSION_CHANNEL_ACTIONS], site, role);
  return extent === 'all'
    ? decisions.every(({ decision }) => decision.allowed === true)
    : decisions.some(({ decision }) => decision.allowed !== false);
}

function parted<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))];
}
