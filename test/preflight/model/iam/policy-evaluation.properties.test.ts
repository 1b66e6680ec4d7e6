import * as fc from 'fast-check';
import { AttachedPolicy, PolicyDocument } from '../../../../lib/preflight/model/iam/policy';
import { AccessRequest, ApplicablePolicies, evaluate } from '../../../../lib/preflight/model/iam/policy-evaluation';
import { parsePolicy } from '../../../../lib/preflight/model/iam/policy-parse';
import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { gap } from '../../../../lib/preflight/model/symbolic-text';
import { Resolved } from '../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { templateLocation } from '../../locations';

/*
 * Policies and requests over a small universe. `_` in a text is a gap, `?unknown` stands for something that cannot be seen as a whole. The reference answers
 * yes or no, so it is asked about completions: texts for the gaps, values for the keys, elements for what cannot be seen.
 */
const UNKNOWN = '?unknown';
const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Node`;
const ARN = 'arn:p:s:::';

type MaybeList = string[] | typeof UNKNOWN;

interface Statement {
  readonly effect: 'Allow' | 'Deny' | typeof UNKNOWN;
  readonly principals?: MaybeList;
  readonly actions: { readonly negated: boolean; readonly values: MaybeList };
  readonly resources: { readonly negated: boolean; readonly values: MaybeList };
  readonly conditions: Condition[] | typeof UNKNOWN;
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: MaybeList;
}

type Policy = (Statement | typeof UNKNOWN)[] | typeof UNKNOWN;

interface Case {
  readonly action: string;
  readonly resource: string;
  /** By key: values, none for a key that is absent, or unknown. */
  readonly keys: { readonly [key: string]: MaybeList };
  readonly identity: Policy[];
  readonly boundary?: Policy;
  readonly resourcePolicy?: { readonly account: string; readonly kind: 'bucket' | 'key'; readonly policies: Policy[] };
  readonly endpoint?: Policy;
}

// ---------------------------------------------------------------- the reference: IAM's chart in two values, for what is known in full

function naiveGlob(pattern: string, text: string): boolean {
  if (pattern === '') { return text === ''; }
  if (pattern[0] === '*') { return naiveGlob(pattern.slice(1), text) || (text !== '' && naiveGlob(pattern, text.slice(1))); }
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naiveGlob(pattern.slice(1), text.slice(1));
}

const TESTS: { readonly [name: string]: (wanted: string, value: string) => boolean } = {
  StringEquals: (wanted, value) => wanted === value,
  StringLike: naiveGlob,
  NumericLessThan: (wanted, value) => Number(value) < Number(wanted),
};

function conditionHolds({ operator, key, values }: Condition, keys: Case['keys']): boolean {
  const present = keys[key] as string[];
  if (operator === 'Null') {
    return (values as string[]).some(value => (value === 'true') === (present.length === 0));
  }
  const forAll = operator.startsWith('ForAllValues:');
  const forAny = operator.startsWith('ForAnyValue:');
  const ifExists = operator.endsWith('IfExists');
  const negated = operator.includes('Not');
  const name = operator.replace(/^For\w+:/, '').replace('IfExists', '').replace('Not', '');
  const single = (value: string) => (values as string[]).some(wanted => TESTS[name](wanted, value)) !== negated;
  if (present.length === 0) {
    return forAll || (!forAny && (ifExists || negated));
  }
  return forAll ? present.every(single) : present.some(single);
}

function isOf({ actions, resources, conditions }: Statement, { action, resource, keys }: Case): boolean {
  return (actions.values as string[]).some(pattern => naiveGlob(pattern.toLowerCase(), action.toLowerCase())) !== actions.negated
    && (resources.values as string[]).some(pattern => naiveGlob(pattern, resource)) !== resources.negated
    && (conditions as Condition[]).every(condition => conditionHolds(condition, keys));
}

type Principal = 'everyone' | 'role' | 'account';

function names(statement: Statement, principal: Principal): boolean {
  return (statement.principals as string[]).some(value => ({
    everyone: value === '*', role: value === ROLE, account: value === ACCOUNT || value === `arn:aws:iam::${ACCOUNT}:root`,
  })[principal]);
}

const EVERY_WAY: Principal[] = ['everyone', 'role', 'account'];

/** With and without the limit of a boundary on what a resource grants to everyone, because AWS does not document it. */
function reference(given: Case, everyoneIsLimited: boolean): boolean {
  const statements = (policies: Policy[]) => policies.flat() as Statement[];
  const relevant = (policies: Policy[], effect: 'Allow' | 'Deny') => statements(policies).filter(s => s.effect === effect && isOf(s, given));
  const own = (policies: Policy[], effect: 'Allow' | 'Deny') => relevant(policies, effect).length > 0;
  const named = (policies: Policy[], effect: 'Allow' | 'Deny', paths: Principal[]) => relevant(policies, effect).some(s => paths.some(path => names(s, path)));
  const { identity, boundary, resourcePolicy, endpoint } = given;
  const resources = resourcePolicy?.policies ?? [];
  const endpoints = endpoint === undefined ? [] : [endpoint];
  const boundaries = boundary === undefined ? [] : [boundary];

  if (own(identity, 'Deny') || own(boundaries, 'Deny') || named(resources, 'Deny', EVERY_WAY) || named(endpoints, 'Deny', EVERY_WAY)) {
    return false;
  }
  if (endpoint !== undefined && !named(endpoints, 'Allow', EVERY_WAY)) {
    return false;
  }
  const within = boundary === undefined || own(boundaries, 'Allow');
  const byRole = own(identity, 'Allow') && within;
  if (!resourcePolicy) {
    return byRole;
  }
  if (resourcePolicy.account !== ACCOUNT) {
    return byRole && named(resources, 'Allow', EVERY_WAY);
  }
  const direct = (named(resources, 'Allow', ['role']) && within) || (named(resources, 'Allow', ['everyone']) && (within || !everyoneIsLimited));
  const delegated = resourcePolicy.kind === 'bucket' || named(resources, 'Allow', ['account']);
  return direct || (byRole && delegated);
}

// ---------------------------------------------------------------- the same in preflight

function resolvedText(text: string): Resolved {
  return text === UNKNOWN ? new Unknown('not seen') : text.replace(/_/g, gap('a gap'));
}

function resolvedList(values: MaybeList): Resolved {
  return typeof values === 'string' ? resolvedText(values) : values.map(resolvedText);
}

function resolvedStatement(statement: Statement | typeof UNKNOWN): Resolved {
  if (statement === UNKNOWN) {
    return new Unknown('not seen');
  }
  const { effect, principals, actions, resources, conditions } = statement;
  return {
    Effect: resolvedText(effect),
    ...principals && { Principal: principals === UNKNOWN ? new Unknown('not seen') : { AWS: resolvedList(principals) } },
    [actions.negated ? 'NotAction' : 'Action']: resolvedList(actions.values),
    [resources.negated ? 'NotResource' : 'Resource']: resolvedList(resources.values),
    Condition: conditions === UNKNOWN ? new Unknown('not seen') : resolvedConditions(conditions),
  };
}

function resolvedConditions(conditions: Condition[]): Resolved {
  const result: { [operator: string]: { [key: string]: Resolved } } = {};
  for (const { operator, key, values } of conditions) {
    result[operator] = { ...result[operator], [key]: resolvedList(values) };
  }
  return result;
}

function documentOf(policy: Policy): Known<PolicyDocument> {
  return parsePolicy(policy === UNKNOWN ? new Unknown('not seen') : { Version: '2012-10-17', Statement: policy.map(resolvedStatement) });
}

const LOCATION = { resource: templateLocation('Id', 'AWS::IAM::Policy') };

function attach(policy: Policy): AttachedPolicy {
  return { name: 'policy', location: LOCATION, document: documentOf(policy) };
}

function decide({ action, resource, keys, identity, boundary, resourcePolicy, endpoint }: Case): boolean | undefined {
  const context = Object.entries(keys).filter((entry): entry is [string, string[]] => entry[1] !== UNKNOWN && entry[1].length > 0);
  const request: AccessRequest = {
    principal: { kind: 'role', arn: ROLE, account: ACCOUNT },
    action,
    resource: resolvedText(resource) as string,
    context: new Map(context),
    absentKeys: new Set(Object.keys(keys).filter(key => keys[key].length === 0)),
  };
  const policies: ApplicablePolicies = {
    identity: identity.map(attach),
    boundary: boundary && attach(boundary),
    resource: resourcePolicy && { ...resourcePolicy, policies: resourcePolicy.policies.map(attach) },
    endpoint: endpoint && { document: documentOf(endpoint), location: LOCATION },
  };
  const { allowed, reason, by } = evaluate(request, policies);
  if ((allowed === true) !== (reason === 'allowed') || ((allowed === true || reason === 'explicit-deny') && !by)) {
    throw new Error(`the reason of ${allowed} is ${reason}`);
  }
  return isKnown(allowed) ? allowed : undefined;
}

// ---------------------------------------------------------------- the generated cases

interface Doubt {
  /** Adds unknown values to the known ones. */
  list(values: fc.Arbitrary<string[]>): fc.Arbitrary<MaybeList>;
  or<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | typeof UNKNOWN>;
  texts(...texts: string[]): string[];
}

const NO_DOUBT: Doubt = { list: values => values, or: value => value, texts: () => [] };
const DOUBT: Doubt = {
  list: values => fc.oneof({ weight: 12, arbitrary: values }, { weight: 1, arbitrary: fc.constant(UNKNOWN) }),
  or: value => fc.oneof({ weight: 15, arbitrary: value }, { weight: 1, arbitrary: fc.constant(UNKNOWN) }),
  texts: (...texts) => texts,
};

const NEGATABLE = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'];
const OPERATORS = [
  ...NEGATABLE, ...NEGATABLE.map(name => `${name}IfExists`), ...NEGATABLE.map(name => `ForAllValues:${name}`),
  ...NEGATABLE.map(name => `ForAnyValue:${name}`),
];

function cases(doubt: Doubt): fc.Arbitrary<Case> {
  const lists = (texts: string[], constraints: fc.ArrayConstraints) => doubt.list(fc.array(fc.constantFrom(...texts), constraints));
  const some = { minLength: 1, maxLength: 2 };
  const negatable = (values: fc.Arbitrary<MaybeList>) => fc.record({ negated: fc.integer({ min: 0, max: 4 }).map(n => n === 0), values });
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({ operator: fc.constantFrom(...OPERATORS), key: fc.constantFrom('k', 'l'), values: lists(['u', 'v', 'u*', '?', ...doubt.texts('_', 'u_')], some) }),
    fc.record({ operator: fc.constant('Null'), key: fc.constantFrom('k', 'l'), values: lists(['true', 'false'], { minLength: 1, maxLength: 1 }) }),
    fc.record({ operator: fc.constantFrom('NumericLessThan', 'NumericLessThanIfExists'), key: fc.constant('n'), values: lists(['1', '5'], some) }),
  );
  const conditions = fc.oneof(
    { weight: 2, arbitrary: fc.constant<Condition[]>([]) },
    { weight: 1, arbitrary: fc.uniqueArray(condition, { maxLength: 2, selector: ({ operator, key }) => `${operator} ${key}` }) },
  );
  const principals = lists(
    ['*', ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`, ROLE, '444455556666', 'arn:aws:iam::111122223333:role/Other', ...doubt.texts('_')], some);
  const statement = (withPrincipals: boolean): fc.Arbitrary<Statement> => fc.record({
    effect: doubt.or(fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Allow', 'Allow', 'Deny')),
    principals: withPrincipals ? principals : fc.constant(undefined),
    actions: negatable(lists(['*', 's:*', 's:put', 'S:Put', 's:get', '?:put', 'k:*', ...doubt.texts('_', 's:_')], some)),
    resources: negatable(lists(['*', `${ARN}b/*`, `${ARN}b/c`, `${ARN}b/?`, 'arn:p:s:*', `${ARN}d`, ...doubt.texts('_', `${ARN}_`, `${ARN}b/_`)], some)),
    conditions: doubt.or(conditions),
  });
  const policy = (withPrincipals: boolean, minLength: number): fc.Arbitrary<Policy> =>
    doubt.or(fc.array(doubt.or(statement(withPrincipals)), { minLength, maxLength: 2 }));
  const key = doubt.list(fc.constantFrom<string[]>([], ['u'], ['v'], ['uv']));
  return fc.record({
    action: fc.constantFrom('s:Put', 's:get'),
    resource: fc.constantFrom(`${ARN}b/c`, `${ARN}d`, ...doubt.texts(`${ARN}b/_`)),
    keys: fc.record({ k: key, l: key, n: doubt.list(fc.constantFrom<string[]>([], ['0'], ['3'])) }),
    identity: fc.array(policy(false, 0), { maxLength: 2 }),
    boundary: fc.option(policy(false, 1), { nil: undefined, freq: 1 }),
    resourcePolicy: fc.option(fc.record({
      account: fc.constantFrom(ACCOUNT, ACCOUNT, '444455556666'),
      kind: fc.constantFrom('bucket' as const, 'key' as const),
      policies: fc.array(policy(true, 1), { maxLength: 1 }),
    }), { nil: undefined, freq: 2 }),
    endpoint: fc.option(policy(true, 1), { nil: undefined, freq: 1 }),
  });
}

