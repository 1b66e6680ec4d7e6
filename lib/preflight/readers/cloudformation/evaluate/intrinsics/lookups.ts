import { Unknown } from '../../../../model/known';
import { hasOpaque } from '../../../../model/symbolic-text';
import { isMap, own } from '../../parse/raw';
import { ANY_ACCOUNT, ANY_REGION } from '../environment';
import { quote, unknown } from '../resolved-values';
import { Scope, WantedOutput } from '../scope';
import { argumentList, Intrinsic, textOf } from './arguments';

export const ref: Intrinsic = (argument, scope) => {
  const name = nameOf(argument, scope, 'Ref');
  return name instanceof Unknown ? name : scope.reference(name);
};

/** `[resource, attribute]`, in which the attribute may have dots, or `resource.attribute`. */
export const getAtt: Intrinsic = (argument, scope) => {
  const names: string[] = [];
  for (const part of Array.isArray(argument) ? argument as unknown[] : [argument]) {
    const name = nameOf(part, scope, 'Fn::GetAtt');
    if (name instanceof Unknown) { return name; }
    names.push(...name.split('.'));
  }
  const [resource, ...attribute] = names;
  return attribute.length === 0 ? unknown('Fn::GetAtt needs a resource and an attribute') : scope.attribute(resource, attribute.join('.'));
};

/** A name that is written down, or that a function gives, as AWS::LanguageExtensions lets it. */
function nameOf(argument: unknown, scope: Scope, of: string): string | Unknown {
  if (typeof argument === 'string') { return argument; }
  if (!isMap(argument)) { return unknown(`${of} needs a name, not ${quote(argument)}`); }
  const name = textOf(argument, scope, of);
  return typeof name === 'string' && hasOpaque(name) ? unknown(`${of} needs a name, and ${quote(name)} is not known before a deployment`) : name;
}

export const importValue: Intrinsic = (argument, scope) => {
  const name = textOf(argument, scope, 'Fn::ImportValue');
  return name instanceof Unknown ? name : scope.imported(name);
};

export const getStackOutput: Intrinsic = (argument, scope) => {
  const wanted = wantedOutput(argument, scope);
  return wanted instanceof Unknown ? wanted : scope.outputOf(wanted);
};

/** The stack is in the region and the account of the one that asks, unless it says another region, or a role, which is of the other account. */
export function wantedOutput(argument: unknown, scope: Pick<Scope, 'evaluate' | 'environment'>): WantedOutput | Unknown {
  const texts: (string | undefined)[] = [];
  for (const raw of ['StackName', 'OutputName', 'Region', 'RoleArn'].map(key => own(argument, key))) {
    const text = raw === undefined ? undefined : textOf(raw, scope, 'Fn::GetStackOutput');
    if (text instanceof Unknown) { return text; }
    texts.push(text);
  }
  const [stackName, output, region = scope.environment.region, role] = texts;
  if (stackName === undefined || output === undefined) { return unknown('Fn::GetStackOutput needs a StackName and an OutputName'); }
  const account = role === undefined ? scope.environment.account : /^arn:[^:]*:iam::(.+?):role\//s.exec(role)?.[1] ?? ANY_ACCOUNT;
  return { stackName, output, environment: { ...scope.environment, region, account } };
}

export const findInMap: Intrinsic = (argument, scope) => {
  const [map, first, second, otherwise] = argumentList(argument, 3, 4) ?? [];
  const keys: string[] = [];
  for (const part of [map, first, second]) {
    const key = part === undefined ? unknown('Fn::FindInMap needs a mapping and two keys') : keyOf(part, scope);
    if (key instanceof Unknown) { return key; }
    keys.push(key);
  }
  const value = own(own(scope.mapping(keys[0]), keys[1]), keys[2]);
  if (value !== undefined) { return scope.evaluate(value); }
  const fallback = own(otherwise, 'DefaultValue');
  return fallback === undefined ? unknown(`the mapping ${keys[0]} has no ${keys[1]}, ${keys[2]}`) : scope.evaluate(fallback);
};

/** What only a deployment makes up may be any of the keys, or none. */
function keyOf(raw: unknown, scope: Scope): string | Unknown {
  const key = textOf(raw, scope, 'Fn::FindInMap');
  if (key === ANY_REGION) { return unknown('a mapping is looked up by the region, which the template does not say; give it with --region'); }
  return typeof key === 'string' && hasOpaque(key) ? unknown(`a mapping is looked up by ${quote(key)}, which is not known`) : key;
}

export const transform: Intrinsic = argument => {
  const name = own(argument, 'Name');
  return unknown(`the macro ${typeof name === 'string' ? name : ''} may put anything here`);
};
