/**
 * From this one on the agent takes commands through the channels of sessions, and needs ec2messages no more.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
 */
export const WITHOUT_LEGACY_MESSAGES = '3.3.40';

/** Something that the agent can do since a version. */
export interface AgentFeature {
  readonly name: string;
  readonly since: string;
}

/**
 * The first version with a feature; docs/agent-contract.md, section 8.
 *
 * @see https://github.com/aws/amazon-ssm-agent/blob/mainline/RELEASENOTES.md
 */
export const AGENT_FEATURES = {
  sessions: { name: 'Session Manager', since: '2.3.68' },
  encryption: { name: 'encryption of sessions', since: '2.3.539' },
  interactiveCommands: { name: 'commands with a terminal', since: '2.3.668' },
  portForwarding: { name: 'port forwarding', since: '2.3.672' },
  runAs: { name: 'Run As', since: '2.3.672' },
  shellProfile: { name: 'shell profiles', since: '3.0.196' },
  streaming: { name: 'streaming to CloudWatch Logs', since: '3.0.356' },
  nonInteractiveCommands: { name: 'commands without a terminal', since: '3.0.1124' },
  remoteHosts: { name: 'port forwarding to a remote host', since: '3.1.1188' },
  hostManagement: { name: 'Default Host Management', since: '3.2.582' },
} as const satisfies { readonly [feature: string]: AgentFeature };

/** Whether a version comes before another. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map(text => text.split('.').map(Number));
  const differs = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return differs >= 0 && (a[differs] ?? 0) < b[differs];
}
