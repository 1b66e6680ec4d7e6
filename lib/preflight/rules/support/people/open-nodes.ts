import { decidingOf } from './permitted';
import { START_SESSION_ACTION } from '../../../../access/person-actions';
import { PersonNode } from '../../../access/person-nodes';
import { nodeArn } from '../../../access/session-calls';
import { documentArn, namedDocument } from '../../../access/session-documents';
import { DecidingPolicy } from '../../../model/iam/policy-evaluation';
import { NodeInSight } from '../../../model/node';
import { NO_TAGS } from '../../../model/tags';
import { PersonContext } from '../../rule-about-people';

/** A node that somebody opens sessions with, by some document, and what lets them. */
export interface OpenNode extends PersonNode {
  readonly by: DecidingPolicy;
}

/** Those that they certainly open, and those that they start sessions with by any document, where the rest is for the plugin to ask. */
export function mayOpen(context: PersonContext): OpenNode[] {
  const { nodes, sessionsWith, person } = context;
  return nodes.flatMap(each => {
    const open = sessionsWith(each.node).find(({ outcome }) => outcome.allowed === true);
    const by = open ? decidingOf(person, open.outcome.by) : byAnyDocument(context, each.node);
    return by ? [{ ...each, by }] : [];
  });
}

/** What lets somebody start sessions by any document of the account, those that are in no template among them. */
export function byAnyDocument({ may, target: targetOf, person: { environment } }: PersonContext, node: NodeInSight): DecidingPolicy | undefined {
  const target = targetOf(node);
  const onDocument = { action: START_SESSION_ACTION, resource: documentArn(namedDocument('*'), environment), tags: NO_TAGS };
  const { allowed, by } = may([onDocument, { action: START_SESSION_ACTION, resource: nodeArn(target), tags: target.tags }]);
  return allowed === true ? by[0] : undefined;
}
