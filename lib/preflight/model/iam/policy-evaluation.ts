import { all, any, isKnown, Known, Unknown } from '../known';
import { PropertyLocation } from '../location';
import { AttachedPolicy, PolicyDocument, PolicyStatement } from './policy';
import { matches, patternOf, textOf } from './policy-pattern';
import { Reach, reachesOf, ReachOf } from './policy-principals';
import { AccessRequest, PreparedRequest, prepare } from './policy-request';
import { applies } from './policy-statement';

export { type AccessRequest, type Requester } from './policy-request';

/** All policies that have a say in a request. */
export interface ApplicablePolicies {
  /** Of the role; none for a service. */
  readonly identity: readonly AttachedPolicy[];
  readonly boundary?: AttachedPolicy;
  readonly resource?: ResourcePolicies;
  /** Of the VPC endpoint that the request goes through. Without a document it lets everything through. */
  readonly endpoint?: { readonly document: Known<PolicyDocument | undefined>; readonly location: PropertyLocation };
}

export interface ResourcePolicies {
  /** None where the resource has no policy. */
  readonly policies: readonly AttachedPolicy[];
  /** The account that owns the resource. */
  readonly account: string;
  /** KMS keys and trust policies grant access only to the principals that they name. The policy of a role is its trust policy. */
  readonly kind: 'bucket' | 'key' | 'log-group' | 'role' | 'other';
}

/** The layer that decided: `identity` where no policy of the role allows it, and so on. */
export type DecisionReason = 'allowed' | 'explicit-deny' | 'identity' | 'boundary' | 'resource' | 'endpoint';

/** Whether a request is allowed, and what decides. */
export interface Decision {
  readonly allowed: Known<boolean>;
  readonly reason: DecisionReason;
  /** The policy that decided. Where something is missing: the one to add it to, if there is only one. */
  readonly by?: DecidingPolicy;
}

export interface DecidingPolicy {
  readonly name: string;
  readonly location: PropertyLocation;
  /** Its label; undefined where no single statement decides. */
  readonly statement?: string;
  readonly foreign?: boolean;
}

/** So that another policy alone decides. */
export const EVERY_RIGHT: PolicyDocument = { statements: [{ label: 'statement 1', effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }] };

/** A policy of which nothing is known but that it denies nothing, such as one of AWS's own that preflight has not the text of. */
export function grantsOnly(reason: string): PolicyDocument {
  const unknown = new Unknown(reason);
  return { statements: [{ label: 'statement 1', effect: 'Allow', actions: unknown, resources: unknown, conditions: [] }] };
}

/**
 * Whether AWS allows a request.
 *
 * An explicit deny anywhere wins. Then the account of the resource decides: in the same one the role's policies or the resource's have to allow it,
 * from another one both. A permissions boundary limits what the role's policies grant, and what the resource's policy grants to the role by its ARN,
 * but not what it grants to a user by theirs.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function evaluate(request: AccessRequest, policies: ApplicablePolicies): Decision {
  const prepared = prepare(request);
  const layers = layersOf(prepared, policies);
  const denied = deniedIn(layers);
  if (denied.value === true) {
    return { allowed: false, reason: 'explicit-deny', by: denied.by };
  }
  const granted = grantedIn(prepared, policies, layers);
  const through = layers.endpoint ? allowedAtAll(layers.endpoint) : NO_LIMIT;
  const endpoint = (): Decision => ({
    allowed: through.value, reason: 'endpoint', by: through.by ?? { name: ENDPOINT_POLICY, location: policies.endpoint!.location },
  });
  if (granted.allowed === false) { return granted; }
  if (through.value === false) { return endpoint(); }
  if (granted.allowed !== true) { return granted; }
  if (through.value !== true) { return endpoint(); }
  return denied.value === false ? granted : { allowed: denied.value, reason: 'explicit-deny', by: denied.by };
}

const ENDPOINT_POLICY = 'the policy of the VPC endpoint';

/** A statement that may be of a request, and in what way it is meant for who makes it. */
interface Hit {
  readonly policy: AttachedPolicy;
  readonly label?: string;
  readonly effect: Known<'Allow' | 'Deny'>;
  /** Whether its actions, resources and conditions are those of the request; never false. */
  readonly applies: Known<boolean>;
  readonly reach: Reach;
}

