import { findingsOf, said } from './findings-in';
import { BUCKET_CHANGES, DOCUMENT_CHANGES, KEY_CHANGES, LOG_GROUP_CHANGES, TRAIL_CHANGES, TRANSCRIPT_DELETIONS } from '../../../../lib/access/guarded-actions';
import { allow, att, deny, documentArn, inline, ref, role, shell, SHELL, Statement, sub } from '../../access/access-templates';
import { Resources } from '../../node-template';

const DEFAULT = documentArn('SSM-SessionManagerRunShell');
const GROUP = sub('${LogGroup.Arn}');
const BUCKET = att('Bucket', 'Arn');
const OBJECTS = sub('${Bucket.Arn}/*');
const KEY = att('Key', 'Arn');
const TRAIL = att('Trail', 'Arn');
const trail = { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName: 'trails' } } };
const keyPolicy = (...statements: object[]) => ({ Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: statements } } } });
const bucketPolicy = (...statements: object[]) => ({
  Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: ref('Bucket'), PolicyDocument: { Version: '2012-10-17', Statement: statements } } },
});
const byAnyone = (Effect: string, Action: string, rest: object = {}) => ({ Effect, Action, Resource: '*', Principal: '*', ...rest });
const shellInto = (s3KeyPrefix: string) => ({
  Type: 'AWS::SSM::Document',
  Properties: { DocumentType: 'Session', Content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { s3BucketName: ref('Bucket'), s3KeyPrefix } } },
});
const TLS = { NumericLessThan: { 's3:TlsVersion': '1.2' } };
const others = DOCUMENT_CHANGES.filter(action => action !== 'ssm:CreateDocument');

type Case = readonly [what: string, statements: Statement[], isFound: boolean, resources?: Resources];

interface Kind {
  readonly rule: string;
  readonly one: string;
  readonly actions: readonly (readonly [action: string, resource: unknown])[];
  readonly more?: Resources;
  readonly cases: readonly Case[];
}

