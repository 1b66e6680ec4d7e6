import { execFileSync } from 'child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Deployed, documentOf } from './deployed';
import {
  InteractiveCommandDocument, CommandDocumentProps, RunAs, SessionCommandParameter, SessionLogGroup, SessionLogging, SessionLoggingBucket,
  SessionPreferences, SessionPreferencesProps, SsmManagedInstance,
} from '../../lib';
import { ACCOUNT, errorOf, newStack, propertiesOf, ref, warnings } from '../fixtures';

const DOCUMENT = 'AWS::SSM::Document';
const INSTANCE = 'i-0123456789abcdef0';
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const NOT_LOGGED = 'sessionPreferences name no place for transcripts: nobody will know what was done in these sessions. [ack: annotation::cdk-session-manager:SessionDocument.notLogged]';
const TOP = { linux: { commands: 'top' } };

function setUp(props: Partial<CommandDocumentProps> = {}, stack = newStack()) {
  return { stack, document: new InteractiveCommandDocument(stack, 'Commands', { commands: TOP, ...props }) };
}

/** Commands that use the given parameters. Each parameter has a pattern. */
const withParameters = (parameters: Record<string, SessionCommandParameter>, props: Partial<CommandDocumentProps> = {}) => setUp({
  commands: { linux: { commands: `show ${Object.keys(parameters).map(name => `{{ ${name} }}`).join(' ')}` } }, parameters, ...props,
});

const errorWith = (allowedPattern: string, defaultValue?: string) => errorOf(() => withParameters({ lines: { allowedPattern, defaultValue } }));
const importedNode = (stack: Stack, role?: iam.IRole) => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: INSTANCE, role });

/** Preferences without references. */
function preferencesIn(stack: Stack, props: SessionPreferencesProps = {}) {
  const logging = new SessionLogging(stack, 'Logging', {
    bucket: SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Bucket', {
      bucketName: 'session-logs', keyPrefix: 'production', encryption: s3.BucketEncryption.S3_MANAGED,
    }),
    logGroup: SessionLogGroup.fromSessionLogGroupAttributes(stack, 'LogGroup', { logGroupName: '/session-manager/production', encrypted: true, streaming: true }),
  });
  return new SessionPreferences(stack, 'Preferences', { logging, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN), ...props });
}

describe('the document', () => {
  test('has the commands, and neither inputs nor parameters by default', () => {
    expect(documentOf(setUp().stack)).toEqual({
      schemaVersion: '1.0',
      description: 'Commands of Stack/Commands',
      sessionType: 'InteractiveCommands',
      properties: { linux: { commands: 'top', runAsElevated: false } },
    });
  });

  test('has each platform that was given', () => {
    const { stack } = setUp({
      commands: { linux: { commands: 'top' }, windows: { commands: 'Get-Process', runAsElevated: true }, macos: { commands: 'top -l 1', runAsElevated: false } },
    });

    expect(documentOf(stack).properties).toEqual({
      linux: { commands: 'top', runAsElevated: false },
      windows: { commands: 'Get-Process', runAsElevated: true },
      macos: { commands: 'top -l 1', runAsElevated: false },
    });
  });

  test('changes by a new version, and nothing else is created', () => {
    const { stack } = setUp();

    expect(propertiesOf(stack, DOCUMENT)).toEqual([{ Content: expect.any(String), DocumentFormat: 'JSON', DocumentType: 'Session', UpdateMethod: 'NewVersion' }]);
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources)).toHaveLength(1);
  });

  test('may have a physical name', () => {
    expect(propertiesOf(setUp({ documentName: 'show-top' }).stack, DOCUMENT)[0].Name).toBe('show-top');
    expect(errorOf(() => setUp({ documentName: 'x' }))).toBe(
      'documentName must be 3-128 of the characters A-Z a-z 0-9 _ - . and not begin with aws, amazon or amzn, got \'x\'; use a name such as \'production-shell\' [Stack/Commands]');
  });

  test('keeps quotes, backslashes and newlines of the commands', () => {
    const commands = 'printf "%s\\n" \'a\'\ncd /tmp';

    expect(documentOf(setUp({ commands: { linux: { commands } } }).stack).properties.linux.commands).toBe(commands);
  });

  test('has the parameters with their attributes, and a pattern for the whole value', () => {
    const { stack } = withParameters({ lines: { allowedPattern: '[0-9]+', description: 'How many', defaultValue: '10' }, file: { allowedPattern: 'a|b' } });

    expect(documentOf(stack).parameters).toEqual({
      lines: { type: 'String', description: 'How many', default: '10', allowedPattern: '^(?:[0-9]+)$' },
      file: { type: 'String', allowedPattern: '^(?:a|b)$' },
    });
  });
});

