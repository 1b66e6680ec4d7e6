import { CfnResource } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { fail } from './errors';
import { referencedResource, sameId } from './vpc';

/** Sessions, endpoints, S3: the agent speaks TLS and nothing else. */
export const HTTPS = ec2.Port.tcp(443);

/** Lets a node's groups out to a peer on 443, or fails where a group is imported as unchangeable. */
export function allowOut(scope: Construct, groups: ec2.ISecurityGroup[], peer: ec2.IPeer, description: string): void {
  if (groups.some(group => group.allowAllOutbound)) {
    return;
  }
  for (const group of groups) {
    group.addEgressRule(peer, HTTPS, description);
    if (!isOwned(group) && !hasRule(group, ec2.CfnSecurityGroupEgress.CFN_RESOURCE_TYPE_NAME)) {
      fail(scope, `securityGroup ${group.securityGroupId} has no rule that lets TCP 443 out and cannot be changed; import it with mutable: true, or with allowAllOutbound: true if it lets 443 out already`);
    }
  }
}

/** Lets a node's group into an endpoint's group on 443; false where the endpoint's group is imported as unchangeable. */
export function allowIn(endpointGroup: ec2.ISecurityGroup, nodeGroup: ec2.ISecurityGroup, description: string): boolean {
  // The rule belongs to the node's stack: parented at the endpoint it would make two stacks depend on each other.
  endpointGroup.addIngressRule(nodeGroup, HTTPS, description, true);
  return isOwned(endpointGroup) || [endpointGroup, nodeGroup].some(group => group.node.children.some(child =>
    isRule(child, ec2.CfnSecurityGroupIngress.CFN_RESOURCE_TYPE_NAME)
    && sameId((child as ec2.CfnSecurityGroupIngress).groupId, endpointGroup.securityGroupId)
    && sameId((child as ec2.CfnSecurityGroupIngress).sourceSecurityGroupId, nodeGroup.securityGroupId)));
}

function isOwned(group: ec2.ISecurityGroup): boolean {
  return referencedResource(group.securityGroupId) !== undefined && group.node.defaultChild !== undefined;
}

function hasRule(group: ec2.ISecurityGroup, type: string): boolean {
  return group.node.children.some(child => isRule(child, type));
}

function isRule(child: unknown, type: string): boolean {
  return CfnResource.isCfnResource(child as Construct) && (child as CfnResource).cfnResourceType === type;
}
