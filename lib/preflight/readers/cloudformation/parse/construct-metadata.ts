import { isMap } from './raw';
import { ConstructMetadata } from './source';

const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';
const LOGICAL_ID = 'aws:cdk:logicalId';

/** The CDK writes the source of a rule before its id, and takes an id without one for that of an annotation. */
const PREFIX = /^(annotation|SessionManagerPreflight)::/;

/** Reads the metadata of a manifest: lists of entries, by the path of their construct. */
export function constructMetadata(...sections: unknown[]): ConstructMetadata {
  const acknowledgements = new Map<string, Map<string, string>>();
  const paths = new Map<string, string[]>();
  for (const section of sections.filter(isMap)) {
    for (const [key, entries] of Object.entries(section)) {
      const path = key.replace(/^\//, '');
      for (const { type, data } of Array.isArray(entries) ? entries.filter(isMap) : []) {
        if (type === ACKNOWLEDGED && isMap(data)) { acknowledge(at(acknowledgements, path, () => new Map<string, string>()), data); }
        if (type === LOGICAL_ID && typeof data === 'string') { at(paths, data, () => []).push(path); }
      }
    }
  }
  return { acknowledgements, pathsOf: logicalId => paths.get(logicalId) ?? [] };
}

function acknowledge(rules: Map<string, string>, data: { readonly [id: string]: unknown }): void {
  for (const [id, reason] of Object.entries(data)) {
    rules.set(id.replace(PREFIX, ''), typeof reason === 'string' ? reason : '');
  }
}

function at<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
