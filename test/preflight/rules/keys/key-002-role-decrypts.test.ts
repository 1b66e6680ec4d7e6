import { PolicyCondition } from '../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../lib/preflight/model/known';
import { opaque } from '../../../../lib/preflight/model/symbolic-text';
import { roleDecryptsRule } from '../../../../lib/preflight/rules/keys/key-002-role-decrypts';
import { statement } from '../working-context';
import {
  boundaryWithout, denying, documentFindings, GRANTS, keyArn, keyPolicy, ROLE, ROLE_ARN, SESSION_KEY_ID, withChanged, without,
} from '../working-document';

const REST = { severity: 'BLOCKED', capabilities: ['SHELL', 'KMS_ENCRYPTION'], services: ['kms'] };
const FAILS = 'the handshake fails and no session starts';
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/<SessionKey>';

test('a role without the permission', () => {
  expect(documentFindings(roleDecryptsRule, { grants: without('sessionKey', 'bucketKey') })).toEqual([{
    ...REST,
    location: ROLE,
    message: `the role NodeRole may not kms:Decrypt with the session key SessionKey: ${FAILS}`,
    fix: `allow kms:Decrypt on ${ARN} in a policy of NodeRole`,
  }]);
});

test('a role with the permission for another key', () => {
  const [finding] = documentFindings(roleDecryptsRule, { grants: without('sessionKey') });
  expect(finding.message).toBe('the role NodeRole may not kms:Decrypt with the session key SessionKey '
    + `(it grants that on arn:aws:kms:eu-west-1:111122223333:key/<BucketKey> only): ${FAILS}`);
  expect(finding.location).toEqual(ROLE);
});

test('a role with the permission for the id of the key, or for an alias', () => {
  expect(documentFindings(roleDecryptsRule, { grants: withChanged('sessionKey', { resources: [SESSION_KEY_ID] }) })).toMatchObject([{ ...REST }]);
  expect(documentFindings(roleDecryptsRule, { grants: withChanged('sessionKey', { resources: ['arn:aws:kms:eu-west-1:111122223333:alias/sessions'] }) })).toMatchObject([{ ...REST }]);
});

test('a document with the id of the key, or with an alias of it', () => {
  expect(documentFindings(roleDecryptsRule, { inputs: { kmsKeyId: SESSION_KEY_ID } })).toEqual([]);
  expect(documentFindings(roleDecryptsRule, { inputs: { kmsKeyId: 'alias/sessions' } })).toEqual([]);
});

describe('conditions', () => {
  const under = (operator: string, key: string, ...values: string[]) => documentFindings(roleDecryptsRule, {
    grants: withChanged('sessionKey', { conditions: [{ operator, key, values } satisfies PolicyCondition] }),
  });

  test('the encryption context has three names since agent 3.3.808', () => {
    expect(under('ForAllValues:StringEquals', 'kms:EncryptionContextKeys', 'aws:ssm:SessionId', 'aws:ssm:TargetId')).toEqual([{
      ...REST,
      location: GRANTS,
      message: 'the role NodeRole may not kms:Decrypt with the session key SessionKey '
        + `(the statement SessionKey of Grants allows it under a condition on kms:EncryptionContextKeys that the call does not meet): ${FAILS}`,
      fix: `allow kms:Decrypt on ${ARN} in a policy of NodeRole`,
    }]);
    expect(under('ForAnyValue:StringEquals', 'kms:EncryptionContextKeys', 'aws:ssm:SessionId', 'aws:ssm:TargetId')).toEqual([]);
    expect(under('ForAllValues:StringEquals', 'kms:EncryptionContextKeys', 'aws:ssm:SessionId', 'aws:ssm:TargetId', 'aws:ssm:RandomChallenge')).toEqual([]);
  });

  test('through another service, which the agent does not use', () => {
    expect(under('StringEquals', 'kms:ViaService', 'ssm.eu-west-1.amazonaws.com')).toMatchObject([{ ...REST, location: GRANTS }]);
  });

  test('on the node\'s id, which is known only at deployment', () => {
    expect(under('StringEquals', 'kms:EncryptionContext:aws:ssm:TargetId', opaque('Node'))).toMatchObject([{ ...REST, severity: 'UNKNOWN' }]);
    expect(under('StringLike', 'kms:EncryptionContext:aws:ssm:TargetId', '*')).toEqual([]);
  });

  test('the account of the caller', () => {
    expect(under('StringEquals', 'kms:CallerAccount', '111122223333')).toEqual([]);
    expect(under('StringEquals', 'kms:CallerAccount', '999999999999')).toMatchObject([{ ...REST }]);
  });

  test('the endpoint on the path', () => {
    expect(under('StringEquals', 'aws:SourceVpce', 'vpce-kms')).toEqual([]);
    expect(under('StringEquals', 'aws:SourceVpce', 'vpce-other')).toMatchObject([{ ...REST }]);
  });
});

