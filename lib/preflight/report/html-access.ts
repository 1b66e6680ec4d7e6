import { accessMatrix, AccessMatrix, documentKey, MatrixRow } from './access-matrix';
import { ACCESS_TAGS } from './access-tags';
import { byReason, documentName, kindName, statementPlaces, TAKEN_FOR_GRANTED } from './access-words';
import { breakable, pathText } from './breakable';
import { accessFindingsMarkup } from './html-access-findings';
import { tag } from './html-node';
import { Markup, NOTHING, markup, together } from './markup';
import { AccessAnswers } from './report-data';
import { TemplateNames, templateNamesAmong } from './template-names';
import { capitalised, nodeCount } from './wording';
import { PreflightAccess, PreflightAccessVerdict, PreflightDocumentAccess, PreflightPrincipal } from '../preflight-access';

/** The place of the matrix in the page. */
export const ACCESS_ANCHOR = 'access';

// 40 rows are some pages, and 20 columns some widths of a screen. Beyond, --who and --what answer faster than eyes.
const LIMITS = { rows: 40, columns: 20 };

// Columns are narrow.
const WHOLE_WORD = 12;

// What a heading of a row or a column, and a cell, name by themselves.
const NAMED_ALIKE = 50;
const NAMED_DOCUMENTS = 2;

/** People by nodes, each answer with the statements that decide, and what they may do beside what is meant. Nothing where the templates give nobody policies. */
export function accessMarkup(answers: AccessAnswers): Markup {
  const matrix = accessMatrix(answers, LIMITS);
  return matrix ? new MatrixMarkup(matrix, accessFindingsMarkup(answers.accessFindings)).markup() : NOTHING;
}

class MatrixMarkup {
  /** Row by row. */
  private readonly answers: readonly PreflightAccess[];
  private readonly templates: TemplateNames;
  private readonly shortName: (document: PreflightDocumentAccess) => string;

  constructor(private readonly matrix: AccessMatrix, private readonly findings: Markup) {
    this.answers = [...matrix.rows, ...matrix.serviceRows].flatMap(({ cells }) => cells);
    const documents = this.answers.flatMap(access => access.documents);
    this.templates = templateNamesAmong(documents.flatMap(({ statements }) => statements.flatMap(({ source }) => source.templatePath ?? [])));
    this.shortName = shortNames(documents.flatMap(({ documentId }) => documentId ?? []));
  }

  markup(): Markup {
    const { columns, rows, serviceRows } = this.matrix;
    return together(
      markup`<section class="wide access" id="${ACCESS_ANCHOR}"><h2>Access</h2>`,
      markup`<p class="lead">Who can open sessions with which nodes, by the policies in the templates. Each answer opens the statements that decide it.</p>`,
      this.filter(),
      markup`<div class="matrix" role="region" aria-label="Who can open sessions with which nodes" tabindex="0"><table><thead><tr><th scope="col">Who</th>`,
      markup`${columns.map(({ nodes }) => markup`<th scope="col">${alike(nodes.map(({ id }) => id))}</th>`)}</tr></thead>`,
      rows.length === 0 ? NOTHING : markup`<tbody>${rows.map((row, index) => this.row(row, index))}</tbody>`,
      serviceRows.length === 0 ? NOTHING : together(
        markup`<tbody class="services"><tr><th scope="rowgroup" colspan="${columns.length + 1}">Roles that only services of AWS may assume</th></tr>`,
        markup`${serviceRows.map((row, index) => this.row(row, rows.length + index))}</tbody>`,
      ),
      markup`</table></div>`,
      this.notes(),
      this.findings,
      markup`<div class="answers">${this.answers.map((access, index) => this.answer(access, index))}</div></section>`,
    );
  }

  private filter(): Markup {
    const { documents } = this.matrix;
    return together(
      markup`<p class="filter"><label for="document">Session document</label> <select id="document"><option value="">Any document</option>`,
      markup`${documents.map(({ name }, index) => markup`<option value="${index}">${name}</option>`)}</select></p>`,
    );
  }

  private row({ principals, cells }: MatrixRow, index: number): Markup {
    return together(
      markup`<tr><th scope="row">${alike(principals.map(({ id }) => id))}<span class="kind">${kindsOf(principals)}</span></th>`,
      markup`${cells.map((access, column) => this.cell(access, index * cells.length + column))}</tr>`,
    );
  }

  private cell(access: PreflightAccess, index: number): Markup {
    const { name, sign, className } = ACCESS_TAGS[access.verdict];
    const opened = access.documents.filter(({ verdict }) => verdict === access.verdict && verdict !== PreflightAccessVerdict.NO).map(this.shortName);
    const more = opened.length - NAMED_DOCUMENTS;
    return together(
      markup`<td><button type="button" popovertarget="${answerAnchor(index)}">${tag(className, sign, name)}</button>`,
      opened.length === 0 ? NOTHING : markup`<span class="opened">${opened.slice(0, NAMED_DOCUMENTS).map(each => markup`<span>${cellPath(each)}</span>`)}`,
      opened.length === 0 ? NOTHING : markup`${more > 0 ? markup`<span>and ${more} more</span>` : NOTHING}</span>`,
      markup`</td>`,
    );
  }

