import { RUN_COMMAND_ACTIONS, START_AUTOMATION_ACTION } from '../../../access/guarded-actions';
import { ANY_COMMAND_DOCUMENTS } from '../../../agent/session-documents';
import { PersonNode } from '../../access/person-nodes';
import { PersonCall } from '../../access/person-request';
import { nodeArn, Target } from '../../access/session-calls';
import { opaque } from '../../model/symbolic-text';
import { NO_TAGS } from '../../model/tags';
import { listed } from '../../model/words';
import { catalogued } from '../rule';
import { AccessFinding, AccessRule, granted, PersonContext } from '../rule-about-people';
import { loggedNodes } from '../support/people/logged-nodes';
import { namesOf } from '../support/people/names';
import { permitted } from '../support/people/permitted';

export const commandsRunInSessionsRule: AccessRule = {
  ...catalogued('SSM-ACC-008'),
  why: 'Run Command and State Manager run commands on a node as root, and a runbook may do so as a role that it assumes. No session starts, so no session '
    + 'document limits what is run and no transcript tells of it.',
  fix: 'take the actions away, or narrow them to documents that run nothing of the person\'s choice, or deny them by a SessionGuardrail in an app that uses this library',
  contract: 5,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-setting-up.html',
  reads: 'whether the person may run AWS\'s documents for any command on a node whose sessions are logged, once or by an association, and whether any runbook',
  cannotSee: 'command documents and runbooks of the app itself, and what a runbook does that only the person\'s policies name',
  deed: 'run commands without a session',
  *check(context) {
    const logged = loggedNodes(context);
    yield* commands(context, logged);
    if (logged.length > 0) { yield* runbooks(context); }
  },
};

function* commands(context: PersonContext, nodes: readonly PersonNode[]): Iterable<AccessFinding> {
  const open = nodes.flatMap(each => {
    const target = context.target(each.node);
    const by = ANY_COMMAND_DOCUMENTS.map(document => permitted(context, RUN_COMMAND_ACTIONS, action => commandCalls(action, target, document)));
    return by.filter(found => found !== undefined).slice(0, 1).map(found => ({ ...each, ...found! }));
  });
  if (open.length > 0) {
    const actions = RUN_COMMAND_ACTIONS.filter(action => open.some(each => each.actions.includes(action)));
    yield granted(open[0].by, `may run any command on ${namesOf(open)} without a session, by ${listed(actions)}`);
  }
}

/** Each is authorized on the node and on the document; associations that are there already, on the association too. */
function commandCalls(action: string, target: Target, document: string): PersonCall[] {
  const { environment: { partition, region, account }, tags } = target;
  const association = `arn:${partition}:ssm:${region}:${account}:association/${opaque('association')}`;
  return [
    { action, resource: nodeArn(target), tags },
    { action, resource: `arn:${partition}:ssm:${region}::document/${document}`, tags: NO_TAGS },
    ...action.endsWith('Association') ? [{ action, resource: association }] : [],
  ];
}

/** Pages of AWS differ on what it is authorized on, so all of that has to be allowed. */
function* runbooks(context: PersonContext): Iterable<AccessFinding> {
  const { environment: { partition, region, account } } = context.person;
  const things = [`document/${opaque('runbook')}`, `automation-definition/${opaque('runbook')}:${opaque('version')}`, `automation-execution/${opaque('execution')}`];
  const by = permitted(context, [START_AUTOMATION_ACTION], action => (
    things.map(thing => ({ action, resource: `arn:${partition}:ssm:${region}:${account}:${thing}` }))
  ));
  if (by) {
    const fix = `name in the grant of ${START_AUTOMATION_ACTION} the runbooks that the work takes`;
    yield granted(by.by, `may start any runbook, by ${START_AUTOMATION_ACTION}, and some run commands on nodes without a session`, fix);
  }
}
