import * as ipaddr from 'ipaddr.js';

/**
 * The part of IAM that the policies of this library use. It refuses what it does not know, so that no test passes by chance.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: string | Record<string, string | string[]>;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** The principal and its request. Context keys have one value each. */
export interface AccessRequest {
  /** The ARN of a role or a user, the name of a service, or `anonymous` for an unsigned request. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Record<string, string>;
}

export interface Policies {
  /** The policies of the principal. */
  readonly identity?: Statement[];
  /** The policy of the resource. */
  readonly resource?: Statement[];
  /** The policy of the VPC endpoint on the path, if there is one. */
  readonly endpoint?: Statement[];
  /** The account of the resource. */
  readonly account: string;
}

/** Whether a request is allowed. */
export function isAllowed({ identity = [], resource = [], endpoint, account }: Policies, request: AccessRequest): boolean {
  const denies = [...identity, ...resource, ...endpoint ?? []].filter(({ Effect }) => Effect === 'Deny');
  if (denies.some(statement => applies(statement, request) !== undefined)) {
    return false;
  }
  const [byIdentity, byResource, byEndpoint] = [identity, resource, endpoint ?? []].map(statements => grantOf(statements, request));
  if (endpoint && !byEndpoint) {
    return false;
  }
  if (accountOf(request.principal) !== account) {
    // A service has no policies of its own, and another account must allow the request too.
    return isService(request.principal) ? byResource === 'directly' : byIdentity !== undefined && byResource !== undefined;
  }
  // The key policy decides first: IAM policies count only if it lets the account grant the key.
  return /^arn:[^:]+:kms:/.test(request.resource)
    ? byResource === 'directly' || (byResource === 'to the account' && byIdentity !== undefined)
    : byIdentity !== undefined || byResource === 'directly';
}

/** Whether one policy alone allows a request, such as the policy of an endpoint. */
export function isAllowedBy(statements: Statement[], request: AccessRequest): boolean {
  return !statements.some(statement => statement.Effect === 'Deny' && applies(statement, request))
    && grantOf(statements, request) !== undefined;
}

type Reach = 'directly' | 'to the account';

function grantOf(statements: Statement[], request: AccessRequest): Reach | undefined {
  const reaches = statements.filter(({ Effect }) => Effect === 'Allow').map(statement => applies(statement, request));
  return reaches.find(reach => reach === 'directly') ?? reaches.find(reach => reach !== undefined);
}

function applies(statement: Statement, request: AccessRequest): Reach | undefined {
  const unknown = Object.keys(statement).find(key => !['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'].includes(key));
  if (unknown) {
    throw new Error(`The evaluator does not know ${unknown}`);
  }
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  if ((Action === undefined) === (NotAction === undefined) || (Resource === undefined) === (NotResource === undefined)) {
    throw new Error('A statement has Action or NotAction, and Resource or NotResource');
  }
  const context = contextOf(request);
  const covers = (patterns: string | string[]) =>
    [patterns].flat().some(pattern => like(pattern.toLowerCase(), request.action.toLowerCase(), context));
  const action = Action !== undefined ? covers(Action) : !covers(NotAction!);
  // In a key policy, `*` is the key itself.
  const isOneOf = (patterns: string | string[]) => [patterns].flat().some(pattern => like(pattern, request.resource, context));
  const resource = Resource !== undefined ? isOneOf(Resource) : !isOneOf(NotResource!);
  return action && resource && Object.entries(Condition).every(([operator, tests]) => holds(operator, tests, context))
    ? principalReach(statement.Principal, request.principal)
    : undefined;
}

function principalReach(named: Statement['Principal'], principal: string): Reach | undefined {
  if (named === undefined || named === '*') {
    return 'directly';
  }
  if (typeof named === 'string') {
    throw new Error(`The evaluator does not know the principal ${named}`);
  }
  for (const [type, values] of Object.entries(named)) {
    const list = [values].flat();
    if (type === 'Service' && list.includes(principal)) {
      return 'directly';
    }
    if (type === 'AWS' && (list.includes('*') || list.includes(principal))) {
      return 'directly';
    }
    if (type === 'AWS' && list.includes(`arn:aws:iam::${accountOf(principal)}:root`)) {
      return 'to the account';
    }
    if (!['AWS', 'Service'].includes(type)) {
      throw new Error(`The evaluator does not know principals of type ${type}`);
    }
  }
  return undefined;
}

