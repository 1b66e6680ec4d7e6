import { AgentSource, sourceOfAddress } from './agent-download';
import { AgentEffect, AgentEvent, threatensAgent } from './agent-event';
import type { AgentInstall, InstallSearch } from './agent-install';
import { dependsOn, mentionsAgent, runsUnseen, tooMuch } from './doubts';
import { powerShellStatements } from './powershell-flow';
import { Runs } from './runs';
import { ScriptVariables } from './script-variables';
import { isNamedAgainstAgent } from './unseen-programs';
import { windowsEffects } from './windows-services';
import { AGENT_MENTION } from '../../agent/packages';
import type { Unknown } from '../model/known';

const ADDRESS = /https?:\/\/[^\s"'`,;)]+/gi;
const STARTS = /^(start-process|saps|start|msiexec(\.exe)?|&|cmd(\.exe)?\s+\/c)/i;
const RUNS = new RegExp(`${STARTS.source}|^"?(?!https?:)[^\\s"]*\\.(exe|msi)\\b`, 'i');
const DOWNLOADS = /invoke-webrequest|\biwr\b|wget|curl|start-bitstransfer|downloadfile|read-s3object|copy-s3object|\bbitsadmin\b|aws(\.exe)? s3/i;
const HARMLESS = /^(write-|echo\b|rem\b|::|(start|stop|restart|get|set)-service\b|net\s|sc(\.exe)?\s|remove-item\b|test-path\b|new-item\b|if\b|while\b)/i;
/** Runs a text, which the same statement may download. */
const INVOKES = /\b(iex|invoke-expression)\b/i;
const ELSEWHERE = /\b(cfn-init|chef-client|puppet|ansible-playbook)\b|\.(ps1|bat|cmd|vbs|py)\b|^\.\s/i;
/** What stands between words, so that paths and addresses are words. */
const BETWEEN_WORDS = /[\s"'`,;()|]+/;

/** Of one statement; there is one installer. */
const MOST_ADDRESSES = 10;

/** What a PowerShell or batch script does about the agent. */
export class PowerShellSearch {
  readonly result: InstallSearch;
  private readonly installs: AgentInstall[] = [];
  private readonly events: AgentEvent[] = [];
  private doubt?: Unknown;
  private readonly variables = new ScriptVariables();
  private readonly downloads: { readonly address: string; readonly file?: string }[] = [];

  constructor(text: string) {
    powerShellStatements(text).forEach(({ statement, runs }) => this.read(statement, runs));
    const unread = this.variables.isCut ? tooMuch() : undefined;
    this.result = { installs: this.installs, events: this.events, doubt: this.doubt ?? unread, unread };
  }

  private read(written: string, runs: Runs): void {
    if (runs === 'never') { return; }
    const [, each, values] = /^foreach\s*\(\s*\$(\w+)\s+in\s+(.*)$/i.exec(written) ?? [];
    if (each !== undefined) { this.variables.set(each, values); }
    const [, variable, value] = /^\$(?:env:)?(\w+)\s*=\s*([\s\S]*)$/i.exec(written) ?? /^set\s+"?(\w+)=([^"]*)/i.exec(written) ?? [];
    if (variable !== undefined && !STARTS.test(value)) {
      this.variables.set(variable, value.replace(/^["'](.*)["']$/, '$1'));
      return;
    }
    const statement = this.variables.expand(variable === undefined ? written : value);
    const addresses = [...statement.matchAll(ADDRESS)].map(([address]) => address).filter(address => AGENT_MENTION.test(address));
    if (this.serve(statement, runs) || HARMLESS.test(statement)) {
      return;
    }
    if (INVOKES.test(statement)) {
      this.addDoubt(statement);
    } else if (DOWNLOADS.test(statement)) {
      addresses.slice(0, MOST_ADDRESSES).forEach(address => this.downloads.push({ address, file: fileOf(statement, address) }));
    } else if (ELSEWHERE.test(statement)) {
      this.addDoubt(statement);
    } else if (RUNS.test(statement)) {
      this.run(statement, runs);
    } else if (AGENT_MENTION.test(statement)) {
      this.doubt ??= mentionsAgent();
    }
  }

  /** Remembers what a statement does to an agent that is there; returns whether it does something. */
  private serve(statement: string, runs: Exclude<Runs, 'never'>): boolean {
    const effects = windowsEffects(statement);
    effects.forEach(effect => this.addEvent(effect, statement, runs));
    const mayHarm = threatensAgent(statement) || statement.split(BETWEEN_WORDS).some(isNamedAgainstAgent);
    if (effects.length === 0 && mayHarm && !/^(write-|echo\b|rem\b|::)/i.test(statement)) { this.addEvent('upset', statement, 'perhaps'); }
    return effects.length > 0;
  }

  private addEvent(effect: AgentEffect, command: string, runs: Exclude<Runs, 'never'>): void {
    this.events.push({ effect, runs, on: 'windows', command });
  }

  private addDoubt(statement: string): void {
    this.doubt ??= runsUnseen(statement);
  }

  private run(statement: string, runs: Exclude<Runs, 'never'>): void {
    const file = this.downloads.find(download => download.file !== undefined && statement.includes(download.file));
    if (!file && !AGENT_MENTION.test(statement)) {
      return;
    }
    const [direct] = [...statement.matchAll(ADDRESS)].map(([address]) => address);
    const address = direct ?? (file ?? this.downloads[0])?.address;
    const source: AgentSource = address === undefined ? { source: 'unknown', from: statement } : sourceOfAddress(address);
    this.addEvent('install', statement, runs);
    if (runs === 'perhaps') {
      this.doubt ??= dependsOn(statement);
    } else {
      this.installs.push({ ...source, on: 'windows', tool: /msiexec/i.test(statement) ? 'msiexec' : 'AmazonSSMAgentSetup' });
    }
  }
}

function fileOf(statement: string, address: string): string | undefined {
  const named = /-(?:outfile|destination|file|o)\s+["']?([^"'\s]+)/i.exec(statement)?.[1];
  const next = /^["']?\s*,\s*["']?([^"'\s)]+)/.exec(statement.slice(statement.indexOf(address) + address.length))?.[1];
  return named ?? next;
}
