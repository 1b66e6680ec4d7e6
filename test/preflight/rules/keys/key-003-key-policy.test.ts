import { PolicyStatement } from '../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../lib/preflight/model/known';
import { keyPolicyRule as rule } from '../../../../lib/preflight/rules/keys/key-003-key-policy';
import { statement } from '../working-context';
import { documentProblems, HOST_MANAGEMENT, keyPolicy, keyPolicyLocation, LEFT_TO_ACCOUNT, NO_PROFILE, ROLE_ARN, without, workingDocumentSite } from '../working-document';

const REST = { severity: 'BLOCKED', location: keyPolicyLocation('SessionKey'), capabilities: ['SHELL', 'KMS_ENCRYPTION'], services: ['kms'] };
const FAILS = 'the handshake fails and no session starts';

function findings(...statements: PolicyStatement[]) {
  return documentProblems(rule, { sessionKey: { policy: keyPolicy('SessionKey', ...statements) } });
}

test('a policy that does not mention the account', () => {
  expect(findings(statement(['kms:*'], { principals: { AWS: ['arn:aws:iam::111122223333:role/admin'] } }))).toEqual([{
    ...REST,
    message: `the policy of the key SessionKey does not let the role NodeRole kms:Decrypt with the session key SessionKey: ${FAILS}`,
    fix: `allow ${ROLE_ARN} kms:Decrypt in the policy of the key SessionKey`,
  }]);
});

test('a policy that names the role, and one that leaves the decision to the account', () => {
  expect(findings(statement(['kms:Decrypt'], { principals: { AWS: [ROLE_ARN] } }))).toEqual([]);
  expect(findings(LEFT_TO_ACCOUNT)).toEqual([]);
});

test('a policy that allows the account something else', () => {
  expect(findings({ ...LEFT_TO_ACCOUNT, actions: ['kms:Describe*'] })).toMatchObject([REST]);
});

test('a policy that denies it', () => {
  expect(findings(LEFT_TO_ACCOUNT, statement(['kms:Decrypt'], { label: 'No', effect: 'Deny', principals: '*' }))).toEqual([{
    ...REST,
    message: `the statement No of the policy of the key SessionKey denies the role NodeRole kms:Decrypt with the session key SessionKey: ${FAILS}`,
    fix: 'take kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/<SessionKey> out of the statement No of the policy of the key SessionKey',
  }]);
});

test('a policy that expects two names in the encryption context', () => {
  const conditions = [{ operator: 'ForAllValues:StringEquals', key: 'kms:EncryptionContextKeys', values: ['aws:ssm:SessionId', 'aws:ssm:TargetId'] }];
  expect(findings({ ...LEFT_TO_ACCOUNT, conditions })).toMatchObject([REST]);
});

test('an unknown policy', () => {
  const policy = { value: new Unknown('a parameter'), location: keyPolicyLocation('SessionKey') };
  expect(documentProblems(rule, { sessionKey: { policy } })).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the role NodeRole may kms:Decrypt with the session key SessionKey cannot be decided: a parameter',
  }]);
});

test('a key of another account needs both policies', () => {
  const account = '999999999999';
  expect(documentProblems(rule, { sessionKey: { account, policy: keyPolicy('SessionKey') } })).toMatchObject([REST]);
  const policy = keyPolicy('SessionKey', statement(['kms:Decrypt'], { principals: { AWS: ['arn:aws:iam::111122223333:root'] } }));
  expect(documentProblems(rule, { sessionKey: { account, policy } })).toEqual([]);
  expect(documentProblems(rule, { sessionKey: { account: new Unknown('a parameter'), policy: keyPolicy('SessionKey') } })).toMatchObject([REST]);
});

test('missing permissions of the role are left to SSM-KEY-002', () => {
  expect(documentProblems(rule, { grants: without('sessionKey') })).toEqual([]);
});

test('an unknown key and an unknown role are left to other rules', () => {
  expect(documentProblems(rule, { sessionKey: new Unknown('imported') })).toEqual([]);
  const node = { document: workingDocumentSite().node.document, ...NO_PROFILE };
  expect(documentProblems(rule, { node, hostManagement: [HOST_MANAGEMENT], sessionKey: { policy: keyPolicy('SessionKey') } })).toEqual([]);
  expect(documentProblems(rule, { inputs: { kmsKeyId: '' } })).toEqual([]);
});
