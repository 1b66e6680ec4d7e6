import { Lexer } from 'yaml';

/** What the lexer puts before a plain or a block scalar, and where it gives up on a flow collection. */
const SCALAR = '\u001f';
const FLOW_ERROR_END = '\u0018';

/** Each costs a pass over the text, so garbage must not ask for as many as it likes. */
const MOST_REPAIRS = 200;

/**
 * A text in which the lines of quoted texts and flow collections are indented further than the key that they belong to.
 *
 * YAML 1.2 asks for that, and the parsers of YAML 1.1 that CloudFormation and its tools stand on do not. It changes no value and no line number:
 * neither quoted texts nor flow collections count the blanks with which their lines begin.
 *
 * @see https://yaml.org/spec/1.2.2/#742-flow-mappings
 */
export function indentedFurther(text: string): string {
  let result = text;
  let last = -1;
  for (let repairs = 0; repairs < MOST_REPAIRS; repairs++) {
    const start = endedEarly(result);
    const end = start === undefined || start <= last ? undefined : endOf(result, start);
    if (start === undefined || end === undefined) { return result; }
    result = `${result.slice(0, start)}${indented(result.slice(start, end), columnOf(result, start) + 1)}${result.slice(end)}`;
    last = start;
  }
  return result;
}

/** Where the first quoted text or flow collection starts that the lexer ends before its end. */
function endedEarly(text: string): number | undefined {
  let offset = 0;
  let flow: number | undefined;
  let depth = 0;
  let previous = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === FLOW_ERROR_END) { return flow; }
    if (previous !== SCALAR) {
      if (/^["']/.test(lexeme) && endOf(lexeme, 0) !== lexeme.length) { return flow ?? offset; }
      if (lexeme === '[' || lexeme === '{') { flow = depth++ === 0 ? offset : flow; }
      if (lexeme === ']' || lexeme === '}') { flow = --depth > 0 ? flow : undefined; }
    }
    previous = lexeme;
    offset += CONTROL.test(lexeme) ? 0 : lexeme.length;
  }
  return undefined;
}

/** Marks of the lexer, which are no part of the text. */
const CONTROL = /^[\u0002\u0018\u001f]$/;

/** Quoted texts, comments, and brackets; a quote or a comment begins only after a blank or a mark. */
const PIECE = /(?<=^|[\s[{,:])(?:"(?:[^"\\]|\\[^])*"|'(?:[^']|'')*')|(?<=\s)#[^\n]*|[[{]|[\]}]|[^"'#[\]{}\s]+|\s+|[^]/y;

/** The offset behind the quoted text or the flow collection at an offset; undefined where it does not end. */
function endOf(text: string, start: number): number | undefined {
  const piece = new RegExp(PIECE);
  piece.lastIndex = start;
  let depth = 0;
  for (let match = piece.exec(text); match; match = piece.exec(text)) {
    if (/^[[{]$/.test(match[0])) { depth++; }
    if (/^[\]}]$/.test(match[0])) { depth--; }
    if (depth <= 0) { return match[0] === '"' || match[0] === '\'' ? undefined : piece.lastIndex; }
  }
  return undefined;
}

function indented(text: string, columns: number): string {
  return text.replace(/\n/g, `\n${' '.repeat(columns)}`);
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1) - 1;
}
