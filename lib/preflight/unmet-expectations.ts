import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { documentNamed, nodeFinder, NOBODY, principalFinder } from './access-questions';
import { Expected, Named } from './expected';
import { UnknownName } from './find-by-id';
import { PreflightAccess, PreflightAccessVerdict, PreflightDocumentAccess, PreflightPrincipal, PreflightPrincipalKind } from './preflight-access';
import type { PreflightReport } from './preflight-report';
import { PreflightSeverity } from './preflight-severity';
import { byReason, documentName, principalName, statementPlaces } from './report/access-words';
import { firstOf } from './report/causes';
import type { AccessAnswers, NamedNode } from './report/report-data';
import { fileName } from './report/template-names';
import { UnmetExpectation } from './report/unmet-expectation';
import type { SessionExpectation } from './session-expectation';

const { YES, NO, UNKNOWN } = PreflightAccessVerdict;

// What a sentence names. `whoCan` and --who have the others.
const NAMED = 3;
const REASONS = 2;

/** What of the expectations does not hold, or is not decided. Nodes of which the same is true are told together. */
export function unmetExpectations(report: PreflightReport, expectations: readonly SessionExpectation[]): UnmetExpectation[] {
  const answers = report._accessAnswers ?? NOBODY;
  return expectations.flatMap(({ _expected }) => unmetOf(answers, _expected));
}

function unmetOf(answers: AccessAnswers, expected: Expected): UnmetExpectation[] {
  const people = lookedUp(expected.people, each => principalsOf(each, answers.principals));
  const nodes = lookedUp(expected.nodes, each => nodesOf(each, answers.nodes));
  const unknown = [...people.unknown, ...nodes.unknown, ...unknownDocuments(answers, nodes.found, expected.documents)];
  return unknown.length > 0 ? unknown : new Comparison(answers, expected, people.found).with(nodes.found);
}

/** One expectation beside what the report says. */
class Comparison {
  private readonly people: ReadonlySet<PreflightPrincipal>;

  constructor(private readonly answers: AccessAnswers, private readonly expected: Expected, people: readonly PreflightPrincipal[]) {
    this.people = new Set(people);
  }

  with(nodes: readonly NamedNode[]): UnmetExpectation[] {
    const asked = this.expected.isExclusive ? this.answers.principals : [...this.people];
    return asked.flatMap(principal => this.of(principal, nodes));
  }

  private of(principal: PreflightPrincipal, nodes: readonly NamedNode[]): UnmetExpectation[] {
    const may = this.people.has(principal) && this.expected.may;
    const groups = new Map<string, { readonly documents: readonly PreflightDocumentAccess[]; readonly nodes: string[] }>();
    for (const { id } of nodes) {
      const access = this.answers.access(principal, id);
      for (const documents of this.questions(access).filter(question => verdictOf(question) !== (may ? YES : NO))) {
        const key = JSON.stringify(documents);
        const group = groups.get(key) ?? { documents, nodes: [] };
        group.nodes.push(id);
        groups.set(key, group);
      }
    }
    return [...groups.values()].map(group => this.unmet(principal, may, group.documents, group.nodes));
  }

  /** Documents of which any one is enough; each by itself where the expectation names them. */
  private questions({ principal, node, documents }: PreflightAccess): (readonly PreflightDocumentAccess[])[] {
    if (this.expected.documents.length === 0) { return [documents]; }
    return this.expected.documents.flatMap(each => {
      const found = documentsOf(each, documents);
      // A name that only the policies of others have.
      return (found.length > 0 ? found : this.answers.accessWith(principal, node, String(each)).documents).map(document => [document]);
    });
  }

  private unmet(
    principal: PreflightPrincipal, may: boolean, documents: readonly PreflightDocumentAccess[], nodes: readonly string[],
  ): UnmetExpectation {
    const verdict = verdictOf(documents);
    const reasons = byReason(documents.filter(document => document.verdict === verdict));
    const statements = reasons.slice(0, REASONS).flatMap(([first]) => first.statements);
    const [{ source, property }] = [...statements, { source: principal.source, property: undefined }];
    return {
      severity: verdict === UNKNOWN ? PreflightSeverity.UNKNOWN : PreflightSeverity.BLOCKED,
      message: `${this.expectation(principal, may, nodes)}, and ${this.outcome(principal, verdict)}: ${reasonsText(verdict, reasons)}`,
      statements: statementPlaces(statements, fileName),
      fix: this.fix(principal, may, verdict),
      source,
      property,
    };
  }

  private expectation(principal: PreflightPrincipal, may: boolean, nodes: readonly string[]): string {
    const withNodes = `with ${firstOf(nodes, NAMED)}`;
    if (this.people.has(principal)) { return `${principalName(principal)} is expected to open ${may ? 'sessions' : 'no session'} ${withNodes}`; }
    const people = [...this.people].map(({ id }) => id);
    return `${people.length === 0 ? 'Nobody' : `Nobody but ${firstOf(people, NAMED)}`} is expected to open sessions ${withNodes}`;
  }

  private outcome(principal: PreflightPrincipal, verdict: PreflightAccessVerdict): string {
    const who = this.people.has(principal) ? '' : `${principalName(principal)} `;
    switch (verdict) {
      case YES: return `${who}can`;
      case NO: return `${who}cannot`;
      case UNKNOWN: return `whether ${who === '' ? 'that is so' : `${who}can`} is not decided`;
    }
  }

