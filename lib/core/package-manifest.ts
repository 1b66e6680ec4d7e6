import { readFileSync } from 'fs';
import { join } from 'path';

/** What the library says of itself in its package.json. */
export interface PackageManifest {
  readonly version: string;
  readonly peerDependencies: { readonly [name: string]: string };
}

export function packageManifest(): PackageManifest {
  return JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as PackageManifest;
}
