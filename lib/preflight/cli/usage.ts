import { REPORT_FORMATS } from '../report/formats';

/** The commands, each with its usage. */
export const COMMANDS = ['preflight', 'rule', 'help'] as const;

export type Command = typeof COMMANDS[number];

const OVERVIEW = `cdk-session-manager: proves from templates that Session Manager will reach each
node. Nothing is deployed or called.

Usage:
  cdk-session-manager preflight INPUT...   prove it
  cdk-session-manager rule [ID]            what a rule is about, how to mend it
  cdk-session-manager help [COMMAND]       this, or all options of a command
  cdk-session-manager --version

For example:
  cdk-session-manager preflight cdk.out
  cdk-session-manager preflight network.yaml app.yaml --region eu-west-1
  cdk-session-manager preflight 'stacks/*.yaml' --output html=report.html
  cdk-session-manager rule SSM-NET-003
`;

const formats = Object.entries(REPORT_FORMATS).map(([name, { title }]) => `      ${name.padEnd(18)}${title}`).join('\n');

const PREFLIGHT = `Usage: cdk-session-manager preflight INPUT... [options]

Proves from templates that Session Manager will reach each node. Nothing is
deployed or called.

An input is a cloud assembly, such as cdk.out, a template in JSON or YAML, a
pattern of either, such as 'stacks/*.yaml', or - for standard input. Several
inputs are deployed together: what one exports, another one may import.

The report:
  --format FORMAT       what to print:
${formats}
  --json                the same as --format json
  --output FORMAT=FILE  write the report to a file as well; may be repeated
  --html FILE           the same as --output html=FILE
  --quiet, -q           print what fails, and nothing where nothing does
  --node ID             report this node only: its logical id or construct path
  --strict              count a node that is UNKNOWN as a failure, and a report
                        without nodes

What is known beside the templates:
  --parameter KEY=VAL   a value for a CloudFormation parameter; may be repeated
  --region REGION       the region of stacks that do not name one
  --assume KEY[=VAL]    what you know and no template shows; may be repeated. It
                        never counts against what a template shows:
      subnet-0123=nat       the imported subnet leads to AWS by nat, public or
                            endpoints
      subnets=nat           all imported subnets do
      default-vpc           the default VPC is as AWS makes it
      profile[=NAME]        the imported instance profile or role has what a
                            node needs
      launch-template[=NAME]
                            the imported launch template has what a node needs
                            besides a subnet
      security-group[=ID]   the imported security group lets TCP 443 out, and is
                            of the VPC of its nodes
      image[=ID]            the image carries the SSM Agent and is for the
                            instance type
      permissions-boundary[=NAME]
                            the imported permissions boundary allows what a node
                            needs
      default-host-management
                            Default Host Management Configuration is on
  --accept RULE=REASON  accept the findings of a rule; may be repeated

Instead of the report:
  --can PRINCIPAL NODE  say whether somebody can open a session with a node, and
                        why: a role, user, group or permission set
  --who NODE            say who can
  --what PRINCIPAL      say with which nodes somebody can
  --document NAME       with one of these: with this session document

Colors: on a terminal, unless NO_COLOR is set; FORCE_COLOR=1 turns them on
everywhere, and FORCE_COLOR=0 off.

Exit status:
  0  nothing is BLOCKED
  1  a node or the audit is BLOCKED; with --strict also: a node is UNKNOWN, or
     there is none
  2  the command line is wrong, or the input cannot be read
  3  preflight itself failed, which is no verdict
With --can: 0 YES, 1 NO, 4 UNKNOWN. With --who and --what: 0 somebody or
something is YES, 1 all are NO, 4 nothing is YES and something UNKNOWN.
`;

const RULE = `Usage: cdk-session-manager rule [ID]

Says what a rule is about: what holds where all is well, why, what it reads,
what it cannot see, and how to mend it. Without an id it lists all rules, and
with the beginning of one, such as SSM-NET, those of a family.
`;

export const USAGE: { readonly [command in Command]: string } = { preflight: PREFLIGHT, rule: RULE, help: OVERVIEW };
