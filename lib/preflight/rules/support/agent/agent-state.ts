import { carriesAgent, eventsOn } from './node-agent';
import { systemMentionedIn } from '../../../../agent/operating-systems';
import { isKnown, Known } from '../../../model/known';
import { Image, ManagedNode } from '../../../model/node';
import { AgentEvent } from '../../../user-data/agent-event';

/** Yes, no, or neither for certain. */
type Certainty = 'yes' | 'no' | 'unclear';

/** The agent on a node, after its user data has run. */
export interface AgentState {
  readonly isThere: Certainty;
  readonly isRunning: Certainty;
  /** Whether it starts again with the node. */
  readonly isEnabled: Certainty;
  /** Whether systemd refuses to start it. */
  readonly isMasked: Certainty;
  /** The last command that kept it from running, or may have. */
  readonly by?: AgentEvent;
}

/** What user data makes of the agent: where the image brings it, or may bring it, it runs before. */
export function agentAfterUserData(node: ManagedNode, image: Known<Image>): AgentState {
  const before = carriesAgent(node, image) === false ? 'no' : 'yes';
  const start: AgentState = { isThere: before, isRunning: before, isEnabled: before, isMasked: 'no' };
  return eventsOn(node, image).reduce((state, event) => after(state, event, image), start);
}

function after(state: AgentState, event: AgentEvent, image: Known<Image>): AgentState {
  const next = { ...state, ...outcome(state, event) };
  const isCertain = event.runs === 'always' || (event.runs === 'guarded' && HELPS.has(event.effect));
  const merged = isCertain && fits(event, image) ? next : either(state, next);
  const isWorse = !HELPS.has(event.effect) && FIELDS.some(field => merged[field] !== state[field]);
  return isWorse ? { ...merged, by: event } : merged;
}

const FIELDS = ['isThere', 'isRunning', 'isEnabled', 'isMasked'] as const;

/** What helps an agent that needs it, and changes nothing otherwise. */
const HELPS: ReadonlySet<AgentEvent['effect']> = new Set(['install', 'start', 'enable', 'unmask']);

function outcome(state: AgentState, { effect, on }: AgentEvent): Partial<AgentState> {
  switch (effect) {
    case 'install': return installed(state);
    case 'start': return started(state);
    // EC2Launch runs user data first, and starts the agent then, unless it is disabled.
    case 'stop': return { isRunning: on === 'windows' && state.isEnabled === 'yes' ? 'unclear' : 'no' };
    case 'enable': return { isEnabled: state.isThere };
    case 'disable': return { isEnabled: 'no', ...on === 'windows' && state.isRunning === 'unclear' ? { isRunning: 'no' } : {} };
    case 'mask': return { isMasked: 'yes', isEnabled: 'no' };
    // To unmask does not enable what was not.
    case 'unmask': return { isMasked: 'no', isEnabled: state.isMasked === 'no' ? state.isEnabled : state.isThere };
    case 'remove': return { isThere: 'no', isRunning: 'no', isEnabled: 'no' };
    case 'upset': return { isRunning: state.isRunning === 'no' ? 'no' : 'unclear' };
    case 'reboot': return { isRunning: restarted(state) };
  }
}

/** A package that is there already is not installed again, and what it had stopped stays so. */
function installed(state: AgentState): Partial<AgentState> {
  if (state.isThere !== 'yes') { return { isThere: 'yes', isEnabled: 'yes', isRunning: state.isMasked === 'no' ? 'yes' : 'unclear' }; }
  return { isRunning: state.isRunning === 'yes' ? 'yes' : 'unclear', isEnabled: state.isEnabled === 'yes' ? 'yes' : 'unclear' };
}

function started({ isThere, isMasked, isRunning }: AgentState): Partial<AgentState> {
  if (isThere === 'no' || isMasked === 'yes') { return {}; }
  return { isRunning: isThere === 'yes' && isMasked === 'no' ? 'yes' : isRunning === 'yes' ? 'yes' : 'unclear' };
}

function restarted({ isThere, isEnabled, isMasked }: AgentState): Certainty {
  if (isThere === 'no' || isEnabled === 'no' || isMasked === 'yes') { return 'no'; }
  return isThere === 'yes' && isEnabled === 'yes' && isMasked === 'no' ? 'yes' : 'unclear';
}

function either(a: AgentState, b: AgentState): AgentState {
  const same = (name: typeof FIELDS[number]) => a[name] === b[name] ? a[name] : 'unclear';
  return { isThere: same('isThere'), isRunning: same('isRunning'), isEnabled: same('isEnabled'), isMasked: same('isMasked'), by: b.by };
}

/** Whether a command takes the agent as what the image has it as: Ubuntu has it as a snap, whose service has another name. */
function fits({ as: taken, on, effect }: AgentEvent, image: Known<Image>): boolean {
  if (taken === undefined || on === 'windows' || effect === 'install' || !isKnown(image) || image.agent !== true) { return true; }
  const isSnap = systemMentionedIn(image.name)?.packageManagers?.includes('snap') ?? false;
  return (taken === 'snap') === isSnap;
}
