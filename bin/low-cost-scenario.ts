import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledgeIdleStop, acknowledgeNatInstance, acknowledgeNode, acknowledgeVpc } from './acknowledgements';
import { addScenarioOutputs } from './scenario-outputs';
import { ScenarioProps } from './scenario-props';
import { IdleStop, SessionPreferences, SessionTarget, SsmManagedInstance } from '../lib';

export interface LowCostScenarioProps extends ScenarioProps {
  /**
   * The image of the NAT instance, one of Amazon Linux 2023 for arm64. `-c natImage=ami-...` on the command line or in cdk.json.
   *
   * @default - the newest one at each deployment, which replaces the NAT instance when there is a newer one, and cuts whoever is connected
   */
  readonly natImageId?: string;
}

/** A node without a public address behind a NAT instance, which is stopped when nobody has used it for half an hour. */
export class LowCostScenario extends Stack {
  constructor(scope: Construct, id: string, { natImageId, flowLogs, ...props }: LowCostScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager to a node in a private subnet behind a NAT instance, stopped when idle', ...props });

    // Half a GiB is too little for the package manager, with which the NAT instance makes itself one at its first boot.
    const instanceType = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO);
    const userData = ec2.UserData.forLinux();
    // The last command says whether it forwards.
    userData.addCommands(...ec2.NatInstanceProviderV2.DEFAULT_USER_DATA_COMMANDS, '/sbin/iptables -t nat -S POSTROUTING | grep -q MASQUERADE');
    const natProvider = ec2.NatProvider.instanceV2({
      instanceType,
      machineImage: natImageId ? imageOf(natImageId) : ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      userData,
      // By default everybody may send it anything.
      defaultAllowedTraffic: ec2.NatTrafficDirection.OUTBOUND_ONLY,
    });
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 1,
      natGateways: 1,
      natGatewayProvider: natProvider,
      // The restriction would add a Lambda function. Nothing here uses the default security group.
      restrictDefaultSecurityGroup: false,
      flowLogs: flowLogs ? { All: {} } : undefined,
    });
    for (const { ipv4CidrBlock } of vpc.privateSubnets) {
      natProvider.connections.allowFrom(ec2.Peer.ipv4(ipv4CidrBlock), ec2.Port.tcp(443), 'From the nodes');
    }
    const [natInstance] = natProvider.gatewayInstances;
    // What the CDK's provider has no props for.
    natInstance.instance.metadataOptions = { httpTokens: 'required', httpPutResponseHopLimit: 1 };
    natInstance.instance.blockDeviceMappings = [{ deviceName: '/dev/xvda', ebs: { encrypted: true, volumeType: 'gp3' } }];
    // The node waits until it forwards. An agent that boots before its way out is there waits for minutes to an hour.
    userData.addSignalOnExitCommand(natInstance);
    natInstance.instance.cfnOptions.creationPolicy = { resourceSignal: { timeout: 'PT10M' } };

    const preferences = new SessionPreferences(this, 'Preferences');
    // The CDK gives it a role anyway. People can look into it when nobody gets through it.
    const nat = SsmManagedInstance.fromInstance(this, 'Nat', natInstance, { vpc, sessionPreferences: preferences });
    const node = new SsmManagedInstance(this, 'Node', { vpc, instanceType, sessionPreferences: preferences });
    const idleStop = new IdleStop(this, 'IdleStop', { targets: [SessionTarget.node(node)], idleFor: Duration.minutes(30) });

    addScenarioOutputs(this, node);
    new CfnOutput(this, 'StartNodeCommand', { description: 'Starts the node again', value: idleStop.startCommand(node) });
    new CfnOutput(this, 'NatSessionCommand', { description: 'Opens a shell on the NAT instance', value: nat.startSessionCommand });
    acknowledgeVpc(vpc);
    acknowledgeNode(node);
    acknowledgeNatInstance(nat, natInstance);
    acknowledgeIdleStop(idleStop);
  }
}

function imageOf(imageId: string): ec2.IMachineImage {
  return { getImage: () => ({ imageId, osType: ec2.OperatingSystemType.LINUX, userData: ec2.UserData.forLinux() }) };
}
