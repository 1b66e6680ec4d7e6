import { both, opposite, Runs, runsIf, Status } from './runs';
import { ShellCommand } from './shell-commands';
import { withoutWrappers } from './shell-words';

/** What follows the flow of a script. */
export interface ShellReader {
  /** A command that runs, or may run. Its words have no reserved words before them. */
  read(command: ShellCommand, runs: Runs): void;
  /** How a command ends. */
  statusOf(words: readonly string[]): Status;
  /** A value that a loop gives to its variable, or the word that a `case` looks at. */
  expand(word: string): string;
  /** Whether a `case` looks at what the node is. */
  isAboutNode(word: string): boolean;
  /** The script calls more than is read. */
  cut(): void;
}

interface Frame {
  readonly kind: 'if' | 'loop' | 'case' | 'group' | 'subshell';
  /** Whether what is in the branch runs. */
  runs: Runs;
  /** Whether the branches after this one run. */
  rest: Runs;
  /** What a subshell or a function has left to run, after `exit` and `return`. */
  left: Runs;
  /** In the condition of a branch. */
  inCondition: boolean;
  /** In a `case`, where a pattern stands. */
  inPattern: boolean;
  /** Whether it runs only where a command fails that is expected to succeed. */
  readonly afterFailure: boolean;
}

/** A command without the reserved words before it. */
interface Unreserved {
  readonly words: readonly string[];
  readonly isNegated: boolean;
}

/** A function of a script. */
interface Definition {
  readonly name: string;
  readonly body: ShellCommand[];
  /** Where in the script it ends. */
  readonly last: number;
}

/** What a command hangs on. */
interface Link {
  readonly runs: Runs;
  readonly afterFailure: boolean;
}

/** Functions that call each other twice run exponentially often; no script that fits into user data has near as many commands. */
const MOST_COMMANDS = 50_000;
const DEEPEST_CALL = 20;
/** Of branches, loops and subshells. */
const DEEPEST_NESTING = 100;

/**
 * Which commands of a shell script run.
 *
 * It promises: what comes after `exit`, `exec` or `return`, in a branch whose condition is constant and false, or in a function that nothing calls does
 * not run; what depends on what the script finds on the node, other than the agent and the system itself, runs perhaps. An ordinary command is
 * expected to succeed, so that `|| exit 1` ends no script and `set -e` makes no difference.
 */
export class ShellFlow {
  private readonly functions = new Map<string, readonly ShellCommand[]>();
  private steps = 0;
  private depth = 0;
  /** What the script has left to run. */
  private left: Runs = 'always';

  constructor(private readonly reader: ShellReader) {}

  run(commands: readonly ShellCommand[], runs: Runs): void {
    this.sequence(commands, runs);
  }

  private sequence(commands: readonly ShellCommand[], runs: Runs): void {
    const frames: Frame[] = [frameOf('group', { runs, afterFailure: false })];
    let status: Status = 'true';
    let link: Link = { runs: 'always', afterFailure: false };
    for (let index = 0; index < commands.length; index++) {
      if (++this.steps > MOST_COMMANDS || frames.length > DEEPEST_NESTING) { return this.reader.cut(); }
      const command = commands[index];
      link = command.piped ? link : linkOf(command, status, frames[frames.length - 1]);
      if (!isDefinition(commands[index - 1], command)) { punctuate(frames, command, link); }
      const definition = definitionAt(commands, index);
      if (definition) {
        this.functions.set(definition.name, definition.body);
        index = definition.last;
      } else if (!frames[frames.length - 1].inPattern || command.words[0] === 'esac') {
        status = this.step(frames, command, status, link);
      }
    }
  }

  /** Reads a command, and returns how the list that it is in ends so far. */
  private step(frames: Frame[], command: ShellCommand, before: Status, link: Link): Status {
    const { words, isNegated } = this.reserved(frames, command.words, before, link);
    if (words.length === 0) { return before; }
    const runs = [frames[frames.length - 1].runs, link.runs, this.left, ...frames.map(({ left }) => left)].reduce(both);
    if (runs !== 'never') { this.perform(frames, { ...command, words }, runs, link); }
    const own = isNegated ? opposite(this.reader.statusOf(words)) : this.reader.statusOf(words);
    return command.joint === undefined ? own : joined(before, command.joint, own);
  }

