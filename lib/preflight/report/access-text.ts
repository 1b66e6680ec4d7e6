import { PreflightAccess, PreflightAccessVerdict, PreflightDocumentAccess, PreflightStatement } from '../preflight-access';
import { firstOf } from './causes';
import { plain } from './wording';
import { wrap } from './wrap';

/** How the answers look. */
export interface AccessTextOptions {
  /**
   * The width of the terminal, in columns.
   *
   * @default 80
   */
  readonly width?: number;
}

const { YES, NO, UNKNOWN } = PreflightAccessVerdict;
// The longest verdict and two spaces.
const VERDICT_WIDTH = 9;
const LEAST_WIDTH = 40;
// The documents that a line names where nothing is certain. --can has the others.
const NAMED_DOCUMENTS = 3;
const TAKEN_FOR_GRANTED = 'Taken for granted: nodes have the tags that the templates and AWS give them, and no service control policy outside of the '
  + 'templates denies anything. Whether the node is reachable is for the report without this option.';

/** One answer in full: each document with why. */
export function accessText(access: PreflightAccess, options: AccessTextOptions = {}): string {
  const width = Math.max(options.width ?? 80, LEAST_WIDTH);
  const { principal, node, verdict, documents } = access;
  return lines([
    ...entry(verdict, `${plain(principal.id)} with ${plain(node)}`, width, 0),
    ...byReason(documents).flatMap(alike => documentLines(alike, width)),
    '', ...wrap(TAKEN_FOR_GRANTED, width),
  ]);
}

/** Many answers: a line for each, with what opens. */
export function accessListText(accesses: readonly PreflightAccess[], about: 'principals' | 'nodes', options: AccessTextOptions = {}): string {
  const width = Math.max(options.width ?? 80, LEAST_WIDTH);
  const ordered = [YES, UNKNOWN].flatMap(verdict => accesses.filter(access => access.verdict === verdict));
  const named = ({ principal, node }: PreflightAccess) => about === 'nodes' ? plain(node) : `${plain(principal.id)} (${wordsOf(principal.kind)})`;
  const count = (verdict: PreflightAccessVerdict) => accesses.filter(access => access.verdict === verdict).length;
  return lines([
    ...ordered.flatMap(access => [...entry(access.verdict, named(access), width, 0), ...summaryLines(access, width)]),
    ...accesses.length > 0 ? [''] : [],
    ...wrap(TAKEN_FOR_GRANTED, width), '',
    `${count(YES)} ${about} YES, ${count(UNKNOWN)} UNKNOWN; all others NO`,
  ]);
}

function summaryLines({ verdict, documents }: PreflightAccess, width: number): string[] {
  const deciding = documents.filter(document => document.verdict === verdict);
  return byReason(deciding).flatMap(alike => {
    const [{ because, assuming }] = alike;
    const text = verdict === YES
      ? [namesOf(alike).join(', '), ...assuming.map(plain)].join('; ')
      : `${firstOf(namesOf(alike), NAMED_DOCUMENTS)}: ${plain(because)}`;
    return indented(wrap(text, width - VERDICT_WIDTH), VERDICT_WIDTH);
  });
}

function documentLines(alike: readonly PreflightDocumentAccess[], width: number): string[] {
  const [{ verdict, because, assuming, statements }] = alike;
  const room = width - VERDICT_WIDTH - 2;
  const texts = [
    ...wrap(plain(because), room),
    ...assuming.length > 0 ? wrap(`Only ${plain(assuming.join(', '))}`, room) : [],
    ...placesOf(statements).flatMap(place => wrap(place, room)),
  ];
  return [...entry(verdict, namesOf(alike).join(', '), width, 2), ...indented(texts, VERDICT_WIDTH + 2)];
}

/** Documents of which the same is true, but for their names. */
function byReason(documents: readonly PreflightDocumentAccess[]): PreflightDocumentAccess[][] {
  const groups = new Map<string, PreflightDocumentAccess[]>();
  for (const verdict of [YES, UNKNOWN, NO]) {
    for (const each of documents.filter(document => document.verdict === verdict)) {
      const reason = JSON.stringify([verdict, each.because, each.assuming, each.statements]);
      groups.set(reason, [...groups.get(reason) ?? [], each]);
    }
  }
  return [...groups.values()];
}

function namesOf(documents: readonly PreflightDocumentAccess[]): string[] {
  return documents.map(({ document, documentId }) => plain(documentId ?? document));
}

/** Each policy with its place, and what of it decides. */
function placesOf(statements: readonly PreflightStatement[]): string[] {
  const byPlace = new Map<string, string[]>();
  for (const { policy, statement, source, property } of statements) {
    const place = [source.templatePath, [source.name, property].filter(part => part !== undefined).join('/')].filter(part => part !== undefined);
    const text = `${policy}: ${place.join(' ')}`;
    byPlace.set(text, [...byPlace.get(text) ?? [], ...statement === undefined ? [] : [statement]]);
  }
  return [...byPlace].map(([place, labels]) => plain(labels.length === 0 ? place : `${labels.join(', ')} of ${place}`));
}

function entry(verdict: PreflightAccessVerdict, text: string, width: number, indent: number): string[] {
  const [first, ...others] = wrap(text, width - VERDICT_WIDTH - indent);
  return [`${' '.repeat(indent)}${verdict.padEnd(VERDICT_WIDTH)}${first}`, ...indented(others, VERDICT_WIDTH + indent)];
}

function indented(texts: readonly string[], columns: number): string[] {
  return texts.map(text => ' '.repeat(columns) + text);
}

function wordsOf(kind: string): string {
  return kind.toLowerCase().replace('_', ' ');
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
