import { Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * Three nodes that Session Manager will never reach. Each is created with aws-cdk-lib alone, which synthesizes them without any error.
 *
 * It shows what preflight reports. Do not deploy it.
 */
export class BrokenScenario extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Three nodes that Session Manager will not reach', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 1,
      natGateways: 0,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
        { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
      restrictDefaultSecurityGroup: false,
    });
    vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });

    // There is no endpoint for ssmmessages.
    new ec2.BastionHostLinux(this, 'Forgotten', { vpc, subnetSelection: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });

    const common = {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    };
    // No rule allows outbound TCP 443.
    new ec2.Instance(this, 'Closed', { ...common, allowAllOutbound: false, ssmSessionPermissions: true });
    // The role allows registration but not the message channels: the node is Online, but no session starts.
    new ec2.Instance(this, 'HalfGranted', {
      ...common,
      role: new iam.Role(this, 'Role', {
        assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
        inlinePolicies: {
          Register: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['ssm:UpdateInstanceInformation'], resources: ['*'] })] }),
        },
      }),
    });
  }
}
