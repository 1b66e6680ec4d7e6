import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Each app that a test synthesizes leaves a folder. They all go into one, which goes with the run. */
export default function useTemporaryFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-session-manager-test-'));
  // The first one is that of POSIX, the others are those of Windows.
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder, TMP: folder });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}
