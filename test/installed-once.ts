import { createHash } from 'crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'fs';
import { join } from 'path';

const CACHE = join(__dirname, '../node_modules/.cache/cdk-session-manager');

export interface InstalledOnceProps {
  readonly program: string;
  /** The files that say what is installed, with every version pinned. */
  readonly pins: string | string[];
  /** Installs it into a directory. */
  readonly install: (directory: string) => void;
  readonly cache?: string;
}

/** The directory of a program that tests run against, which is installed when it is first asked for on a machine. */
export function installedOnce({ program, pins, install, cache = CACHE }: InstalledOnceProps): string {
  const hash = [pins].flat().reduce((sum, file) => sum.update(readFileSync(file)), createHash('sha256')).digest('hex').slice(0, 16);
  const installed = join(cache, `${program}-${hash}`);
  if (!existsSync(installed)) {
    mkdirSync(cache, { recursive: true });
    // Under another name until it is complete, so that nobody uses an installation that was interrupted.
    const building = mkdtempSync(join(cache, 'building-'));
    try {
      install(building);
      renameSync(building, installed);
    } catch (error) {
      // Another process may have installed it in the meantime.
      if (!existsSync(installed)) {
        throw error;
      }
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  }
  return installed;
}
