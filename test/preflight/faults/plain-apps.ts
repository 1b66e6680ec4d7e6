import { App, ArnFormat, Aws, CfnResource, Environment, Fn, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct } from 'constructs';

const IRELAND: Environment = { account: '111111111111', region: 'eu-west-1' };
const FRANKFURT: Environment = { account: '111111111111', region: 'eu-central-1' };
const VIRGINIA: Environment = { account: '222222222222', region: 'us-east-1' };

const CORE_POLICY = 'AmazonSSMManagedInstanceCore';
const CHANNEL_ACTIONS = [
  'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
];
const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;
const { SSM, SSM_MESSAGES, CLOUDWATCH_LOGS, KMS } = ec2.InterfaceVpcEndpointAwsService;

/** A bastion with a public address, and one behind a NAT gateway of the same VPC. */
export function bastions(app: App): void {
  const stack = new Stack(app, 'Bastions');
  const vpc = vpcOf(stack, 'Vpc', { maxAzs: 1, natGateways: 1 });
  for (const [id, subnetType] of Object.entries({ Public: PUBLIC, Private: PRIVATE_WITH_EGRESS })) {
    waitFor(new ec2.BastionHostLinux(stack, id, { vpc, subnetSelection: { subnetType }, machineImage: amazonLinux() }), vpc);
  }
}

/** Instances without a route to the Internet: one whose endpoints admit the whole VPC, and one with group-to-group rules only. */
export function isolated(app: App): void {
  const stack = new Stack(app, 'Isolated', { env: IRELAND });
  for (const id of ['Blue', 'Green']) {
    const site = new Construct(stack, id);
    const vpc = vpcOf(site, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: PRIVATE_ISOLATED }] });
    const isNarrow = id === 'Green';
    const nodeGroup = new ec2.SecurityGroup(site, 'NodeGroup', { vpc, allowAllOutbound: !isNarrow });
    const endpointGroup = new ec2.SecurityGroup(site, 'EndpointGroup', { vpc, allowAllOutbound: !isNarrow });
    const endpoints = Object.entries({ Ssm: SSM, SsmMessages: SSM_MESSAGES }).map(([name, service]) => vpc.addInterfaceEndpoint(name, {
      service, securityGroups: [endpointGroup], open: !isNarrow,
    }));
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const node = new ec2.Instance(site, 'Node', {
      vpc, vpcSubnets: { subnetType: PRIVATE_ISOLATED }, securityGroup: nodeGroup, role: managedRole(site), ...amazonLinuxOnT3(),
    });
    if (isNarrow) {
      // A group without inline egress rules has the default rule of EC2, which lets everything out.
      nodeGroup.addEgressRule(ec2.Peer.ipv4('192.0.2.1/32'), ec2.Port.tcp(22));
      nodeGroup.connections.allowTo(endpointGroup, ec2.Port.tcp(443));
    }
    waitFor(node, vpc, endpointGroup, nodeGroup, ...endpoints);
  }
}

/** Auto Scaling groups behind a NAT gateway in each Availability Zone: one with a launch template, one with instances of two architectures. */
export function scaling(app: App): void {
  const stack = new Stack(app, 'Scaling');
  const vpc = vpcOf(stack, 'Vpc', { maxAzs: 2, natGateways: 2 });
  const common = Object.fromEntries(['Uniform', 'Mixed'].map(id => [id, {
    instanceProfile: new iam.InstanceProfile(stack, `${id}Profile`, { role: managedRole(stack, `${id}Role`) }),
    securityGroup: new ec2.SecurityGroup(stack, `${id}Group`, { vpc }),
  }]));
  const templateOf = (id: string, type: string, cpuType: ec2.AmazonLinuxCpuType, of: string = 'Mixed') => new ec2.LaunchTemplate(stack, id, {
    instanceType: new ec2.InstanceType(type), machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType }), ...common[of],
  });
  const uniform = new autoscaling.AutoScalingGroup(stack, 'Uniform', {
    vpc, launchTemplate: templateOf('UniformTemplate', 't3.micro', ec2.AmazonLinuxCpuType.X86_64, 'Uniform'),
  });
  const forGraviton = templateOf('GravitonTemplate', 't4g.micro', ec2.AmazonLinuxCpuType.ARM_64);
  const mixed = new autoscaling.AutoScalingGroup(stack, 'Mixed', {
    vpc,
    mixedInstancesPolicy: {
      launchTemplate: templateOf('MixedTemplate', 't3.micro', ec2.AmazonLinuxCpuType.X86_64),
      launchTemplateOverrides: [
        { instanceType: new ec2.InstanceType('t3.small') },
        { instanceType: new ec2.InstanceType('t4g.small'), launchTemplate: forGraviton },
        { instanceType: new ec2.InstanceType('m7g.medium'), launchTemplate: forGraviton },
      ],
    },
  });
  [uniform, mixed].forEach(group => waitFor(group, vpc));
}

