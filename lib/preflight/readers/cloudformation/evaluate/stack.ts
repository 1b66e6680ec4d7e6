import { mentionsIn } from './dependencies';
import { evaluate } from './evaluate';
import { holds } from './intrinsics/logic';
import { wantedOutput } from './intrinsics/lookups';
import { bodyOf, expandLoops, namesThatFit } from './loops';
import { Memo } from './memo';
import { parameterValue } from './parameters';
import { outside, unknown } from './resolved-values';
import { Resource, ResourceStack } from './resource';
import { Depth, NO_VALUE, Value, WantedOutput } from './scope';
import { linesOf } from './source-lines';
import { conditionKey, ReadOptions, TemplateResource, TemplateStack, UndecidedCondition } from './template';
import { includesFile, macroOf } from './transforms';
import { UnseenResources } from './unseen-resources';
import { mayAdd, textsIn } from './unseen-work';
import { wholeStack } from './whole-stack';
import { all, isKnown, Known, Unknown } from '../../../model/known';
import { SourceLines } from '../../../model/location';
import { Environment } from '../../../model/node';
import { opaque, withoutMarks } from '../../../model/symbolic-text';
import { nestingOf } from '../parse/nesting-types';
import { isMap, own, ownMap } from '../parse/raw';
import { TemplateSource } from '../parse/source';

/** What a stack needs of all the others. */
export interface Neighbours {
  readonly options: ReadOptions;
  readonly depth: Depth;
  /** What exports a name in an environment. */
  exporter(name: string, environment: Environment): Output | Unknown;
  /** The stack that CloudFormation knows by a name, with one of its outputs. */
  producer(wanted: WantedOutput): Output | Unknown;
  /** The outputs that stacks in sight read of those that CloudFormation knows by a name. */
  outputsReadOf(stackName: string): readonly string[];
  stackNamed(name: string): Stack | undefined;
}

/** An output of a stack. */
export interface Output {
  readonly stack: Stack;
  readonly name: string;
}

/** The stack that another one is nested in, as its resource. */
interface Parent {
  readonly stack: Stack;
  readonly logicalId: string;
}

/** A template in its stack: what intrinsic functions give there. */
export class Stack implements TemplateStack, ResourceStack {
  readonly name: string;
  readonly templatePath: string;
  readonly lines: SourceLines;
  readonly tags: Readonly<Record<string, string>>;
  readonly environment: Environment;
  readonly depth: Depth;
  readonly acknowledgements: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly unchanged: Known<true>;
  /** Stacks that are nested in this one, by logical id. */
  readonly children: ReadonlyMap<string, Stack>;
  private readonly asOne: TemplateResource;
  private readonly memo = new Memo();

  constructor(private readonly source: TemplateSource, private readonly neighbours: Neighbours, private readonly parent?: Parent) {
    this.name = source.name;
    this.templatePath = source.templatePath;
    this.lines = linesOf(source);
    this.tags = source.stackTags;
    this.environment = source.environment;
    this.depth = neighbours.depth;
    this.acknowledgements = new Map([...source.metadata.acknowledgements].map(([path, rules]) => [this.pathInAll(path), rules]));
    this.unchanged = macroOf(source.body.Transform);
    this.asOne = wholeStack(this);
    this.children = new Map([...source.nested].map(([logicalId, child]) => [logicalId, new Stack(child, neighbours, { stack: this, logicalId })]));
  }

  /** The parameters that whoever deploys the stack gives. */
  get parameterNames(): string[] {
    return this.parent ? [] : Object.keys(ownMap(this.source.body, 'Parameters'));
  }

  get nestedBy(): Resource[] {
    const nesting = this.parent?.stack.resource(this.parent.logicalId);
    return [...this.parent?.stack.nestedBy ?? [], ...nesting ? [nesting] : []];
  }

  /** Those that are not taken away. */
  get resources(): Resource[] {
    const find = () => [...this.byId.values(), ...this.macros].filter(({ presence }) => presence !== false);
    return this.memo.get<Resource[]>('resources', find, () => []);
  }

  get presence(): Known<boolean> {
    return this.parent === undefined ? true : this.parent.stack.resource(this.parent.logicalId)?.presence ?? true;
  }

  /** A resource, also one that its condition takes away. */
  resource(logicalId: string): Resource | undefined { return this.byId.get(logicalId); }

  evaluate(raw: unknown): Value { return evaluate(raw, this); }

  mapping(name: string): unknown { return own(this.source.body.Mappings, name); }

