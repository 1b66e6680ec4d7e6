import { all, any, isKnown, Known, not, Unknown } from '../known';
import { PolicyStatement } from './policy';
import { Check, checkOf } from './policy-conditions';
import { isWildcard, matches, Pattern, patternOf, piecesOf } from './policy-pattern';
import { hasVariables, PreparedRequest, withVariables } from './policy-request';
import { remembered } from '../remembered';
import { display } from '../symbolic-text';

/** A statement that is taken apart once, for all requests. */
interface CompiledStatement {
  readonly actions: Known<Selection<Pattern>>;
  /** Undefined in the trust policy of a role. */
  readonly resources: Known<Selection<ResourcePattern>> | undefined;
  readonly conditions: Known<readonly Check[]>;
  /** Roles have the same few statements of AWS's own policies, and nodes call the same few actions. */
  readonly actionResults: Map<string, Known<boolean>>;
  /** For requests of everything, by their action; undefined where a condition or a variable looks at more of a request. */
  readonly results: Map<string, Known<boolean>> | undefined;
}

/** What one of the patterns matches, or with `Not` what none does. */
interface Selection<T> {
  readonly patterns: readonly T[];
  readonly negated: boolean;
}

interface ResourcePattern {
  readonly text: string;
  readonly pattern: Pattern;
  readonly wildcardInService: boolean;
}

const compiledStatements = new WeakMap<PolicyStatement, CompiledStatement>();

/**
 * Whether the actions, resources and conditions of a statement are those of a request; who makes it does not matter here.
 *
 * @param ofTrustPolicy a trust policy names no resource
 */
export function applies(statement: PolicyStatement, request: PreparedRequest, ofTrustPolicy: boolean): Known<boolean> {
  const compiled = remembered(compiledStatements, statement, () => compile(statement));
  const { results } = compiled;
  const judge = () => all(partsOf(compiled, request, ofTrustPolicy));
  return results && request.resourceText === '*' && !ofTrustPolicy ? remembered(results, request.action, judge) : judge();
}

// One at a time, since the first that does not apply makes the others irrelevant.
function* partsOf(compiled: CompiledStatement, request: PreparedRequest, ofTrustPolicy: boolean): Generator<Known<boolean>> {
  yield actionApplies(compiled, request);
  yield compiled.resources ? resourceApplies(compiled.resources, request) : ofTrustPolicy || new Unknown('the statement has no resource');
  if (!isKnown(compiled.conditions)) {
    yield compiled.conditions;
    return;
  }
  for (const holds of compiled.conditions) {
    yield holds(request.lookup);
  }
}

function compile({ actions, notActions, resources: texts, notResources, conditions }: PolicyStatement): CompiledStatement {
  const resources = selection(texts, notResources, resourcePattern);
  const hasConditions = isKnown(conditions) && conditions.length > 0;
  const hasVariable = resources !== undefined && isKnown(resources) && resources.patterns.some(({ pattern }) => hasVariables(pattern));
  return {
    actions: selection(actions, notActions, actionPattern) ?? new Unknown('the statement has no action'),
    resources,
    conditions: isKnown(conditions) ? conditions.map(checkOf) : conditions,
    actionResults: new Map(),
    results: hasConditions || hasVariable ? undefined : new Map(),
  };
}

function selection<T>(
  texts: Known<string[]> | undefined, notTexts: Known<string[]> | undefined, compilePattern: (text: string) => T,
): Known<Selection<T>> | undefined {
  const chosen = texts ?? notTexts;
  return chosen && (isKnown(chosen) ? { patterns: chosen.map(compilePattern), negated: texts === undefined } : chosen);
}

function actionPattern(text: string): Pattern {
  return patternOf(text, { ignoreCase: true });
}

/**
 * A pattern is held against the whole of an ARN, so that an asterisk at the end of a part reaches beyond its colon. The part of the service takes
 * no wildcard.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function resourcePattern(text: string): ResourcePattern {
  const pattern = patternOf(text, { variables: true });
  const [start, , service] = piecesOf(pattern.tokens, ':', 6);
  // What starts with something that is made up elsewhere may be an ARN as a whole, with its service.
  const isWhole = text === '*' || start.some(token => typeof token !== 'string' && !isWildcard(token));
  return { text, pattern, wildcardInService: !isWhole && (service?.some(isWildcard) ?? pattern.wildcards) };
}

function actionApplies({ actions, actionResults }: CompiledStatement, { action, actionText }: PreparedRequest): Known<boolean> {
  let result = actionResults.get(action);
  if (result === undefined) {
    result = isKnown(actions) ? select(actions, pattern => matches(pattern, actionText)) : actions;
    actionResults.set(action, result);
  }
  return result;
}

function resourceApplies(resources: Known<Selection<ResourcePattern>>, { resource, lookup }: PreparedRequest): Known<boolean> {
  return isKnown(resources) ? select(resources, ({ text, pattern, wildcardInService }) => {
    const resolved = withVariables(pattern, lookup);
    const matched = resolved ? matches(resolved, resource) : false;
    return matched !== false && wildcardInService
      ? new Unknown(`IAM refuses the resource '${display(text)}': the service in an ARN takes no wildcard`)
      : matched;
  }) : resources;
}

function select<T>({ patterns, negated }: Selection<T>, test: (pattern: T) => Known<boolean>): Known<boolean> {
  const selected = any(patterns.map(test));
  return negated ? not(selected) : selected;
}