/** Windows behind a NAT gateway, and Windows with its own Elastic IP address. */
export function windows(app: App): void {
  const stack = new Stack(app, 'Windows', { env: VIRGINIA });
  const vpc = vpcOf(stack, 'Vpc', {
    maxAzs: 1,
    natGateways: 1,
    subnetConfiguration: [
      { name: 'Public', subnetType: PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'Private', subnetType: PRIVATE_WITH_EGRESS },
    ],
  });
  const nodeIn = (id: string, subnetType: ec2.SubnetType) => new ec2.Instance(stack, id, {
    vpc,
    vpcSubnets: { subnetType },
    instanceType: new ec2.InstanceType('t3.large'),
    machineImage: ec2.MachineImage.latestWindows(ec2.WindowsVersion.WINDOWS_SERVER_2022_ENGLISH_FULL_BASE),
    role: sessionRole(stack, `${id}Role`),
  });
  const elastic = nodeIn('Elastic', PUBLIC);
  const address = new ec2.CfnEIP(stack, 'Address', { domain: 'vpc' });
  new ec2.CfnEIPAssociation(stack, 'AddressOfNode', { allocationId: address.attrAllocationId, instanceId: elastic.instanceId });
  [elastic, nodeIn('Private', PRIVATE_WITH_EGRESS)].forEach(node => waitFor(node, vpc));
}

