import { packageManifest } from '../core/package-manifest';

/** The version of the library. */
export function packageVersion(): string {
  return packageManifest().version;
}
