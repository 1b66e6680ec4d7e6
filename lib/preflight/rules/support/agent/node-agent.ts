import { systemMentionedIn } from '../../../../agent/operating-systems';
import { isKnown, Known, Unknown } from '../../../model/known';
import { Image, ManagedNode } from '../../../model/node';
import { AgentEvent } from '../../../user-data/agent-event';
import { AgentInstall, agentInstalls, InstallSearch } from '../../../user-data/agent-install';

// Several rules ask the same of one node, in each of its subnets.
const searches = new WeakMap<ManagedNode, InstallSearch>();

/** What the user data of a node does about the agent. */
export function searchOf(node: ManagedNode): InstallSearch {
  let search = searches.get(node);
  if (!search) {
    const { value } = node.userData;
    search = isKnown(value) ? agentInstalls(value) : { installs: [], events: [], doubt: value };
    searches.set(node, search);
  }
  return search;
}

/** The commands that install the agent on an image; all where its platform is not known. */
export function installsOn(node: ManagedNode, image: Known<Image>): AgentInstall[] {
  return searchOf(node).installs.filter(({ on, tool }) => isOn(on, image) && (on === 'windows' || hasTool(image, tool) !== false));
}

/** What user data does to the agent of an image, in order, without what the image has no tools for. */
export function eventsOn(node: ManagedNode, image: Known<Image>): AgentEvent[] {
  return searchOf(node).events.filter(({ on, tool }) => isOn(on, image) && (tool === undefined || hasTool(image, tool) !== false));
}

/** The commands that would install the agent on an image, if it had their package manager. */
export function installsWithoutTool(node: ManagedNode, image: Known<Image>): AgentInstall[] {
  return searchOf(node).installs.filter(({ on, tool }) => isOn(on, image) && on === 'unix' && hasTool(image, tool) === false);
}

/** Whether what runs on a platform runs on an image; perhaps where its platform is not known. */
function isOn(on: 'windows' | 'unix', image: Known<Image>): boolean {
  const platform = isKnown(image) ? image.platform : image;
  return !isKnown(platform) || (on === 'windows') === (platform === 'windows');
}

/** Whether an image has a package manager: an image whose system is not known may have any. */
function hasTool(image: Known<Image>, tool: string): Known<boolean> {
  const packageManagers = isKnown(image) ? systemMentionedIn(image.name)?.packageManagers : undefined;
  return packageManagers?.includes(tool) ?? (tool === 'packages' ? true : new Unknown('the system of the image is not known'));
}

/** Whether a node has the agent that its image brings; unknown where the image is, unless the node itself reports one. */
export function carriesAgent({ reportedAgent }: ManagedNode, image: Known<Image>): Known<boolean> {
  if (reportedAgent) { return true; }
  return isKnown(image) ? image.agent : image;
}