  condition(name: string): Known<boolean> {
    return this.memo.get<Known<boolean>>(`Conditions/${name}`, () => this.decide(name), () => unknown(`condition ${name} refers to itself`));
  }

  reference(name: string): Value {
    if (name.startsWith('AWS::')) { return this.pseudoParameter(name); }
    if (own(this.source.body.Parameters, name) !== undefined) { return this.parameter(name); }
    const resource = this.usable(name);
    return resource instanceof Unknown ? resource : resource.ref;
  }

  attribute(logicalId: string, attribute: string): Value {
    const resource = this.usable(logicalId);
    if (resource instanceof Unknown) { return resource; }
    const [, output] = /^Outputs\.(.*)$/.exec(attribute) ?? [];
    if (!nestingOf(resource.type) || output === undefined) { return resource.attribute(attribute); }
    return this.children.get(logicalId)?.output(output) ?? this.unseenTemplate(resource)!;
  }

  imported(name: string): Value {
    const exporter = this.neighbours.exporter(name, this.environment);
    return exporter instanceof Unknown ? exporter : exporter.stack.output(exporter.name);
  }

  outputOf(wanted: WantedOutput): Value {
    const producer = this.neighbours.producer(wanted);
    return producer instanceof Unknown ? producer : producer.stack.output(producer.name);
  }

  output(name: string): Value {
    return this.memo.get<Value>(`Outputs/${name}`, () => this.findOutput(name), () => unknown(`output ${name} refers to itself`));
  }

  /** The outputs that have a name for other stacks, with that name. */
  exports(): { readonly output: Output; readonly exportName: Value }[] {
    return [...this.section('Outputs').keys()].flatMap(name => {
      const exportName = own(own(this.section('Outputs').get(name), 'Export'), 'Name');
      const isThere = exportName !== undefined && this.outputIsThere(name) !== false;
      return isThere ? [{ output: { stack: this, name }, exportName: this.evaluate(exportName) }] : [];
    });
  }

  /** A stack around this one may take any of its outputs. */
  get exposed(): ReadonlySet<string> {
    const read = this.neighbours.outputsReadOf(this.stackName);
    const isTaken = (name: string, output: unknown) => this.parent !== undefined || own(output, 'Export') !== undefined || read.includes(name);
    return mentionsIn([...this.section('Outputs')].filter(([name, output]) => isTaken(name, output)).map(([, output]) => output), this).names;
  }

  /** The outputs of others that it reads by the names of their stacks. */
  get wantedOutputs(): WantedOutput[] {
    const { outputs } = mentionsIn([this.source.body.Resources, this.source.body.Outputs], this);
    return outputs.map(argument => wantedOutput(argument, this)).flatMap(wanted => (wanted instanceof Unknown ? [] : [wanted]));
  }

  pathInAll(path: string): string {
    return this.source.input === undefined ? path : `${this.source.input}:${path}`;
  }

  constructPathOf(logicalId: string): string | undefined {
    const { pathPrefix: prefix } = this;
    return prefix === undefined ? undefined
      : this.source.metadata.pathsOf(logicalId).find(path => path.startsWith(prefix) && !this.isWithinChild(path));
  }

  resourcesBefore(resource: Resource): TemplateResource[] {
    const { names, imports, outputs } = resource.mentions();
    const ids = new Set([...resource.namedBefore(), ...names]);
    ids.delete(resource.logicalId);
    const child = this.children.get(resource.logicalId);
    return [...new Set([
      ...[...ids].flatMap(id => this.ifPresent(id)),
      ...imports.flatMap(name => this.exportingResources(name)),
      ...outputs.flatMap(argument => this.producingResources(argument)),
      // A nested stack is there when all that is in it is.
      ...child?.resources ?? [],
      ...this.resourcesBeforeAll,
    ])];
  }

  /** What this stack as a whole comes after: what the stack that it is nested in does first, and the stacks that are deployed before. */
  private get resourcesBeforeAll(): TemplateResource[] {
    return this.memo.get<TemplateResource[]>('before all', () => this.findBeforeAll(), () => []);
  }

  private findBeforeAll(): TemplateResource[] {
    const others = this.source.deployedAfter.map(name => this.neighbours.stackNamed(name)).filter(stack => stack !== undefined);
    const self = this.parent?.stack.resource(this.parent.logicalId);
    const outer = self ? self.dependsOn.filter(resource => resource.location.source.stack !== this.name) : [];
    return [...others.map(stack => stack.asOne), ...outer];
  }

  private ifPresent(logicalId: string): Resource[] {
    const resource = this.resource(logicalId);
    return resource === undefined || resource.presence === false ? [] : [resource];
  }