describe('inputs', () => {
  test('are those of the preferences, without streaming, because only shells stream', () => {
    const stack = newStack();
    setUp({ sessionPreferences: preferencesIn(stack, { runAs: RunAs.defaultUser('operator') }) }, stack);
    const [shell, commands] = Object.values(new Deployed(stack).documents());

    expect(shell.inputs.cloudWatchStreamingEnabled).toBe(true);
    expect(commands.inputs).toEqual({
      s3BucketName: 'session-logs',
      s3KeyPrefix: 'production',
      s3EncryptionEnabled: true,
      cloudWatchLogGroupName: '/session-manager/production',
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: false,
      kmsKeyId: KEY_ARN,
      runAsEnabled: true,
      runAsDefaultUser: 'operator',
    });
    expect(warnings(stack)).toEqual([]);
  });

  test('are left out without preferences, with a warning', () => {
    expect(warnings(setUp().stack)).toEqual([NOT_LOGGED]);
  });

  test('of preferences that log nothing raise a warning for both', () => {
    const stack = newStack();
    setUp({ sessionPreferences: preferencesIn(stack, { logging: SessionLogging.none() }) }, stack);

    expect(warnings(stack)).toHaveLength(2);
    expect(warnings(stack)).toContain(NOT_LOGGED);
  });

  test.each(['bucket', 'logGroup'])('of preferences that log to a %s only raise no warning', place => {
    const stack = newStack();
    const both = preferencesIn(stack).logging;
    const sessionPreferences = SessionPreferences.fromSessionPreferencesAttributes(stack, 'Imported', {
      documentName: 'production-shell', logging: new SessionLogging(stack, 'Other', { [place]: both[place as 'bucket' | 'logGroup'] }),
    });
    setUp({ sessionPreferences }, stack);

    expect(warnings(stack)).toEqual([]);
  });
});

describe('commands', () => {
  test('are for at least one platform', () => {
    const message = 'commands must name at least one platform, got none; set linux, windows or macos [Stack/Commands]';

    expect(errorOf(() => setUp({ commands: {} }))).toBe(message);
    expect(errorOf(() => setUp({ commands: { linux: undefined } }))).toBe(message);
  });

  test.each(['', ' ', '\n\t'])('are not empty (%j)', commands => {
    expect(errorOf(() => setUp({ commands: { ...TOP, windows: { commands } } }))).toBe(
      'commands.windows.commands must not be empty; write what to run, or leave the platform out [Stack/Commands]');
  });

  test.each(['{{ file }}', '{{file}}', '{{  file }}', '"{{ file }}"', 'a{{ file }}b', '{{ lines }}{{ file }}'])('use only declared parameters (%s)', commands => {
    expect(errorOf(() => setUp({
      commands: { linux: { commands: `tail -n {{ lines }} ${commands}` } }, parameters: { lines: { allowedPattern: '[0-9]+' } },
    }))).toBe('commands.linux.commands uses {{ file }}, which is not in parameters, so nothing would restrict what goes into the command; add it with an allowedPattern, or to notParameters if it is not one [Stack/Commands]');
  });

  test.each(['ssm:secret', 'log-file', ''])('use no reference {{ %s }} that cannot be declared', name => {
    expect(errorOf(() => setUp({ commands: { linux: { commands: `cat {{ ${name} }}` } } }))).toBe(
      `commands.linux.commands uses {{ ${name} }}, which is not in parameters, so nothing would restrict what goes into the command; add it with an allowedPattern, or to notParameters if it is not one [Stack/Commands]`);
  });

  test('may have braces that are no reference', () => {
    const commands = 'awk \'{ print $1 }\' /etc/passwd; echo ${HOME} {a}';

    expect(documentOf(setUp({ commands: { linux: { commands } } }).stack).properties.linux.commands).toBe(commands);
  });

  test('of one platform may use other parameters than those of another', () => {
    const { stack } = setUp({
      commands: { linux: { commands: 'tail {{ file }}' }, windows: { commands: 'Get-Process' } }, parameters: { file: { allowedPattern: '/var/log/[a-z]+' } },
    });

    expect(Object.keys(documentOf(stack).parameters)).toEqual(['file']);
  });
});