/** Subnets with their own network ACLs: around a NAT gateway, and around endpoints in other subnets than the node's. */
export function networkAcls(app: App): void {
  const stack = new Stack(app, 'Acls', { env: FRANKFURT });
  const outward = new Construct(stack, 'Outward');
  const outwardVpc = vpcOf(outward, 'Vpc', { maxAzs: 1, natGateways: 1, ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16') });
  const innerAcl = aclOf(outward, 'InnerAcl', outwardVpc, PRIVATE_WITH_EGRESS);
  allow(innerAcl, 'HttpsOut', ec2.TrafficDirection.EGRESS, 100, '0.0.0.0/0', 443);
  allow(innerAcl, 'RepliesIn', ec2.TrafficDirection.INGRESS, 100, '0.0.0.0/0', [1024, 65535]);
  const outerAcl = aclOf(outward, 'OuterAcl', outwardVpc, PUBLIC);
  allow(outerAcl, 'HttpsOut', ec2.TrafficDirection.EGRESS, 100, '0.0.0.0/0', 443);
  allow(outerAcl, 'HttpsFromNodes', ec2.TrafficDirection.INGRESS, 100, '10.0.0.0/16', 443);
  allow(outerAcl, 'RepliesIn', ec2.TrafficDirection.INGRESS, 110, '0.0.0.0/0', [1024, 65535]);
  allow(outerAcl, 'RepliesToNodes', ec2.TrafficDirection.EGRESS, 110, '10.0.0.0/16', [1024, 65535]);
  const first = new ec2.Instance(outward, 'Node', { vpc: outwardVpc, role: managedRole(outward), ...amazonLinuxOnT3() });
  waitFor(first, outwardVpc, innerAcl, outerAcl);

  const inward = new Construct(stack, 'Inward');
  const inwardVpc = vpcOf(inward, 'Vpc', {
    maxAzs: 1,
    natGateways: 0,
    ipAddresses: ec2.IpAddresses.cidr('10.1.0.0/16'),
    subnetConfiguration: [{ name: 'Nodes', subnetType: PRIVATE_ISOLATED }, { name: 'Endpoints', subnetType: PRIVATE_ISOLATED }],
  });
  const endpoints = Object.entries({ Ssm: SSM, SsmMessages: SSM_MESSAGES }).map(([name, service]) => (
    inwardVpc.addInterfaceEndpoint(name, { service, subnets: { subnetGroupName: 'Endpoints' } })
  ));
  const nodeAcl = aclOf(inward, 'NodeAcl', inwardVpc, 'Nodes');
  allow(nodeAcl, 'HttpsOut', ec2.TrafficDirection.EGRESS, 100, '10.1.0.0/16', 443);
  allow(nodeAcl, 'RepliesIn', ec2.TrafficDirection.INGRESS, 100, '10.1.0.0/16', [32768, 60999]);
  const endpointAcl = aclOf(inward, 'EndpointAcl', inwardVpc, 'Endpoints');
  allow(endpointAcl, 'HttpsIn', ec2.TrafficDirection.INGRESS, 100, '10.1.0.0/16', 443);
  allow(endpointAcl, 'RepliesOut', ec2.TrafficDirection.EGRESS, 100, '10.1.0.0/16', [1024, 65535]);
  const second = new ec2.Instance(inward, 'Node', { vpc: inwardVpc, vpcSubnets: { subnetGroupName: 'Nodes' }, role: managedRole(inward), ...amazonLinuxOnT3() });
  waitFor(second, inwardVpc, nodeAcl, endpointAcl, ...endpoints);
}

/** The account's preferences with a bucket, a log group and keys, in two regions: through endpoints with their own policies, and through the Internet. */
export function sessions(app: App): void {
  const closed = new Stack(app, 'ClosedSessions', { env: IRELAND });
  const closedVpc = vpcOf(closed, 'Vpc', { maxAzs: 1, natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: PRIVATE_ISOLATED }] });
  const closedRole = sessionRole(closed);
  const kept = transcripts(closed, closedRole);
  const endpoints = Object.entries({ Ssm: SSM, SsmMessages: SSM_MESSAGES, Logs: CLOUDWATCH_LOGS, Kms: KMS }).map(([name, service]) => (
    closedVpc.addInterfaceEndpoint(name, { service })
  ));
  const [ssmEndpoint, messages, logsEndpoint, kmsEndpoint] = endpoints;
  ssmEndpoint.addToPolicy(openTo('ssm:UpdateInstanceInformation'));
  messages.addToPolicy(openTo(...CHANNEL_ACTIONS));
  logsEndpoint.addToPolicy(openTo('logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'));
  kmsEndpoint.addToPolicy(openTo('kms:Decrypt'));
  const gateway = closedVpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  gateway.addToPolicy(new iam.PolicyStatement({
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:PutObject', 's3:PutObjectAcl', 's3:GetEncryptionConfiguration'],
    resources: [kept.bucket.bucketArn, kept.bucket.arnForObjects('*')],
  }));
  const closedNode = new ec2.Instance(closed, 'Node', {
    vpc: closedVpc, vpcSubnets: { subnetType: PRIVATE_ISOLATED }, role: closedRole, ...amazonLinuxOnT3(),
  });
  kept.bucket.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'OnlyThroughTheGateway',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:PutObject'],
    resources: [kept.bucket.arnForObjects('*')],
    conditions: { StringNotEquals: { 'aws:SourceVpce': gateway.vpcEndpointId } },
  }));
  waitFor(closedNode, closedVpc, gateway, ...endpoints);

  const open = new Stack(app, 'OpenSessions', { env: FRANKFURT });
  const openVpc = vpcOf(open, 'Vpc', { maxAzs: 1, natGateways: 0 });
  const openRole = sessionRole(open);
  transcripts(open, openRole);
  const openNode = new ec2.Instance(open, 'Node', { vpc: openVpc, vpcSubnets: { subnetType: PUBLIC }, role: openRole, ...amazonLinuxOnT3() });
  // Installs the agent, so that the image lacks only `script`.
  openNode.addUserData('dnf install -y amazon-ssm-agent');
  waitFor(openNode, openVpc);
}

