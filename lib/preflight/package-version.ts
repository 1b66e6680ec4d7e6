import { readFileSync } from 'fs';
import { join } from 'path';

/** The version of the library. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { readonly version: string };
  return version;
}
