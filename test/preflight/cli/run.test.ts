import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { run } from '../../../lib/preflight/cli/run';
import * as engine from '../../../lib/preflight/engine/evaluate-rules';
import { REPORT_FORMATS } from '../../../lib/preflight/report/formats';
import { importedVpcNode, PublicNode, quietApp } from '../apps';

const directory = mkdtempSync(join(tmpdir(), 'preflight-cli-'));

function file(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const OPEN = file('open.json', Template.fromStack(new PublicNode(quietApp(), 'Open')).toJSON());
const CLOSED = file('closed.json', Template.fromStack(new PublicNode(quietApp(), 'Closed', { closed: true })).toJSON());
const UNSEEN = file('unseen.json', Template.fromStack(importedVpcNode(quietApp(), 'Imported')).toJSON());

interface Process {
  readonly tty?: boolean;
  readonly env?: Record<string, string>;
  readonly input?: string;
  /** How many milliseconds go by from one look at the clock to the next. */
  readonly pace?: number;
}

function call(args: string[], { tty = false, env = {}, input = '', pace = 0 }: Process = {}) {
  const written = { out: '', err: '' };
  const output = (name: 'out' | 'err') => ({ write: (text: string) => { written[name] += text; }, isTTY: tty, columns: 100 });
  let time = 0;
  const status = run(args, { out: output('out'), err: output('err'), env, input: () => Buffer.from(input), now: () => (time += pace) });
  return { status, ...written };
}

describe('exit status', () => {
  test.each([
    [0, 'all connect', [OPEN]],
    [1, 'something is blocked', [CLOSED]],
    [0, 'something is unknown', [UNSEEN]],
    [1, 'something is unknown, and that counts', [UNSEEN, '--strict']],
    [0, 'all connect, and unknown would count', [OPEN, '--strict']],
  ])('%d: %s', (status, _, args) => {
    expect(call(['preflight', ...args]).status).toBe(status);
  });

  test('2: the input cannot be read, with file and line', () => {
    const broken = file('broken.yaml', 'Resources:\n  A: [\n');
    expect(call(['preflight', broken])).toMatchObject({ status: 2, out: '', err: expect.stringMatching(/broken\.yaml:\d+: /) });
    expect(call(['preflight', join(directory, 'missing.json')])).toMatchObject({ status: 2, err: expect.stringContaining('missing.json') });
  });

  test.each([
    ['no command', [], 'A command is missing: preflight, rule or help'],
    ['another command', ['deploy', OPEN], 'There is no command \'deploy\'; the commands are preflight, rule and help'],
    ['a misspelt command', ['preflght', OPEN], 'There is no command \'preflght\'; did you mean \'preflight\'?'],
    ['an input for a command', [OPEN], `There is no command '${OPEN}'; did you mean 'preflight ${OPEN}'?`],
    ['no input', ['preflight'], 'preflight lacks an input: a cloud assembly such as cdk.out, a template, or - for standard input'],
    ['standard input twice', ['preflight', '-', '-'], '- is standard input, which there is one of'],
    ['an unknown option', ['preflight', OPEN, '--fast'], 'There is no option \'--fast\'\n'],
    ['a misspelt option with a value', ['preflight', OPEN, '--formt=json'], 'There is no option \'--formt\'; did you mean \'--format\'?'],
    ['an option with one dash', ['preflight', OPEN, '-json'], 'There is no option \'-json\'; did you mean \'--json\'?'],
    ['an option without its value', ['preflight', OPEN, '--node'], 'Option \'--node <value>\' argument missing'],
    ['a misspelt format', ['preflight', OPEN, '--format', 'jsn'], '--format takes text, json'],
    ['a misspelt format, with the right one', ['preflight', OPEN, '--format', 'jsn'], 'got \'jsn\'; did you mean \'json\'?'],
    ['two formats to print', ['preflight', OPEN, '--json', '--format', 'html'], '--json and --format html are two formats to print; write one to a file: --output html=FILE'],
    ['nothing of JSON', ['preflight', OPEN, '--json', '--quiet'], '--quiet is for text; to print nothing, write json to a file: --output json=FILE'],
    ['an output without a format', ['preflight', OPEN, '--output', 'report.html'], '--output takes FORMAT=FILE, got \'report.html\': --output html=report.html'],
    ['an output in a misspelt format', ['preflight', OPEN, '--output', 'htlm=x'], 'did you mean \'html\'?'],
    ['an output without a file', ['preflight', OPEN, '--output', 'text='], '--output text= lacks a file: --output text=report.txt'],
    ['an output to standard output', ['preflight', OPEN, '--output', 'json=-'], 'for standard output, give --format json'],
    ['two outputs to one file', ['preflight', OPEN, '--output', `html=${directory}/x`, '--html', `${directory}/y/../x`], 'writes the same file'],
    ['an output to a folder', ['preflight', OPEN, '--output', `html=${directory}`], 'it is a folder; name a file in it'],
    ['an option for another command', ['rule', 'SSM-NET-003', '--json'], 'rule takes no --json, which is for preflight'],
    ['two rules', ['rule', 'SSM-NET-003', 'SSM-NET-004'], 'rule takes one name, got 2: SSM-NET-003 SSM-NET-004'],
    ['help about nothing', ['help', 'prefligth'], 'There is no command \'prefligth\'; did you mean \'preflight\'?'],
    ['a parameter without a value', ['preflight', OPEN, '--parameter', 'Cidr'], '--parameter takes KEY=VALUE, got \'Cidr\''],
    ['a parameter without a name', ['preflight', OPEN, '--parameter', '=x'], '--parameter takes KEY=VALUE, got \'=x\''],
    ['a node that is not there', ['preflight', OPEN, '--node', 'Nobody'], '--node: id must be that of a node in the report, got \'Nobody\''],
    ['a misspelt option', ['preflight', OPEN, '--asume', 'image'], 'did you mean \'--assume\'?'],
    ['a parameter that no template has', ['preflight', OPEN, '--parameter', 'BootstrapVersio=1'], '--parameter: no template has a parameter \'BootstrapVersio\' to be given; did you mean \'BootstrapVersion\'?'],
    ['an empty region', ['preflight', OPEN, '--region', ''], '--region takes the name of a region, such as eu-west-1, got \'\''],
    ['a misspelt region', ['preflight', OPEN, '--region', 'eu-west1'], 'did you mean \'eu-west-1\'?'],
    ['a zone for a region', ['preflight', OPEN, '--region', 'eu-west-1a'], 'did you mean \'eu-west-1\'?'],
    ['an unknown assumption', ['preflight', OPEN, '--assume', 'default-host-managment'], 'got \'default-host-managment\'; did you mean \'default-host-management\'?'],
    ['an unknown way out', ['preflight', UNSEEN, '--assume', 'subnet-0123=natt'], '--assume subnet-0123= takes nat, public or endpoints, got \'natt\'; did you mean \'nat\'?'],
    ['a subnet without a way out', ['preflight', UNSEEN, '--assume', 'subnets'], '--assume subnets= takes nat, public or endpoints, got \'\''],
    ['two ways out', ['preflight', UNSEEN, '--assume', 'subnet-0123=nat', '--assume', 'subnet-0123=public'], '--assume says two things of subnet-0123: nat and public'],
    ['a value that is not taken', ['preflight', OPEN, '--assume', 'default-vpc=public'], '--assume default-vpc takes no value, got \'public\''],
    ['an empty name', ['preflight', OPEN, '--assume', 'profile='], '--assume profile= lacks a name; leave \'=\' out for all'],
    ['an assumption of no use', ['preflight', UNSEEN, '--assume', 'subnet-0124=public'],
      '--assume: the assumption subnet-0124=public is of no use: the templates leave nothing open that it is about; did you mean \'subnet-0123=public\'?'],
    ['an assumption that nothing needs', ['preflight', OPEN, '--assume', 'image'], '--assume: the assumption image is of no use'],
    ['Default Host Management that nothing needs', ['preflight', OPEN, '--assume', 'default-host-management'], '--assume: the assumption default-host-management is of no use'],
    ['an unknown rule', ['preflight', CLOSED, '--accept', 'SSM-NET-03=it is open'], 'there is no rule \'SSM-NET-03\'; did you mean \'SSM-NET-003\'?'],
    ['a rule of somebody else', ['preflight', CLOSED, '--accept', 'AwsSolutions-EC23=it is open'], 'there is no rule \'AwsSolutions-EC23\'\n'],
    ['no reason', ['preflight', CLOSED, '--accept', 'SSM-NET-003'], '--accept SSM-NET-003 lacks the reason'],
    ['an empty reason', ['preflight', CLOSED, '--accept', 'SSM-NET-003= '], '--accept SSM-NET-003 lacks the reason'],
    ['a file that cannot be written', ['preflight', OPEN, '--html', join(OPEN, 'x.html')], `--html ${OPEN}/x.html: ${OPEN} is no folder`],
  ])('2: %s, with the error alone and where the usage is', (_, args, message) => {
    const { status, out, err } = call(args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
    expect(err.endsWith(`\nSee: cdk-session-manager help${['preflight', 'rule'].includes(args[0]) ? ` ${args[0]}` : ''}\n`)).toBe(true);
    expect(err).not.toContain('Usage:');
  });

  test('2: an input that is not there, with the one that was meant', () => {
    expect(call(['preflight', join(directory, 'opne.json')])).toEqual({
      status: 2, out: '', err: `${directory}/opne.json: there is no such file or directory; did you mean 'open.json'?\n`,
    });
    expect(call(['preflight', join(directory, 'nothing*.yaml')])).toEqual({ status: 2, out: '', err: `${directory}/nothing*.yaml: no file or folder fits it\n` });
  });
});

describe('--assume', () => {
  test('says what a template does not show, and the report says what of it was needed', () => {
    const { status, out, err } = call(['preflight', UNSEEN, '--strict', '--assume', 'subnet-0123=public']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.replace(/\s+/g, ' ')).toContain('Taken for granted: - The subnet leads to AWS through an Internet gateway, and gives public addresses, as was said with subnet-0123=public: subnet-0123.');
  });

  test('says that an imported security group lets HTTPS out', () => {
    const template = JSON.parse(readFileSync(UNSEEN, 'utf8'));
    const node = (Object.values(template.Resources) as { Type: string; Properties: Record<string, unknown> }[]).find(({ Type }) => Type === 'AWS::EC2::Instance')!;
    node.Properties.SecurityGroupIds = ['sg-0123'];
    const args = ['preflight', file('unseen-group.json', template), '--strict', '--assume', 'subnets=nat', '--assume'];
    expect(call([...args, 'security-group=sg-0123'])).toMatchObject({
      status: 0, out: expect.stringMatching(/The security group lets HTTPS out, and is of the VPC of its nodes, as\s+was\s+said with\s+security-group=sg-0123:\s+sg-0123\./),
    });
    expect(call([...args, 'security-group=sg-0124'])).toMatchObject({ status: 2, err: expect.stringContaining('did you mean \'security-group=sg-0123\'?') });
    expect(call([...args, 'security-group='])).toMatchObject({ status: 2, err: expect.stringContaining('--assume security-group= lacks a name') });
  });

  test('is listed in JSON and HTML as well', () => {
    const html = join(directory, 'assumed.html');
    const { out } = call(['preflight', UNSEEN, '--json', '--html', html, '--assume', 'subnets=public']);
    expect(JSON.parse(out).assumptions[0]).toContain('as was said with subnets=public');
    expect(readFileSync(html, 'utf8')).toContain('as was said with subnets=public');
  });

  test('does not make a broken node connect', () => {
    const broken = JSON.parse(readFileSync(UNSEEN, 'utf8'));
    const group = (Object.values(broken.Resources) as { Type: string; Properties: Record<string, unknown> }[]).find(({ Type }) => Type === 'AWS::EC2::SecurityGroup')!;
    group.Properties.SecurityGroupEgress = [{ IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' }];
    expect(call(['preflight', file('unseen-closed.json', broken), '--assume', 'subnets=public'])).toMatchObject({ status: 1, out: expect.stringContaining('SSM-NET-003') });
  });
});

describe('--accept', () => {
  test('accepts the findings of a rule, and the report says why', () => {
    const { status, out, err } = call(['preflight', CLOSED, '--strict', '--accept', 'SSM-NET-003=Opened by hand = for good']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/SSM-NET-003 {2}acknowledged: [^]*Reason: Opened by hand = for good/);
  });

  test('accepts no other rule', () => {
    expect(call(['preflight', CLOSED, '--accept', 'SSM-NET-004=Opened by hand']).status).toBe(1);
  });
});

test('3: preflight itself fails, and asks for a report', () => {
  jest.spyOn(engine, 'evaluateRules').mockImplementation(() => { throw new TypeError('boom'); });
  const { status, out, err } = call(['preflight', OPEN]);
  jest.restoreAllMocks();
  expect({ status, out }).toEqual({ status: 3, out: '' });
  expect(err).toMatch(/^Preflight itself failed, so this is no verdict: .* please report it [^]*\/issues\nTypeError: boom\n/);
});

test('an acknowledgement of a rule that does not exist is a warning', () => {
  const app = quietApp({ outdir: mkdtempSync(join(directory, 'assembly-')) });
  Validations.of(new PublicNode(app, 'Open')).acknowledge({ id: 'SSM-NET-0003', reason: 'Opened by hand' });
  const { status, out } = call(['preflight', app.synth().directory, '--strict']);
  expect(status).toBe(0);
  expect(out.replace(/\s+/g, ' ')).toContain('Warnings: - Open acknowledges SSM-NET-0003, and there is no such rule; did you mean \'SSM-NET-003\'?');
});

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']]])('%j prints the commands', args => {
    expect(call(args)).toEqual({ status: 0, out: expect.stringMatching(/preflight INPUT\.\.\.[^]*rule \[ID\]/), err: '' });
  });

  test.each([[['help', 'preflight']], [['preflight', '--help']], [['preflight', OPEN, '-h']]])('%j prints the usage, with all formats', args => {
    const { status, out } = call(args);
    expect(status).toBe(0);
    expect(out).toMatch(/Exit status:\n {2}0 {2}nothing is BLOCKED/);
    Object.keys(REPORT_FORMATS).forEach(format => expect(out).toMatch(new RegExp(`^      ${format} `, 'm')));
  });

  test('of a rule', () => {
    expect(call(['help', 'rule']).out).toMatch(/^Usage: cdk-session-manager rule \[ID\]/);
  });
});

