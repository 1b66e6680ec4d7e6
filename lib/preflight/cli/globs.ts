import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Whether a name is a pattern, which a shell did not expand since it was quoted, or since the shell expands none. */
export function isGlob(name: string): boolean {
  return /[*?[{]/.test(name) && !existsSync(name);
}

/**
 * The files and folders that fit a pattern, as a shell has it: `*`, `?`, `[a-z]`, `{a,b}`, and `**` for any folders. Nothing that begins with a dot,
 * unless the pattern says so. `**` looks neither through links nor into `node_modules`.
 *
 * The CDK runs on Node.js 20, which has no `fs.globSync`.
 */
export function expandGlob(pattern: string): string[] {
  const paths = alternatives(pattern).flatMap(each => {
    const segments = each.split(sep === '\\' ? /[\\/]+/ : /\/+/);
    return segments[0] === '' ? fitting('/', segments.slice(1)) : fitting('', segments);
  });
  return [...new Set(paths)].sort();
}

/** `{a,b}` is written out; the innermost first. */
function alternatives(pattern: string): string[] {
  const [all, inner] = /\{([^{}]*,[^{}]*)\}/.exec(pattern) ?? [];
  return all === undefined ? [pattern] : inner.split(',').flatMap(each => alternatives(pattern.replace(all, () => each)));
}

function fitting(folder: string, [segment, ...rest]: readonly string[]): string[] {
  if (segment === undefined) { return [folder]; }
  if (segment === '**') {
    const inner = entriesOf(folder).filter(entry => entry.isDirectory() && !isHidden(entry.name) && entry.name !== 'node_modules');
    const others = rest.length === 0 ? ['*'] : rest;
    return [...fitting(folder, others), ...inner.flatMap(({ name }) => fitting(join(folder, name), [segment, ...others]))];
  }
  if (!/[*?[]/.test(segment)) {
    const path = segment === '' ? folder : join(folder, segment);
    return existsSync(path) ? fitting(path, rest) : [];
  }
  const fits = expressionOf(segment);
  const names = entriesOf(folder).map(({ name }) => name).filter(name => fits.test(name) && (!isHidden(name) || isHidden(segment)));
  return names.flatMap(name => fitting(join(folder, name), rest));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch {
    // A file, or a folder that may not be read, has nothing that fits.
    return [];
  }
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}

function expressionOf(segment: string): RegExp {
  const source = segment.replace(/\[([!^]?)([^\]]+)\]|[*?]|[\\^$+.()|{}[\]]/g, (found, not: string | undefined, set: string | undefined) => (
    found === '*' ? '.*' : found === '?' ? '.' : set === undefined ? `\\${found}` : `[${not === '' ? '' : '^'}${set.replace(/[\\[]/g, '\\$&')}]`));
  return new RegExp(`^${source}$`, 's');
}
