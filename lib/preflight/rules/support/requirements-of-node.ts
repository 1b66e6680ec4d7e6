import { installRequirements } from './agent/install-requirements';
import { isOlder, WITHOUT_LEGACY_MESSAGES } from '../../../agent/versions';
import { isKnown, Known } from '../../model/known';
import { Environment, ManagedNode } from '../../model/node';
import { remembered } from '../../model/remembered';
import { Requirement, SessionDocumentInputs } from '../../model/session/requirement';
import { requirementsOf } from '../../model/session/requirements';

/** All that a node has to reach: for its agent, for the installation of its agent, and for the session document in use. */
export function requirementsOfNode(node: ManagedNode, documentInputs: Known<SessionDocumentInputs | undefined>): readonly Requirement[] {
  const versions = node.reportedAgent
    ? [node.reportedAgent.version]
    : node.images.map(({ value }) => isKnown(value) ? value.agentVersion : undefined);
  const oldAgent = versions.some(version => version !== undefined && isOlder(version, WITHOUT_LEGACY_MESSAGES));
  const common = commonRequirements(node.environment, documentInputs, oldAgent);
  const installs = installRequirements(node);
  return installs.length > 0 ? [...common, ...installs] : common;
}

/** The nodes of a stack mostly need the same, and what is found out for one list of requirements is then found out for all of them. */
const requirementsOfStacks = new WeakMap<Environment, Map<unknown, readonly Requirement[]>>();

function commonRequirements(
  environment: Environment, documentInputs: Known<SessionDocumentInputs | undefined>, oldAgent: boolean,
): readonly Requirement[] {
  const make = () => requirementsOf(environment, documentInputs, { oldAgent });
  return oldAgent ? make() : remembered(remembered(requirementsOfStacks, environment, () => new Map()), documentInputs, make);
}
