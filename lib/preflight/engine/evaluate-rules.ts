import { FindingMerger, MergedFinding } from './merge-findings';
import { isKnown, Known } from '../model/known';
import { Model } from '../model/model';
import { Subnet } from '../model/network/network';
import { NetworkPath, networkPathTo } from '../model/network/network-path';
import { ManagedNode } from '../model/node';
import { Capability } from '../model/session/capability';
import { SessionDocumentInputs } from '../model/session/requirement';
import { Service } from '../model/session/service';
import { sessionDocumentInputs } from '../model/session/session-document-inputs';
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
type SharedContext = Omit<RuleContext, 'subnet' | 'pathTo' | 'capabilitiesOf'>;

function contextOf(shared: SharedContext, subnet: Known<Subnet>): RuleContext {
  const { requirements } = shared;
  const paths = new Map<Service, NetworkPath>();
  return {
    ...shared,
    subnet,
    pathTo: service => {
      const path = paths.get(service) ?? networkPathTo(subnet, service);
      paths.set(service, path);
      return path;
    },
    capabilitiesOf: (...services) => {
      const wanted = services.length === 0 ? requirements : requirements.filter(({ service }) => services.includes(service));
      return [...new Set(wanted.flatMap(({ capabilities }) => capabilities))];
    },
  };
}

function inputsOf({ document }: ManagedNode): Known<SessionDocumentInputs | undefined> {
  return isKnown(document) && document ? sessionDocumentInputs(document.document) : document as Known<undefined>;
}
