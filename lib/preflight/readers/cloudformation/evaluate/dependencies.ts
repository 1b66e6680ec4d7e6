import { Scope } from './scope';
import { isKnown } from '../../../model/known';
import { isMap, own, RawMap } from '../parse/raw';

/** What a piece of a template refers to. */
export interface Mentions {
  /** Of resources and parameters. */
  readonly names: ReadonlySet<string>;
  /** Arguments of `Fn::ImportValue`, as they were read. */
  readonly imports: readonly unknown[];
  /** Arguments of `Fn::GetStackOutput`, as they were read. */
  readonly outputs: readonly unknown[];
}

/** Everything that `Ref`, `Fn::GetAtt` and `Fn::Sub` name, but for branches that are known not to be taken. */
export function mentionsIn(raw: unknown, scope: Pick<Scope, 'condition' | 'evaluate'>): Mentions {
  const names = new Set<string>();
  const imports: unknown[] = [];
  const outputs: unknown[] = [];
  const open: unknown[] = [raw];
  // Without recursion, because garbage may be very deep.
  while (open.length > 0) {
    const item = open.pop();
    if (Array.isArray(item)) {
      item.forEach(each => open.push(each));
    } else if (isMap(item)) {
      namesOf(item, scope).forEach(name => names.add(name));
      if (Object.hasOwn(item, 'Fn::ImportValue')) { imports.push(item['Fn::ImportValue']); }
      if (Object.hasOwn(item, 'Fn::GetStackOutput')) { outputs.push(item['Fn::GetStackOutput']); }
      partsOf(item, scope).forEach(part => open.push(part));
    }
  }
  return { names, imports, outputs };
}

function namesOf(map: RawMap, scope: Pick<Scope, 'evaluate'>): string[] {
  const ref = own(map, 'Ref');
  const attribute = own(map, 'Fn::GetAtt');
  const [resource] = typeof attribute === 'string' ? attribute.split('.') : Array.isArray(attribute) ? attribute as unknown[] : [];
  // A function may give the name.
  const names = [ref, resource].map(name => isMap(name) ? scope.evaluate(name) : name);
  return [...names, ...variablesOf(own(map, 'Fn::Sub'))].filter((name): name is string => typeof name === 'string');
}

function variablesOf(sub: unknown): string[] {
  const [template, given] = Array.isArray(sub) ? sub as unknown[] : [sub];
  const variables = typeof template === 'string' ? [...template.matchAll(/\$\{([^{}]+)\}/g)].map(match => match[1]) : [];
  return variables.filter(name => own(given, name) === undefined).map(name => name.split('.')[0]);
}

function partsOf(map: RawMap, scope: Pick<Scope, 'condition'>): unknown[] {
  const branches = own(map, 'Fn::If');
  if (Array.isArray(branches) && typeof branches[0] === 'string') {
    const [name, then, otherwise] = branches as [string, unknown, unknown];
    const holds = scope.condition(name);
    return isKnown(holds) ? [holds ? then : otherwise] : [then, otherwise];
  }
  return Object.values(map);
}
