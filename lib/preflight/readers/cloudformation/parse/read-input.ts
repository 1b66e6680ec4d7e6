import { basename, dirname, extname, join } from 'node:path';
import { readAssembly } from './assembly';
import { NestedTemplates } from './nested-templates';
import { checkTemplate, kindOf, readTemplate } from './read-file';
import { NO_METADATA, TemplateSource } from './source';
import { withoutMarks } from '../../../model/symbolic-text';
import { environmentOf } from '../evaluate/environment';
import { ReadOptions, UnreadableInput } from '../evaluate/template';
import { EnvironmentTemplateSet, Templates } from '../evaluate/template-set';

/**
 * Reads what is at a path: a directory that the CDK synthesizes into, or a template in JSON or YAML.
 *
 * @throws UnreadableInput for everything else
 */
export function readInput(path: string, options: ReadOptions = {}): EnvironmentTemplateSet {
  const kind = kindOf(path);
  if (kind === undefined) { throw new UnreadableInput(path, 'there is no such file or directory'); }
  if (kind === 'file') {
    const name = basename(path, extname(path));
    return new Templates([templateSource(readTemplate(path), options, name, path, dirname(path))], options);
  }
  if (kindOf(join(path, 'manifest.json')) !== 'file') {
    throw new UnreadableInput(path, 'it has no manifest.json: a directory must be the output of cdk synth, such as cdk.out');
  }
  return new Templates(readAssembly(path, options), options);
}

/**
 * Takes a template that is in memory.
 *
 * @throws UnreadableInput if it is no template
 */
export function readObject(template: unknown, options: ReadOptions & { name?: string; templatePath?: string } = {}): EnvironmentTemplateSet {
  const { name = 'Template', templatePath } = options;
  const source = templateSource(asJson(template, templatePath ?? name), options, name, templatePath ?? name);
  return new Templates([{ ...source, stackName: options.name }], options);
}

function templateSource(template: unknown, options: ReadOptions, name: string, templatePath: string, directory?: string): TemplateSource {
  return new NestedTemplates().complete({
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