/** The same stack in two regions, with the same names. A name in one region is not that of the other. */
export function twoRegions(app: App): void {
  for (const [id, env] of Object.entries({ Ireland: IRELAND, Frankfurt: FRANKFURT })) {
    const stack = new Stack(app, id, { env });
    const vpc = vpcOf(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });
    const logGroup = new logs.LogGroup(stack, 'LogGroup', { logGroupName: '/sessions/transcripts' });
    const role = sessionRole(stack);
    logGroup.grant(role, 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents');
    role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:DescribeLogGroups'], resources: ['*'] }));
    new ssm.CfnDocument(stack, 'Preferences', {
      name: 'SSM-SessionManagerRunShell',
      documentType: 'Session',
      content: {
        schemaVersion: '1.0',
        sessionType: 'Standard_Stream',
        inputs: { cloudWatchLogGroupName: logGroup.logGroupName, cloudWatchEncryptionEnabled: false, cloudWatchStreamingEnabled: true },
      },
    });
    waitFor(new ec2.Instance(stack, 'Node', { vpc, vpcSubnets: { subnetType: PUBLIC }, role, ...amazonLinuxOnT3() }), vpc);
  }
}

/** Debian, which has no agent. User data downloads it through the S3 gateway endpoint. */
export function debian(app: App): void {
  const stack = new Stack(app, 'Debian');
  const vpc = vpcOf(stack, 'Vpc', { maxAzs: 1, natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: PRIVATE_ISOLATED }] });
  const endpoints = [
    ...Object.entries({ Ssm: SSM, SsmMessages: SSM_MESSAGES }).map(([name, service]) => vpc.addInterfaceEndpoint(name, { service })),
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }),
  ];
  for (const [id, type, architecture] of [['Intel', 't3.micro', 'amd64'], ['Graviton', 't4g.micro', 'arm64']]) {
    const userData = ec2.UserData.forLinux();
    userData.addCommands(
      'cd /tmp',
      `wget https://s3.${Aws.REGION}.${Aws.URL_SUFFIX}/amazon-ssm-${Aws.REGION}/latest/debian_${architecture}/amazon-ssm-agent.deb`,
      'dpkg -i amazon-ssm-agent.deb',
    );
    const node = new ec2.Instance(stack, id, {
      vpc,
      vpcSubnets: { subnetType: PRIVATE_ISOLATED },
      instanceType: new ec2.InstanceType(type),
      machineImage: ec2.MachineImage.fromSsmParameter(`/aws/service/debian/release/12/latest/${architecture}`, { os: ec2.OperatingSystemType.LINUX, userData }),
      role: managedRole(stack, `${id}Role`),
    });
    waitFor(node, vpc, ...endpoints);
  }
}

/** Nodes without permissions, under Default Host Management: one with a role for something else, one without a role. */
export function hostManagement(app: App): void {
  const stack = new Stack(app, 'HostManagement', { env: IRELAND });
  const vpc = vpcOf(stack, 'Vpc', { maxAzs: 1, natGateways: 1 });
  const managementRole = new iam.Role(stack, 'ManagementRole', {
    assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedEC2InstanceDefaultPolicy')],
  });
  const setting = new CfnResource(stack, 'Setting', {
    type: 'AWS::SSM::ServiceSetting',
    properties: { SettingId: '/ssm/managed-instance/default-ec2-instance-management-role', SettingValue: managementRole.roleName },
  });
  const role = new iam.Role(stack, 'QueueRole', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    inlinePolicies: { Queue: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['sqs:ReceiveMessage'], resources: ['*'] })] }) },
  });
  const worker = new ec2.Instance(stack, 'Worker', { vpc, role, httpTokens: ec2.HttpTokens.REQUIRED, ...amazonLinuxOnT3() });
  const group = new ec2.SecurityGroup(stack, 'BareGroup', { vpc });
  const template = new ec2.CfnLaunchTemplate(stack, 'BareTemplate', {
    launchTemplateData: {
      imageId: amazonLinux().getImage(stack).imageId,
      instanceType: 't3.micro',
      metadataOptions: { httpTokens: 'required' },
      securityGroupIds: [group.securityGroupId],
    },
  });
  const bare = new ec2.CfnInstance(stack, 'Bare', {
    launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
    subnetId: vpc.privateSubnets[0].subnetId,
  });
  [worker, bare].forEach(node => waitFor(node, vpc, setting));
}

