const { join, sep } = require('path');
const { compileFunction } = require('vm');
const { default: Runtime } = require('jest-runtime');
const { watchModules } = require('./tokens');

const NOT_SHARED = [
  // What a test replaces by `jest.mock` in it. JavaScript in lib/ is not shared for the same reason: it is what functions behind custom resources run.
  join('aws-cdk-lib', 'custom-resources', 'lib', 'provider-framework', 'runtime'),
  // What runs a test file keeps its state.
  `${sep}jest-circus${sep}`,
];
const NODE_MODULES = `${sep}node_modules${sep}`;

const TRANSFORM_OPTIONS = {
  instrument: false, supportsDynamicImport: false, supportsExportNamespaceFrom: false, supportsStaticESM: false, supportsTopLevelAwait: false,
};

let transformer;
const sourceMaps = new Map();

/** Lets Node.js load TypeScript as jest transforms it, and never a compiled file that lies beside it. */
function loadTypeScript() {
  const others = { ...require.extensions };
  Object.keys(others).forEach(extension => delete require.extensions[extension]);
  const load = (module, file) => {
    const { code, sourceMapPath } = transformer.transform(file, TRANSFORM_OPTIONS);
    sourceMaps.set(file, sourceMapPath);
    module._compile(code, file);
  };
  Object.assign(require.extensions, { '.ts': load }, others);
}

/**
 * Loads the library and its dependencies once for all test files of a worker, by Node.js itself, since that takes longer than most test files do. Each
 * test file still has its own helpers and mocks.
 */
class SharedModulesRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    if (transformer === undefined) {
      loadTypeScript();
      watchModules();
    }
    transformer = args[3];
    this.transformCache.sourceMaps = sourceMaps;
    this.library = join(args[0].rootDir, 'lib', sep);
    // In the context of Node.js itself, as the shared modules are.
    this.executor.compile = (source, filename) => compileFunction(source, this.executor.injectedModuleParameters, { filename });
  }

  requireModule(from, moduleName, options, isRequireActual) {
    if (moduleName !== undefined && !this._resolution.isCoreModule(moduleName)) {
      const file = this._resolution.resolveCjs(from, moduleName);
      if (this.isShared(file)) {
        return require(file);
      }
    }
    return super.requireModule(from, moduleName, options, isRequireActual);
  }

  isShared(file) {
    return file.includes(NODE_MODULES) ? !NOT_SHARED.some(part => file.includes(part)) : file.startsWith(this.library) && file.endsWith('.ts');
  }
}

/** With coverage, V8 has to see each module being loaded. */
module.exports = function createRuntime(...args) {
  const [,,,,, { collectCoverage }] = args;
  return new (collectCoverage ? Runtime : SharedModulesRuntime)(...args);
};
