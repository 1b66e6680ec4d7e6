import { AgentSource, sourceOfAddress } from './agent-download';
import type { AgentInstall, InstallSearch } from './agent-install';
import { mentionsAgent, runsUnseen } from './doubts';
import { PACKAGE_TOOLS } from './package-tools';
import { ScriptVariables } from './script-variables';
import { ShellCommand, shellCommands } from './shell-commands';
import { AGENT_MENTION } from '../../agent/packages';
import type { Unknown } from '../model/known';

const PACKAGE_FILE = /\.(rpm|deb|pkg)$/;

/** What may stand before a command that is run. */
const WRAPPERS = new Set([
  'if', 'then', 'elif', 'else', 'do', 'while', 'until', '!', '{', 'sudo', 'nohup', 'time', 'timeout', 'nice', 'ionice', 'env', 'exec', 'command', 'retry', 'root',
]);
const WRAPPER_ARGUMENT = /^(-.*|\d+[smh]?|\w+=.*|\$\w+)$/s;

/** Commands that may name the agent and never install it. */
const HARMLESS = new Set([
  'echo', 'printf', 'logger', 'systemctl', 'service', 'start', 'stop', 'restart', 'status', 'test', '[', '[[', 'which', 'type', 'grep', 'pgrep', 'pkill', 'ps',
  'cat', 'tail', 'head', 'ls', 'rm', 'chmod', 'chown', 'mkdir', 'sleep', 'export', 'read', 'journalctl', ':', 'true', 'false', 'initctl', 'launchctl', 'cp', 'mv',
]);

const SHELLS = new Set(['bash', 'sh', 'dash', 'zsh', 'ksh', 'su', 'eval']);
/** In place of the name of a command that is made up as the script runs. */
const SUBSTITUTION = '$()';

const ELSEWHERE = /^(cfn-init|ansible(-pull|-playbook)?|puppet|chef-(client|solo)|cinc-client|salt-(call|minion)|source|\.|\$\(\)|.+\.(sh|bash|py))$/;

/** What shell scripts do about the agent. */
export class ShellSearch {
  private readonly installs: AgentInstall[] = [];
  private doubt?: Unknown;
  private readonly variables = new ScriptVariables();
  /** Addresses of the agent's packages, by the file that they are downloaded to. */
  private readonly downloads = new Map<string, string>();

  get result(): InstallSearch {
    return { installs: this.installs, doubt: this.doubt };
  }

  script(text: string): this {
    shellCommands(text).forEach(command => this.read(command));
    return this;
  }

  /** A command by its words, without a shell. */
  command(words: readonly string[]): void {
    this.read({ words, piped: false });
  }

  /** Looks for the agent in a text that may run in a way that preflight does not see. */
  searchMention(text: string): void {
    if (AGENT_MENTION.test(text)) {
      this.doubt ??= mentionsAgent();
    }
  }

  /** Remembers a command that may install the agent. */
  addDoubt(command: string): void {
    this.doubt ??= runsUnseen(command);
  }

  private read(command: ShellCommand): void {
    const words = command.words.slice(this.wrapperLength(command.words)).map(word => this.variables.expand(word));
    const name = /^[$`]/.test(words[0] ?? '') ? SUBSTITUTION : baseName(words[0] ?? '');
    this.assign(command.words);
    if (SHELLS.has(name)) {
      this.runShell(name, words, command);
    } else if (ELSEWHERE.test(name)) {
      this.addDoubt(words.join(' '));
    } else if (PACKAGE_TOOLS.has(name)) {
      this.install(name, words);
    } else if (!this.download(name, words, command.output) && !HARMLESS.has(name)) {
      this.searchMention(words.join(' '));
    }
    if (!SHELLS.has(name) && command.input !== undefined) {
      this.searchMention(command.input);
    }
  }

  private wrapperLength(words: readonly string[]): number {
    const first = words.findIndex(word => !WRAPPERS.has(word) && !WRAPPER_ARGUMENT.test(word));
    return first < 0 ? words.length : first;
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

  private runShell(name: string, words: readonly string[], { input, piped }: ShellCommand): void {
    const inline = name === 'eval' ? 0 : words.findIndex(word => /^-[a-z]*c$/.test(word));
    const script = inline < 0 ? input : words[inline + 1];
    if (script !== undefined) {
      this.script(script);
    } else {
      this.addDoubt(piped ? 'what it loads' : words.join(' '));
    }
  }

  private install(tool: string, words: readonly string[]): void {
    const verb = words.findIndex(word => PACKAGE_TOOLS.get(tool)!.installs.test(word));
    const targets = words.slice(verb + 1).flatMap(word => word.match(WORDS) ?? []).filter(word => !word.startsWith('-'));
    const sources = verb < 1 ? [] : targets.map(target => this.sourceOf(target)).filter(source => source !== undefined);
    this.installs.push(...sources.map(source => ({ ...source, on: 'unix', tool } as const)));
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

/** Matches words, with blanks only in substitutions. */
const WORDS = /(?:\$\([^)]*\)|`[^`]*`|\S)+/g;

function baseName(path: string): string {
  return path.split('/').pop()!;
}
