import { installAttempts } from './package-managers';

/**
 * Commands that install `script` where it is missing: the agent records with it what goes to S3.
 *
 * They try each package manager until one works. A failure is reported and does not stop the commands that follow. Debian's bsdutils is an
 * essential package, so only stripped images lack it.
 */
export function scriptInstallCommands(): string[] {
  // util-linux-script is a package of its own since Fedora 41 and Red Hat Enterprise Linux 10.
  const attempts = installAttempts({ rpm: ['util-linux-script', 'util-linux'], suse: 'util-linux', debian: 'bsdutils' });
  const isInstalled = 'command -v script >/dev/null 2>&1';
  // A package manager may succeed without installing `script`, so the last check is on the command itself.
  const report = `${isInstalled} || echo 'script could not be installed: session transcripts in S3 will be missing' >&2`;
  return [`${isInstalled} || { ${attempts.join(' || ')} || true; ${report}; }`];
}
