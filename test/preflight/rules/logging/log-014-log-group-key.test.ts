import { PolicyStatement } from '../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../lib/preflight/model/known';
import { opaque } from '../../../../lib/preflight/model/symbolic-text';
import { logGroupKeyRule } from '../../../../lib/preflight/rules/logging/log-014-log-group-key';
import { ENVIRONMENT, location, statement } from '../working-context';
import { documentFindings, keyPolicy, keyPolicyLocation, LEFT_TO_ACCOUNT, logGroupArn, logsService } from '../working-document';

const REST = { capabilities: ['TRANSCRIPT_CLOUDWATCH'], services: ['logs'] };
const SPOT = keyPolicyLocation('LogKey');
const LOST = 'CloudFormation cannot create the group with it, or transcripts are lost';
const ALL = 'kms:Encrypt, kms:Decrypt, kms:ReEncrypt* and kms:GenerateDataKey*';

function findings(...statements: PolicyStatement[]) {
  return documentFindings(logGroupKeyRule, { logKey: { policy: keyPolicy('LogKey', ...statements) } });
}

test('a key whose policy leaves the decision to the account', () => {
  expect(findings(LEFT_TO_ACCOUNT)).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    location: SPOT,
    message: `the policy of the key LogKey does not let logs.eu-west-1.amazonaws.com ${ALL} for the log group Group: ${LOST}`,
    fix: `allow the service logs.eu-west-1.amazonaws.com ${ALL} in LogKey where kms:EncryptionContext:aws:logs:arn is ${logGroupArn()}`,
  }]);
});

