import { createHash } from 'node:crypto';
import { PreflightFinding } from '../../preflight-finding';
import { FilePlace, placeOf } from '../places';
import { placeKey, Result } from '../results';
import { TemplateNames } from '../template-names';
import { plain, sayingSo, Weight } from '../wording';
import { REPOSITORY, TEMPLATES } from './base-ids';

/**
 * What is certainly broken is an error. What is not known is a warning: somebody has to look, and a check of a pull request does not fail for it, as the
 * command does not without `--strict`. The standard has the kind `open` for it, whose level is `none`, and that is shown nowhere.
 */
const LEVELS: { readonly [weight in Weight]: 'error' | 'warning' | 'note' } = {
  blocked: 'error', unknown: 'warning', optional: 'note', warning: 'warning', acknowledged: 'note',
};

const PREFIXES: { readonly [weight in Weight]?: string } = { unknown: 'Not known: ', optional: 'Not required: ' };

/** Where else it is the same: tools show a few places, and more of them nobody reads. */
const RELATED_PLACES = 9;

/** A result; a number tells it from others of its rule at the same place. */
export function resultJson(result: Result, number: number, ruleIndex: number, templates: TemplateNames) {
  const { finding, weight, places } = result;
  const related = relatedPlaces(places, templates);
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: LEVELS[weight],
    message: { text: messageOf(result, related.length) },
    locations: [locationOf(finding, templates)],
    ...related.length === 0 ? {} : { relatedLocations: related },
    partialFingerprints: { 'preflightFinding/v1': fingerprintOf(result, number) },
    ...finding.acknowledged === undefined ? {} : { suppressions: [{ kind: 'inSource', status: 'accepted', justification: plain(finding.acknowledged) }] },
    properties: { verdict: finding.severity, capabilities: finding.capabilities },
  };
}

function messageOf({ finding, message, concerns, places, weight }: Result, relatedCount: number): string {
  const others = places.length - 1;
  return [
    `${PREFIXES[weight] ?? ''}${message}`,
    `Fix: ${plain(finding.fix)}`,
    ...weight === 'unknown' ? [`Once checked: ${plain(sayingSo(finding))}`] : [],
    ...concerns === undefined ? [] : [concerns],
    ...others === 0 ? [] : [`The same at ${others} other ${others === 1 ? 'place' : 'places'}${others > relatedCount ? `, ${relatedCount} of them related` : ''}`],
  ].map(text => `${literal(text)}.`).join(' ');
}

/** Without what the standard takes for a link in a plain text. */
function literal(text: string): string {
  return text.replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

function relatedPlaces([, ...others]: readonly PreflightFinding[], templates: TemplateNames) {
  return others.slice(0, RELATED_PLACES).map((finding, index) => (
    { id: index + 1, ...locationOf(finding, templates), message: { text: `${literal(plain(`${finding.stack} ${finding.logicalId}`))}.` } }
  ));
}

/** The line, and the resource and the construct by their names. */
function locationOf(finding: PreflightFinding, templates: TemplateNames) {
  const place = placeOf(finding, templates);
  return { ...place === undefined ? {} : { physicalLocation: physicalLocation(place) }, logicalLocations: logicalLocations(finding) };
}

function physicalLocation({ file, root, line = 1, column }: FilePlace) {
  return {
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: root === 'repository' ? REPOSITORY : TEMPLATES },
    region: { startLine: line, ...column === undefined ? {} : { startColumn: column } },
  };
}

function logicalLocations({ stack, logicalId, property, constructPath }: PreflightFinding) {
  const resource = [stack, logicalId, ...property === undefined ? [] : [property]].map(plain).join('/');
  return [
    { name: plain(logicalId), fullyQualifiedName: resource, kind: 'resource' },
    ...constructPath === undefined ? [] : [{ name: plain(nameOf(constructPath)), fullyQualifiedName: plain(constructPath), kind: 'construct' }],
  ];
}

/** Every construct calls its main resource `Resource`. */
function nameOf(constructPath: string): string {
  return constructPath.replace(/(\/Resource)+$/, '').split('/').at(-1)!;
}

/** Which one of its rule at its place each result is, counted from 0. */
export function numbersOf(results: readonly Result[]): number[] {
  const counts = new Map<string, number>();
  return results.map(result => {
    const key = identityOf(result);
    const number = counts.get(key) ?? 0;
    counts.set(key, number + 1);
    return number;
  });
}

/** The same in each run, as long as the resource and the property are called the same. */
function fingerprintOf(result: Result, number: number): string {
  return createHash('sha256').update(`${identityOf(result)}\n${number}`).digest('hex');
}

function identityOf({ finding }: Result): string {
  return `${finding.ruleId}\n${placeKey(finding)}`;
}