  private perform(frames: Frame[], command: ShellCommand, runs: Runs, { afterFailure }: Link): void {
    const { words } = command;
    switch (words[0]) {
      case 'exit': return this.exit(frames, words[1], runs, afterFailure || frames[frames.length - 1].afterFailure);
      case 'return': return this.leave(frames, runs);
    }
    this.reader.read(command, runs);
    this.call(words, runs);
    if (words[0] === 'exec' && words.length > 1 && !/^\d$/.test(words[1])) {
      this.end(frames, runs);
    }
  }

  /** An exit that reports a failure is not expected, since ordinary commands are expected to succeed. */
  private exit(frames: Frame[], code: string | undefined, runs: Runs, afterFailure: boolean): void {
    const isFailure = afterFailure || (code !== undefined && code !== '0');
    if (runs === 'always' || (runs === 'perhaps' && !isFailure)) { this.end(frames, runs); }
  }

  private end(frames: readonly Frame[], runs: Runs): void {
    const left = runs === 'always' ? 'never' : 'perhaps';
    const subshell = [...frames].reverse().find(({ kind }) => kind === 'subshell');
    if (subshell) { subshell.left = both(subshell.left, left); } else { this.left = both(this.left, left); }
  }

  /** Outside of functions shells differ: bash goes on after `return`, and dash ends. */
  private leave(frames: readonly Frame[], runs: Runs): void {
    if (runs !== 'guarded') { frames[0].left = both(frames[0].left, runs === 'always' && this.depth > 0 ? 'never' : 'perhaps'); }
  }

  private call(words: readonly string[], runs: Runs): void {
    const [name, ...others] = withoutWrappers(words);
    if (name !== undefined && this.functions.has(name)) { this.enter(name, runs); }
    // A function whose name is passed on, as to `trap` or to a function that tries again.
    for (const other of others) {
      if (this.functions.has(other)) { this.enter(other, both(runs, 'perhaps')); }
    }
  }

  private enter(name: string, runs: Runs): void {
    if (this.depth >= DEEPEST_CALL) { return this.reader.cut(); }
    this.depth++;
    this.sequence(this.functions.get(name)!, runs);
    this.depth--;
  }

  /** Takes the reserved words from before a command. */
  private reserved(frames: Frame[], written: readonly string[], before: Status, link: Link): Unreserved {
    let isNegated = false;
    for (const [index, word] of written.entries()) {
      const { runs, afterFailure } = frames[frames.length - 1];
      const inner: Link = { runs: both(runs, link.runs), afterFailure: afterFailure || link.afterFailure };
      switch (word) {
        case '!': isNegated = !isNegated; break;
        case 'if': frames.push({ ...frameOf('if', inner), inCondition: true }); break;
        case 'while': case 'until': frames.push({ ...frameOf('loop', inner), inCondition: true }); break;
        case 'then': startBranch(frames, before); break;
        case 'elif': case 'else': nextBranch(frames, word === 'elif'); break;
        case 'do': startLoop(frames, before); break;
        case 'for': case 'select': frames.push(frameOf('loop', inner)); return { words: written.slice(index), isNegated };
        case 'case': frames.push(this.caseFrame(written.slice(index), inner)); return { words: [], isNegated };
        case '{': frames.push(frameOf('group', inner)); break;
        case 'fi': case 'done': case 'esac': case '}': if (frames.length > 1) { frames.pop(); } break;
        default: return { words: written.slice(index), isNegated };
      }
    }
    return { words: [], isNegated };
  }

  private caseFrame([, subject = '']: readonly string[], link: Link): Frame {
    const guard = this.reader.isAboutNode(subject) || this.reader.isAboutNode(this.reader.expand(subject));
    return { ...frameOf('case', { ...link, runs: both(link.runs, guard ? 'guarded' : 'perhaps') }), inPattern: true };
  }
}

function frameOf(kind: Frame['kind'], { runs, afterFailure }: Link): Frame {
  return { kind, runs, rest: runs, left: 'always', inCondition: false, inPattern: false, afterFailure };
}

