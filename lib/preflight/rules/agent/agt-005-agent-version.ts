import { AGENT_FEATURES, AgentFeature, isOlder } from '../../../agent/versions';
import { isKnown } from '../../model/known';
import { Capability } from '../../model/session/capability';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { listed } from '../../model/words';
import { catalogued, Finding, Rule } from '../rule';
import { RuleContext } from '../rule-context';
import { RunningAgent, runningAgents } from '../support/agent/running-agents';
import { takesOver } from '../support/identity/permissions';

/** What takes a feature. */
interface Feature extends AgentFeature {
  readonly capabilities: readonly Capability[];
  /** Whether only some uses of the capabilities take it. */
  readonly partly?: boolean;
  isUsed(context: RuleContext): boolean;
}

const always = () => true;

const FEATURES: readonly Feature[] = [
  { ...AGENT_FEATURES.sessions, capabilities: ['SHELL'], isUsed: always },
  { ...AGENT_FEATURES.portForwarding, capabilities: ['PORT_FORWARDING'], isUsed: always },
  { ...AGENT_FEATURES.remoteHosts, capabilities: ['PORT_FORWARDING'], partly: true, isUsed: always },
  { ...AGENT_FEATURES.encryption, capabilities: ['KMS_ENCRYPTION'], isUsed: context => isAsked(context, 'key') },
  { ...AGENT_FEATURES.streaming, capabilities: ['TRANSCRIPT_CLOUDWATCH'], isUsed: context => isAsked(context, 'logGroup') && isAsked(context, 'streaming') },
  { ...AGENT_FEATURES.hostManagement, capabilities: SESSION_CAPABILITIES, isUsed: context => takesOver(context) === true },
];

export const agentVersionRule: Rule = {
  ...catalogued('SSM-AGT-005'),
  why: 'An agent that does not know a feature ends the session, or leaves the feature out without a message. Preflight assumes that an agent of unknown age is current.',
  fix: 'use a newer image, or install the newest agent in the user data',
  contract: 8,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html',
  reads: 'the version of the agent, by the image or by what user data installs, and the features that the session document and Default Host Management use',
  cannotSee: 'the version of an agent in a private image, and an update after the start',
  hop: 'AGENT',
  *check(context) {
    for (const agent of runningAgents(context)) {
      yield* missingFeatures(context, agent);
    }
  },
};

function* missingFeatures(context: RuleContext, { version, on, location }: RunningAgent): Generator<Finding> {
  const missing = FEATURES.filter(feature => isOlder(version, feature.since) && feature.isUsed(context));
  const wholly = missing.filter(feature => !feature.partly);
  const capabilities = [...new Set(wholly.flatMap(feature => feature.capabilities))];
  const partly = missing.filter(feature => feature.partly && !feature.capabilities.some(each => capabilities.includes(each)));
  for (const features of [wholly, partly]) {
    if (features.length > 0) {
      yield {
        severity: features === wholly ? 'BLOCKED' : 'WARNING',
        location,
        message: `${on} has agent ${version}, and ${listed(features.map(({ name, since }) => `${name} needs ${since}`))}`,
        capabilities: [...new Set(features.flatMap(feature => feature.capabilities))],
      };
    }
  }
}

function isAsked({ documentInputs }: RuleContext, what: 'key' | 'logGroup' | 'streaming'): boolean {
  const value = isKnown(documentInputs) && documentInputs ? documentInputs[what] : undefined;
  return value !== undefined && isKnown(value) && value !== false;
}
