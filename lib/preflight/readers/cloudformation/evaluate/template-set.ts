import { isSameEnvironment, mayBeSameEnvironment } from './environment';
import { Memo } from './memo';
import { outside, unknown } from './resolved-values';
import { Resource } from './resource';
import { Depth, WantedOutput } from './scope';
import { Neighbours, Output, Stack } from './stack';
import { conditionKey, ReadOptions, Resolved, TemplateResource, TemplateSet, UndecidedCondition } from './template';
import { Unknown } from '../../../model/known';
import { Environment } from '../../../model/node';
import { opaqueNames } from '../../../model/symbolic-text';
import { TemplateSource } from '../parse/source';

/** A set that also finds things by names that several environments use. */
export interface EnvironmentTemplateSet extends TemplateSet {
  /** The parameters that somebody has to give, or may: those of templates that no other one nests. */
  readonly parameterNames: ReadonlySet<string>;
  readonly undecided: readonly UndecidedCondition[];
  /** As `find`; where several resources have the name, the one of the environment, or else of its account. */
  findIn(environment: Environment, id: Resolved | undefined, ...types: string[]): TemplateResource | undefined;
  /** The same templates with one more condition decided. */
  deciding(condition: UndecidedCondition, value: boolean): EnvironmentTemplateSet;
}

/** All templates that are deployed together, with what they need of each other. */
export class Templates implements EnvironmentTemplateSet, Neighbours {
  readonly depth = new Depth();
  private readonly everyStack: Stack[];
  private readonly byName: ReadonlyMap<string, Stack>;
  private readonly memo = new Memo();

  constructor(private readonly sources: readonly TemplateSource[], readonly options: ReadOptions) {
    this.everyStack = sources.flatMap(source => withChildren(new Stack(source, this)));
    this.byName = new Map(this.everyStack.map(stack => [stack.name, stack]));
  }

  get stacks(): Stack[] {
    return this.memo.get<Stack[]>('stacks', () => this.everyStack.filter(stack => stack.presence !== false), () => []);
  }

  get undecided(): UndecidedCondition[] { return this.stacks.flatMap(stack => stack.undecided); }

  deciding({ stack, name }: UndecidedCondition, value: boolean): Templates {
    const conditions = new Map([...this.options.conditions ?? [], [conditionKey(stack, name), value]]);
    return new Templates(this.sources, { ...this.options, conditions });
  }

  ofType(type: string): TemplateResource[] { return this.index('types', () => this.indexTypes()).get(type) ?? []; }

  /** Where several resources have the name, in other environments or under other conditions, nobody can tell which one is meant. */
  find(id: Resolved | undefined, ...types: string[]): TemplateResource | undefined {
    return only(this.candidates(id, types));
  }

  findIn(environment: Environment, id: Resolved | undefined, ...types: string[]): TemplateResource | undefined {
    const all = this.candidates(id, types);
    const ofAccount = all.filter(resource => resource.environment.account === environment.account);
    const here = ofAccount.filter(resource => resource.environment.region === environment.region);
    return only(all) ?? only(here) ?? (here.length === 0 ? only(ofAccount) : undefined);
  }

  hasAny(id: Resolved | undefined, ...types: string[]): boolean {
    return this.candidates(id, types).length > 0;
  }

  get parameterNames(): ReadonlySet<string> {
    return new Set(this.everyStack.flatMap(stack => stack.parameterNames));
  }

  /** In the environment, or else in one that may be the same. */
  exporter(name: string, environment: Environment): Output | Unknown {
    const [output, another] = inOrNear(environment, this.index('exports', () => this.indexExports()).get(name) ?? []);
    return output === undefined ? outside(`no stack in sight exports ${name}`)
      : another === undefined ? output : unknown(`${output.stack.name} and ${another.stack.name} both export ${name}`);
  }

  producer({ stackName, output: name, environment }: WantedOutput): Output | Unknown {
    const all = this.index('stack names', () => this.indexStackNames()).get(stackName) ?? [];
    const [output, another] = inOrNear(environment, all.map(stack => ({ stack, name })));
    return output === undefined ? outside(`the stack ${stackName} is not in sight`)
      : another === undefined ? output : unknown(`${output.stack.name} and ${another.stack.name} may both be the stack ${stackName}`);
  }

  outputsReadOf(stackName: string): readonly string[] {
    return this.index('outputs that are read', () => this.indexWantedOutputs()).get(stackName) ?? [];
  }

  stackNamed(name: string): Stack | undefined { return this.byName.get(name); }

  private index<T>(name: string, make: () => Map<string, T[]>): Map<string, T[]> {
    return this.memo.get(name, make, () => new Map<string, T[]>());
  }

  private candidates(id: Resolved | undefined, types: string[]): Resource[] {
    const found = typeof id === 'string' ? [...this.toldBy(id), ...this.index('texts', () => this.indexTexts()).get(id) ?? []] : [];
    return types.length === 0 ? found : found.filter(resource => types.includes(resource.type));
  }

  /** The resources that a text tells by ids in it which only a deployment makes up; thousands of them need no index. */
  private toldBy(text: string): Resource[] {
    const resources = opaqueNames(text).map(name => this.withKey(name) ?? this.withKey(name.slice(0, Math.max(0, name.lastIndexOf('.')))));
    return [...new Set(resources)].filter(resource => (
      resource !== undefined && !resource.isNamed && resource.presence !== false && resource.texts().includes(text)
    )) as Resource[];
  }

  private withKey(key: string): Resource | undefined {
    const end = key.lastIndexOf('.');
    return this.stackNamed(key.slice(0, Math.max(0, end)))?.resource(key.slice(end + 1));
  }

  private indexTypes(): Map<string, Resource[]> {
    const index = new Map<string, Resource[]>();
    this.stacks.forEach(stack => stack.resources.forEach(resource => add(index, resource.type, resource)));
    return index;
  }

  private indexTexts(): Map<string, Resource[]> {
    const index = new Map<string, Resource[]>();
    for (const resource of this.stacks.flatMap(stack => stack.resources).filter(({ isNamed }) => isNamed)) {
      resource.texts().forEach(text => add(index, text, resource));
    }
    return index;
  }

  private indexStackNames(): Map<string, Stack[]> {
    const index = new Map<string, Stack[]>();
    this.stacks.forEach(stack => add(index, stack.stackName, stack));
    return index;
  }

  private indexWantedOutputs(): Map<string, string[]> {
    const index = new Map<string, string[]>();
    this.stacks.flatMap(stack => stack.wantedOutputs).forEach(({ stackName, output }) => add(index, stackName, output));
    return index;
  }

  private indexExports(): Map<string, Output[]> {
    const index = new Map<string, Output[]>();
    for (const stack of this.stacks) {
      for (const { output, exportName } of stack.exports()) {
        if (typeof exportName === 'string') { add(index, exportName, output); }
      }
    }
    return index;
  }
}

/** Those of the environment, or else those of one that may be the same. */
function inOrNear(environment: Environment, all: Output[]): Output[] {
  const here = all.filter(({ stack }) => isSameEnvironment(stack.environment, environment));
  return here.length > 0 ? here : all.filter(({ stack }) => mayBeSameEnvironment(stack.environment, environment));
}

function withChildren(stack: Stack): Stack[] {
  return [stack, ...[...stack.children.values()].flatMap(withChildren)];
}

function only<T>(items: T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function add<T>(index: Map<string, T[]>, key: string, item: T): void {
  const items = index.get(key);
  if (items) { items.push(item); } else { index.set(key, [item]); }
}
