import { CfnResource } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { NodeBinding, bindNode } from './bind-node';
import { bindSessionsOfExisting, warnOfLostTranscripts, warnOfMissingScript } from './bind-sessions';
import { wayOutOfSubnets } from './connectivity/way-out-of-subnet';
import { FleetDrain } from './fleet-drain';
import { GroupLaunch } from './group-launch';
import { NodeOnlineCheck } from './node-online-check';
import { NodePermissions } from './node-permissions';
import { NodeStarter, groupStarter } from './node-starter';
import { REACH_TYPES } from './reach-types';
import type { SsmManagedFleetFromAutoScalingGroupProps } from './ssm-managed-fleet';
import { SsmManagedFleetBase } from './ssm-managed-fleet-base';
import { TAKEN_AWAY } from './taken-away';
import { WAIT_UNTIL_ONLINE } from './wait-until-online';
import { SessionTarget } from '../access/session-target';
import { checkProps, checkValue, required } from '../core/check-props';
import { citeRule } from '../core/cite-rule';
import { fail, warn } from '../core/errors';
import { addNodeFacts } from '../core/node-facts';
import { AUTO_SCALING_GROUP, BOOLEAN, MINUTES, VPC } from '../core/prop-types';
import { referencedResource } from '../core/references';
import { WarningId } from '../core/warning-ids';
import { knownSubnets } from '../network/vpc';
import { registerFleet } from '../preferences/session-host';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/** A group that is defined elsewhere in the app, whose instances are made reachable. */
export class ExistingFleet extends SsmManagedFleetBase {
  public readonly platform: ec2.OperatingSystemType;
  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;
  public readonly sessionTarget: SessionTarget;
  public readonly sessionPreferences?: ISessionPreferences;
  public readonly _vpc: ec2.IVpc;

  private readonly binding: NodeBinding;
  private readonly drains: boolean;

  constructor(scope: Construct, id: string, group: autoscaling.AutoScalingGroup, props: SsmManagedFleetFromAutoScalingGroupProps) {
    super(scope, id, group?.env);
    checkValue(this, 'group', group, required(AUTO_SCALING_GROUP));
    checkProps(this, props, {
      vpc: required(VPC), requireImdsv2: BOOLEAN, drainTimeout: MINUTES, waitUntilOnline: WAIT_UNTIL_ONLINE, ...REACH_TYPES,
    });
    const resource = group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
    this.node.defaultChild = resource;
    this.sessionTarget = SessionTarget.fleet(group);
    this.platform = group.osType;
    this.drains = props.drainTimeout !== undefined;
    const starter = this.starterOf(group);
    this.connections = starter.connections;
    this.grantPrincipal = starter.role.grantPrincipal;

    const launch = new GroupLaunch(resource);
    const subnets = knownSubnets(props.vpc, resource.vpcZoneIdentifier)
      ?? fail(this, `vpc does not know the subnets of group ${group.node.path}; pass the VPC that the group was made with, or import it with its subnets`);
    const wayOut = props.connectivity?._wayOut ?? wayOutOfSubnets(this, props.vpc, subnets);
    wayOut.check(this, props.vpc, subnets);
    this._vpc = props.vpc;
    const { sessionPreferences, permissions = NodePermissions.managedInstanceCore(), requireImdsv2 = true } = props;
    this.sessionPreferences = sessionPreferences;
    this.binding = { starter, subnets, wayOut, permissions, sessionPreferences };
    bindNode(this, this.binding);
    registerFleet(group, this);
    if (requireImdsv2 && !launch.requireImdsv2()) {
      warn(this, WarningId.IMDSV2_NOT_REQUIRED,
        `Group ${group.node.path} starts from a launch template that is not of this app or allows IMDSv1 itself, so IMDSv2 could not be required; set httpTokens to required there, or requireImdsv2: false here.`);
    }
    if (sessionPreferences) {
      addNodeFacts(resource, { sessionDocument: sessionPreferences.documentName });
      this._host(sessionPreferences);
    }
    if (wayOut.associatePublicIpAddress) {
      this.node.addValidation({ validate: () => subnets.some(subnet => lacksPublicAddress(launch, subnet)) ? [PUBLIC_ADDRESS_MISSING] : [] });
    }
    if (props.drainTimeout) {
      new FleetDrain(this, 'Drain', group, props.drainTimeout);
    }
    if (props.waitUntilOnline) {
      new NodeOnlineCheck(this, 'Online', { ...props.waitUntilOnline, autoScalingGroups: [group] });
    }
  }

  protected _bindSessions(preferences: ISessionPreferences): void {
    bindSessionsOfExisting(this, this.binding, preferences, { what: 'group', platform: this.platform });
    if (!this.drains) {
      warnOfLostTranscripts(this, preferences, TAKEN_AWAY);
    }
  }

  protected _bindRecording(): void {
    warnOfMissingScript(this, this.platform);
  }

  /** A group from a launch template that is imported, or has none of them, knows neither its role nor its security groups. */
  private starterOf(group: autoscaling.AutoScalingGroup): NodeStarter {
    try {
      return groupStarter(group);
    } catch {
      fail(this, `the role and the security groups of group ${group.node.path} are not known; make it from an ec2.LaunchTemplate of this app with role and securityGroup`);
    }
  }
}

const PUBLIC_ADDRESS_MISSING = `connectivity is SsmConnectivity.publicIp(), and the instances have no public address, which cannot be added from here; set associatePublicIpAddress: true on the group or its launch template ${citeRule('SSM-NET-008')}`;

/** What an imported subnet assigns cannot be seen, so only an explicit no counts there. */
function lacksPublicAddress({ associatesPublicAddress }: GroupLaunch, subnet: ec2.ISubnet): boolean {
  const resource: CfnResource | undefined = referencedResource(subnet.subnetId);
  return !(associatesPublicAddress ?? (resource === undefined || (resource as ec2.CfnSubnet).mapPublicIpOnLaunch === true));
}
