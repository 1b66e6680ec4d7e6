import { endpointLets } from './endpoint-lets';
import { isKnown } from '../../../model/known';
import { Call, Requirement } from '../../../model/session/requirement';
import { display } from '../../../model/symbolic-text';
import { Finding, undecided } from '../../rule';
import { RuleContext } from '../../rule-context';

/** What the policy of the endpoint on the path does to the calls of a requirement. */
export function* policyFindings(context: RuleContext, requirement: Requirement): Iterable<Finding> {
  const path = context.pathTo(requirement.service);
  if (path.kind !== 'endpoint' && path.kind !== 'gateway-endpoint') { return; }
  const { endpoint } = path;
  // Without a policy an endpoint lets everything through.
  if (endpoint.policy.value === undefined) { return; }
  const rest = { location: endpoint.policy.location, capabilities: requirement.capabilities, services: [requirement.service] };
  const refused: Call[] = [];
  let isDenied = false;
  for (const call of requirement.calls) {
    const { allowed, reason } = endpointLets(context, call, requirement.service, requirement.anonymous === true) ?? {};
    if (allowed === false) {
      refused.push(call);
      isDenied ||= reason === 'explicit-deny';
    } else if (allowed !== undefined && !isKnown(allowed)) {
      yield undecided(rest.location, `Whether the policy of the endpoint ${endpoint.location.resource.name} allows ${call.action}`, allowed, rest.capabilities, rest.services);
      return;
    }
  }
  if (refused.length > 0) {
    const actions = refused.map(({ action }) => action).join(', ');
    const on = refused[0].resource === '*' ? '' : ` on ${display(refused[0].resource)}`;
    yield {
      ...rest,
      severity: 'BLOCKED',
      message: `The policy of the endpoint ${endpoint.location.resource.name} does not allow ${actions}${on}`,
      fix: [
        { change: 'allow', what: actions, in: 'endpoint.policy', of: endpoint.location.resource.name, actions: isDenied ? undefined : refused.map(({ action }) => action) },
        { change: 'reset', setting: 'endpoint.policy' },
      ],
    };
  }
}