describe('parameters', () => {
  test.each(['lines', 'Lines2', '0', 'X'])('may have the name %s', name => {
    expect(Object.keys(documentOf(withParameters({ [name]: { allowedPattern: '[0-9]+' } }).stack).parameters)).toEqual([name]);
  });

  test.each(['log-file', 'log_file', 'log.file', 'ssm:file', 'ä'])('cannot have the name %s, which the agent does not accept', name => {
    expect(errorOf(() => withParameters({ [name]: { allowedPattern: '[0-9]+' } }))).toBe(
      `parameters.${name} must have a name of the characters A-Z a-z 0-9; the agent knows no other, rename it [Stack/Commands]`);
  });

  test('may be told from other double braces', () => {
    const commands = { linux: { commands: 'docker ps --format \'{{.Names}} {{ ssm:image }}\'', notParameters: ['.Names', 'ssm:image'] } };
    expect(errorOf(() => setUp({ commands }))).toBeUndefined();
  });

  test.each([
    ['nothing', 'top', {}],
    ['a parameter', 'tail {{ lines }}', { lines: { allowedPattern: '[0-9]+' } }],
  ])('are not told from %s', (_name, text, parameters) => {
    expect(errorOf(() => setUp({ commands: { linux: { commands: text, notParameters: ['lines'] } }, parameters }))).toBe(
      'commands.linux.notParameters must be what commands have in double braces and parameters do not name, got \'lines\'; remove it [Stack/Commands]');
  });

  test('are all used', () => {
    expect(errorOf(() => setUp({ parameters: { lines: { allowedPattern: '[0-9]+' } } }))).toBe(
      'parameters.lines is used by no command; write {{ lines }} where it belongs, or remove it [Stack/Commands]');
    expect(errorOf(() => setUp({ commands: { linux: { commands: 'tail {{ lines2 }} { lines }' } }, parameters: { lines2: { allowedPattern: 'x' }, lines: { allowedPattern: 'x' } } }))).toBe(
      'parameters.lines is used by no command; write {{ lines }} where it belongs, or remove it [Stack/Commands]');
  });

  const patternMessage = (pattern: string) =>
    `parameters.lines.allowedPattern must be a regular expression that Go's RE2 and JavaScript read alike, known at synthesis, got '${pattern}'; write one such as [a-z0-9-]{1,40} [Stack/Commands]`;

  test.each([
    '', '(', '[a-z', 'a)|(b', 'a\\', '*', '(?=a)a', '(?!a)b', '(?<=a)b', '(?<!a)b', '(a)\\1', '(?<x>a)\\k<x>', 'a{2,1}',
  ])('have a pattern that the agent can read, not \'%s\'', allowedPattern => {
    expect(errorWith(allowedPattern)).toBe(patternMessage(allowedPattern));
  });

  test.each(['a{1,1001}', 'a{1001}', 'a{1001,}', '\\u0041', '[^]', '[]', '\\cA', '\\Z', '\\pL', '[[:alpha:]]', '[^[:^digit:]]', '\\x41', '\\0',
    '[a-\\d]', '[^x a-\\w]', '[\\b]', '[a\\B]', '\\é', '(?:[a-z]{1,63}\\.){1,20}', '(?:(?:a{10}){10}){11}', '((a{2}|b{501}){2})'])('have a pattern that Go can read, not %s', allowedPattern => {
    expect(errorWith(allowedPattern)).toBe(patternMessage(allowedPattern));
  });

  test.each(['\\\\1', '[(?=]', '[-\\d]', '[\\d-]', '[a-z\\d]', '\\[a-\\d', '\\bword\\b', '(?:[a-z]{1,50}\\.){1,20}', '(?:a{1000})+', 'a{600}b{600}', '[a{600}]{2}'])('may have the pattern %s, which only looks like one that Go cannot read', allowedPattern => {
    expect(errorWith(allowedPattern)).toBeUndefined();
  });

  test('may have a token as default', () => {
    expect(errorWith('[0-9]+', new CfnParameter(newStack(), 'Default').valueAsString)).toBeUndefined();
  });

  test('have a pattern that is known at synthesis', () => {
    expect(errorWith(new CfnParameter(newStack(), 'Pattern').valueAsString)).toMatch(/^parameters\.lines\.allowedPattern must be .*, known at synthesis, got /);
    expect(errorWith(Lazy.string({ produce: () => 'x' }))).toMatch(/known at synthesis/);
  });

  test.each(['[a-z0-9-]{1,40}', 'a|b', '^[a-z]+$', '(?:a|b)c', '\\d+', '[.]log', '\\\\x', 'a{1000}', 'a{2,}', '[^a]b{1,3}'])('may have the pattern %s', allowedPattern => {
    expect(errorWith(allowedPattern)).toBeUndefined();
  });

  test.each([
    ['[a-z]+', ['x', 'abc'], ['x; rm -rf /', 'x\nrm -rf /', '$(x)', '', 'X', ' x', 'x ']],
    ['a|b', ['a', 'b'], ['ab', 'a; rm -rf /', 'rm -rf /; b', 'xb']],
    ['^[a-z]+$', ['x'], ['x; rm -rf /', 'x\nid']],
    ['/var/log/(a|b)[.]log', ['/var/log/a.log'], ['/var/log/a.log /etc/shadow', '/etc/shadow /var/log/a.log', '/var/log/axlog']],
  ])('with the pattern %s allow no shell injection', (allowedPattern, right, wrong) => {
    const written = documentOf(withParameters({ lines: { allowedPattern } }).stack).parameters.lines.allowedPattern;

    // As the agent does, which searches for the pattern anywhere in the value.
    expect(right.filter(value => new RegExp(written).exec(value) === null)).toEqual([]);
    expect(wrong.filter(value => new RegExp(written).exec(value) !== null)).toEqual([]);
  });

  test('have a default that matches as a whole', () => {
    expect(errorWith('[0-9]+', '10')).toBeUndefined();
    expect(errorWith('[0-9]*', '')).toBeUndefined();
    expect(errorWith('[0-9]+', '10; id')).toBe('parameters.lines.defaultValue must match [0-9]+, got \'10; id\'; change one of the two [Stack/Commands]');
    expect(errorWith('[0-9]+', '')).toBe('parameters.lines.defaultValue must match [0-9]+, got \'\'; change one of the two [Stack/Commands]');
  });
});

