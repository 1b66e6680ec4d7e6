/** What a package is called by the package managers of the distributions. */
export interface PackageNames {
  /** Each is tried until one works. */
  readonly rpm: readonly string[];
  readonly suse: string;
  readonly debian: string;
}

/** Measured with a repository that does not answer: 40 seconds, and two minutes without this. */
const DNF_PATIENCE = '--setopt=timeout=10 --setopt=retries=2';
/** The same for apt-get. Its daily run may hold the lock at the first boot. */
const APT_PATIENCE = '-o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10 -o Acquire::Retries=1 -o DPkg::Lock::Timeout=60';

/** Commands of which each installs a package, for one package manager each. */
export function installAttempts({ rpm, suse, debian }: PackageNames): string[] {
  const [newest] = rpm.slice(-1);
  return [
    ...rpm.map(name => `dnf -y ${DNF_PATIENCE} install ${name}`),
    `yum -y ${DNF_PATIENCE} install ${newest}`,
    `zypper -n install ${suse}`,
    `{ apt-get ${APT_PATIENCE} update && apt-get ${APT_PATIENCE} -y install ${debian}; }`,
  ];
}
