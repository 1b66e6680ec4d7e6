import { Unknown } from '../../../../lib/preflight/model/known';
import { opaque } from '../../../../lib/preflight/model/symbolic-text';
import { sessionKeyRule } from '../../../../lib/preflight/rules/keys/key-001-session-key';
import { ENVIRONMENT } from '../working-context';
import { CONTENT, documentFindings, keyArn, SESSION_KEY_ID } from '../working-document';

const REST = { severity: 'BLOCKED', location: CONTENT, capabilities: ['SHELL', 'KMS_ENCRYPTION'], services: ['kms'] };
const FAILS = 'the handshake fails, and no session starts';

test('by ARN and by id', () => {
  expect(documentFindings(sessionKeyRule, { inputs: { kmsKeyId: keyArn(SESSION_KEY_ID) } })).toEqual([]);
  expect(documentFindings(sessionKeyRule, { inputs: { kmsKeyId: SESSION_KEY_ID } })).toEqual([]);
});

describe('by alias', () => {
  const unknown = { ...REST, severity: 'UNKNOWN' };

  test('of a key that cannot be seen', () => {
    expect(documentFindings(sessionKeyRule, { inputs: { kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:alias/other' } })).toMatchObject([{
      ...unknown, fix: 'set kmsKeyId to arn:aws:kms:eu-west-1:111122223333:key/...',
    }]);
  });

  test('says that nobody knows whether sessions take it', () => {
    expect(documentFindings(sessionKeyRule, { inputs: { kmsKeyId: 'alias/sessions' } })).toMatchObject([{
      ...unknown,
      message: 'whether sessions take the key of the session document Preferences by its alias \'alias/sessions\' cannot be decided: '
        + 'AWS asks for the ARN or the id of a key',
    }]);
  });
});

describe('in another region', () => {
  test('by its ARN', () => {
    expect(documentFindings(sessionKeyRule, { inputs: { kmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1234' } })).toEqual([{
      ...REST,
      message: `the key 'arn:aws:kms:us-east-1:111122223333:key/1234' of the session document Preferences is in us-east-1, the node in eu-west-1: ${FAILS}`,
      fix: 'set kmsKeyId to a key in eu-west-1',
    }]);
  });

  test('as a key of the assembly', () => {
    expect(documentFindings(sessionKeyRule, { sessionKey: { region: 'us-east-1' } })).toMatchObject([{
      ...REST, message: `the key SessionKey of the session document Preferences is in us-east-1, the node in eu-west-1: ${FAILS}`,
    }]);
  });

  test('possibly', () => {
    const unknown = { ...REST, severity: 'UNKNOWN' };
    expect(documentFindings(sessionKeyRule, { sessionKey: { region: opaque('AWS::Region') } })).toMatchObject([unknown]);
    expect(documentFindings(sessionKeyRule, { sessionKey: { region: new Unknown('a parameter') } })).toMatchObject([{
      ...unknown, message: 'whether the key SessionKey of the session document Preferences is in the region of the node cannot be decided: a parameter',
    }]);
  });
});

test.each(['arn:aws:kms:eu-west-1:111122223333:key/1234', '1234', opaque('Elsewhere')])('not in the assembly: %j', kmsKeyId => {
  const [finding, ...others] = documentFindings(sessionKeyRule, { inputs: { kmsKeyId } });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ ...REST, severity: 'UNKNOWN' });
  expect(finding.message).toMatch(/^whether the key '.*' of the session document Preferences is there, and lets the node decrypt, cannot be decided: the key .* is not in the assembly$/);
});

describe('of another account', () => {
  const changes = { account: '999999999999', arn: keyArn(SESSION_KEY_ID, { ...ENVIRONMENT, account: '999999999999' }) };

  test('by its ARN', () => {
    expect(documentFindings(sessionKeyRule, { sessionKey: changes, inputs: { kmsKeyId: changes.arn } })).toEqual([]);
  });

  test('by its id', () => {
    expect(documentFindings(sessionKeyRule, { sessionKey: changes, inputs: { kmsKeyId: SESSION_KEY_ID } })).toEqual([{
      ...REST,
      message: 'the key SessionKey is in the account 999999999999, and the session document Preferences gives it by its id, '
        + `which is looked for in 111122223333: ${FAILS}`,
      fix: 'set kmsKeyId to arn:aws:kms:eu-west-1:999999999999:key/<SessionKey>',
    }]);
  });

  test('perhaps', () => {
    expect(documentFindings(sessionKeyRule, { sessionKey: { account: new Unknown('a parameter') }, inputs: { kmsKeyId: SESSION_KEY_ID } })).toEqual([]);
  });
});
