import { accessFindings } from './access-findings';
import { idOf, sourceReport } from './node-report';
import { AccessProof, DocumentOutcome } from '../access/access-proof';
import { isOfPeople } from '../access/people';
import { DecidingPolicy } from '../model/iam/policy-evaluation';
import { Principal, PrincipalKind } from '../model/iam/principal';
import { isKnown, Known } from '../model/known';
import { constructPathOf } from '../model/location';
import { NodeInSight } from '../model/node';
import { display } from '../model/symbolic-text';
import {
  PreflightAccess, PreflightAccessVerdict, PreflightDocumentAccess, PreflightPrincipal, PreflightPrincipalKind, PreflightStatement,
} from '../preflight-access';
import { PreflightAccessFinding } from '../preflight-access-finding';
import { PreflightNode } from '../preflight-node';
import { Reading } from '../readers/reading';

/** The names of a node. */
type NamedNode = Pick<PreflightNode, 'id' | 'logicalId' | 'constructPath'>;

/** Answers who opens which sessions. Everything is looked at when somebody asks for it. */
export class AccessReport {
  private readonly proof: AccessProof;
  private readonly reports = new WeakMap<readonly DocumentOutcome[], PreflightDocumentAccess[]>();
  private known: ReadonlyMap<PreflightPrincipal, Principal> | undefined;
  private byNode: ReadonlyMap<string, NodeInSight> | undefined;
  private findings: PreflightAccessFinding[] | undefined;
  private named: readonly NamedNode[] | undefined;

  constructor(
    private readonly reading: Reading, private readonly inSight: readonly NodeInSight[],
    private readonly includes: (about: Pick<NodeInSight, 'resource'>) => boolean = () => true,
  ) {
    this.proof = new AccessProof(reading.model);
  }

  get accessFindings(): PreflightAccessFinding[] {
    return this.findings ??= accessFindings(this.reading, this.proof, this.inSight, this.includes);
  }

  get principals(): PreflightPrincipal[] { return [...this.everybody.keys()]; }

  get nodes(): readonly NamedNode[] {
    this.named ??= [...this.nodesById].map(([id, { resource }]) => ({ id, logicalId: resource.name, constructPath: constructPathOf(resource) }));
    return this.named;
  }

  access(principal: PreflightPrincipal, nodeId: string): PreflightAccess {
    return this.accessTo(principal, nodeId, this.documentsOf(this.proof.of(this.everybody.get(principal)!, this.nodesById.get(nodeId)!)));
  }

  accessWith(principal: PreflightPrincipal, nodeId: string, document: string): PreflightAccess {
    const outcome = this.proof.withDocument(this.everybody.get(principal)!, this.nodesById.get(nodeId)!, document);
    return this.accessTo(principal, nodeId, [documentReport(outcome)]);
  }

  private accessTo(principal: PreflightPrincipal, node: string, documents: PreflightDocumentAccess[]): PreflightAccess {
    const verdicts = new Set(documents.map(({ verdict }) => verdict));
    const { YES, NO, UNKNOWN } = PreflightAccessVerdict;
    return { principal, node, verdict: verdicts.has(YES) ? YES : verdicts.has(UNKNOWN) ? UNKNOWN : NO, documents };
  }

  private get everybody(): ReadonlyMap<PreflightPrincipal, Principal> {
    this.known ??= new Map(principalReports(this.reading.model.principals ?? []));
    return this.known;
  }

  private get nodesById(): ReadonlyMap<string, NodeInSight> {
    this.byNode ??= new Map(this.inSight.map(node => [idOf(node.resource), node]));
    return this.byNode;
  }

  /** Once for all nodes that have the same. */
  private documentsOf(outcomes: readonly DocumentOutcome[]): PreflightDocumentAccess[] {
    let documents = this.reports.get(outcomes);
    if (!documents) {
      documents = outcomes.map(documentReport);
      this.reports.set(outcomes, documents);
    }
    return documents;
  }
}

const KINDS: { readonly [kind in PrincipalKind]: PreflightPrincipalKind } = {
  'role': PreflightPrincipalKind.ROLE,
  'user': PreflightPrincipalKind.USER,
  'group': PreflightPrincipalKind.GROUP,
  'permission-set': PreflightPrincipalKind.PERMISSION_SET,
};

function principalReports(principals: readonly Principal[]): [PreflightPrincipal, Principal][] {
  const ids = new Map<string, number>();
  principals.forEach(principal => ids.set(idOfPrincipal(principal), (ids.get(idOfPrincipal(principal)) ?? 0) + 1));
  return principals.map(principal => {
    const { kind, name, location: { resource }, account } = principal;
    const id = idOfPrincipal(principal);
    // Several accounts may have somebody of one name, and an account a role and a user.
    const only = ids.get(id) === 1 ? id : display(`${account}:${kind}/${name}`);
    return [{ id: only, kind: KINDS[kind], name: display(name), isForServices: !isOfPeople(principal), source: sourceReport(resource) }, principal];
  });
}

function idOfPrincipal({ name, location: { resource }, isElsewhere }: Principal): string {
  return isElsewhere ? display(name) : idOf(resource);
}

function documentReport({ document: { name, document }, outcome }: DocumentOutcome): PreflightDocumentAccess {
  const { allowed, because, assuming, by } = outcome;
  return {
    document: display(name),
    documentId: document && idOf(document.location.resource),
    verdict: verdictOf(allowed),
    because: display(because),
    assuming: allowed === true ? assuming.map(display) : [],
    statements: by.map(statementReport),
  };
}

function verdictOf(allowed: Known<boolean>): PreflightAccessVerdict {
  if (!isKnown(allowed)) { return PreflightAccessVerdict.UNKNOWN; }
  return allowed ? PreflightAccessVerdict.YES : PreflightAccessVerdict.NO;
}

function statementReport({ name, statement, location: { resource, property } }: DecidingPolicy): PreflightStatement {
  return { policy: display(name), statement: statement && display(statement), source: sourceReport(resource), property };
}
