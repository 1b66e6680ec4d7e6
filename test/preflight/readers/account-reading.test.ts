import { accountLocation, accountReading } from './account-reading';
import { PreflightFinding, PreflightOrigin, PreflightVerdict } from '../../../lib';
import { analyze } from '../../../lib/preflight/engine/analyze';
import { PolicyDocument } from '../../../lib/preflight/model/iam/policy';
import { Principal } from '../../../lib/preflight/model/iam/principal';
import { Unknown } from '../../../lib/preflight/model/known';

/** The findings on the one node, as rules and verdicts. */
function brief(findings: PreflightFinding[]): string[] {
  return findings.map(({ ruleId, severity }) => `${ruleId} ${severity}`);
}

test('a model that no template had a part in is analyzed', () => {
  const report = analyze(accountReading());
  expect(brief(report.nodes[0].findings)).toEqual([]);
  expect(report).toMatchObject({ verdict: PreflightVerdict.CONNECTS, assumptions: ['The account was read on one day.'] });
  expect(report.nodes[0]).toMatchObject({
    id: '111122223333/eu-west-1/i-0123456789abcdef0',
    logicalId: 'i-0123456789abcdef0',
    stack: '111122223333/eu-west-1',
    constructPath: undefined,
    sessionDocument: { name: 'shell', because: 'the account says so' },
  });
});

test('a finding names its own location, and what the reader would do', () => {
  const key = { enabled: { value: false, location: { resource: accountReading().model.nodes[0].resource } } };
  const disabled = analyze(accountReading({ key })).nodes[0];
  expect(brief(disabled.findings)).toEqual(['SSM-KEY-001 BLOCKED']);
  const [finding] = disabled.findings;
  expect(finding.fix).toBe('Put key.enabled of 1234 back to what AWS sets by default');
  expect(finding.templatePath).toBeUndefined();
  expect(finding.source).toEqual({
    origin: PreflightOrigin.ACCOUNT,
    name: 'i-0123456789abcdef0',
    arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0',
    account: '111122223333',
    region: 'eu-west-1',
    consoleUrl: 'https://eu-west-1.console.aws.amazon.com/go/view/i-0123456789abcdef0',
  });
});

test('what the reader knows to be absent is BLOCKED, where a template would leave it open', () => {
  const absent = (inputs: object) => brief(analyze(accountReading({ inputs: { ...inputs } })).nodes[0].findings.filter(({ message }) => message.includes('does not exist')));
  expect(absent({ kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/gone' })).toEqual(['SSM-KEY-001 BLOCKED']);
  expect(absent({ s3BucketName: 'gone' })).toEqual(['SSM-LOG-002 BLOCKED']);
  expect(absent({ cloudWatchLogGroupName: 'gone' })).toEqual(['SSM-LOG-009 BLOCKED']);
});

test('what the reader could not list is not absent', () => {
  const hidden = new Unknown('ec2:DescribeVpcEndpoints was denied');
  const endpoints = analyze(accountReading({ vpc: { endpoints: { seen: [], hidden } } })).nodes[0];
  expect(new Set(brief(endpoints.findings))).toEqual(new Set(['SSM-NET-018 UNKNOWN']));
  expect(endpoints.findings[0].message).toContain('ec2:DescribeVpcEndpoints was denied');
  const gateways = analyze(accountReading({ vpc: { internetGateways: { seen: [], hidden } } })).nodes[0];
  expect(brief(gateways.findings)).toEqual(['SSM-NET-007 UNKNOWN']);
  const profile = { value: undefined, location: { resource: accountReading().model.nodes[0].resource } };
  expect(brief(analyze(accountReading({ node: { profile } })).nodes[0].findings)).toEqual(['SSM-IDN-001 UNKNOWN', 'SSM-KEY-002 UNKNOWN']);
});

test('an agent that reports itself says more than the image, and is told where it runs', () => {
  const location = { resource: accountReading().model.nodes[0].resource };
  const old = analyze(accountReading({ node: { reportedAgent: { version: '2.3.500.0', location } } })).nodes[0];
  expect(old.findings.map(({ ruleId, message }) => [ruleId, message])).toContainEqual([
    'SSM-AGT-005', 'The node i-0123456789abcdef0 has agent 2.3.500.0, and port forwarding needs 2.3.672 and encryption of sessions needs 2.3.539',
  ]);
  const silent = analyze(accountReading({ node: { reportedAgent: undefined } })).nodes[0];
  expect(brief(silent.findings)).toEqual(['SSM-AGT-001 UNKNOWN']);
});

test('an acknowledgement is the reader\'s to find', () => {
  const { verdict, nodes: [node] } = analyze(accountReading({ node: { reportedAgent: undefined }, acknowledged: { 'SSM-AGT-001': 'it is there' } }));
  expect([verdict, node.findings[0].acknowledged]).toEqual([PreflightVerdict.CONNECTS, 'it is there']);
});

test('people of an account are judged like those of templates', () => {
  const reading = accountReading();
  const location = { resource: accountLocation('iam', 'role/ops', 'role', 'AWS::IAM::Role') };
  const document: PolicyDocument = { statements: [{ label: 'All', effect: 'Allow', actions: ['ssm:StartSession', 'ssmmessages:*', 'kms:*'], resources: ['*'], conditions: [] }] };
  const ops: Principal = {
    kind: 'role',
    name: 'ops',
    location,
    present: true,
    account: '111122223333',
    secondFactor: true,
    identityIn: () => ({ arn: 'arn:aws:iam::111122223333:role/ops', policies: [{ name: 'ops', location, document }] }),
  };
  const { accessFindings } = analyze({ ...reading, model: { ...reading.model, principals: [ops, { ...ops, isElsewhere: true }] } });
  expect(accessFindings.map(({ ruleId, principal, statement }) => [ruleId, principal, statement])).toEqual([['SSM-ACC-009', '111122223333/eu-west-1/ops', 'All']]);
});
