import { START_SESSION_ACTION } from '../../../access/person-actions';
import { PersonNode } from '../../access/person-nodes';
import { nodeArn } from '../../access/session-calls';
import { DecidingPolicy } from '../../model/iam/policy-evaluation';
import { isKnown } from '../../model/known';
import { catalogued } from '../rule';
import { AccessRule, granted, PersonContext } from '../rule-about-people';
import { namesOf } from '../support/people/names';

export const grantsAreSeenRule: AccessRule = {
  ...catalogued('SSM-ACC-013'),
  why: 'Where a policy of a person is out of sight, nobody can tell whether they open sessions, and nothing of what it grants is found.',
  fix: 'have the policy in the templates that are read together, or read it where it is',
  contract: 9,
  see: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
  reads: 'whether a policy that cannot be read, or a part of one, leaves open whether the person starts sessions with a node',
  cannotSee: 'what is in that policy',
  *check(context) {
    const hidden = context.nodes.flatMap(each => hiddenAt(context, each));
    if (hidden.length > 0) {
      const [{ by }] = hidden;
      yield granted(by, `may open sessions with ${namesOf(hidden)}, or may not: ${by.name} cannot be read`);
    }
  },
};

/** A statement that can be read has a label; what leaves that one open is of the request, and not out of sight. */
function hiddenAt(context: PersonContext, each: PersonNode): (PersonNode & { readonly by: DecidingPolicy })[] {
  const target = context.target(each.node);
  const { allowed, by: [by] } = context.may([{ action: START_SESSION_ACTION, resource: nodeArn(target), tags: target.tags }]);
  return !isKnown(allowed) && by !== undefined && by.statement === undefined ? [{ ...each, by }] : [];
}
