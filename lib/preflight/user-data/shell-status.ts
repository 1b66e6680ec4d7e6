import { isAboutNode } from './node-conditions';
import { Status } from './runs';
import { baseName, withoutWrappers } from './shell-words';
import { AGENT_MENTION } from '../../agent/packages';

const TESTS = new Set(['[', '[[', 'test']);
/** Commands that only ask. */
const QUERIES = /^(grep|egrep|fgrep|pgrep|pidof|getent|id|ls|stat|diff|cmp|mountpoint|ping|nc|host|dig|getenforce|curl|wget|jq|find)$/;
const ASKING_VERBS = /^(is-active|is-enabled|is-failed|status|list|list-units|list-unit-files|list-installed|show|info|-q\w*|-s|-l|--query|--status|-W)$/;

/** How a command of a shell ends, by its words, whose variables are replaced. */
export function statusOf(words: readonly string[]): Status {
  const text = words.join(' ');
  if (/^(command|type|which|hash)$/.test(words[0])) { return 'guard'; }
  const [name = '', ...others] = withoutWrappers(words);
  switch (name) {
    case 'true': case ':': return 'true';
    case 'false': return 'false';
    case '': case 'exit': case 'return': return 'unknown';
    case 'which': case 'type': case 'hash': return 'guard';
  }
  if (TESTS.has(name)) { return constantTest(others) ?? (isAboutNode(text) ? 'guard' : 'unknown'); }
  if (/^[$`]/.test(name)) { return 'unknown'; }
  if (QUERIES.test(baseName(name)) || others.some(word => ASKING_VERBS.test(word))) { return isAboutNode(text) ? 'guard' : isDownload(name) ? 'succeeds' : 'unknown'; }
  return AGENT_MENTION.test(text) ? 'tries' : 'succeeds';
}

/** A download is a query where its end is what matters, and an ordinary command where its output is. */
function isDownload(name: string): boolean {
  return /^(curl|wget)$/.test(baseName(name));
}

/** A test of constants; undefined for any other. */
function constantTest(written: readonly string[]): Status | undefined {
  const words = written.filter(word => word !== ']' && word !== ']]');
  if (words.some(word => /[$`*?]/.test(word))) { return undefined; }
  const [a, operator, b] = words;
  const result = words.length === 3 ? compare(a, operator, b) : words.length === 2 ? sizeTest(a, operator) : undefined;
  return result === undefined ? undefined : result ? 'true' : 'false';
}

function compare(a: string, operator: string, b: string): boolean | undefined {
  switch (operator) {
    case '=': case '==': return a === b;
    case '!=': return a !== b;
    case '-eq': return Number(a) === Number(b);
    case '-ne': return Number(a) !== Number(b);
    default: return undefined;
  }
}

function sizeTest(operator: string, word: string): boolean | undefined {
  switch (operator) {
    case '-n': return word !== '';
    case '-z': return word === '';
    default: return undefined;
  }
}
