import { Mentions, mentionsIn } from './dependencies';
import { Memo } from './memo';
import { attributeOf, isNamed, Named, refOf, textsOf } from './references';
import { unknown } from './resolved-values';
import { kindOfType } from './resource-kinds';
import { NO_VALUE, Scope, Value } from './scope';
import type { Shape, Shapes } from './shape';
import { Resolved, TemplateLocation, TemplateResource } from './template';
import { textsIn, UnseenWork, unseenWorkOf } from './unseen-work';
import { all, isKnown, Known, Unknown } from '../../../model/known';
import { SourceLines } from '../../../model/location';
import { Environment } from '../../../model/node';
import { withoutMarks } from '../../../model/symbolic-text';
import { isMap, own, ownMap, put, RawMap } from '../parse/raw';

interface Properties {
  readonly [name: string]: Resolved;
}

/** What a resource needs of the stack that it is in. */
export interface ResourceStack extends Scope {
  readonly name: string;
  readonly templatePath: string;
  readonly lines: SourceLines;
  /** Whether the stack itself is there. */
  readonly presence: Known<boolean>;
  /** Unknown where a macro may change every resource. */
  readonly unchanged: Known<true>;
  constructPathOf(logicalId: string): string | undefined;
  /** The path of a construct as it is unique among all inputs. */
  pathInAll(path: string): string;
  resourcesBefore(resource: Resource): TemplateResource[];
  /** Why the template of a nested stack cannot be seen; undefined for one that can, and for any other resource. */
  unseenTemplate(resource: Resource): Unknown | undefined;
  /** What `Ref` gives for names, as far as it is a text. */
  textsOf(names: Iterable<string>): string[];
}

/** A resource of a stack. Everything is resolved when it is first asked for. */
export class Resource implements TemplateResource, Named {
  readonly type: string;
  readonly key: string;
  readonly location: TemplateLocation;
  private readonly memo = new Memo();
  /** The properties one by one; thousands of resources need no second copy of what they have together. */
  private single = new Memo();
  private together?: Properties;
  private knownRef?: string;
  /** The properties where they are simply written down one by one. */
  private readonly plain: RawMap | undefined;

  constructor(readonly stack: ResourceStack, readonly logicalId: string, private readonly raw: RawMap) {
    const type = own(raw, 'Type');
    this.type = typeof type === 'string' ? withoutMarks(type) : '';
    this.plain = plainProperties(raw);
    this.key = `${stack.name}.${withoutMarks(logicalId)}`;
    this.location = {
      key: this.key,
      name: logicalId,
      kind: kindOfType(this.type),
      type: this.type,
      source: {
        origin: 'template', stack: stack.name, logicalId, templatePath: stack.templatePath, constructPath: this.constructPath(), lines: stack.lines,
      },
    };
  }

  get environment(): Environment { return this.stack.environment; }

  get ref(): string {
    // A name that refers to itself is unknown by the property that sets it.
    return this.knownRef ??= refOf(this);
  }

  get present(): Known<true> {
    const { presence } = this;
    return isKnown(presence) ? true : presence;
  }

  /** False where its condition takes it away, or that of the stack that it is nested in. */
  get presence(): Known<boolean> {
    if (this.isPlain) { return all([this.stack.presence, this.stack.unchanged]); }
    return this.memo.get<Known<boolean>>('presence', () => this.findPresence(), () => this.circle('the condition'));
  }

  /** Whether nothing in it says when it is there. */
  private get isPlain(): boolean {
    return this.condition === undefined && own(this.raw, 'Fn::Transform') === undefined;
  }

  private get condition(): unknown { return own(this.raw, 'Condition') ?? undefined; }

  get properties(): Properties {
    return this.memo.get('properties', () => this.evaluateProperties(), () => everyPropertyUnknown(this.circle('Properties')));
  }

  get metadata(): Properties {
    const evaluate = () => asProperties(this.stack.evaluate(ownMap(this.raw, 'Metadata')));
    return this.memo.get('metadata', evaluate, () => everyPropertyUnknown(this.circle('Metadata')));
  }

  get dependsOn(): TemplateResource[] {
    return this.memo.get<TemplateResource[]>('dependsOn', () => this.stack.resourcesBefore(this), () => []);
  }

  get unseenWork(): UnseenWork | undefined {
    return unseenWorkOf(this, this.stack.unseenTemplate(this));
  }

