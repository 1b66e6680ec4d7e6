import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { NodeBinding, bindNode } from './bind-node';
import { bindSessionsOfExisting, warnOfMissingScript } from './bind-sessions';
import { wayOutOfSubnet } from './connectivity/way-out-of-subnet';
import { NodeOnlineCheck } from './node-online-check';
import { NodePermissions } from './node-permissions';
import type { NodeReach } from './node-reach';
import { instanceStarter } from './node-starter';
import { REACH_TYPES } from './reach-types';
import type { SsmManagedInstanceFromInstanceProps } from './ssm-managed-instance';
import { SsmManagedInstanceBase } from './ssm-managed-instance-base';
import { WAIT_UNTIL_ONLINE } from './wait-until-online';
import { checkProps, checkValue, required } from '../core/check-props';
import { citeRule } from '../core/cite-rule';
import { fail } from '../core/errors';
import { addNodeFacts } from '../core/node-facts';
import { INSTANCE, VPC } from '../core/prop-types';
import { referencedResource, resourcesInApp, sameId } from '../core/references';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/** An instance that is defined elsewhere in the app, made reachable. */
export class ExistingInstance extends SsmManagedInstanceBase {
  public readonly instanceId: string;
  public readonly platform: ec2.OperatingSystemType;
  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;
  public readonly sessionPreferences?: ISessionPreferences;
  public readonly _vpc: ec2.IVpc;

  private readonly binding: NodeBinding;

  constructor(scope: Construct, id: string, instance: ec2.Instance, props: SsmManagedInstanceFromInstanceProps) {
    super(scope, id, instance?.env);
    checkValue(this, 'existing', instance, required(INSTANCE));
    checkProps(this, props, { vpc: required(VPC), waitUntilOnline: WAIT_UNTIL_ONLINE, ...REACH_TYPES });
    this.node.defaultChild = instance.instance;
    this.instanceId = instance.instanceId;
    this.platform = instance.osType;
    this.connections = instance.connections;
    this.grantPrincipal = instance.grantPrincipal;

    const subnet = this.subnetOf(instance, props.vpc);
    const wayOut = props.connectivity?._wayOut ?? wayOutOfSubnet(this, props.vpc, subnet);
    wayOut.check(this, props.vpc, [subnet]);
    this._vpc = props.vpc;
    const { sessionPreferences, permissions = NodePermissions.managedInstanceCore() } = props;
    this.sessionPreferences = sessionPreferences;
    this.binding = { starter: instanceStarter(instance), subnets: [subnet], wayOut, permissions, sessionPreferences };
    bindNode(this, this.binding);
    if (sessionPreferences) {
      addNodeFacts(instance.instance, { sessionDocument: sessionPreferences.documentName });
      this._host(sessionPreferences);
    }
    if (wayOut.associatePublicIpAddress) {
      this.node.addValidation({ validate: () => lacksPublicAddress(instance, subnet) ? [PUBLIC_ADDRESS_MISSING] : [] });
    }
    if (props.waitUntilOnline) { new NodeOnlineCheck(this, 'Online', { ...props.waitUntilOnline, nodes: [this] }); }
  }

  public get _reach(): NodeReach {
    // Which system it is cannot be seen, but that Windows has its patches from elsewhere.
    return { ...this.binding, repositoriesInS3: this.platform === ec2.OperatingSystemType.WINDOWS ? false : undefined };
  }

  protected _bindSessions(preferences: ISessionPreferences): void {
    bindSessionsOfExisting(this, this.binding, preferences, { what: 'instance', platform: this.platform });
  }

  protected _bindRecording(): void {
    warnOfMissingScript(this, this.platform);
  }

  private subnetOf(existing: ec2.Instance, vpc: ec2.IVpc): ec2.ISubnet {
    const subnetId = existing.instance.subnetId ?? firstInterface(existing.instance)?.subnetId;
    return [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets].find(subnet => sameId(subnet.subnetId, subnetId))
      ?? fail(this, `vpc does not know the subnet of instance ${existing.node.path}; pass the VPC that the instance was made with, or import it with its subnets`);
  }
}

const PUBLIC_ADDRESS_MISSING = `connectivity is SsmConnectivity.publicIp(), and the instance has no public address, which cannot be added from here; set associatePublicIpAddress: true on the instance, or give it an Elastic IP address ${citeRule('SSM-NET-008')}`;

/** What an imported subnet assigns cannot be seen, so only an explicit no counts there. */
function lacksPublicAddress({ instance }: ec2.Instance, subnet: ec2.ISubnet): boolean {
  const explicit = firstInterface(instance)?.associatePublicIpAddress;
  const subnetResource = referencedResource(subnet.subnetId) as ec2.CfnSubnet | undefined;
  const assigned = explicit ?? (subnetResource === undefined || subnetResource.mapPublicIpOnLaunch);
  if (assigned) {
    return false;
  }
  const elasticIps = [
    ...resourcesInApp<ec2.CfnEIP>(instance, ec2.CfnEIP.CFN_RESOURCE_TYPE_NAME),
    ...resourcesInApp<ec2.CfnEIPAssociation>(instance, ec2.CfnEIPAssociation.CFN_RESOURCE_TYPE_NAME),
  ];
  return !elasticIps.some(({ instanceId }) => sameId(instanceId, instance.ref));
}

function firstInterface({ networkInterfaces }: ec2.CfnInstance): ec2.CfnInstance.NetworkInterfaceProperty | undefined {
  return Array.isArray(networkInterfaces) && !Token.isUnresolved(networkInterfaces[0])
    ? networkInterfaces[0] as ec2.CfnInstance.NetworkInterfaceProperty
    : undefined;
}
