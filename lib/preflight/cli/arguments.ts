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
  --help                print this

Exit status: 0 no node is BLOCKED, 1 a node is BLOCKED (with --strict: or UNKNOWN, or there is none), 2 the command line is wrong or the input
cannot be read, 3 preflight itself failed, which is no verdict.
`;

/** Parses a command line; undefined if it asks for help. */
export function parseArguments(args: string[]): Arguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) { return undefined; }
  const [command, input, ...more] = positionals;
  if (command !== 'preflight') {
    throw new UsageError(command === undefined ? 'A command is missing; the only one is preflight' : `The only command is preflight, got '${command}'`);
  }
  if (input === undefined || more.length > 0) {
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
  help: { type: 'boolean', short: 'h' },
} as const;

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