  private answer({ principal, node, verdict, documents }: PreflightAccess, index: number): Markup {
    const anchor = answerAnchor(index);
    const verdicts = this.matrix.documents.map(({ key }) => documents.find(document => documentKey(document) === key)?.verdict ?? '-');
    return together(
      markup`<section class="answer" id="${anchor}" popover role="dialog" aria-labelledby="${anchor}-title" data-verdict="${verdict}" data-verdicts="${verdicts.join(' ')}">`,
      markup`<button type="button" class="close" popovertarget="${anchor}" popovertargetaction="hide">Close</button>`,
      markup`<h3 id="${anchor}-title">${pathText(principal.id)} with ${pathText(node)}</h3>`,
      markup`${byReason(documents).map(same => this.reason(same))}</section>`,
    );
  }

  private reason(same: readonly PreflightDocumentAccess[]): Markup {
    const [{ verdict, because, assuming, statements }] = same;
    const { name, sign, className } = ACCESS_TAGS[verdict];
    const indices = same.map(document => this.matrix.documents.findIndex(({ key }) => key === documentKey(document)));
    return together(
      markup`<div class="reason" data-documents="${indices.join(' ')}"><p>${tag(className, sign, name)} `,
      markup`<span class="names">${breakable(same.map(documentName).join(', '))}</span></p><p>${breakable(capitalised(because))}.</p>`,
      assuming.length === 0 ? NOTHING : markup`<p>Only ${breakable(assuming.join(', '))}.</p>`,
      statements.length === 0 ? NOTHING : markup`<ul>${statementPlaces(statements, this.templates).map(place => markup`<li>${breakable(place)}</li>`)}</ul>`,
      markup`</div>`,
    );
  }

  private notes(): Markup {
    const { rows, serviceRows, columns, leftOut } = this.matrix;
    const isMerged = [...rows, ...serviceRows].some(({ principals }) => principals.length > 1) || columns.some(({ nodes }) => nodes.length > 1);
    const merged = 'Those of whom the same is true share a row, and such nodes a column. An answer shows the statements of the first; for any other, ask ';
    const notes = [
      isMerged ? markup`${merged}${command('--can PRINCIPAL NODE')}.` : NOTHING,
      leftOut.principals > 0 ? markup`${principalCount(leftOut.principals)} of other kinds have no row here. Ask ${command('--what PRINCIPAL')}.` : NOTHING,
      leftOut.nodes > 0 ? markup`${nodeCount(leftOut.nodes)} of other kinds have no column here. Ask ${command('--who NODE')}.` : NOTHING,
      this.idleServices(),
      markup`Taken for granted: ${TAKEN_FOR_GRANTED}. Whether a node is reachable is for its own report.`,
    ];
    return markup`<ul class="notes">${notes.filter(note => note !== NOTHING).map(note => markup`<li>${note}</li>`)}</ul>`;
  }

  private idleServices(): Markup {
    const { idleServices: count, serviceRows } = this.matrix;
    if (count === 0) { return NOTHING; }
    const others = serviceRows.length > 0 ? 'other ' : '';
    return count === 1
      ? markup`One ${others}role that only services of AWS may assume opens nothing.`
      : markup`${count} ${others}roles that only services of AWS may assume open nothing.`;
  }
}

function command(question: string): Markup {
  return markup`<code>npx cdk-session-manager preflight … ${question}</code>`;
}

function cellPath(text: string): Markup {
  return pathText(text, WHOLE_WORD);
}

function answerAnchor(index: number): string {
  return `answer-${index + 1}`;
}

/** The first of those that are alike, and how many more. */
function alike(ids: readonly string[]): Markup {
  const [first, ...others] = ids;
  const rest = others.length - NAMED_ALIKE;
  return others.length === 0 ? cellPath(first) : together(
    markup`${cellPath(first)}<details class="alike"><summary>and ${others.length} more</summary><ul>`,
    markup`${others.slice(0, NAMED_ALIKE).map(id => markup`<li>${cellPath(id)}</li>`)}${rest > 0 ? markup`<li>and ${rest} more</li>` : NOTHING}</ul></details>`,
  );
}

function kindsOf(principals: readonly PreflightPrincipal[]): string {
  return [...new Set(principals.map(({ kind }) => kindName(kind)))].join(', ');
}

function principalCount(count: number): string {
  return `${count} ${count === 1 ? 'principal' : 'principals'}`;
}

/** Names without what all documents of the templates begin with, such as the stack: the answers have the whole names. A construct keeps its name. */
function shortNames(ids: readonly string[]): (document: PreflightDocumentAccess) => string {
  const [first = [], ...others] = [...new Set(ids)].map(id => id.split('/').slice(0, -2));
  const shared = first.findIndex((part, index) => others.some(other => other[index] !== part));
  const start = (shared < 0 ? first : first.slice(0, shared)).map(part => `${part}/`).join('');
  return document => documentName(document).replace(start, (found, at: number) => at === 0 ? '' : found);
}
