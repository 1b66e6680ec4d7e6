/**
 * Commands that install `script`, with which the agent records what goes to S3, unless it is there.
 *
 * By whichever package manager the image has; a failure is said and does not stop what comes after. Debian's bsdutils is essential, so only
 * a stripped image lacks it.
 */
export function scriptInstallCommands(): string[] {
  const attempts = [
    // A package of its own since Fedora 41 and Red Hat Enterprise Linux 10.
    'dnf -y install util-linux-script',
    'dnf -y install util-linux',
    'yum -y install util-linux',
    'zypper -n install util-linux',
    '{ apt-get update && apt-get -y install bsdutils; }',
  ];
  const isThere = 'command -v script >/dev/null 2>&1';
  // A package manager may be content and bring none, so it is looked for again.
  const complaint = `${isThere} || echo 'script could not be installed: session transcripts in S3 will be missing' >&2`;
  return [`${isThere} || { ${attempts.join(' || ')} || true; ${complaint}; }`];
}
