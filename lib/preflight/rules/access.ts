import { Site } from './site';
import { isKnown, Unknown } from '../model/known';
import { Call } from '../model/need';
import { PolicyDocument, Role } from '../model/policy';
import { Decision, evaluate, ResourcePolicies } from '../model/policy-evaluation';
import { Service } from '../model/service';
import { opaque } from '../model/text';

/** The node's role; undefined where it has none, which is the identity rules' to tell. */
export function roleOf({ node: { profile } }: Site): Role | Unknown | undefined {
  if (!isKnown(profile.value)) { return profile.value; }
  return profile.value?.role;
}

/**
 * Whether the node's role may make a call, by its own policies and those of the resource.
 *
 * Endpoint policies are looked at by the rules for endpoints, so that each layer is told by its own rule.
 */
export function roleMay(site: Site, role: Role, call: Call, resource?: ResourcePolicies): Decision {
  return evaluate(
    {
      principal: { arn: role.arn, account: site.node.environment.account, kind: 'role' },
      action: call.action,
      resource: call.resource,
      context: contextOf(site, role, call),
      absentKeys: absentKeysOf(site, call),
    },
    { identity: role.policies, boundary: role.boundary, resource },
  );
}

/** Whether the policy of the endpoint on the way lets a call through; undefined where there is none on the way. */
export function endpointLets(site: Site, call: Call, service: Service, anonymous: boolean): Decision | undefined {
  const way = site.way(service);
  if (way.kind !== 'endpoint' && way.kind !== 'gateway-endpoint') { return undefined; }
  const role = anonymous ? undefined : roleOf(site);
  const signed = role !== undefined && isKnown(role) ? role : undefined;
  const { policy: { value: document, spot } } = way.endpoint;
  return evaluate(
    {
      principal: { arn: signed?.arn ?? NOBODY, account: signed ? site.node.environment.account : NOBODY, kind: 'role' },
      action: call.action,
      resource: call.resource,
      context: signed ? contextOf(site, signed, call) : new Map([['aws:securetransport', 'true']]),
      absentKeys: signed || !anonymous ? ABSENT_KEYS : ABSENT_WITHOUT_SIGNATURE,
    },
    { identity: [{ name: 'every right', spot, document: EVERY_RIGHT }], endpoint: { document, spot } },
  );
}

/** So that the endpoint's policy alone decides. */
const EVERY_RIGHT: PolicyDocument = { statements: [{ label: 'statement 1', effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }] };

/** Who makes a request without a signature, or with one of a role that is not known. */
const NOBODY = opaque('nobody');

/** What is known of every call of an agent. Keys that are in neither collection are not known. */
function contextOf(site: Site, role: Role, call: Call): ReadonlyMap<string, string | readonly string[]> {
  const { environment } = site.node;
  const way = site.way(call.action.split(':')[0] as Service);
  const network = way.kind === 'unseen' ? [] : way.kind === 'endpoint' || way.kind === 'gateway-endpoint'
    ? [['aws:sourcevpce', way.endpoint.id], ['aws:sourcevpc', way.vpc.id]] as const
    : [];
  return new Map<string, string | readonly string[]>([
    ['aws:principalarn', role.arn],
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
function absentKeysOf(site: Site, { action, absentKeys = [] }: Call): ReadonlySet<string> {
  const throughNoEndpoint = site.way(action.split(':')[0] as Service).kind === 'internet' ? NETWORK_KEYS : [];
  return new Set([...ABSENT_KEYS, ...throughNoEndpoint, ...absentKeys]);
}

const NETWORK_KEYS = ['aws:sourcevpce', 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:vpcsourceip'];

/** Keys that no call of an agent carries. */
const ABSENT_KEYS: ReadonlySet<string> = new Set([
  'aws:multifactorauthpresent', 'aws:multifactorauthage', 'aws:username', 'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast', 'aws:sourceidentity',
  'aws:referer',
]);

const ABSENT_WITHOUT_SIGNATURE: ReadonlySet<string> = new Set([
  ...ABSENT_KEYS, 'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principaltype', 'aws:userid',
]);
