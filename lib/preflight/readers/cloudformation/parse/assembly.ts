import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { constructMetadata } from './construct-metadata';
import { NestedTemplates } from './nested-templates';
import { isMap, own, ownMap, RawMap } from './raw';
import { checkTemplate, kindOf, readJson, readSynthesized } from './read-file';
import { ConstructMetadata, TemplateSource } from './source';
import { environmentOfArtifact } from '../evaluate/environment';
import { ReadOptions, UnreadableInput } from '../evaluate/template';

const STACK = 'aws:cloudformation:stack';
const STAGE = 'cdk:cloud-assembly';
const ASSETS = 'cdk:asset-manifest';

/** A stack of an assembly, or of a Stage in it. */
interface StackArtifact {
  readonly assembly: Assembly;
  readonly id: string;
  readonly artifact: RawMap;
}

/** The manifest of a directory that the CDK synthesizes into. */
class Assembly {
  readonly manifestPath: string;
  readonly artifacts: RawMap;
  private assetFiles: ReadonlyMap<string, string> | undefined;

  constructor(readonly directory: string) {
    this.manifestPath = join(directory, 'manifest.json');
    const manifest = readJson(this.manifestPath);
    if (!isMap(manifest) || !(isMap(manifest.artifacts) || typeof manifest.version === 'string')) {
      throw new UnreadableInput(this.manifestPath, 'it is not the manifest of a cloud assembly');
    }
    this.artifacts = ownMap(manifest, 'artifacts');
  }

  ofType(type: string): [id: string, artifact: RawMap][] {
    return Object.entries(this.artifacts).filter((entry): entry is [string, RawMap] => isMap(entry[1]) && entry[1].type === type);
  }

  /** A file that an artifact names, which has to be there. */
  file(id: string, what: string, name: unknown): string {
    if (typeof name !== 'string') { throw new UnreadableInput(this.manifestPath, `the artifact ${id} names no ${what}`); }
    const path = join(this.directory, name);
    if (kindOf(path) === undefined) { throw new UnreadableInput(path, `it is missing: the ${what} of ${id} in ${this.manifestPath}`); }
    return path;
  }

  /** The file of an asset. Stacks are wired to those by the manifests of assets where the CDK was told to write no metadata. */
  assetFile(storedAs: string): string | undefined {
    this.assetFiles ??= new Map(this.ofType(ASSETS).flatMap(([, artifact]) => this.assetsIn(own(ownMap(artifact, 'properties'), 'file'))));
    return this.assetFiles.get(storedAs);
  }

  private assetsIn(name: unknown): [string, string][] {
    const path = typeof name === 'string' ? join(this.directory, name) : undefined;
    if (path === undefined || kindOf(path) !== 'file') { return []; }
    return Object.values(ownMap(readJson(path), 'files')).flatMap(file => {
      const source = own(own(file, 'source'), 'path');
      const keys = Object.values(ownMap(file, 'destinations')).map(destination => own(destination, 'objectKey'));
      return keys.flatMap((key): [string, string][] => (typeof key === 'string' && typeof source === 'string' ? [[basename(key), source]] : []));
    });
  }
}

/** The stacks of a directory that the CDK synthesizes into, each to be read when that is asked for. */
export function stacksOfAssembly(directory: string, seen: Set<string>, nested: NestedTemplates, options: ReadOptions): (() => TemplateSource)[] {
  const artifacts = stackArtifacts(directory, seen);
  const names = uniqueNames(artifacts);
  return artifacts.map(each => () => readStack(each, names, nested, options));
}

/** In the order of the manifest. A directory that is part of itself is read once. */
function stackArtifacts(directory: string, seen: Set<string>): StackArtifact[] {
  const real = realpathSync(directory);
  if (seen.has(real)) { return []; }
  seen.add(real);
  const assembly = new Assembly(directory);
  const stages = assembly.ofType(STAGE).flatMap(([id, artifact]) => (
    stackArtifacts(assembly.file(id, 'directory', own(ownMap(artifact, 'properties'), 'directoryName')), seen)));
  return [...assembly.ofType(STACK).map(([id, artifact]) => ({ assembly, id, artifact })), ...stages];
}

/** Names for people; a number tells those apart that are the same. */
function uniqueNames(artifacts: readonly StackArtifact[]): ReadonlyMap<RawMap, string> {
  const taken = new Set<string>();
  return new Map(artifacts.map(({ id, artifact }) => {
    const said = [artifact.displayName, own(ownMap(artifact, 'properties'), 'stackName')].find(name => typeof name === 'string' && name !== '');
    const name = said === undefined ? id : String(said);
    let unique = name;
    for (let number = 2; taken.has(unique); number++) { unique = `${name} (${number})`; }
    taken.add(unique);
    return [artifact, unique];
  }));
}

function readStack({ assembly, id, artifact }: StackArtifact, names: ReadonlyMap<RawMap, string>, nested: NestedTemplates, options: ReadOptions) {
  const properties = ownMap(artifact, 'properties');
  const templatePath = assembly.file(id, 'template', properties.templateFile);
  const dependencies = Array.isArray(artifact.dependencies) ? artifact.dependencies as unknown[] : [];
  return nested.complete({
    name: names.get(artifact)!,
    stackName: typeof properties.stackName === 'string' ? properties.stackName : id,
    templatePath,
    directory: assembly.directory,
    stackTags: Object.fromEntries(Object.entries(ownMap(properties, 'tags')).map(([key, value]) => [key, String(value)])),
    environment: environmentOfArtifact(artifact.environment, options),
    body: checkTemplate(readSynthesized(templatePath), templatePath, true),
    metadata: metadataOf(assembly, id, artifact),
    deployedAfter: dependencies.flatMap(dependency => names.get(own(assembly.artifacts, String(dependency)) as RawMap) ?? []),
    assetFile: storedAs => assembly.assetFile(storedAs),
  });
}

function metadataOf(assembly: Assembly, id: string, artifact: RawMap): ConstructMetadata {
  const name = artifact.additionalMetadataFile;
  return constructMetadata(artifact.metadata, name === undefined ? undefined : assembly.file(id, 'metadata file', name));
}
