import { all, Known, Unknown } from '../known';
import { display, hasMarks, partsOf } from '../symbolic-text';

/** A part of a text that only a deployment makes up, as one thing. */
interface OpaquePart {
  readonly kind: 'opaque';
  readonly name: string;
  /** Where only the environment stands, which a stack that runs anywhere may turn out to be in. */
  readonly environment: boolean;
  /** What starts a text may be all of it, such as an ARN; what stands inside is a name and has no separators. */
  readonly first: boolean;
}

interface Gap {
  readonly kind: 'gap';
  readonly unknown: Unknown;
}

interface Wildcard {
  readonly kind: 'one' | 'any';
}

/** A policy variable, such as `${aws:username}`; a text is compared only after its variables are replaced. */
export interface Variable {
  readonly kind: 'variable';
  /** In lower case. */
  readonly key: string;
  /** What stands for it where the request has no such key. */
  readonly fallback?: string;
}

/** A character, or something else. */
export type Token = string | OpaquePart | Gap | Wildcard | Variable;

/** A text that is taken apart, to be matched. */
export interface Text {
  readonly tokens: readonly Token[];
  /** Why it is not fully known. */
  readonly gap?: Unknown;
  /** Neither opaque parts nor gaps. */
  readonly literal: boolean;
}

/** A text in which `*` and `?` may stand for others. */
export interface Pattern extends Text {
  readonly wildcards: boolean;
  readonly steps: readonly Step[];
}

/** Part of a pattern between asterisks: characters, and what has to lie at least between it and the part before. */
interface Step {
  readonly tokens: readonly Token[];
  readonly atLeast: number;
}

export interface TextOptions {
  readonly ignoreCase?: boolean;
  /** `*` and `?` stand for others. */
  readonly wildcards?: boolean;
  /** There may be policy variables. */
  readonly variables?: boolean;
  /** Every opaque part is of the environment: an account or a region. */
  readonly environment?: boolean;
}

/** Takes a text apart in which `*` and `?` are characters as others. */
export function textOf(text: string, options: TextOptions = {}): Text {
  return remembered(texts, text, options, () => fromTokens(tokensOf(text, options)));
}

/** Takes a pattern apart. */
export function patternOf(text: string, { wildcards = true, ...options }: TextOptions = {}): Pattern {
  const complete = { ...options, wildcards };
  return remembered(patterns, text, complete, () => patternFromTokens(tokensOf(text, complete)));
}

export function patternFromTokens(tokens: readonly Token[]): Pattern {
  return { ...fromTokens(tokens), wildcards: tokens.some(isWildcard), steps: stepsOf(tokens) };
}

export function fromTokens(tokens: readonly Token[]): Text {
  return { tokens, gap: tokens.find(isGap)?.unknown, literal: tokens.every(token => typeof token === 'string' || isWildcard(token)) };
}

// The roles of thousands of nodes name the same actions, buckets and log groups. By what the options are, and then by the text.
const texts = new Map<string, Map<string, Text>>();
const patterns = new Map<string, Map<string, Pattern>>();
const REMEMBERED_AT_MOST = 10_000;

function remembered<T>(memory: Map<string, Map<string, T>>, text: string, options: TextOptions, make: () => T): T {
  const kind = `${options.ignoreCase ? 'i' : ''}${options.environment ? 'e' : ''}${options.wildcards ? 'w' : ''}${options.variables ? 'v' : ''}`;
  let ofKind = memory.get(kind);
  if (!ofKind || ofKind.size >= REMEMBERED_AT_MOST) {
    ofKind = new Map();
    memory.set(kind, ofKind);
  }
  let value = ofKind.get(text);
  if (!value) {
    value = make();
    ofKind.set(text, value);
  }
  return value;
}

/** The pieces of a text between the first separators; separators in opaque parts and gaps do not count. */
export function piecesOf(tokens: readonly Token[], separator: string, limit: number): (readonly Token[])[] {
  const pieces: Token[][] = [[]];
  for (const token of tokens) {
    if (token === separator && pieces.length < limit) {
      pieces.push([]);
    } else {
      pieces[pieces.length - 1].push(token);
    }
  }
  return pieces;
}

export function isWildcard(token: Token): token is Wildcard {
  return typeof token !== 'string' && (token.kind === 'one' || token.kind === 'any');
}

function isGap(token: Token): token is Gap {
  return typeof token !== 'string' && token.kind === 'gap';
}

/** A part that could be anything, for a text that is put together from tokens. */
export function gapToken(unknown: Unknown): Token {
  return { kind: 'gap', unknown };
}

