import { AttachedPolicy, Role } from '../../model/iam/policy';
import { isKnown } from '../../model/known';
import { PropertyLocation } from '../../model/location';
import { catalogued, Rule } from '../rule';
import { RuleContext } from '../rule-context';
import { hostManagementOf, permissionsOf, sessionDecisionsOf, takesOver } from '../support/identity/permissions';
import { startsByItself, unawaited } from '../support/order/boot-order';

export const afterPoliciesRule: Rule = {
  ...catalogued('SSM-ORD-003'),
  why: 'A policy that is a resource of its own, and Default Host Management, may come after the node; an agent that is refused waits for half an hour before it tries again.',
  fix: { change: 'start-after-these', what: 'the policies, or Default Host Management where the node has its permissions from it' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  reads: 'the policies that let the role register, Default Host Management of the assembly, and what the node depends on, directly and through other resources',
  cannotSee: 'how long a deployment takes, and when the agent tries again: it only warns',
  hop: 'NODE',
  *check(context) {
    if (!startsByItself(context.node)) {
      return;
    }
    const finding = unawaited(context, [...missedPolicies(context), ...hostManagementNeeded(context)], 'an agent that is refused as it boots waits half an hour before it tries again');
    if (finding) { yield finding; }
  },
};

/** The policies without which the role may not do what the agent calls at boot. */
function missedPolicies(context: RuleContext): PropertyLocation[] {
  const role = permissionsOf(context)?.role;
  if (!role) { return []; }
  const [late, early] = parted(role.policies, policy => isLate(context, role, policy));
  if (late.length === 0 || grants(context, { ...role, policies: early }, 'all')) { return []; }
  return late.filter(policy => grants(context, { ...role, policies: [policy] }, 'some')).map(({ location }) => location);
}

function hostManagementNeeded(context: RuleContext): PropertyLocation[] {
  const management = hostManagementOf(context);
  return management && isKnown(management) && takesOver(context) === true ? [management.location] : [];
}

/** A policy inside the role comes with it, and the node cannot come before its role. */
function isLate({ node }: RuleContext, { location: { resource } }: Role, { location }: AttachedPolicy): boolean {
  return location.resource.key !== resource.key && !node.comesAfter.has(location.resource.key);
}

/** Whether a role allows what the agent calls at boot: all of it, or maybe some. */
function grants(context: RuleContext, role: Role, extent: 'all' | 'some'): boolean {
  const decisions = sessionDecisionsOf(context, role);
  return extent === 'all'
    ? decisions.every(({ decision }) => decision.allowed === true)
    : decisions.some(({ decision }) => decision.allowed !== false);
}

function parted<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))];
}
