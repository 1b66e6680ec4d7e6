import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The key in an instance's metadata under which it has the facts that preflight cannot read from its properties. */
export const NODE_FACTS = 'cdk-session-manager:node';

export interface NodeFacts {
  /** The name of the session document that sessions with the node use. */
  readonly sessionDocument?: string;
  /** The platform, where the properties of the image do not tell it. */
  readonly platform?: 'linux' | 'windows';
  /** Whether the image carries the SSM Agent. */
  readonly agentPreinstalled?: boolean;
  readonly architecture?: string;
  /** Whether the image carries the command `script`. */
  readonly scriptPreinstalled?: boolean;
}

/** Adds facts to the metadata of an instance. */
export function addNodeFacts({ instance }: ec2.Instance, facts: NodeFacts): void {
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  if (Object.keys(known).length > 0) {
    instance.addMetadata(NODE_FACTS, { ...instance.getMetadata(NODE_FACTS), ...known });
  }
}
