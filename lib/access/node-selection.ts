import type { IAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { SessionPlace, instanceArn, managedNodeArn } from './session-place';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/** Nodes that people may reach, as statements name them. */
export interface NodeSelection {
  /** The nodes in one place. */
  readonly arnsIn: (place: SessionPlace) => string[];
  /** Tags that a node must have as well, each of them. */
  readonly tags: Readonly<Record<string, string>>;
  /** The nodes as the encryption context of a session has them, with wildcards where their ids are not known. */
  readonly targetIds: string[];
  /** The node, if it is one. */
  readonly node?: ISsmManagedInstance;
  /** The group, if the nodes are those of one. */
  readonly fleet?: IAutoScalingGroup;
  /** Whether nothing restricts which nodes they are. */
  readonly unrestricted?: boolean;
}

/**
 * What Auto Scaling puts on each instance that it launches, and nobody else can: `aws:` is reserved.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-tagging.html
 */
const GROUP_TAG = 'aws:autoscaling:groupName';

const IN_EC2 = 'i-*';
const OUTSIDE_EC2 = 'mi-*';

const anyInEc2 = (place: SessionPlace) => [instanceArn(place, '*')];
const anyOutsideEc2 = (place: SessionPlace) => [managedNodeArn(place, '*')];
const any = (place: SessionPlace) => [...anyInEc2(place), ...anyOutsideEc2(place)];

/** A node by its id. */
export function oneNode(instanceId: string): NodeSelection {
  const arn = instanceId.startsWith('mi-') ? managedNodeArn : instanceArn;
  return { arnsIn: place => [arn(place, instanceId)], tags: {}, targetIds: [instanceId] };
}

export function taggedNodes(tags: Readonly<Record<string, string>>): NodeSelection {
  return { arnsIn: any, tags, targetIds: [IN_EC2, OUTSIDE_EC2] };
}

export function taggedNodesOutsideEc2(tags: Readonly<Record<string, string>>): NodeSelection {
  return { ...NODES_OUTSIDE_EC2, tags };
}

export function nodesOf(fleet: IAutoScalingGroup): NodeSelection {
  return { arnsIn: anyInEc2, tags: { [GROUP_TAG]: fleet.autoScalingGroupName }, targetIds: [IN_EC2], fleet };
}

export const NODES_OUTSIDE_EC2: NodeSelection = { arnsIn: anyOutsideEc2, tags: {}, targetIds: [OUTSIDE_EC2] };

export const ALL_NODES: NodeSelection = { arnsIn: any, tags: {}, targetIds: [IN_EC2, OUTSIDE_EC2], unrestricted: true };
