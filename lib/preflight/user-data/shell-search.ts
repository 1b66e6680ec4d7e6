import { AgentSource, sourceOfAddress } from './agent-download';
import { AgentEvent, threatensAgent } from './agent-event';
import type { AgentInstall, InstallSearch } from './agent-install';
import { dependsOn, mentionsAgent, runsUnseen, tooMuch } from './doubts';
import { isAboutNode } from './node-conditions';
import { addsRepository } from './package-repositories';
import { PACKAGE_TOOLS } from './package-tools';
import { both, Runs, Status } from './runs';
import { ScriptVariables } from './script-variables';
import { serviceAction } from './service-commands';
import { ShellCommand, shellCommands } from './shell-commands';
import { ShellFlow, ShellReader } from './shell-flow';
import { statusOf } from './shell-status';
import { baseName, withoutWrappers } from './shell-words';
import { isNamedAgainstAgent, runsUnseenProgram } from './unseen-programs';
import { AGENT_MENTION } from '../../agent/packages';
import type { Unknown } from '../model/known';

const PACKAGE_FILE = /\.(rpm|deb|pkg)$/;

/** Commands that may name the agent and never install it. */
const HARMLESS = new Set([
  'echo', 'printf', 'logger', 'systemctl', 'service', 'start', 'stop', 'restart', 'status', 'test', '[', '[[', 'which', 'type', 'grep', 'pgrep', 'pkill', 'ps',
  'cat', 'tail', 'head', 'ls', 'rm', 'chmod', 'chown', 'mkdir', 'sleep', 'export', 'read', 'journalctl', ':', 'true', 'false', 'initctl', 'launchctl', 'cp', 'mv',
  'gpg', 'gpgv', 'sqv', 'rpmkeys', 'sha256sum',
]);

const SHELLS = new Set(['bash', 'sh', 'dash', 'zsh', 'ksh', 'su', 'eval']);
const LOOPS = new Set(['for', 'select']);
/** Run later what they read. */
const LATER = new Set(['at', 'batch', 'crontab']);
/** Scripts within scripts: deeper ones, as of a variable that evaluates itself, are not read. */
const DEEPEST_SCRIPT = 10;
/** In place of the name of a command that is made up as the script runs. */
const SUBSTITUTION = '$()';

/** What shell scripts do about the agent. */
export class ShellSearch implements ShellReader {
  private readonly installs: AgentInstall[] = [];
  private readonly events: AgentEvent[] = [];
  private doubt?: Unknown;
  private isCut = false;
  private hasMoreRepositories = false;
  private readonly variables = new ScriptVariables();
  /** Addresses of the agent's packages, by the file that they are downloaded to. */
  private readonly downloads = new Map<string, string>();
  private depth = 0;
  private previous?: ShellCommand;

  get result(): InstallSearch {
    const unread = this.isCut || this.variables.isCut ? tooMuch() : undefined;
    return { installs: this.installs, events: this.events, doubt: this.doubt ?? unread, unread, addsRepository: this.hasMoreRepositories };
  }

  script(text: string, runs: Runs = 'always'): this {
    if (this.depth >= DEEPEST_SCRIPT) {
      this.cut();
      return this;
    }
    this.depth++;
    new ShellFlow(this).run(shellCommands(text), runs);
    this.depth--;
    return this;
  }

  /** A command by its words, without a shell. */
  command(words: readonly string[]): void {
    this.read({ words, piped: false }, 'always');
  }

  /** Looks for the agent in a text that may run in a way that preflight does not see. */
  searchMention(text: string): void {
    if (AGENT_MENTION.test(text)) {
      this.doubt ??= mentionsAgent();
    }
    this.searchThreat(text);
  }

  /** Remembers a command that may install the agent. */
  addDoubt(command: string): void {
    this.doubt ??= runsUnseen(command);
  }

  cut(): void {
    this.isCut = true;
  }

  expand(word: string): string {
    return this.variables.expand(word);
  }

  isAboutNode(word: string): boolean {
    return isAboutNode(word);
  }

  statusOf(words: readonly string[]): Status {
    const status = statusOf(words.map(word => this.variables.expand(word)));
    // What a variable was set to may no longer say what it is about.
    return status === 'unknown' && words.some(isAboutNode) ? 'guard' : status;
  }

