import * as ipaddr from 'ipaddr.js';
import { all, any, isKnown, Known, not, Unknown } from '../known';
import { PolicyCondition } from './policy';
import { arnMatches, matches, patternOf, TextOptions, textOf } from './policy-pattern';
import { Lookup, withVariables } from './policy-request';
import { display, gapIn } from '../symbolic-text';

/** Whether a condition holds for a request. */
export type Check = (lookup: Lookup) => Known<boolean>;

/** Whether the value of a key is the one that a condition asks for. */
type Test = (value: string, lookup: Lookup) => Known<boolean>;

interface Operator {
  /** Makes a test of a value in the policy. */
  readonly test: (wanted: string, options: TextOptions) => Test;
  readonly negated?: boolean;
}

/**
 * Makes a check of a condition.
 *
 * What a template promises of the keys of a call:
 *
 * - `aws:RequestedRegion`, `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:SecureTransport`: their values, as far as the stack's place is known. An
 *   account or region that is opaque may turn out to be the one that a policy names.
 * - `aws:SourceVpce`, `aws:SourceVpc`: the endpoint on the path and its VPC. What comes from the Internet lacks both, and of a path that is not
 *   seen nobody knows.
 * - `aws:CurrentTime`, `aws:EpochTime`, `aws:TokenIssueTime`: nothing. A date that lies in the past or far ahead is no exception: when a session
 *   starts is not in a template, and a verdict must not change by the day on which it is asked for.
 * - `ec2:SourceInstanceARN`, `aws:Ec2InstanceSourceVpc`, `aws:Ec2InstanceSourcePrivateIPv4`, `aws:SourceIp`, `aws:VpcSourceIp`: nothing. Credentials
 *   of an instance profile carry the first three, whose values only a launch makes up, and those of Default Host Management need not.
 * - `aws:PrincipalTag/...`, `aws:ResourceTag/...`, `aws:PrincipalOrgID`: nothing. Tags change, and organizations are not in a template.
 *
 * Where nothing is promised, a condition is unknown, whatever its operator says, and so is what hangs on it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function checkOf({ operator, key, values }: PolicyCondition): Check {
  const [, quantifier, name, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/i.exec(operator) ?? [];
  const contextKey = key.toLowerCase();
  if (name?.toLowerCase() === 'null' && !quantifier && !ifExists) {
    return nullCheck(contextKey, values);
  }
  const found = OPERATORS.get((name ?? '').toLowerCase());
  if (!found) {
    return () => new Unknown(`preflight does not know the condition operator '${display(operator)}'`);
  }
  const options: TextOptions = ENVIRONMENT_KEYS.has(contextKey) ? { environment: true } : {};
  const tests = isKnown(values) ? values.map(value => found.test(value, options)) : values;
  const ifAbsent = absentResult(quantifier?.toLowerCase(), ifExists !== undefined, found.negated === true);
  const combine = QUANTIFIERS.get(quantifier?.toLowerCase() ?? '')!;
  return lookup => {
    const present = lookup(contextKey);
    if (!isKnown(present)) {
      return isKnown(tests) ? present : tests;
    }
    if (present === undefined || present.length === 0) {
      return ifAbsent;
    }
    if (!isKnown(tests)) {
      return tests;
    }
    return combine(present.map(value => {
      const matched = any(tests.map(test => test(value, lookup)));
      return found.negated ? not(matched) : matched;
    }));
  };
}

// What the stack's own place decides: an account or a region that is opaque may turn out to be the one that a policy names.
const ENVIRONMENT_KEYS: ReadonlySet<string> = new Set([
  'aws:principalaccount', 'aws:requestedregion', 'aws:resourceaccount', 'aws:sourceaccount', 'kms:calleraccount', 'kms:viaservice',
]);

/** What a condition is where the request lacks its key. */
function absentResult(quantifier: string | undefined, ifExists: boolean, negated: boolean): Known<boolean> {
  if (quantifier === 'forallvalues') {
    return true;
  }
  if (quantifier === 'foranyvalue') {
    return ifExists ? new Unknown('AWS does not say what ForAnyValue with IfExists means where the key is not there') : false;
  }
  return ifExists || negated;
}

const QUANTIFIERS: ReadonlyMap<string, (results: Known<boolean>[]) => Known<boolean>> = new Map([
  ['forallvalues', all],
  ['foranyvalue', any],
  ['', (results: Known<boolean>[]) => {
    if (results.length > 1 && any(results) !== false && all(results) !== true) {
      return new Unknown('the condition key has several values, and the operator says neither ForAllValues nor ForAnyValue');
    }
    return results[0];
  }],
]);

