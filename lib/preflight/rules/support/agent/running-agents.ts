import { reachOf } from './install-reach';
import { installsAgent, installsOn } from './node-agent';
import { isKnown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Image } from '../../../model/node';
import { display } from '../../../model/symbolic-text';
import { RuleContext } from '../../rule-context';

/** An agent whose version is known. */
export interface RunningAgent {
  readonly version: string;
  /** For people to read: what has it, for example `the image al2023`. */
  readonly on: string;
  /** Where the version is chosen, or seen. */
  readonly location: PropertyLocation;
}

/** The agents that a node runs: the one that it reports, or else those of its images that the user data does not replace by a newer one. */
export function runningAgents(context: RuleContext): RunningAgent[] {
  const { reportedAgent, resource, images } = context.node;
  if (reportedAgent) {
    return [{ version: reportedAgent.version, on: `the node ${resource.name}`, location: reportedAgent.location }];
  }
  return images.flatMap(({ value: image, location }) => isKnown(image) && image.agentVersion !== undefined && !isReplaced(context, image)
    ? [{ version: image.agentVersion, on: `the image ${display(image.name)}`, location: image.agentVersionLocation ?? location }]
    : []);
}

/** A snap that is there is not installed again. */
function isReplaced(context: RuleContext, image: Image): boolean {
  return installsAgent(context.node, image) === true && installsOn(context.node, image).some(install => install.tool !== 'snap' && install.version === undefined && !reachOf(context, install, image));
}
