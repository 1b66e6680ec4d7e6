import { Unknown } from '../../../../lib/preflight/model/known';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';
import { wordFix } from '../../../../lib/preflight/readers/cloudformation/word-fix';
import { KEY_RULES } from '../../../../lib/preflight/rules/keys';
import { LOGGING_RULES } from '../../../../lib/preflight/rules/logging';
import { check, WordedFinding } from '../check';
import { ENVIRONMENT, nodeLocation } from '../working-context';
import { BUCKET_NAME, CONTENT, DocumentChanges, HOST_MANAGEMENT, keyArn, LOG_GROUP_NAME, NO_PROFILE, SESSION_KEY_ID, workingDocumentContext } from '../working-document';

const RULES = [...LOGGING_RULES, ...KEY_RULES];

function findingsOfAll(changes: DocumentChanges): (WordedFinding & { readonly id: string })[] {
  const context = workingDocumentContext(changes);
  return RULES.flatMap(rule => check(rule, context).map(finding => ({ id: rule.id, ...finding })));
}

test('the rules are in order, each once, and name their source', () => {
  const ids = [...Array.from({ length: 14 }, (_, i) => `SSM-LOG-${String(i + 1).padStart(3, '0')}`), 'SSM-KEY-001', 'SSM-KEY-002', 'SSM-KEY-003'];
  const actual = RULES.map(({ id }) => id);
  expect(actual.filter(id => ids.includes(id))).toEqual(ids);
  expect(new Set(actual).size).toBe(actual.length);
  for (const { contract, see, title, why, fix } of RULES) {
    expect([1, 2, 3, 4, 7]).toContain(contract);
    expect(see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect([title, why, wordFix(fix)].every(text => text.length > 20)).toBe(true);
  }
});

test('a node whose sessions are logged and encrypted has no problem', () => {
  expect(findingsOfAll({})).toEqual([]);
});

test('neither has one that reaches AWS through a NAT gateway', () => {
  expect(findingsOfAll({ network: 'nat-gateway' })).toEqual([]);
});

test('a node in a stack without an environment has no finding either', () => {
  const environment = { region: opaque('AWS::Region'), account: opaque('AWS::AccountId') };
  expect(findingsOfAll({
    environment,
    role: { arn: `arn:aws:iam::${environment.account}:role/node-role` },
    inputs: { kmsKeyId: keyArn(SESSION_KEY_ID, { ...environment, partition: 'aws', urlSuffix: 'amazonaws.com' }) },
  })).toEqual([]);
});

test('nothing is told without a document', () => {
  expect(findingsOfAll({ node: { document: undefined }, asked: undefined, grants: [] })).toEqual([]);
});

test('a document that asks for nothing needs nothing', () => {
  const inputs = { s3BucketName: '', cloudWatchLogGroupName: '', kmsKeyId: '', cloudWatchStreamingEnabled: false };
  expect(findingsOfAll({ inputs, grants: [] })).toEqual([]);
});

test('an unknown document is reported once', () => {
  const unknown = new Unknown('two documents are in question');
  expect(findingsOfAll({ node: { document: unknown }, asked: unknown, grants: [] })).toEqual([{
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
  const [finding, ...others] = findingsOfAll({ document: { inputs: { value: unknown, location: nodeLocation() } }, asked: unknown, grants: [] });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ id: 'SSM-LOG-001', severity: 'UNKNOWN', capabilities: ['TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'] });
  expect(finding.message).toContain('a parameter has the content');
});

test.each([['an Unknown', new Unknown('not known yet')], ['a gap', `logs-${gap('not known yet')}`]])('each name that cannot be seen is told once: %s', (_, name) => {
  const findings = findingsOfAll({ inputs: { s3BucketName: name, cloudWatchLogGroupName: name, kmsKeyId: name }, grants: [] });
  expect(findings.map(({ location }) => location)).toEqual([CONTENT, CONTENT, CONTENT]);
  expect(findings.map(({ id, severity, message }) => [id, severity, message])).toEqual([
    ['SSM-LOG-002', 'UNKNOWN', 'which bucket transcripts go to cannot be decided: not known yet'],
    ['SSM-LOG-009', 'UNKNOWN', 'which log group transcripts go to cannot be decided: not known yet'],
    ['SSM-KEY-001', 'UNKNOWN', 'which key encrypts sessions cannot be decided: not known yet'],
  ]);
});

test('names that are parameters of the document are not known before a session', () => {
  const findings = findingsOfAll({ inputs: { s3BucketName: '{{bucket}}', cloudWatchLogGroupName: '{{ group }}', kmsKeyId: '{{key}}' }, grants: [] });
  expect(findings.map(({ id }) => id)).toEqual(['SSM-LOG-002', 'SSM-LOG-009', 'SSM-KEY-001']);
  expect(findings[1].message).toContain('it is the document\'s parameter \'group\', whose value is given when a session starts');
});

test.each([
  ['no instance profile', { node: NO_PROFILE }],
  ['a profile without a role', { profile: { role: undefined } }],
  ['a role that cannot be seen', { profile: { role: new Unknown('imported') } }],
  ['a profile that cannot be seen', { node: { profile: { value: new Unknown('imported'), location: nodeLocation() } } }],
  ['a role that cannot be seen, where there is Default Host Management', { profile: { role: new Unknown('imported') }, hostManagement: [HOST_MANAGEMENT] }],
])('a node with %s is for the identity rules', (_, changes) => {
  const working = workingDocumentContext().node.document;
  const node = { document: working, ...'node' in changes ? changes.node : {} };
  expect(findingsOfAll({ ...changes, node })).toEqual([]);
});

test('what Default Host Management may write cannot be seen', () => {
  const node = { document: workingDocumentContext().node.document, ...NO_PROFILE };
  const findings = findingsOfAll({ node, hostManagement: [HOST_MANAGEMENT] });
  expect(findings.map(({ id, severity, location, services }) => ({ id, severity, location, services }))).toEqual([
    { id: 'SSM-LOG-004', severity: 'UNKNOWN', location: HOST_MANAGEMENT.location, services: ['s3'] },
    { id: 'SSM-LOG-011', severity: 'UNKNOWN', location: HOST_MANAGEMENT.location, services: ['logs'] },
    { id: 'SSM-KEY-002', severity: 'UNKNOWN', location: HOST_MANAGEMENT.location, services: ['kms'] },
  ]);
  expect(findings[0].message).toBe('whether the agent may s3:PutObject into the bucket Logs cannot be decided: the agent calls with the role HostRole of Default Host Management, whose policies cannot be seen');
});

test('the name of that role is left out where it is not known', () => {
  const node = { document: workingDocumentContext().node.document, ...NO_PROFILE };
  const [finding] = findingsOfAll({ node, hostManagement: [{ ...HOST_MANAGEMENT, role: new Unknown('a parameter') }] });
  expect(finding.message).toContain('calls with the role of Default Host Management');
});

test('Default Host Management that may be of another region is at best unknown', () => {
  const node = { document: workingDocumentContext().node.document, ...NO_PROFILE };
  const environment = { ...HOST_MANAGEMENT.environment, region: gap('which region?') };
  const [finding] = findingsOfAll({ node, hostManagement: [{ ...HOST_MANAGEMENT, environment }] });
  expect(finding).toMatchObject({ id: 'SSM-LOG-004', severity: 'UNKNOWN', location: nodeLocation() });
  expect(finding.message).toContain('which region?');
});

test('a role that registers by itself is the one that counts beside Default Host Management', () => {
  expect(findingsOfAll({ hostManagement: [HOST_MANAGEMENT] })).toEqual([]);
  const environment = { ...HOST_MANAGEMENT.environment, region: gap('which region?') };
  expect(findingsOfAll({ hostManagement: [{ ...HOST_MANAGEMENT, environment }] })).toEqual([]);
});

test('names are looked up in the environment of the node', () => {
  const lookUp = jest.fn(() => new Unknown('imported'));
  findingsOfAll({ model: { bucket: lookUp, logGroup: lookUp, key: lookUp } });
  expect(lookUp).toHaveBeenCalledWith(BUCKET_NAME, ENVIRONMENT);
  expect(lookUp).toHaveBeenCalledWith(LOG_GROUP_NAME, ENVIRONMENT);
  expect(lookUp).toHaveBeenCalledWith(keyArn(SESSION_KEY_ID), ENVIRONMENT);
});

test('so are the keys of the bucket and of the log group', () => {
  const key = jest.fn(() => new Unknown('imported'));
  expect(findingsOfAll({ model: { key }, inputs: { kmsKeyId: '' } }).map(({ id }) => id)).toEqual(['SSM-LOG-007', 'SSM-LOG-014']);
  expect(key.mock.calls).toEqual([[expect.stringContaining('BucketKey'), ENVIRONMENT], [expect.stringContaining('LogKey'), ENVIRONMENT]]);
});
