import { isKnown, Known } from '../../model/known';
import { Image } from '../../model/node';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { threatIn } from '../../user-data/initialization';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { AgentState, agentAfterUserData } from '../support/agent/agent-state';
import { carriesAgent, installsAgent, searchOf } from '../support/agent/node-agent';

export const agentStaysRunningRule: Rule = {
  ...catalogued('SSM-AGT-006'),
  why: 'An agent that the user data stops, disables, masks or removes answers nobody, although the image carries it.',
  fix: 'take out of the user data what stops, disables or removes the agent, or start it again afterwards',
  contract: 9,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-status-and-restart.html',
  reads: 'what the user data does to the service, the package and the files of the agent, in the order and in the branches in which it runs, the names of scripts that it loads, and what cfn-init is told of the agent',
  cannotSee: 'what a script does that the user data loads or finds on the image, unless its name says that it is about the agent, what a management tool or the image itself does after the start, and an agent that somebody stops later',
  hop: 'AGENT',
  *check(context) {
    const { node } = context;
    for (const { value: image } of node.images) {
      // SSM-AGT-001 reports an agent that never was there, or may not have been.
      if (node.reportedAgent || (carriesAgent(node, image) === false && installsAgent(node, image) !== true)) { continue; }
      const finding = problemWith(context, image, agentAfterUserData(node, image));
      if (finding) {
        yield finding;
        return;
      }
    }
  },
};

function problemWith({ node }: RuleContext, image: Known<Image>, state: AgentState): Finding | undefined {
  const { resource, userData: { location }, initialization } = node;
  const { doubt, unread } = searchOf(node, image);
  const rest = { location, capabilities: SESSION_CAPABILITIES };
  const command = state.by?.command;
  if (state.isRunning === 'no' && !doubt) {
    return { ...rest, severity: 'BLOCKED', message: `the user data of ${resource.name} stops or removes the SSM Agent with "${command}", and nothing in it starts the agent again` };
  }
  if (state.isRunning === 'no') {
    return { ...rest, severity: 'UNKNOWN', message: `the user data of ${resource.name} stops or removes the SSM Agent with "${command}", and whether something starts the agent again cannot be decided: ${doubt!.reason}` };
  }
  if (state.isRunning === 'unclear' || state.isThere !== 'yes') {
    return { ...rest, severity: 'UNKNOWN', message: `whether the SSM Agent runs after the user data of ${resource.name} cannot be decided: "${command}" may keep it from running` };
  }
  if (state.isEnabled !== 'yes' || state.isMasked !== 'no') {
    return { ...rest, severity: 'UNKNOWN', message: `the user data of ${resource.name} disables the SSM Agent with "${command}": it runs until the node restarts, and whether the node restarts cannot be seen` };
  }
  const threat = threatIn(initialization && isKnown(initialization.value) ? initialization.value : []);
  if (initialization && threat !== undefined) {
    return {
      ...rest,
      location: initialization.location,
      severity: 'UNKNOWN',
      message: `whether the SSM Agent runs after cfn-init on ${resource.name} cannot be decided: "${threat}" may keep it from running`,
      fix: 'take out of what cfn-init sets up what stops, disables or removes the agent, or check that it runs and acknowledge the rule',
    };
  }
  return unread && undecided(location, `whether the user data of ${resource.name} leaves the SSM Agent running`, unread, SESSION_CAPABILITIES);
}