describe('commandFor', () => {
  const START = `aws ssm start-session --target ${INSTANCE} --region us-east-1 --document-name`;
  const commandOf = (parameters: Record<string, SessionCommandParameter>, values?: Record<string, string>) => {
    const { stack, document } = Object.keys(parameters).length > 0 ? withParameters(parameters, { documentName: 'show-file' }) : setUp({ documentName: 'show-file' });
    return new Deployed(stack).value(document.commandFor(importedNode(stack), values)) as string;
  };

  /** What `aws` gets from a POSIX shell that runs a command. */
  function argumentsOf(command: string): string[] {
    const bin = mkdtempSync(join(tmpdir(), 'aws-'));
    try {
      writeFileSync(join(bin, 'aws'), '#!/bin/sh\nfor argument; do printf \'%s\\0\' "$argument"; done\n');
      chmodSync(join(bin, 'aws'), 0o755);
      return execFileSync('/bin/sh', ['-c', command], { env: { PATH: `${bin}:/usr/bin:/bin`, HOME: '/nowhere' }, encoding: 'utf8' }).split('\0').slice(0, -1);
    } finally {
      rmSync(bin, { recursive: true });
    }
  }

  test('names the document', () => {
    expect(commandOf({})).toBe(`${START} show-file`);
    expect(commandOf({}, {})).toBe(`${START} show-file`);
  });

  test('passes each value as a list, in JSON', () => {
    expect(commandOf({ file: { allowedPattern: '[a-z/]+' }, lines: { allowedPattern: '[0-9]+', defaultValue: '10' } }, { file: '/var/log/messages', lines: '5' })).toBe(
      `${START} show-file --parameters '{"file":["/var/log/messages"],"lines":["5"]}'`);
  });

  test('leaves defaults to the document', () => {
    expect(commandOf({ lines: { allowedPattern: '[0-9]+', defaultValue: '10' } })).toBe(`${START} show-file`);
    expect(commandOf({ lines: { allowedPattern: '[0-9]*', defaultValue: '' } })).toBe(`${START} show-file`);
  });

  test.each([
    'plain', 'two words', '  ', 'it\'s', '\'', '\'\'\'', '"', '\\"', '\\', '\\\\\'', '$HOME', '$(id)', '`id`', '*', '~', '!x', '#x', 'a;id', 'a&&id', 'a|id', '>x', '<x', 'a\nb', '{"a":["b"]}',
    'ü', '', '-x', '%s', '\'; id; \'', '"; id; "',
  ])('reaches the AWS CLI through a shell as it is: %j', value => {
    const [ssm, start, ...rest] = argumentsOf(commandOf({ file: { allowedPattern: '[\\s\\S]*' }, other: { allowedPattern: '.*' } }, { file: value, other: 'x' }));

    expect([ssm, start, ...rest.slice(0, -1)]).toEqual([
      'ssm', 'start-session', '--target', INSTANCE, '--region', 'us-east-1', '--document-name', 'show-file', '--parameters',
    ]);
    expect(JSON.parse(rest[rest.length - 1])).toEqual({ file: [value], other: ['x'] });
  });

  test('accepts a token as value', () => {
    const { stack, document } = withParameters({ file: { allowedPattern: '[a-z]+' } }, { documentName: 'show-file' });
    const value = new CfnParameter(stack, 'File', { default: 'messages' }).valueAsString;

    expect(new Deployed(stack).value(document.commandFor(importedNode(stack), { file: value }))).toBe(`${START} show-file --parameters '{"file":["messages"]}'`);
  });

  test('refuses an unknown parameter', () => {
    expect(errorOf(() => commandOf({}, { file: 'x' }))).toBe('parameters.file is not a parameter of this document; it has none [Stack/Commands]');
    expect(errorOf(() => commandOf({ file: { allowedPattern: 'x' }, lines: { allowedPattern: 'x' } }, { File: 'x' }))).toBe(
      'parameters.File is not a parameter of this document; it has file, lines [Stack/Commands]');
  });

  test('needs a value for a parameter without a default', () => {
    expect(errorOf(() => commandOf({ file: { allowedPattern: '.*' } }))).toBe('parameters.file has no default and must be given, got none; pass a value [Stack/Commands]');
  });

  test('needs values that match as a whole', () => {
    expect(errorOf(() => commandOf({ file: { allowedPattern: '[a-z]+' } }, { file: 'x; rm -rf /' }))).toBe(
      'parameters.file must match [a-z]+, got \'x; rm -rf /\'; pass a value that does [Stack/Commands]');
    expect(errorOf(() => commandOf({ file: { allowedPattern: '[a-z]+', defaultValue: 'x' } }, { file: '' }))).toBe(
      'parameters.file must match [a-z]+, got \'\'; pass a value that does [Stack/Commands]');
  });
});

