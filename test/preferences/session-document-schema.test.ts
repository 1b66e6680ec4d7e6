import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv/dist/2020';
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Deployed } from './deployed';
import {
  AccountSessionPreferences, ISessionLogging, ISessionPreferences, InteractiveCommandDocument, NonInteractiveCommandDocument, PortForwardingDocument,
  PortForwardingTarget, RunAs, SessionEncryption, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences,
} from '../../lib';
import { newStack } from '../fixtures';

const SCHEMA = JSON.parse(readFileSync(join(__dirname, 'session-document.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true }).compile(SCHEMA);

/** The errors of a document against the schema; none if it is valid. */
function problems(document: unknown): unknown[] {
  return validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** No limit on resources, because the stack has many documents. */
const bigStack = () => newStack(new App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } }));

/** The log destinations. They are imported so that all kinds of encryption occur. */
function loggings(stack: Stack): ISessionLogging[] {
  const buckets = ['', 'session-logs/production'].flatMap(keyPrefix => [s3.BucketEncryption.KMS_MANAGED, s3.BucketEncryption.S3_MANAGED].map(encryption =>
    SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, `Bucket${keyPrefix}${encryption}`, { bucketName: 'session-logs', keyPrefix, encryption })));
  const logGroups = [true, false].flatMap(encrypted => [true, false].map(streaming =>
    SessionLogGroup.fromSessionLogGroupAttributes(stack, `Group${encrypted}${streaming}`, { logGroupName: '/session-manager/production', encrypted, streaming })));
  const places = [
    ...buckets.map(bucket => ({ bucket })),
    ...logGroups.map(logGroup => ({ logGroup })),
    ...buckets.flatMap(bucket => logGroups.map(logGroup => ({ bucket, logGroup }))),
  ];
  return [SessionLogging.none(), ...places.map((place, i) => new SessionLogging(stack, `Logging${i}`, place))];
}

const RUN_AS = [RunAs.ssmUser(), RunAs.defaultUser('operator'), RunAs.principalTag()];
const TIMES = [undefined, Duration.minutes(60)].flatMap(idleTimeout =>
  [undefined, Duration.minutes(1440)].map(maxDuration => ({ idleTimeout, maxDuration })));
const PROFILES = [undefined, { linux: 'echo "\'$HOME\'"', windows: 'Set-Location $HOME' }];

function allPreferences(stack: Stack): ISessionPreferences[] {
  const encryptionKey = new kms.Key(stack, 'Key');
  const made: ISessionPreferences[] = [];
  for (const logging of loggings(stack)) {
    for (const encryption of [{ encryptionKey }, { encryption: SessionEncryption.none() }]) {
      for (const runAs of RUN_AS) {
        for (const times of TIMES) {
          for (const shellProfile of PROFILES) {
            made.push(new SessionPreferences(stack, `Preferences${made.length}`, { logging, ...encryption, runAs, ...times, shellProfile }));
          }
        }
      }
    }
  }
  return made;
}

