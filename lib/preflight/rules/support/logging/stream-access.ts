import { grantedElsewhere } from './granted-elsewhere';
import { Attempt, Purpose } from './refusals';
import { Named } from './session-document';
import { Role } from '../../../model/iam/policy';
import { all, isKnown, Known } from '../../../model/known';
import { Call } from '../../../model/session/requirement';
import { LogGroup } from '../../../model/session/session-resources';
import { display } from '../../../model/symbolic-text';
import { RuleContext } from '../../rule-context';
import { roleMay } from '../access';

/** What the role's policies make of calls. */
export function attempts(context: RuleContext, role: Role, calls: readonly Call[]): Attempt[] {
  return calls.map(call => ({ call, decision: roleMay(context, role, call) }));
}

/** Whether there will be a stream to put events into. */
export function maySetUp(setUp: readonly Attempt[]): Known<boolean> {
  return all(setUp.filter(({ call }) => call.action === 'logs:CreateLogStream').map(({ decision }) => decision.allowed));
}

/** What calls on streams of the log group are for; the grant ends with what comes behind the name of the group. */
export function streamPurpose(context: RuleContext, role: Role, { name, found }: Named<LogGroup>, grantEnd: string): Omit<Purpose, 'consequence' | 'capabilities'> {
  const { partition, region, account } = context.node.environment;
  return {
    role,
    target: `in the log group ${isKnown(found) ? found.location.resource.name : `'${display(name)}'`}`,
    grant: `arn:${partition}:logs:${region}:${account}:log-group:${name}:${grantEnd}`,
    services: ['logs'],
    elsewhere: call => grantedElsewhere(role, call, {
      related: pattern => pattern.includes(LOG_GROUP) ? pattern.slice(pattern.indexOf(LOG_GROUP) + LOG_GROUP.length) : undefined,
      wanted: `and the document writes to streams of ${display(name)}, which take ${display(name)}:${grantEnd}`,
    }),
  };
}

const LOG_GROUP = ':log-group:';
