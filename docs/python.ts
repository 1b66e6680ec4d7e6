import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import { RosettaTranslator, TargetLanguage, typeScriptSnippetFromVisibleSource } from 'jsii-rosetta';
import { Snippet, completed } from './pages';
import { name } from '../package.json';

const ROOT = resolve(__dirname, '..');
/** The line before the snippet in its program. */
const HERE = 'The snippet.';

// "Modifiers cannot appear here": a snippet declares inside a constructor what its readers have.
const DECLARED_IN_A_CONSTRUCTOR = 'TS1184';

/** A snippet in Python. */
export interface PythonSnippet extends Snippet {
  /** What people see. */
  readonly python: string;
  /** The whole program that it is a part of. */
  readonly program: string;
}

/**
 * What jsii-rosetta makes of snippets: all in one run of the compiler, which checks their types as well. The library has to be compiled.
 *
 * @throws where a snippet does not compile
 */
export async function inPython(snippets: readonly Snippet[]): Promise<PythonSnippet[]> {
  const directory = folderOfAUser();
  try {
    const translator = new RosettaTranslator({ includeCompilerDiagnostics: true, assemblies: [assembly()] });
    const sources = snippets.map(snippet => typeScriptSnippetFromVisibleSource(marked(snippet), { api: { api: 'file', fileName: snippet.name } }, true));
    const { diagnostics } = await translator.translateAll(sources, { compilationDirectory: directory, batchSize: sources.length });
    const errors = diagnostics.filter(({ isError, formattedMessage }) => isError && !formattedMessage.includes(DECLARED_IN_A_CONSTRUCTOR));
    if (errors.length > 0) {
      throw new Error(`a snippet does not compile:\n${errors.map(({ formattedMessage }) => formattedMessage).join('')}`);
    }
    return snippets.map((snippet, index) => {
      const translated = corrected(translator.tablet.lookupTranslationBySource(sources[index], TargetLanguage.PYTHON)!.source);
      const program = snippet.ownPython ? withBody(translated, snippet.ownPython, snippet.alone) : missingImports(translated) + translated;
      return { ...snippet, program, python: snippet.ownPython ?? `${missingImports(translated)}${snippet.alone ? translated : visible(translated)}\n` };
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** `acknowledge` takes any number of structs. Of such a parameter jsii-rosetta makes keywords, which Python does not take there. */
function corrected(program: string): string {
  return program.replace(/\.acknowledge\((\s*id=[^()]*)\)/g, '.acknowledge(Acknowledgment($1))');
}

/** TypeScript needs no name for a struct, and Python does: jsii-rosetta writes the name and forgets to import it. */
function missingImports(program: string): string {
  const { types } = assembly();
  const imported = new Set([...program.matchAll(/^from \S+ import (.*)$/gm)].flatMap(([, names]) => names.split(', ')));
  const used = new Set([...program.matchAll(/(?<![\w.])([A-Z]\w*)\(/g)].map(([, type]) => type));
  const missing = [...used].filter(type => types[`${name}.${type}`]?.datatype && !imported.has(type)).sort();
  const lines = [
    ...used.has('Acknowledgment') && !imported.has('Acknowledgment') ? ['from aws_cdk import Acknowledgment'] : [],
    ...missing.length > 0 ? [`from ${name.replaceAll('-', '_')} import ${missing.join(', ')}`] : [],
  ];
  return lines.map(line => `${line}\n`).join('') + (lines.length > 0 ? '\n' : '');
}

function assembly() {
  return JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
}

function marked(snippet: Snippet): string {
  return completed({ ...snippet, code: snippet.alone ? snippet.code : `// ${HERE}\n${snippet.code}` });
}

/** What is below the mark, without the indentation of the constructor that it is in. */
function visible(program: string): string {
  const [, indentation, below] = new RegExp(`^( *)# ${HERE}\n([^]*)$`, 'm').exec(program)!;
  return below.split('\n').map(line => line.startsWith(indentation) ? line.slice(indentation.length) : line).join('\n').trim();
}

/** The program with what a page itself has for Python, in the place of what was translated. */
function withBody(program: string, body: string, alone: boolean): string {
  if (alone) {
    return body;
  }
  const [, above, indentation, below] = new RegExp(`^([^]*?)^( *)# ${HERE}\n([^]*)$`, 'm').exec(program)!;
  // What the snippet declares is a comment in Python, and in no page.
  const declared = below.match(/^ *# \w+: [\w.]+$/gm) ?? [];
  return above + [...declared.map(line => line.trim()), ...body.split('\n')].map(line => `${line && indentation}${line}\n`).join('');
}

/** Has the library, and what it needs, in its node_modules, as the app of a user has. */
function folderOfAUser(): string {
  const directory = mkdtempSync(join(tmpdir(), 'snippets-'));
  const modules = { [name]: ROOT, ...Object.fromEntries(['aws-cdk-lib', 'constructs', '@types'].map(module => [module, join(ROOT, 'node_modules', module)])) };
  for (const [module, folder] of Object.entries(modules)) {
    const link = join(directory, 'node_modules', module);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(folder, link);
  }
  return directory;
}
