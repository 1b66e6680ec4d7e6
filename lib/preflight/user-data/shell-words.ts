/** What may stand before a command that is run. */
const WRAPPERS = new Set(['sudo', 'nohup', 'time', 'timeout', 'nice', 'ionice', 'env', 'exec', 'command', 'builtin', 'retry', 'root']);
const WRAPPER_ARGUMENT = /^(-.*|\d+[smh]?|\w+=.*|\$\w+)$/s;

/** A command without what runs it, such as `sudo -u root`, and without assignments before it. */
export function withoutWrappers(words: readonly string[]): readonly string[] {
  const first = words.findIndex(word => !WRAPPERS.has(word) && !WRAPPER_ARGUMENT.test(word));
  return first < 0 ? [] : words.slice(first);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
