import { FindingMerger, MergedFinding } from './merge-findings';
import { isKnown, Known } from '../model/known';
import { Model } from '../model/model';
import { Subnet } from '../model/network/network';
import { networkPathTo } from '../model/network/network-path';
import { ManagedNode } from '../model/node';
import { remembered } from '../model/remembered';
import { Capability } from '../model/session/capability';
import { SessionDocumentInputs } from '../model/session/requirement';
import { sessionDocumentInputs } from '../model/session/session-document-inputs';
import { SessionDocument } from '../model/session/session-resources';
import { ALL_RULES } from '../rules/all-rules';
import { RuleContext } from '../rules/rule-context';
import { besideProxy } from '../rules/support/agent/agent-proxy';
import { requirementsOfNode } from '../rules/support/requirements-of-node';

/** What the rules say of a node. */
export interface NodeEvaluation {
  readonly node: ManagedNode;
  readonly contexts: RuleContext[];
  /** What the document in use asks for. */
  readonly documentInputs: Known<SessionDocumentInputs | undefined>;
  /** The most serious first, and among those in the order of the rules. */
  readonly findings: MergedFinding[];
}

/** Evaluates every rule for a node, from each subnet that it may start in. */
export function evaluateRules(model: Model, node: ManagedNode, required?: ReadonlySet<Capability>): NodeEvaluation {
  const documentInputs = inputsOf(node);
  const subnets = isKnown(node.subnets.value) ? node.subnets.value : [node.subnets.value];
  const shared = { model, node, documentInputs, required, requirements: requirementsOfNode(node, documentInputs) };
  const contexts = subnets.map(subnet => contextOf(shared, subnet));
  const merger = new FindingMerger();
  for (const context of contexts) {
    for (const rule of ALL_RULES) {
      for (const finding of rule.check(context)) {
        merger.add(rule, besideProxy(rule, finding, node), context);
      }
    }
  }
  return { node, contexts, documentInputs, findings: merger.merged() };
}

/** What all contexts of a node have in common. */
type SharedContext = Omit<RuleContext, keyof Surroundings>;

/** What all nodes in a subnet that have the same requirements have in common. */
type Surroundings = Pick<RuleContext, 'subnet' | 'pathTo' | 'capabilitiesOf'>;

const surroundings = new WeakMap<RuleContext['requirements'], Map<Known<Subnet>, Surroundings>>();

function contextOf(shared: SharedContext, subnet: Known<Subnet>): RuleContext {
  const { requirements } = shared;
  const known = remembered(surroundings, requirements, () => new Map<Known<Subnet>, Surroundings>());
  return { ...shared, ...remembered(known, subnet, () => surroundingsOf(requirements, subnet)) };
}

function surroundingsOf(requirements: RuleContext['requirements'], subnet: Known<Subnet>): Surroundings {
  return {
    subnet,
    pathTo: service => networkPathTo(subnet, service),
    capabilitiesOf: (...services) => {
      const wanted = services.length === 0 ? requirements : requirements.filter(({ service }) => services.includes(service));
      return [...new Set(wanted.flatMap(({ capabilities }) => capabilities))];
    },
  };
}

const inputsOfDocuments = new WeakMap<SessionDocument, Known<SessionDocumentInputs>>();

function inputsOf({ document }: ManagedNode): Known<SessionDocumentInputs | undefined> {
  return isKnown(document) && document
    ? remembered(inputsOfDocuments, document.document, () => sessionDocumentInputs(document.document))
    : document as Known<undefined>;
}