test('--version', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as { version: string };
  expect(call(['--version'])).toEqual({ status: 0, out: `${version}\n`, err: '' });
});

test('the command rule prints a rule', () => {
  expect(call(['rule', 'SSM-NET-003'])).toMatchObject({ status: 0, out: expect.stringMatching(/^SSM-NET-003 {2}/) });
  expect(call(['rule', 'SSM-NET-03'])).toMatchObject({ status: 2, err: 'There is no rule \'SSM-NET-03\'; did you mean \'SSM-NET-003\'?\nSee: cdk-session-manager help rule\n' });
});

describe('several inputs', () => {
  const { Resources, ...rest } = JSON.parse(readFileSync(OPEN, 'utf8')) as { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };
  const [vpc] = Object.keys(Resources).filter(id => Resources[id].Type === 'AWS::EC2::VPC');
  const [subnet] = Object.keys(Resources).filter(id => Resources[id].Type === 'AWS::EC2::Subnet');
  const isNetwork = (type: string) => /^AWS::EC2::(VPC|Subnet|Route|Internet)/.test(type);
  const only = (wanted: boolean) => Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => isNetwork(Type) === wanted));
  const shared = { Vpc: vpc, Subnet: subnet };
  const importing = (text: string) => text.replace(/\{"Ref":"(\w+)"\}/g, (ref, id) => (
    id === vpc || id === subnet ? `{"Fn::ImportValue":"${id === vpc ? 'Vpc' : 'Subnet'}"}` : ref));
  const withoutOrder = Object.fromEntries(Object.entries(only(false)).map(([id, resource]) => [id, { ...resource, DependsOn: undefined }]));
  const network = file('split-network.json', {
    Resources: only(true), Outputs: Object.fromEntries(Object.entries(shared).map(([Name, id]) => [Name, { Value: { Ref: id }, Export: { Name } }])),
  });
  const nodes = file('split-nodes.json', importing(JSON.stringify({ ...rest, Resources: withoutOrder })));

  test('are joined by what they export', () => {
    expect(call(['preflight', nodes, '--strict']).status).toBe(1);
    expect(call(['preflight', nodes, network, '--strict'])).toMatchObject({ status: 0, out: expect.stringContaining('1 node: 1 connects') });
  });

  test('fit a quoted pattern', () => {
    expect(call(['preflight', join(directory, 'split-*.json'), '--strict']).status).toBe(0);
    expect(call(['preflight', join(directory, '{open,closed}.json')]).out).toContain('2 nodes: 1 connects, 1 blocked');
  });

  test('of which one is standard input', () => {
    expect(call(['preflight', '-', network, '--strict'], { input: readFileSync(nodes, 'utf8') }).status).toBe(0);
    expect(call(['preflight', '-'], { input: 'Resources: [' })).toMatchObject({ status: 2, err: expect.stringMatching(/^standard input:\d+: /) });
  });

  test('have nodes that are told apart by --node, and by --can with a node of its own', () => {
    const other = join(mkdtempSync(join(directory, 'copy-')), 'open.json');
    writeFileSync(other, readFileSync(OPEN));
    const { out } = call(['preflight', OPEN, other]);
    const [, id] = /^CONNECTS {2}(copy-\w+\/open\.json\/\S+)/m.exec(out)!;
    expect(call(['preflight', OPEN, other, '--node', id]).out).toContain('1 node: 1 connects');
    expect(call(['preflight', '--can', 'Nobody', id, OPEN, other]).err).toContain('principal must be that of a principal');
  });

  test('have the date of SOURCE_DATE_EPOCH on the page, and that of today without it', () => {
    const page = join(directory, 'dated.html');
    const made = (env: Process['env']) => {
      const outcome = call(['preflight', nodes, network, '--html', page], { env });
      return outcome.status === 0 ? /datetime="([^"]+)"/.exec(readFileSync(page, 'utf8'))?.[1] : outcome;
    };
    expect(made({ SOURCE_DATE_EPOCH: '1764374400' })).toBe('2025-11-29T00:00:00.000Z');
    expect(made({})).toMatch(/^1970-01-01T/);
    expect(made({ SOURCE_DATE_EPOCH: 'yesterday' })).toMatchObject({ status: 2, err: expect.stringMatching(/^SOURCE_DATE_EPOCH must be seconds since 1970, got 'yesterday'/) });
  });

  test('are the title of the page together', () => {
    const page = join(directory, 'together.html');
    call(['preflight', nodes, network, '--html', page]);
    expect(readFileSync(page, 'utf8')).toContain('<title>split-nodes.json and 1 more - Session Manager preflight</title>');
  });
});

