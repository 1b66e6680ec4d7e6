import { Construct, IConstruct } from 'constructs';
import { fail } from './errors';
import { meantHint } from './nearest';

/** What a value has to be, for callers whose language does not check it: JavaScript, and TypeScript with `any`. */
export interface PropType {
  /** As it is written in a sentence: `an ec2.IVpc`. */
  readonly type: string;
  /** An example of one. */
  readonly example: string;
  readonly is: (value: unknown) => boolean;
  /** What a wrong text was probably meant to be, as the end of a sentence. */
  readonly hint?: (text: string) => string;
  /** What is inside such a value. */
  readonly inside?: (value: object) => TypesByName;
  readonly required: boolean;
}

type TypesByName = Readonly<Record<string, PropType>>;

/** A table that names each prop, so that none is forgotten. */
export type PropTypes<Props> = {
  readonly [name in keyof Props]-?: object extends Pick<Props, name> ? PropType : PropType & { readonly required: true };
};

/** Fails with the prop and what it has to be, where a wrong value would end in a TypeError somewhere inside, or in a template that looks right. */
export function checkProps<Props>(scope: IConstruct | undefined, props: Props | undefined, types: PropTypes<Props>): void {
  if (props !== undefined && !isObject(props)) {
    fail(scope, `props must be an object, got ${shown(props)}; pass one such as { ${Object.keys(types)[0]}: ... }`);
  }
  checkInside(scope, '', props ?? {}, types);
}

/** The same for one value. */
export function checkValue(scope: IConstruct | undefined, name: string, value: unknown, type: PropType): void {
  if (value === undefined ? type.required : !type.is(value)) {
    const hint = typeof value === 'string' ? type.hint?.(value) ?? '' : '';
    fail(scope, `${name} must be ${type.type}, got ${shown(value)}; pass one such as ${type.example}${hint}`);
  }
  if (isObject(value)) {
    checkInside(scope, `${name}.`, value, type.inside?.(value) ?? {});
  }
}

function checkInside(scope: IConstruct | undefined, path: string, values: object, types: TypesByName): void {
  for (const [name, type] of Object.entries(types)) {
    checkValue(scope, `${path}${name}`, (values as Readonly<Record<string, unknown>>)[name], type);
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function shown(value: unknown): string {
  switch (typeof value) {
    case 'undefined': return 'nothing';
    case 'function': return 'a function';
    case 'string': return `'${value}'`;
    case 'object': return value === null ? 'null' : shownObject(value);
    default: return String(value);
  }
}

function shownObject(value: object): string {
  return Construct.isConstruct(value) ? `${value.constructor.name} ${value.node.path}` : `a value of ${value.constructor?.name ?? 'no class'}`;
}

export function propType(type: string, example: string, is: PropType['is'], inside?: PropType['inside']): PropType {
  return { type, example, is, inside, required: false };
}

/** A type whose values have a member that values of other types lack. */
export const having = (type: string, member: string, example: string) => propType(type, example, value => isObject(value) && member in value);

/** One of the values of an enum. */
export const oneOf = (type: string, values: object, example: string): PropType => ({
  ...propType(type, example, value => Object.values(values).includes(value)),
  hint: text => meantHint(text, Object.values(values).filter((value): value is string => typeof value === 'string')),
});

const isPlain = (value: unknown) => isObject(value) && !Array.isArray(value) && !Construct.isConstruct(value);

/** An object with named members. */
export const struct = <Props>(type: string, example: string, members: PropTypes<Props>) => propType(type, example, isPlain, () => members);

/** An object whose keys are the caller's. */
export const mapOf = (type: string, example: string, item: PropType) =>
  propType(type, example, isPlain, value => Object.fromEntries(Object.keys(value).map(key => [key, required(item)])));

export const listOf = (type: string, example: string, item: PropType) =>
  propType(type, example, Array.isArray, value => Object.fromEntries(Object.keys(value).map(index => [index, required(item)])));

export const required = <Type extends PropType>(type: Type) => ({ ...type, required: true as const });
