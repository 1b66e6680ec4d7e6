import { Unknown } from '../../../../lib/preflight/model/known';
import { gap } from '../../../../lib/preflight/model/symbolic-text';
import { documentTypesRule } from '../../../../lib/preflight/rules/logging/log-001-document-types';
import { nodeSetting, workingImage } from '../working-context';
import { CONTENT, documentFindings, workingDocumentContext } from '../working-document';

function problemsOfInputs(inputs: { readonly [key: string]: unknown }) {
  return documentFindings(documentTypesRule, { inputs });
}

const REST = { severity: 'BLOCKED', location: CONTENT, capabilities: ['SHELL'], services: ['ssmmessages'] };

describe('version and type', () => {
  test.each(['2.2', '1', ''])('schemaVersion %j', value => {
    expect(documentFindings(documentTypesRule, { document: { schemaVersion: { value, location: CONTENT } } })).toEqual([{
      ...REST,
      message: `the session document Preferences has the schemaVersion '${value}': the agent accepts only '1.0', and the session hangs`,
      fix: 'set schemaVersion of Preferences to the text \'1.0\'',
    }]);
  });

  test.each(['standard_stream', 'Shell', ''])('sessionType %j', value => {
    expect(documentFindings(documentTypesRule, { document: { sessionType: { value, location: CONTENT } } })).toEqual([{
      ...REST,
      message: `the session document Preferences has the sessionType '${value}', which the agent does not know: the session fails`,
      fix: 'set sessionType of Preferences to \'Standard_Stream\'',
    }]);
  });

  test.each(['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands', 'Port'])('sessionType %s is known', value => {
    expect(documentFindings(documentTypesRule, { document: { sessionType: { value, location: CONTENT } } })).toEqual([]);
  });

  test.each([['an Unknown', new Unknown('a parameter')], ['a gap', gap('a parameter')]])('unknown values: %s', (_, value) => {
    const document = { schemaVersion: { value, location: CONTENT }, sessionType: { value, location: CONTENT } };
    const unseen = { severity: 'UNKNOWN', capabilities: ['SHELL'] };
    expect(documentFindings(documentTypesRule, { document })).toMatchObject([
      { ...unseen, message: 'whether the session document Preferences has the right schemaVersion cannot be decided: a parameter' },
      { ...unseen, message: 'whether the session document Preferences has the right sessionType cannot be decided: a parameter' },
    ]);
  });
});

describe('types that are right', () => {
  test.each([
    { cloudWatchStreamingEnabled: false },
    { s3EncryptionEnabled: 'true', cloudWatchEncryptionEnabled: 'F', runAsEnabled: '0' },
    { s3EncryptionEnabled: 'True', cloudWatchEncryptionEnabled: 'false', runAsEnabled: 'FALSE' },
    { s3EncryptionEnabled: '', runAsEnabled: '{{ runAs }}' },
    { s3EncryptionEnabled: null, cloudWatchStreamingEnabled: null, shellProfile: null, idleSessionTimeout: null, s3BucketName: null },
    { kmsKeyId: '{{key}}', s3BucketName: gap('some name'), s3KeyPrefix: new Unknown('some prefix') },
    { idleSessionTimeout: '1', maxSessionDuration: '1440' },
    { idleSessionTimeout: '60', maxSessionDuration: '' },
    { shellProfile: { LINUX: 'exec bash', windows: null, macos: 5 } },
    { shellProfile: {} },
    { somethingElse: 5 },
  ])('%j', inputs => {
    expect(problemsOfInputs(inputs)).toEqual([]);
  });
});