describe('--quiet', () => {
  test('prints nothing where nothing fails', () => {
    expect(call(['preflight', OPEN, '--quiet'])).toEqual({ status: 0, out: '', err: '' });
    expect(call(['preflight', UNSEEN, '-q'])).toEqual({ status: 0, out: '', err: '' });
  });

  test('prints what fails alone', () => {
    const { status, out } = call(['preflight', OPEN, CLOSED, '--quiet']);
    expect(status).toBe(1);
    expect(out).toMatch(/^BLOCKED [^]*SSM-NET-003[^]*\n2 nodes: 1 connects, 1 blocked\n$/);
    expect(out).not.toMatch(/CONNECTS|Taken for granted/);
    expect(call(['preflight', UNSEEN, '--quiet', '--strict']).out).toMatch(/^UNKNOWN [^]*SSM-NET-001/);
  });

  test('prints no answer, which is the exit status', () => {
    expect(call(['preflight', OPEN, '--who', 'Node', '--quiet']).out).toBe('');
  });
});

test('text by default', () => {
  expect(call(['preflight', CLOSED]).out).toMatch(/^BLOCKED[^]*SSM-NET-003[^]*1 node: 1 blocked/);
});

test('--json', () => {
  expect(JSON.parse(call(['preflight', CLOSED, '--json']).out)).toMatchObject({ verdict: 'BLOCKED', nodes: [{ findings: [{ ruleId: 'SSM-NET-003' }] }] });
});

