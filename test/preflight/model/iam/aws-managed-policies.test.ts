import * as fs from 'fs';
import * as path from 'path';
import { START_SESSION_ACTION } from '../../../../lib/access/person-actions';
import * as agent from '../../../../lib/agent/actions';
import { awsManagedPolicy } from '../../../../lib/preflight/model/iam/aws-managed-policies';
import { AttachedPolicy } from '../../../../lib/preflight/model/iam/policy';
import { evaluate } from '../../../../lib/preflight/model/iam/policy-evaluation';
import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { gap } from '../../../../lib/preflight/model/symbolic-text';
import { templateLocation } from '../../locations';

const FILE = path.join(__dirname, '../../../../lib/preflight/model/iam/aws-managed-policies-data.json');
const LOCATION = { resource: templateLocation('Role', 'AWS::IAM::Role') };
const ROLE = 'arn:aws:iam::111122223333:role/Node';

function policyOf(name: string): AttachedPolicy {
  return { name, location: LOCATION, document: awsManagedPolicy(name) };
}

function allowed(action: string, names: string[], resource: string = '*'): boolean | 'unknown' {
  const result: Known<boolean> = evaluate(
    { principal: { kind: 'role', arn: ROLE, account: '111122223333' }, action, resource, context: new Map(), absentKeys: new Set() },
    { identity: names.map(policyOf) },
  ).allowed;
  return isKnown(result) ? result : 'unknown';
}

const REGISTRATION_AND_CHANNELS = [...agent.REGISTRATION_ACTIONS, ...agent.SESSION_CHANNEL_ACTIONS];
const TRANSCRIPTS = [...agent.LOG_STREAM_ACTIONS, ...agent.LOG_UPLOAD_ACTIONS, agent.LOG_BUCKET_CHECK_ACTION];
const KEYS = [...agent.SESSION_KEY_ACTIONS, ...agent.LOG_UPLOAD_KEY_ACTIONS];
const ALL = [
  ...REGISTRATION_AND_CHANNELS, ...TRANSCRIPTS, ...KEYS, ...agent.LEGACY_MESSAGE_ACTIONS, ...agent.MANAGED_INSTANCE_CORE_SSM_ACTIONS,
  ...agent.DEFAULT_HOST_MANAGEMENT_ACTIONS, START_SESSION_ACTION,
];

test('AmazonSSMManagedInstanceCore allows registration, the channels and ec2messages, and nothing of logs, S3 or KMS', () => {
  const name = agent.MANAGED_INSTANCE_CORE_POLICY;
  const covered = [...REGISTRATION_AND_CHANNELS, ...agent.LEGACY_MESSAGE_ACTIONS, ...agent.MANAGED_INSTANCE_CORE_SSM_ACTIONS];

  expect(covered.filter(action => allowed(action, [name]) !== true)).toEqual([]);
  expect([...TRANSCRIPTS, ...KEYS].filter(action => allowed(action, [name]) !== false)).toEqual([]);
});

test.each<[string, { readonly [action: string]: boolean }]>([
  ['AmazonSSMManagedEC2InstanceDefaultPolicy', { 'ssm:UpdateInstanceInformation': true, 'ssmmessages:OpenDataChannel': true, 'logs:PutLogEvents': false }],
  ['service-role/AmazonEC2RoleforSSM', { 'ssm:UpdateInstanceInformation': true, 'ssmmessages:OpenControlChannel': true, 'logs:PutLogEvents': true, 'kms:Decrypt': false }],
  ['CloudWatchAgentServerPolicy', { 'ssm:UpdateInstanceInformation': false, 'logs:PutLogEvents': true, 'logs:DescribeLogStreams': true, 's3:PutObject': false }],
  ['CloudWatchLogsFullAccess', { 'logs:CreateLogStream': true, 's3:PutObject': false }],
  ['AmazonS3FullAccess', { 's3:PutObject': true, 's3:GetEncryptionConfiguration': true, 'logs:PutLogEvents': false }],
  ['AmazonS3ReadOnlyAccess', { 's3:PutObject': false, 's3:GetEncryptionConfiguration': true }],
  ['AmazonSSMFullAccess', { 'ssm:UpdateInstanceInformation': true, 'ec2messages:GetMessages': true, 'ssmmessages:OpenDataChannel': true }],
  ['AmazonSSMFullAccess', { 'ssm:StartSession': true }],
  ['AmazonSSMManagedInstanceCore', { 'ssm:StartSession': false }],
  ['AWSCloud9SSMInstanceProfile', { 'ssm:StartSession': false }],
  ['AmazonSSMReadOnlyAccess', { 'ssm:UpdateInstanceInformation': false, 'ssm:GetDocument': true }],
  ['ReadOnlyAccess', { 'ssm:UpdateInstanceInformation': false, 's3:PutObject': false, 'logs:DescribeLogGroups': true }],
  ['AdministratorAccess', Object.fromEntries(ALL.map(action => [action, true]))],
  ['PowerUserAccess', Object.fromEntries(ALL.map(action => [action, true]))],
  ['service-role/AmazonEC2ContainerServiceforEC2Role', { 'ssm:UpdateInstanceInformation': false, 'logs:PutLogEvents': true }],
  ['EC2InstanceProfileForImageBuilder', { 'ssm:UpdateInstanceInformation': false }],
  ...[
    'AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryReadOnly', 'AmazonSSMDirectoryServiceAccess', 'SecretsManagerReadWrite',
    'AWSElasticBeanstalkMulticontainerDocker', 'AWSKeyManagementServicePowerUser', 'AmazonEC2FullAccess', 'job-function/Billing',
  ].map((name): [string, { readonly [action: string]: boolean }] => [name, Object.fromEntries(ALL.map(action => [action, false]))]),
])('%s is known', (name, expected) => {
  expect(Object.fromEntries(Object.keys(expected).map(action => [action, allowed(action, [name])]))).toEqual(expected);
});