/**
 * Whether a text is one that a pattern stands for: true where every completion of both matches, false where none does.
 *
 * Opaque parts are compared as wholes, for their characters are not those of the deployed text: `app-*` may or may not stand for a name that
 * CloudFormation makes up, `app-1` does not.
 */
export function matches(pattern: Pattern, text: Text): Known<boolean> {
  if (pattern.tokens.length === 1 && isAny(pattern.tokens[0])) {
    return true;
  }
  if (startsDiffer(pattern.tokens, text.tokens)) {
    return false;
  }
  if (certain(pattern.steps, text.tokens)) {
    return true;
  }
  if ((pattern.literal && text.literal) || !possible(pattern.tokens, text.tokens)) {
    return false;
  }
  return pattern.gap ?? text.gap ?? new Unknown('the part of a name that the deployment generates decides whether a wildcard matches it');
}

/** As {@link matches}, with wildcards that do not reach beyond their part of the ARN. */
export function arnMatches(pattern: Pattern, arn: Text): Known<boolean> {
  const whole = matches(pattern, arn);
  if (whole === false || !pattern.wildcards) {
    return whole;
  }
  const wanted = arnPieces(pattern.tokens);
  const found = arnPieces(arn.tokens);
  return wanted && found
    ? all(wanted.map((piece, i) => matches(patternFromTokens(piece), fromTokens(found[i]))))
    : new Unknown('an ARN is compared part by part, and not all of its six parts can be told apart');
}

function arnPieces(tokens: readonly Token[]): (readonly Token[])[] | undefined {
  const pieces = piecesOf(tokens, ':', 6);
  return pieces.length === 6 && pieces[0].join('') === 'arn' && !pieces.slice(0, 5).some(piece => piece.some(isGap)) ? pieces : undefined;
}

// Most patterns are of another service, and so differ within the first characters.
function startsDiffer(a: readonly Token[], b: readonly Token[]): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (!same(a[i], b[i])) {
      return typeof a[i] === 'string' && typeof b[i] === 'string';
    }
  }
  return false;
}

function tokensOf(text: string, options: TextOptions): Token[] {
  const tokens: Token[] = [];
  const isArn = text.startsWith('arn:');
  let colons = 0;
  for (const { kind, content } of partsOf(text, options)) {
    switch (kind) {
      case 'opaque':
        tokens.push({
          kind, name: content, environment: options.environment ?? (isArn && ENVIRONMENT_PIECES.has(colons)), first: tokens.length === 0,
        });
        break;
      case 'gap':
        tokens.push(gapToken(new Unknown(content)));
        break;
      case 'variable':
        tokens.push(variableToken(content));
        break;
      case 'literal':
        for (const character of options.ignoreCase ? content.toLowerCase() : content) {
          colons += character === ':' ? 1 : 0;
          tokens.push(options.wildcards ? WILDCARDS.get(character) ?? character : character);
        }
    }
  }
  return tokens;
}

/**
 * What stands between the braces of a variable: a key and perhaps a default value, or a character that would otherwise be special.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function variableToken(inner: string): Token {
  if (inner === '*' || inner === '?' || inner === '$') {
    return inner;
  }
  const [, key, fallback] = (hasMarks(inner) ? undefined : /^\s*([^\s',]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inner)) ?? [];
  return key === undefined
    ? gapToken(new Unknown(`'\${${display(inner)}}' is not a policy variable`))
    : { kind: 'variable', key: key.toLowerCase(), fallback };
}

// The partition, the region and the account of an ARN: no id of a resource ever stands there.
const ENVIRONMENT_PIECES = new Set([1, 3, 4]);

const WILDCARDS: ReadonlyMap<string, Wildcard> = new Map([['*', { kind: 'any' }], ['?', { kind: 'one' }]]);

function isAny(token: Token): boolean {
  return typeof token !== 'string' && token.kind === 'any';
}

function isOne(token: Token): boolean {
  return typeof token !== 'string' && token.kind === 'one';
}

/** Parted at asterisks; a `?` next to one only says how long the part between must be. */
function stepsOf(tokens: readonly Token[]): Step[] {
  const steps: { tokens: Token[]; atLeast: number }[] = [{ tokens: [], atLeast: 0 }];
  let i = 0;
  while (i < tokens.length) {
    const start = i;
    while (i < tokens.length && isWildcard(tokens[i])) { i++; }
    const run = tokens.slice(start, i);
    if (run.some(isAny)) {
      steps.push({ tokens: [], atLeast: run.filter(isOne).length });
    } else {
      steps[steps.length - 1].tokens.push(...run);
    }
    if (i < tokens.length) {
      steps[steps.length - 1].tokens.push(tokens[i++]);
    }
  }
  return steps;
}