/** Nodes behind NAT instances, which are nodes too. */
export function natInstance(app: App): void {
  const stack = new Stack(app, 'NatInstance');
  const natGatewayProvider = ec2.NatProvider.instanceV2({ instanceType: new ec2.InstanceType('t4g.nano'), defaultAllowedTraffic: ec2.NatTrafficDirection.OUTBOUND_ONLY });
  const vpc = vpcOf(stack, 'Vpc', { maxAzs: 1, natGateways: 1, natGatewayProvider });
  const group = new ec2.SecurityGroup(stack, 'Group', { vpc });
  natGatewayProvider.connections.allowFrom(group, ec2.Port.tcp(443));
  for (const gateway of natGatewayProvider.gatewayInstances) {
    gateway.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(CORE_POLICY));
    waitFor(gateway, ...vpc.publicSubnets);
  }
  waitFor(new ec2.Instance(stack, 'Node', { vpc, securityGroup: group, role: managedRole(stack), ...amazonLinuxOnT3() }), vpc, natGatewayProvider.connections.securityGroups[0]);
}

/** Permissions in a customer managed policy inside a boundary, and in an inline policy with a deny about something else. */
export function policies(app: App): void {
  const stack = new Stack(app, 'Policies', { env: VIRGINIA });
  const vpc = vpcOf(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });
  const agentCalls = (): iam.PolicyStatement => new iam.PolicyStatement({ sid: 'Agent', actions: ['ssm:UpdateInstanceInformation', ...CHANNEL_ACTIONS], resources: ['*'] });
  const boundary = new iam.ManagedPolicy(stack, 'Boundary', {
    statements: [agentCalls(), new iam.PolicyStatement({ sid: 'Rest', actions: ['ec2:Describe*'], resources: ['*'] })],
  });
  const bounded = new iam.Role(stack, 'BoundedRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), permissionsBoundary: boundary });
  const permissions = new iam.ManagedPolicy(stack, 'Permissions', { statements: [agentCalls()], roles: [bounded] });
  const inline = new iam.Role(stack, 'InlineRole', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    inlinePolicies: {
      Agent: new iam.PolicyDocument({ statements: [agentCalls()] }),
      Guard: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ sid: 'KeepParameters', effect: iam.Effect.DENY, actions: ['ssm:DeleteParameter*'], resources: ['*'] })],
      }),
    },
  });
  for (const [id, role] of Object.entries({ Bounded: bounded, Inline: inline })) {
    const node = new ec2.Instance(stack, id, { vpc, vpcSubnets: { subnetType: PUBLIC }, associatePublicIpAddress: true, role, ...amazonLinuxOnT3() });
    waitFor(node, vpc, permissions, boundary);
  }
}