describe('what the library writes is valid', () => {
  test('for each combination of options of session preferences', () => {
    const stack = bigStack();
    const made = allPreferences(stack);
    const documents = Object.values(new Deployed(stack).documents());

    expect(made).toHaveLength(25 * 2 * 3 * 4 * 2);
    expect(documents).toHaveLength(made.length);
    expect(documents.filter(document => problems(document).length > 0).map(document => [document.description, problems(document)])).toEqual([]);
  });

  test('with all defaults', () => {
    const stack = newStack();
    new SessionPreferences(stack, 'Preferences');
    const [document] = Object.values(new Deployed(stack).documents());

    expect(problems(document)).toEqual([]);
    expect(document.inputs).toMatchObject({ s3EncryptionEnabled: true, cloudWatchEncryptionEnabled: true, cloudWatchStreamingEnabled: true });
  });

  test('for the account', () => {
    const stack = newStack();
    new AccountSessionPreferences(stack, 'Preferences', { maxDuration: Duration.minutes(90), runAs: RunAs.principalTag() });
    const [{ Content }] = Object.values(new Deployed(stack).properties('Custom::AccountSessionPreferences'));

    expect(problems(JSON.parse(Content))).toEqual([]);
  });

  test('for each kind of command document', () => {
    const stack = bigStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const preferences = [undefined, ...loggings(stack).flatMap((logging, i) => [RunAs.ssmUser(), RunAs.defaultUser('operator'), RunAs.principalTag()].map((runAs, j) =>
      new SessionPreferences(stack, `Preferences${i}${j}`, { logging, encryptionKey, runAs })))];
    const linux = { commands: 'top' };
    const before = preferences.length - 1;
    const commands = [{ linux }, { windows: linux }, { macos: linux }, { linux, windows: linux, macos: { ...linux, runAsElevated: true } }];
    const all = preferences.flatMap(sessionPreferences => commands.map(each => ({ sessionPreferences, commands: each })));
    all.forEach((props, i) => {
      new InteractiveCommandDocument(stack, `Interactive${i}`, props);
      new NonInteractiveCommandDocument(stack, `Parameters${i}`, {
        ...props,
        commands: { linux: { commands: 'tail -n {{ lines }} {{file}}' } },
        parameters: { lines: { allowedPattern: '[0-9]{1,4}', defaultValue: '10', description: 'How many' }, file: { allowedPattern: '/var/log/a|/var/log/b' } },
      });
    });
    const documents = Object.values(new Deployed(stack).documents());

    expect(documents).toHaveLength(before + 2 * all.length);
    expect(documents.filter(document => problems(document).length > 0).map(document => [document.description, problems(document)])).toEqual([]);
  });

  test('for each kind of tunnel', () => {
    const stack = newStack();
    const port = new CfnParameter(stack, 'Port', { type: 'Number', default: 5432 });
    const host = new CfnParameter(stack, 'Host', { default: 'database.example.com' });
    const targets = [
      PortForwardingTarget.node(1), PortForwardingTarget.node(65535), PortForwardingTarget.node(port.valueAsNumber),
      PortForwardingTarget.host('database.example.com', 5432), PortForwardingTarget.host('10.0.1.5', 5432),
      PortForwardingTarget.host(host.valueAsString, port.valueAsNumber),
    ];
    targets.forEach((to, i) => new PortForwardingDocument(stack, `Tunnel${i}`, { to }));
    const documents = Object.values(new Deployed(stack).documents());

    expect(documents.map(problems)).toEqual(targets.map(() => []));
    expect(documents.map(({ properties }) => [properties.host, properties.portNumber])).toEqual([
      [undefined, '1'], [undefined, '65535'], [undefined, '5432'],
      ['database.example.com', '5432'], ['10.0.1.5', '5432'], ['database.example.com', '5432'],
    ]);
  });
});

