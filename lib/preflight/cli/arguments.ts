import { existsSync } from 'node:fs';
import { parseArgs } from 'util';
import { Accepted, acceptedOf } from './accept';
import { assumptionsOf } from './assume';
import { formatOf, ReportFile, reportFile } from './outputs';
import { Command, COMMANDS } from './usage';
import { UsageError } from './usage-error';
import { meantHint } from '../../core/nearest';
import { Assumption } from '../model/assumption';
import { listed } from '../model/words';
import { knownRegions, REGION_NAME } from '../regions';
import { ReportFormat } from '../report/formats';

/** The parsed command line. */
export type Arguments =
  | { readonly command: 'version' }
  | { readonly command: 'help'; readonly about: Command }
  | { readonly command: 'rule'; readonly id?: string }
  | PreflightArguments;

export interface PreflightArguments {
  readonly command: 'preflight';
  /** Names of files and folders, patterns of both, and `-`. */
  readonly inputs: readonly string[];
  /** How to print the report. */
  readonly format: ReportFormat;
  /** Where to write it as well. */
  readonly files: readonly ReportFile[];
  /** Whether to print nothing but what fails. */
  readonly quiet: boolean;
  /** Whether UNKNOWN counts as a failure. */
  readonly strict: boolean;
  /** Report this node only. */
  readonly node?: string;
  readonly parameters: { [name: string]: string };
  readonly region?: string;
  readonly assume: readonly Assumption[];
  readonly accepted: Accepted;
  /** What is asked of who opens sessions, in place of the report. */
  readonly question?: Question;
}

/** Who opens sessions, with which nodes, with any document or one. */
export interface Question {
  readonly principal?: string;
  readonly node?: string;
  readonly document?: string;
}