interface Layers {
  readonly identity: readonly Hit[];
  readonly boundary?: readonly Hit[];
  readonly resource: readonly Hit[];
  readonly endpoint?: readonly Hit[];
}

/** Whether something is so, and what makes it so or leaves it open. */
interface Answer {
  readonly value: Known<boolean>;
  readonly by?: DecidingPolicy;
}

const NO_LIMIT: Answer = { value: true };

function layersOf(request: PreparedRequest, { identity, boundary, resource, endpoint }: ApplicablePolicies): Layers {
  const reach = reachesOf(request.principal);
  const atEndpoint = endpoint?.document && { name: ENDPOINT_POLICY, location: endpoint.location, document: endpoint.document };
  return {
    identity: request.principal.kind === 'service' ? [] : hitsOf(identity, request, toItself),
    boundary: boundary && hitsOf([boundary], request, toItself),
    resource: hitsOf(resource?.policies ?? [], request, reach, resource?.kind === 'role'),
    endpoint: atEndpoint && hitsOf([atEndpoint], request, isOfGateway(request) ? statement => gatewayReach(reach(statement)) : reach),
  };
}

const ITSELF: Reach = { everyone: false, itself: true, account: false };

function toItself(): Reach {
  return ITSELF;
}

/** Whether it may be one: there are interface endpoints for these services too. */
function isOfGateway({ action }: PreparedRequest): boolean {
  return /^(s3|dynamodb):/.test(action);
}

/**
 * A gateway endpoint knows everyone only, and takes an account for its root user.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
function gatewayReach({ everyone, itself, account }: Reach): Reach {
  const limited = (value: Known<boolean>) => value === true ? new Unknown('the policy of a gateway endpoint takes no principal but \'*\'') : value;
  return { everyone, itself: limited(itself), account: limited(account) };
}

function hitsOf(policies: readonly AttachedPolicy[], request: PreparedRequest, reach: ReachOf, ofTrustPolicy: boolean = false): Hit[] {
  const hits: Hit[] = [];
  for (const policy of policies) {
    for (const statement of isKnown(policy.document) ? policy.document.statements : [policy.document]) {
      const hit = isKnown(statement) ? hitOf(policy, statement, request, reach, ofTrustPolicy) : unknownHit(policy, statement);
      if (hit) {
        hits.push(hit);
      }
    }
  }
  return hits;
}

function hitOf(
  policy: AttachedPolicy, statement: PolicyStatement, request: PreparedRequest, reach: ReachOf, ofTrustPolicy: boolean,
): Hit | undefined {
  const applied = applies(statement, request, ofTrustPolicy);
  return applied === false ? undefined : { policy, label: statement.label, effect: statement.effect, applies: applied, reach: reach(statement) };
}

function unknownHit(policy: AttachedPolicy, unknown: Unknown): Hit {
  return { policy, effect: unknown, applies: unknown, reach: { everyone: unknown, itself: unknown, account: unknown } };
}

function deniedIn({ identity, boundary = [], resource, endpoint = [] }: Layers): Answer {
  return find([...identity, ...boundary, ...resource, ...endpoint], 'Deny', reachAtAll);
}

function allowedAtAll(hits: readonly Hit[]): Answer {
  return find(hits, 'Allow', reachAtAll);
}

function reachAtAll({ everyone, itself, account }: Reach): Known<boolean> {
  return any([everyone, itself, account]);
}

function find(hits: readonly Hit[], effect: 'Allow' | 'Deny', meant: (reach: Reach) => Known<boolean>): Answer {
  let open: Answer | undefined;
  for (const hit of hits) {
    const value = all([isKnown(hit.effect) ? hit.effect === effect : hit.effect, hit.applies, meant(hit.reach)]);
    if (value !== false) {
      const finding = { value, by: { ...deciding(hit.policy), statement: hit.label } };
      if (value === true) {
        return finding;
      }
      open ??= finding;
    }
  }
  return open ?? { value: false };
}

/** What the layers before the endpoint say. */
function grantedIn({ principal }: PreparedRequest, policies: ApplicablePolicies, layers: Layers): Decision {
  const { resource } = policies;
  const grants: Grants = {
    identity: find(layers.identity, 'Allow', reachAtAll),
    isUser: principal.kind === 'user',
    boundary: layers.boundary ? orOnly(allowedAtAll(layers.boundary), [policies.boundary!]) : NO_LIMIT,
    everyone: find(layers.resource, 'Allow', reach => reach.everyone),
    itself: find(layers.resource, 'Allow', reach => reach.itself),
    account: find(layers.resource, 'Allow', reach => reach.account),
    resource: orOnly(allowedAtAll(layers.resource), resource?.policies ?? []),
  };
  if (principal.kind === 'service') {
    return decision(any([grants.everyone.value, grants.itself.value]), [['resource', grants.resource]]);
  }
  if (!resource) {
    return decision(all([grants.identity.value, grants.boundary.value]), [['identity', grants.identity], ['boundary', grants.boundary]]);
  }
  const own = sameAccount(principal.account, resource.account);
  const within = () => resource.kind === 'key' || resource.kind === 'role' ? guarded(grants) : ordinary(grants);
  if (isKnown(own)) {
    return own ? within() : acrossAccounts(grants);
  }
  const [asOwn, asOther] = [within(), acrossAccounts(grants)];
  return isKnown(asOwn.allowed) && asOwn.allowed === asOther.allowed ? asOwn : { allowed: own, reason: 'resource', by: grants.resource.by };
}

