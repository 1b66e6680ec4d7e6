import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const directories: string[] = [];

/** A new directory with files: texts as they are, everything else as JSON. */
export function directoryOf(files: { readonly [path: string]: unknown }): string {
  const directory = mkdtempSync(join(tmpdir(), 'preflight-'));
  directories.push(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    const isAsItIs = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(join(directory, path), isAsItIs ? content : JSON.stringify(content));
  }
  return directory;
}

/** Deletes all of them. */
export function removeDirectories(): void {
  directories.splice(0).forEach(directory => rmSync(directory, { recursive: true }));
}
