import { isMap, RawMap } from './raw';
import { readJson, readJsonWith } from './read-file';
import { ConstructMetadata } from './source';

const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';
const LOGICAL_ID = 'aws:cdk:logicalId';

/** The CDK writes the source of a rule before its id, and takes an id without one for that of an annotation. */
const PREFIX = /^(annotation|SessionManagerPreflight)::/;

/**
 * Reads the metadata of a manifest, and of a file beside it: lists of entries, by the path of their construct. The file is as large as the template
 * and rarely says anything that the template does not, so it is parsed when that is needed.
 */
export function constructMetadata(inline: unknown, file?: string): ConstructMetadata {
  let paths: ReadonlyMap<string, readonly string[]> | undefined;
  return {
    acknowledgements: acknowledgementsIn(inline, file === undefined ? undefined : readJsonWith(file, ACKNOWLEDGED)),
    pathsOf: logicalId => (paths ??= pathsIn(inline, file === undefined ? undefined : readJson(file))).get(logicalId) ?? [],
  };
}

function acknowledgementsIn(...sections: unknown[]): Map<string, Map<string, string>> {
  const acknowledgements = new Map<string, Map<string, string>>();
  forEach(ACKNOWLEDGED, sections, (path, data) => {
    if (isMap(data)) { acknowledge(at(acknowledgements, path, () => new Map<string, string>()), data); }
  });
  return acknowledgements;
}

function pathsIn(...sections: unknown[]): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  forEach(LOGICAL_ID, sections, (path, data) => {
    if (typeof data === 'string') { at(paths, data, () => []).push(path); }
  });
  return paths;
}

function forEach(wanted: string, sections: readonly unknown[], take: (path: string, data: unknown) => void): void {
  for (const section of sections.filter(isMap)) {
    for (const [key, entries] of Object.entries(section)) {
      for (const { type, data } of Array.isArray(entries) ? entries.filter(isMap) : []) {
        if (type === wanted) { take(key.replace(/^\//, ''), data); }
      }
    }
  }
}

function acknowledge(rules: Map<string, string>, data: RawMap): void {
  for (const [id, reason] of Object.entries(data)) {
    rules.set(id.replace(PREFIX, ''), typeof reason === 'string' ? reason : '');
  }
}

function at<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
