const Module = require('module');
const { join, sep } = require('path');

const CORE = join(sep, 'aws-cdk-lib', 'core', 'lib', sep);
const REFERENCES = join(CORE, 'private', 'cfn-reference.js');
const STACK = join(CORE, 'stack.js');

/** The tokens that a module made when it was loaded, such as `Aws.REGION`. */
const ofModules = new Set();
let loading = 0;
let zonesAreMade = false;

/** The CDK's tables from what stands in a text or a number to the token. It makes them with the first token. */
const tables = () => {
  const { __cdkTokenMap: map } = globalThis;
  return map ? [map.stringTokenMap, map.numberTokenMap] : [];
};

const loaded = ending => Object.keys(require.cache).filter(name => name.endsWith(ending)).map(name => require.cache[name].exports);

/** Newer versions of the CDK make the Availability Zones of a stack without a region once, for all stacks of the process. */
function makeZones() {
  for (const { Stack } of zonesAreMade ? [] : loaded(STACK)) {
    zonesAreMade = new Stack().availabilityZones.length > 0;
  }
}

/** From now on it is known which tokens are those of modules. */
exports.watchModules = function watchModules() {
  const load = Module._load;
  Module._load = function loadAndKeepTokens(...args) {
    if (loading > 0) {
      return load.apply(this, args);
    }
    const [texts = 0, numbers = 0] = tables().map(({ size }) => size);
    loading++;
    try {
      const module = load.apply(this, args);
      makeZones();
      return module;
    } finally {
      loading--;
      tables().forEach((table, index) => {
        const before = [texts, numbers][index];
        if (table.size > before) {
          [...table.keys()].slice(before).forEach(key => ofModules.add(key));
        }
      });
    }
  };
};

/**
 * Lets go of all other tokens. The CDK keeps each one that it has made, and with it the app, as long as the process lives: after a hundred test files the
 * collection of garbage took longer than the tests.
 */
exports.forgetTokens = function forgetTokens() {
  for (const table of tables()) {
    [...table.keys()].filter(key => !ofModules.has(key)).forEach(key => table.delete(key));
  }
  loaded(REFERENCES).forEach(({ CfnReference }) => CfnReference.referenceTable.clear());
};