test('a denial', () => {
  const denial = denying(['kms:*']);
  expect(documentFindings(roleDecryptsRule, { policies: [denial] })).toEqual([{
    ...REST,
    location: denial.location,
    message: `the statement NoWay of the policy Denials denies the role NodeRole kms:Decrypt with the session key SessionKey: ${FAILS}`,
    fix: `take kms:Decrypt on ${ARN} out of the statement NoWay of the policy Denials`,
  }]);
});

test('a boundary', () => {
  const boundary = boundaryWithout('kms:*');
  expect(documentFindings(roleDecryptsRule, { role: { boundary } })).toEqual([{
    ...REST,
    location: boundary.location,
    message: `the role NodeRole may not kms:Decrypt with the session key SessionKey, because its permissions boundary Limits does not allow it: ${FAILS}`,
    fix: `allow kms:Decrypt on ${ARN} in the permissions boundary Limits of NodeRole`,
  }]);
});

test('a key policy that allows the role itself replaces its policies', () => {
  const policy = keyPolicy('SessionKey', statement(['kms:Decrypt'], { principals: { AWS: [ROLE_ARN] } }));
  expect(documentFindings(roleDecryptsRule, { grants: [], sessionKey: { policy } })).toEqual([]);
});

test('what the key policy decides is for SSM-KEY-003', () => {
  expect(documentFindings(roleDecryptsRule, { sessionKey: { policy: keyPolicy('SessionKey') } })).toEqual([]);
  const denied = keyPolicy('SessionKey', statement(['kms:*'], { effect: 'Deny', principals: '*' }));
  expect(documentFindings(roleDecryptsRule, { sessionKey: { policy: denied } })).toEqual([]);
});

test('an unknown policy', () => {
  const grants = withChanged('sessionKey', { resources: new Unknown('a parameter') });
  expect(documentFindings(roleDecryptsRule, { grants })).toEqual([{
    ...REST, severity: 'UNKNOWN', location: GRANTS, message: 'whether the role NodeRole may kms:Decrypt with the session key SessionKey cannot be decided: a parameter',
  }]);
});

describe('a key that is not in the assembly', () => {
  const ids = ['1234', 'arn:aws:kms:eu-west-1:111122223333:key/1234'];

  test.each(ids)('that the role\'s policies allow: %s', kmsKeyId => {
    const grants = withChanged('sessionKey', { resources: [keyArn('1234')] });
    expect(documentFindings(roleDecryptsRule, { inputs: { kmsKeyId }, grants })).toEqual([]);
  });

  test.each(ids)('that may let in the role by itself: %s', kmsKeyId => {
    expect(documentFindings(roleDecryptsRule, { inputs: { kmsKeyId } })).toEqual([{
      ...REST,
      severity: 'UNKNOWN',
      location: ROLE,
      message: `whether the role NodeRole may kms:Decrypt with the session key '${kmsKeyId}' cannot be decided: `
        + `no policy of the role allows it, and the policy of the key cannot be seen: the key ${kmsKeyId} is not in the assembly`,
    }]);
  });

  test('that a policy of the role denies', () => {
    expect(documentFindings(roleDecryptsRule, { inputs: { kmsKeyId: '1234' }, policies: [denying(['kms:*'])] })).toMatchObject([{ ...REST }]);
  });

  test('that is given by an alias is for SSM-KEY-001', () => {
    expect(documentFindings(roleDecryptsRule, { inputs: { kmsKeyId: 'alias/other' }, grants: [] })).toEqual([]);
  });
});
