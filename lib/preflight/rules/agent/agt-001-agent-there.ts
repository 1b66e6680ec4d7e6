import { AGENT_MENTION } from '../../../agent/packages';
import { deed } from '../../model/fix';
import { isKnown, Known, Unknown } from '../../model/known';
import { Setting } from '../../model/network/network';
import { Image, ManagedNode } from '../../model/node';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { display, maskMarks } from '../../model/symbolic-text';
import { AgentInstall } from '../../user-data/agent-install';
import { scriptsOf } from '../../user-data/user-data';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { installCommand } from '../support/agent/install-commands';
import { bareScriptsOn, carriesAgent, installsAgent, installsOfNothing, installsWithoutTool, searchOf } from '../support/agent/node-agent';

export const agentThereRule: Rule = {
  ...catalogued('SSM-AGT-001'),
  why: 'Without the agent nothing on the node answers; RHEL, CentOS, Rocky, Oracle, Debian and the minimal Amazon Linux come without it.',
  fix: 'use an image that carries the SSM Agent, or install it in the user data',
  contract: 9,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ami-preinstalled-agent.html',
  reads: 'the image of the node, by its name or public parameter, the commands of the user data, and which systems have the agent in their package repositories',
  cannotSee: 'what a private image carries, what a script does that the user data downloads, what a repository carries that is not the image\'s own, and an agent that somebody removes',
  hop: 'AGENT',
  *check({ node }) {
    for (const image of node.images) {
      const carries = carriesAgent(node, image.value);
      if (carries !== true && installsAgent(node, image.value) !== true) {
        yield isKnown(carries) ? lacking(node, image) : undecided(image.location, `whether ${described(image.value)} carries the SSM Agent`, carries, SESSION_CAPABILITIES);
      }
    }
  },
};

function described(image: Known<Image>): string {
  return isKnown(image) ? `the image ${display(image.name)}` : 'the image';
}

function lacking(node: ManagedNode, { value, location }: Setting<Image>): Finding {
  const image = value as Image;
  const doubt = doubtOf(node, value);
  if (doubt) {
    const what = `whether the user data of ${node.resource.name} installs the SSM Agent, which ${described(image)} does not carry,`;
    return undecided(node.userData.location, what, doubt, SESSION_CAPABILITIES);
  }
  const [empty] = installsOfNothing(node, value);
  const [lost] = installsWithoutTool(node, value);
  const idleness = idle(node, image);
  const why = empty ? `the user data installs it by its name with ${toolOf(empty)}, whose repositories on that image do not carry it`
    : lost ? `the user data installs it with ${lost.tool}, which that image does not have` : idleness ?? 'the user data does not install it';
  // What nothing runs gets no better by another line.
  const isSpokenOf = lost !== undefined || idleness !== undefined;
  const commands = installCommand(node.environment, image);
  const added = `add to the user data: ${commands}`;
  return {
    severity: 'BLOCKED',
    location: empty ? node.userData.location : location,
    message: `${described(image)} does not carry the SSM Agent, and ${why}`,
    fix: empty ? `install the package from AWS's bucket: ${commands}`
      : ['use an image that carries the agent', isSpokenOf ? added : deed({ what: 'add-user-data', command: commands }, added)],
    capabilities: SESSION_CAPABILITIES,
  };
}

/** Why user data may install the agent all the same. */
function doubtOf(node: ManagedNode, image: Known<Image>): Unknown | undefined {
  const installs = installsAgent(node, image);
  const { doubt = isKnown(installs) ? undefined : installs } = searchOf(node, image);
  if (doubt) { return doubt; }
  const [lost] = installsWithoutTool(node, image);
  return lost && bringsTool(node, lost.tool) ? new Unknown(`it installs ${lost.tool} first, which that image does not have`) : undefined;
}

/** For people to read. */
function toolOf({ tool }: AgentInstall): string {
  return tool === 'packages' ? 'the package manager of the image' : tool;
}

/** Whether user data installs a package manager of another system; that of snaps is snapd. */
function bringsTool({ userData: { value } }: ManagedNode, tool: string): boolean {
  return isKnown(value) && value.split('\n').some(line => new RegExp(`\\binstall\\b.*\\s${tool}d?\\b(?!.*agent)`).test(line));
}

/** User data that speaks of the agent, and that nothing runs. */
function idle({ userData: { value } }: ManagedNode, image: Image): string | undefined {
  if (!isKnown(value) || !AGENT_MENTION.test(value)) { return undefined; }
  const scripts = scriptsOf(maskMarks(value).masked);
  const [bare] = bareScriptsOn(image) === 'never' ? scripts.filter(({ isBare, text }) => isBare && AGENT_MENTION.test(text)) : [];
  if (bare) { return 'nothing runs the part of the user data that speaks of it, which does not begin with #!'; }
  if (scripts.length > 0) { return undefined; }
  return image.platform === 'windows'
    ? 'nothing runs the user data, which is not between <powershell> tags'
    : 'nothing runs the user data, which starts with neither #! nor #cloud-config';
}
