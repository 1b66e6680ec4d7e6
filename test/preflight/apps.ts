import { App, AppProps, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/** Neither the tree nor the analytics change a template. */
export function quietApp(props: AppProps = {}): App {
  return new App({ treeMetadata: false, analyticsReporting: false, ...props });
}

export interface PublicNodeProps extends StackProps {
  /** Whether nothing is let out. */
  readonly closed?: boolean;
  readonly vpc?: ec2.IVpc;
}

/** A node in a public subnet by aws-cdk-lib alone: it connects, or if closed, nothing lets port 443 out. */
export class PublicNode extends Stack {
  readonly instance: ec2.Instance;

  constructor(scope: Construct, id: string, { closed = false, vpc, ...props }: PublicNodeProps = {}) {
    super(scope, id, props);
    const own = vpc ?? new ec2.Vpc(this, 'Vpc', {
      maxAzs: 1,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }],
      restrictDefaultSecurityGroup: false,
    });
    this.instance = new ec2.Instance(this, 'Node', {
      vpc: own,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      ssmSessionPermissions: true,
      allowAllOutbound: !closed,
    });
    // The route and its association; the VPC's own dependable is the Internet gateway alone.
    this.instance.node.addDependency(...own.publicSubnets.map(subnet => subnet.internetConnectivityEstablished));
  }
}

/** A node of which nothing is known: its VPC is imported. */
export function importedVpcNode(app: App, id: string): PublicNode {
  const vpc = ec2.Vpc.fromVpcAttributes(new Stack(app, `${id}Vpc`), 'Vpc', {
    vpcId: 'vpc-0123', availabilityZones: ['us-east-1a'], publicSubnetIds: ['subnet-0123'], publicSubnetRouteTableIds: ['rtb-0123'],
  });
  return new PublicNode(app, id, { vpc });
}
