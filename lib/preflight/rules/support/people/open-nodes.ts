import { PersonNode } from '../../../access/person-nodes';
import { DecidingPolicy } from '../../../model/iam/policy-evaluation';
import { PersonContext } from '../../rule-about-people';

/** A node that somebody certainly opens sessions with, by some document, and what lets them. */
export interface OpenNode extends PersonNode {
  readonly by: DecidingPolicy;
}

export function mayOpen({ nodes, sessionsWith, person: { principal } }: PersonContext): OpenNode[] {
  return nodes.flatMap(each => {
    const open = sessionsWith(each.node).find(({ outcome }) => outcome.allowed === true);
    return open ? [{ ...each, by: open.outcome.by[0] ?? { name: 'its policies', location: principal.location } }] : [];
  });
}
