import { Unknown } from '../../../../model/known';
import { gapIn } from '../../../../model/symbolic-text';
import { asText, quote, unknown } from '../resolved-values';
import { Scope, Value } from '../scope';
import { Resolved } from '../template';

/** One intrinsic function: what it gives for what is written behind its name. It never throws. */
export type Intrinsic = (argument: unknown, scope: Scope) => Value;

/** The arguments of a function that takes several; undefined where it is given another number of them. */
export function argumentList(argument: unknown, least: number, most = least): unknown[] | undefined {
  return Array.isArray(argument) && argument.length >= least && argument.length <= most ? argument : undefined;
}

/** An argument that is a list, or gives one. */
export function listOf(raw: unknown, scope: Scope, name: string): Resolved[] | Unknown {
  const value = scope.evaluate(raw);
  if (Array.isArray(value) || value instanceof Unknown) { return value; }
  return unknown(`${name}: ${quote(value)} is not a list`);
}

/** An argument that is a text without gaps. */
export function textOf(raw: unknown, scope: Pick<Scope, 'evaluate'>, name: string): string | Unknown {
  const value = scope.evaluate(raw);
  if (value instanceof Unknown) { return value; }
  const text = asText(value);
  return text === undefined ? unknown(`${name}: ${quote(value)} is not a text`) : gapIn(text) ?? text;
}

/** An argument that is a whole number, or a text of one. */
export function integerOf(raw: unknown, scope: Scope, name: string): number | Unknown {
  const text = textOf(raw, scope, name);
  if (text instanceof Unknown) { return text; }
  return /^\d{1,9}$/.test(text) ? Number(text) : unknown(`${name}: ${quote(text)} is not a whole number`);
}
