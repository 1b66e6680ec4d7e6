import { Role } from '../../model/iam/policy';
import { Decision, evaluate, ResourcePolicies } from '../../model/iam/policy-evaluation';
import { isKnown, Unknown } from '../../model/known';
import { Call } from '../../model/session/requirement';
import { Service } from '../../model/session/service';
import { RuleContext } from '../rule-context';

/** The node's role; undefined where it has none, which the identity rules report. */
export function roleOf({ node: { profile } }: RuleContext): Role | Unknown | undefined {
  if (!isKnown(profile.value)) { return profile.value; }
  return profile.value?.role;
}

/**
 * Whether the node's role may make a call, by its own policies and those of the resource.
 *
 * The rules for endpoints look at endpoint policies, so that each layer has a rule of its own.
 */
export function roleMay(context: RuleContext, role: Role, call: Call, resource?: ResourcePolicies): Decision {
  return evaluate(
    {
      principal: { arn: role.arn, account: context.node.environment.account, kind: 'role' },
      action: call.action,
      resource: call.resource,
      context: contextOf(context, role.arn, call),
      absentKeys: absentKeysOf(context, call),
    },
    { identity: role.policies, boundary: role.boundary, resource },
  );
}

/** Keys of conditions and their values. */
type ConditionKeys = Pick<ReadonlyMap<string, string | readonly string[]>, 'get'>;

/** What is known of every call of an agent, by the ARN of its role. Keys that are in neither collection are not known. Made only where a policy asks, as few do. */
export function contextOf(context: RuleContext, roleArn: string, call: Call): ConditionKeys {
  let keys: ConditionKeys | undefined;
  return { get: key => (keys ??= conditionKeys(context, roleArn, call)).get(key) };
}

function conditionKeys(context: RuleContext, roleArn: string, call: Call): ConditionKeys {
  const { environment } = context.node;
  const path = context.pathTo(call.action.split(':')[0] as Service);
  const network = path.kind === 'unseen' ? [] : path.kind === 'endpoint' || path.kind === 'gateway-endpoint'
    ? [['aws:sourcevpce', path.endpoint.id], ['aws:sourcevpc', path.vpc.id]] as const
    : [];
  return new Map<string, string | readonly string[]>([
    ['aws:principalarn', roleArn],
    ['aws:principalaccount', environment.account],
    ['aws:principaltype', 'AssumedRole'],
    ['aws:requestedregion', environment.region],
    ['aws:securetransport', 'true'],
    // The agent and S3 both speak TLS 1.3.
    ['s3:tlsversion', '1.3'],
    ['aws:viaawsservice', 'false'],
    ['aws:principalisawsservice', 'false'],
    ...network,
    ...call.context ?? [],
  ]);
}

/** What a call certainly lacks: what comes from the Internet came through no endpoint. */
function absentKeysOf(context: RuleContext, { action, absentKeys = [] }: Call): Pick<ReadonlySet<string>, 'has'> {
  const throughNoEndpoint = () => context.pathTo(action.split(':')[0] as Service).kind === 'internet';
  return { has: key => ABSENT_KEYS.has(key) || absentKeys.includes(key) || (NETWORK_KEYS.includes(key) && throughNoEndpoint()) };
}

const NETWORK_KEYS = ['aws:sourcevpce', 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:vpcsourceip'];

/** Keys that no call of an agent carries. */
export const ABSENT_KEYS: ReadonlySet<string> = new Set([
  'aws:multifactorauthpresent', 'aws:multifactorauthage', 'aws:username', 'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast', 'aws:sourceidentity',
  'aws:referer',
]);