interface Grants {
  readonly isUser: boolean;
  readonly identity: Answer;
  readonly boundary: Answer;
  readonly everyone: Answer;
  readonly itself: Answer;
  readonly account: Answer;
  /** Any of the three before. */
  readonly resource: Answer;
}

function deciding({ name, location, foreign }: AttachedPolicy): DecidingPolicy {
  return { name, location, foreign };
}

/** Where a grant is missing, the only policy that it could be in. */
function orOnly(finding: Answer, policies: readonly AttachedPolicy[]): Answer {
  return finding.by || policies.length !== 1 ? finding : { ...finding, by: deciding(policies[0]) };
}

function sameAccount(a: string, b: string): Known<boolean> {
  return matches(patternOf(a, { wildcards: false, environment: true }), textOf(b, { environment: true }));
}

/** The role's policies or the resource's. */
function ordinary(grants: Grants): Decision {
  return decision(any([all([grants.identity.value, grants.boundary.value]), directGrant(grants)]), layersToBlame(grants));
}

/** The resource's policy, by itself or by leaving it to the account's. */
function guarded(grants: Grants): Decision {
  const { identity, boundary, account, resource } = grants;
  const byAccount = all([account.value, identity.value, boundary.value]);
  return decision(any([directGrant(grants), byAccount]), resource.value === false ? [['resource', resource]] : layersToBlame(grants));
}

/** Where the resource's policy grants it to the role, it is not the role's own policies that are in the way. */
function layersToBlame({ identity, boundary, everyone, itself, resource }: Grants): Layer[] {
  return itself.value === false && everyone.value === false
    ? [['identity', identity], ['boundary', boundary], ['resource', resource]]
    : [['boundary', boundary], ['identity', identity], ['resource', resource]];
}

function acrossAccounts({ identity, boundary, resource }: Grants): Decision {
  return decision(all([resource.value, identity.value, boundary.value]), [['identity', identity], ['boundary', boundary], ['resource', resource]]);
}

/** What the resource's policy grants without the role's. */
function directGrant({ isUser, everyone, itself, boundary }: Grants): Known<boolean> {
  const withinBoundary = boundary.value === false
    ? new Unknown('whether a permissions boundary limits what a resource\'s policy grants to everyone is not certain')
    : boundary.value;
  return any([isUser ? itself.value : all([itself.value, boundary.value]), all([everyone.value, withinBoundary])]);
}

type Layer = [DecisionReason, Answer];

function decision(allowed: Known<boolean>, layers: readonly Layer[]): Decision {
  if (allowed === true) {
    return { allowed, reason: 'allowed', by: layers.find(([reason, { value }]) => value === true && reason !== 'boundary')?.[1].by };
  }
  const isOpen = !isKnown(allowed);
  const [reason, { by }] = layers.find(([, { value }]) => value !== true && isKnown(value) !== isOpen) ?? layers[0];
  return { allowed, reason, by };
}
