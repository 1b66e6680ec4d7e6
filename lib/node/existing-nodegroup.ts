import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { NodeBinding, bindNode } from './bind-node';
import { bindSessionsOfExisting, warnOfLostTranscripts, warnOfMissingScript } from './bind-sessions';
import { wayOutOfSubnets } from './connectivity/way-out-of-subnet';
import { NodePermissions } from './node-permissions';
import { REACH_TYPES } from './reach-types';
import type { SsmManagedFleetFromEksNodegroupProps } from './ssm-managed-fleet';
import { SsmManagedFleetBase } from './ssm-managed-fleet-base';
import { SessionTarget } from '../access/session-target';
import { checkProps, checkValue, having, required } from '../core/check-props';
import { citeRule } from '../core/cite-rule';
import { fail } from '../core/errors';
import { addNodeFacts } from '../core/node-facts';
import { VPC } from '../core/prop-types';
import { referencedResource } from '../core/references';
import { knownSubnets } from '../network/vpc';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

const NODEGROUP = having('an eks.Nodegroup', 'nodegroupName', 'cluster.addNodegroupCapacity(...)');

/**
 * What EKS puts on each instance of a managed node group.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 */
const CLUSTER_TAG = 'eks:cluster-name';
const NODEGROUP_TAG = 'eks:nodegroup-name';

/** A managed node group of EKS, which makes the Auto Scaling group and the instance profile itself. */
export class ExistingNodegroup extends SsmManagedFleetBase {
  public readonly platform: ec2.OperatingSystemType;
  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;
  public readonly sessionTarget: SessionTarget;
  public readonly sessionPreferences?: ISessionPreferences;
  public readonly _vpc: ec2.IVpc;

  private readonly binding: NodeBinding;

  constructor(scope: Construct, id: string, nodegroup: eks.Nodegroup, props: SsmManagedFleetFromEksNodegroupProps) {
    super(scope, id, nodegroup?.env);
    checkValue(this, 'nodegroup', nodegroup, required(NODEGROUP));
    checkProps(this, props, { vpc: required(VPC), ...REACH_TYPES });
    const resource = nodegroup.node.defaultChild as eks.CfnNodegroup;
    this.node.defaultChild = resource;
    const { amiType } = resource;
    this.platform = amiType?.startsWith('WINDOWS') ? ec2.OperatingSystemType.WINDOWS : ec2.OperatingSystemType.LINUX;
    // The name that the CDK has is what `Ref` returns, and that begins with the name of the cluster.
    this.sessionTarget = SessionTarget.taggedAll({ [CLUSTER_TAG]: nodegroup.cluster.clusterName, [NODEGROUP_TAG]: resource.attrNodegroupName });
    this.grantPrincipal = nodegroup.role.grantPrincipal;
    this.connections = this.connectionsOf(nodegroup, launchTemplateOf(resource));

    const subnets = knownSubnets(props.vpc, resource.subnets)
      ?? fail(this, `vpc does not know the subnets of node group ${nodegroup.node.path}; pass the VPC of its cluster, or import it with its subnets`);
    const wayOut = props.connectivity?._wayOut ?? wayOutOfSubnets(this, props.vpc, subnets);
    wayOut.check(this, props.vpc, subnets);
    this._vpc = props.vpc;
    const { sessionPreferences, permissions = NodePermissions.managedInstanceCore() } = props;
    this.sessionPreferences = sessionPreferences;
    this.binding = { starter: { resource, role: nodegroup.role, connections: this.connections }, subnets, wayOut, permissions, sessionPreferences };
    bindNode(this, this.binding);
    if (sessionPreferences) {
      addNodeFacts(resource, { sessionDocument: sessionPreferences.documentName });
      this._host(sessionPreferences);
    }
  }

  protected _bindSessions(preferences: ISessionPreferences): void {
    bindSessionsOfExisting(this, this.binding, preferences, { what: 'node group', platform: this.platform });
    warnOfLostTranscripts(this, preferences, 'EKS takes instances of this node group away with sessions open');
  }

  protected _bindRecording(): void {
    warnOfMissingScript(this, this.platform);
  }

  /** EKS gives the group of the cluster to the instances only where their launch template names no group. */
  private connectionsOf({ cluster, node }: eks.Nodegroup, template: ec2.CfnLaunchTemplate | undefined): ec2.Connections {
    const data = template?.launchTemplateData as ec2.CfnLaunchTemplate.LaunchTemplateDataProperty | undefined;
    if (data?.iamInstanceProfile) {
      fail(this, `the launch template of node group ${node.path} must not have an instance profile, which EKS makes for the role of the group and refuses in a launch template; remove role and instanceProfile from it ${citeRule('SSM-IDN-012')}`);
    }
    // A list that is only made at synthesis may turn out to be none.
    const names = Stack.of(this).resolve(data?.securityGroupIds ?? data?.networkInterfaces);
    try {
      return names
        ? (template!.node.scope as ec2.LaunchTemplate).connections
        : new ec2.Connections({ securityGroups: [cluster.clusterSecurityGroup] });
    } catch {
      fail(this, `the security groups of node group ${node.path} are not known; import the cluster with clusterSecurityGroupId, and make a launch template with groups as an ec2.LaunchTemplate`);
    }
  }
}

/** The launch template, where it is a resource of this app. */
function launchTemplateOf({ launchTemplate }: eks.CfnNodegroup): ec2.CfnLaunchTemplate | undefined {
  const { id = undefined } = Token.isUnresolved(launchTemplate) ? {} : launchTemplate as { id?: string } | undefined ?? {};
  const resource: CfnResource | undefined = id === undefined ? undefined : referencedResource(id);
  return resource?.cfnResourceType === ec2.CfnLaunchTemplate.CFN_RESOURCE_TYPE_NAME ? resource as ec2.CfnLaunchTemplate : undefined;
}
