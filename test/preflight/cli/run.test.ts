import { execFileSync } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import { run } from '../../../lib/preflight/cli/run';
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
    ['an empty region', ['preflight', OPEN, '--region', ''], '--region takes a region such as eu-west-1, got \'\''],
    ['a parameter without a name', ['preflight', OPEN, '--parameter', '=x'], '--parameter takes KEY=VALUE, got \'=x\''],
    ['a node that is not there', ['preflight', OPEN, '--node', 'Nobody'], '--node: id must be that of a node in the report, got \'Nobody\''],
    ['a file that cannot be written', ['preflight', OPEN, '--html', join(directory, 'missing', 'x.html')], '--html: ENOENT'],
  ])('2: %s, with the usage', (_, args, message) => {
    const { status, out, err } = call(args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('Usage: cdk-session-manager preflight');
  });
});

test.each(['--help', '-h'])('%s prints the usage', option => {
  expect(call([option])).toEqual({ status: 0, out: expect.stringContaining('Exit status: 0 no node is BLOCKED'), err: '' });
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