describe('names of Object.prototype properties', () => {
  test('are parameters only if they are declared', () => {
    expect(errorOf(() => setUp({ commands: { linux: { commands: 'cat {{ constructor }}' } } }))).toBe(
      'commands.linux.commands uses {{ constructor }}, which is not in parameters, so nothing would restrict what goes into the command; add it with an allowedPattern, or to notParameters if it is not one [Stack/Commands]');
  });

  test('have values only if they are declared', () => {
    const { stack, document } = setUp();

    expect(errorOf(() => document.commandFor(importedNode(stack), { toString: 'x' } as any))).toBe('parameters.toString is not a parameter of this document; it has none [Stack/Commands]');
  });
});

describe('grantStartSession', () => {
  const person = (stack: Stack) => new iam.Role(stack, 'Person', { assumedBy: new iam.AccountPrincipal(ACCOUNT) });
  const nodeRole = (stack: Stack) => new iam.Role(stack, 'NodeRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  const actionsFor = (stack: Stack, role: iam.IRole): string[] => propertiesOf(stack, 'AWS::IAM::Policy')
    .filter(({ Roles: [{ Ref }] }) => Ref === ref(role).Ref)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action }: any) => Action);
  const START = ['ssm:StartSession', 'ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel'];

  test('with preferences gives the node its transcripts, and both sides their part of the key', () => {
    const stack = newStack();
    const [who, role] = [person(stack), nodeRole(stack)];
    const { document } = setUp({ sessionPreferences: preferencesIn(stack) }, stack);
    document.grantStartSession(who, importedNode(stack, role));

    expect(actionsFor(stack, who)).toEqual([...START, 'kms:GenerateDataKey']);
    expect(actionsFor(stack, role)).toEqual([
      's3:PutObject', 's3:PutObjectAcl', 's3:GetEncryptionConfiguration', 'logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:DescribeLogStreams',
      'logs:PutLogEvents', 'kms:Decrypt',
    ]);
  });

  test('grants this document, and not that of its preferences', () => {
    const stack = newStack();
    const who = person(stack);
    const { document } = setUp({ sessionPreferences: preferencesIn(stack), documentName: 'show-top' }, stack);
    document.grantStartSession(who, importedNode(stack, nodeRole(stack)));
    const policies = Object.entries(new Deployed(stack).properties('AWS::IAM::Policy'));
    const [[, { PolicyDocument: { Statement: [statement] } }]] = policies.filter(([id]) => id.startsWith('Person'));

    expect(statement.Resource).toEqual([`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${INSTANCE}`, `arn:aws:ssm:us-east-1:${ACCOUNT}:document/show-top`]);
  });

  test('without preferences grants the node nothing', () => {
    const stack = newStack();
    const who = person(stack);
    const { document } = setUp({}, stack);
    document.grantStartSession(who, importedNode(stack));

    expect(actionsFor(stack, who)).toEqual(START);
    expect(propertiesOf(stack, 'AWS::IAM::Policy')).toHaveLength(1);
  });
});