  get given(): readonly string[] {
    return this.memo.get<readonly string[]>('given', () => this.findGiven(), () => []);
  }

  /** What it refers to, anywhere. */
  mentions(): Mentions { return mentionsIn(this.raw, this.stack); }

  shape(shapes: Shapes): Shape | undefined { return shapes.of(this.raw); }

  /** Logical ids in `DependsOn`. */
  namedBefore(): string[] {
    const names = own(this.raw, 'DependsOn');
    return (Array.isArray(names) ? names as unknown[] : [names]).filter((name): name is string => typeof name === 'string');
  }

  /** One property by itself, so that the name of a resource is known also where other properties refer back to it. */
  property(name: string): Resolved | undefined {
    if (this.plain && !Object.hasOwn(this.plain, name)) { return undefined; }
    if (this.together) { return own(this.together, name) as Resolved | undefined; }
    return this.single.get<Resolved | undefined>(name, () => this.evaluateProperty(name), () => this.circle(name));
  }

  /** What `Fn::GetAtt` gives. */
  attribute(name: string): Resolved { return attributeOf(this, name); }

  /** All the texts that it is found by. */
  texts(): string[] { return textsOf(this); }

  /** Whether there are some among these that do not tell by themselves which resource it is. */
  get isNamed(): boolean { return isNamed(this); }

  private findGiven(): string[] {
    const { texts, isOpen } = textsIn(this.properties);
    return isOpen ? [...texts, ...this.stack.textsOf(this.mentions().names)] : texts;
  }

  private constructPath(): string | undefined {
    const noted = own(own(this.raw, 'Metadata'), 'aws:cdk:path');
    const path = typeof noted === 'string' ? noted : this.stack.constructPathOf(this.logicalId);
    return path === undefined ? undefined : this.stack.pathInAll(path);
  }

  private findPresence(): Known<boolean> {
    const { condition } = this;
    const said = condition === undefined ? true
      : typeof condition === 'string' ? this.stack.condition(condition) : unknown(`the condition of ${this.key} is not the name of one`);
    const changed = own(this.raw, 'Fn::Transform') === undefined ? true : unknown(`a macro may change ${this.key}`);
    return all([said, this.stack.presence, this.stack.unchanged, changed]);
  }

  private circle(what: string): Unknown {
    return unknown(`${what} of ${this.key} refers to itself`);
  }

  /** The properties as a whole, where something gives them. */
  private wholeProperties(): Properties {
    const evaluate = () => asProperties(this.stack.evaluate(own(this.raw, 'Properties')));
    return this.memo.get('whole', evaluate, () => everyPropertyUnknown(this.circle('Properties')));
  }

  private evaluateProperty(name: string): Resolved | undefined {
    if (!this.plain) { return this.wholeProperties()[name]; }
    const raw = own(this.plain, name);
    const value = raw === undefined ? undefined : this.stack.evaluate(raw);
    return value === NO_VALUE ? undefined : value;
  }

  private evaluateProperties(): Properties {
    if (!this.plain) { return this.wholeProperties(); }
    const properties: { [name: string]: Resolved } = {};
    for (const name of Object.keys(this.plain)) {
      const value = this.property(name);
      if (value !== undefined) { put(properties, name, value); }
    }
    // What refers to itself is something else while it is computed.
    if (this.single.isSettled) {
      this.together = properties;
      this.single = NOTHING;
    }
    return properties;
  }
}

const NOTHING = new Memo();

function plainProperties(resource: RawMap): RawMap | undefined {
  const raw = own(resource, 'Properties') ?? {};
  return isMap(raw) && !Object.keys(raw).some(name => name.startsWith('Fn::')) ? raw : undefined;
}

function asProperties(value: Value): Properties {
  if (value instanceof Unknown) { return everyPropertyUnknown(value); }
  return isMap(value) ? value : everyPropertyUnknown(unknown('it is not a map'));
}

/** An `Unknown` in which every property is set, to that `Unknown`: no reader may take a property for one that is not set. */
function everyPropertyUnknown(why: Unknown): Properties {
  const properties: unknown = new Proxy(why, {
    get: (target, name) => (Reflect.has(target, name) ? Reflect.get(target, name) as unknown : target),
    has: () => true,
  });
  return properties as Properties;
}