/** All options, of whichever command. */
export const OPTIONS = {
  format: { type: 'string' },
  json: { type: 'boolean' },
  output: { type: 'string', multiple: true },
  html: { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  strict: { type: 'boolean' },
  node: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  region: { type: 'string' },
  assume: { type: 'string', multiple: true },
  accept: { type: 'string', multiple: true },
  can: { type: 'string' },
  who: { type: 'string' },
  what: { type: 'string' },
  document: { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Parsed = ReturnType<typeof parse>;
type Values = Parsed['values'];

/** Parses a command line. */
export function parseArguments(args: string[]): Arguments {
  const { values, positionals, nodeOfCan } = parse(args);
  const [first, ...operands] = positionals;
  if (values.help) { return { command: 'help', about: COMMANDS.find(command => command === first) ?? 'help' }; }
  if (values.version) { return { command: 'version' }; }
  const command = commandOf(first);
  switch (command) {
    case 'preflight': return preflightOf(values, operands, nodeOfCan);
    case 'rule': return { command, id: only(command, values, operands) };
    case 'help': return { command, about: commandOf(only(command, values, operands) ?? command) };
  }
}

function commandOf(name: string | undefined): Command {
  const command = COMMANDS.find(each => each === name);
  if (command !== undefined) { return command; }
  if (name === undefined) { throw new UsageError('A command is missing: preflight, rule or help'); }
  const hint = existsSync(name) ? `; did you mean 'preflight ${name}'?` : meantHint(name, COMMANDS);
  throw new UsageError(`There is no command '${name}'${hint === '' ? `; the commands are ${listed(COMMANDS)}` : hint}`);
}

/** The one operand of a command that takes no options. */
function only(command: Command, values: Values, operands: readonly string[]): string | undefined {
  const needless = Object.keys(values)[0];
  if (needless !== undefined) { throw new UsageError(`${command} takes no --${needless}, which is for preflight`); }
  if (operands.length > 1) { throw new UsageError(`${command} takes one name, got ${operands.length}: ${operands.join(' ')}`); }
  return operands[0];
}

function preflightOf(values: Values, inputs: readonly string[], nodeOfCan: string | undefined): PreflightArguments {
  const question = questionOf(values, nodeOfCan);
  if (inputs.length === 0) {
    throw new UsageError('preflight lacks an input: a cloud assembly such as cdk.out, a template, or - for standard input');
  }
  const files = [
    ...(values.output ?? []).map(reportFile),
    ...values.html === undefined ? [] : [{ format: 'html' as const, path: values.html, given: `--html ${values.html}` }],
  ];
  return {
    command: 'preflight',
    inputs,
    format: printedFormat(values),
    files,
    quiet: values.quiet ?? false,
    strict: values.strict ?? false,
    node: values.node,
    parameters: Object.fromEntries((values.parameter ?? []).map(parameter)),
    region: values.region === undefined ? undefined : regionOf(values.region),
    assume: assumptionsOf(values.assume ?? []),
    accepted: acceptedOf(values.accept ?? []),
    question,
  };
}

function printedFormat({ format: given, json, quiet }: Values): ReportFormat {
  const format = given === undefined ? json ? 'json' : 'text' : formatOf('--format', given);
  if (json && format !== 'json') { throw new UsageError(`--json and --format ${format} are two formats to print; write one to a file: --output ${format}=FILE`); }
  if (quiet && format !== 'text') { throw new UsageError(`--quiet is for text; to print nothing, write ${format} to a file: --output ${format}=FILE`); }
  return format;
}

const QUESTIONS = ['can', 'who', 'what'] as const;

/** What only the report itself takes. */
const OF_THE_REPORT = ['format', 'output', 'html', 'node', 'assume', 'accept', 'strict'] as const;

function questionOf(values: Values, nodeOfCan: string | undefined): Question | undefined {
  const [asked, another] = QUESTIONS.filter(name => values[name] !== undefined);
  if (asked === undefined) {
    if (values.document !== undefined) { throw new UsageError('--document takes one of --can, --who and --what beside it'); }
    return undefined;
  }
  if (another !== undefined) { throw new UsageError(`--${asked} and --${another} are two questions; ask them one by one`); }
  const needless = OF_THE_REPORT.find(name => values[name] !== undefined);
  if (needless !== undefined) { throw new UsageError(`--${asked} takes no --${needless}, which is for the report`); }
  if (asked === 'can' && nodeOfCan === undefined) {
    throw new UsageError(`--can takes a principal and a node, got '${values.can}' alone: preflight cdk.out --can MyStack/Role MyStack/Node`);
  }
  return { principal: values.can ?? values.what, node: values.who ?? nodeOfCan, document: values.document };
}

function parse(args: string[]) {
  refuseUnknown(args);
  try {
    const { values, positionals, tokens } = parseArgs({ args, allowPositionals: true, options: OPTIONS, tokens: true });
    // The node of `--can PRINCIPAL NODE` is what follows the principal.
    const can = tokens.findIndex(token => token.kind === 'option' && token.name === 'can');
    const next = can < 0 ? undefined : tokens.at(can + 1);
    if (next?.kind !== 'positional') { return { values, positionals, nodeOfCan: undefined }; }
    const node = tokens.filter(({ kind }) => kind === 'positional').indexOf(next);
    return { values, positionals: positionals.filter((_, index) => index !== node), nodeOfCan: next.value };
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0]);
  }
}

/** An option that there is not: as it was given, with the one that was meant. */
function refuseUnknown(args: string[]): void {
  const { tokens } = parseArgs({ args, allowPositionals: true, options: OPTIONS, tokens: true, strict: false });
  const unknown = tokens.find(token => token.kind === 'option' && !Object.hasOwn(OPTIONS, token.name));
  if (!unknown) { return; }
  const [given] = args[unknown.index].split('=');
  const options = Object.keys(OPTIONS).map(name => `--${name}`);
  throw new UsageError(`There is no option '${given}'${meantHint(given, options)}`);
}

function regionOf(text: string): string {
  if (!REGION_NAME.test(text)) {
    throw new UsageError(`--region takes the name of a region, such as eu-west-1, got '${text}'${meantHint(text, knownRegions())}`);
  }
  return text;
}

function parameter(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new UsageError(`--parameter takes KEY=VALUE, got '${text}'`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}
