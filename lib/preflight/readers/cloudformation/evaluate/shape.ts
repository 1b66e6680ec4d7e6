import { isMap, own, RawMap } from '../parse/raw';

/** What is written of a resource. */
export interface Shape {
  /** With a mark in the place of each name. */
  readonly text: string;
  /** Logical ids, of parameters as well, in the order in which they stand. */
  readonly names: readonly string[];
}

/** The shape of a resource; undefined where it may refer to anything. Resources with the same text differ in what they refer to alone. */
export function shapeOf(resource: RawMap): Shape | undefined {
  const writer = new ShapeWriter(namesNothing(own(resource, 'Type')));
  writer.resource(resource);
  return writer.finished();
}

/** Types whose descriptions and `Name` tags are for people alone. Resources of other types may hand on any text of theirs. */
function namesNothing(type: unknown): boolean {
  return typeof type === 'string' && /^AWS::(EC2|IAM|AutoScaling)::\w+$/.test(type);
}

/** What nothing reads but people, who want it to be different each time. */
const DESCRIPTIONS: ReadonlySet<string> = new Set(['Description', 'GroupDescription']);

/** Garbage may be nested so deeply that nobody can follow. */
const DEEPEST = 100;

/** Nothing else begins with it. */
const NAME = '#';

const CONSTRUCT_PATH = 'aws:cdk:path';

class ShapeWriter {
  private readonly names: string[] = [];
  private text = '';
  /** Where a function gives a name, anything may be named. */
  private isOpen = false;
  private depth = 0;

  constructor(private readonly leavesOut: boolean) {}

  finished(): Shape | undefined {
    return this.isOpen ? undefined : { text: this.text, names: this.names };
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
    this.text += '{';
    for (const name of Object.keys(properties)) {
      const isForPeople = this.leavesOut && DESCRIPTIONS.has(name) && typeof properties[name] === 'string';
      if (!isForPeople) { this.entry(name, properties[name]); }
    }
    this.text += '}';
  }

  private map(map: RawMap, leftOut?: string): void {
    this.text += '{';
    for (const key of Object.keys(map)) {
      if (key !== leftOut) { this.entry(key, map[key]); }
    }
    this.text += '}';
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
      this.text += '[';
      for (const item of value as unknown[]) {
        this.value(item);
      }
      this.text += ']';
    } else if (isMap(value)) {
      this.map(value, this.leavesOut && isNameTag(value) ? 'Value' : undefined);
    } else if (typeof value === 'string') {
      this.write(value);
    } else {
      this.text += `${String(value)},`;
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

  /** With its length, so that no two ways to put texts together look the same. */
  private write(text: string): void {
    this.text += `${text.length}:${text}`;
  }

  private name(name: unknown): void {
    if (typeof name !== 'string') {
      this.isOpen = true;
      return;
    }
    this.names.push(name);
    this.text += NAME;
  }
}

function isNameTag(map: RawMap): boolean {
  return map.Key === 'Name' && typeof map.Value === 'string';
}
