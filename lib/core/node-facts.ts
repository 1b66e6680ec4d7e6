import { CfnResource } from 'aws-cdk-lib';

/** The key in the metadata of an instance or a group under which it has the facts that preflight cannot read from its properties. */
export const NODE_FACTS = 'cdk-session-manager:node';

export interface NodeFacts {
  /** The name of the session document that sessions with the node use. */
  readonly sessionDocument?: string;
  /** The platform, where the properties of the image do not tell it. */
  readonly platform?: 'linux' | 'windows' | 'macos';
  /** Whether the image carries the SSM Agent. */
  readonly agentPreinstalled?: boolean;
  readonly architecture?: string;
  /** Whether the image carries the command `script`. */
  readonly scriptPreinstalled?: boolean;
}

/** Adds facts to the metadata of what starts nodes. */
export function addNodeFacts(resource: CfnResource, facts: NodeFacts): void {
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  if (Object.keys(known).length > 0) {
    resource.addMetadata(NODE_FACTS, { ...resource.getMetadata(NODE_FACTS), ...known });
  }
}
