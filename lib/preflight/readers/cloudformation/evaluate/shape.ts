import { remembered } from '../../../model/remembered';
import { isMap, own, RawMap } from '../parse/raw';

/** What is written of a resource. */
export interface Shape {
  /** The same for all that is written in the same way, whatever it refers to. */
  readonly kind: number;
  /** Logical ids, of parameters as well, in the order in which they stand. */
  readonly names: readonly string[];
}

/** A text, a number or the like, or what stands between them. */
type Piece = unknown;

/** Tells which resources differ in what they refer to alone. */
export class Shapes {
  private readonly kinds = new Map<string, number>();
  /** Of each type what came last, which is what mostly comes next. */
  private readonly latest = new Map<unknown, { readonly kind: number; readonly pieces: readonly Piece[] }>();

  /** Undefined where it may refer to anything. */
  of(resource: RawMap): Shape | undefined {
    const type = own(resource, 'Type');
    const latest = this.latest.get(type);
    const writer = new ShapeWriter(namesNothing(type), latest?.pieces ?? []);
    writer.resource(resource);
    const { names, isOpen } = writer;
    if (isOpen) { return undefined; }
    const pieces = writer.different();
    if (!pieces) { return { kind: latest!.kind, names }; }
    const kind = remembered(this.kinds, pieces.map(textOf).join(), () => this.kinds.size);
    this.latest.set(type, { kind, pieces });
    return { kind, names };
  }
}

function textOf(piece: Piece): string {
  return typeof piece === 'string' ? JSON.stringify(piece) : String(piece);
}

/** Types whose descriptions and `Name` tags are for people alone. Resources of other types may hand on any text of theirs. */
function namesNothing(type: unknown): boolean {
  return typeof type === 'string' && /^AWS::(EC2|IAM|AutoScaling)::\w+$/.test(type);
}

/** What nothing reads but people, who want it to be different each time. */
const DESCRIPTIONS: ReadonlySet<string> = new Set(['Description', 'GroupDescription']);

/** Garbage may be nested so deeply that nobody can follow. */
const DEEPEST = 100;

/** What no template can hold. */
const [MAP, LIST, END, NAME] = ['{', '[', '}', '#'].map(text => Symbol(text));

const CONSTRUCT_PATH = 'aws:cdk:path';

/** Writes as long as it is nothing new. */
class ShapeWriter {
  readonly names: string[] = [];
  /** Where a function gives a name, anything may be named. */
  isOpen = false;
  private readonly pieces: Piece[] = [];
  private same = 0;
  private depth = 0;

  constructor(private readonly leavesOut: boolean, private readonly expected: readonly Piece[]) {}

  /** All that was written; undefined if it is what was expected. */
  different(): Piece[] | undefined {
    const isSame = this.pieces.length === 0 && this.same === this.expected.length && this.same > 0;
    return isSame ? undefined : [...this.expected.slice(0, this.same), ...this.pieces];
  }

  resource(resource: RawMap): void {
    for (const key of Object.keys(resource)) {
      const value = resource[key];
      this.write(key);
      switch (key) {
        case 'DependsOn': this.dependencies(value); break;
        case 'Metadata': this.metadata(value); break;
        case 'Properties': this.properties(value); break;
        default: this.value(value);
      }
    }
  }

  private dependencies(names: unknown): void {
    for (const name of Array.isArray(names) ? names as unknown[] : [names]) { this.name(name); }
  }

  private metadata(metadata: unknown): void {
    if (isMap(metadata)) { this.map(metadata, CONSTRUCT_PATH); } else { this.value(metadata); }
  }

  private properties(properties: unknown): void {
    if (!isMap(properties)) {
      this.value(properties);
      return;
    }
    this.write(MAP);
    for (const name of Object.keys(properties)) {
      const isForPeople = this.leavesOut && DESCRIPTIONS.has(name) && typeof properties[name] === 'string';
      if (!isForPeople) { this.entry(name, properties[name]); }
    }
    this.write(END);
  }

  private map(map: RawMap, leftOut?: string): void {
    this.write(MAP);
    for (const key of Object.keys(map)) {
      if (key !== leftOut) { this.entry(key, map[key]); }
    }
    this.write(END);
  }

  private value(value: unknown): void {
    if (++this.depth > DEEPEST) {
      this.isOpen = true;
    } else {
      this.piece(value);
    }
    this.depth--;
  }

  private piece(value: unknown): void {
    if (Array.isArray(value)) {
      this.write(LIST);
      for (const item of value as unknown[]) {
        this.value(item);
      }
      this.write(END);
    } else if (isMap(value)) {
      this.map(value, this.leavesOut && isNameTag(value) ? 'Value' : undefined);
    } else {
      this.write(value);
    }
  }

  private entry(key: string, value: unknown): void {
    this.write(key);
    switch (key) {
      case 'Ref': this.name(value); break;
      case 'Fn::GetAtt': this.attribute(value); break;
      case 'Fn::Sub': this.substitution(value); break;
      default:
        this.isOpen ||= key.startsWith('Fn::ForEach');
        this.value(value);
    }
  }

  private attribute(attribute: unknown): void {
    const [name, ...rest] = typeof attribute === 'string' ? attribute.split('.') : Array.isArray(attribute) ? attribute as unknown[] : [];
    this.name(name);
    this.value(rest);
  }

  /** The variables of the function itself are taken for names as well, which only makes more of them. */
  private substitution(sub: unknown): void {
    const [template, ...rest] = Array.isArray(sub) ? sub as unknown[] : [sub];
    if (typeof template !== 'string') {
      this.value(sub);
      return;
    }
    const [start, ...others] = template.split('${');
    this.write(start);
    for (const other of others) {
      const name = /^[A-Za-z0-9_:]*/.exec(other)![0];
      this.name(name);
      this.write(other.slice(name.length));
    }
    this.value(rest);
  }

  private write(piece: Piece): void {
    if (this.pieces.length === 0 && this.same < this.expected.length && this.expected[this.same] === piece) {
      this.same++;
    } else {
      this.pieces.push(piece);
    }
  }

  private name(name: unknown): void {
    if (typeof name !== 'string') {
      this.isOpen = true;
      return;
    }
    this.names.push(name);
    this.write(NAME);
  }
}

function isNameTag(map: RawMap): boolean {
  return map.Key === 'Name' && typeof map.Value === 'string';
}
