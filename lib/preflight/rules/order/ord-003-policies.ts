import { REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS } from '../../../agent/actions';
import { AttachedPolicy, Role } from '../../model/iam/policy';
import { catalogued, Rule } from '../rule';
import { RuleContext } from '../rule-context';
import { decisionsOn, permissionsOf } from '../support/identity/permissions';
import { startsByItself, unawaited } from '../support/order/boot-order';

export const afterPoliciesRule: Rule = {
  ...catalogued('SSM-ORD-003'),
  why: 'A policy that is a resource of its own may be created after the node; an agent that is refused waits for half an hour before it tries again.',
  fix: { change: 'start-after-these', what: 'the policies' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  reads: 'the policies that let the role register, and what the node depends on, directly and through other resources',
  cannotSee: 'how long a deployment takes, and when the agent tries again: it only warns',
  hop: 'NODE',
  *check(context) {
    const role = startsByItself(context.node) ? permissionsOf(context)?.role : undefined;
    if (!role) {
      return;
    }
    const [late, early] = parted(role.policies, policy => isLate(context, role, policy));
    if (late.length === 0 || grants(context, { ...role, policies: early }, 'all')) {
      return;
    }
    const missed = late.filter(policy => grants(context, { ...role, policies: [policy] }, 'some'));
    const finding = unawaited(context, missed.map(({ location }) => location), 'an agent that is refused as it boots waits half an hour before it tries again');
    if (finding) { yield finding; }
  },
};

/** A policy inside the role comes with it, and the node cannot come before its role. */
function isLate({ node }: RuleContext, { location: { resource } }: Role, { location }: AttachedPolicy): boolean {
  return location.resource.key !== resource.key && !node.comesAfter.has(location.resource.key);
}

/** Whether a role allows what the agent calls at boot: all of it, or maybe some. */
function grants(context: RuleContext, role: Role, extent: 'all' | 'some'): boolean {
  const decisions = decisionsOn([...REGISTRATION_ACTIONS, ...SESSION_CHANNEL_ACTIONS], context, role);
  return extent === 'all'
    ? decisions.every(({ decision }) => decision.allowed === true)
    : decisions.some(({ decision }) => decision.allowed !== false);
}

function parted<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))];
}