describe('The platform of the node', () => {
  const LINUX_ONLY = { linux: { commands: 'top' } };
  const WINDOWS_ONLY = { windows: { commands: 'Get-Process' } };
  const nodeOf = (stack: Stack, platform: ec2.OperatingSystemType) =>
    SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: INSTANCE, platform });

  test.each([
    ['WINDOWS', LINUX_ONLY, 'windows', 'linux'],
    ['LINUX', WINDOWS_ONLY, 'linux', 'windows'],
  ] as const)('must have commands: %s', (platform, commands, wanted, got) => {
    const { stack, document } = setUp({ commands });
    const node = nodeOf(stack, ec2.OperatingSystemType[platform]);
    const error = `commands must have ${wanted}, the platform of Stack/Node, got ${got}; add commands.${wanted}, or use another node [Stack/Commands]`;
    expect(errorOf(() => document.grantStartSession(new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() }), node))).toBe(error);
    expect(errorOf(() => document.sessionStatements(node))).toBe(error);
    expect(errorOf(() => document.commandFor(node))).toBe(error);
  });

  test.each([
    ['LINUX', LINUX_ONLY],
    ['WINDOWS', WINDOWS_ONLY],
    ['WINDOWS', { ...LINUX_ONLY, ...WINDOWS_ONLY }],
    ['LINUX', { macos: { commands: 'top' } }],
    ['UNKNOWN', WINDOWS_ONLY],
  ] as const)('is fine: %s with %j', (platform, commands) => {
    const { stack, document } = setUp({ commands });
    expect(errorOf(() => document.commandFor(nodeOf(stack, ec2.OperatingSystemType[platform])))).toBeUndefined();
  });
});
