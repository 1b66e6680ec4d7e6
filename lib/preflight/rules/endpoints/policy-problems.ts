import { isKnown } from '../../model/known';
import { Call, Need } from '../../model/need';
import { display } from '../../model/text';
import { endpointLets } from '../access';
import { Problem, undecided } from '../rule';
import { Site } from '../site';

/** What the policy of the endpoint on the way makes of the calls of a need. */
export function* policyProblems(site: Site, need: Need): Iterable<Problem> {
  const way = site.way(need.service);
  if (way.kind !== 'endpoint' && way.kind !== 'gateway-endpoint') { return; }
  const { endpoint } = way;
  const rest = { spot: endpoint.policy.spot, capabilities: need.capabilities, services: [need.service] };
  const refused: Call[] = [];
  for (const call of need.calls) {
    const allowed = endpointLets(site, call, need.service, need.anonymous === true)?.allowed;
    if (allowed === false) {
      refused.push(call);
    } else if (allowed !== undefined && !isKnown(allowed)) {
      yield undecided(rest.spot, `Whether the policy of the endpoint ${endpoint.spot.place.logicalId} allows ${call.action}`, allowed, rest.capabilities, rest.services);
      return;
    }
  }
  if (refused.length > 0) {
    const actions = refused.map(({ action }) => action).join(', ');
    const on = refused[0].resource === '*' ? '' : ` on ${display(refused[0].resource)}`;
    yield {
      ...rest,
      severity: 'BLOCKED',
      message: `The policy of the endpoint ${endpoint.spot.place.logicalId} does not allow ${actions}${on}`,
      fix: `Allow ${actions} in PolicyDocument of ${endpoint.spot.place.logicalId}, or leave the policy out`,
    };
  }
}
