import { AgentSource, sourceOfAddress } from './agent-download';
import type { AgentInstall, InstallSearch } from './agent-install';
import { mentionsAgent, runsUnseen } from './doubts';
import { ScriptVariables } from './script-variables';
import { AGENT_MENTION } from '../../agent/packages';
import type { Unknown } from '../model/known';

const ADDRESS = /https?:\/\/[^\s"'`,;)]+/gi;
const STARTS = /^(start-process|saps|start|msiexec(\.exe)?|&|cmd(\.exe)?\s+\/c)/i;
const RUNS = new RegExp(`${STARTS.source}|^"?(?!https?:)[^\\s"]*\\.(exe|msi)\\b`, 'i');
const DOWNLOADS = /invoke-webrequest|\biwr\b|wget|curl|start-bitstransfer|downloadfile|read-s3object|copy-s3object|\bbitsadmin\b|aws(\.exe)? s3/i;
const HARMLESS = /^(write-|echo\b|rem\b|::|(start|stop|restart|get|set)-service\b|net\s|sc(\.exe)?\s|remove-item\b|test-path\b|new-item\b|if\b|while\b)/i;
/** Runs a text, which the same statement may download. */
const INVOKES = /\b(iex|invoke-expression)\b/i;
const ELSEWHERE = /\b(cfn-init|chef-client|puppet|ansible-playbook)\b|\.ps1\b|^\.\s/i;

/** What a PowerShell or batch script does about the agent. */
export class PowerShellSearch {
  readonly result: InstallSearch;
  private readonly installs: AgentInstall[] = [];
  private doubt?: Unknown;
  private readonly variables = new ScriptVariables();
  private readonly downloads: { readonly address: string; readonly file?: string }[] = [];

  constructor(text: string) {
    statementsOf(text).forEach(statement => this.read(statement));
    this.result = { installs: this.installs, doubt: this.doubt };
  }

  private read(written: string): void {
    const [, variable, value] = /^\$(?:env:)?(\w+)\s*=\s*([\s\S]*)$/i.exec(written) ?? /^set\s+"?(\w+)=([^"]*)/i.exec(written) ?? [];
    if (variable !== undefined && !STARTS.test(value)) {
      this.variables.set(variable, value.replace(/^["'](.*)["']$/, '$1'));
      return;
    }
    const statement = this.variables.expand(variable === undefined ? written : value);
    const addresses = [...statement.matchAll(ADDRESS)].map(([address]) => address).filter(address => AGENT_MENTION.test(address));
    if (HARMLESS.test(statement)) {
      return;
    }
    if (INVOKES.test(statement)) {
      this.addDoubt(statement);
    } else if (DOWNLOADS.test(statement)) {
      this.downloads.push(...addresses.map(address => ({ address, file: fileOf(statement, address) })));
    } else if (ELSEWHERE.test(statement)) {
      this.addDoubt(statement);
    } else if (RUNS.test(statement)) {
      this.run(statement);
    } else if (AGENT_MENTION.test(statement)) {
      this.doubt ??= mentionsAgent();
    }
  }

  private addDoubt(statement: string): void {
    this.doubt ??= runsUnseen(statement);
  }

  private run(statement: string): void {
    const file = this.downloads.find(download => download.file !== undefined && statement.includes(download.file));
    if (!file && !AGENT_MENTION.test(statement)) {
      return;
    }
    const [direct] = [...statement.matchAll(ADDRESS)].map(([address]) => address);
    const address = direct ?? (file ?? this.downloads[0])?.address;
    const source: AgentSource = address === undefined ? { source: 'unknown', from: statement } : sourceOfAddress(address);
    this.installs.push({ ...source, on: 'windows', tool: /msiexec/i.test(statement) ? 'msiexec' : 'AmazonSSMAgentSetup' });
  }
}

function fileOf(statement: string, address: string): string | undefined {
  const named = /-(?:outfile|destination|file|o)\s+["']?([^"'\s]+)/i.exec(statement)?.[1];
  const next = /^["']?\s*,\s*["']?([^"'\s)]+)/.exec(statement.slice(statement.indexOf(address) + address.length))?.[1];
  return named ?? next;
}

/** Without comments. A line that ends in a backtick continues on the next. */
function statementsOf(text: string): string[] {
  return text
    .replace(/<#[\s\S]*?#>/g, '')
    .replace(/`\r?\n/g, ' ')
    .split(/\r?\n/)
    .flatMap(line => pieces(line).map(piece => piece.trim()).filter(piece => piece !== ''));
}

/** Between semicolons and braces that are not quoted, up to a comment. */
function pieces(line: string): string[] {
  const found = [''];
  let quote: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const character = line[i];
    if (quote === undefined && character === '#' && (i === 0 || /\s/.test(line[i - 1]))) { break; }
    quote = quote === undefined && /["']/.test(character) ? character : quote === character ? undefined : quote;
    if (quote === undefined && /[;{}]/.test(character) && line[i - 1] !== '$' && !/\$\{[^}]*$/.test(line.slice(0, i))) {
      found.push('');
    } else {
      found[found.length - 1] += character;
    }
  }
  return found;
}
