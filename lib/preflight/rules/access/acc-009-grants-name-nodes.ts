import { START_SESSION_ACTION } from '../../../access/person-actions';
import { nodeArn } from '../../access/session-calls';
import { opaque } from '../../model/symbolic-text';
import { NO_TAGS } from '../../model/tags';
import { catalogued } from '../rule';
import { AccessRule, granted } from '../rule-about-people';
import { mayOpen } from '../support/people/open-nodes';

export const grantsNameNodesRule: AccessRule = {
  ...catalogued('SSM-ACC-009'),
  why: 'A grant on all nodes is one on those of other teams and on those of later as well: whoever starts an instance in the account lets these people in.',
  fix: 'name the nodes in the grant, or ask for a tag of theirs by ssm:resourceTag',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html',
  reads: 'whether the person, who may open a session with some node of the templates, may start one with a node that has no tag and that no policy names',
  cannotSee: 'that the account has no other nodes, and that nobody else may start any',
  deed: 'open sessions with every node',
  *check(context) {
    const { environment } = context.person;
    const anyNode = nodeArn({ id: `i-${opaque('any node')}`, environment });
    const { allowed, by } = context.may([{ action: START_SESSION_ACTION, resource: anyNode, tags: NO_TAGS }]);
    if (allowed === true && by.length > 0 && mayOpen(context).length > 0) {
      yield granted(by[0], 'may start sessions with every node of the account and region, those of others and of later included');
    }
  },
};
