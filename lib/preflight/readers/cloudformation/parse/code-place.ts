import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodePlace } from '../../../model/location';

/** A line of a stack trace of Node.js: `new Network (/app/lib/network.ts:12:5)`. */
const FRAME = /(?:^|[ (])((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/;

/** What runs an app and is not the app: packages, and what runs the CDK for other languages than JavaScript, from a temporary directory. */
const NOT_OF_THE_APP = /[\\/]node_modules[\\/]|[\\/]lib[\\/]program\.js$/;

/** The place in the code of an app where something is made, by the stack trace of that: the innermost line that is of no package. */
export function placeInCode(trace: unknown): CodePlace | undefined {
  for (const line of Array.isArray(trace) ? trace as unknown[] : []) {
    const [, where, row, column] = (typeof line === 'string' && FRAME.exec(line)) || [];
    const file = where === undefined || NOT_OF_THE_APP.test(where) ? undefined : nameOf(where);
    if (file !== undefined) { return { file, line: Number(row), column: Number(column) }; }
  }
  return undefined;
}

/** From the root of the repository, or without one from the working directory: what is in neither cannot be told elsewhere. */
function nameOf(where: string): string | undefined {
  const file = where.startsWith('file://') ? fileURLToPath(where) : where;
  const name = relative(repositoryAround(dirname(file)) ?? process.cwd(), file);
  return name.startsWith('..') || isAbsolute(name) ? undefined : name.split(sep).join('/');
}

const repositories = new Map<string, string | undefined>();

function repositoryAround(directory: string): string | undefined {
  if (!repositories.has(directory)) {
    const parent = dirname(directory);
    repositories.set(directory, existsSync(join(directory, '.git')) ? directory : parent === directory ? undefined : repositoryAround(parent));
  }
  return repositories.get(directory);
}