describe('invalid documents are found', () => {
  const INPUTS = {
    s3BucketName: 'session-logs',
    s3KeyPrefix: 'production',
    s3EncryptionEnabled: true,
    cloudWatchLogGroupName: '/session-manager/production',
    cloudWatchEncryptionEnabled: true,
    cloudWatchStreamingEnabled: true,
    kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555',
    runAsEnabled: true,
    runAsDefaultUser: 'operator',
  };
  const SHELL_INPUTS = { ...INPUTS, idleSessionTimeout: '20', maxSessionDuration: '60', shellProfile: { linux: 'bash', windows: '' } };
  const SHELL = { schemaVersion: '1.0', description: 'Right', sessionType: 'Standard_Stream', inputs: SHELL_INPUTS };
  const LINES = { type: 'String', allowedPattern: '^(?:[0-9]+)$' };
  const COMMAND = {
    schemaVersion: '1.0',
    description: 'Right',
    sessionType: 'InteractiveCommands',
    inputs: { ...INPUTS, cloudWatchStreamingEnabled: false },
    parameters: { lines: LINES },
    properties: { linux: { commands: 'tail -n {{ lines }} /var/log/messages', runAsElevated: false } },
  };
  const PORT = {
    schemaVersion: '1.0',
    description: 'Right',
    sessionType: 'Port',
    parameters: { localPortNumber: { type: 'String', default: '0', allowedPattern: '^([0-9]+)$' } },
    properties: { host: 'database.example.com', portNumber: '5432', type: 'LocalPortForwarding', localPortNumber: '{{ localPortNumber }}' },
  };

  const shell = (inputs: object) => ({ ...SHELL, inputs: { ...SHELL_INPUTS, ...inputs } });
  const command = (change: object) => ({ ...COMMAND, ...change });
  const commandInputs = (inputs: object) => command({ inputs: { ...COMMAND.inputs, ...inputs } });
  const parameter = (change: object) => command({ parameters: { lines: { ...LINES, ...change } } });
  const linux = (change: object) => command({ properties: { linux: { ...COMMAND.properties.linux, ...change } } });
  const port = (change: object) => ({ ...PORT, properties: { ...PORT.properties, ...change } });
  const without = (value: object, name: string) => Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));

  test.each([
    ['a shell', SHELL], ['commands', COMMAND], ['commands without a terminal', command({ sessionType: 'NonInteractiveCommands' })], ['a tunnel', PORT],
    ['no transcripts', shell({ s3BucketName: '', s3KeyPrefix: '', s3EncryptionEnabled: false, cloudWatchLogGroupName: '', cloudWatchEncryptionEnabled: false, cloudWatchStreamingEnabled: false })],
    ['no user', shell({ runAsEnabled: false, runAsDefaultUser: '' })],
  ])('the valid %s that the invalid ones are made from', (_, document) => {
    expect(problems(document)).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['another schema version', { ...SHELL, schemaVersion: '2.2' }],
    ['a number for the schema version', { ...SHELL, schemaVersion: 1 }],
    ['no schema version', without(SHELL, 'schemaVersion')],
    ['an unknown session type', { ...SHELL, sessionType: 'Shell' }],
    ['no session type', without(SHELL, 'sessionType')],
    ['an unknown key', { ...SHELL, mainSteps: [] }],
    ['properties of a shell', { ...SHELL, properties: {} }],
    ['parameters of a shell', { ...SHELL, parameters: { lines: LINES } }],
    ['no inputs of a shell', without(SHELL, 'inputs')],
    ['an unknown input', shell({ s3BucketRegion: 'us-east-1' })],
    ['an input in another case', shell({ S3BucketName: 'session-logs' })],
    ['a missing input', { ...SHELL, inputs: without(SHELL_INPUTS, 'cloudWatchStreamingEnabled') }],
    ['a string for cloudWatchStreamingEnabled', shell({ cloudWatchStreamingEnabled: 'true' })],
    ['a number for cloudWatchStreamingEnabled', shell({ cloudWatchStreamingEnabled: 1 })],
    ['a parameter for cloudWatchStreamingEnabled', shell({ cloudWatchStreamingEnabled: '{{ streaming }}' })],
    ['a string for s3EncryptionEnabled', shell({ s3EncryptionEnabled: 'true' })],
    ['a string for cloudWatchEncryptionEnabled', shell({ cloudWatchEncryptionEnabled: 'true' })],
    ['a string for runAsEnabled', shell({ runAsEnabled: 'true' })],
    ['a number for runAsEnabled', shell({ runAsEnabled: 1 })],
    ['null for a bucket', shell({ s3BucketName: null })],
    ['a prefix that starts with a slash', shell({ s3KeyPrefix: '/production' })],
    ['a prefix that ends with a slash', shell({ s3KeyPrefix: 'production/' })],
    ['an encrypted bucket without a bucket', shell({ s3BucketName: '', s3KeyPrefix: '' })],
    ['a prefix without a bucket', shell({ s3BucketName: '', s3EncryptionEnabled: false })],
    ['an encrypted log group without a log group', shell({ cloudWatchLogGroupName: '', cloudWatchStreamingEnabled: false })],
    ['streaming without a log group', shell({ cloudWatchLogGroupName: '', cloudWatchEncryptionEnabled: false })],
    ['an alias for a key', shell({ kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:alias/sessions' })],
    ['a user without runAsEnabled', shell({ runAsEnabled: false })],
    ['root', shell({ runAsDefaultUser: 'root' })],
    ['a user that is a command', shell({ runAsDefaultUser: 'a;b' })],
    ['a number for a timeout', shell({ idleSessionTimeout: 20 })],
    ['an idle timeout of 0 minutes', shell({ idleSessionTimeout: '0' })],
    ['an idle timeout of 61 minutes', shell({ idleSessionTimeout: '61' })],
    ['an idle timeout of 1.5 minutes', shell({ idleSessionTimeout: '1.5' })],
    ['an empty timeout', shell({ maxSessionDuration: '' })],
    ['a duration of 0 minutes', shell({ maxSessionDuration: '0' })],
    ['a duration of 1441 minutes', shell({ maxSessionDuration: '1441' })],
    ['a profile for macOS', shell({ shellProfile: { linux: '', windows: '', macos: '' } })],
    ['a list for a profile', shell({ shellProfile: { linux: ['bash'], windows: '' } })],
    ['streaming of commands', commandInputs({ cloudWatchStreamingEnabled: true })],
    ['a timeout of commands', commandInputs({ idleSessionTimeout: '20' })],
    ['a profile of commands', commandInputs({ shellProfile: { linux: '', windows: '' } })],
    ['no commands at all', command({ properties: {} })],
    ['no properties of commands', without(COMMAND, 'properties')],
    ['commands of an unknown platform', command({ properties: { darwin: COMMAND.properties.linux } })],
    ['empty commands', linux({ commands: ' ' })],
    ['a list of commands', linux({ commands: ['top'] })],
    ['a string for runAsElevated', linux({ runAsElevated: 'false' })],
    ['an unknown property of a platform', linux({ shell: 'bash' })],
    ['no parameters in parameters', command({ parameters: {} })],
    ['a parameter with a dash', command({ parameters: { 'log-file': LINES } })],
    ['a parameter with an underscore', command({ parameters: { log_file: LINES } })],
    ['a parameter without a pattern', command({ parameters: { lines: { type: 'String' } } })],
    ['a pattern without an anchor', parameter({ allowedPattern: '[0-9]+' })],
    ['a pattern without an end', parameter({ allowedPattern: '^(?:[0-9]+)' })],
    ['a pattern of which the anchors hold one half each', parameter({ allowedPattern: '^a|b$' })],
    ['a list of values, which the agent does not enforce', parameter({ allowedValues: ['1', '2'] })],
    ['a parameter of another type', parameter({ type: 'StringList' })],
    ['a number for a default', parameter({ default: 10 })],
    ['inputs of a tunnel', { ...PORT, inputs: INPUTS }],
    ['a number for a port', port({ portNumber: 5432 })],
    ['port 0', port({ portNumber: '0' })],
    ['port 65536', port({ portNumber: '65536' })],
    ['a number for a local port', port({ localPortNumber: 5432 })],
    ['a tunnel of another type', port({ type: 'StandardStream' })],
    ['a tunnel without a type', { ...PORT, properties: without(PORT.properties, 'type') }],
    ['a tunnel without a port', { ...PORT, properties: without(PORT.properties, 'portNumber') }],
    ['an empty host', port({ host: '' })],
    ['an unknown property of a tunnel', port({ hostname: 'database.example.com' })],
    ['an unknown parameter of a tunnel', { ...PORT, parameters: { ...PORT.parameters, host: LINES } }],
  ])('%s', (_, document) => {
    expect(problems(document)).not.toEqual([]);
  });
});