/** Each takes the value of the key, which is undefined if the request has none, and one value of the policy. */
const OPERATORS: Record<string, (value: string | undefined, wanted: string, context: Context) => boolean> = {
  StringEquals: (value, wanted, context) => value !== undefined && value === substitute(wanted, context),
  StringNotEquals: (value, wanted, context) => value !== substitute(wanted, context),
  StringLike: (value, wanted, context) => value !== undefined && like(wanted, value, context),
  ArnEquals: (value, wanted, context) => value !== undefined && arnLike(wanted, value, context),
  ArnLike: (value, wanted, context) => value !== undefined && arnLike(wanted, value, context),
  ArnNotLike: (value, wanted, context) => value === undefined || !arnLike(wanted, value, context),
  Bool: (value, wanted) => value !== undefined && value.toLowerCase() === wanted.toLowerCase(),
  BoolIfExists: (value, wanted) => value === undefined || value.toLowerCase() === wanted.toLowerCase(),
  IpAddress: (value, wanted) => value !== undefined && ipaddr.isValid(value) && isInBlock(ipaddr.parse(value), wanted),
  NumericLessThan: (value, wanted) => value !== undefined && Number(value) < Number(wanted),
  Null: (value, wanted) => (value === undefined) === (wanted.toLowerCase() === 'true'),
};

function isInBlock(address: ipaddr.IPv4 | ipaddr.IPv6, block: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(block);
  return address.kind() === network.kind() && address.match(network, bits);
}

function holds(operator: string, tests: Record<string, unknown>, context: Context): boolean {
  const test = OPERATORS[operator];
  if (!test) {
    throw new Error(`The evaluator does not know the operator ${operator}`);
  }
  return Object.entries(tests).every(([key, wanted]) => {
    const results = [wanted].flat().map(each => test(context.get(key.toLowerCase()), String(each), context));
    // A negated operator wants none of its values.
    return operator.includes('Not') ? results.every(Boolean) : results.some(Boolean);
  });
}

/** The names of keys in lower case, because IAM ignores their case. */
type Context = Map<string, string>;

function contextOf({ principal, context = {} }: AccessRequest): Context {
  const account = accountOf(principal);
  return new Map([...account ? [['aws:principalaccount', account] as const] : [], ...Object.entries(context).map(([key, value]) => [key.toLowerCase(), value] as const)]);
}

function accountOf(principal: string): string | undefined {
  return /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}

function isService(principal: string): boolean {
  return /^[a-z0-9.-]+\.amazonaws\.com$/.test(principal);
}

/** A pattern with `*`, `?` and policy variables, whose values are not patterns. */
function like(pattern: string, value: string, context: Context): boolean {
  const source = pattern.split(/(\$\{[^}]*\}|\*|\?)/).map(part => {
    switch (part) {
      case '*': return '[^]*';
      case '?': return '[^]';
      default: return part.startsWith('${') ? variable(part, context)?.replace(SPECIAL, '\\$&') : part.replace(SPECIAL, '\\$&');
    }
  });
  return source.every(part => part !== undefined) && new RegExp(`^${source.join('')}$`).test(value);
}

const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/** Compares each of the six parts by itself, so that a wildcard stays inside its part. */
function arnLike(pattern: string, value: string, context: Context): boolean {
  const [wanted, got] = [pattern, value].map(arn => /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):([^]*)$/.exec(arn)?.slice(1));
  return wanted !== undefined && got !== undefined && wanted.every((part, i) => like(part, got[i], context));
}

function substitute(text: string, context: Context): string | undefined {
  const parts = text.split(/(\$\{[^}]*\})/).map(part => part.startsWith('${') ? variable(part, context) : part);
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** The value of `${aws:userid}`; undefined if the request has none, and then the statement does not apply. */
function variable(part: string, context: Context): string | undefined {
  return context.get(part.slice(2, -1).toLowerCase());
}
