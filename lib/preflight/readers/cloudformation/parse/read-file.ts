import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { duplicateKey, lineOfJsonError } from './json-position';
import { refuseByContent, refuseByName, refuseByText } from './other-inputs';
import { isMap, own, RawMap } from './raw';
import { parseYaml } from './yaml-template';
import { UnreadableInput } from '../evaluate/template';

const PROBLEMS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a directory',
};

/** What is at a path; undefined where nothing is, or nothing can be. */
export function kindOf(path: string): 'file' | 'directory' | undefined {
  try {
    return statSync(path).isDirectory() ? 'directory' : 'file';
  } catch {
    return undefined;
  }
}

/** A file of JSON. */
export function readJson(path: string): unknown {
  return parseJson(readText(path), path);
}

/** A file of JSON in UTF-8, if there is some text in it. */
export function readJsonWith(path: string, mark: string): unknown {
  return attempted(path, () => readFileSync(path)).includes(mark) ? readJson(path) : undefined;
}

/** A template, in JSON or YAML. */
export function readTemplate(path: string): unknown {
  refuseByName(path);
  return templateIn(attempted(path, () => readFileSync(path)), path);
}

/** The same of what is not in a file. */
export function templateIn(bytes: Buffer, name: string): unknown {
  const whole = textOf(bytes);
  const inner = textInJson(whole);
  // The ending of a file says nothing of what is in a text of JSON.
  const [text, isInJson] = inner === undefined ? [whole, isJson(whole, name)] : [inner, startsAsJson(inner)];
  refuseByText(text, name);
  return isInJson ? parseJsonTemplate(text, name) : parseYaml(text, name);
}

/** The text of a template, and what it is. */
export function readTemplateText(path: string): { readonly text: string; readonly isJson: boolean } {
  const text = readText(path);
  return { text, isJson: isJson(text, path) };
}

/** A template that the CDK wrote. It writes no key twice, and looking for one takes longer than all else about reading. */
export function readSynthesized(path: string): unknown {
  return extname(path).toLowerCase() === '.json' ? readJson(path) : readTemplate(path);
}

/** Refuses what is no template. Empty stacks of an assembly have no resources at all. */
export function checkTemplate(template: unknown, file: string, mayBeEmpty: boolean): RawMap {
  const refuse = (problem: string): never => {
    refuseByContent(template, file);
    throw new UnreadableInput(file, `it is not a CloudFormation template: ${problem}`);
  };
  if (!isMap(template)) {
    return refuse(`it holds ${Array.isArray(template) ? 'a list' : template === null || template === undefined ? 'nothing' : `a ${typeof template}`}, not a map`);
  }
  const resources = own(template, 'Resources');
  if (resources === undefined && mayBeEmpty) { return template; }
  if (resources === undefined) { return refuse('it has no Resources'); }
  if (!isMap(resources)) { return refuse('Resources is not a map'); }
  for (const [logicalId, resource] of Object.entries(resources)) {
    // Loops and macros stand for resources.
    if (logicalId.startsWith('Fn::')) { continue; }
    if (!isMap(resource)) { return refuse(`Resources/${logicalId} is not a map`); }
    if (typeof resource.Type !== 'string' && !Object.hasOwn(resource, 'Fn::Transform')) { return refuse(`Resources/${logicalId} has no Type`); }
  }
  return template;
}

/** By the name of the file, or else by what is in it. */
function isJson(text: string, name: string): boolean {
  const extension = extname(name).toLowerCase();
  return extension === '.json' || (extension !== '.yaml' && extension !== '.yml' && startsAsJson(text));
}

const startsAsJson = (text: string): boolean => /^\s*[{[]/.test(text);

/** What a text of JSON says, which is what `aws cloudformation get-template --query TemplateBody` makes of a template in YAML; undefined for all else. */
function textInJson(text: string): string | undefined {
  if (!/^\s*"/.test(text)) { return undefined; }
  try {
    const inner = JSON.parse(text) as unknown;
    return typeof inner === 'string' ? inner : undefined;
  } catch {
    // A key of YAML may be quoted, too.
    return undefined;
  }
}

function readText(path: string): string {
  return textOf(attempted(path, () => readFileSync(path)));
}

/** What PowerShell writes with `>` is UTF-16. */
function textOf(bytes: Buffer): string {
  const isUtf16 = bytes.length > 1 && bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}

function attempted<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UnreadableInput(path, PROBLEMS[code] ?? `it cannot be read: ${message}`);
  }
}

function parseJsonTemplate(text: string, path: string): unknown {
  const template = parseJson(text, path);
  const duplicate = duplicateKey(text);
  if (duplicate) { throw new UnreadableInput(path, `the key ${duplicate.key} is there twice`, duplicate.line); }
  return template;
}

function parseJson(text: string, path: string): unknown {
  if (text.trim() === '') { throw new UnreadableInput(path, 'it is empty'); }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UnreadableInput(path, `it is not JSON: ${(error as Error).message.split('\n')[0]}`, lineOfJsonError(text));
  }
}
