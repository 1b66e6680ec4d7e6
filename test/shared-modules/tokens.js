const Module = require('module');
const { join, sep } = require('path');

const REFERENCES = join(sep, 'aws-cdk-lib', 'core', 'lib', 'private', 'cfn-reference.js');

/** The tokens that a module made when it was loaded, such as `Aws.REGION`. */
const ofModules = new Set();
let loading = 0;

/** The CDK's tables from what stands in a text or a number to the token. It makes them with the first token. */
const tables = () => {
  const { __cdkTokenMap: map } = globalThis;
  return map ? [map.stringTokenMap, map.numberTokenMap] : [];
};

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
      return load.apply(this, args);
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
  for (const file of Object.keys(require.cache).filter(name => name.endsWith(REFERENCES))) {
    require.cache[file].exports.CfnReference.referenceTable.clear();
  }
};
