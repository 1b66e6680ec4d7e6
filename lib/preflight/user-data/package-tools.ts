/** A command that installs packages. */
export interface PackageTool {
  /** Matches the argument that makes it install, which stands before what it installs. */
  readonly installs: RegExp;
  /** Matches the argument that makes it remove. */
  readonly removes?: RegExp;
  /** Whether it reads the repositories of the distribution first, even to install a file. */
  readonly readsRepositories?: boolean;
  /** Whether it may be the package manager of Amazon Linux. */
  readonly onAmazonLinux?: boolean;
}

const REMOVES = /^(remove|erase|autoremove|purge|rm)$/;
const YUM: PackageTool = { installs: /^(install|localinstall|reinstall)$/, removes: REMOVES, readsRepositories: true, onAmazonLinux: true };
const APT: PackageTool = { installs: /^install$/, removes: REMOVES, readsRepositories: true };

/** By the name of the command. */
export const PACKAGE_TOOLS: ReadonlyMap<string, PackageTool> = new Map(Object.entries<PackageTool>({
  'yum': YUM,
  'dnf': YUM,
  'dnf5': YUM,
  'microdnf': YUM,
  'tdnf': YUM,
  'zypper': { installs: /^(install|in)$/, removes: REMOVES, readsRepositories: true },
  'apt': APT,
  'apt-get': APT,
  'aptitude': APT,
  'snap': { installs: /^install$/ },
  // Cloud-init's list of packages, for whichever package manager the image has.
  'packages': { installs: /^install$/, readsRepositories: true, onAmazonLinux: true },
  'rpm': { installs: /^(-(?![a-zA-Z]*[qeV])[a-zA-Z]*[iU][a-zA-Z]*|--install|--upgrade)$/, removes: /^(-[a-zA-Z]*e[a-zA-Z]*|--erase)$/ },
  'dpkg': { installs: /^(-[a-zA-Z]*i[a-zA-Z]*|--install)$/, removes: /^(-r|-P|--remove|--purge)$/ },
  'installer': { installs: /^-pkg$/ },
}));
