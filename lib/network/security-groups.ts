import { CfnResource } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IConstruct } from 'constructs';
import { citeRule } from '../core/cite-rule';
import { fail } from '../core/errors';
import { referencedResource, sameId } from '../core/references';

/** The agent uses HTTPS alone, for sessions and for S3. */
const HTTPS = ec2.Port.tcp(443);

/**
 * Lets a node's groups out to a peer on 443, or fails where a group is imported as unchangeable.
 *
 * Returns the rules that are resources of their own: an instance has to wait for them as for its other rules.
 */
export function allowOut(scope: Construct, groups: readonly ec2.ISecurityGroup[], peer: ec2.IPeer, description: string): IConstruct[] {
  if (groups.some(group => group.allowAllOutbound)) {
    return [];
  }
  return groups.flatMap(group => {
    group.addEgressRule(peer, HTTPS, description);
    const rules = group.node.children.filter(isEgressRule);
    if (rules.length === 0 && !isOwned(group)) {
      fail(scope, `securityGroup ${group.securityGroupId} has no rule that lets TCP 443 out and cannot be changed; import it with mutable: true, or with allowAllOutbound: true if it lets 443 out already ${citeRule('SSM-NET-003')}`);
    }
    return rules;
  });
}

/**
 * Lets a node's group into an endpoint's group on 443.
 *
 * Returns the rule; none where the endpoint's group is imported as unchangeable.
 */
export function allowIn(endpointGroup: ec2.ISecurityGroup, nodeGroup: ec2.ISecurityGroup, description: string): IConstruct[] {
  const children = () => [...endpointGroup.node.children, ...nodeGroup.node.children];
  const before = new Set(children());
  // In the node's stack: a rule in the endpoint's stack would make the two stacks depend on each other.
  endpointGroup.addIngressRule(nodeGroup, HTTPS, description, true);
  const added = children().filter(child => !before.has(child));
  // Nodes that share a group share the rule, which is there already for the second one.
  return added.length > 0 ? added : children().filter(child => isIngressRule(child)
    && sameId(child.groupId, endpointGroup.securityGroupId)
    && sameId(child.sourceSecurityGroupId, nodeGroup.securityGroupId));
}

function isOwned(group: ec2.ISecurityGroup): boolean {
  return referencedResource(group.securityGroupId) !== undefined && group.node.defaultChild !== undefined;
}

function isEgressRule(child: IConstruct): child is ec2.CfnSecurityGroupEgress {
  return CfnResource.isCfnResource(child) && child.cfnResourceType === ec2.CfnSecurityGroupEgress.CFN_RESOURCE_TYPE_NAME;
}

function isIngressRule(child: IConstruct): child is ec2.CfnSecurityGroupIngress {
  return CfnResource.isCfnResource(child) && child.cfnResourceType === ec2.CfnSecurityGroupIngress.CFN_RESOURCE_TYPE_NAME;
}
