import { basename, dirname, extname, join } from 'node:path';
import { stacksOfAssembly } from './assembly';
import { joinedSources } from './joined-inputs';
import { NestedTemplates } from './nested-templates';
import { refuseFolder } from './other-inputs';
import { checkTemplate, kindOf, readTemplate, templateIn } from './read-file';
import { NO_METADATA, TemplateSource } from './source';
import { withoutMarks } from '../../../model/symbolic-text';
import { environmentOf } from '../evaluate/environment';
import { ReadOptions, UnreadableInput } from '../evaluate/template';
import { EnvironmentTemplateSet, Templates } from '../evaluate/template-set';

/** What is read: a path, or a text that is in no file. */
export type Input = string | GivenText;

export interface GivenText {
  /** For people. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** What all inputs share. */
interface Reader {
  readonly nested: NestedTemplates;
  /** The real paths of the directories that were read already. */
  readonly seen: Set<string>;
  readonly options: ReadOptions;
}

/**
 * Reads directories that the CDK synthesizes into, and templates in JSON or YAML, which are deployed together.
 *
 * @throws UnreadableInput for everything else, and for two templates of one stack
 */
export function readInputs(inputs: readonly Input[], options: ReadOptions = {}): EnvironmentTemplateSet {
  return new Templates(sourcesIn(inputs, options), options);
}

/** The same before intrinsic functions are resolved. */
export function sourcesIn(inputs: readonly Input[], options: ReadOptions = {}): TemplateSource[] {
  const reader: Reader = { nested: new NestedTemplates(), seen: new Set(), options };
  const opened = inputs.map(input => ({ name: typeof input === 'string' ? input : input.name, stacks: stacksOf(input, reader) }));
  const total = opened.reduce((count, { stacks }) => count + stacks.length, 0);
  let done = 0;
  const read = (stack: () => TemplateSource) => {
    options.onProgress?.(done++, total, 'read');
    return stack();
  };
  const sources = opened.map(({ name, stacks }) => ({ name, sources: stacks.map(read) }));
  if (total > 0) { options.onProgress?.(total, total, 'read'); }
  return joinedSources(sources);
}

/** The same of what is at one path. */
export function readInput(path: string, options: ReadOptions = {}): EnvironmentTemplateSet {
  return readInputs([path], options);
}

/**
 * Takes a template that is in memory.
 *
 * @throws UnreadableInput if it is no template
 */
export function readObject(template: unknown, options: ReadOptions & { name?: string; templatePath?: string } = {}): EnvironmentTemplateSet {
  const { name = 'Template', templatePath } = options;
  const source = templateSource(asJson(template, templatePath ?? name), new NestedTemplates(), options, name, templatePath ?? name);
  return new Templates([{ ...source, stackName: options.name }], options);
}

/** The stacks of an input, each to be read when that is asked for; none of what was given before. */
function stacksOf(input: Input, { nested, seen, options }: Reader): (() => TemplateSource)[] {
  if (typeof input !== 'string') {
    return [() => templateSource(templateIn(input.bytes, input.name), nested, options, input.name, input.name)];
  }
  const kind = kindOf(input);
  if (kind === undefined) { throw new UnreadableInput(input, 'there is no such file or directory'); }
  if (kind === 'directory') {
    if (kindOf(join(input, 'manifest.json')) !== 'file') { refuseFolder(input); }
    return stacksOfAssembly(input, seen, nested, options);
  }
  return [() => templateSource(readTemplate(input), nested, options, basename(input, extname(input)), input, dirname(input))];
}

function templateSource(
  template: unknown, nested: NestedTemplates, options: ReadOptions, name: string, templatePath: string, directory?: string,
): TemplateSource {
  return nested.complete({
    name: withoutMarks(name),
    templatePath,
    directory,
    stackTags: {},
    environment: environmentOf(options),
    body: checkTemplate(template, templatePath, false),
    metadata: NO_METADATA,
    deployedAfter: [],
    assetFile: () => undefined,
  });
}

/** A copy that is sure to be JSON, without circles. */
function asJson(template: unknown, file: string): unknown {
  try {
    const text = JSON.stringify(template) as string | undefined;
    return text === undefined ? undefined : JSON.parse(text) as unknown;
  } catch (error) {
    const problem = error instanceof RangeError ? 'it is nested too deeply' : (error as Error).message.split('\n')[0];
    throw new UnreadableInput(file, `it cannot be written as JSON: ${problem}`);
  }
}