  private exportingResources(name: unknown): Resource[] {
    const text = this.evaluate(name);
    return typeof text === 'string' ? resourcesIn(this.neighbours.exporter(text, this.environment)) : [];
  }

  private producingResources(argument: unknown): Resource[] {
    const wanted = wantedOutput(argument, this);
    return wanted instanceof Unknown ? [] : resourcesIn(this.neighbours.producer(wanted));
  }

  resourcesInOutput(name: string): Resource[] {
    return [...mentionsIn(this.section('Outputs').get(name), this).names].flatMap(id => this.ifPresent(id));
  }

  private usable(logicalId: string): Resource | Unknown {
    const resource = this.resource(logicalId);
    if (!resource) { return unknown(`${logicalId} is neither a parameter nor a resource of ${this.name}`); }
    return resource.presence === false ? unknown(`${resource.key} is taken away by its condition`) : resource;
  }

  private pseudoParameter(name: string): Value {
    switch (name) {
      case 'AWS::Region': return this.environment.region;
      case 'AWS::AccountId': return this.environment.account;
      case 'AWS::Partition': return this.environment.partition;
      case 'AWS::URLSuffix': return this.environment.urlSuffix;
      case 'AWS::StackName': return this.stackName;
      case 'AWS::StackId': return this.stackId;
      case 'AWS::NoValue': return NO_VALUE;
      default: return unknown(`${name} is only known at the deployment`);
    }
  }

  get stackName(): string {
    const { stackName } = this.source;
    return stackName === undefined ? opaque(`${this.name}.AWS::StackName`) : withoutMarks(stackName);
  }

  /** An ARN that ends in a UUID: people take parts of it for names that are unique. */
  get stackId(): string {
    const { partition, region, account } = this.environment;
    const uuid = [1, 2, 3, 4, 5].map(part => opaque(`${this.name}.AWS::StackId part ${part}`));
    return `arn:${partition}:cloudformation:${region}:${account}:stack/${this.stackName}/${uuid.join('-')}`;
  }

  private parameter(name: string): Value {
    return this.memo.get<Value>(`Parameters/${name}`, () => this.findParameter(name), () => unknown(`parameter ${name} refers to itself`));
  }

  private findParameter(name: string): Value {
    const declaration = own(this.source.body.Parameters, name);
    const standard = own(declaration, 'Default');
    const given = this.givenParameter(name);
    const value = given !== undefined ? given : standard === undefined ? undefined : this.evaluate(standard);
    return parameterValue(declaration, value, this.parent
      ? unknown(`parameter ${name} of ${this.name} has no default; the template that it is nested in gives none`)
      : outside(`parameter ${name} has no default; give it with --parameter ${name}=VALUE`));
  }

  private givenParameter(name: string): Value | undefined {
    if (!this.parent) {
      const override = own(this.neighbours.options.parameters, name);
      return override === undefined ? undefined : withoutMarks(String(override));
    }
    const parameters = this.parent.stack.resource(this.parent.logicalId)?.property('Parameters');
    return parameters instanceof Unknown ? parameters : own(parameters, name) as Value | undefined;
  }

  /** Those that hang on no other condition. */
  get undecided(): UndecidedCondition[] {
    return [...this.section('Conditions').keys()].flatMap(name => {
      const decided = this.condition(name);
      return !isKnown(decided) && decided.reason.startsWith(`condition ${name} cannot`) ? [{ stack: this.name, name, reason: decided.reason }] : [];
    });
  }

  private decide(name: string): Known<boolean> {
    const given = this.neighbours.options.conditions?.get(conditionKey(this.name, name));
    if (given !== undefined) { return given; }
    const raw = this.section('Conditions').get(name);
    const decided = raw === undefined ? unknown('there is no such condition') : holds(raw, this);
    return isKnown(decided) || decided.reason.startsWith('condition ') ? decided : unknown(`condition ${name} cannot be decided: ${decided.reason}`);
  }

  private outputIsThere(name: string): Known<boolean> {
    const condition = own(this.section('Outputs').get(name), 'Condition') ?? undefined;
    return condition === undefined ? true
      : typeof condition === 'string' ? this.condition(condition) : unknown(`the condition of output ${name} is not the name of one`);
  }

  private findOutput(name: string): Value {
    const value = own(this.section('Outputs').get(name), 'Value');
    if (value === undefined) { return unknown(`${this.name} has no output ${name}`); }
    const isThere = all([this.outputIsThere(name), this.presence, this.unchanged]);
    if (!isKnown(isThere)) { return isThere; }
    return isThere ? this.evaluate(value) : unknown(`output ${name} of ${this.name} is taken away by its condition`);
  }

