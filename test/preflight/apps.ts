import { App, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export { quietApp } from '../quiet-app';

export interface PublicNodeProps extends StackProps {
  /** Whether no outbound traffic is allowed. */
  readonly closed?: boolean;
  readonly vpc?: ec2.IVpc;
}

/** A node in a public subnet, by aws-cdk-lib alone. It connects; if closed, no rule allows outbound TCP 443. */
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
    // The route and its association. The VPC's own dependable has only the Internet gateway.
    this.instance.node.addDependency(...own.publicSubnets.map(subnet => subnet.internetConnectivityEstablished));
  }
}

/** A node about which nothing is known, because its VPC is imported. */
export function importedVpcNode(app: App, id: string): PublicNode {
  const vpc = ec2.Vpc.fromVpcAttributes(new Stack(app, `${id}Vpc`), 'Vpc', {
    vpcId: 'vpc-0123', availabilityZones: ['us-east-1a'], publicSubnetIds: ['subnet-0123'], publicSubnetRouteTableIds: ['rtb-0123'],
  });
  return new PublicNode(app, id, { vpc });
}
