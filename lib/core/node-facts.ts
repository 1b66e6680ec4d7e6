import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The key under which an instance says of itself, in its metadata, what preflight cannot read from its properties. */
export const NODE_FACTS = 'cdk-session-manager:node';

export interface NodeFacts {
  /** The name of the session document that sessions with the node use. */
  readonly sessionDocument?: string;
  /** Of an image that its properties do not tell: the platform. */
  readonly platform?: 'linux' | 'windows';
  /** Whether it carries the SSM Agent. */
  readonly agentPreinstalled?: boolean;
  readonly architecture?: string;
  /** Whether it carries the command `script`. */
  readonly scriptPreinstalled?: boolean;
}

/** Writes facts into the metadata of an instance, beside those that are there. */
export function addNodeFacts({ instance }: ec2.Instance, facts: NodeFacts): void {
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  if (Object.keys(known).length > 0) {
    instance.addMetadata(NODE_FACTS, { ...instance.getMetadata(NODE_FACTS), ...known });
  }
}
