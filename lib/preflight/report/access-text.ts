import { PreflightAccess, PreflightAccessVerdict, PreflightDocumentAccess } from '../preflight-access';
import { byReason, documentName, principalName, statementPlaces, TAKEN_FOR_GRANTED } from './access-words';
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

const { YES, UNKNOWN } = PreflightAccessVerdict;
// The longest verdict and two spaces.
const VERDICT_WIDTH = 9;
const LEAST_WIDTH = 40;
// The documents that a line names where nothing is certain. --can has the others.
const NAMED_DOCUMENTS = 3;
const NOTE = `Taken for granted: ${TAKEN_FOR_GRANTED}. Whether the node is reachable is for the report without this option.`;

/** One answer in full: each document with why. */
export function accessText(access: PreflightAccess, options: AccessTextOptions = {}): string {
  const width = Math.max(options.width ?? 80, LEAST_WIDTH);
  const { principal, node, verdict, documents } = access;
  return lines([
    ...entry(verdict, `${plain(principal.id)} with ${plain(node)}`, width, 0),
    ...byReason(documents).flatMap(alike => documentLines(alike, width)),
    '', ...wrap(NOTE, width),
  ]);
}

/** Many answers: a line for each, with what opens. */
export function accessListText(accesses: readonly PreflightAccess[], about: 'principals' | 'nodes', options: AccessTextOptions = {}): string {
  const width = Math.max(options.width ?? 80, LEAST_WIDTH);
  const ordered = [YES, UNKNOWN].flatMap(verdict => accesses.filter(access => access.verdict === verdict));
  const named = ({ principal, node }: PreflightAccess) => about === 'nodes' ? plain(node) : principalName(principal);
  const count = (verdict: PreflightAccessVerdict) => accesses.filter(access => access.verdict === verdict).length;
  return lines([
    ...ordered.flatMap(access => [...entry(access.verdict, named(access), width, 0), ...summaryLines(access, width)]),
    ...accesses.length > 0 ? [''] : [],
    ...wrap(NOTE, width), '',
    `${count(YES)} ${count(YES) === 1 ? about.slice(0, -1) : about} YES, ${count(UNKNOWN)} UNKNOWN; all others NO`,
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
    ...statementPlaces(statements, templatePath => templatePath).flatMap(place => wrap(place, room)),
  ];
  return [...entry(verdict, namesOf(alike).join(', '), width, 2), ...indented(texts, VERDICT_WIDTH + 2)];
}

function namesOf(documents: readonly PreflightDocumentAccess[]): string[] {
  return documents.map(documentName);
}

function entry(verdict: PreflightAccessVerdict, text: string, width: number, indent: number): string[] {
  const [first, ...others] = wrap(text, width - VERDICT_WIDTH - indent);
  return [`${' '.repeat(indent)}${verdict.padEnd(VERDICT_WIDTH)}${first}`, ...indented(others, VERDICT_WIDTH + indent)];
}

function indented(texts: readonly string[], columns: number): string[] {
  return texts.map(text => ' '.repeat(columns) + text);
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
