import { isOlder, WITHOUT_LEGACY_MESSAGES } from './agent/agent-version';
import { installRequirements } from './agent/install-requirements';
import { isKnown, Known } from '../../model/known';
import { ManagedNode } from '../../model/node';
import { Requirement, SessionDocumentInputs } from '../../model/session/requirement';
import { requirementsOf } from '../../model/session/requirements';

/** All that a node has to reach: for its agent, for the installation of its agent, and for the session document in use. */
export function requirementsOfNode(node: ManagedNode, documentInputs: Known<SessionDocumentInputs | undefined>): Requirement[] {
  const oldAgent = node.images.some(({ value }) => isKnown(value) && isOld(value.agentVersion));
  return [...requirementsOf(node.environment, documentInputs, { oldAgent }), ...installRequirements(node)];
}

/** Such agents take their commands from ec2messages. */
function isOld(version: string | undefined): boolean {
  return version !== undefined && isOlder(version, WITHOUT_LEGACY_MESSAGES);
}