/** Whether a pattern takes every completion: it has no gap, and those of the text lie within asterisks. The first fit of a part is the best. */
function certain(steps: readonly Step[], text: readonly Token[]): boolean {
  const [head, ...others] = steps;
  if (!fitsAt(head.tokens, text, 0)) {
    return false;
  }
  let position: number | undefined = head.tokens.length;
  const tail = others.pop();
  if (!tail) {
    return position === text.length;
  }
  for (const step of others) {
    position = skip(text, position, step.atLeast);
    while (position !== undefined && !fitsAt(step.tokens, text, position)) {
      position = position < text.length ? position + 1 : undefined;
    }
    if (position === undefined) {
      return false;
    }
    position += step.tokens.length;
  }
  const end = text.length - tail.tokens.length;
  const earliest = skip(text, position, tail.atLeast);
  return earliest !== undefined && earliest <= end && fitsAt(tail.tokens, text, end);
}

function fitsAt(tokens: readonly Token[], text: readonly Token[], position: number): boolean {
  if (position + tokens.length > text.length) {
    return false;
  }
  for (let i = 0; i < tokens.length; i++) {
    const token = text[position + i];
    if (!same(tokens[i], token) && !(isOne(tokens[i]) && typeof token === 'string')) {
      return false;
    }
  }
  return true;
}

/** The first position that leaves so many characters behind. A gap may turn out to be empty, an opaque part never is. */
function skip(text: readonly Token[], from: number, characters: number): number | undefined {
  let position = from;
  for (let left = characters; left > 0; position++) {
    if (position >= text.length) {
      return undefined;
    }
    left -= isGap(text[position]) ? 0 : 1;
  }
  return position;
}

/** Whether the same character, or the same opaque part. */
function same(a: Token, b: Token): boolean {
  return a === b
    ? typeof a === 'string' || a.kind === 'opaque'
    : typeof a !== 'string' && typeof b !== 'string' && a.kind === 'opaque' && b.kind === 'opaque' && a.name === b.name;
}

/** Whether some completion matches: a search over pairs of positions, where a gap takes as much of the other side as it likes. */
function possible(pattern: readonly Token[], text: readonly Token[]): boolean {
  const width = text.length + 1;
  const seen = new Set<number>([0]);
  const open = [0];
  const reach = (i: number, j: number) => {
    const state = i * width + j;
    if (i <= pattern.length && j <= text.length && !seen.has(state)) {
      seen.add(state);
      open.push(state);
    }
  };
  while (open.length > 0) {
    const state = open.pop()!;
    const i = Math.floor(state / width);
    const j = state % width;
    if (i === pattern.length && j === text.length) {
      return true;
    }
    stepPast(pattern, i, text, j, reach);
    stepPast(text, j, pattern, i, (b, a) => reach(a, b));
  }
  return false;
}

/** Where one may be, after one token of `a` took nothing or more of `b`. */
function stepPast(a: readonly Token[], i: number, b: readonly Token[], j: number, reach: (i: number, j: number) => void): void {
  const token = a[i];
  if (token === undefined) {
    return;
  }
  if (isElastic(token)) {
    reach(i + 1, j);
    reach(i, j + 1);
  } else if (j < b.length && (same(token, b[j]) || (typeof token === 'string' && isOne(b[j])))) {
    reach(i + 1, j + 1);
  } else if (typeof token !== 'string' && token.kind === 'opaque') {
    spanOpaque(token, b, j, next => reach(i + 1, next));
  }
}

function isElastic(token: Token): boolean {
  return isAny(token) || isGap(token);
}

/**
 * What an opaque part may turn out to be: something that takes a wildcard or a gap to match, for otherwise it is equal to nothing but itself.
 */
function spanOpaque({ environment, first }: OpaquePart, b: readonly Token[], from: number, reach: (j: number) => void): void {
  let open = environment;
  for (let j = from; j < b.length; j++) {
    const token = b[j];
    if (!first && (token === ':' || token === '/')) {
      return;
    }
    const elastic = isElastic(token);
    open ||= elastic || isOne(token);
    if (open) {
      // The rest of an asterisk is there for what follows.
      reach(elastic ? j : j + 1);
    }
  }
}
