import { installRequirements } from './agent/install-requirements';
import { isOlder, WITHOUT_LEGACY_MESSAGES } from '../../../agent/versions';
import { isKnown, Known } from '../../model/known';
import { ManagedNode } from '../../model/node';
import { Requirement, SessionDocumentInputs } from '../../model/session/requirement';
import { requirementsOf } from '../../model/session/requirements';

/** All that a node has to reach: for its agent, for the installation of its agent, and for the session document in use. */
export function requirementsOfNode(node: ManagedNode, documentInputs: Known<SessionDocumentInputs | undefined>): Requirement[] {
  const versions = node.reportedAgent
    ? [node.reportedAgent.version]
    : node.images.map(({ value }) => isKnown(value) ? value.agentVersion : undefined);
  const oldAgent = versions.some(version => version !== undefined && isOlder(version, WITHOUT_LEGACY_MESSAGES));
  return [...requirementsOf(node.environment, documentInputs, { oldAgent }), ...installRequirements(node)];
}
