const { AsyncLocalStorage } = require('async_hooks');
const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { default: NodeEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');
const { forgetTokens } = require('./tokens');

// Jest's test framework looks for the handlers of an earlier test file there.
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

// The test framework makes one for each test file, which slows each promise of the process down for as long as it is enabled.
const usedStorages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function runAndNote(...args) {
  usedStorages.add(this);
  return run.apply(this, args);
};

/**
 * The environment of a test file that shares modules with others (runtime.js). It has the global scope of Node.js itself and no copy, so that a class is the
 * same one in a test and in a module. What a test file changes of the process is put back after it.
 */
class SharedEnvironment {
  constructor({ globalConfig, projectConfig }, context) {
    if (globalConfig.collectCoverage) {
      return new NodeEnvironment({ globalConfig, projectConfig }, context);
    }
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = new LegacyFakeTimers({
      config: projectConfig,
      global: globalThis,
      moduleMocker: this.moduleMocker,
      timerConfig: { idToRef: id => id, refToId: ref => ref },
    });
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    const { env, exit, exitCode } = process;
    this.before = { console, exit, exitCode, env, variables: { ...env }, directory: process.cwd() };
  }

  async setup() {}

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    delete globalThis[EVENT_HANDLERS];
    const { console, exit, exitCode, env, variables, directory } = this.before;
    Object.assign(globalThis, { console });
    Object.assign(process, { exit, exitCode, env });
    for (const added of Object.keys(env).filter(name => !(name in variables))) {
      delete env[added];
    }
    Object.assign(env, variables);
    process.chdir(directory);
    forgetTokens();
    usedStorages.forEach(storage => storage.disable());
    usedStorages.clear();
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  // Of no use to the runtime, which refuses to go on without one.
  getVmContext() {
    return globalThis;
  }
}

module.exports = SharedEnvironment;
