import { parseArgs } from 'util';

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
}

/** A command line that is not valid. The message tells the user what is wrong. */
export class UsageError extends Error {}

export const USAGE = `Usage: cdk-session-manager preflight <cdk.out | template.json | template.yaml> [options]

Proves from templates that Session Manager will reach each node. Nothing is deployed or called.

Options:
  --json               print the report as JSON
  --html FILE          write the report as one HTML file
  --strict             count a node that is UNKNOWN as a failure, and a report without nodes
  --node ID            report this node only: its logical id or construct path
  --parameter KEY=VAL  a value for a CloudFormation parameter; may be repeated
  --region REGION      the region of stacks that do not name one
  --help               print this

Exit status: 0 no node is BLOCKED, 1 a node is BLOCKED (with --strict: or UNKNOWN, or there is none), 2 the input cannot be read.
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
  if (values.region === '') {
    throw new UsageError('--region takes a region such as eu-west-1, got \'\'');
  }
  return {
    input,
    json: values.json ?? false,
    html: values.html,
    strict: values.strict ?? false,
    node: values.node,
    parameters: Object.fromEntries((values.parameter ?? []).map(parameter)),
    region: values.region,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        html: { type: 'string' },
        strict: { type: 'boolean' },
        node: { type: 'string' },
        parameter: { type: 'string', multiple: true },
        region: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function parameter(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new UsageError(`--parameter takes KEY=VALUE, got '${text}'`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}
