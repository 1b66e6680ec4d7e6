import { PACKAGE_TOOLS } from './package-tools';
import { AGENT_MENTION } from '../../agent/packages';

/** Commands that turn repositories on, or add them. */
const MANAGERS = /^(yum-config-manager|dnf-config-manager|add-apt-repository|apt-add-repository|subscription-manager|suseconnect|amazon-linux-extras|crb)$/i;
/** The same as arguments of a package manager, some for one command only. How long it waits for a repository adds none. */
const ARGUMENTS = /^(config-manager|copr|addrepo|ar|modifyrepo|mr|--(enablerepo|repofrompath|repo|repoid|plus-repo|setopt)(=(?!(timeout|retries)=).*)?)$/;
/** Where package managers have their repositories. */
const PLACES = /\/(yum\.repos\.d|zypp\/repos\.d|apt\/sources\.list(\.d)?)\b|\/etc\/(yum|dnf\/dnf)\.conf\b/;
const ONLY_LOOK = /^(ls|cat|head|tail|grep|egrep|test|\[|\[\[|mkdir|rm|echo|printf)$/;
/** Packages of the system that bring repositories, as epel-release does. */
const BRINGS_REPOSITORY = /(^|[-_])(release|repos?|repository)\b/i;
const PACKAGE_FILE = /^(https?|s3):\/\/|\.(rpm|deb)$|\//;

/** Modules of cloud-init that add repositories. */
const MODULES = ['yum_repos', 'apt', 'apt_sources', 'zypper', 'rh_subscription'];

/**
 * Whether a command may give a package manager more repositories than the image has on. A package from a file may bring one, too.
 *
 * @see https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/9/html/managing_software_with_the_dnf_tool/assembly_managing-custom-software-repositories_managing-software-with-the-dnf-tool
 */
export function addsRepository(name: string, words: readonly string[], output: string | undefined): boolean {
  if (MANAGERS.test(name) || (output !== undefined && PLACES.test(output))) { return true; }
  if (!ONLY_LOOK.test(name) && words.some(word => PLACES.test(word))) { return true; }
  const tool = PACKAGE_TOOLS.get(name);
  if (tool === undefined) { return false; }
  const verb = words.findIndex(word => tool.installs.test(word));
  const targets = verb < 1 ? [] : words.slice(verb + 1).filter(word => !AGENT_MENTION.test(word));
  return words.some(word => ARGUMENTS.test(word)) || targets.some(target => BRINGS_REPOSITORY.test(target) || PACKAGE_FILE.test(target));
}

/** Whether a cloud-config may do so, in its modules or in the files that it writes. */
export function configAddsRepository(config: { readonly [key: string]: unknown }): boolean {
  const { write_files: files } = config;
  return MODULES.some(module => config[module] !== undefined) || (files !== undefined && PLACES.test(JSON.stringify(files)));
}