function nullCheck(key: string, values: Known<string[]>): Check {
  return lookup => {
    const present = lookup(key);
    if (!isKnown(values)) {
      return values;
    }
    if (!isKnown(present)) {
      return present;
    }
    const absent = present === undefined || present.length === 0;
    return any(values.map(value => {
      const wanted = booleanOf(value);
      return isKnown(wanted) ? wanted === absent : wanted;
    }));
  };
}

/** Texts, with or without wildcards. */
function textTest(wildcards: boolean, ignoreCase: boolean): Operator['test'] {
  return (wanted, options) => {
    const pattern = patternOf(wanted, { ...options, wildcards, ignoreCase, variables: true });
    return (value, lookup) => {
      const resolved = withVariables(pattern, lookup, ignoreCase);
      return resolved ? matches(resolved, textOf(value, { ...options, ignoreCase })) : false;
    };
  };
}

/** ArnEquals and ArnLike are the same: each of the six parts may have wildcards, which do not reach beyond it. */
const arnTest: Operator['test'] = wanted => {
  const pattern = patternOf(wanted, { variables: true });
  return (value, lookup) => {
    const resolved = withVariables(pattern, lookup);
    return resolved ? arnMatches(resolved, textOf(value)) : false;
  };
};

/** In Base64, where there is nothing special about any character. */
const binaryTest: Operator['test'] = wanted => {
  const pattern = patternOf(wanted, { wildcards: false });
  return value => matches(pattern, textOf(value));
};

const booleanTest: Operator['test'] = wanted => {
  const expected = booleanOf(wanted);
  return value => {
    const actual = booleanOf(value);
    if (!isKnown(actual)) { return actual; }
    return isKnown(expected) ? actual === expected : expected;
  };
};

function booleanOf(text: string): Known<boolean> {
  const lowerCase = text.toLowerCase();
  return lowerCase === 'true' || lowerCase === 'false' ? lowerCase === 'true' : unreadable(text, 'true or false');
}

function numberOf(text: string): Known<number> {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : unreadable(text, 'a number');
}

/** In milliseconds; from ISO 8601 or from seconds since 1970. */
function timeOf(text: string): Known<number> {
  const time = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : ISO_8601.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? unreadable(text, 'a date') : time;
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/;

function comparison(parse: (text: string) => Known<number>, holds: (actual: number, wanted: number) => boolean): Operator['test'] {
  return wanted => {
    const expected = parse(wanted);
    return value => {
      const actual = parse(value);
      if (!isKnown(actual)) { return actual; }
      return isKnown(expected) ? holds(actual, expected) : expected;
    };
  };
}

const addressTest: Operator['test'] = wanted => {
  const range = rangeOf(wanted);
  return value => {
    const single = rangeOf(value);
    if (!isKnown(single)) { return single; }
    if (!isKnown(range)) { return range; }
    return single[0].kind() === range[0].kind() && single[0].match(range[0], range[1]);
  };
};

function rangeOf(text: string): Known<[ipaddr.IPv4 | ipaddr.IPv6, number]> {
  try {
    const address = ipaddr.parse(text.split('/')[0]);
    return text.includes('/') ? ipaddr.parseCIDR(text) : [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch {
    return unreadable(text, 'an IP address or a range of them');
  }
}

function unreadable(text: string, what: string): Unknown {
  return gapIn(text) ?? new Unknown(`'${display(text)}' is not ${what} that can be read before the deployment`);
}

/** An operator and the one with `Not` in its name. */
function both(family: string, name: string, test: Operator['test']): [string, Operator][] {
  return [[`${family}${name}`, { test }], [`${family}Not${name}`, { test, negated: true }]];
}

function ordered(family: string, parse: (text: string) => Known<number>): [string, Operator][] {
  return [
    ...both(family, 'Equals', comparison(parse, (a, b) => a === b)),
    [`${family}LessThan`, { test: comparison(parse, (a, b) => a < b) }],
    [`${family}LessThanEquals`, { test: comparison(parse, (a, b) => a <= b) }],
    [`${family}GreaterThan`, { test: comparison(parse, (a, b) => a > b) }],
    [`${family}GreaterThanEquals`, { test: comparison(parse, (a, b) => a >= b) }],
  ];
}

const ALL_OPERATORS: [string, Operator][] = [
  ...both('String', 'Equals', textTest(false, false)),
  ...both('String', 'EqualsIgnoreCase', textTest(false, true)),
  ...both('String', 'Like', textTest(true, false)),
  ...both('Arn', 'Equals', arnTest),
  ...both('Arn', 'Like', arnTest),
  ...ordered('Numeric', numberOf),
  ...ordered('Date', timeOf),
  ...both('', 'IpAddress', addressTest),
  ['Bool', { test: booleanTest }],
  ['BinaryEquals', { test: binaryTest }],
];

const OPERATORS: ReadonlyMap<string, Operator> = new Map(ALL_OPERATORS.map(([name, operator]) => [name.toLowerCase(), operator]));