test('--html writes one file, and prints the text as well', () => {
  const html = join(directory, 'report.html');
  const { out } = call(['preflight', CLOSED, '--html', html]);
  expect(out).toContain('SSM-NET-003');
  expect(existsSync(html) && readFileSync(html, 'utf8')).toMatch(/^<!doctype html>[^]*SSM-NET-003/i);
});

test('--format prints another format, and --output writes several at once, whole or not at all', () => {
  const folder = join(mkdtempSync(join(directory, 'reports-')), 'made', 'for it');
  const { out } = call(['preflight', CLOSED, '--format', 'html', '--output', `json=${folder}/a.json`, '--output', `text=${folder}/b.txt`], { tty: true });
  expect(out).toMatch(/^<!doctype html>/i);
  expect(JSON.parse(readFileSync(`${folder}/a.json`, 'utf8'))).toMatchObject({ verdict: 'BLOCKED' });
  expect(readFileSync(`${folder}/b.txt`, 'utf8')).toMatch(/^BLOCKED {3}/);
  expect(readdirSync(folder)).toEqual(['a.json', 'b.txt']);
});

test('--node reports one node, whose verdict is then the report\'s', () => {
  const app = quietApp({ outdir: mkdtempSync(join(directory, 'assembly-')) });
  new PublicNode(app, 'Open');
  new PublicNode(app, 'Closed', { closed: true });
  const { directory: assembly } = app.synth();
  expect(call(['preflight', assembly]).status).toBe(1);
  const { status, out } = call(['preflight', assembly, '--node', 'Open/Node']);
  expect(status).toBe(0);
  expect(out).not.toContain('Closed/Node');
});

