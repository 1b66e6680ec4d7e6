import { AgentSource } from './agent-download';
import { AgentEvent, threatensAgent } from './agent-event';
import { AgentProxy, agentProxyIn } from './agent-proxy';
import { CloudConfig, runsModule } from './cloud-config';
import { tooMuch } from './doubts';
import { configAddsRepository } from './package-repositories';
import { PowerShellSearch } from './powershell-search';
import type { Runs } from './runs';
import { ShellSearch } from './shell-search';
import { isNamedAgainstAgent } from './unseen-programs';
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
  /** What it does to an agent that is there, in the order in which it runs, with the installations. */
  readonly events: readonly AgentEvent[];
  /** Whether it may give the package managers more repositories than the image has. */
  readonly addsRepository?: boolean;
  /** The proxy that it gives the agent. */
  readonly proxy?: AgentProxy;
  /** Why not all of it was read. */
  readonly unread?: Unknown;
}

export type BareScripts = Extract<Runs, 'perhaps' | 'never'>;

/** User data that fits onto a node is 16 KB; what only the deployment knows is longer here than there. */
const LONGEST = 1024 * 1024;

/**
 * What user data does about the agent: package managers, installers of files, service managers and cloud-init's own modules, in shell scripts,
 * PowerShell and MIME messages. A comment or a message that mentions the agent does nothing.
 *
 * `ShellFlow` says what is promised of the flow of a script.
 *
 * @param bareScripts whether the cloud-init of the image runs scripts that do not begin with `#!`
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-linux.html
 */
export function agentInstalls(userData: string, bareScripts: BareScripts = 'perhaps'): InstallSearch {
  if (userData.length > LONGEST) {
    return { installs: [], events: [], doubt: tooMuch(), unread: tooMuch() };
  }
  // Opaque parts and gaps may hold any characters, and here they are parts of words.
  const { masked, restore } = maskMarks(userData);
  const scripts = scriptsOf(masked).filter(({ isBare }) => !isBare || bareScripts !== 'never');
  const searches = inOrder(scripts).map(searchScript);
  const doubt = searches.map(search => search.doubt).find(each => each !== undefined) ?? gapIn(userData);
  const proxy = scripts.map(agentProxyIn).find(each => each !== undefined);
  return {
    installs: searches.flatMap(search => search.installs).map(install => ({
      ...install,
      from: restore(install.from),
      object: install.object && {
        bucket: restore(install.object.bucket), key: restore(install.object.key), region: restore(install.object.region),
      },
    })),
    events: searches.flatMap(search => search.events).map(event => ({ ...event, command: restore(event.command) })),
    doubt: doubt && new Unknown(restore(doubt.reason)),
    addsRepository: searches.some(search => search.addsRepository),
    proxy,
    unread: searches.map(search => search.unread).find(each => each !== undefined),
  };
}

/** Boothooks run before all else; where the module that runs scripts is left out, none of them runs. */
function inOrder(scripts: readonly Script[]): Script[] {
  const configs = scripts.filter(({ language }) => language === 'cloud-config').map(({ text }) => cloudConfig(text));
  const runsScripts = configs.every(config => config instanceof Unknown || runsModule(config, 'scripts_user'));
  const boothooks = scripts.filter(({ isEarly }) => isEarly);
  return [...boothooks, ...scripts.filter(script => !script.isEarly && (runsScripts || script.language !== 'shell'))];
}

function searchScript({ language, text, isEarly, isElsewhere, isBare }: Script): InstallSearch {
  switch (language) {
    case 'shell': {
      const search = isBare ? bare(new ShellSearch().script(text, 'perhaps').result) : new ShellSearch().script(text).result;
      return isEarly ? early(search) : search;
    }
    case 'powershell': return new PowerShellSearch(text).result;
    case 'cloud-config': return searchCloudConfig(text);
    case 'unseen': return { installs: [], events: [], doubt: new Unknown('a part of the user data is encoded, and only the deployment knows it') };
    case 'other': return {
      installs: [],
      addsRepository: true,
      events: threatensAgent(text) || text.split(/\s+/).some(isNamedAgainstAgent)
        ? [{ effect: 'upset', runs: 'perhaps', on: 'unix', command: 'a part of the user data that preflight does not read' }]
        : [],
      doubt: isElsewhere || AGENT_MENTION.test(text) || /^#cloud-config-archive|^#part-handler/im.test(text)
        ? new Unknown('the user data is in a language that preflight does not read')
        : undefined,
    };
  }
}

