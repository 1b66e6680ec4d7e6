import { isKnown, Known, Unknown } from '../known';
import { gapToken, Pattern, patternFromTokens, Text, textOf, Token, Variable } from './policy-pattern';

/** Who makes a request. */
export interface Requester {
  readonly kind: 'role' | 'user' | 'service';
  /** Of the role or the user, not of a session; for a service its principal, for example `ec2.amazonaws.com`. */
  readonly arn: string;
  /** Of no matter for a service. */
  readonly account: string;
}

/** A call that is or is not allowed. Texts may have opaque parts and gaps (see text.ts). */
export interface AccessRequest {
  readonly principal: Requester;
  /** For example `s3:PutObject`. */
  readonly action: string;
  /** An ARN, or `*` where the action supports nothing narrower. */
  readonly resource: string;
  /** Condition keys in lower case, as far as they are known. */
  readonly context: Pick<ReadonlyMap<string, string | readonly string[]>, 'get'>;
  /** Condition keys in lower case that the request certainly lacks. All others are unknown. */
  readonly absentKeys: Pick<ReadonlySet<string>, 'has'>;
}

/** The values of a condition key, in lower case; undefined for one that the request lacks. */
export type Lookup = (key: string) => Known<readonly string[] | undefined>;

/** A request that is taken apart once, to be held against many statements. */
export interface PreparedRequest {
  readonly principal: Requester;
  /** In lower case. */
  readonly action: string;
  readonly actionText: Text;
  readonly resourceText: string;
  /** Taken apart only where a statement looks at it. */
  readonly resource: Text;
  readonly lookup: Lookup;
}

export function prepare({ principal, action, resource, context, absentKeys }: AccessRequest): PreparedRequest {
  return {
    principal,
    action: action.toLowerCase(),
    actionText: textOf(action, { ignoreCase: true }),
    resourceText: resource,
    get resource() { return textOf(resource); },
    lookup: key => {
      const value = context.get(key);
      if (value !== undefined) {
        return typeof value === 'string' ? [value] : value;
      }
      return absentKeys.has(key) ? undefined : new Unknown(`whether the request has the condition key '${key}', and its value, cannot be seen`);
    },
  };
}

/**
 * A pattern with its variables replaced; undefined where a request lacks one: then nothing is equal to it or like it.
 *
 * Wildcards in the value of a variable are characters as others.
 */
export function withVariables(pattern: Pattern, lookup: Lookup, ignoreCase: boolean = false): Pattern | undefined {
  if (!hasVariables(pattern)) {
    return pattern;
  }
  const tokens: Token[] = [];
  for (const token of pattern.tokens) {
    const replaced = isVariable(token) ? valueOf(token, lookup, ignoreCase) : [token];
    if (!replaced) {
      return undefined;
    }
    tokens.push(...replaced);
  }
  return patternFromTokens(tokens);
}

export function hasVariables({ tokens }: Pattern): boolean {
  return tokens.some(isVariable);
}

function isVariable(token: Token): token is Variable {
  return typeof token !== 'string' && token.kind === 'variable';
}

function valueOf({ key, fallback }: Variable, lookup: Lookup, ignoreCase: boolean): readonly Token[] | undefined {
  const values = lookup(key);
  if (!isKnown(values)) {
    return [gapToken(values)];
  }
  if (values !== undefined && values.length > 1) {
    return [gapToken(new Unknown(`the condition key '${key}' has several values, and so is no policy variable`))];
  }
  const value = values?.[0] ?? fallback;
  return value === undefined ? undefined : textOf(value, { ignoreCase }).tokens;
}
