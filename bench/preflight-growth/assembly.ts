import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';

const NODES_IN_A_VPC = 50;

/** An app with one VPC a stack: half of them behind a NAT gateway, half with endpoints. No two nodes share a role or a security group. */
export function appOf(nodes: number, outdir: string): App {
  // With the paths of constructs in the templates, as the CDK's command line wants it.
  const context = { 'aws:cdk:enable-path-metadata': true };
  const app = new App({ outdir, context, treeMetadata: false, analyticsReporting: false });
  for (let vpc = 0; vpc * NODES_IN_A_VPC < nodes; vpc++) {
    addVpc(new Stack(app, `Network${vpc}`), vpc % 2 === 0, Math.min(NODES_IN_A_VPC, nodes - vpc * NODES_IN_A_VPC));
  }
  return app;
}

function addVpc(stack: Stack, nat: boolean, nodes: number): void {
  const subnetType = nat ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PRIVATE_ISOLATED;
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: nat ? 1 : 0,
    subnetConfiguration: [...nat ? [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }] : [], { name: 'Node', subnetType }],
    restrictDefaultSecurityGroup: false,
  });
  if (!nat) {
    vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
    vpc.addInterfaceEndpoint('SsmMessages', { service: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES });
  }
  for (let node = 0; node < nodes; node++) {
    const role = new iam.Role(stack, `Role${node}`, {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
    });
    new ec2.Instance(stack, `Node${node}`, {
      vpc,
      vpcSubnets: { subnetType },
      role,
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
  }
}
