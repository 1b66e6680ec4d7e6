import { execFileSync } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { run } from '../../../lib/preflight/cli/run';
import * as engine from '../../../lib/preflight/engine/evaluate-rules';
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

function call(args: string[], { tty = false, env = {} }: { readonly tty?: boolean; readonly env?: Record<string, string> } = {}) {
  const written = { out: '', err: '' };
  const output = (name: 'out' | 'err') => ({ write: (text: string) => { written[name] += text; }, isTTY: tty, columns: 100 });
  const status = run(args, { out: output('out'), err: output('err'), env });
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
    ['no command', [], 'A command is missing; the only one is preflight'],
    ['another command', ['deploy', OPEN], 'The only command is preflight, got \'deploy\''],
    ['no input', ['preflight'], 'preflight takes one cloud assembly or template, got 0'],
    ['two inputs', ['preflight', OPEN, CLOSED], 'preflight takes one cloud assembly or template, got 2'],
    ['an unknown option', ['preflight', OPEN, '--fast'], '--fast'],
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
    ['a file that cannot be written', ['preflight', OPEN, '--html', join(directory, 'missing', 'x.html')], '--html: ENOENT'],
  ])('2: %s, with the usage', (_, args, message) => {
    const { status, out, err } = call(args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('Usage: cdk-session-manager preflight');
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

test.each(['--help', '-h'])('%s prints the usage', option => {
  expect(call([option])).toEqual({ status: 0, out: expect.stringContaining('Exit status: 0 nothing is BLOCKED'), err: '' });
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

  test('not with NO_COLOR', () => {
    expect(call(['preflight', OPEN], { tty: true, env: { NO_COLOR: '1' } }).out).not.toContain(COLOUR);
  });
});

describe('progress', () => {
  const template = JSON.parse(readFileSync(OPEN, 'utf8'));
  const [[id, node]] = Object.entries(template.Resources).filter(([, resource]) => (resource as { Type: string }).Type === 'AWS::EC2::Instance');
  const many = { ...template, Resources: { ...template.Resources, ...Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`${id}${i}`, node])) } };
  const path = file('many.json', many);

  test('of long work on a terminal, and it is removed at the end', () => {
    const { err } = call(['preflight', path], { tty: true });
    expect(err).toContain('\rJudging 100 of 601');
    expect(err.endsWith('\r\x1B[K')).toBe(true);
  });

  test('not of short work', () => {
    expect(call(['preflight', OPEN], { tty: true }).err).toBe('');
  });

  test('not elsewhere', () => {
    expect(call(['preflight', path]).err).toBe('');
  });
});

test('as a program', () => {
  const program = [require.resolve('ts-node/dist/bin'), '--prefer-ts-exts', '--transpile-only', join(__dirname, '../../../lib/preflight/cli/main.ts')];
  expect(() => execFileSync(process.execPath, [...program, 'preflight', CLOSED], { stdio: 'pipe' })).toThrow(expect.objectContaining({ status: 1 }));
});

test('whoever stops reading its report does not change the exit status', () => {
  const program = `"${process.execPath}" "${require.resolve('ts-node/dist/bin')}" --prefer-ts-exts --transpile-only "${join(__dirname, '../../../lib/preflight/cli/main.ts')}"`;
  const statuses = execFileSync('bash', ['-c', `${program} preflight "${OPEN}" | true; echo "\${PIPESTATUS[0]}"`], { encoding: 'utf8' });
  expect(statuses).toBe('0\n');
});
