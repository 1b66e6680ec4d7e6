import { Runs } from './runs';

/**
 * Something that a command does to an agent that is there.
 *
 * `upset` is what may keep the agent from running in a way that preflight cannot follow, such as killing it, which systemd answers by starting it again.
 */
export type AgentEffect = 'install' | 'start' | 'stop' | 'enable' | 'disable' | 'mask' | 'unmask' | 'remove' | 'upset' | 'reboot';

export interface AgentEvent {
  readonly effect: AgentEffect;
  readonly runs: Exclude<Runs, 'never'>;
  readonly on: 'windows' | 'unix';
  /** As what the command takes the agent; undefined where it makes no difference. */
  readonly as?: 'snap' | 'package';
  /** The package manager, which not every system has. */
  readonly tool?: string;
  /** Of what installs the agent: whether it gets it from repositories by its name. */
  readonly fromRepository?: boolean;
  /** The command, for people to read. */
  readonly command: string;
}

/** Matches what names the agent to a service manager, a package manager or `kill`. */
export const AGENT_NAME = /amazon[- ]?ssm|com\.amazon\.aws\.ssm/i;

const THREATS = /\b(stop|stopped|disable|disabled|mask|kill|pkill|killall|remove|purge|erase|uninstall|absent|delete)\b|\brpm\s+-e|\brm\s/i;

/** Whether a line of a text, which may run in a way that preflight does not see, could stop or remove the agent. */
export function threatensAgent(text: string): boolean {
  return text.split('\n').some(line => AGENT_NAME.test(line) && THREATS.test(line) && !/^\s*#/.test(line));
}
