import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { REPOSITORY, run } from '../consumer/installed';

const DIST = join(REPOSITORY, 'dist');

/** The files of a folder, however deep, whose names match. */
const filesIn = (folder: string, name: RegExp) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => name.test(file)).map(file => join(folder, file));

/** A file of an archive. */
const unzipped = (archive: string, file: string) => run(DIST, 'unzip', '-p', archive, file);

const wheel = () => filesIn(join(DIST, 'python'), /\.whl$/)[0];
const fenced = (text: string, language: string) => [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, code]) => code);

/** TypeScript, wherever it says that it is something else. */
const TYPESCRIPT = /\b(const|let) \w+\b.*=|\bdeclare const\b/;

const EXAMPLES: Record<string, { readonly examples: () => string[]; readonly own: RegExp }> = {
  'the docstrings of the wheel': { examples: () => fenced(unzipped(wheel(), 'cdk_session_manager/__init__.py'), 'python'), own: /\bSsmManagedInstance\(self, "/ },
  'the README of the wheel': { examples: () => fenced(unzipped(wheel(), '*.dist-info/METADATA'), 'python'), own: /\bSsmManagedInstance\(\w+, "/ },
  'the Javadoc of the jar': {
    examples: () => [...unzipped(filesIn(join(DIST, 'java'), /-sources\.jar$/)[0], 'io/github/*.java').matchAll(/<pre>([^]*?)<\/pre>/g)].map(([, code]) => code),
    own: /SsmManagedInstance\.Builder\.create\(this, "/,
  },
  'the code for Go': {
    examples: () => filesIn(join(DIST, 'go'), /\.go$/).flatMap(file => [...readFileSync(file, 'utf8').matchAll(/^\/\/ Example:\n((?:\/\/.*\n)+)/gm)].map(([, code]) => code)),
    own: /cdksessionmanager\.NewSsmManagedInstance\(this, jsii\.String\("/,
  },
  'the code for .NET': {
    examples: () => filesIn(join(DIST, 'dotnet'), /\.cs$/).flatMap(file => [...readFileSync(file, 'utf8').matchAll(/<code>([^]*?)<\/code>/g)].map(([, code]) => code)),
    own: /\bnew SsmManagedInstance\(this, "/,
  },
};

test.each(Object.entries(EXAMPLES))('the examples in %s are in its language', (_, { examples, own }) => {
  const found = examples();
  expect(found.filter(example => own.test(example))).not.toEqual([]);
  expect(found.filter(example => TYPESCRIPT.test(example))).toEqual([]);
});
