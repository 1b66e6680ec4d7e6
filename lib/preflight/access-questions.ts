import { findById, Finder } from './find-by-id';
import { PreflightAccess, PreflightAccessVerdict, PreflightDocumentAccess, PreflightPrincipal } from './preflight-access';
import { PreflightAccessFinding } from './preflight-access-finding';
import type { AccessAnswers, NamedNode } from './report/report-data';

/** Asks who opens which sessions, by the names that people give things. */
export class AccessQuestions {
  private nodes: Finder<NamedNode> | undefined;
  private people: Finder<PreflightPrincipal> | undefined;

  constructor(private readonly answers: AccessAnswers = NOBODY) {}

  get principals(): PreflightPrincipal[] { return this.answers.principals; }

  get findings(): PreflightAccessFinding[] { return this.answers.accessFindings; }

  /** @throws if a name is of nothing, or of more than one thing */
  access(principal: string, node: string, document?: string): PreflightAccess {
    return this.ofOne(this.principal(principal), this.node(node), document);
  }

  /** All who are not kept out of a node. */
  whoCan(node: string, document?: string): PreflightAccess[] {
    const found = this.node(node);
    return this.principals.map(principal => this.ofOne(principal, found, document)).filter(isOpen);
  }

  /** All nodes that somebody is not kept out of. */
  whatCan(principal: string, document?: string): PreflightAccess[] {
    const found = this.principal(principal);
    return this.answers.nodes.map(node => this.ofOne(found, node, document)).filter(isOpen);
  }

  private ofOne(principal: PreflightPrincipal, { id }: NamedNode, document: string | undefined): PreflightAccess {
    const access = this.answers.access(principal, id);
    if (document === undefined) { return access; }
    const named = documentNamed(access.documents, document);
    return named ? { ...access, verdict: named.verdict, documents: [named] } : this.answers.accessWith(principal, id, document);
  }

  private node(id: string): NamedNode {
    this.nodes ??= nodeFinder(this.answers.nodes);
    return this.nodes.find(id);
  }

  private principal(id: string): PreflightPrincipal {
    this.people ??= principalFinder(this.principals);
    return this.people.find(id);
  }
}

/** Finds nodes by their names. */
export function nodeFinder(nodes: readonly NamedNode[]): Finder<NamedNode> {
  const names = ({ constructPath, logicalId }: NamedNode) => ({ exactly: constructPath, roughly: [logicalId] });
  return new Finder(nodes, names, { parameter: 'node', what: 'node' });
}

/** Finds people by their names. */
export function principalFinder(principals: readonly PreflightPrincipal[]): Finder<PreflightPrincipal> {
  const names = ({ name, source }: PreflightPrincipal) => ({ exactly: source.constructPath, roughly: [source.name, name] });
  return new Finder(principals, names, { parameter: 'principal', what: 'principal' });
}

/** The answers about nothing. */
export const NOBODY: AccessAnswers = { principals: [], nodes: [], accessFindings: [], access: fail, accessWith: fail };

function fail(): never {
  throw new Error('the report has nobody who could be let in');
}

function isOpen({ verdict }: PreflightAccess): boolean {
  return verdict !== PreflightAccessVerdict.NO;
}

/**
 * A document by its name, or as other things are found; undefined for one that is not in sight.
 *
 * @throws if the name is of more than one document
 */
export function documentNamed(documents: readonly PreflightDocumentAccess[], name: string): PreflightDocumentAccess | undefined {
  const named = documents.find(({ document }) => document === name);
  if (named) { return named; }
  const inTemplates = documents.flatMap(access => access.documentId === undefined ? [] : [{ id: access.documentId, access }]);
  const fits = inTemplates.filter(({ id }) => id === name || id.startsWith(`${name}/`) || id.endsWith(`/${name}`));
  const names = ({ id }: { id: string }) => ({ exactly: undefined, roughly: [id.split('/').pop()!] });
  return fits.length === 0 ? undefined : findById(fits, names, name, { parameter: 'document', what: 'document' }).access;
}
