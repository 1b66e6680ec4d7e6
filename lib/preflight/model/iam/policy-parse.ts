import { isKnown, Known, Unknown } from '../known';
import { PolicyCondition, PolicyDocument, PolicyPrincipals, PolicyStatement } from './policy';
import { display, gap, gapIn } from '../symbolic-text';
import { SymbolicObject, SymbolicValue } from '../symbolic-value';

/**
 * Reads a policy from JSON, or from a text that holds it. What is not known, or is no policy, is unknown at the smallest place there is.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(document: SymbolicValue | undefined): Known<PolicyDocument> {
  const value = typeof document === 'string' ? parseText(document) : document;
  if (value === undefined) {
    return new Unknown('there is no policy document');
  }
  if (value instanceof Unknown) {
    return value;
  }
  if (!isObject(value)) {
    return new Unknown(`a policy document must be an object, got ${inWords(value)}`);
  }
  const stranger = Object.keys(value).find(key => !DOCUMENT_ELEMENTS.has(key));
  if (stranger !== undefined) {
    return new Unknown(`a policy document has Version, Id and Statement, got '${display(stranger)}'`);
  }
  if (value.Statement === undefined) {
    return new Unknown('a policy document must have a Statement');
  }
  if (value.Statement instanceof Unknown) {
    return value.Statement;
  }
  const variables = variablesOf(value.Version);
  const statements: readonly SymbolicValue[] = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  return { statements: statements.map((statement, index) => parseStatement(statement, `statement ${index + 1}`, variables)) };
}

const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set([
  'Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition',
]);

function parseText(text: string): SymbolicValue {
  try {
    return JSON.parse(text) as SymbolicValue;
  } catch {
    return gapIn(text) ?? new Unknown('the policy document is a text that is not JSON');
  }
}

/** What is to be done about policy variables in a text. */
type Variables = (text: string) => string;

/** There are variables since the version of 2012; before it, and where a policy names no version, `${` is nothing special. */
function variablesOf(version: SymbolicValue | undefined): Variables {
  if (version === '2012-10-17') {
    return text => text;
  }
  const unknown = version instanceof Unknown ? version : typeof version === 'string' ? gapIn(version) : undefined;
  return unknown
    ? text => text.includes('${') ? gap(unknown.reason) : text
    : text => text.replace(/\$\{/g, '${$}{');
}

function parseStatement(statement: SymbolicValue, position: string, variables: Variables): Known<PolicyStatement> {
  if (statement instanceof Unknown) {
    return statement;
  }
  if (!isObject(statement)) {
    return new Unknown(`a statement must be an object, got ${inWords(statement)}`);
  }
  const finding = problemOf(statement);
  if (finding !== undefined) {
    return new Unknown(`${position} of the policy ${finding}`);
  }
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  return {
    label: typeof Sid === 'string' && Sid !== '' ? display(Sid) : position,
    effect: parseEffect(Effect),
    principals: parsePrincipals(Principal),
    notPrincipals: parsePrincipals(NotPrincipal),
    actions: parseTexts(Action),
    notActions: parseTexts(NotAction),
    resources: parseTexts(Resource, variables),
    notResources: parseTexts(NotResource, variables),
    conditions: parseConditions(Condition, variables),
  };
}

function problemOf(statement: SymbolicObject): string | undefined {
  const stranger = Object.keys(statement).find(key => !STATEMENT_ELEMENTS.has(key));
  if (stranger !== undefined) {
    return `has an element '${display(stranger)}' that IAM does not know`;
  }
  if (statement.Effect === undefined) {
    return 'has no Effect';
  }
  if (statement.Action === undefined && statement.NotAction === undefined) {
    return 'has neither Action nor NotAction';
  }
  const twice = ['Action', 'Resource', 'Principal'].find(name => statement[name] !== undefined && statement[`Not${name}`] !== undefined);
  return twice && `has both ${twice} and Not${twice}`;
}

function parseEffect(effect: SymbolicValue): Known<'Allow' | 'Deny'> {
  if (effect === 'Allow' || effect === 'Deny' || effect instanceof Unknown) {
    return effect;
  }
  return (typeof effect === 'string' ? gapIn(effect) : undefined) ?? new Unknown(`Effect must be Allow or Deny, got ${inWords(effect)}`);
}

function parsePrincipals(principals: SymbolicValue | undefined): Known<PolicyPrincipals> | undefined {
  if (principals === undefined || principals === '*' || principals instanceof Unknown) {
    return principals;
  }
  if (!isObject(principals)) {
    return (typeof principals === 'string' ? gapIn(principals) : undefined)
      ?? new Unknown(`a principal must be '*' or an object, got ${inWords(principals)}`);
  }
  return Object.fromEntries(Object.entries(principals).map(([type, values]) => {
    const texts = parseTexts(values)!;
    return [type, isKnown(texts) ? texts : [gap(texts.reason)]];
  }));
}

/** One or many texts; the unknown ones among many are gaps. */
function parseTexts(value: SymbolicValue | undefined, variables: Variables = text => text): Known<string[]> | undefined {
  if (value === undefined || value instanceof Unknown) {
    return value;
  }
  return (Array.isArray(value) ? value : [value]).map(item => variables(parseTextItem(item)));
}

function parseTextItem(item: SymbolicValue): string {
  if (item instanceof Unknown) {
    return gap(item.reason);
  }
  return item === null || typeof item === 'object' ? gap(`a policy has ${inWords(item)} where a text must be`) : String(item);
}

function parseConditions(conditions: SymbolicValue | undefined, variables: Variables): Known<PolicyCondition[]> {
  if (conditions === undefined || conditions instanceof Unknown) {
    return conditions ?? [];
  }
  if (!isObject(conditions)) {
    return new Unknown(`a Condition must be an object, got ${inWords(conditions)}`);
  }
  return Object.entries(conditions).flatMap(([operator, keys]) => parseOperator(operator, keys, variables));
}

function parseOperator(operator: string, keys: SymbolicValue, variables: Variables): PolicyCondition[] {
  if (keys instanceof Unknown) {
    return [{ operator, key: '', values: keys }];
  }
  if (!isObject(keys)) {
    return [{ operator, key: '', values: new Unknown(`the condition operator ${display(operator)} takes an object, got ${inWords(keys)}`) }];
  }
  return Object.entries(keys).map(([key, values]) => ({ operator, key, values: parseTexts(values, variables)! }));
}

function isObject(value: SymbolicValue | undefined): value is SymbolicObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}

function inWords(value: SymbolicValue): string {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'string' ? `'${display(value)}'` : String(value);
  }
  return Array.isArray(value) ? 'a list' : 'an object';
}
