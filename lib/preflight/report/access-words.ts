import { plain } from './wording';
import { PreflightAccessVerdict, PreflightDocumentAccess, PreflightPrincipal, PreflightPrincipalKind, PreflightStatement } from '../preflight-access';

/** What opens comes first, and then what may. */
export const ACCESS_VERDICTS: readonly PreflightAccessVerdict[] = [
  PreflightAccessVerdict.YES, PreflightAccessVerdict.UNKNOWN, PreflightAccessVerdict.NO,
];

/** Under what every answer stands. */
export const TAKEN_FOR_GRANTED = 'nodes have the tags that the templates and AWS give them, and no service control policy outside of the '
  + 'templates denies anything';

/** Documents of which the same is true, but for their names. */
export function byReason(documents: readonly PreflightDocumentAccess[]): PreflightDocumentAccess[][] {
  const groups = new Map<string, PreflightDocumentAccess[]>();
  for (const verdict of ACCESS_VERDICTS) {
    for (const each of documents.filter(document => document.verdict === verdict)) {
      const reason = JSON.stringify([verdict, each.because, each.assuming, each.statements]);
      groups.set(reason, [...groups.get(reason) ?? [], each]);
    }
  }
  return [...groups.values()];
}

/** A document as the report calls it. */
export function documentName({ document, documentId }: PreflightDocumentAccess): string {
  return plain(documentId ?? document);
}

/** For example `Shop/Developers (role)`. */
export function principalName({ id, kind }: PreflightPrincipal): string {
  return `${plain(id)} (${kindName(kind)})`;
}

/** For example `permission set`. */
export function kindName(kind: PreflightPrincipalKind): string {
  return kind.toLowerCase().replace('_', ' ');
}

/** Each policy with its place, and what of it decides: `statement 1 of Own: Shop.template.json Person/Properties/Policies/0`. */
export function statementPlaces(statements: readonly PreflightStatement[], templateName: (templatePath: string) => string): string[] {
  const byPlace = new Map<string, string[]>();
  for (const { policy, statement, source, property } of statements) {
    const template = source.templatePath === undefined ? [] : [templateName(source.templatePath)];
    const text = `${policy}: ${[...template, [source.name, ...property === undefined ? [] : [property]].join('/')].join(' ')}`;
    byPlace.set(text, [...byPlace.get(text) ?? [], ...statement === undefined ? [] : [statement]]);
  }
  return [...byPlace].map(([place, labels]) => plain(labels.length === 0 ? place : `${labels.join(', ')} of ${place}`));
}
