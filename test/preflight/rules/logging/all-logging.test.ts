import { Unknown } from '../../../../lib/preflight/model/known';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';
import { KEY_RULES } from '../../../../lib/preflight/rules/keys';
import { LOGGING_RULES } from '../../../../lib/preflight/rules/logging';
import { Finding } from '../../../../lib/preflight/rules/rule';
import { ENVIRONMENT, nodeLocation } from '../working-context';
import { BUCKET_NAME, CONTENT, DocumentChanges, HOST_MANAGEMENT, keyArn, LOG_GROUP_NAME, NO_PROFILE, SESSION_KEY_ID, workingDocumentSite } from '../working-document';

const RULES = [...LOGGING_RULES, ...KEY_RULES];

function problemsOfAll(changes: DocumentChanges): (Finding & { readonly id: string })[] {
  const context = workingDocumentSite(changes);
  return RULES.flatMap(rule => [...rule.check(context)].map(finding => ({ id: rule.id, ...finding })));
}

test('the rules are in order, each once, and name their source', () => {
  const ids = [...Array.from({ length: 14 }, (_, i) => `SSM-LOG-${String(i + 1).padStart(3, '0')}`), 'SSM-KEY-001', 'SSM-KEY-002', 'SSM-KEY-003'];
  const actual = RULES.map(({ id }) => id);
  expect(actual.filter(id => ids.includes(id))).toEqual(ids);
  expect(new Set(actual).size).toBe(actual.length);
  for (const { contract, see, title, why, fix } of RULES) {
    expect([1, 2, 3, 4]).toContain(contract);
    expect(see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect([title, why, fix].every(text => text.length > 20)).toBe(true);
  }
});

test('a node whose sessions are logged and encrypted has no finding', () => {
  expect(problemsOfAll({})).toEqual([]);
});

test('a node behind a NAT gateway has no finding either', () => {
  expect(problemsOfAll({ network: 'nat-gateway' })).toEqual([]);
});

test('a node in a stack without an environment has no finding either', () => {
  const environment = { region: opaque('AWS::Region'), account: opaque('AWS::AccountId') };
  expect(problemsOfAll({
    environment,
    role: { arn: `arn:aws:iam::${environment.account}:role/node-role` },
    inputs: { kmsKeyId: keyArn(SESSION_KEY_ID, { ...environment, partition: 'aws', urlSuffix: 'amazonaws.com' }) },
  })).toEqual([]);
});

test('nothing is reported without a document', () => {
  expect(problemsOfAll({ node: { document: undefined }, asked: undefined, grants: [] })).toEqual([]);
});

test('a document that asks for nothing needs nothing', () => {
  const inputs = { s3BucketName: '', cloudWatchLogGroupName: '', kmsKeyId: '', cloudWatchStreamingEnabled: false };
  expect(problemsOfAll({ inputs, grants: [] })).toEqual([]);
});

test('an unknown document is reported once', () => {
  const unknown = new Unknown('two documents are in question');
  expect(problemsOfAll({ node: { document: unknown }, asked: unknown, grants: [] })).toEqual([{
    id: 'SSM-LOG-001',
    severity: 'UNKNOWN',
    location: nodeLocation(),
    message: 'where transcripts of sessions with Node go, and which key encrypts them, cannot be decided: two documents are in question',
    capabilities: ['TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'],
    services: undefined,
  }]);
});

test('unknown inputs are reported once', () => {
  const unknown = new Unknown('a parameter has the content');
  const [finding, ...others] = problemsOfAll({ document: { inputs: { value: unknown, location: nodeLocation() } }, asked: unknown, grants: [] });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ id: 'SSM-LOG-001', severity: 'UNKNOWN', capabilities: ['TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'] });
  expect(finding.message).toContain('a parameter has the content');
});

test.each([['an Unknown', new Unknown('not known yet')], ['a gap', `logs-${gap('not known yet')}`]])('each unknown name is reported once: %s', (_, name) => {
  const findings = problemsOfAll({ inputs: { s3BucketName: name, cloudWatchLogGroupName: name, kmsKeyId: name }, grants: [] });
  expect(findings.map(({ location }) => location)).toEqual([CONTENT, CONTENT, CONTENT]);
  expect(findings.map(({ id, severity, message }) => [id, severity, message])).toEqual([
    ['SSM-LOG-002', 'UNKNOWN', 'which bucket transcripts go to cannot be decided: not known yet'],
    ['SSM-LOG-009', 'UNKNOWN', 'which log group transcripts go to cannot be decided: not known yet'],
    ['SSM-KEY-001', 'UNKNOWN', 'which key encrypts sessions cannot be decided: not known yet'],
  ]);
});

