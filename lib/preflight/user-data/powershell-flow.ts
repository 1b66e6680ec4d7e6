import { isAboutNode } from './node-conditions';
import { both, opposite, Runs, runsIf, Status } from './runs';

/** A statement of a PowerShell or batch script, and whether it runs. */
export interface PowerShellStatement {
  readonly statement: string;
  readonly runs: Runs;
}

/** What stands between braces, semicolons and the ends of lines. */
interface Piece {
  readonly text: string;
  /** The brace that ends it, if one does. */
  readonly brace?: '{' | '}';
}

interface Block {
  readonly runs: Runs;
  /** Whether an `else` that follows runs. */
  readonly rest: Runs;
  readonly isInFunction: boolean;
}

/** What asks for what is on the node. */
const ASKS_NODE = /\b(get-service|test-path|get-command|get-package|get-itemproperty|get-ciminstance|get-wmiobject)\b|%processor_architecture%|\$env:processor_architecture/i;

/** What asks whether a download is signed, which it is expected to be. */
const ASKS_SIGNATURE = /\bstatus\s+-(eq|ne)\s+["']?valid\b/i;

/**
 * The statements of a script of Windows, without comments. A line that ends in a backtick continues on the next.
 *
 * It promises what `ShellFlow` promises: what comes after `exit`, `return` or `throw`, in a branch whose condition is `$false`, or in a function that
 * nothing calls does not run; what depends on what the script finds on the node, other than the agent and the system itself, runs perhaps.
 */
export function powerShellStatements(text: string): PowerShellStatement[] {
  const statements: PowerShellStatement[] = [];
  const blocks: Block[] = [];
  let left: Runs = 'always';
  let closed: Block | undefined;
  const all = piecesOf(text);
  const called = new Set(all.map(({ text: piece }) => /^[\w-]+/.exec(piece)?.[0].toLowerCase()));
  for (const { text: piece, brace } of all) {
    const outer = both(left, blocks[blocks.length - 1]?.runs ?? 'always');
    const runs = both(outer, oneLineCondition(piece));
    if (piece !== '') {
      statements.push({ statement: piece, runs });
      left = both(left, leftAfter(piece, runs, blocks));
    }
    if (brace === '{') {
      const inner = blockOf(piece, closed, called);
      const around = blocks[blocks.length - 1];
      blocks.push({ ...inner, runs: both(around?.runs ?? 'always', inner.runs), isInFunction: inner.isInFunction || (around?.isInFunction ?? false) });
    } else if (brace === '}') {
      closed = blocks.pop();
      continue;
    }
    if (piece !== '' || brace === '{') { closed = undefined; }
  }
  return statements;
}

function blockOf(header: string, before: Block | undefined, called: ReadonlySet<string | undefined>): Block {
  const [, name] = /^function\s+(?:global:|script:)?([\w-]+)/i.exec(header) ?? [];
  if (name !== undefined) { return block(called.has(name.toLowerCase()) ? 'always' : 'never', true); }
  const rest = before?.rest ?? 'always';
  const status = conditionOf(header);
  if (/^(else\s*)?(else)?if\b/i.test(header)) { return { runs: both(rest, runsIf(status)), rest: both(rest, runsIf(opposite(status))), isInFunction: false }; }
  if (/^else\b/i.test(header)) { return block(rest); }
  if (/^catch\b/i.test(header)) { return block('perhaps'); }
  if (/^switch\b/i.test(header)) { return block(isAboutNode(header) ? 'guarded' : 'perhaps'); }
  return block(/^while\b/i.test(header) ? (status === 'true' ? 'always' : status === 'false' ? 'never' : 'guarded') : 'always');
}

function block(runs: Runs, isInFunction: boolean = false): Block {
  return { runs, rest: 'always', isInFunction };
}

function conditionOf(header: string): Status {
  if (/\(\s*\$true\s*\)/i.test(header)) { return 'true'; }
  if (/\(\s*(\$false|\$null|0)\s*\)/i.test(header)) { return 'false'; }
  return isAboutNode(header) || ASKS_NODE.test(header) || ASKS_SIGNATURE.test(header) ? 'guard' : 'unknown';
}

/** `if` of a batch file has its command in the same line. */
function oneLineCondition(statement: string): Runs {
  return /^if\s+(not\s+|\/i\s+)*(exist|defined|errorlevel|"|%)/i.test(statement) ? runsIf(isAboutNode(statement) ? 'guard' : 'unknown') : 'always';
}

/** What is left to run after a statement: an exit that reports a failure is not expected. */
function leftAfter(statement: string, runs: Runs, blocks: readonly Block[]): Runs {
  const [, word, code] = /^(exit|return|throw|goto)\b\s*(?:\/b\s*)?(\S*)/i.exec(statement) ?? [];
  if (word === undefined || (/^return$/i.test(word) && blocks[blocks.length - 1]?.isInFunction)) { return 'always'; }
  if (/^goto$/i.test(word)) { return 'perhaps'; }
  const isFailure = /^throw$/i.test(word) || (code !== '' && code !== '0');
  if (runs === 'always') { return 'never'; }
  return runs === 'perhaps' && !isFailure ? 'perhaps' : 'always';
}

function piecesOf(text: string): Piece[] {
  return withoutBlockComments(text).replace(/`\r?\n/g, ' ').split(/\r?\n/).flatMap(piecesOfLine);
}

function withoutBlockComments(text: string): string {
  let rest = '';
  let from = 0;
  for (let start = text.indexOf('<#'); start >= 0; start = text.indexOf('<#', from)) {
    const end = text.indexOf('#>', start + 2);
    if (end < 0) { break; }
    rest += text.slice(from, start);
    from = end + 2;
  }
  return rest + text.slice(from);
}

/** Between semicolons and braces that are not quoted, up to a comment. */
function piecesOfLine(line: string): Piece[] {
  const found: Piece[] = [];
  let start = 0;
  let quote: string | undefined;
  let inVariable = false;
  const end = (at: number, brace?: '{' | '}') => {
    const text = line.slice(start, at).trim();
    start = at + 1;
    if (text !== '' || brace) { found.push({ text, brace }); }
  };
  for (let i = 0; i < line.length; i++) {
    const character = line[i];
    if (quote === undefined && character === '#' && (i === 0 || /\s/.test(line[i - 1]))) {
      end(i);
      return found;
    }
    if (/["']/.test(character)) { quote = quote === undefined ? character : quote === character ? undefined : quote; }
    if (quote !== undefined) { continue; }
    if (character === '{' && line[i - 1] === '$') {
      inVariable = true;
    } else if (character === '}' && inVariable) {
      inVariable = false;
    } else if (character === ';') {
      end(i);
    } else if (character === '{' || character === '}') {
      end(i, character);
    }
  }
  end(line.length);
  return found;
}
