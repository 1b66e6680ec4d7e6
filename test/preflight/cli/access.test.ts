import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { run } from '../../../lib/preflight/cli/run';
import { allow, ANY_INSTANCE, CHANNEL, documentArn, inline, role, shell, SHELL, START, taggedNode } from '../access/access-templates';
import { withResources } from '../node-template';

const START_DEV = allow(START, ANY_INSTANCE, { StringEquals: { 'ssm:resourceTag/env': 'dev' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
const FILE = join(mkdtempSync(join(tmpdir(), 'preflight-access-')), 'access.json');

writeFileSync(FILE, JSON.stringify(withResources({
  Node: taggedNode([{ Key: 'env', Value: 'dev' }]),
  Prod: taggedNode([{ Key: 'env', Value: 'prod' }]),
  Shell: shell(),
  Tunnel: { Type: 'AWS::SSM::Document', Properties: { DocumentType: 'Session', Content: { schemaVersion: '1.0', sessionType: 'Port' } } },
  Developer: role(inline(START_DEV, allow(START, SHELL), CHANNEL)),
  Operator: role(inline(allow(START, [ANY_INSTANCE, SHELL, documentArn('${Tunnel}')]), CHANNEL)),
  Guest: role({ ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/Elsewhere'] }),
  Nobody: role({}),
})));

function call(...args: string[]) {
  const written = { out: '', err: '' };
  const output = (name: 'out' | 'err') => ({ write: (text: string) => { written[name] += text; }, columns: 100 });
  const status = run(['preflight', FILE, '--region', 'eu-west-1', ...args], { out: output('out'), err: output('err'), env: {} });
  return { status, ...written };
}

/** Without line breaks, which depend on where the file is. */
function words(...args: string[]): string {
  return call(...args).out.replace(/\s+/g, ' ').replaceAll(FILE, 'access.json');
}

test.each<[status: number, args: string[]]>([
  [0, ['--can', 'Developer', 'Node']],
  [1, ['--can', 'Developer', 'Prod']],
  [0, ['--can', 'Operator', 'Prod', '--document', 'Tunnel']],
  [1, ['--can', 'Developer', 'Node', '--document', 'Tunnel']],
  [1, ['--can', 'Developer', 'Node', '--document', 'AWS-StartSSHSession']],
  [4, ['--can', 'Guest', 'Node']],
  [4, ['--can', 'Guest', 'Node', '--document', 'AWS-StartSSHSession']],
  [1, ['--can', 'Nobody', 'Node']],
  [0, ['--who', 'Prod']],
  [4, ['--who', 'Prod', '--document', 'AWS-StartSSHSession']],
  [0, ['--what', 'Developer']],
  [4, ['--what', 'Guest']],
  [1, ['--what', 'Nobody']],
])('%d: %j', (status, args) => {
  expect(call(...args)).toMatchObject({ status, err: '' });
});

test.each<[message: string, args: string[]]>([
  ['--can takes a principal and a node, got \'Developer\' alone', ['--can', 'Developer']],
  ['principal must be that of a principal in the report, got \'Stranger\'', ['--can', 'Stranger', 'Node']],
  ['node must be that of a node in the report, got \'Elsewhere\'', ['--who', 'Elsewhere']],
  ['principal must be that of one principal, got \'access\'', ['--what', 'access']],
  ['--document takes one of --can, --who and --what beside it', ['--document', 'Tunnel']],
  ['--can and --who are two questions', ['--can', 'Developer', 'Node', '--who', 'Node']],
  ['--who takes no --html', ['--who', 'Node', '--html', 'x.html']],
  ['--can takes no --strict, which is for the report', ['--can', 'Guest', 'Node', '--strict']],
  ['Prod: there is no such file or directory', ['--who', 'Node', 'Prod']],
])('2: %s', (message, args) => {
  const { status, out, err } = call(...args);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(message);
});

test('what opens, under which condition, and which statements say so', () => {
  const out = words('--can', 'Developer', 'Node');

  expect(out).toContain('YES access/Developer with access/Node YES access/Shell Own allows all that it takes Only signed in with MFA just before '
    + 'statement 1, statement 2, statement 3 of Own: access.json Developer/Properties/Policies/0 UNKNOWN SSM-SessionManagerRunShell whether');
  expect(out).toContain('NO access/Tunnel, AWS-PasswordReset,');
  expect(out).toContain('AWS-StartSSHSession no policy allows ssm:StartSession on the document Taken for granted:');
});

test('which statement is missed, and by which condition', () => {
  expect(words('--can', 'Developer', 'Prod', '--document', 'Shell')).toContain('NO access/Developer with access/Prod NO access/Shell '
    + 'no policy allows ssm:StartSession on the node: statement 1 of Own would, but for its condition on ssm:resourceTag/env '
    + 'statement 1 of Own: access.json Developer/Properties/Policies/0 Taken for granted:');
});

test('who opens what, those first who certainly do', () => {
  const out = words('--who', 'Node');

  expect(out).toContain('YES access/Developer (role) access/Shell; signed in with MFA just before YES access/Operator (role) access/Shell, access/Tunnel '
    + 'UNKNOWN access/Guest (role) access/Shell, access/Tunnel, SSM-SessionManagerRunShell and 7 more: whether');
  expect(out).toContain('2 principals YES, 1 UNKNOWN; all others NO');
});

test('the nodes of somebody', () => {
  const out = words('--what', 'Operator', '--document', 'Tunnel');

  expect(out).toContain('YES access/Node access/Tunnel YES access/Prod access/Tunnel Taken for granted:');
  expect(out).toContain('2 nodes YES, 0 UNKNOWN; all others NO');
  expect(words('--what', 'Developer')).toContain('1 node YES, 0 UNKNOWN; all others NO');
});

test('the HTML report has a matrix of all, and with --node one of the node', () => {
  const columns = (...args: string[]) => {
    call('--html', `${FILE}.html`, ...args);
    return [...readFileSync(`${FILE}.html`, 'utf8').matchAll(/<th scope="col">(?!Who)([^]*?)<\/th>/g)].map(([, name]) => name.replace('<wbr>', ''));
  };

  expect(columns()).toEqual(['access/Node', 'access/Prod']);
  expect(columns('--node', 'Prod')).toEqual(['access/Prod']);
});

test('the same as JSON', () => {
  const { out } = call('--who', 'Prod', '--document', 'Tunnel', '--json');

  expect(JSON.parse(out)).toMatchObject([
    { principal: { id: 'access/Operator', kind: 'ROLE' }, node: 'access/Prod', verdict: 'YES', documents: [{ documentId: 'access/Tunnel' }] },
    { principal: { id: 'access/Guest' }, verdict: 'UNKNOWN' },
  ]);
});

describe('what people may do, in the report', () => {
  test('is a section of the text, and a list in JSON', () => {
    expect(words()).toContain('Access: SSM-ACC-009 access/Operator may start sessions with every node of the account and region');
    expect(JSON.parse(call('--json').out).accessFindings.map(({ ruleId, principal }: { ruleId: string; principal: string }) => [ruleId, principal])).toEqual([
      ['SSM-ACC-009', 'access/Operator'], ['SSM-ACC-013', 'access/Guest'],
    ]);
  });

  test('changes no exit status', () => {
    expect([call().status, call('--strict').status]).toEqual([0, 0]);
  });

  test('is accepted by its rule', () => {
    expect(words('--accept', 'SSM-ACC-009=Operators are few')).toContain('SSM-ACC-009 acknowledged: access/Operator may start sessions');
  });

  test('is left out where a report is of one node', () => {
    expect(call('--node', 'Node').out).not.toContain('Access:');
  });
});