const KINDS: Kind[] = [
  {
    rule: 'SSM-ACC-003',
    one: 'session document Shell',
    actions: others.map(action => [action, SHELL]),
    cases: [
      ['of another document', [allow('ssm:UpdateDocument', documentArn('Other'))], false],
      ['of session documents', [allow('ssm:UpdateDocument', SHELL, { StringEquals: { 'ssm:DocumentType': 'Session' } })], true],
      ['of documents for commands', [allow('ssm:UpdateDocument', SHELL, { StringEquals: { 'ssm:DocumentType': 'Command' } })], false],
      ['of documents with a tag that this one lacks', [allow('ssm:UpdateDocument', '*', { StringEquals: { 'ssm:resourceTag/team': 'ops' } })], false],
      ['of documents with the tag of this one', [allow('ssm:UpdateDocument', SHELL, { StringEquals: { 'ssm:resourceTag/team': 'ops' } })], true, { Shell: shell({ Tags: [{ Key: 'team', Value: 'ops' }] }) }],
      ['of a name that is taken', [allow('ssm:CreateDocument', SHELL)], false],
    ],
  },
  {
    rule: 'SSM-ACC-004',
    one: 'log group of transcripts LogGroup',
    actions: LOG_GROUP_CHANGES.map(action => [action, GROUP]),
    cases: [
      ['of another group', [allow('logs:*', 'arn:aws:logs:*:*:log-group:other:*')], false],
      ['by writing to it', [allow(['logs:PutLogEvents', 'logs:CreateLogStream', 'logs:GetLogEvents'], '*')], false],
    ],
  },
  {
    rule: 'SSM-ACC-005',
    one: 'bucket of transcripts Bucket',
    actions: [...BUCKET_CHANGES.map(action => [action, BUCKET] as const), ...TRANSCRIPT_DELETIONS.map(action => [action, OBJECTS] as const)],
    cases: [
      ['of another bucket', [allow('s3:*', ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'])], false],
      ['by reading and writing objects', [allow(['s3:GetObject', 's3:PutObject'], '*')], false],
      ['under the prefix of transcripts', [allow('s3:DeleteObject', sub('${Bucket.Arn}/shells/*'))], true],
      ['under another prefix', [allow('s3:DeleteObject', sub('${Bucket.Arn}/other/*'))], false],
      ['under one of two prefixes', [allow('s3:DeleteObject', sub('${Bucket.Arn}/other/*'))], true, { Other: shellInto('other') }],
      ['of the bucket, by an action of objects', [allow('s3:DeleteObject', BUCKET)], false],
      ['by a bypass of Object Lock, which deletes nothing by itself', [allow('s3:BypassGovernanceRetention', '*')], false],
      ['by the policy of the bucket', [], true, bucketPolicy({ ...byAnyone('Allow', 's3:DeleteObject'), Principal: { AWS: att('Person', 'Arn') } })],
      ['which the policy of the bucket denies', [allow('s3:*', '*')], false, bucketPolicy(byAnyone('Deny', 's3:*'))],
      ['over TLS 1.3, where the bucket denies older ones', [allow('s3:DeleteObject', '*')], true, bucketPolicy(byAnyone('Deny', 's3:*', { Condition: TLS }))],
      ['over TLS, where the bucket denies anything else', [allow('s3:DeleteObject', '*')], true, bucketPolicy(byAnyone('Deny', 's3:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }))],
    ],
  },
  {
    rule: 'SSM-ACC-006',
    one: 'key Key',
    actions: KEY_CHANGES.map(action => [action, KEY]),
    cases: [
      ['of another key', [allow('kms:*', 'arn:aws:kms:eu-west-1:111122223333:key/1')], false],
      ['by using it', [allow(['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'], '*')], false],
      ['by the policy of the key', [], true, keyPolicy({ Effect: 'Allow', Principal: { AWS: att('Person', 'Arn') }, Action: 'kms:DisableKey', Resource: '*' })],
      ['which the policy of the key leaves to others', [allow('kms:*', '*')], false, keyPolicy({ Effect: 'Allow', Principal: { AWS: att('Role', 'Arn') }, Action: 'kms:*', Resource: '*' })],
      ['by a service in the person\'s name', [allow('kms:ScheduleKeyDeletion', KEY, { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } })], false],
    ],
  },
  {
    rule: 'SSM-ACC-007',
    one: 'trail Trail',
    actions: TRAIL_CHANGES.map(action => [action, TRAIL]),
    more: trail,
    cases: [
      ['of another trail', [allow('cloudtrail:*', 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/other')], false, trail],
      ['by reading it', [allow(['cloudtrail:LookupEvents', 'cloudtrail:GetTrailStatus'], '*')], false, trail],
      ['of a trail that is not there', [allow('cloudtrail:*', '*')], false],
      ['of a trail that may not be there', [allow('cloudtrail:*', '*')], false, { Trail: { ...trail.Trail, Condition: 'Unsaid' } }],
    ],
  },
];

describe.each(KINDS)('$rule', ({ rule, one, actions, more = {}, cases }) => {
  const found = (action: string) => [`may change or delete the ${one}, by ${action}`];

  test.each(actions)('finds %s', (action, resource) => {
    expect(said(findingsOf([allow(action, resource)], more), rule)).toEqual(found(action));
  });

  test.each(actions)('finds %s with a second factor alone', (action, resource) => {
    expect(said(findingsOf([allow(action, resource, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })], more), rule)).toEqual(found(action));
  });

  test.each(actions)('leaves %s alone where it is denied', (action, resource) => {
    expect(said(findingsOf([allow(action, resource), deny(action, resource)], more), rule)).toEqual([]);
  });

  test.each(actions)('leaves %s alone where it hangs on what is not known', (action, resource) => {
    expect(said(findingsOf([allow(action, resource, { StringEquals: { 'aws:PrincipalTag/team': 'ops' } })], more), rule)).toEqual([]);
  });

  test.each(actions)('leaves %s alone where a boundary does not allow it', (action, resource) => {
    const Limit = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [allow('ssm:StartSession', '*')] } } };
    const Person = role({ ...inline(allow(action, resource)), PermissionsBoundary: ref('Limit') });
    expect(said(findingsOf([], { ...more, Person, Limit }), rule)).toEqual([]);
  });

  test.each(cases.map(([what, statements, isFound, resources]) => ({ what, statements, isFound, resources })))('$what', ({ statements, isFound, resources }) => {
    expect(said(findingsOf(statements, resources), rule).length).toBe(isFound ? 1 : 0);
  });
});

describe('the default document of the account', () => {
  const RULE = 'SSM-ACC-003';
  const Default = shell({ Name: 'SSM-SessionManagerRunShell' }, { cloudWatchLogGroupName: ref('LogGroup') });

  test.each(DOCUMENT_CHANGES)('is not in the templates: %s makes sessions without a log', action => {
    expect(said(findingsOf([allow(action, DEFAULT)]), RULE)).toEqual([`may change or delete the session document SSM-SessionManagerRunShell, by ${action}`]);
  });

  test('may be made without tags, where a policy asks for none', () => {
    expect(said(findingsOf([allow('ssm:CreateDocument', '*', { Null: { 'aws:TagKeys': 'true' } })]), RULE)).toHaveLength(1);
  });

  test('is in the templates: it cannot be made again', () => {
    expect(said(findingsOf([allow('ssm:CreateDocument', DEFAULT)], { Default }), RULE)).toEqual([]);
    expect(said(findingsOf([allow('ssm:UpdateDocument', DEFAULT)], { Default }), RULE)).toEqual(['may change or delete the session document Default, by ssm:UpdateDocument']);
  });

  test('matters to no one where no session is logged', () => {
    expect(said(findingsOf([allow('ssm:CreateDocument', DEFAULT)], { Shell: shell() }), RULE)).toEqual([]);
  });
});

test('several documents are one finding', () => {
  const all = { Second: shell(), Third: shell(), Fourth: shell() };
  expect(said(findingsOf([allow('ssm:DeleteDocument', [SHELL, ...Object.keys(all).map(name => documentArn(`\${${name}}`))])], all), 'SSM-ACC-003')).toEqual([
    'may change or delete the session documents Shell, Second, Third and 1 more, by ssm:DeleteDocument',
  ]);
});

test('names of the first that is found', () => {
  const [finding] = findingsOf([allow('logs:GetLogEvents', '*'), { Sid: 'Logs', ...allow('logs:DeleteLogGroup', '*') }]);
  expect([finding.ruleId, finding.statement]).toEqual(['SSM-ACC-004', 'Logs']);
});

test('the bucket\'s own policy is the place where it grants', () => {
  const [finding] = findingsOf([], bucketPolicy({ ...byAnyone('Allow', 's3:DeleteObject'), Principal: { AWS: att('Person', 'Arn') } }));
  expect([finding.logicalId, finding.property, finding.statement]).toEqual(['Policy', 'Properties/PolicyDocument', 'statement 1']);
});