function linkOf({ joint }: ShellCommand, before: Status, { afterFailure }: Frame): Link {
  switch (joint) {
    case undefined: return { runs: 'always', afterFailure };
    case '&&': return { runs: before === 'succeeds' || before === 'tries' ? 'always' : runsIf(before), afterFailure };
    case '||': return { runs: runsIf(opposite(before)), afterFailure: afterFailure || before === 'succeeds' || before === 'tries' };
  }
}

function startBranch(frames: Frame[], condition: Status): void {
  const top = frames[frames.length - 1];
  if (top.kind !== 'if' || !top.inCondition) { return; }
  const outer = top.rest;
  top.inCondition = false;
  top.runs = both(outer, runsIf(condition));
  top.rest = both(outer, runsIf(opposite(condition)));
}

function nextBranch(frames: Frame[], hasCondition: boolean): void {
  const top = frames[frames.length - 1];
  if (top.kind !== 'if') { return; }
  top.runs = top.rest;
  top.inCondition = hasCondition;
}

/** A loop that waits for something, or tries again, is expected to get to what it is for. */
function startLoop(frames: Frame[], condition: Status): void {
  const top = frames[frames.length - 1];
  if (top.kind !== 'loop' || !top.inCondition) { return; }
  top.inCondition = false;
  top.runs = both(top.runs, condition === 'true' ? 'always' : condition === 'false' ? 'never' : 'guarded');
}

function punctuate(frames: Frame[], { punctuation = [] }: ShellCommand, link: Link): void {
  for (const mark of punctuation) {
    const top = frames[frames.length - 1];
    if (top.kind === 'case') {
      if (mark === ';;') { top.inPattern = true; top.runs = top.rest; continue; }
      if (top.inPattern) { top.inPattern = mark === '('; continue; }
    }
    if (mark === '(') {
      frames.push(frameOf('subshell', { ...link, runs: both(top.runs, link.runs) }));
    } else if (mark === ')' && frames.length > 1) {
      frames.pop();
    }
  }
}

function isDefinition(header: ShellCommand | undefined, body: ShellCommand | undefined): boolean {
  return header?.words.length === 1 && body?.punctuation?.[0] === '(' && body.punctuation[1] === ')';
}

/** A function that is defined here: its body, and where that ends. */
function definitionAt(commands: readonly ShellCommand[], index: number): Definition | undefined {
  const { words } = commands[index];
  const isKeyword = words[0] === 'function' && words[1] !== undefined;
  if (!isKeyword && !isDefinition(commands[index], commands[index + 1])) { return undefined; }
  const isInline = isKeyword && words.length > 2;
  const first = isInline ? { ...commands[index], words: words.slice(2) } : commands[index + 1];
  if (first?.words[0] !== '{') { return undefined; }
  const body: ShellCommand[] = [];
  let depth = 0;
  let last = isInline ? index : index + 1;
  for (let command: ShellCommand | undefined = first; command; command = commands[++last]) {
    body.push(body.length === 0 ? { ...command, punctuation: undefined } : command);
    depth += depthOf(command.words);
    if (depth <= 0) { break; }
  }
  return { name: isKeyword ? words[1] : words[0], body, last };
}

const BEFORE_BRACES = new Set(['!', 'if', 'while', 'until', 'then', 'elif', 'else', 'do', 'fi', 'done', 'esac', '{', '}']);

function depthOf(words: readonly string[]): number {
  let depth = 0;
  for (const word of words) {
    if (!BEFORE_BRACES.has(word)) { break; }
    depth += word === '{' ? 1 : word === '}' ? -1 : 0;
  }
  return depth;
}

/** How a list of commands ends. */
function joined(before: Status, joint: '&&' | '||', own: Status): Status {
  const decided = joint === '&&' ? 'false' : 'true';
  const passes = joint === '&&' ? ['true', 'succeeds', 'tries'] : ['false'];
  if (before === decided || passes.includes(before)) { return before === decided ? before : own; }
  if (own === decided) { return own; }
  return before === 'unknown' || own === 'unknown' ? 'unknown' : before === 'guard' || own === 'guard' ? 'guard' : before;
}
