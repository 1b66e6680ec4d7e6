/** A command that installs packages. */
export interface PackageTool {
  /** Matches the argument that makes it install, which stands before what it installs. */
  readonly installs: RegExp;
  /** Whether it reads the repositories of the distribution first, even to install a file. */
  readonly readsRepositories?: boolean;
  /** Whether it may be the package manager of Amazon Linux. */
  readonly onAmazonLinux?: boolean;
}

const YUM: PackageTool = { installs: /^(install|localinstall|reinstall)$/, readsRepositories: true, onAmazonLinux: true };
const APT: PackageTool = { installs: /^install$/, readsRepositories: true };

/** By the name of the command. */
export const PACKAGE_TOOLS: ReadonlyMap<string, PackageTool> = new Map(Object.entries<PackageTool>({
  'yum': YUM,
  'dnf': YUM,
  'dnf5': YUM,
  'microdnf': YUM,
  'tdnf': YUM,
  'zypper': { installs: /^(install|in)$/, readsRepositories: true },
  'apt': APT,
  'apt-get': APT,
  'aptitude': APT,
  'snap': { installs: /^install$/ },
  // Cloud-init's list of packages, for whichever package manager the image has.
  'packages': { installs: /^install$/, readsRepositories: true, onAmazonLinux: true },
  'rpm': { installs: /^(-(?![a-zA-Z]*[qeV])[a-zA-Z]*[iU][a-zA-Z]*|--install|--upgrade)$/ },
  'dpkg': { installs: /^(-[a-zA-Z]*i[a-zA-Z]*|--install)$/ },
  'installer': { installs: /^-pkg$/ },
}));
