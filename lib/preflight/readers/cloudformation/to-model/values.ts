import { PolicyDocument } from '../../../model/iam/policy';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation, SourceLocation } from '../../../model/location';
import { Setting } from '../../../model/network/network';
import { gapIn, splitOutsideOpaque } from '../../../model/symbolic-text';
import { Resolved, TemplateResource } from '../evaluate/template';

/** A property as a text without gaps; undefined where it is not set. */
export function textOf(value: Resolved | undefined): Known<string | undefined> {
  if (value === undefined || value === null || value instanceof Unknown) {
    return value ?? undefined;
  }
  if (typeof value === 'object') {
    return new Unknown('a text was expected, got a list or an object');
  }
  const text = String(value);
  return gapIn(text) ?? text;
}

export function requiredText(value: Resolved | undefined, name: string): Known<string> {
  return textOf(value) ?? new Unknown(`${name} is not set`);
}

/** A property as a boolean, which CloudFormation takes as a text, too. */
export function flagOf<T extends boolean | undefined>(value: Resolved | undefined, whenAbsent: T): Known<boolean | T> {
  const text = textOf(value);
  switch (isKnown(text) ? text?.toLowerCase() : text) {
    case undefined: return whenAbsent;
    case 'true': return true;
    case 'false': return false;
    default: return text instanceof Unknown ? text : new Unknown(`true or false was expected, got ${text}`);
  }
}

/**
 * A property as a whole number.
 *
 * CloudFormation reads YAML 1.1, to which what begins with a zero is octal: 0443 is 291 there, and 443 where it is in quotes.
 *
 * @see https://yaml.org/type/int.html
 */
export function numberOf(value: Resolved | undefined): Known<number | undefined> {
  const text = textOf(value);
  if (!isKnown(text) || text === undefined) {
    return text;
  }
  if (/^-?0\d+$/.test(text)) { return new Unknown(`${text} begins with a zero, which makes it octal to YAML`); }
  return /^-?\d+$/.test(text) ? Number(text) : new Unknown(`a number was expected, got ${text}`);
}

/** A property as a list; one value counts as a list of one, as CloudFormation takes it. */
export function listOf(value: Resolved | undefined): Known<readonly Resolved[]> {
  if (value === undefined || value === null) {
    return [];
  }
  return value instanceof Unknown || Array.isArray(value) ? value : [value];
}

/** A list of ids; what is not known is in there as it is. */
export function idsOf(value: Resolved | undefined): Known<Known<string>[]> {
  const list = listOf(value);
  return isKnown(list) ? list.map(item => requiredText(item, 'an id')) : list;
}

/** The ids in a text that takes several, with commas between them. */
export function idsIn(text: Known<string>): Known<string>[] {
  return isKnown(text) ? splitOutsideOpaque(text, ',').map(id => id.trim()) : [text];
}

/** An object; empty where it is not set. */
export function objectOf(value: Resolved | undefined): Known<{ readonly [key: string]: Resolved }> {
  if (value === undefined || value === null) {
    return {};
  }
  if (value instanceof Unknown) {
    return value;
  }
  return typeof value === 'object' && !Array.isArray(value) ? value : new Unknown('an object was expected');
}

/** A nested property, for example `MetadataOptions`, `HttpTokens`. */
export function nested(value: Resolved | undefined, ...path: string[]): Resolved | undefined {
  let current = value;
  for (const key of path) {
    if (current === undefined || current instanceof Unknown) {
      return current;
    }
    if (current === null || typeof current !== 'object') {
      return new Unknown(`${key} was expected inside an object`);
    }
    current = (current as { readonly [key: string]: Resolved })[key];
  }
  return current;
}

export function locationOf({ location }: { readonly location: SourceLocation }, ...path: (string | number)[]): PropertyLocation {
  return path.length === 0 ? { resource: location } : { resource: location, property: ['Properties', ...path].join('/') };
}

/** Why a resource may not be there; undefined where it certainly is. */
export function doubtOf({ present }: TemplateResource): Unknown | undefined {
  return present === true ? undefined : present;
}

/** A value of a resource that may not be there at all. */
export function ifPresent<T>(resource: TemplateResource, value: Known<T>): Known<T> {
  return resource.present === true ? value : resource.present;
}

export function setting<T>(resource: TemplateResource, property: string, value: Known<T>): Setting<T> {
  return { value, location: locationOf(resource, ...property.split('/')) };
}

/** A policy that counts perhaps: each of its statements has a condition that cannot be known. */
export function perhaps(document: Known<PolicyDocument>, why: Unknown): Known<PolicyDocument> {
  if (!isKnown(document)) { return document; }
  return { statements: document.statements.map(statement => isKnown(statement) ? { ...statement, conditions: why } : statement) };
}

export function mapped<T, U>(list: Known<readonly T[]>, map: (item: T) => U): Known<U[]> {
  return isKnown(list) ? list.map(map) : list;
}