  private fix(principal: PreflightPrincipal, may: boolean, verdict: PreflightAccessVerdict): string {
    if (verdict === UNKNOWN) { return 'Bring into the app what decides it, or expect something else'; }
    if (may) { return `Grant ${principal.id} what is missing, or leave it out of the expectation`; }
    return `Take the grant from ${principal.id}, or ${this.people.has(principal) ? 'expect something else' : 'name it in the expectation'}`;
  }
}

function verdictOf(documents: readonly PreflightDocumentAccess[]): PreflightAccessVerdict {
  return [YES, UNKNOWN].find(verdict => documents.some(document => document.verdict === verdict)) ?? NO;
}

function reasonsText(verdict: PreflightAccessVerdict, reasons: readonly (readonly PreflightDocumentAccess[])[]): string {
  return reasons.slice(0, REASONS).map(alike => {
    const [{ because, assuming }] = alike;
    return `${firstOf(alike.map(documentName), NAMED)}: ${verdict === YES ? [because, ...assuming].join(', ') : because}`;
  }).join('; ');
}

interface LookedUp<T> {
  readonly found: readonly T[];
  readonly unknown: readonly UnmetExpectation[];
}

function lookedUp<T>(names: readonly Named[], find: (name: Named) => readonly T[] | string): LookedUp<T> {
  const results = names.map(find);
  return {
    found: [...new Set(results.flatMap(result => typeof result === 'string' ? [] : result))],
    unknown: results.flatMap(result => typeof result === 'string' ? [unknownName(result)] : []),
  };
}

function unknownName(message: string): UnmetExpectation {
  return {
    severity: PreflightSeverity.BLOCKED,
    message: `An expectation is about what the report does not have: ${message}`,
    statements: [],
    fix: 'Expect something of what is in these templates; `report.principals` and `report.nodes` have all names',
  };
}

function principalsOf(name: Named, principals: readonly PreflightPrincipal[]): readonly PreflightPrincipal[] | string {
  if (typeof name === 'string') { return byName(() => principalFinder(principals).find(name)); }
  const inside = principals.filter(({ id, source: { constructPath } }) => isInside(name, constructPath ?? id));
  const found = inside.length > 0 ? inside : importedAs(name, principals);
  return found.length > 0 ? found : `${shown(name)} has no role, user, group or permission set in the templates, and none is attached a policy by its name`;
}

function nodesOf(name: Named, nodes: readonly NamedNode[]): readonly NamedNode[] | string {
  if (typeof name === 'string') { return byName(() => nodeFinder(nodes).find(name)); }
  const found = nodes.filter(({ id, constructPath }) => isInside(name, constructPath ?? id));
  return found.length > 0 ? found : `${shown(name)} has no node in the templates that are looked at`;
}

function byName<T>(find: () => T): readonly T[] | string {
  try {
    return [find()];
  } catch (error) {
    if (error instanceof UnknownName) { return error.message; }
    throw error;
  }
}

function isInside({ node }: Exclude<Named, string>, constructPath: string): boolean {
  return constructPath === node.path || constructPath.startsWith(`${node.path}/`);
}

/** What the CDK calls the name of an import. */
const NAME_PROPERTIES: { readonly [kind in PreflightPrincipalKind]?: string } = {
  [PreflightPrincipalKind.ROLE]: 'roleName', [PreflightPrincipalKind.USER]: 'userName', [PreflightPrincipalKind.GROUP]: 'groupName',
};

function importedAs(construct: Exclude<Named, string>, principals: readonly PreflightPrincipal[]): PreflightPrincipal[] {
  return principals.filter(({ kind, name }) => {
    const property = NAME_PROPERTIES[kind];
    const given: unknown = property && (construct as unknown as Record<string, unknown>)[property];
    return given === name && !Token.isUnresolved(given);
  });
}

function shown(construct: Exclude<Named, string>): string {
  return `the construct ${construct.node.path}`;
}

/** Of documents that are in no template, those count as known that some policy names. */
function unknownDocuments(answers: AccessAnswers, nodes: readonly NamedNode[], documents: readonly Named[]): UnmetExpectation[] {
  if (answers.principals.length === 0) { return []; }
  return documents.flatMap(name => {
    const isListed = (node: string) => (principal: PreflightPrincipal) => documentsOf(name, answers.access(principal, node).documents).length > 0;
    const looked = byName(() => nodes.filter(({ id }) => !answers.principals.some(isListed(id))));
    if (typeof looked === 'string') { return [unknownName(looked)]; }
    const [unseen] = looked;
    const what = Construct.isConstruct(name) ? shown(name) : `'${name}'`;
    return unseen.length === 0 ? [] : [unknownName(`${what} has no session document for sessions with ${firstOf(unseen.map(({ id }) => id), NAMED)}`)];
  });
}

function documentsOf(name: Named, documents: readonly PreflightDocumentAccess[]): readonly PreflightDocumentAccess[] {
  if (typeof name !== 'string') { return documents.filter(({ documentId }) => documentId !== undefined && isInside(name, documentId)); }
  const found = documentNamed(documents, name);
  return found ? [found] : [];
}
