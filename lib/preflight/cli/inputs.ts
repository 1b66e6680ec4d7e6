import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { expandGlob, isGlob } from './globs';
import { UsageError } from './usage-error';
import { meantHint } from '../../core/nearest';
import { Input } from '../readers/cloudformation/cloudformation-reading';
import { UnreadableInput } from '../readers/cloudformation/evaluate/template';

const STANDARD_INPUT = '-';

/** What the names on the command line are of: files, folders, patterns of both, and `-`. */
export function inputsOf(names: readonly string[], standardInput: () => Buffer): Input[] {
  if (names.filter(name => name === STANDARD_INPUT).length > 1) { throw new UsageError('- is standard input, which there is one of'); }
  return names.flatMap((name): Input[] => {
    if (name === STANDARD_INPUT) { return [{ name: 'standard input', bytes: standardInput() }]; }
    return isGlob(name) ? matches(name) : [existing(name)];
  });
}

/** What the report is called. */
export function titleOf(names: readonly string[]): string {
  const [first, ...others] = names.map(name => name === STANDARD_INPUT ? 'standard input' : basename(resolve(name)));
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function matches(pattern: string): string[] {
  const paths = expandGlob(pattern);
  if (paths.length === 0) { throw new UnreadableInput(pattern, 'no file or folder fits it'); }
  return paths;
}

function existing(path: string): string {
  if (existsSync(path)) { return path; }
  throw new UnreadableInput(path, `there is no such file or directory${meantHint(basename(path), namesBeside(path))}`);
}

function namesBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path));
  } catch {
    return [];
  }
}
