import { placeInCode } from './code-place';
import { isMap, RawMap } from './raw';
import { readJson, readJsonWith } from './read-file';
import { ConstructMetadata } from './source';
import { CodePlace } from '../../../model/location';

const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';
const LOGICAL_ID = 'aws:cdk:logicalId';
/** Of each element, unless the app sets `aws:cdk:disable-creation-stack-traces`. */
const CREATION_STACK = 'aws:cdk:creationStack';

/** The CDK writes the source of a rule before its id, and takes an id without one for that of an annotation, which newer versions write with a capital. */
const PREFIX = /^([aA]nnotation|SessionManagerPreflight)::/;

/** What is parsed when it is needed. */
interface Details {
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly places: ReadonlyMap<string, CodePlace>;
}

/**
 * Reads the metadata of a manifest, and of a file beside it: lists of entries, by the path of their construct. The file is as large as the template
 * and rarely says anything that the template does not, so it is parsed when that is needed.
 */
export function constructMetadata(inline: unknown, file?: string): ConstructMetadata {
  let details: Details | undefined;
  const parsed = () => (details ??= detailsIn(inline, file === undefined ? undefined : readJson(file)));
  return {
    acknowledgements: acknowledgementsIn(inline, file === undefined ? undefined : readJsonWith(file, ACKNOWLEDGED)),
    pathsOf: logicalId => parsed().paths.get(logicalId) ?? [],
    placeInCode: path => placeAround(path, parsed().places),
  };
}

function acknowledgementsIn(...sections: unknown[]): Map<string, Map<string, string>> {
  const acknowledgements = new Map<string, Map<string, string>>();
  forEach(sections, (path, type, data) => {
    if (type === ACKNOWLEDGED && isMap(data)) { acknowledge(at(acknowledgements, path, () => new Map<string, string>()), data); }
  });
  return acknowledgements;
}

function detailsIn(...sections: unknown[]): Details {
  const paths = new Map<string, string[]>();
  const places = new Map<string, CodePlace>();
  forEach(sections, (path, type, data) => {
    if (type === LOGICAL_ID && typeof data === 'string') { at(paths, data, () => []).push(path); }
    const place = type === CREATION_STACK ? placeInCode(data) : undefined;
    if (place) { places.set(path, place); }
  });
  return { paths, places };
}

/**
 * Stack traces have ten lines, which is too few for what the CDK makes deep inside a construct. Then it is where the construct around it is made, which
 * says so of its main resource.
 */
function placeAround(path: string, places: Details['places']): CodePlace | undefined {
  const place = places.get(path) ?? places.get(`${path}/Resource`);
  const end = path.lastIndexOf('/');
  return place ?? (end < 0 ? undefined : placeAround(path.slice(0, end), places));
}

function forEach(sections: readonly unknown[], take: (path: string, type: unknown, data: unknown) => void): void {
  for (const section of sections.filter(isMap)) {
    for (const [key, entries] of Object.entries(section)) {
      for (const { type, data } of Array.isArray(entries) ? entries.filter(isMap) : []) { take(key.replace(/^\//, ''), type, data); }
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
