import { systemMentionedIn, systemOfImage } from '../../../../agent/operating-systems';
import { all, any, isKnown, Known, Unknown } from '../../../model/known';
import { Image, ManagedNode } from '../../../model/node';
import { AgentEvent } from '../../../user-data/agent-event';
import { AgentInstall, agentInstalls, BareScripts, InstallSearch } from '../../../user-data/agent-install';

// Several rules ask the same of one node, in each of its subnets.
const searches: { readonly [bareScripts in BareScripts]: WeakMap<ManagedNode, InstallSearch> } = { perhaps: new WeakMap(), never: new WeakMap() };

/** What the user data of a node does about the agent of an image. */
export function searchOf(node: ManagedNode, image: Known<Image>): InstallSearch {
  const bareScripts = bareScriptsOn(image);
  let search = searches[bareScripts].get(node);
  if (!search) {
    const { value } = node.userData;
    search = isKnown(value) ? agentInstalls(value, bareScripts) : { installs: [], events: [], doubt: value };
    searches[bareScripts].set(node, search);
  }
  return search;
}

/** Whether the cloud-init of an image runs scripts that do not begin with `#!`. Of images that somebody made nobody knows. */
export function bareScriptsOn(image: Known<Image>): BareScripts {
  const system = isKnown(image) ? systemOfImage(image.name) : undefined;
  return system && !system.runsBareScripts ? 'never' : 'perhaps';
}

/** The commands that install the agent on an image, or may; all where its platform is not known. */
export function installsOn(node: ManagedNode, image: Known<Image>): AgentInstall[] {
  return installsWithTool(node, image).filter(install => isOffered(node, image, install) !== false);
}

/** Whether user data puts the agent onto an image; unknown where the repositories that it installs from may not carry it. */
export function installsAgent(node: ManagedNode, image: Known<Image>): Known<boolean> {
  return any(installsOn(node, image).map(install => isOffered(node, image, install)));
}

/** The commands that would install the agent on an image, if its repositories carried it. */
export function installsOfNothing(node: ManagedNode, image: Known<Image>): AgentInstall[] {
  return installsWithTool(node, image).filter(install => isOffered(node, image, install) === false);
}

/** What user data does to the agent of an image, in order, without what the image has no tools for, and what its repositories lack. */
export function eventsOn(node: ManagedNode, image: Known<Image>): AgentEvent[] {
  return searchOf(node, image).events.flatMap(event => {
    const { on, tool, fromRepository = false } = event;
    const canRun = isOn(on, image) && (tool === undefined || hasTool(image, tool) !== false);
    const happens = all([canRun, !fromRepository || repositoryCarries(node, image, tool)]);
    if (happens === false) { return []; }
    return isKnown(happens) ? [event] : [{ ...event, runs: 'perhaps' }];
  });
}

function installsWithTool(node: ManagedNode, image: Known<Image>): AgentInstall[] {
  return searchOf(node, image).installs.filter(({ on, tool }) => isOn(on, image) && (on === 'windows' || hasTool(image, tool) !== false));
}

/** Whether there is what a command installs: a file is taken to be there, and SSM-AGT-002 looks at the way to it. */
function isOffered(node: ManagedNode, image: Known<Image>, { source, tool }: AgentInstall): Known<boolean> {
  return source !== 'repository' || repositoryCarries(node, image, tool);
}

/**
 * Whether the repositories that a package manager reads on an image carry the agent. That they do not is known of the images that a vendor publishes, as
 * long as nothing adds others; somebody who made an image of their own may have added some.
 */
function repositoryCarries(node: ManagedNode, image: Known<Image>, tool: string | undefined): Known<boolean> {
  if (tool === 'snap') { return true; }
  const name = isKnown(image) ? image.name : undefined;
  const system = name === undefined ? undefined : systemOfImage(name) ?? systemMentionedIn(name);
  if (system?.agentInRepositories) { return true; }
  if (searchOf(node, image).addsRepository) { return new Unknown('it adds a package repository, and what that carries cannot be seen'); }
  return name !== undefined && systemOfImage(name)?.agentInRepositories === false
    ? false
    : new Unknown('it installs it from the package repositories of the image, and whether those carry the agent is not known');
}

/** The commands that would install the agent on an image, if it had their package manager. */
export function installsWithoutTool(node: ManagedNode, image: Known<Image>): AgentInstall[] {
  return searchOf(node, image).installs.filter(({ on, tool }) => isOn(on, image) && on === 'unix' && hasTool(image, tool) === false);
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