/** Split routes: all of IPv4 in two halves to an Internet gateway, and DNS64 with a NAT gateway for an IPv6-only subnet. */
export function halvesAndNat64(app: App): void {
  const stack = new Stack(app, 'Pieces');
  const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16', enableDnsSupport: true, enableDnsHostnames: true });
  const ipv6 = new ec2.CfnVPCCidrBlock(stack, 'Ipv6', { vpcId: vpc.ref, amazonProvidedIpv6CidrBlock: true });
  const gateway = new ec2.CfnInternetGateway(stack, 'Gateway');
  const attachment = new ec2.CfnVPCGatewayAttachment(stack, 'Attachment', { vpcId: vpc.ref, internetGatewayId: gateway.ref });
  const blocks = Fn.cidr(Fn.select(0, vpc.attrIpv6CidrBlocks), 4, '64');
  const zone = Fn.select(0, Fn.getAzs());

  const open = new ec2.CfnSubnet(stack, 'OpenSubnet', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24', availabilityZone: zone, mapPublicIpOnLaunch: true });
  const openRoutes = tableOf(stack, 'Open', vpc, open, {
    LowerHalf: { destinationCidrBlock: '0.0.0.0/1', gatewayId: gateway.ref },
    UpperHalf: { destinationCidrBlock: '128.0.0.0/1', gatewayId: gateway.ref },
  });
  openRoutes.forEach(route => route.addDependency(attachment));
  const address = new ec2.CfnEIP(stack, 'NatAddress', { domain: 'vpc' });
  const nat = new ec2.CfnNatGateway(stack, 'Nat', { subnetId: open.ref, allocationId: address.attrAllocationId });
  waitFor(nat, ...openRoutes);

  const native = new ec2.CfnSubnet(stack, 'NativeSubnet', {
    vpcId: vpc.ref,
    ipv6Native: true,
    ipv6CidrBlock: Fn.select(1, blocks),
    assignIpv6AddressOnCreation: true,
    enableDns64: true,
    availabilityZone: zone,
  });
  native.addDependency(ipv6);
  const nativeRoutes = tableOf(stack, 'Native', vpc, native, { Nat64: { destinationIpv6CidrBlock: '64:ff9b::/96', natGatewayId: nat.ref } });

  const group = new ec2.CfnSecurityGroup(stack, 'Group', {
    groupDescription: 'HTTPS out, in halves',
    vpcId: vpc.ref,
    securityGroupEgress: ['0.0.0.0/1', '128.0.0.0/1'].map(cidrIp => ({ ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp })),
  });
  const nativeGroup = new ec2.CfnSecurityGroup(stack, 'NativeGroup', {
    groupDescription: 'HTTPS out',
    vpcId: vpc.ref,
    securityGroupEgress: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIpv6: '::/0' }],
  });
  const nodes = { Halves: { subnet: open, group }, Native: { subnet: native, group: nativeGroup } };
  for (const [id, { subnet, group: { attrGroupId } }] of Object.entries(nodes)) {
    const profile = new iam.CfnInstanceProfile(stack, `${id}Profile`, { roles: [managedRole(stack, `${id}Role`).roleName] });
    const node = new ec2.CfnInstance(stack, id, {
      subnetId: subnet.ref,
      securityGroupIds: [attrGroupId],
      imageId: amazonLinux().getImage(stack).imageId,
      instanceType: 't3.micro',
      iamInstanceProfile: profile.ref,
    });
    waitFor(node, attachment, ...openRoutes, ...nativeRoutes, ...stack.node.findChild('OpenTable').node.children);
  }
}

/** A network in one stack, with nodes in two others. */
export function acrossStacks(app: App): void {
  const network = new Stack(app, 'Network', { env: IRELAND });
  const vpc = vpcOf(network, 'Vpc', { maxAzs: 2, natGateways: 0 });
  const endpointGroup = new ec2.SecurityGroup(network, 'EndpointGroup', { vpc });
  for (const [name, service] of Object.entries({ Ssm: SSM, SsmMessages: SSM_MESSAGES })) {
    vpc.addInterfaceEndpoint(name, { service, securityGroups: [endpointGroup], subnets: { subnetType: PUBLIC } });
  }
  for (const [index, id] of ['First', 'Second'].entries()) {
    const stack = new Stack(app, id, { env: IRELAND });
    stack.addDependency(network);
    const node = new ec2.Instance(stack, 'Node', {
      vpc, vpcSubnets: { subnets: [vpc.publicSubnets[index]] }, role: managedRole(stack), ...amazonLinuxOnT3(),
    });
    waitFor(node);
  }
}

/** Without the Lambda function that empties default security groups. Nothing here uses them. */
function vpcOf(scope: Construct, id: string, props: ec2.VpcProps): ec2.Vpc {
  return new ec2.Vpc(scope, id, { restrictDefaultSecurityGroup: false, ...props });
}

function amazonLinux(): ec2.IMachineImage {
  return ec2.MachineImage.latestAmazonLinux2023();
}

function amazonLinuxOnT3(): Pick<ec2.InstanceProps, 'instanceType' | 'machineImage'> {
  return { instanceType: new ec2.InstanceType('t3.micro'), machineImage: amazonLinux() };
}

function managedRole(scope: Construct, id: string = 'Role'): iam.Role {
  return new iam.Role(scope, id, {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(CORE_POLICY)],
  });
}

/** A role with a statement for registration and one for channels, in a separate policy. */
function sessionRole(scope: Construct, id: string = 'Role'): iam.Role {
  const role = new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ sid: 'Register', actions: ['ssm:UpdateInstanceInformation'], resources: ['*'] }));
  role.addToPolicy(new iam.PolicyStatement({ sid: 'Channels', actions: CHANNEL_ACTIONS, resources: ['*'] }));
  return role;
}