test.each([
  ['kms:Encrypt', ['kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*']],
  ['kms:Decrypt', ['kms:Encrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*']],
  ['kms:ReEncrypt*', ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*']],
  ['kms:ReEncrypt*', ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncryptTo']],
  ['kms:ReEncrypt*', ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncryptFrom']],
  ['kms:GenerateDataKey*', ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*']],
])('a policy without %s: %j', (missing, actions) => {
  expect(findings(logsService({ actions }))).toMatchObject([{ severity: 'BLOCKED', message: `the policy of the key LogKey does not let logs.eu-west-1.amazonaws.com ${missing} for the log group Group: ${LOST}` }]);
});

test('DescribeKey is not needed', () => {
  expect(findings(logsService({ actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey'] }))).toEqual([]);
});

test.each([
  ['logs.us-east-1.amazonaws.com', 1],
  ['ec2.amazonaws.com', 1],
  ['logs.amazonaws.com', 0],
  ['logs.eu-west-1.amazonaws.com', 0],
])('the service %s', (service, count) => {
  expect(findings(logsService({ principals: { Service: [service] } }))).toHaveLength(count);
});

test.each([
  ['ArnEquals', logGroupArn(), 0],
  ['ArnLike', 'arn:aws:logs:eu-west-1:111122223333:*', 0],
  ['ArnLike', 'arn:aws:logs:*:111122223333:log-group:/sessions/*', 0],
  ['StringEquals', logGroupArn(), 0],
  ['ArnEquals', `${logGroupArn()}:*`, 1],
  ['ArnEquals', `${logGroupArn()}-other`, 1],
])('%s on the ARN of the group: %s', (operator, value, count) => {
  expect(findings(logsService({ conditions: [{ operator, key: 'kms:EncryptionContext:aws:logs:arn', values: [value] }] }))).toHaveLength(count);
});

test('the names in the encryption context, and that the caller is an AWS service', () => {
  const under = (operator: string, key: string, value: string) => findings(logsService({ conditions: [{ operator, key, values: [value] }] }));
  expect(under('ForAllValues:StringEquals', 'kms:EncryptionContextKeys', 'aws:logs:arn')).toEqual([]);
  expect(under('ForAllValues:StringEquals', 'kms:EncryptionContextKeys', 'other')).toHaveLength(1);
  expect(under('Bool', 'aws:PrincipalIsAWSService', 'true')).toEqual([]);
  expect(under('Bool', 'aws:SecureTransport', 'true')).toEqual([]);
  expect(under('StringEquals', 'aws:PrincipalServiceName', 'logs.eu-west-1.amazonaws.com')).toEqual([]);
});

test('a condition on something unknown', () => {
  const found = findings(logsService({ conditions: [{ operator: 'StringEquals', key: 'aws:SourceAccount', values: ['111122223333'] }] }));
  expect(found).toMatchObject([{ ...REST, severity: 'UNKNOWN', location: SPOT }]);
  expect(found[0].message).toMatch(/^whether CloudWatch Logs may use the key LogKey for the log group Group cannot be decided: .*aws:sourceaccount/);
});

test('a policy that denies it', () => {
  expect(findings(logsService(), statement(['kms:Decrypt'], { label: 'No', effect: 'Deny', principals: '*' }))).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    location: SPOT,
    message: `the statement No of the policy of the key LogKey denies logs.eu-west-1.amazonaws.com kms:Decrypt for the log group Group: ${LOST}`,
    fix: 'take logs.eu-west-1.amazonaws.com out of the statement No of the policy of the key LogKey',
  }]);
});

describe('a stack without an environment', () => {
  const environment = { region: opaque('AWS::Region') };
  const problemsFor = (service: string) => documentFindings(logGroupKeyRule, {
    environment, logKey: { policy: keyPolicy('LogKey', logsService({ principals: { Service: [service] }, conditions: [] })) },
  });

  test('may run in the region that the policy names', () => {
    expect(problemsFor('logs.us-east-1.amazonaws.com')).toMatchObject([{ severity: 'UNKNOWN' }]);
    expect(problemsFor(`logs.${environment.region}.amazonaws.com`)).toEqual([]);
  });

  test('is not another service', () => {
    expect(problemsFor('ec2.amazonaws.com')).toMatchObject([{ severity: 'BLOCKED', message: expect.stringContaining('logs.<AWS::Region>.amazonaws.com') }]);
  });
});

test('an unknown policy', () => {
  const policy = { value: new Unknown('a parameter'), location: SPOT };
  expect(documentFindings(logGroupKeyRule, { logKey: { policy } })).toMatchObject([{ ...REST, severity: 'UNKNOWN', location: SPOT }]);
});

test('a key that is not in the assembly', () => {
  const key = location('Group', 'AWS::Logs::LogGroup', 'Properties/KmsKeyId');
  expect(documentFindings(logGroupKeyRule, { logKey: new Unknown('it is imported') })).toEqual([{
    ...REST, severity: 'UNKNOWN', location: key, message: 'whether CloudWatch Logs may use the key of the log group Group cannot be decided: it is imported',
  }]);
});

test('a log group without a key, with an unknown key, or an unknown log group', () => {
  const key = (value: undefined | Unknown) => ({ logGroup: { key: { value, location: location('Group', 'AWS::Logs::LogGroup') } } });
  expect(documentFindings(logGroupKeyRule, key(undefined))).toEqual([]);
  expect(documentFindings(logGroupKeyRule, key(new Unknown('a parameter')))).toEqual([]);
  expect(documentFindings(logGroupKeyRule, { logGroup: new Unknown('imported') })).toEqual([]);
  expect(documentFindings(logGroupKeyRule, { inputs: { cloudWatchLogGroupName: '' } })).toEqual([]);
});

test('the ARN of the group may end with `:*`, which the encryption context does not', () => {
  expect(documentFindings(logGroupKeyRule, { logGroup: { arn: `${logGroupArn(ENVIRONMENT)}:*` } })).toEqual([]);
});

test('an account that cannot be seen', () => {
  expect(documentFindings(logGroupKeyRule, { logKey: { account: new Unknown('a parameter') } })).toEqual([]);
});
