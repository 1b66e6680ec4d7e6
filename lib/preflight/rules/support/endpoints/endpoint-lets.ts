import { Decision, evaluate, EVERY_RIGHT } from '../../../model/iam/policy-evaluation';
import { Call } from '../../../model/session/requirement';
import { Service } from '../../../model/session/service';
import { gap, opaque } from '../../../model/symbolic-text';
import { RuleContext } from '../../rule-context';
import { ABSENT_KEYS, contextOf } from '../access';
import { callerOf } from '../logging/caller';

/** Whether the policy of the endpoint on the path lets a call through; undefined where there is no endpoint on the path. */
export function endpointLets(context: RuleContext, call: Call, service: Service, anonymous: boolean): Decision | undefined {
  const path = context.pathTo(service);
  if (path.kind !== 'endpoint' && path.kind !== 'gateway-endpoint') { return undefined; }
  const signed = anonymous ? undefined : callerArn(context);
  const { policy: { value: document, location } } = path.endpoint;
  return evaluate(
    {
      principal: { arn: signed ?? NOBODY, account: signed === undefined ? NOBODY : context.node.environment.account, kind: 'role' },
      action: call.action,
      resource: call.resource,
      context: signed === undefined ? new Map([['aws:securetransport', 'true']]) : contextOf(context, signed, call),
      absentKeys: signed !== undefined || !anonymous ? ABSENT_KEYS : ABSENT_WITHOUT_SIGNATURE,
    },
    { identity: [{ name: 'every right', location, document: EVERY_RIGHT }], endpoint: { document, location } },
  );
}

/** Of the role that the agent calls with. That of Default Host Management is of the node's account, also where nobody knows which one it is. */
function callerArn(context: RuleContext): string | undefined {
  const caller = callerOf(context);
  return caller?.kind === 'unseen' ? gap(caller.unknown.reason) : caller?.role.arn;
}

/** Who makes a request without a signature, or with one of a role that is not known. */
const NOBODY = opaque('nobody');

const ABSENT_WITHOUT_SIGNATURE: ReadonlySet<string> = new Set([
  ...ABSENT_KEYS, 'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principaltype', 'aws:userid',
]);
