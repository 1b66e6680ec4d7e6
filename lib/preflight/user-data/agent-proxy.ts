import type { Script } from './user-data';

/** A proxy that user data gives the agent. */
export interface AgentProxy {
  readonly on: 'windows' | 'unix';
  /** Only where the agent is a snap: the services of snaps read `/etc/environment`, which no other service does. */
  readonly ofSnapsOnly: boolean;
  /** Whether the proxy leaves out the instance metadata service. */
  readonly leavesOutMetadata: boolean;
}

/** A variable that is set, in whatever notation. */
const SETS_PROXY = /\bhttps?_?proxy\b/i;

/**
 * Where the agent reads a proxy on Unix: the settings of its own service, of systemd as a whole, of Upstart, and its own file. What a script exports,
 * and what is in `/etc/profile`, reaches no service.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/configure-proxy-ssm-agent.html
 */
const UNIX = [
  /amazon-ssm-agent(\.amazon-ssm-agent)?\.service(\.d\b|\b)/i, /init\/amazon-ssm-agent\.(override|conf)\b/i, /amazon-ssm-agent\.json\b/i,
  /\bsystemctl\s+(--\S+\s+)*(edit\b.*amazon-ssm-agent|set-environment\b)/i, /systemd\/system\.conf\b/i, /\bDefaultEnvironment=/,
];

/**
 * The same on Windows: its service, the environment of the machine, and the settings of Internet Explorer and WinHTTP.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/configure-proxy-ssm-agent-windows.html
 */
const WINDOWS = [/services\\amazonssmagent/i, /setenvironmentvariable\([^)]{0,300}machine/i, /\bsetx\b.*\/m\b/i, /session manager\\environment/i];
const WINDOWS_PROXY = [/\bnetsh\s+winhttp\s+(set|import)\s+proxy/i, /\bproxyserver\b|\bautoconfigurl\b/i];

/** Whether a script gives the agent a proxy. What it does in branches, and whether it does it before the agent starts, is for people to check. */
export function agentProxyIn({ language, text: written }: Script): AgentProxy | undefined {
  const text = written.split('\n').filter(line => !/^\s*(#(?!cloud-config)|rem\b|::)/i.test(line)).join('\n');
  const leavesOutMetadata = /no_?proxy[^\n]*169\.254\.169\.254/i.test(text);
  if (language === 'powershell') {
    const isGiven = WINDOWS_PROXY.some(pattern => pattern.test(text)) || (SETS_PROXY.test(text) && WINDOWS.some(pattern => pattern.test(text)));
    return isGiven ? { on: 'windows', ofSnapsOnly: false, leavesOutMetadata } : undefined;
  }
  if (!SETS_PROXY.test(text)) { return undefined; }
  if (UNIX.some(pattern => pattern.test(text))) { return { on: 'unix', ofSnapsOnly: false, leavesOutMetadata }; }
  return /\/etc\/environment\b/.test(text) ? { on: 'unix', ofSnapsOnly: true, leavesOutMetadata } : undefined;
}
