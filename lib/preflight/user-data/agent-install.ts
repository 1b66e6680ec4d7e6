import { AgentSource } from './agent-download';
import { PowerShellSearch } from './powershell-search';
import { ShellSearch } from './shell-search';
import { cloudConfig, Script, scriptsOf } from './user-data';
import { AGENT_MENTION } from '../../agent/packages';
import { Unknown } from '../model/known';
import { gapIn, maskMarks } from '../model/symbolic-text';

/** A command that puts the agent onto a node. */
export interface AgentInstall extends AgentSource {
  readonly on: 'windows' | 'unix';
  /** What installs it, for example `yum`. */
  readonly tool: string;
}

/** What user data does about the agent. */
export interface InstallSearch {
  readonly installs: readonly AgentInstall[];
  /** Why something else in it may install the agent. */
  readonly doubt?: Unknown;
}

/**
 * Which commands of user data install the agent: package managers, installers of files and cloud-init's own modules, in shell scripts,
 * PowerShell and MIME messages. A comment or a message that mentions the agent installs nothing.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-linux.html
 */
export function agentInstalls(userData: string): InstallSearch {
  // Opaque parts and gaps may hold any characters, and here they are parts of words.
  const { masked, restore } = maskMarks(userData);
  const searches = scriptsOf(masked).map(searchScript);
  const doubt = searches.map(search => search.doubt).find(each => each !== undefined) ?? gapIn(userData);
  return {
    installs: searches.flatMap(search => search.installs).map(install => ({
      ...install,
      from: restore(install.from),
      object: install.object && {
        bucket: restore(install.object.bucket), key: restore(install.object.key), region: restore(install.object.region),
      },
    })),
    doubt: doubt && new Unknown(restore(doubt.reason)),
  };
}

function searchScript({ language, text }: Script): InstallSearch {
  switch (language) {
    case 'shell': return new ShellSearch().script(text).result;
    case 'powershell': return new PowerShellSearch(text).result;
    case 'cloud-config': return searchCloudConfig(text);
    case 'unseen': return { installs: [], doubt: new Unknown('a part of the user data is encoded, and only the deployment knows it') };
    case 'other': return {
      installs: [],
      doubt: AGENT_MENTION.test(text) || /^#include|^#cloud-config-archive/im.test(text)
        ? new Unknown('the user data is in a language that preflight does not read')
        : undefined,
    };
  }
}

/**
 * The modules of cloud-init that install something.
 *
 * @see https://cloudinit.readthedocs.io/en/latest/reference/modules.html
 */
function searchCloudConfig(text: string): InstallSearch {
  const config = cloudConfig(text);
  if (config instanceof Unknown) {
    return { installs: [], doubt: config };
  }
  const search = new ShellSearch();
  search.command(['packages', 'install', ...packageNames(config.packages)]);
  for (const command of commandsOf((config.snap as { readonly commands?: unknown } | undefined)?.commands)) {
    const words = typeof command === 'string' ? command.split(/\s+/) : command;
    search.command(words[0] === 'snap' ? words : ['snap', ...words]);
  }
  for (const command of [...commandsOf(config.bootcmd), ...commandsOf(config.runcmd)]) {
    if (typeof command === 'string') { search.script(command); } else { search.command(command); }
  }
  for (const file of asList(config.write_files)) {
    search.searchMention(String((file as { readonly content?: unknown } | null)?.content ?? ''));
  }
  for (const tool of ['ansible', 'chef', 'puppet', 'salt_minion', 'mcollective']) {
    if (config[tool] !== undefined) { search.addDoubt(tool); }
  }
  return search.result;
}

/** A name, a name with a version, or lists of them by package manager. */
function packageNames(packages: unknown): string[] {
  return asList(packages).flatMap(entry => {
    if (Array.isArray(entry)) { return [String(entry[0])]; }
    if (typeof entry === 'object' && entry !== null) { return Object.values(entry).flatMap(packageNames); }
    return [String(entry)];
  });
}

function commandsOf(commands: unknown): (string | string[])[] {
  return asList(commands).map(command => (Array.isArray(command) ? command.map(String) : String(command)));
}

/** Some modules take an object in place of a list. */
function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) { return []; }
  return Array.isArray(value) ? value : typeof value === 'object' ? Object.values(value) : [value];
}
