import { isKnown, Known } from '../../../model/known';
import { Image, ManagedNode } from '../../../model/node';
import { AgentInstall, agentInstalls, InstallSearch } from '../../../user-data/agent-install';

// Several rules ask the same of one node, in each of its subnets.
const searches = new WeakMap<ManagedNode, InstallSearch>();

/** What the user data of a node does about the agent. */
export function searchOf(node: ManagedNode): InstallSearch {
  let search = searches.get(node);
  if (!search) {
    const { value } = node.userData;
    search = isKnown(value) ? agentInstalls(value) : { installs: [], doubt: value };
    searches.set(node, search);
  }
  return search;
}

/** The commands that install the agent on an image; all where its platform is not known. */
export function installsOn(node: ManagedNode, image: Known<Image>): AgentInstall[] {
  const platform = isKnown(image) ? image.platform : image;
  return searchOf(node).installs.filter(({ on }) => !isKnown(platform) || (on === 'windows') === (platform === 'windows'));
}

/** Whether a node has the agent that its image brings; unknown where the image is, unless the node itself reports one. */
export function carriesAgent({ reportedAgent }: ManagedNode, image: Known<Image>): Known<boolean> {
  if (reportedAgent) { return true; }
  return isKnown(image) ? image.agent : image;
}