/** A node waits for its network path, because the agent retries only after minutes. */
function waitFor(node: IConstruct, ...others: IConstruct[]): void {
  node.node.addDependency(...others);
}

function aclOf(scope: Construct, id: string, vpc: ec2.IVpc, subnets: ec2.SubnetType | 'Nodes' | 'Endpoints'): ec2.NetworkAcl {
  return new ec2.NetworkAcl(scope, id, {
    vpc, subnetSelection: subnets === 'Nodes' || subnets === 'Endpoints' ? { subnetGroupName: subnets } : { subnetType: subnets },
  });
}

function allow(
  acl: ec2.NetworkAcl, id: string, direction: ec2.TrafficDirection, ruleNumber: number, cidr: string, ports: number | [number, number],
): void {
  const traffic = typeof ports === 'number' ? ec2.AclTraffic.tcpPort(ports) : ec2.AclTraffic.tcpPortRange(...ports);
  acl.addEntry(id, { cidr: ec2.AclCidr.ipv4(cidr), direction, ruleNumber, traffic });
}

/** The log destinations, the account's preferences that use them, and the permissions that a role needs for them. */
function transcripts(stack: Stack, role: iam.Role): { readonly bucket: s3.Bucket } {
  const bucketKey = new kms.Key(stack, 'BucketKey');
  const bucket = new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS, encryptionKey: bucketKey, enforceSSL: true });
  const groupKey = new kms.Key(stack, 'GroupKey');
  const logGroupName = `/sessions/${stack.node.id}`;
  const logGroup = new logs.LogGroup(stack, 'LogGroup', { logGroupName, encryptionKey: groupKey });
  const groupArn = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  groupKey.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'Logs',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': groupArn } },
  }));
  const sessionKey = new kms.Key(stack, 'SessionKey');
  new ssm.CfnDocument(stack, 'Preferences', {
    name: 'SSM-SessionManagerRunShell',
    documentType: 'Session',
    documentFormat: 'JSON',
    content: {
      schemaVersion: '1.0',
      description: 'What sessions of this account and region keep',
      sessionType: 'Standard_Stream',
      inputs: {
        s3BucketName: bucket.bucketName,
        s3KeyPrefix: 'sessions',
        s3EncryptionEnabled: true,
        cloudWatchLogGroupName: logGroup.logGroupName,
        cloudWatchEncryptionEnabled: true,
        cloudWatchStreamingEnabled: true,
        kmsKeyId: sessionKey.keyArn,
        runAsEnabled: false,
        runAsDefaultUser: '',
        idleSessionTimeout: '20',
        maxSessionDuration: '60',
        shellProfile: { windows: '', linux: 'exec bash' },
      },
    },
  });
  const grant = (sid: string, actions: string[], ...resources: string[]) => role.addToPolicy(new iam.PolicyStatement({ sid, actions, resources }));
  grant('Upload', ['s3:PutObject', 's3:PutObjectAcl'], bucket.arnForObjects('sessions/*'));
  grant('Encryption', ['s3:GetEncryptionConfiguration'], bucket.bucketArn);
  grant('BucketKey', ['kms:GenerateDataKey', 'kms:Decrypt'], bucketKey.keyArn);
  grant('Groups', ['logs:DescribeLogGroups'], '*');
  grant('Streams', ['logs:CreateLogStream', 'logs:DescribeLogStreams'], `${groupArn}:*`);
  grant('Events', ['logs:PutLogEvents'], `${groupArn}:log-stream:*`);
  grant('SessionKey', ['kms:Decrypt'], sessionKey.keyArn);
  return { bucket };
}

function openTo(...actions: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources: ['*'] });
}

function tableOf(
  stack: Stack, id: string, vpc: ec2.CfnVPC, subnet: ec2.CfnSubnet, routes: { readonly [id: string]: Omit<ec2.CfnRouteProps, 'routeTableId'> },
): CfnResource[] {
  const table = new ec2.CfnRouteTable(stack, `${id}Table`, { vpcId: vpc.ref });
  const association = new ec2.CfnSubnetRouteTableAssociation(stack, `${id}Association`, { routeTableId: table.ref, subnetId: subnet.ref });
  return [association, ...Object.entries(routes).map(([name, route]) => new ec2.CfnRoute(stack, name, { routeTableId: table.ref, ...route }))];
}
