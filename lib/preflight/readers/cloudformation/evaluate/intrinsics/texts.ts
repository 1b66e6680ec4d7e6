import { Unknown } from '../../../../model/known';
import { asEncoded, gap, mapLiterals, splitOutsideOpaque, withoutMarks } from '../../../../model/symbolic-text';
import { isMap, own } from '../../parse/raw';
import { withDynamicReferences } from '../dynamic-references';
import { asPiece, asText, bounded, quote, unknown } from '../resolved-values';
import { Scope, Value } from '../scope';
import { Resolved } from '../template';
import { argumentList, Intrinsic, listOf, textOf } from './arguments';

/** Names of resources, parameters and attributes; with anything else CloudFormation refuses the template. */
const VARIABLE_NAME = /^[A-Za-z0-9_.:]+$/;

export const join: Intrinsic = (argument, scope) => {
  const [separator, list] = argumentList(argument, 2) ?? [];
  if (typeof separator !== 'string') {
    return unknown('Fn::Join needs a separator and a list');
  }
  const items = listOf(list, scope, 'Fn::Join');
  return items instanceof Unknown ? items : finished(items.map(asPiece).join(withoutMarks(separator)));
};

export const split: Intrinsic = (argument, scope) => {
  const [separator, source] = argumentList(argument, 2) ?? [];
  if (typeof separator !== 'string' || separator === '') {
    return unknown('Fn::Split needs a separator and a text');
  }
  const text = textOf(source, scope, 'Fn::Split');
  return text instanceof Unknown ? text : splitOutsideOpaque(text, withoutMarks(separator));
};

export const sub: Intrinsic = (argument, scope) => {
  const [template, variables = {}] = typeof argument === 'string' ? [argument] : argumentList(argument, 1, 2) ?? [];
  if (typeof template !== 'string' || !isMap(variables)) {
    return unknown('Fn::Sub needs a text, or a text and a map');
  }
  return finished(withoutMarks(template).replace(/\$\{([^{}]*)\}/g, (_, name: string) => (
    name.startsWith('!') ? `\${${name.slice(1)}}` : asPiece(variable(name, variables, scope)))));
};

/** The text of user data as the node gets it, which remembers that it is encoded. */
export const base64: Intrinsic = (argument, scope) => {
  const value = scope.evaluate(argument);
  if (value instanceof Unknown) { return value; }
  const text = asText(value);
  return text === undefined ? unknown(`Fn::Base64: ${quote(value)} is not a text`) : asEncoded(text);
};

export const toJsonString: Intrinsic = (argument, scope) => {
  const value = scope.evaluate(argument);
  return typeof value === 'object' && value !== null && !(value instanceof Unknown)
    ? finished(toJson(value))
    : value instanceof Unknown ? value : unknown(`Fn::ToJsonString: ${quote(value)} is neither a map nor a list`);
};

function variable(name: string, variables: { readonly [name: string]: unknown }, scope: Scope): Value {
  if (Object.hasOwn(variables, name)) {
    return scope.evaluate(own(variables, name));
  }
  if (!VARIABLE_NAME.test(name)) {
    return unknown(`Fn::Sub: "\${${name}}" is not the name of anything`);
  }
  const dot = name.indexOf('.');
  return dot < 0 ? scope.reference(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
}

function finished(text: string): string {
  return bounded(withDynamicReferences(text));
}

function toJson(value: Resolved): string {
  if (value instanceof Unknown) { return gap(value.reason); }
  // Quotes within the name of an opaque part are not escaped, or it would no longer equal itself.
  if (typeof value === 'string') { return `"${mapLiterals(value, literal => JSON.stringify(literal).slice(1, -1))}"`; }
  if (Array.isArray(value)) { return `[${value.map(toJson).join(',')}]`; }
  return typeof value === 'object' && value !== null
    ? `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`).join(',')}}`
    : JSON.stringify(value);
}
