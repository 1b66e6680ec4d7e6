import { AsyncLocalStorage } from 'async_hooks';
import Module, { createRequire } from 'module';
import { chdir, cwd } from 'process';
import { runInThisContext } from 'vm';
import { App, Aws, CfnResource, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { SsmVpcEndpoints } from '../../lib';
import { newStack } from '../util';

const load = createRequire(__filename);
// Node.js keeps what it has loaded by itself, and not what jest has loaded for one file.
const loadedByNode = (Module as unknown as { _cache: NodeJS.Dict<NodeModule> })._cache;
// The one that this file runs in: another one would not know of modules that were loaded before.
const SharedEnvironment = loadedByNode[load.resolve('./environment')]!.exports;
const environment = () => new SharedEnvironment({ globalConfig: {}, projectConfig: { fakeTimers: {} } }, {});

test('tests run where Node.js itself runs, so that a class is the same one in a test and in a shared module', () => {
  expect(runInThisContext('[Array, Error, Map]')).toEqual([Array, Error, Map]);
  expect(newStack()).toBeInstanceOf(Stack);
});

test.each<[string, string, boolean]>([
  ['the library', '../../lib', true],
  ['a dependency', 'aws-cdk-lib', true],
  ['a helper of tests', '../util', false],
  ['what Lambda runs', '../../lib/core/custom-resource-handler/answer', false],
  ['the provider framework', '../../node_modules/aws-cdk-lib/custom-resources/lib/provider-framework/runtime/consts', false],
])('%s (%s) is shared: %s', (_, name, isShared) => {
  expect([App, SsmVpcEndpoints]).not.toContain(undefined);
  // Node.js may have loaded it for something else, too.
  const exported = load(name);
  expect(loadedByNode[load.resolve(name)]?.exports === exported).toBe(isShared);
});

test('a module of the library is its source, and not a compiled file that lies beside it', () => {
  expect(load.resolve('../../lib')).toMatch(/index\.ts$/);
});

test('tokens that a test made go with its file, and the app with them; those of modules stay', async () => {
  const { CfnReference: { referenceTable } } = load('../../node_modules/aws-cdk-lib/core/lib/private/cfn-reference');
  const resource = new CfnResource(newStack(), 'Resource', { type: 'A::B::C' });
  const made = [resource.ref, Token.asNumber(resource.getAtt('Size'))];
  const isKnown = (text: unknown) => Tokenization.reverse(text) !== undefined;
  expect([...made, Aws.REGION].map(isKnown)).toEqual([true, true, true]);
  expect(referenceTable.has(resource)).toBe(true);
  await environment().teardown();
  expect(() => Tokenization.reverse(made[0])).toThrow('Unrecognized token key');
  expect(() => Tokenization.reverse(made[1])).toThrow('unknown number Token');
  expect(isKnown(Aws.REGION)).toBe(true);
  expect(referenceTable.has(resource)).toBe(false);
});

test('what a test file keeps along its promises costs the next one nothing', async () => {
  const storage = new AsyncLocalStorage<string>();
  storage.enterWith('outside');
  storage.run('inside', () => {});
  expect(storage.getStore()).toBe('outside');
  await environment().teardown();
  expect(storage.getStore()).toBeUndefined();
});

test('tokens that the CDK keeps for all stacks of the process stay, such as the Availability Zones in newer versions', async () => {
  const zones = () => {
    const stack = new Stack();
    return stack.resolve(stack.availabilityZones);
  };
  const before = zones();
  await environment().teardown();
  expect(zones()).toEqual(before);
});

describe('what a test file changes of the process is put back after it', () => {
  test('variables: added, changed and deleted ones, and those of an object that replaced all', async () => {
    const [variables, before] = [process.env, { ...process.env, CHANGED: 'before', DELETED: 'before' }];
    Object.assign(process.env, before);
    const file = environment();
    Object.assign(process.env, { ADDED: 'by a test', CHANGED: 'by a test' });
    delete process.env.DELETED;
    process.env = { ALL: 'by a test' };
    await file.teardown();
    expect(process.env).toBe(variables);
    expect({ ...process.env }).toEqual(before);
    delete process.env.CHANGED;
    delete process.env.DELETED;
  });

  test('the folder, the exit code, and how to exit', async () => {
    const [folder, { exit, exitCode }] = [cwd(), process];
    const file = environment();
    chdir('/');
    process.exitCode = 7;
    process.exit = (() => undefined) as never;
    await file.teardown();
    expect([cwd(), process.exitCode, process.exit]).toEqual([folder, exitCode, exit]);
  });

  test('the console, and timers that stand still', async () => {
    const [before, { setTimeout: timer }] = [console, globalThis];
    const file = environment();
    globalThis.console = { ...console };
    file.fakeTimersModern.useFakeTimers();
    expect(setTimeout).not.toBe(timer);
    await file.teardown();
    expect(globalThis.console).toBe(before);
    expect(setTimeout).toBe(timer);
  });
});
