import { execFileSync } from 'child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { dirname, join, relative, resolve, sep } from 'path';
import { type Plugin, build } from 'esbuild';
import { preProcessFile } from 'typescript';

/** All modules, of which each runs when somebody first requires it, as if they were files. */
export const BUNDLE = 'lib/bundle.js';
export const LICENSES = 'THIRD-PARTY-LICENSES';

/** What slimming reads of a package.json. */
export interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly bin: Record<string, string>;
  readonly bundledDependencies: string[];
  readonly peerDependencies: Record<string, string>;
}

/**
 * Takes out of an unpacked package what nobody who installs it uses: comments and source maps, types that the API does not reach, and of its bundled
 * libraries all but what it loads. 800 modules become one file, in which every name stays. `asTheyAre` are folders that Lambda runs as they are.
 */
export async function slimPackage(root: string, asTheyAre: string[]): Promise<void> {
  const file = join(root, 'package.json');
  const { bundledDependencies, ...manifest } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const commands = Object.values(manifest.bin);
  const names = namesOf(join(root, manifest.main));

  await bundle(root, [manifest.main, ...commands], Object.keys(manifest.peerDependencies));
  const lib = filesIn(join(root, 'lib'));
  const compiled = lib.filter(path => path.endsWith('.js') && path !== join(root, BUNDLE) && !asTheyAre.some(folder => path.startsWith(join(root, folder, sep))));
  const reached = typesReachedBy(join(root, manifest.types));
  [...compiled, ...lib.filter(path => path.endsWith('.d.ts') && !reached.has(path))].forEach(path => rmSync(path));

  // What never runs tells Node.js the names that an ES module may import.
  writeFileSync(join(root, manifest.main), `"use strict";\nmodule.exports = ${load(manifest.main)};\n0 && (module.exports = { ${names.join(', ')} });\n`);
  commands.forEach(command => writeFileSync(join(root, command), `#!/usr/bin/env node\n"use strict";\n${load(command)};\n`, { mode: 0o755 }));

  writeFileSync(join(root, LICENSES), bundledDependencies.map(name => licenseOf(join(root, 'node_modules', name))).join('\n'));
  rmSync(join(root, 'node_modules'), { recursive: true });
  const unread = Object.fromEntries(NEVER_READ.map(field => [field, undefined]));
  writeFileSync(file, `${JSON.stringify({ ...manifest, ...unread }, undefined, 2)}\n`);
}

/** What is in the code, and what is for whoever develops the package. */
const NEVER_READ = ['dependencies', 'devDependencies', 'devEngines', 'overrides', 'scripts', 'jest', '//'];

const load = (entry: string) => `require(${JSON.stringify(`./${relative(dirname(entry), BUNDLE)}`)})[${JSON.stringify(entry)}]()`;

async function bundle(root: string, entries: string[], external: string[]): Promise<void> {
  const folder = join(root, dirname(BUNDLE));
  const plugin: Plugin = {
    name: 'files-stay-where-they-were',
    setup: ({ onLoad }) => onLoad({ filter: /\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replace(IMPORT_STAR, '')
        .replace(NO_VALUES_YET, '')
        .replace(/\b__dirname\b/g, `require('path').join(__dirname, ${JSON.stringify(relative(folder, dirname(path)))})`),
    })),
  };
  await build({
    stdin: {
      contents: entries.map(entry => `exports[${JSON.stringify(entry)}] = () => require(${JSON.stringify(`./${entry}`)});`).join('\n'),
      resolveDir: root,
    },
    absWorkingDir: root,
    outfile: join(root, BUNDLE),
    banner: { js: helperOf(join(root, 'lib')) },
    bundle: true,
    external,
    plugins: [plugin],
    // As the files of aws-cdk-lib are. Lines stay short enough for the one that Node.js shows above a stack trace.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 500,
    charset: 'utf8',
    target: 'es2022',
    platform: 'node',
    logLevel: 'warning',
  });
}

/** What the compiler writes at the head of each module that has `import * as`. */
const IMPORT_STAR = /^var __createBinding = [^]*?^var __importStar = [^]*?^\}\)\(\);\n/m;

/** What it writes before a module sets its exports. */
const NO_VALUES_YET = /^(exports\.\w+ = )+void 0;\n/gm;

/** The same once for all modules. */
function helperOf(folder: string): string {
  for (const file of filesIn(folder).filter(path => path.endsWith('.js'))) {
    const [helper] = IMPORT_STAR.exec(readFileSync(file, 'utf8')) ?? [];
    if (helper !== undefined) { return helper; }
  }
  throw new Error(`No module in ${folder} has what the compiler writes for import *`);
}

/** What a module exports, as Node.js sees it. */
function namesOf(module: string): string[] {
  const script = 'JSON.stringify(Object.keys(require(process.argv[1])))';
  return JSON.parse(execFileSync(process.execPath, ['--print', script, module], { encoding: 'utf8' })) as string[];
}

/** Files of types that a file of types imports, and itself. */
function typesReachedBy(entry: string, reached = new Set<string>()): Set<string> {
  if (!reached.has(entry)) {
    reached.add(entry);
    preProcessFile(readFileSync(entry, 'utf8')).importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
      .forEach(({ fileName }) => typesReachedBy(`${resolve(dirname(entry), fileName)}.d.ts`, reached));
  }
  return reached;
}

function licenseOf(library: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8')) as Record<string, string>;
  const text = readdirSync(library).find(file => /^license/i.test(file))!;
  return `${name} ${version} (${license}), in ${BUNDLE}\n\n${readFileSync(join(library, text), 'utf8')}`;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}
