/** JSON in pieces: white space, marks, texts, and everything else up to the next of them. */
const TOKEN = /[ \t\n\r]+|[{}[\],:]|"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|[^\s{}[\],:"]+/y;
const SCALAR = /^(?:"|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)$)/;

type Expected = 'value' | 'key' | 'colon' | 'end' | 'value or ]' | 'key or }';

/** Reads JSON token by token. */
class JsonReader {
  /** The first key that a map has twice. */
  duplicate: string | undefined;
  private readonly open: ('{' | '[')[] = [];
  private readonly keys: Set<string>[] = [];
  private expected: Expected = 'value';

  /** Whether the token may come next. */
  accepts(token: string): boolean {
    if (token === '{' || token === '[') { return this.starts(token); }
    if (token === '}' || token === ']') { return this.closes(token); }
    if (token === ',') { return this.continues(); }
    if (token === ':') { return this.moves('colon', 'value'); }
    return SCALAR.test(token) && (this.isKey(token) || this.endsValue());
  }

  private starts(token: '{' | '['): boolean {
    if (!this.expected.startsWith('value')) { return false; }
    this.open.push(token);
    this.keys.push(new Set());
    this.expected = token === '{' ? 'key or }' : 'value or ]';
    return true;
  }

  private closes(token: '}' | ']'): boolean {
    const isEmpty = this.expected.endsWith(token);
    const opening = this.open.pop();
    this.keys.pop();
    const fits = opening === (token === '}' ? '{' : '[') && (isEmpty || this.expected === 'end');
    this.expected = 'end';
    return fits;
  }

  private continues(): boolean {
    const within = this.open.at(-1);
    return within !== undefined && this.moves('end', within === '{' ? 'key' : 'value');
  }

  private isKey(token: string): boolean {
    return token.startsWith('"') && this.expected.startsWith('key') && this.note(token) && this.moves(this.expected, 'colon');
  }

  private note(token: string): boolean {
    const key = token.includes('\\') ? JSON.parse(token) as string : token.slice(1, -1);
    const keys = this.keys.at(-1)!;
    this.duplicate ??= keys.has(key) ? key : undefined;
    keys.add(key);
    return true;
  }

  private endsValue(): boolean {
    return this.expected.startsWith('value') && this.moves(this.expected, 'end');
  }

  private moves(from: Expected, to: Expected): boolean {
    const fits = this.expected === from;
    this.expected = to;
    return fits;
  }
}

/** The line, from 1, at which a text stops being JSON: what JSON.parse itself says of it has no position in many cases. */
export function lineOfJsonError(json: string): number {
  const text = json.trimEnd();
  return lineAt(text, read(text, () => false).end);
}

/** The first key that a map of JSON has twice, of which JSON.parse takes the last and CloudFormation none. */
export function duplicateKey(json: string): { readonly key: string; readonly line: number } | undefined {
  const { reader: { duplicate }, end } = read(json, ({ duplicate: found }) => found !== undefined);
  return duplicate === undefined ? undefined : { key: duplicate, line: lineAt(json, end) };
}

/** Reads up to the first token that is not JSON, or that the reader stops at. */
function read(text: string, stops: (reader: JsonReader) => boolean): { readonly reader: JsonReader; readonly end: number } {
  const reader = new JsonReader();
  const token = new RegExp(TOKEN);
  let end = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0].trim() !== '' && (!reader.accepts(match[0]) || stops(reader))) { break; }
    end = token.lastIndex;
  }
  return { reader, end };
}

function lineAt(text: string, position: number): number {
  const rest = text.slice(position);
  return text.slice(0, text.length - rest.trimStart().length).split('\n').length;
}
