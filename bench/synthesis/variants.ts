import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints } from '../../lib';

/** Ways to put nodes into isolated subnets with VPC endpoints. */
export const VARIANTS = {
  library: withLibrary,
  byHand,
  bastionHosts,
};

function withLibrary(stack: Stack, nodes: number): void {
  const vpc = isolatedVpc(stack);
  const connectivity = SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc }));
  for (let node = 0; node < nodes; node++) {
    new SsmManagedInstance(stack, `Node${node}`, { vpc, connectivity });
  }
}

/** The same resources, properties and dependencies from aws-cdk-lib alone. */
function byHand(stack: Stack, nodes: number): void {
  const vpc = isolatedVpc(stack);
  const { endpoints, clients } = addEndpoints(stack, vpc);
  for (let node = 0; node < nodes; node++) {
    const instance = new ec2.Instance(stack, `Node${node}`, {
      vpc,
      vpcSubnets: { subnets: [vpc.isolatedSubnets[0]] },
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      role: new iam.Role(stack, `Role${node}`, {
        description: `Node ${node}`,
        assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
      }),
      securityGroup: new ec2.SecurityGroup(stack, `Group${node}`, { vpc, description: 'Node', allowAllOutbound: false }),
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true }) }],
      instanceName: `Node${node}`,
      httpTokens: ec2.HttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
    });
    instance.addSecurityGroup(clients);
    instance.instance.node.addDependency(...endpoints, clients);
  }
}

/** The CDK's own construct for the purpose. */
function bastionHosts(stack: Stack, nodes: number): void {
  const vpc = isolatedVpc(stack);
  const { endpoints, clients } = addEndpoints(stack, vpc);
  for (let node = 0; node < nodes; node++) {
    const host = new ec2.BastionHostLinux(stack, `Node${node}`, { vpc, subnetSelection: { subnets: [vpc.isolatedSubnets[0]] } });
    host.instance.addSecurityGroup(clients);
    host.instance.instance.node.addDependency(...endpoints);
  }
}

function isolatedVpc(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Node', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    restrictDefaultSecurityGroup: false,
  });
}

function addEndpoints(stack: Stack, vpc: ec2.Vpc) {
  const group = new ec2.SecurityGroup(stack, 'EndpointGroup', { vpc, allowAllOutbound: false });
  const clients = new ec2.SecurityGroup(stack, 'Clients', { vpc, allowAllOutbound: false });
  clients.connections.allowTo(group, ec2.Port.tcp(443));
  const endpoints = [ec2.InterfaceVpcEndpointAwsService.SSM, ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES].map((service, index) =>
    new ec2.InterfaceVpcEndpoint(stack, `Endpoint${index}`, { vpc, service, securityGroups: [group], open: false }));
  return { endpoints, clients };
}
