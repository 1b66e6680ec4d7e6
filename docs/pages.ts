import { readFileSync, readdirSync } from 'fs';
import { join, resolve } from 'path';

const ROOT = resolve(__dirname, '..');
const FIXTURE = readFileSync(join(ROOT, 'rosetta/default.ts-fixture'), 'utf8');

/** Every page that people read, so that none can be forgotten. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.md')).map(file => join('docs', file)).sort(),
];

/** A piece of TypeScript that people paste. */
export interface Snippet {
  /** Where it is: the page, the heading above it, and its line. */
  readonly name: string;
  readonly page: string;
  readonly line: number;
  readonly code: string;
  /** A whole program, and no part of a stack. */
  readonly alone: boolean;
  /** The Python that the page has right below it. */
  readonly ownPython?: string;
}

/** A fence of TypeScript, and one of Python if it is the next thing on the page. */
const SNIPPET = /^```ts( nofixture)?\n([^]*?)^```$(?:\n\n(?:The same in Python:\n\n)?```python\n([^]*?)^```$)?/gm;

export function snippetsOf(page: string): Snippet[] {
  const text = textOf(page);
  return [...text.matchAll(SNIPPET)].map(({ 1: nofixture, 2: code, 3: ownPython, index }) => {
    const before = text.slice(0, index);
    const heading = [...before.matchAll(/^#+ (.*)/gm)].pop()![1];
    const line = before.split('\n').length;
    return { name: `${page}, ${heading}, line ${line}`, page, line, code, alone: nofixture !== undefined, ownPython };
  });
}

/** Whether people have a Python of it: a program of another library is for those who use that one in TypeScript. */
export function isForEveryLanguage({ code }: Snippet): boolean {
  return !/ from '(?!aws-cdk-lib\b|constructs'|cdk-session-manager')/.test(code);
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** What a snippet may use without declaring it, by its type: `declare const vpc: ec2.Vpc`. */
export const DECLARED: readonly string[] = FIXTURE.match(/^declare const .*$/gm)!;

/**
 * The program that a snippet is a part of: the imports and a stack, as docs/snippets.md has them.
 *
 * @param given what declares the things that the snippet uses and does not make, inside the constructor
 */
export function completed({ code, alone }: Pick<Snippet, 'code' | 'alone'>, given: readonly string[] = DECLARED): string {
  if (alone) {
    return code;
  }
  const used = given.filter(line => !code.includes(`const ${line.split(/[ :]/)[2]} =`));
  return FIXTURE.replace(/^declare const .*\n/gm, '').replace('/// here', () => `${used.join('\n')}\n${code}`);
}
