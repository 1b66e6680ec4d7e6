import * as yaml from 'yaml';
import { extent, put } from './raw';
import { indentedFurther } from './yaml-indentation';
import { UnreadableInput } from '../evaluate/template';

/**
 * The short forms of intrinsic functions, but for `!Ref` and `!Condition`, which have no prefix in their long form.
 *
 * Those of the last line are for Rules, which hold before a deployment and give no value.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-rules.html
 */
const FUNCTIONS = [
  'GetAtt', 'Sub', 'Join', 'Select', 'Split', 'FindInMap', 'If', 'Equals', 'And', 'Or', 'Not', 'GetAZs', 'Cidr', 'ImportValue', 'Base64', 'Transform',
  'ToJsonString', 'Length', 'ForEach', 'GetStackOutput',
  'Contains', 'EachMemberEquals', 'EachMemberIn', 'Implies', 'RefAll', 'ValueOf', 'ValueOfAll',
];
const TAGS: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'], ['!Condition', 'Condition'], ...FUNCTIONS.map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
]);

const STANDARD_TAG = /^(!|tag:yaml\.org,2002:.*)$/;

/** What CloudFormation takes for a boolean: those of YAML 1.1 without the single letters. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on'].flatMap(word => spellings(word, true)), ...['false', 'no', 'off'].flatMap(word => spellings(word, false)),
]);
const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);

/** The parser is recursive, so that what is nested much deeper would end the process. */
const DEEPEST = 100;

/** With aliases written out; a template of CloudFormation has at most 1 MB. */
const MOST_VALUES = 1_000_000;

function spellings(word: string, value: boolean): [string, boolean][] {
  return [word, word.toUpperCase(), word[0].toUpperCase() + word.slice(1)].map(spelling => [spelling, value]);
}

/** Reads YAML the way CloudFormation does, with the short forms of its functions written out. */
export function parseYaml(text: string, file: string): unknown {
  return parse(text, file, indentedFurther);
}

/** @param mend changes what the parser does not take, once */
function parse(text: string, file: string, mend: (text: string) => string): unknown {
  const lines = new yaml.LineCounter();
  const refuse = (problem: string, offset?: number): never => {
    throw new UnreadableInput(file, problem, offset === undefined ? undefined : lines.linePos(offset).line);
  };
  const tokens = [...new yaml.Parser(lines.addNewLine).parse(text)];
  if (extent(tokens).depth > 4 * DEEPEST) {
    return refuse(`it is nested more than ${DEEPEST} levels deep`);
  }
  const [document, another] = composed(tokens);
  if (document === undefined) { return refuse('it is empty'); }
  if (document.errors.length > 0) {
    const mended = mend(text);
    return mended === text ? refuse(document.errors[0].message, document.errors[0].pos[0]) : parse(mended, file, once => once);
  }
  if (another) { return refuse('it has several documents, a template is one', another.range[0]); }
  return new Reader(refuse).read(document.contents, 0);
}

/** Scalars are read as texts first: what is a number to YAML may be an account or a date to CloudFormation. */
function composed(tokens: Iterable<yaml.CST.Token>): yaml.Document.Parsed[] {
  const composer = new yaml.Composer({ schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  return [...composer.compose(tokens)];
}

interface Anchored {
  readonly value: unknown;
  readonly size: number;
}

/** Makes plain values of the nodes of a document. */
class Reader {
  private readonly anchors = new Map<string, Anchored | undefined>();
  private size = 0;

  constructor(private readonly refuse: (problem: string, offset?: number) => never) {}

  read(node: unknown, offset: number): unknown {
    if (yaml.isAlias(node)) { return this.alias(node); }
    if (!yaml.isNode(node)) { return null; }
    this.grow(1, offset);
    const anchor = yaml.isScalar(node) || yaml.isCollection(node) ? node.anchor : undefined;
    if (anchor === undefined) { return this.tagged(node, offset); }
    const before = this.size;
    // An alias within what it names finds an anchor that has no value yet.
    this.anchors.set(anchor, undefined);
    const value = this.tagged(node, offset);
    this.anchors.set(anchor, { value, size: this.size - before });
    return value;
  }

  private alias(node: yaml.Alias): unknown {
    const anchored = this.anchors.get(node.source);
    if (!anchored) {
      return this.refuse(this.anchors.has(node.source) ? `the alias *${node.source} is within what it names` : `there is no anchor &${node.source}`, start(node));
    }
    this.grow(anchored.size, start(node));
    return anchored.value;
  }

  private grow(size: number, offset: number): void {
    this.size += size + 1;
    if (this.size > MOST_VALUES) {
      this.refuse(`its aliases stand for more than ${MOST_VALUES} values`, offset);
    }
  }

  private tagged(node: yaml.Node, offset: number): unknown {
    const { tag } = node;
    if (tag === undefined || STANDARD_TAG.test(tag)) { return this.plain(node, tag !== undefined); }
    const name = TAGS.get(tag);
    // What is indented below a tag begins on a line of its own.
    const at = yaml.isScalar(node) ? start(node) : offset;
    return name === undefined ? this.refuse(`${tag} is not a tag of CloudFormation`, at) : { [name]: this.plain(node, true) };
  }

  private plain(node: yaml.Node, isText: boolean): unknown {
    if (yaml.isMap(node)) { return this.map(node); }
    if (yaml.isSeq(node)) { return node.items.map(item => this.read(item, yaml.isNode(item) ? start(item) : start(node))); }
    const { value, type } = node as yaml.Scalar;
    return isText || type !== 'PLAIN' ? String(value) : scalar(String(value));
  }

  private map(node: yaml.YAMLMap): { [key: string]: unknown } {
    const merged: { [key: string]: unknown } = {};
    const result: { [key: string]: unknown } = {};
    for (const { key, value } of node.items) {
      if (!yaml.isScalar(key)) { return this.refuse('a key is a list, a map or an alias', yaml.isNode(key) ? start(key) : start(node)); }
      const name = String(key.value);
      if (name === '<<' && key.type === 'PLAIN') {
        this.merge(merged, this.read(value, start(key)), start(key));
      } else if (Object.hasOwn(result, name)) {
        this.refuse(`the key ${name} is there twice`, start(key));
      } else {
        put(result, name, this.read(value, start(key)));
      }
    }
    // The map's own keys come before those that are merged in.
    Object.entries(merged).filter(([name]) => !Object.hasOwn(result, name)).forEach(([name, value]) => put(result, name, value));
    return result;
  }

  private merge(into: { [key: string]: unknown }, from: unknown, offset: number): void {
    for (const map of Array.isArray(from) ? from as unknown[] : [from]) {
      if (typeof map !== 'object' || map === null || Array.isArray(map)) { return this.refuse('<< takes a map, or a list of maps', offset); }
      Object.entries(map).filter(([name]) => !Object.hasOwn(into, name)).forEach(([name, value]) => put(into, name, value));
    }
  }
}

function start(node: yaml.Node): number {
  return node.range?.[0] ?? 0;
}

/** A number only if it is written as one is printed: neither accounts with leading zeros nor versions such as 1.10 are. */
function scalar(text: string): unknown {
  if (NULLS.has(text)) { return null; }
  const number = Number(text);
  return BOOLEANS.get(text) ?? (/^-?\d/.test(text) && Number.isFinite(number) && String(number) === text ? number : text);
}