describe('types that are wrong', () => {
  test.each<[key: string, value: unknown, is: string, expected: string, fix: string]>([
    ['cloudWatchStreamingEnabled', 'true', 'the text \'true\'', 'true or false without quotes, never a text or a parameter', 'write true or false without quotes'],
    ['cloudWatchStreamingEnabled', '{{streaming}}', 'the text \'{{streaming}}\'', 'true or false without quotes, never a text or a parameter', 'write true or false without quotes'],
    ['CLOUDWATCHSTREAMINGENABLED', '', 'the text \'\'', 'true or false without quotes, never a text or a parameter', 'write true or false without quotes'],
    ['cloudWatchStreamingEnabled', 1, 'the number 1', 'true or false without quotes, never a text or a parameter', 'write true or false without quotes'],
    ['s3EncryptionEnabled', 1, 'the number 1', 'true or false', 'write true or false without quotes'],
    ['cloudWatchEncryptionEnabled', 'yes', 'the text \'yes\'', 'true or false', 'write true or false without quotes'],
    ['cloudWatchEncryptionEnabled', 'tRUE', 'the text \'tRUE\'', 'true or false', 'write true or false without quotes'],
    ['runAsEnabled', [], 'a list', 'true or false', 'write true or false without quotes'],
    ['s3BucketName', 5, 'the number 5', 'a text', 'write a text in quotes'],
    ['s3KeyPrefix', {}, 'an object', 'a text', 'write a text in quotes'],
    ['cloudWatchLogGroupName', true, 'true', 'a text', 'write a text in quotes'],
    ['kmsKeyId', ['a'], 'a list', 'a text', 'write a text in quotes'],
    ['runAsDefaultUser', 0, 'the number 0', 'a text', 'write a text in quotes'],
    ['idleSessionTimeout', 20, 'the number 20', 'a text with whole minutes, \'1\' to \'60\'', 'write a number in quotes, for example \'20\''],
    ['idleSessionTimeout', '61', 'the text \'61\'', 'a text with whole minutes, \'1\' to \'60\'', 'set a value in that range, for example \'20\''],
    ['idleSessionTimeout', '0', 'the text \'0\'', 'a text with whole minutes, \'1\' to \'60\'', 'set a value in that range, for example \'20\''],
    ['maxSessionDuration', '1441', 'the text \'1441\'', 'a text with whole minutes, \'1\' to \'1440\'', 'set a value in that range, for example \'20\''],
    ['maxSessionDuration', '1.5', 'the text \'1.5\'', 'a text with whole minutes, \'1\' to \'1440\'', 'set a value in that range, for example \'20\''],
    ['shellProfile', 'exec bash', 'the text \'exec bash\'', 'an object with the texts linux and windows', 'write an object such as { "linux": "", "windows": "" }'],
    ['shellProfile', [], 'a list', 'an object with the texts linux and windows', 'write an object such as { "linux": "", "windows": "" }'],
  ])('%s: %j', (key, value, is, expected, fix) => {
    expect(problemsOfInputs({ [key]: value })).toContainEqual({
      ...REST,
      message: `${key} of the session document Preferences is ${is}, must be ${expected}: the session hangs`,
      fix: `${fix} for ${key} of Preferences`,
    });
    expect(problemsOfInputs({ [key]: value })).toHaveLength(1);
  });

  test('inside shellProfile', () => {
    const findings = problemsOfInputs({ shellProfile: { linux: ['exec bash'], Windows: 1 } });
    expect(findings.map(({ message }) => message)).toEqual([
      'shellProfile.linux of the session document Preferences is a list, must be a text: the session hangs',
      'shellProfile.Windows of the session document Preferences is the number 1, must be a text: the session hangs',
    ]);
  });
});

test.each<[key: string, value: unknown, reason: string]>([
  ['cloudWatchStreamingEnabled', new Unknown('imported'), 'imported'],
  ['cloudWatchStreamingEnabled', gap('imported'), 'imported'],
  ['s3EncryptionEnabled', new Unknown('imported'), 'imported'],
  ['runAsEnabled', gap('imported'), 'imported'],
  ['shellProfile', new Unknown('imported'), 'imported'],
  ['idleSessionTimeout', new Unknown('imported'), 'imported'],
  ['maxSessionDuration', gap('imported'), 'imported'],
  ['idleSessionTimeout', '{{minutes}}', 'it is the document\'s parameter \'minutes\', whose value is given when a session starts'],
])('an unknown type: %s, %j', (key, value, reason) => {
  expect(problemsOfInputs({ [key]: value })).toEqual([{
    ...REST,
    severity: 'UNKNOWN',
    message: `whether ${key} of the session document Preferences has the right type cannot be decided: ${reason}`,
  }]);
});

describe('Run As', () => {
  const root = { ...REST, message: 'runAsDefaultUser of the session document Preferences is \'root\': the agent runs no session as root, and every session fails' };

  test.each([true, 'true', '1'])('root with runAsEnabled %j', runAsEnabled => {
    expect(problemsOfInputs({ runAsEnabled, runAsDefaultUser: ' root' })).toMatchObject([root]);
  });

  test('keys in another case', () => {
    const inputs = { runAsEnabled: undefined, runAsDefaultUser: undefined, RUNASENABLED: true, runasdefaultuser: 'root' };
    expect(problemsOfInputs(inputs)).toMatchObject([root]);
  });

  test.each([
    { runAsEnabled: false, runAsDefaultUser: 'root' },
    { runAsEnabled: 'f', runAsDefaultUser: 'root' },
    { runAsEnabled: true, runAsDefaultUser: 'rooty' },
    { runAsEnabled: true, runAsDefaultUser: new Unknown('a parameter') },
  ])('no finding: %j', inputs => {
    expect(problemsOfInputs(inputs)).toEqual([]);
  });

  test('Windows ignores it', () => {
    const inputs = { runAsEnabled: true, runAsDefaultUser: 'root' };
    expect(documentFindings(documentTypesRule, { inputs, image: { platform: 'windows' } })).toEqual([]);
    expect(documentFindings(documentTypesRule, { inputs, image: { platform: new Unknown('imported') } })).toMatchObject([root]);
  });

  test('a node that may start from Linux as well does not', () => {
    const images = [nodeSetting('ImageId', { ...workingImage(), platform: 'windows' as const }), nodeSetting('ImageId', workingImage())];
    const inputs = { value: { runAsEnabled: true, runAsDefaultUser: 'root' }, location: CONTENT };
    const { document } = workingDocumentContext({ document: { inputs } }).node;
    expect(documentFindings(documentTypesRule, { node: { images, document } })).toMatchObject([root]);
    expect(documentFindings(documentTypesRule, { node: { images: [], document } })).toMatchObject([root]);
  });
});
