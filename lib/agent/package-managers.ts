/** What a package is called by the package managers of the distributions. */
export interface PackageNames {
  /** Each is tried until one works. */
  readonly rpm: readonly string[];
  readonly suse: string;
  readonly debian: string;
}

/** A repository that is out of reach keeps nobody waiting for minutes: dnf and yum by themselves try each mirror ten times for 30 seconds. */
const DNF_PATIENCE = '--setopt=timeout=10 --setopt=retries=2';
/** The same for apt-get, which runs daily at the time of the first boot, too, and then holds the lock. */
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
