import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { nestingOf } from './nesting-types';
import { isMap, own, ownMap, RawMap } from './raw';
import { checkTemplate, kindOf, readTemplate } from './read-file';
import { ConstructMetadata, TemplateSource } from './source';
import { Environment } from '../../../model/node';

/** Templates that nest each other twice and twice again come to an end here. */
const MOST_STACKS = 5000;

/** What is known of a stack before the templates of the stacks in it are read. */
export interface RootTemplate {
  readonly name: string;
  readonly stackName?: string;
  readonly templatePath: string;
  /** Where relative paths begin; undefined for a template that comes from no file. */
  readonly directory?: string;
  readonly stackTags: Readonly<Record<string, string>>;
  readonly environment: Environment;
  readonly body: RawMap;
  readonly metadata: ConstructMetadata;
  readonly deployedAfter: readonly string[];
  /** The file that an asset was made of, by the name under which the asset is stored. */
  readonly assetFile: (storedAs: string) => string | undefined;
}

/** Finds the templates of nested stacks and reads each of them once. */
export class NestedTemplates {
  private readonly bodies = new Map<string, RawMap>();
  private left = MOST_STACKS;

  /** A stack with the stacks that are nested in it, as far as their templates can be seen. */
  complete(root: RootTemplate): TemplateSource {
    return this.withNested(root, root.directory === undefined ? [] : [realpathSync(root.templatePath)]);
  }

  private withNested(root: RootTemplate, ancestors: readonly string[]): TemplateSource {
    const nested = new Map<string, TemplateSource>();
    const missing = new Map<string, string>();
    for (const [logicalId, resource] of Object.entries(ownMap(root.body, 'Resources'))) {
      const nesting = nestingOf(own(resource, 'Type'));
      if (!nesting) { continue; }
      const url = own(own(resource, 'Properties'), nesting.property);
      const path = templateFile(resource, url, root);
      const file = path === undefined ? undefined : realpathSync(path);
      const expected = path === undefined && root.directory !== undefined ? localUrlOf(url) : undefined;
      if (expected !== undefined) { missing.set(logicalId, expected); }
      // A template that nests itself would go on for ever.
      if (path !== undefined && file !== undefined && !ancestors.includes(file) && this.left-- > 0) {
        const child = { ...root, name: `${root.name}/${logicalId}`, stackName: undefined, templatePath: path, directory: dirname(path) };
        nested.set(logicalId, this.withNested({ ...child, body: this.body(path, file) }, [...ancestors, file]));
      }
    }
    const { name, stackName, templatePath, stackTags, environment, body, metadata, deployedAfter } = root;
    return { name, stackName, templatePath, stackTags, environment, body, metadata, deployedAfter, nested, missing };
  }

  private body(path: string, file: string): RawMap {
    const body = this.bodies.get(file) ?? checkTemplate(readTemplate(path), path, true);
    this.bodies.set(file, body);
    return body;
  }
}

/** The file of a nested stack's template, by what the CDK notes of it or by a relative URL, as people write before they package. */
function templateFile(resource: unknown, url: unknown, { directory, assetFile }: RootTemplate): string | undefined {
  if (directory === undefined) { return undefined; }
  const noted = own(own(resource, 'Metadata'), 'aws:asset:path');
  const names = [noted, localUrlOf(url), ...lastPartsOf(url).map(assetFile)];
  return names.filter((name): name is string => typeof name === 'string' && name !== '')
    .map(name => joined(directory, name)).find(path => kindOf(path) === 'file');
}

/** The path that people give instead of a URL; `aws cloudformation package` takes it, also as a URL of a file. */
function localUrlOf(url: unknown): string | undefined {
  if (typeof url !== 'string' || url === '') { return undefined; }
  if (/^file:\/\//i.test(url)) { return url.slice('file://'.length); }
  return /^[a-z0-9+.-]+:/i.test(url) ? undefined : url;
}

/** The last parts of all the texts that a URL is put together of. */
function lastPartsOf(url: unknown): string[] {
  const texts: string[] = [];
  for (const open = [url]; open.length > 0;) {
    const item = open.pop();
    if (typeof item === 'string') {
      texts.push(item.slice(item.lastIndexOf('/') + 1));
    } else if (Array.isArray(item) || isMap(item)) {
      Object.values(item).forEach(each => open.push(each));
    }
  }
  return texts;
}

/** Relative to the directory, as the person wrote that; unless it is absolute. */
function joined(directory: string, name: string): string {
  return isAbsolute(name) ? name : join(directory, name);
}