test('names that are parameters of the document are unknown before a session', () => {
  const findings = problemsOfAll({ inputs: { s3BucketName: '{{bucket}}', cloudWatchLogGroupName: '{{ group }}', kmsKeyId: '{{key}}' }, grants: [] });
  expect(findings.map(({ id }) => id)).toEqual(['SSM-LOG-002', 'SSM-LOG-009', 'SSM-KEY-001']);
  expect(findings[1].message).toContain('it is the document\'s parameter \'group\', whose value is given when a session starts');
});

test.each([
  ['no instance profile', { node: NO_PROFILE }],
  ['a profile without a role', { profile: { role: undefined } }],
  ['a role that cannot be seen', { profile: { role: new Unknown('imported') } }],
  ['a profile that cannot be seen', { node: { profile: { value: new Unknown('imported'), location: nodeLocation() } } }],
  ['a role that cannot be seen, where there is Default Host Management', { profile: { role: new Unknown('imported') }, hostManagement: [HOST_MANAGEMENT] }],
])('a node with %s is left to the identity rules', (_, changes) => {
  const working = workingDocumentSite().node.document;
  const node = { document: working, ...'node' in changes ? changes.node : {} };
  expect(problemsOfAll({ ...changes, node })).toEqual([]);
});

test('the permissions of Default Host Management are unknown', () => {
  const node = { document: workingDocumentSite().node.document, ...NO_PROFILE };
  const findings = problemsOfAll({ node, hostManagement: [HOST_MANAGEMENT] });
  expect(findings.map(({ id, severity, location, services }) => ({ id, severity, location, services }))).toEqual([
    { id: 'SSM-LOG-004', severity: 'UNKNOWN', location: HOST_MANAGEMENT.location, services: ['s3'] },
    { id: 'SSM-LOG-011', severity: 'UNKNOWN', location: HOST_MANAGEMENT.location, services: ['logs'] },
    { id: 'SSM-KEY-002', severity: 'UNKNOWN', location: HOST_MANAGEMENT.location, services: ['kms'] },
  ]);
  expect(findings[0].message).toBe('whether the agent may s3:PutObject into the bucket Logs cannot be decided: the agent calls with the role HostRole of Default Host Management, whose policies cannot be seen');
});

test('the name of that role is left out if it is unknown', () => {
  const node = { document: workingDocumentSite().node.document, ...NO_PROFILE };
  const [finding] = problemsOfAll({ node, hostManagement: [{ ...HOST_MANAGEMENT, role: new Unknown('a parameter') }] });
  expect(finding.message).toContain('calls with the role of Default Host Management');
});

test('Default Host Management that may be of another region is UNKNOWN at best', () => {
  const node = { document: workingDocumentSite().node.document, ...NO_PROFILE };
  const environment = { ...HOST_MANAGEMENT.environment, region: gap('which region?') };
  const [finding] = problemsOfAll({ node, hostManagement: [{ ...HOST_MANAGEMENT, environment }] });
  expect(finding).toMatchObject({ id: 'SSM-LOG-004', severity: 'UNKNOWN', location: nodeLocation() });
  expect(finding.message).toContain('which region?');
});

test('a role that registers takes precedence over Default Host Management', () => {
  expect(problemsOfAll({ hostManagement: [HOST_MANAGEMENT] })).toEqual([]);
  const environment = { ...HOST_MANAGEMENT.environment, region: gap('which region?') };
  expect(problemsOfAll({ hostManagement: [{ ...HOST_MANAGEMENT, environment }] })).toEqual([]);
});

test('names are looked up in the environment of the node', () => {
  const lookUp = jest.fn(() => new Unknown('imported'));
  problemsOfAll({ model: { bucket: lookUp, logGroup: lookUp, key: lookUp } });
  expect(lookUp).toHaveBeenCalledWith(BUCKET_NAME, ENVIRONMENT);
  expect(lookUp).toHaveBeenCalledWith(LOG_GROUP_NAME, ENVIRONMENT);
  expect(lookUp).toHaveBeenCalledWith(keyArn(SESSION_KEY_ID), ENVIRONMENT);
});

test('so are the keys of the bucket and of the log group', () => {
  const key = jest.fn(() => new Unknown('imported'));
  expect(problemsOfAll({ model: { key }, inputs: { kmsKeyId: '' } }).map(({ id }) => id)).toEqual(['SSM-LOG-007', 'SSM-LOG-014']);
  expect(key.mock.calls).toEqual([[expect.stringContaining('BucketKey'), ENVIRONMENT], [expect.stringContaining('LogKey'), ENVIRONMENT]]);
});
