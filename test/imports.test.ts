import { readFileSync, readdirSync } from 'fs';
import { dirname, join, relative } from 'path';
import * as ts from 'typescript';

const LIB = join(__dirname, '../lib');

/** What the files of a folder may import at run time, beside each other. */
const ALLOWED: Record<string, string[]> = {
  core: ['preflight/rule-catalog'],
  agent: [],
  access: ['core', 'agent'],
  logging: ['core', 'agent'],
  preferences: ['core', 'agent', 'access', 'logging'],
  network: ['core', 'agent'],
  node: ['core', 'agent', 'access', 'logging', 'preferences', 'network'],
};

const FILES = Object.keys(ALLOWED).flatMap(folder => readdirSync(join(LIB, folder), { recursive: true, encoding: 'utf8' })
  .filter(name => /(?<!\.d)\.ts$/.test(name))
  .map(name => `${folder}/${name.slice(0, -'.ts'.length)}`));

/** The files of the library that a file loads: what it imports for its types alone is gone in JavaScript. */
function loads(file: string): string[] {
  const { outputText } = ts.transpileModule(readFileSync(join(LIB, `${file}.ts`), 'utf8'), { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  return [...outputText.matchAll(/require\("(\.[^"]+)"\)/g)].map(([, path]) => relative(LIB, join(LIB, dirname(file), path)));
}

const GRAPH = new Map(FILES.map(file => [file, loads(file)]));

test.each(Object.entries(ALLOWED))('at run time, %s depends on %j alone', (folder, allowed) => {
  const isAllowed = (path: string) => [folder, ...allowed].some(each => path === each || path.startsWith(`${each}/`));
  const others = FILES.filter(file => file.startsWith(`${folder}/`)).flatMap(file => GRAPH.get(file)!.filter(path => !isAllowed(path)).map(path => [file, path]));
  expect(others).toEqual([]);
});

test('no file loads itself through others', () => {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of GRAPH.get(from) ?? []) {
      if (!seen.has(next)) {
        reached(next, seen.add(next));
      }
    }
    return seen;
  };
  expect(FILES.filter(file => reached(file).has(file))).toEqual([]);
});
