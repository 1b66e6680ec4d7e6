import { AGENT_NAME, AgentEffect } from './agent-event';
import { PACKAGE_TOOLS } from './package-tools';

/** What a command does to the agent, and as what it takes it. */
export interface ServiceAction {
  readonly effects: readonly AgentEffect[];
  readonly as?: 'snap' | 'package';
}

/** Verbs of service managers; a restart of what is stopped starts it, and `try-restart` does not. */
const VERBS: { readonly [verb: string]: AgentEffect } = {
  'start': 'start',
  'restart': 'start',
  'reload-or-restart': 'start',
  'force-restart': 'start',
  'stop': 'stop',
  'enable': 'enable',
  'reenable': 'enable',
  'on': 'enable',
  'disable': 'disable',
  'off': 'disable',
  '--del': 'disable',
  'mask': 'mask',
  'unmask': 'unmask',
  'kill': 'upset',
};

/** What of the agent's own files it does not run without. */
const OWN_FILES = /\/s?bin\/(amazon-ssm-agent|ssm-\w)|amazon-ssm-agent\.service$|^\/(var\/lib\/)?snapd?\/.*amazon-ssm-agent|^\/opt\/aws\/ssm|Services.AmazonSSMAgent/i;

/** Commands of Unix that start, stop, enable, disable or remove the agent, by their words; undefined for others. */
export function serviceAction(name: string, words: readonly string[]): ServiceAction | undefined {
  const [, ...others] = words;
  switch (name) {
    case 'systemctl': return systemctl(others);
    case 'service': case 'invoke-rc.d': case 'rc-service': return named(others) && verb(others[1]);
    case 'chkconfig': return named(others) && verb(others.find(word => word in VERBS) ?? '');
    case 'update-rc.d': case 'rc-update': return named(others) && { effects: others.some(word => /^(disable|remove|del)$/.test(word)) ? ['disable'] : ['enable'] };
    case 'start': case 'stop': case 'restart': return named(others) && verb(name);
    case 'initctl': return named(others) && verb(others[0]);
    case 'launchctl': return named(others) && { effects: launchctl(others[0]) };
    case 'amazon-ssm-agent': return words[0].includes('/init.d/') ? verb(others[0]) : undefined;
    case 'snap': return named(others) ? snap(others) : undefined;
    case 'kill': case 'pkill': case 'killall': return named(others) && { effects: ['upset'] };
    case 'rm': case 'unlink': case 'mv': case 'chmod': case 'truncate': return others.some(word => OWN_FILES.test(word)) ? { effects: ['upset'] } : undefined;
    case 'reboot': return { effects: ['reboot'] };
    case 'shutdown': return others.includes('-r') ? { effects: ['reboot'] } : undefined;
    case 'init': case 'telinit': return others[0] === '6' ? { effects: ['reboot'] } : undefined;
    default: return removal(name, others);
  }
}

function systemctl(words: readonly string[]): ServiceAction | undefined {
  const [action, ...units] = words.filter(word => !word.startsWith('-'));
  if (action === 'reboot') { return { effects: ['reboot'] }; }
  const agents = units.filter(unit => AGENT_NAME.test(unit));
  const effect = VERBS[action ?? ''];
  if (agents.length === 0 || effect === undefined || !Object.hasOwn(VERBS, action)) { return undefined; }
  const now: AgentEffect[] = !words.includes('--now') ? [] : effect === 'enable' ? ['start'] : ['stop'];
  return { effects: [effect, ...now], as: agents.every(unit => unit.startsWith('snap.')) ? 'snap' : 'package' };
}

function snap(words: readonly string[]): ServiceAction | undefined {
  const has = (option: string) => words.includes(option);
  switch (words.find(word => !word.startsWith('-'))) {
    case 'start': return { effects: has('--enable') ? ['enable', 'start'] : ['start'], as: 'snap' };
    case 'restart': return { effects: ['start'], as: 'snap' };
    case 'stop': return { effects: has('--disable') ? ['stop', 'disable'] : ['stop'], as: 'snap' };
    case 'enable': return { effects: ['enable', 'start'], as: 'snap' };
    case 'disable': return { effects: ['stop', 'disable'], as: 'snap' };
    case 'remove': return { effects: ['remove'], as: 'snap' };
    default: return undefined;
  }
}

function launchctl(action: string | undefined): AgentEffect[] {
  switch (action) {
    case 'unload': case 'bootout': case 'stop': case 'remove': return ['stop'];
    case 'load': case 'bootstrap': case 'start': case 'kickstart': return ['start'];
    case 'disable': return ['disable'];
    case 'enable': return ['enable'];
    default: return [];
  }
}

function removal(tool: string, words: readonly string[]): ServiceAction | undefined {
  const at = words.findIndex(word => PACKAGE_TOOLS.get(tool)?.removes?.test(word));
  return at >= 0 && named(words) ? { effects: ['remove'], as: 'package' } : undefined;
}

function verb(action: string | undefined): ServiceAction | undefined {
  return action !== undefined && Object.hasOwn(VERBS, action) ? { effects: [VERBS[action]], as: 'package' } : undefined;
}

/** Undefined where the agent is not named. */
function named(words: readonly string[]): true | undefined {
  return words.some(word => AGENT_NAME.test(word)) || undefined;
}
