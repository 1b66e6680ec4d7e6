import { documentName } from './access-words';
import { AccessAnswers, NamedNode } from './report-data';
import { PreflightAccess, PreflightAccessVerdict, PreflightDocumentAccess, PreflightPrincipal } from '../preflight-access';

/** How much of a matrix is shown: more of it nobody reads. */
export interface MatrixLimits {
  readonly rows: number;
  readonly columns: number;
}

/** People by nodes. Those of whom the same is true are one row, and nodes of which it is are one column. */
export interface AccessMatrix {
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
  /** Roles of services that may open something: people who may use the service may open it, too. */
  readonly serviceRows: readonly MatrixRow[];
  /** The documents that each answer tells of, or that templates have. */
  readonly documents: readonly MatrixDocument[];
  /** Who opens nothing and is no row: roles of services. */
  readonly idleServices: number;
  /** How many principals and nodes have no place. */
  readonly leftOut: { readonly principals: number; readonly nodes: number };
}

export interface MatrixColumn {
  readonly nodes: readonly NamedNode[];
}

export interface MatrixRow {
  readonly principals: readonly PreflightPrincipal[];
  /** Of the first of them with the first node of each column. */
  readonly cells: readonly PreflightAccess[];
}

export interface MatrixDocument {
  readonly key: string;
  readonly name: string;
}

/** The matrix of all answers; undefined where there is nobody and nothing to tell of. */
export function accessMatrix(answers: AccessAnswers, limits: MatrixLimits): AccessMatrix | undefined {
  const kinds = new AnswerKinds(answers);
  const columns = openFirst(kinds.alikeNodes(), ({ isOpen }) => isOpen);
  const rows = openFirst(kinds.alikePrincipals(columns), ({ isOpen }) => isOpen);
  const [people, services] = [false, true].map(isService => rows.filter(({ principals: [{ isForServices }] }) => isForServices === isService));
  const openServices = services.filter(({ isOpen }) => isOpen);
  if (columns.length === 0 || people.length + openServices.length === 0) { return undefined; }
  const shownColumns = columns.slice(0, limits.columns);
  const withCells = (of: readonly AlikePrincipals[]) => of.map(({ principals }): MatrixRow => ({
    principals, cells: shownColumns.map(({ nodes }) => answers.access(principals[0], nodes[0].id)),
  }));
  const [shownPeople, shownServices] = [people.slice(0, limits.rows), openServices.slice(0, Math.max(limits.rows - people.length, 0))].map(withCells);
  return {
    columns: shownColumns,
    rows: shownPeople,
    serviceRows: shownServices,
    documents: documentsOf([...shownPeople, ...shownServices].flatMap(({ cells }) => cells)),
    idleServices: principalsIn(services) - principalsIn(openServices),
    leftOut: {
      principals: principalsIn([...people, ...openServices]) - principalsIn([...shownPeople, ...shownServices]),
      nodes: columns.slice(limits.columns).reduce((count, { nodes }) => count + nodes.length, 0),
    },
  };
}

/** A document as the filter of a matrix calls it, whichever node it is for. */
export function documentKey({ document, documentId }: PreflightDocumentAccess): string {
  return documentId ?? document;
}

interface AlikeNodes extends MatrixColumn {
  /** The place of the first of them among all. */
  readonly index: number;
  readonly isOpen: boolean;
}

interface AlikePrincipals {
  readonly principals: readonly PreflightPrincipal[];
  readonly isOpen: boolean;
}

/** Which answers say the same, but for the statements that decide. */
class AnswerKinds {
  private readonly byDocuments = new Map<readonly PreflightDocumentAccess[], number>();
  private readonly byText = new Map<string, number>();
  private readonly open = new Set<number>();
  /** The kind of each principal with each node. */
  private readonly kinds: ReadonlyMap<PreflightPrincipal, readonly number[]>;

  constructor(private readonly answers: AccessAnswers) {
    this.kinds = new Map(answers.principals.map(principal => [
      principal, answers.nodes.map(({ id }) => this.kindOf(answers.access(principal, id).documents)),
    ]));
  }

  alikeNodes(): AlikeNodes[] {
    const ofPrincipals = [...this.kinds.values()];
    const indices = grouped(this.answers.nodes.map((_, index) => index), index => ofPrincipals.map(kinds => kinds[index]).join());
    return indices.map(alike => ({
      index: alike[0], nodes: alike.map(index => this.answers.nodes[index]), isOpen: ofPrincipals.some(kinds => this.open.has(kinds[alike[0]])),
    }));
  }

  alikePrincipals(columns: readonly AlikeNodes[]): AlikePrincipals[] {
    const kindsOf = (principal: PreflightPrincipal) => columns.map(({ index }) => this.kinds.get(principal)![index]);
    const groups = grouped(this.answers.principals, principal => [String(principal.isForServices), ...kindsOf(principal)].join());
    return groups.map(principals => ({ principals, isOpen: kindsOf(principals[0]).some(kind => this.open.has(kind)) }));
  }

  /** Answers of nodes that are alike are one list, so that most lists are seen before. */
  private kindOf(documents: readonly PreflightDocumentAccess[]): number {
    let kind = this.byDocuments.get(documents);
    if (kind === undefined) {
      const text = JSON.stringify(documents.map(document => [documentKey(document), document.verdict, document.assuming]));
      kind = this.byText.get(text) ?? this.byText.size;
      this.byText.set(text, kind);
      this.byDocuments.set(documents, kind);
      if (documents.some(({ verdict }) => verdict !== PreflightAccessVerdict.NO)) { this.open.add(kind); }
    }
    return kind;
  }
}

function grouped<T>(things: readonly T[], keyOf: (thing: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) { group.push(thing); } else { groups.set(key, [thing]); }
  }
  return [...groups.values()];
}

function openFirst<T>(things: readonly T[], isOpen: (thing: T) => boolean): T[] {
  return [...things.filter(isOpen), ...things.filter(thing => !isOpen(thing))];
}

function principalsIn(rows: readonly Pick<MatrixRow, 'principals'>[]): number {
  return rows.reduce((count, { principals }) => count + principals.length, 0);
}

/** What only the policies of some people name is left out: of the others nobody asked. */
function documentsOf(cells: readonly PreflightAccess[]): MatrixDocument[] {
  const counts = new Map<string, { readonly name: string; readonly isInTemplates: boolean; count: number }>();
  for (const document of cells.flatMap(({ documents }) => documents)) {
    const key = documentKey(document);
    const found = counts.get(key) ?? { name: documentName(document), isInTemplates: document.documentId !== undefined, count: 0 };
    found.count += 1;
    counts.set(key, found);
  }
  return [...counts].filter(([, { isInTemplates, count }]) => isInTemplates || count === cells.length).map(([key, { name }]) => ({ key, name }));
}