test('a policy that denies takes away what others allow', () => {
  expect(allowed('ssm:UpdateInstanceInformation', ['AdministratorAccess', 'AWSDenyAll'])).toBe(false);
  expect(allowed('s3:PutObject', ['AdministratorAccess', 'AWSCompromisedKeyQuarantineV3'], 'arn:aws:s3:::logs/1.log')).toBe(true);
});

test('resources and conditions are those of AWS', () => {
  const beanstalk = ['AWSElasticBeanstalkWebTier'];

  expect(allowed('s3:PutObject', beanstalk, 'arn:aws:s3:::elasticbeanstalk-eu-west-1-111122223333/x')).toBe(true);
  expect(allowed('s3:PutObject', beanstalk, 'arn:aws:s3:::logs/x')).toBe(false);
});

test('other actions of a policy are unknown, and do not hide what others allow', () => {
  expect(allowed('s3:GetObject', ['AmazonSSMManagedInstanceCore'])).toBe('unknown');
  expect(allowed('s3:GetObject', ['AmazonEKSWorkerNodePolicy'])).toBe('unknown');
  expect(allowed('s3:GetObject', ['AmazonSSMManagedInstanceCore', 'AdministratorAccess'])).toBe(true);
});

test('a policy that denies something else leaves that open', () => {
  expect(allowed('iam:CreateUser', ['AWSCompromisedKeyQuarantineV2', 'AdministratorAccess'])).toBe('unknown');
  expect(allowed('ssm:UpdateInstanceInformation', ['AWSCompromisedKeyQuarantineV2', 'AdministratorAccess'])).toBe(true);
});

test.each(['AmazonSSMManagedInstanceCoreV9', 'amazonssmmanagedinstancecore', '', '__proto__', 'constructor'])('%j is not known', name => {
  expect(awsManagedPolicy(name)).toBeInstanceOf(Unknown);
});

test('an unknown name says why', () => {
  expect(awsManagedPolicy('Next')).toEqual(
    new Unknown('preflight does not have the text of the AWS managed policy \'Next\'; it knows those up to 2026-09-30'));
  expect(awsManagedPolicy(gap('a parameter'))).toEqual(new Unknown('a parameter'));
});

test('roles share the same document', () => {
  expect(awsManagedPolicy('AdministratorAccess')).toBe(awsManagedPolicy('AdministratorAccess'));
});

describe('the file', () => {
  const text = fs.readFileSync(FILE, 'utf8');
  const data = JSON.parse(text) as { source: string; date: string; actions: string[]; policies: object; others: string[] };
  const names = Object.keys(data.policies);

  test('is small and sorted, and names its source', () => {
    expect(text.length).toBeLessThan(150_000);
    expect(data.source).toContain('moto');
    expect(data.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const list of [data.actions, names, data.others]) {
      expect(list).toEqual([...new Set(list)].sort());
    }
    expect(data.others.filter(name => names.includes(name))).toEqual([]);
  });

  test('has all actions that preflight asks about', () => {
    const kept = (action: string) => data.actions.includes(action) || data.actions.includes(`${action.split(':')[0]}:*`);

    expect(ALL.filter(action => !kept(action))).toEqual([]);
  });

  test('has nothing that cannot be parsed', () => {
    const unread = [...names, ...data.others].filter(name => {
      const document = awsManagedPolicy(name);
      const isRead = (statement: Known<object>) => isKnown(statement) && !JSON.stringify(statement).includes('\uE002');
      return !isKnown(document) || !document.statements.every(isRead);
    });

    expect(unread).toEqual([]);
  });

  test('has policies that are decided or say why not', () => {
    const thrown = names.filter(name => ALL.some(action => allowed(action, [name]) === undefined));

    expect(thrown).toEqual([]);
  });
});
