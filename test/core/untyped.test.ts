import { Duration } from 'aws-cdk-lib';
import {
  InteractiveCommandDocument, PortForwardingDocument, SessionLoggingBucket, SessionPreferences, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints,
} from '../../lib';
import { errorOf, newStack, newVpc } from '../fixtures';

/** What JavaScript lets through. */
const untyped = <T>(value: unknown) => value as T;
const vpcError = (got: string) => `vpc must be an ec2.IVpc, got ${got}; pass one such as new ec2.Vpc(this, 'Vpc') [Stack/It]`;

describe.each([
  ['SsmManagedInstance', SsmManagedInstance],
  ['SsmVpcEndpoints', SsmVpcEndpoints],
] as const)('vpc of %s', (_name, Type) => {
  test.each([
    ['without props', undefined, 'nothing'],
    ['without it', {}, 'nothing'],
    ['as null', { vpc: null }, 'nothing'],
    ['as its id', { vpc: 'vpc-1' }, '\'vpc-1\''],
    ['as an object', { vpc: {} }, 'a value of Object'],
    ['as an object without a class', { vpc: Object.create(null) }, 'a value of no class'],
  ])('%s is an error', (_what, props, got) => {
    expect(errorOf(() => new Type(newStack(), 'It', untyped(props)))).toBe(vpcError(got));
  });

  test('as another construct is an error', () => {
    const stack = newStack();
    expect(errorOf(() => new Type(stack, 'It', untyped({ vpc: stack })))).toBe(vpcError('Stack Stack'));
  });
});

test.each<[string, object, string]>([
  ['connectivity', { connectivity: 'publicIp' }, 'connectivity must be an SsmConnectivity, got \'publicIp\'; pass one such as SsmConnectivity.publicIp() [Stack/It]'],
  ['connectivity that was not called', { connectivity: SsmConnectivity.publicIp },
    'connectivity must be an SsmConnectivity, got a function; pass one such as SsmConnectivity.publicIp() [Stack/It]'],
  ['sessionPreferences', { sessionPreferences: 'shell' },
    'sessionPreferences must be an ISessionPreferences, got \'shell\'; pass one such as new SessionPreferences(this, \'Preferences\') [Stack/It]'],
])('%s of a wrong type is an error', (_name, props, error) => {
  const stack = newStack();
  expect(errorOf(() => new SsmManagedInstance(stack, 'It', untyped({ vpc: newVpc(stack), ...props })))).toBe(error);
});

test.each<[string, object, string]>([
  ['idleTimeout', { idleTimeout: 20 }, 'idleTimeout must be a Duration, got 20; pass one such as Duration.minutes(20) [Stack/It]'],
  ['maxDuration', { maxDuration: '60' }, 'maxDuration must be a Duration, got \'60\'; pass one such as Duration.minutes(20) [Stack/It]'],
  ['encryptionKey', { encryptionKey: 'arn:aws:kms:...' }, 'encryptionKey must be a kms.IKey, got \'arn:aws:kms:...\'; pass one such as new kms.Key(this, \'Key\') [Stack/It]'],
])('%s of SessionPreferences of a wrong type is an error', (_name, props, error) => {
  expect(errorOf(() => new SessionPreferences(newStack(), 'It', untyped(props)))).toBe(error);
});

test('a retention that is a number is an error', () => {
  expect(errorOf(() => new SessionLoggingBucket(newStack(), 'It', untyped({ retention: 400 })))).toBe(
    'retention must be a Duration, got 400; pass one such as Duration.days(400) [Stack/It]');
});

test.each<[string, unknown, string]>([
  ['no props', undefined, 'to must be a PortForwardingTarget, got nothing; pass one such as PortForwardingTarget.node(5432) [Stack/It]'],
  ['a port', { to: 5432 }, 'to must be a PortForwardingTarget, got 5432; pass one such as PortForwardingTarget.node(5432) [Stack/It]'],
])('a tunnel with %s is an error', (_name, props, error) => {
  expect(errorOf(() => new PortForwardingDocument(newStack(), 'It', untyped(props)))).toBe(error);
});

test.each<[string, unknown, string]>([
  ['no props', undefined, 'commands must be an object with platforms, got nothing; pass one such as { linux: { commands: \'top\' } } [Stack/It]'],
  ['a string', { commands: 'top' }, 'commands must be an object with platforms, got \'top\'; pass one such as { linux: { commands: \'top\' } } [Stack/It]'],
  ['a string on a platform', { commands: { linux: 'top' } }, 'commands.linux must be an object with commands, a string; write { commands: \'top\' } [Stack/It]'],
])('commands with %s are an error', (_name, props, error) => {
  expect(errorOf(() => new InteractiveCommandDocument(newStack(), 'It', untyped(props)))).toBe(error);
});

test('what is right is none', () => {
  const stack = newStack();
  const sessionPreferences = new SessionPreferences(stack, 'Preferences', { idleTimeout: Duration.minutes(20) });
  expect(errorOf(() => new SsmManagedInstance(stack, 'It', {
    vpc: newVpc(stack), sessionPreferences, connectivity: SsmConnectivity.natGateway(),
  }))).toBeUndefined();
});