  /** A section of the template with its loops unrolled. */
  private section(name: string): ReadonlyMap<string, unknown> {
    const unroll = () => new Map(expandLoops(ownMap(this.source.body, name), this).entries);
    return this.memo.get<ReadonlyMap<string, unknown>>(`section ${name}`, unroll, () => new Map());
  }

  private get byId(): ReadonlyMap<string, Resource> {
    return this.memo.get('by id', () => this.makeResources(), () => new Map<string, Resource>());
  }

  private makeResources(): ReadonlyMap<string, Resource> {
    const { entries, unseen } = expandLoops(ownMap(this.source.body, 'Resources'), this);
    const seen = entries.map(([logicalId, raw]) => this.makeResource(logicalId, raw));
    const loops = unseen.map(({ key, loop, why }) => new UnseenResources(this, key, LOOPS, why, () => this.givenToLoop(loop)));
    return new Map([...seen, ...loops].map(resource => [resource.logicalId, resource]));
  }

  /** What a macro for the whole template adds to it. */
  private get macros(): Resource[] {
    const make = () => [
      ...isKnown(this.unchanged) ? [] : [new UnseenResources(this, 'Transform', MACRO, this.unchanged, () => this.everything())],
      ...includesFile(this.source.body.Transform) ? [new UnseenResources(this, 'AWS::Include', MACRO, INCLUDED, () => this.everything())] : [],
    ];
    return this.memo.get<Resource[]>('macros', make, () => []);
  }

  /** What a macro in the template can name: what is in it, what it is given, and what the stacks in it give. */
  private everything(): string[] {
    const given = this.parent?.stack.resource(this.parent.logicalId)?.given ?? [];
    const outputs = [...this.children.values()].flatMap(child => [...child.section('Outputs').keys()].map(name => child.output(name)));
    return [...given, ...textsIn(outputs).texts, ...[...this.byId.values()].map(resource => resource.ref)];
  }

  /** What the body of a loop names, if it may add something to it. A name that the loop puts together is any that fits. */
  private givenToLoop(loop: unknown): string[] {
    const body = bodyOf(loop);
    if (isMap(body) && !Object.values(body).some(each => !isMap(each) || mayAdd(each.Type))) { return []; }
    const { names } = mentionsIn(body, this);
    return this.textsOf([...names, ...namesThatFit(names, [...this.byId.keys()])]);
  }

  textsOf(names: Iterable<string>): string[] {
    return [...names].map(name => this.reference(name)).filter(value => typeof value === 'string');
  }

  unseenTemplate({ type, key, logicalId }: Resource): Unknown | undefined {
    const nesting = nestingOf(type);
    if (!nesting || this.children.has(logicalId)) { return undefined; }
    const missing = this.source.missing.get(logicalId);
    return outside(`the template of ${nesting.what} ${key} cannot be seen${missing === undefined ? '' : `: there is no file ${missing}`}`);
  }

  private makeResource(logicalId: string, raw: unknown): Resource {
    return isMap(raw) && typeof raw.Type === 'string' ? new Resource(this, logicalId, raw)
      : new UnseenResources(this, logicalId, MACRO, unknown(`${logicalId} may stand for any resource`), () => this.everything());
  }

  /**
   * With what the paths of its constructs start: `A/B/` where it is nested as the resource at `A/B.NestedStack/B.NestedStackResource`.
   * Undefined where the CDK does not know what is in it.
   */
  private get pathPrefix(): string | undefined {
    return this.parent === undefined ? '' : this.memo.get('path prefix', () => this.findPathPrefix(), () => undefined);
  }

  private findPathPrefix(): string | undefined {
    const path = this.parent?.stack.constructPathOf(this.parent.logicalId);
    return /^(.*)\.NestedStack\/[^/]*$/.exec(path ?? '')?.[1].concat('/');
  }

  private isWithinChild(path: string): boolean {
    return [...this.children.values()].some(({ pathPrefix }) => pathPrefix !== undefined && path.startsWith(pathPrefix));
  }
}

function resourcesIn(output: Output | Unknown): Resource[] {
  return output instanceof Unknown ? [] : output.stack.resourcesInOutput(output.name);
}

const LOOPS = 'Fn::ForEach';
const MACRO = 'Fn::Transform';

const INCLUDED = new Unknown('what is in the file that it includes is not in the template');