test('--parameter and --region', () => {
  const template = JSON.parse(readFileSync(OPEN, 'utf8'));
  template.Parameters.Cidr = { Type: 'String' };
  template.Parameters.Port = { Type: 'Number' };
  const group = (Object.values(template.Resources) as { Type: string; Properties: Record<string, unknown> }[]).find(({ Type }) => Type === 'AWS::EC2::SecurityGroup')!;
  group.Properties.SecurityGroupEgress = [{ IpProtocol: 'tcp', FromPort: { Ref: 'Port' }, ToPort: { Ref: 'Port' }, CidrIp: { Ref: 'Cidr' } }];
  const path = file('parameters.json', template);
  expect(call(['preflight', path, '--strict']).status).toBe(1);
  expect(call(['preflight', path, '--strict', '--parameter', 'Cidr=0.0.0.0/0', '--parameter', 'Port=443', '--region', 'eu-west-1'])).toMatchObject({ status: 0, err: '' });
});

describe('colours', () => {
  const COLOUR = '\x1B[';

  test('on a terminal', () => {
    expect(call(['preflight', OPEN], { tty: true }).out).toContain(COLOUR);
  });

  test('not elsewhere', () => {
    expect(call(['preflight', OPEN]).out).not.toContain(COLOUR);
  });

  test.each<[colored: boolean, tty: boolean, env: Record<string, string>]>([
    [false, true, { NO_COLOR: '1' }],
    [true, true, { NO_COLOR: '' }],
    [false, true, { TERM: 'dumb' }],
    [true, false, { FORCE_COLOR: '1' }],
    [true, false, { FORCE_COLOR: '' }],
    [true, false, { FORCE_COLOR: '3', NO_COLOR: '1' }],
    [false, true, { FORCE_COLOR: '0' }],
    [false, true, { FORCE_COLOR: 'false' }],
  ])('%s: on a terminal %s, with %j', (colored, tty, env) => {
    expect(call(['preflight', OPEN], { tty, env }).out.includes(COLOUR)).toBe(colored);
  });

  test('never in a file', () => {
    const path = join(directory, 'report.txt');
    call(['preflight', OPEN, '--output', `text=${path}`], { tty: true, env: { FORCE_COLOR: '1' } });
    expect(readFileSync(path, 'utf8')).not.toContain(COLOUR);
  });
});

