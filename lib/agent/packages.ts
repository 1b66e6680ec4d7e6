import { agentDownloadBucketName } from './buckets';

/** What AWS publishes the agent as: for distributions with rpm, for Debian and its relatives, for Windows, for macOS. */
export type PackageFormat = 'rpm' | 'deb' | 'exe' | 'pkg';

/**
 * The folder of each package in the bucket, without the architecture, and its file.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-linux.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-macos.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-windows.html
 */
const PACKAGES: { readonly [format in PackageFormat]: { readonly folder: string; readonly file: string } } = {
  rpm: { folder: 'linux', file: 'amazon-ssm-agent.rpm' },
  deb: { folder: 'debian', file: 'amazon-ssm-agent.deb' },
  exe: { folder: 'windows', file: 'AmazonSSMAgentSetup.exe' },
  pkg: { folder: 'darwin', file: 'amazon-ssm-agent.pkg' },
};

/** The folder of the newest version; each version has one of its own as well. */
export const LATEST_AGENT = 'latest';

/** Matches what names the agent: its packages, its service and its folders, on each platform. */
export const AGENT_MENTION = /amazon-?ssm-?agent/i;

/** The name of a package's file. */
export function agentPackageFile(format: PackageFormat): string {
  return PACKAGES[format].file;
}

/**
 * The address of a package in AWS's bucket of the region, which the S3 gateway endpoint leads to.
 *
 * @param architecture as the bucket calls it: `amd64` or `arm64`; there is one package for Windows, for `amd64`
 * @param version the newest by default
 */
export function agentPackageUrl(
  format: PackageFormat, architecture: string, region: string, urlSuffix: string, version: string = LATEST_AGENT,
): string {
  const { folder, file } = PACKAGES[format];
  return downloadUrl(`${folder}_${architecture}`, file, region, urlSuffix, version);
}

/**
 * The address of the program that installs and registers the agent on a server outside EC2. It verifies the signature of what it installs.
 *
 * @param format of the packages that the server takes; or what stands for the folder of one, such as a variable of a shell
 * @param architecture as above
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-ssm-agent-install-linux.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-ssm-agent-install-windows.html
 */
export function setupCliUrl(format: PackageFormat | { readonly folder: string }, architecture: string, region: string, urlSuffix: string): string {
  const { folder } = typeof format === 'string' ? PACKAGES[format] : format;
  return downloadUrl(`${folder}_${architecture}`, `ssm-setup-cli${format === 'exe' ? '.exe' : ''}`, region, urlSuffix);
}

/** The folder of packages of a format, without the architecture. */
export function packageFolder(format: PackageFormat): string {
  return PACKAGES[format].folder;
}

function downloadUrl(folder: string, file: string, region: string, urlSuffix: string, version = LATEST_AGENT): string {
  return `https://s3.${region}.${urlSuffix}/${agentDownloadBucketName(region)}/${version}/${folder}/${file}`;
}

/** The architecture that a package in an address of such a bucket is for; undefined where the address does not say. */
export function architectureOfPackage(address: string): 'x86_64' | 'arm64' | undefined {
  const name = PACKAGE_FOLDER.exec(address)?.[1].toLowerCase();
  return name === undefined ? undefined : name === 'arm64' ? 'arm64' : 'x86_64';
}

const PACKAGE_FOLDER = new RegExp(`(?:${Object.values(PACKAGES).map(({ folder }) => folder).join('|')})_(amd64|arm64)`, 'i');