  read(command: ShellCommand, runs: Runs): void {
    const words = withoutWrappers(command.words).map(word => this.variables.expand(word));
    const name = /^[$`]/.test(words[0] ?? '') ? SUBSTITUTION : baseName(words[0] ?? '');
    this.assign(command.words);
    if (LOOPS.has(name)) { return; }
    this.hasMoreRepositories ||= addsRepository(name, words, command.output);
    if (SHELLS.has(name)) {
      this.runShell(name, words, command, runs);
    } else if (runsUnseenProgram(name, words)) {
      this.addDoubt(words.join(' '));
      this.searchNames(words, runs);
    } else {
      this.readOther(name, words, command, runs);
    }
    if (!SHELLS.has(name) && command.input !== undefined) {
      this.searchMention(command.input);
    }
    this.previous = command;
  }

  private readOther(name: string, words: readonly string[], command: ShellCommand, runs: Runs): void {
    if (this.serve(name, words, runs)) { return; }
    if (PACKAGE_TOOLS.has(name)) {
      this.install(name, words, runs);
    } else if (LATER.has(name) && command.piped) {
      this.searchThreat(this.previous?.words.join(' ') ?? '');
    } else if (!HARMLESS.has(name)) {
      this.searchNames(words, runs);
      if (!this.download(name, words, command.output)) { this.searchMention(words.join(' ')); }
    } else if (command.output !== undefined) {
      this.searchThreat(words.join(' '));
    }
  }

  /** Remembers what a command does to an agent that is there; returns whether it does something. */
  private serve(name: string, words: readonly string[], runs: Runs): boolean {
    const action = serviceAction(name, words);
    for (const effect of action?.effects ?? []) {
      this.addEvent({ effect, runs, on: 'unix', as: action!.as, tool: PACKAGE_TOOLS.has(name) ? name : undefined, command: words.join(' ') });
    }
    return action !== undefined;
  }

  private addEvent({ runs, ...event }: Omit<AgentEvent, 'runs'> & { readonly runs: Runs }): void {
    if (runs !== 'never') { this.events.push({ ...event, runs }); }
  }

  private searchThreat(text: string): void {
    if (threatensAgent(text)) { this.addEvent({ effect: 'upset', runs: 'perhaps', on: 'unix', command: 'a text of the user data that may run later' }); }
  }

  /** Looks for a script that is named as if it stopped or removed the agent: what it does is not in the user data. */
  private searchNames(words: readonly string[], runs: Runs): void {
    if (words.some(isNamedAgainstAgent)) { this.addEvent({ effect: 'upset', runs: both(runs, 'perhaps'), on: 'unix', command: words.join(' ') }); }
  }

  private assign(words: readonly string[]): void {
    for (const word of words) {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
      if (name !== undefined) { this.variables.set(name, value); }
    }
    // for NAME in VALUE ...
    if (words[0] === 'for' && words[2] === 'in') {
      this.variables.set(words[1], words.slice(3).join(' '));
    }
  }

  private runShell(name: string, words: readonly string[], { input, piped }: ShellCommand, runs: Runs): void {
    const inline = name === 'eval' ? 0 : words.findIndex(word => /^-[a-z]*c$/.test(word));
    const script = inline < 0 ? input : words.slice(inline + 1, name === 'eval' ? undefined : inline + 2).join(' ');
    if (script !== undefined) {
      this.script(script, runs);
      return;
    }
    if (piped) { this.searchThreat(this.previous?.words.join(' ') ?? ''); }
    this.addDoubt(piped ? 'what it loads' : words.join(' '));
    this.searchNames(words, runs);
  }

  private install(tool: string, words: readonly string[], runs: Runs): void {
    const verb = words.findIndex(word => PACKAGE_TOOLS.get(tool)!.installs.test(word));
    if (verb < 1) { return; }
    const targets = words.slice(verb + 1).flatMap(word => word.match(WORDS) ?? []).filter(word => !word.startsWith('-'));
    for (const source of targets.map(target => this.sourceOf(target))) {
      if (source) { this.addInstall({ ...source, on: 'unix', tool }, words, runs); }
    }
  }

  private addInstall(install: AgentInstall, words: readonly string[], runs: Runs): void {
    const command = words.join(' ');
    this.addEvent({
      effect: 'install', runs, on: 'unix', as: install.tool === 'snap' ? 'snap' : 'package', tool: install.tool, fromRepository: install.source === 'repository', command,
    });
    if (runs === 'perhaps') {
      this.doubt ??= dependsOn(command);
    } else if (runs !== 'never') {
      this.installs.push(install);
    }
  }

  /** Undefined for what is not the agent. */
  private sourceOf(target: string): AgentSource | undefined {
    const address = this.downloads.get(target) ?? this.downloads.get(baseName(target));
    if (address === undefined && !AGENT_MENTION.test(target)) {
      return undefined;
    }
    if (/^\w+:\/\//.test(address ?? target)) {
      return sourceOfAddress(address ?? target);
    }
    const [, version] = /agent[-=](\d+\.\d+\.\d+(?:\.\d+)?)/.exec(target) ?? [];
    const isFile = target.includes('/') || PACKAGE_FILE.test(target);
    return { source: isFile ? 'unknown' : 'repository', from: target, version };
  }

  /** Remembers a download of the agent's package; returns whether the command is one. */
  private download(name: string, words: readonly string[], output: string | undefined): boolean {
    const address = words.find(word => /^(https?|s3):\/\//.test(word) && AGENT_MENTION.test(word));
    if (address === undefined || !/^(curl|wget|aws|aria2c)$/.test(name)) {
      return false;
    }
    const option = name === 'wget' ? /^(-\w*O|--output-document)(?:=(.+))?$/ : /^(-\w*o|--output)(?:=(.+))?$/;
    const at = words.findIndex(word => option.test(word));
    const named = at < 0 ? undefined : option.exec(words[at])![2] ?? words[at + 1];
    const destination = name === 'aws' ? words[words.indexOf(address) + 1] : named ?? output;
    const file = destination === undefined || /(^|\/)\.?$/.test(destination) ? baseName(address) : destination;
    this.downloads.set(file, address);
    this.downloads.set(baseName(file), address);
    return true;
  }
}

/** Matches words, with blanks only in substitutions; bounded, so that what is never closed is not searched to the end again and again. */
const WORDS = /(?:\$\([^)]{0,500}\)|`[^`]{0,500}`|\S)+/g;
