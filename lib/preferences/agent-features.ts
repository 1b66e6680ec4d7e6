import type { SessionDocumentContent } from './session-document-content';
import { AGENT_FEATURES, AgentFeature } from '../agent/versions';

/** What the agent has to be able to do for the sessions of a document. */
export function agentFeaturesOf({ sessionType, inputs, properties }: SessionDocumentContent): AgentFeature[] {
  const { linux, windows } = inputs?.shellProfile ?? {};
  const used: [boolean, AgentFeature][] = [
    [true, AGENT_FEATURES.sessions],
    [Boolean(inputs?.kmsKeyId), AGENT_FEATURES.encryption],
    [sessionType === 'InteractiveCommands', AGENT_FEATURES.interactiveCommands],
    [sessionType === 'NonInteractiveCommands', AGENT_FEATURES.nonInteractiveCommands],
    [sessionType === 'Port', AGENT_FEATURES.portForwarding],
    [properties?.host !== undefined, AGENT_FEATURES.remoteHosts],
    [inputs?.runAsEnabled === true, AGENT_FEATURES.runAs],
    [Boolean(linux) || Boolean(windows), AGENT_FEATURES.shellProfile],
    [inputs?.cloudWatchStreamingEnabled === true, AGENT_FEATURES.streaming],
  ];
  return used.filter(([isUsed]) => isUsed).map(([, feature]) => feature);
}