/** Replaces each unknown value by a known one, as a list of numbers selects. */
function complete(given: Case, choices: number[]): Case {
  let used = 0;
  const choose = <T>(...candidates: T[]): T => candidates[choices[used++ % choices.length] % candidates.length];
  const text = (value: string, fillers: string[]) => value.replace(/_/g, () => choose(...fillers));
  const list = (values: MaybeList, whole: string[][], fillers: string[]) =>
    values === UNKNOWN ? choose(...whole) : values.map(value => text(value, fillers));
  const EVERYTHING = { negated: false, values: ['*'] };
  const statement = (value: Statement | typeof UNKNOWN, withPrincipals: boolean): Statement => {
    if (value === UNKNOWN) {
      return {
        effect: choose('Allow', 'Deny'),
        principals: withPrincipals ? ['*'] : undefined,
        actions: choose(EVERYTHING, { negated: true, values: ['*'] }),
        resources: EVERYTHING,
        conditions: [],
      };
    }
    return {
      effect: value.effect === UNKNOWN ? choose('Allow', 'Deny') : value.effect,
      actions: { ...value.actions, values: list(value.actions.values, [['*'], ['x:y']], ['*', 's:put', 'Get', 'x']) },
      resources: { ...value.resources, values: list(value.resources.values, [['*'], ['x']], ['*', 'c', 'b/?', `${ARN}d`, 'd', 'x']) },
      principals: value.principals && list(value.principals, [['*'], [ROLE], [ACCOUNT], []], ['*', ROLE, ACCOUNT, 'x']),
      conditions: value.conditions === UNKNOWN
        ? choose<Condition[]>([], [{ operator: 'Null', key: 'k', values: ['true'] }])
        : value.conditions.map(condition => ({
          ...condition,
          values: list(condition.values, condition.operator === 'Null' ? [['true'], ['false']] : [['u', 'v'], ['1'], []], ['u', '*', 'v', '']),
        })),
    };
  };
  const policy = (value: Policy, withPrincipals: boolean): Policy => value === UNKNOWN
    ? choose<Policy>([statement(UNKNOWN, withPrincipals)], [])
    : value.map(item => statement(item, withPrincipals));
  return {
    action: given.action,
    resource: text(given.resource, ['c', 'x', 'c/d', '']),
    keys: {
      k: list(given.keys.k, [[], ['u'], ['v'], ['uv']], []),
      l: list(given.keys.l, [[], ['u'], ['v'], ['uv']], []),
      n: list(given.keys.n, [[], ['0'], ['7']], []),
    },
    identity: given.identity.map(item => policy(item, false)),
    boundary: given.boundary && policy(given.boundary, false),
    resourcePolicy: given.resourcePolicy && { ...given.resourcePolicy, policies: given.resourcePolicy.policies.map(item => policy(item, true)) },
    endpoint: given.endpoint && policy(given.endpoint, true),
  };
}

