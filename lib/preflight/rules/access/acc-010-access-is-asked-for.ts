import { START_SESSION_ACTION } from '../../../access/person-actions';
import { JustInTimeAccess } from '../../model/just-in-time-access';
import { Environment } from '../../model/node';
import { catalogued } from '../rule';
import { AccessRule, granted } from '../rule-about-people';
import { namesOf } from '../support/people/names';
import { mayOpen } from '../support/people/open-nodes';

export const accessIsAskedForRule: AccessRule = {
  ...catalogued('SSM-ACC-010'),
  why: 'Whoever has a standing ssm:StartSession on a node goes on with it. They are never asked for a reason, and nobody approves.',
  fix: 'take ssm:StartSession away from those who are to ask, or name other nodes for those who need no approval',
  contract: 7,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-just-in-time-node-access-setting-up.html',
  reads: 'whether the person may open a session with a node while an approval policy, a Quick Setup or preferences of GUI Connect in the templates show just-in-time node '
    + 'access',
  cannotSee: 'that just-in-time node access is switched on in the console, and for which nodes it is meant',
  deed: 'open sessions without an approval',
  *check(context) {
    const shown = (context.model.justInTimeAccess ?? []).find(each => isFor(each, context.person.environment));
    const open = shown ? mayOpen(context) : [];
    if (shown && open.length > 0) {
      yield granted(open[0].by, `has a standing ${START_SESSION_ACTION} on ${namesOf(open)}, past the approvals that ${shown.location.resource.name} is about`);
    }
  },
};

function isFor({ environment }: JustInTimeAccess, { account, region }: Environment): boolean {
  return environment === undefined || (environment.account === account && environment.region === region);
}
