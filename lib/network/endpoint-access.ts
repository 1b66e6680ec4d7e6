import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IConstruct } from 'constructs';
import { allowIn, allowOut } from './security-groups';
import { fail, warn } from '../core/errors';
import { sameId } from '../core/references';
import { WarningId } from '../core/warning-ids';

/** What clients are let through to. */
export interface EndpointPeers {
  readonly vpc: ec2.IVpc;
  readonly interfaces: readonly ec2.IInterfaceVpcEndpoint[];
  /** Where a gateway endpoint leads to, if there is one. */
  readonly gateway?: ec2.IPeer;
}

/** What can be given a security group beside its own. */
export type SecurityGroupCarrier = ec2.Instance | autoscaling.AutoScalingGroup;

/** The rules that let clients into a set of endpoints, on both sides. */
export class EndpointAccess {
  private readonly endpointGroups: readonly ec2.ISecurityGroup[];
  private readonly carriers = new Set<SecurityGroupCarrier>();
  private carried?: { readonly group: ec2.ISecurityGroup; readonly rules: readonly IConstruct[] };

  constructor(private readonly scope: Construct, private readonly peers: EndpointPeers) {
    const groups = peers.interfaces.flatMap(endpoint => endpoint.connections.securityGroups);
    // A group that is imported once for each endpoint is one group, and EC2 refuses the same rule twice.
    this.endpointGroups = groups.filter((group, index) => groups.findIndex(other => sameId(other.securityGroupId, group.securityGroupId)) === index);
  }

  /**
   * Gives nodes the security group that all of them share, so that the rules do not grow with the nodes: EC2 allows 60 a group.
   *
   * Returns the rules, which the nodes have to wait for.
   */
  public allowCarrier(carrier: SecurityGroupCarrier): readonly IConstruct[] {
    this.carried ??= this.createCarried();
    // A node asks again for each session document that is granted on it.
    if (!this.carriers.has(carrier)) {
      this.carriers.add(carrier);
      addSecurityGroup(carrier, this.carried.group);
    }
    return this.carried.rules;
  }

  /** Adds rules for the security groups of clients. Returns those that the clients have to wait for. */
  public allowGroups(groups: readonly ec2.ISecurityGroup[]): IConstruct[] {
    if (groups.length === 0) {
      fail(this.scope, 'connections has no security group, so no rule can let the nodes in; pass what owns the security groups of the nodes');
    }
    const { gateway } = this.peers;
    return [
      ...this.endpointGroups.flatMap(endpointGroup => [
        ...allowOut(this.scope, groups, endpointGroup, 'To the Systems Manager endpoints'),
        ...groups.flatMap(group => this.allowIn(endpointGroup, group)),
      ]),
      ...gateway ? allowOut(this.scope, groups, gateway, 'To S3 through its gateway endpoint') : [],
    ];
  }

  private createCarried() {
    const group = new ec2.SecurityGroup(this.scope, 'ClientSecurityGroup', {
      vpc: this.peers.vpc,
      description: 'Nodes of the Systems Manager endpoints: nothing in, 443 out to the endpoints',
      allowAllOutbound: false,
    });
    return { group, rules: this.allowGroups([group]) };
  }

  private allowIn(endpointGroup: ec2.ISecurityGroup, group: ec2.ISecurityGroup): IConstruct[] {
    const rules = allowIn(endpointGroup, group, 'From the SSM Agent');
    if (rules.length === 0) {
      warn(this.scope, WarningId.ENDPOINT_SECURITY_GROUP_NOT_CHANGED,
        `Security group ${endpointGroup.securityGroupId} of an existing endpoint is imported with mutable: false, so no rule was added; it must let in TCP 443 from the nodes' security groups, or they never register.`);
    }
    return rules;
  }
}

/** A group hands it to its launch template, which `addSecurityGroup` of the CDK refuses under some feature flags and forgets under others. */
function addSecurityGroup(carrier: SecurityGroupCarrier, group: ec2.ISecurityGroup): void {
  const launchedFromTemplate = 'autoScalingGroupName' in carrier
    && (carrier.node.defaultChild as autoscaling.CfnAutoScalingGroup).launchConfigurationName === undefined;
  if (launchedFromTemplate) {
    carrier.connections.addSecurityGroup(group);
  } else {
    carrier.addSecurityGroup(group);
  }
}