const SEED = { seed: 20240611 };

test('a request that is known in full is decided as in IAM\'s evaluation logic', () => {
  const answers = { yes: 0, no: 0, open: 0 };
  fc.assert(fc.property(cases(NO_DOUBT), given => {
    const [limited, unlimited] = [reference(given, true), reference(given, false)];
    const decided = decide(given);
    answers[decided === undefined ? 'open' : decided ? 'yes' : 'no']++;
    return decided === (limited === unlimited ? limited : undefined);
  }), { ...SEED, numRuns: 4000 });

  expect(Math.min(answers.yes, answers.no)).toBeGreaterThan(400);
  expect(answers.open).toBeLessThan(100);
});

test('a decision about a partly known request holds for every completion', () => {
  const answers = { yes: 0, no: 0, open: 0 };
  const waysToComplete = fc.array(fc.array(fc.nat({ max: 11 }), { minLength: 7, maxLength: 13 }), { minLength: 10, maxLength: 10 });
  fc.assert(fc.property(cases(DOUBT), waysToComplete, (given, paths) => {
    const decided = decide(given);
    answers[decided === undefined ? 'open' : decided ? 'yes' : 'no']++;
    const agrees = (completed: Case) => reference(completed, true) === decided && reference(completed, false) === decided;
    return decided === undefined || paths.every(choices => agrees(complete(given, choices)));
  }), { ...SEED, numRuns: 4000 });

  expect(Math.min(answers.yes, answers.no, answers.open)).toBeGreaterThan(150);
});

test('another deny never allows more, and another allow never allows less', () => {
  const open = (decided: boolean | undefined) => decided === undefined ? 0.5 : Number(decided);
  const everything = { negated: false, values: ['*'] };
  fc.assert(fc.property(cases(DOUBT), fc.array(fc.constantFrom('s:put', 's:get', '_', '*'), { minLength: 1, maxLength: 1 }), (given, actions) => {
    const extra = (effect: 'Allow' | 'Deny'): Policy => [{ effect, actions: { negated: false, values: actions }, resources: everything, conditions: [] }];
    const before = open(decide(given));
    return open(decide({ ...given, identity: [...given.identity, extra('Allow')] })) >= before
      && open(decide({ ...given, identity: [...given.identity, extra('Deny')] })) <= before;
  }), { ...SEED, numRuns: 1000 });
});
