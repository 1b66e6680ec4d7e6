import { Deployed, documentOf } from './deployed';
import { NonInteractiveCommandDocument, CommandDocumentProps, SessionPreferences, SsmManagedInstance } from '../../lib';
import { errorOf, newStack, propertiesOf, warnings } from '../fixtures';

const DISK = { linux: { commands: 'df -h {{ path }}' } };
const PATH = { path: { allowedPattern: '/[a-z]*', defaultValue: '/' } };

function setUp(props: Partial<CommandDocumentProps> = {}, stack = newStack()) {
  return { stack, document: new NonInteractiveCommandDocument(stack, 'Commands', { commands: DISK, parameters: PATH, ...props }) };
}

test('the document runs commands without a terminal', () => {
  const { stack } = setUp({ documentName: 'disk-space' });

  expect(documentOf(stack)).toEqual({
    schemaVersion: '1.0',
    description: 'Commands of Stack/Commands',
    sessionType: 'NonInteractiveCommands',
    parameters: { path: { type: 'String', default: '/', allowedPattern: '^(?:/[a-z]*)$' } },
    properties: { linux: { commands: 'df -h {{ path }}', runAsElevated: false } },
  });
  expect(propertiesOf(stack, 'AWS::SSM::Document')[0]).toMatchObject({ Name: 'disk-space', DocumentType: 'Session', UpdateMethod: 'NewVersion' });
});

test('the inputs are those of the preferences, without streaming, a timeout or a profile', () => {
  const stack = newStack();
  const sessionPreferences = new SessionPreferences(stack, 'Preferences');
  setUp({ sessionPreferences }, stack);
  const [shell, { inputs }] = Object.values(new Deployed(stack).documents());
  const { idleSessionTimeout, shellProfile, ...inherited } = shell.inputs;

  expect(inputs).toEqual({ ...inherited, cloudWatchStreamingEnabled: false });
  expect(inherited.cloudWatchStreamingEnabled).toBe(true);
  expect([idleSessionTimeout, shellProfile]).toEqual(['20', { linux: '', windows: '' }]);
  expect(warnings(stack)).toEqual([]);
});

test('without preferences there are no inputs, and there is a warning', () => {
  const { stack } = setUp();

  expect(documentOf(stack).inputs).toBeUndefined();
  expect(warnings(stack)).toEqual([
    'sessionPreferences name no place for transcripts: nobody will know what was done in these sessions. [ack: annotation::cdk-session-manager:SessionDocument.notLogged]',
  ]);
});

test('the command names the document and its values', () => {
  const { stack, document } = setUp({ documentName: 'disk-space' });
  const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: 'i-0123456789abcdef0' });

  expect(new Deployed(stack).value(document.commandFor(node, { path: '/var' }))).toBe(
    'aws ssm start-session --target i-0123456789abcdef0 --region us-east-1 --document-name disk-space --parameters \'{"path":["/var"]}\'');
});

test.each<[string, Partial<CommandDocumentProps>, string]>([
  ['no platform', { commands: {}, parameters: {} }, 'commands must name at least one platform, got none; set linux, windows or macos [Stack/Commands]'],
  ['no commands', { commands: { macos: { commands: '' } }, parameters: {} },
    'commands.macos.commands must not be empty; write what to run, or leave the platform out [Stack/Commands]'],
  ['an undeclared parameter', { parameters: undefined },
    'commands.linux.commands uses {{ path }}, which is not in parameters, so nothing would restrict what goes into the command; add it with an allowedPattern, or to notParameters if it is not one [Stack/Commands]'],
  ['an unused parameter', { parameters: { ...PATH, lines: { allowedPattern: 'x' } } },
    'parameters.lines is used by no command; write {{ lines }} where it belongs, or remove it [Stack/Commands]'],
  ['a pattern that the agent cannot read', { parameters: { path: { allowedPattern: '(?!/etc).*' } } },
    'parameters.path.allowedPattern must be a regular expression that Go\'s RE2 and JavaScript read alike, known at synthesis, got \'(?!/etc).*\'; write one such as [a-z0-9-]{1,40} [Stack/Commands]'],
  ['a default that does not match', { parameters: { path: { allowedPattern: '/[a-z]+', defaultValue: '/' } } },
    'parameters.path.defaultValue must match /[a-z]+, got \'/\'; change one of the two [Stack/Commands]'],
])('%s is refused', (_, props, message) => {
  expect(errorOf(() => setUp(props))).toBe(message);
});
