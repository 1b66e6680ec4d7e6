import { AGENT_NAME, threatensAgent } from './agent-event';

/** The first of the settings of a helper, each `path: value`, that may keep the agent from running: a service that is off, or a command that names the agent. */
export function threatIn(settings: readonly string[]): string | undefined {
  return settings.find(setting => AGENT_NAME.test(setting) && (SERVICE_OFF.test(setting) || threatensAgent(setting)));
}

const SERVICE_OFF = /\/services\/.*\/(enabled|ensureRunning): *false$/i;
