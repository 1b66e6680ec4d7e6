import { all, isKnown, Known } from '../../model/known';
import { LogGroup } from '../../model/logging';
import { Call } from '../../model/need';
import { Role } from '../../model/policy';
import { display } from '../../model/text';
import { roleMay } from '../access';
import { Site } from '../site';
import { Named } from './document';
import { grantedElsewhere } from './granted-elsewhere';
import { Attempt, Purpose } from './refusals';

/** What the role's policies make of calls. */
export function attempts(site: Site, role: Role, calls: readonly Call[]): Attempt[] {
  return calls.map(call => ({ call, decision: roleMay(site, role, call) }));
}

/** Whether there will be a stream to put events into. */
export function maySetUp(setUp: readonly Attempt[]): Known<boolean> {
  return all(setUp.filter(({ call }) => call.action === 'logs:CreateLogStream').map(({ decision }) => decision.allowed));
}

/** What calls on streams of the log group are for; the grant ends with what comes behind the name of the group. */
export function streamPurpose(site: Site, role: Role, { name, found }: Named<LogGroup>, grantEnd: string): Omit<Purpose, 'consequence' | 'capabilities'> {
  const { partition, region, account } = site.node.environment;
  return {
    role,
    target: `in the log group ${isKnown(found) ? found.spot.place.logicalId : `'${display(name)}'`}`,
    grant: `arn:${partition}:logs:${region}:${account}:log-group:${name}:${grantEnd}`,
    services: ['logs'],
    elsewhere: call => grantedElsewhere(role, call, {
      related: pattern => pattern.includes(LOG_GROUP) ? pattern.slice(pattern.indexOf(LOG_GROUP) + LOG_GROUP.length) : undefined,
      wanted: `and the document writes to streams of ${display(name)}, which take ${display(name)}:${grantEnd}`,
    }),
  };
}

const LOG_GROUP = ':log-group:';
