import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** A file from the root of its repository, or without one from the working directory; undefined where it is in neither, and a path says nothing elsewhere. */
export function pathInRepository(file: string): string | undefined {
  const path = resolve(file);
  const name = relative(repositoryAround(dirname(path)) ?? process.cwd(), path);
  return name === '' || name.startsWith('..') || isAbsolute(name) ? undefined : name.split(sep).join('/');
}

const repositories = new Map<string, string | undefined>();

function repositoryAround(directory: string): string | undefined {
  if (!repositories.has(directory)) {
    const parent = dirname(directory);
    repositories.set(directory, existsSync(join(directory, '.git')) ? directory : parent === directory ? undefined : repositoryAround(parent));
  }
  return repositories.get(directory);
}