/** What runs perhaps, and not for what it finds on the node. */
function bare(search: InstallSearch): InstallSearch {
  return { ...search, doubt: search.doubt && new Unknown('a part of the user data does not begin with #!, and not every version of cloud-init runs it') };
}

/** What runs early in the boot comes before systemd starts the agent, so that stopping it then may change nothing. */
function early(search: InstallSearch): InstallSearch {
  return { ...search, events: search.events.map(event => event.effect === 'stop' ? { ...event, runs: 'perhaps' } : event) };
}

/**
 * The modules of cloud-init that install something or run commands, in the order in which they run by default.
 *
 * @see https://cloudinit.readthedocs.io/en/latest/reference/modules.html
 */
function searchCloudConfig(text: string): InstallSearch {
  const config = cloudConfig(text);
  if (config instanceof Unknown) {
    return { installs: [], events: [], doubt: config };
  }
  const boot = new ShellSearch();
  if (runsModule(config, 'bootcmd')) { boot.script(scriptOf(config.bootcmd)); }
  const search = new ShellSearch();
  searchModules(search, config);
  const [before, after] = [early(boot.result), search.result];
  return {
    installs: [...before.installs, ...after.installs],
    events: [...before.events, ...after.events],
    doubt: before.doubt ?? after.doubt,
    addsRepository: before.addsRepository || after.addsRepository || configAddsRepository(config),
    unread: before.unread ?? after.unread,
  };
}

function searchModules(search: ShellSearch, config: CloudConfig): void {
  for (const file of asList(config.write_files)) {
    search.searchMention(textOf((file as { readonly content?: unknown } | null)?.content));
  }
  for (const command of runsModule(config, 'snap') ? commandsOf((config.snap as { readonly commands?: unknown } | undefined | null)?.commands) : []) {
    const words = typeof command === 'string' ? command.split(/\s+/) : command;
    search.command(words[0] === 'snap' ? words : ['snap', ...words]);
  }
  if (runsModule(config, 'package_update_upgrade_install')) {
    search.command(['packages', 'install', ...packageNames(config.packages)]);
  }
  if (runsModule(config, 'runcmd') && runsModule(config, 'scripts_user')) {
    search.script(scriptOf(config.runcmd));
  }
  for (const tool of ['ansible', 'chef', 'puppet', 'salt_minion', 'mcollective']) {
    if (config[tool] !== undefined) { search.addDoubt(tool); }
  }
}

/** Cloud-init writes all commands of a module into one script, so that an `exit` in one of them ends them all. */
function scriptOf(commands: unknown): string {
  return commandsOf(commands).map(command => typeof command === 'string' ? command : command.map(quoted).join(' ')).join('\n');
}

function quoted(word: string): string {
  return `'${word.replace(/'/g, '\'\\\'\'')}'`;
}

/** A name, a name with a version, or lists of them by package manager. */
function packageNames(packages: unknown): string[] {
  return asList(packages).flatMap(entry => {
    if (Array.isArray(entry)) { return [textOf(entry[0])]; }
    if (typeof entry === 'object' && entry !== null) { return Object.values(entry).flatMap(packageNames); }
    return [textOf(entry)];
  });
}

function commandsOf(commands: unknown): (string | string[])[] {
  return asList(commands).map(command => (Array.isArray(command) ? command.map(textOf) : textOf(command)));
}

/** Empty for what is no text, which cloud-init refuses. */
function textOf(value: unknown): string {
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

/** Some modules take an object in place of a list. */
function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) { return []; }
  return Array.isArray(value) ? value : typeof value === 'object' ? Object.values(value) : [value];
}
