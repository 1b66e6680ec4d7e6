import { PolicyStatement } from '../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../lib/preflight/model/known';
import { keyPolicyRule as rule } from '../../../../lib/preflight/rules/keys/key-003-key-policy';
import { statement } from '../working-context';
import { documentFindings, HOST_MANAGEMENT, keyPolicy, keyPolicyLocation, LEFT_TO_ACCOUNT, NO_PROFILE, ROLE_ARN, without, workingDocumentContext } from '../working-document';

const REST = { severity: 'BLOCKED', location: keyPolicyLocation('SessionKey'), capabilities: ['SHELL', 'KMS_ENCRYPTION'], services: ['kms'] };
const FAILS = 'the handshake fails and no session starts';

function findings(...statements: PolicyStatement[]) {
  return documentFindings(rule, { sessionKey: { policy: keyPolicy('SessionKey', ...statements) } });
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
  expect(documentFindings(rule, { sessionKey: { policy } })).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the role NodeRole may kms:Decrypt with the session key SessionKey cannot be decided: a parameter',
  }]);
});

test('a key of another account needs both policies', () => {
  const account = '999999999999';
  expect(documentFindings(rule, { sessionKey: { account, policy: keyPolicy('SessionKey') } })).toMatchObject([REST]);
  const policy = keyPolicy('SessionKey', statement(['kms:Decrypt'], { principals: { AWS: ['arn:aws:iam::111122223333:root'] } }));
  expect(documentFindings(rule, { sessionKey: { account, policy } })).toEqual([]);
  expect(documentFindings(rule, { sessionKey: { account: new Unknown('a parameter'), policy: keyPolicy('SessionKey') } })).toMatchObject([REST]);
});

test('what the role lacks is for SSM-KEY-002', () => {
  expect(documentFindings(rule, { grants: without('sessionKey') })).toEqual([]);
});

test('a key that cannot be seen, and a role that cannot, are for others', () => {
  expect(documentFindings(rule, { sessionKey: new Unknown('imported') })).toEqual([]);
  const node = { document: workingDocumentContext().node.document, ...NO_PROFILE };
  expect(documentFindings(rule, { node, hostManagement: [HOST_MANAGEMENT], sessionKey: { policy: keyPolicy('SessionKey') } })).toEqual([]);
  expect(documentFindings(rule, { inputs: { kmsKeyId: '' } })).toEqual([]);
});