describe('progress', () => {
  const template = JSON.parse(readFileSync(OPEN, 'utf8'));
  const [[id, node]] = Object.entries(template.Resources).filter(([, resource]) => (resource as { Type: string }).Type === 'AWS::EC2::Instance');
  const many = { ...template, Resources: { ...template.Resources, ...Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`${id}${i}`, node])) } };
  const path = file('many.json', many);

  const LONG = { tty: true, pace: 500 };

  test('of long work on a terminal, and it is removed at the end', () => {
    const { err } = call(['preflight', path], LONG);
    expect(err).toMatch(/\rReading \[ {30}\] 0 of 1 templates\x1B\[K[^]*\rComparing [^]*\rJudging \[={15} {15}\] 301 of 601 nodes\x1B\[K/);
    expect(err.endsWith('\r\x1B[K')).toBe(true);
  });

  test('of writing what takes long', () => {
    expect(call(['preflight', path, '--output', `json=${directory}/many.out`], LONG).err).toContain('] 600 of 601 nodes\x1B[K\r\x1B[K');
  });

  test.each<[string, Process, string[]]>([
    ['of short work', { tty: true }, []],
    ['elsewhere', { pace: 500 }, []],
    ['in CI', { ...LONG, env: { CI: 'true' } }, []],
    ['on a terminal that cannot show it', { ...LONG, env: { TERM: 'dumb' } }, []],
    ['where nothing is to be printed', LONG, ['--quiet']],
  ])('not %s', (_, terminal, args) => {
    expect(call(['preflight', path, ...args], terminal).err).toBe('');
  });
});
