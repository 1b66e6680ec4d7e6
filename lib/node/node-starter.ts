import type { CfnResource } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';

/** What starts nodes: an instance is one itself, and a group launches many. */
export interface NodeStarter {
  /** The resource whose creation starts them, and which has to wait for what they need. */
  readonly resource: CfnResource;
  readonly role: iam.IRole;
  readonly connections: ec2.Connections;
  /** The instance or the group, where it can be given a further security group. */
  readonly instance?: ec2.Instance;
  readonly autoScalingGroup?: autoscaling.AutoScalingGroup;
}

export function instanceStarter(instance: ec2.Instance): NodeStarter {
  return { resource: instance.instance, role: instance.role, connections: instance.connections, instance };
}

export function groupStarter(autoScalingGroup: autoscaling.AutoScalingGroup): NodeStarter {
  const { role, connections } = autoScalingGroup;
  return { resource: autoScalingGroup.node.defaultChild as CfnResource, role, connections, autoScalingGroup };
}
