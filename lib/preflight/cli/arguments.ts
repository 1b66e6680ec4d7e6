import { parseArgs } from 'util';
import { Accepted, acceptedOf } from './accept';
import { assumptionsOf } from './assume';
import { UsageError } from './usage-error';
import { meantHint } from '../../core/nearest';
import { Assumption } from '../model/assumption';
import { knownRegions, REGION_NAME } from '../regions';

/** The parsed command line. */
export interface Arguments {
  readonly input: string;
  readonly json: boolean;
  /** The file for the HTML report. */
  readonly html?: string;
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

export const USAGE = `Usage: cdk-session-manager preflight <cdk.out | template.json | template.yaml> [options]

Proves from templates that Session Manager will reach each node. Nothing is deployed or called.

Options:
  --json                print the report as JSON
  --html FILE           write the report as one HTML file
  --strict              count a node that is UNKNOWN as a failure, and a report without nodes
  --node ID             report this node only: its logical id or construct path
  --parameter KEY=VAL   a value for a CloudFormation parameter; may be repeated
  --region REGION       the region of stacks that do not name one
  --assume KEY[=VAL]    what you know and no template shows; may be repeated, and never counts against what a template shows:
      subnet-0123=nat       the imported subnet leads to AWS by nat, public or endpoints
      subnets=nat           all imported subnets do
      default-vpc           the default VPC is as AWS makes it
      profile[=NAME]        the imported instance profile or role has what a node needs
      launch-template[=NAME]
                            the imported launch template has what a node needs besides a subnet
      security-group[=ID]   the imported security group lets TCP 443 out, and is of the VPC of its nodes
      image[=ID]            the image carries the SSM Agent and is for the instance type
      permissions-boundary[=NAME]
                            the imported permissions boundary allows what a node needs
      default-host-management
                            Default Host Management Configuration is on
  --accept RULE=REASON  accept the findings of a rule; may be repeated
  --can PRINCIPAL NODE  instead of the report, say whether somebody can open a session with a node, and why: a role, user, group or permission set
  --who NODE            say who can
  --what PRINCIPAL      say with which nodes somebody can
  --document NAME       with --can, --who and --what: with this session document
  --help                print this

Exit status: 0 nothing is BLOCKED, 1 a node or the audit is BLOCKED (with --strict: or a node UNKNOWN, or there is none), 2 the command line is wrong or
the input cannot be read, 3 preflight itself failed, which is no verdict. With --can: 0 YES, 1 NO, 4 UNKNOWN. With --who and --what: 0 somebody or something is
YES, 1 all are NO, 4 nothing is YES and something UNKNOWN.
`;

/** Parses a command line; undefined if it asks for help. */
export function parseArguments(args: string[]): Arguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) { return undefined; }
  const [command, input, ...more] = positionals;
  if (command !== 'preflight') {
    throw new UsageError(command === undefined ? 'A command is missing; the only one is preflight' : `The only command is preflight, got '${command}'`);
  }
  const question = questionOf(values, more);
  if (input === undefined || more.length > (values.can === undefined ? 0 : 1)) {
    throw new UsageError(`preflight takes one cloud assembly or template, got ${positionals.length - 1}`);
  }
  return {
    input,
    json: values.json ?? false,
    html: values.html,
    strict: values.strict ?? false,
    node: values.node,
    parameters: Object.fromEntries((values.parameter ?? []).map(parameter)),
    region: values.region === undefined ? undefined : regionOf(values.region),
    assume: assumptionsOf(values.assume ?? []),
    accepted: acceptedOf(values.accept ?? []),
    question,
  };
}

const OPTIONS = {
  json: { type: 'boolean' },
  html: { type: 'string' },
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
  help: { type: 'boolean', short: 'h' },
} as const;

const QUESTIONS = ['can', 'who', 'what'] as const;

/** What only the report itself takes. */
const OF_THE_REPORT = ['html', 'node', 'assume', 'accept', 'strict'] as const;

function questionOf(values: ReturnType<typeof parse>['values'], [node]: readonly string[]): Question | undefined {
  const [asked, another] = QUESTIONS.filter(name => values[name] !== undefined);
  if (asked === undefined) {
    if (values.document !== undefined) { throw new UsageError('--document takes one of --can, --who and --what beside it'); }
    return undefined;
  }
  if (another !== undefined) { throw new UsageError(`--${asked} and --${another} are two questions; ask them one by one`); }
  const needless = OF_THE_REPORT.find(name => values[name] !== undefined);
  if (needless !== undefined) { throw new UsageError(`--${asked} takes no --${needless}, which is for the report`); }
  if (asked === 'can' && node === undefined) {
    throw new UsageError(`--can takes a principal and a node, got '${values.can}' alone: preflight cdk.out --can MyStack/Role MyStack/Node`);
  }
  return { principal: values.can ?? values.what, node: values.who ?? (asked === 'can' ? node : undefined), document: values.document };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    const { message } = error as Error;
    const unknown = /^Unknown option '(--[^']+)'/.exec(message)?.[1];
    throw new UsageError(unknown === undefined ? message : `${message}${meantHint(unknown, Object.keys(OPTIONS).map(name => `--${name}`))}`);
  }
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
