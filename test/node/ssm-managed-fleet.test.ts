import { App, CfnParameter, Duration, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  AgentPackage, ImagePolicy, InteractiveCommandDocument, NodeOperatingSystem, NodePermissions, Preflight, RunAs, SessionEncryption,
  SessionLogging, SessionLoggingBucket, SessionPreferences, SessionPreferencesProps, SessionTarget, SsmConnectivity, SsmManagedFleet,
  SsmManagedFleetProps, SsmManagedInstance, SsmVpcEndpoints,
} from '../../lib';
import { ACCOUNT, FLAGS, REGION, errorOf, newVpc } from '../fixtures';
import {
  CORE_POLICY, LINUX_IMAGE, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, WINDOWS_IMAGE,
  logicalId, newStack, only, policyStatements, resources, synthErrors, vpcWith, warnings,
} from '../util';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const TRANSCRIPTS_LOST = 'cdk-session-manager:SsmManagedInstance.transcriptsLost';
const ROOT = { DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true, Encrypted: true, VolumeType: 'gp3' } };

type Props = Partial<SsmManagedFleetProps>;

/** In private subnets behind a NAT gateway, by default. */
function fleet(stack: Stack, props: Props = {}, id = 'Fleet'): SsmManagedFleet {
  return new SsmManagedFleet(stack, id, { vpc: props.vpc ?? vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { maxAzs: 2 }), ...props });
}

function publicFleet(stack: Stack, props: Props = {}): SsmManagedFleet {
  return fleet(stack, { vpc: vpcWith(stack, [PUBLIC], { maxAzs: 2 }), ...props });
}

function isolatedFleet(stack: Stack, props: Props = {}): SsmManagedFleet {
  const vpc = vpcWith(stack, [PRIVATE_ISOLATED], { maxAzs: 2 });
  const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences: props.sessionPreferences });
  return fleet(stack, { vpc, connectivity: SsmConnectivity.privateLink(endpoints), ...props });
}

const WAYS: [string, (stack: Stack, props?: Props) => SsmManagedFleet][] = [
  ['a public IP address', publicFleet], ['a NAT gateway', fleet], ['PrivateLink', isolatedFleet],
];

const data = (stack: Stack) => only(stack, TEMPLATE).Properties.LaunchTemplateData;
const group = (stack: Stack) => only(stack, GROUP);
const groupWith = (props: Props) => {
  const stack = newStack();
  fleet(stack, props);
  return group(stack);
};
const inBucket = (stack: Stack, props: SessionPreferencesProps = {}) => new SessionPreferences(stack, 'Preferences', {
  logging: new SessionLogging(stack, 'Logging', { bucket: new SessionLoggingBucket(stack, 'Bucket') }), ...props,
});

describe('a fleet with defaults', () => {
  test('starts one t3.micro of Amazon Linux 2023 in all private subnets', () => {
    const stack = newStack();
    const { platform } = fleet(stack);
    const [name, parameter] = Object.entries(Template.fromStack(stack).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' }))[0];
    expect(parameter.Default).toBe('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64');
    expect([platform, data(stack).InstanceType, data(stack).ImageId]).toEqual([ec2.OperatingSystemType.LINUX, 't3.micro', { Ref: name }]);
    const { MinSize, MaxSize, DesiredCapacity, VPCZoneIdentifier } = group(stack).Properties;
    expect([MinSize, MaxSize, DesiredCapacity]).toEqual(['1', '1', undefined]);
    expect(VPCZoneIdentifier).toHaveLength(2);
  });

  test('requires IMDSv2, with a hop limit of one', () => {
    const stack = newStack();
    fleet(stack);
    expect(data(stack).MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
  });

  test('has an encrypted gp3 root volume that is deleted with its instance', () => {
    const stack = newStack();
    fleet(stack);
    expect(data(stack).BlockDeviceMappings).toEqual([ROOT]);
  });

  test('has no key pair, monitoring, price, address or other way to start', () => {
    const stack = newStack();
    fleet(stack);
    for (const absent of ['KeyName', 'Monitoring', 'InstanceMarketOptions', 'NetworkInterfaces', 'DisableApiTermination']) {
      expect(data(stack)).not.toHaveProperty(absent);
    }
    expect(group(stack).Properties).not.toHaveProperty('MixedInstancesPolicy');
    for (const absent of ['AWS::AutoScaling::WarmPool', 'AWS::AutoScaling::LifecycleHook', 'AWS::StepFunctions::StateMachine', 'AWS::Events::Rule', 'AWS::Lambda::Function']) {
      expect(resources(stack, absent)).toEqual([]);
    }
  });

  test('lets nothing in and TCP 443 out', () => {
    const stack = newStack();
    fleet(stack);
    const { SecurityGroupIngress, SecurityGroupEgress } = only(stack, 'AWS::EC2::SecurityGroup').Properties;
    expect(SecurityGroupIngress).toBeUndefined();
    expect(SecurityGroupEgress).toEqual([{ CidrIp: '0.0.0.0/0', Description: 'To Systems Manager', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }]);
    expect(resources(stack, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  test('has a role with the managed policy and nothing else', () => {
    const stack = newStack();
    const { role } = fleet(stack);
    expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual([CORE_POLICY]);
    expect(only(stack, 'AWS::IAM::InstanceProfile').Properties.Roles).toEqual([{ Ref: logicalId(role) }]);
    expect(resources(stack, 'AWS::IAM::Policy')).toEqual([]);
  });

  test('names its instances and volumes after the construct', () => {
    const stack = newStack();
    fleet(stack);
    const tags = [{ Key: 'Name', Value: 'Stack/Fleet' }];
    expect(data(stack).TagSpecifications).toEqual([{ ResourceType: 'instance', Tags: tags }, { ResourceType: 'volume', Tags: tags }]);
  });

  test('replaces instances for a new launch template, one by one', () => {
    const { UpdatePolicy, Properties } = groupWith({}) as any;
    expect(UpdatePolicy.AutoScalingRollingUpdate).toMatchObject({ MinInstancesInService: 0 });
    expect(Properties.LaunchTemplate.Version).toEqual({ 'Fn::GetAtt': [expect.any(String), 'LatestVersionNumber'] });
  });

  test('raises no warning', () => {
    const stack = newStack();
    fleet(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    expect(warnings(stack)).toEqual([]);
  });
});

describe('capacity', () => {
  test('is what was asked for', () => {
    const { MinSize, MaxSize, DesiredCapacity } = groupWith({ minCapacity: 2, maxCapacity: 6, desiredCapacity: 3 }).Properties;
    expect([MinSize, MaxSize, DesiredCapacity]).toEqual(['2', '6', '3']);
  });

  test.each<[string, Props, number]>([
    ['the least, where there is room for one more', { minCapacity: 2, maxCapacity: 6 }, 2],
    ['one less, where there is none', { minCapacity: 3, maxCapacity: 3 }, 2],
    ['one less than the desired number', { minCapacity: 3, desiredCapacity: 3 }, 2],
    ['none of none', { minCapacity: 0, maxCapacity: 0 }, 0],
  ])('an update keeps %s', (_what, props, kept) => {
    expect((groupWith(props) as any).UpdatePolicy.AutoScalingRollingUpdate.MinInstancesInService).toBe(kept);
  });

  test('may be known at deployment only', () => {
    const stack = newStack();
    const { valueAsNumber } = new CfnParameter(stack, 'Size', { type: 'Number' });
    fleet(stack, { minCapacity: valueAsNumber, maxCapacity: valueAsNumber });
    expect(group(stack).Properties.MinSize).toEqual({ Ref: 'Size' });
    expect((group(stack) as any).UpdatePolicy.AutoScalingRollingUpdate.MinInstancesInService).toBe(0);
  });

  test('an update goes as the policy says', () => {
    const { UpdatePolicy } = groupWith({ updatePolicy: autoscaling.UpdatePolicy.replacingUpdate() }) as any;
    expect(UpdatePolicy.AutoScalingReplacingUpdate).toEqual({ WillReplace: true });
    expect(UpdatePolicy).not.toHaveProperty('AutoScalingRollingUpdate');
  });
});

describe.each(FLAGS)('with %s', (_name, flags) => {
  test.each(WAYS)('every instance behind %s connects, for preflight', (_way, make) => {
    const app = new App({ context: flags });
    const stack = newStack({ account: ACCOUNT, region: REGION }, app);
    make(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences'), minCapacity: 2, maxCapacity: 4 });
    expect(Preflight.ofApp(app).nodes.map(({ verdict, resourceType, findings }) => [verdict, resourceType, findings.map(({ ruleId }) => ruleId)])).toEqual([['CONNECTS', GROUP, []]]);
  });
});

describe.each(WAYS)('the group behind %s', (way, make) => {
  test('waits for the way out of each subnet and the policies of its role', () => {
    const stack = newStack();
    const made = make(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    const { DependsOn = [] } = group(stack);
    const { publicSubnets, privateSubnets, isolatedSubnets } = made._vpc as ec2.Vpc;
    const subnets = way === 'PrivateLink' ? isolatedSubnets : way === 'a NAT gateway' ? privateSubnets : publicSubnets;
    expect(subnets).toHaveLength(2);
    const associations = subnets.map(({ node }) => logicalId(node.findChild('RouteTableAssociation')));
    const routes = way === 'PrivateLink' ? [] : subnets.map(({ node }) => logicalId(node.findChild('DefaultRoute')));
    expect(DependsOn).toEqual(expect.arrayContaining([...associations, ...routes, logicalId(made.role)]));
    expect(DependsOn.filter(id => id.startsWith('FleetRoleDefaultPolicy'))).toHaveLength(1);
  });

  test('is not in the way of its launch template', () => {
    const stack = newStack();
    make(stack);
    expect(only(stack, TEMPLATE).DependsOn ?? []).not.toContain(Object.keys(Template.fromStack(stack).findResources(GROUP))[0]);
  });
});

test('instances in public subnets get an address', () => {
  const stack = newStack();
  publicFleet(stack);
  expect(data(stack).NetworkInterfaces).toEqual([{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [expect.anything()] }]);
  expect(data(stack)).not.toHaveProperty('SecurityGroupIds');
});

describe('subnets', () => {
  test('are those of the selection', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    fleet(stack, { vpc, vpcSubnets: { availabilityZones: ['us-east-1a', 'us-east-1c'], subnetType: PRIVATE_WITH_EGRESS } });
    const [first, , third] = vpc.privateSubnets.map(({ node }) => ({ Ref: logicalId(node.defaultChild!) }));
    expect(group(stack).Properties.VPCZoneIdentifier).toEqual([first, third]);
  });

  test.each<[string, (vpc: ec2.Vpc) => Props, string]>([
    ['that lead out in different ways', vpc => ({ vpcSubnets: { subnets: [vpc.publicSubnets[0], vpc.privateSubnets[1]] } }),
      'vpcSubnets selects subnets that lead out in different ways (Public, Private), and instances start in any of them; select those of one type, such as { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } [Stack/Fleet]'],
    ['of which one is isolated', vpc => ({ connectivity: SsmConnectivity.natGateway(), vpcSubnets: { subnets: [vpc.privateSubnets[0], vpc.isolatedSubnets[1]] } }),
      'connectivity SsmConnectivity.natGateway() needs a private subnet with egress, got Stack/Vpc/IsolatedSubnet2 (Isolated); select one with vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } [Stack/Fleet]'],
    ['of which one is private', vpc => ({ connectivity: SsmConnectivity.publicIp(), vpcSubnets: { subnets: [vpc.publicSubnets[0], vpc.privateSubnets[1]] } }),
      'connectivity SsmConnectivity.publicIp() needs a public subnet, got Stack/Vpc/PrivateSubnet2 (Private); select one with vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } [Stack/Fleet]'],
    ['that are none', () => ({ vpcSubnets: { subnets: [] } }), 'vpcSubnets selects no subnet of the VPC; select at least one [Stack/Fleet]'],
  ])('%s are an error', (_what, props, error) => {
    const stack = newStack({ account: ACCOUNT, region: REGION });
    const vpc = newVpc(stack);
    expect(errorOf(() => fleet(stack, { vpc, ...props(vpc) }))).toBe(error);
  });

  test('that are isolated are an error without endpoints', () => {
    const stack = newStack();
    expect(errorOf(() => fleet(stack, { vpc: vpcWith(stack, [PRIVATE_ISOLATED]) }))).toContain('vpcSubnets selects an isolated subnet');
  });

  test('without a default route are an error at synthesis, one for each', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { maxAzs: 2 });
    fleet(stack, { vpc });
    vpc.privateSubnets.forEach(({ node }) => node.tryRemoveChild('DefaultRoute'));
    expect(synthErrors(stack).filter(error => error.includes('has no route to 0.0.0.0/0'))).toHaveLength(2);
  });
});

describe('mixed instances', () => {
  const override = (type: string, more: object = {}) => ({ instanceType: new ec2.InstanceType(type), ...more });

  test('take the launch template, the overrides and the distribution', () => {
    const stack = newStack();
    fleet(stack, { launchTemplateOverrides: [override('t3.small', { weightedCapacity: 2 }), override('t3a.micro')], instancesDistribution: { onDemandPercentageAboveBaseCapacity: 25 } });
    const { MixedInstancesPolicy, LaunchTemplate } = group(stack).Properties;
    expect(LaunchTemplate).toBeUndefined();
    expect(MixedInstancesPolicy).toEqual({
      InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 25 },
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: { Ref: expect.any(String) }, Version: { 'Fn::GetAtt': [expect.any(String), 'LatestVersionNumber'] } },
        Overrides: [{ InstanceType: 't3.small', WeightedCapacity: '2' }, { InstanceType: 't3a.micro' }],
      },
    });
    expect(warnings(stack)).toEqual([]);
  });

  test('may be of one type', () => {
    const { MixedInstancesPolicy } = groupWith({ instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } }).Properties;
    expect(MixedInstancesPolicy.LaunchTemplate).not.toHaveProperty('Overrides');
  });

  test.each(WAYS)('connect behind %s, for preflight', (_way, make) => {
    const app = new App();
    const stack = newStack({ account: ACCOUNT, region: REGION }, app);
    make(stack, { launchTemplateOverrides: [override('t3.small'), override('m5.large')], instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } });
    expect(Preflight.ofApp(app).nodes.map(({ verdict }) => verdict)).toEqual(['CONNECTS']);
  });

  test.each<[string, Props, string]>([
    ['of another architecture', { launchTemplateOverrides: [override('t3.small'), override('m7g.large')] },
      'launchTemplateOverrides.1.instanceType must be x86_64 as the image of the fleet is, got m7g.large, which is arm64; choose types of one architecture, or make a fleet of each (SSM-AGT-003: The instance type, the image and what installs the agent are of one architecture) [Stack/Fleet]'],
    ['of another architecture than an arm64 fleet', { instanceType: new ec2.InstanceType('t4g.micro'), launchTemplateOverrides: [override('t3.small')] },
      'launchTemplateOverrides.0.instanceType must be arm64 as the image of the fleet is, got t3.small, which is x86_64; choose types of one architecture, or make a fleet of each (SSM-AGT-003: The instance type, the image and what installs the agent are of one architecture) [Stack/Fleet]'],
    ['from another launch template', { launchTemplateOverrides: [override('t3.small', { launchTemplate: ec2.LaunchTemplate.fromLaunchTemplateAttributes(newStack(), 'Other', { launchTemplateId: 'lt-1' }) })] },
      'launchTemplateOverrides.0.launchTemplate must not be set: its instances would start with another role, image and way out than those that make them reachable; remove it, or make a fleet of its own [Stack/Fleet]'],
    ['beside spotOptions', { launchTemplateOverrides: [override('t3.small')], spotOptions: {} },
      'spotOptions cannot be set beside launchTemplateOverrides or instancesDistribution, where Auto Scaling refuses a launch template for Spot Instances; set instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } instead [Stack/Fleet]'],
    ['in a distribution beside spotOptions', { instancesDistribution: {}, spotOptions: {} },
      'spotOptions cannot be set beside launchTemplateOverrides or instancesDistribution, where Auto Scaling refuses a launch template for Spot Instances; set instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } instead [Stack/Fleet]'],
  ])('%s are an error', (_what, props, error) => {
    expect(errorOf(() => fleet(newStack(), props))).toBe(error);
  });

  test.each<[string, Props]>([
    ['by what they need', { launchTemplateOverrides: [{ instanceRequirements: { vCpuCount: { min: 2 }, memoryMiB: { min: 2048 } } }] }],
    ['of a type that the CDK does not know', { launchTemplateOverrides: [override('u-6tb1.metal')] }],
    ['of arm64 in a fleet of arm64', { instanceType: new ec2.InstanceType('t4g.micro'), launchTemplateOverrides: [override('m7g.large')] }],
  ])('%s are taken', (_what, props) => {
    expect(groupWith(props).Properties.MixedInstancesPolicy.LaunchTemplate.Overrides).toHaveLength(1);
  });
});

describe('launch props', () => {
  test('are those of the launch template', () => {
    const stack = newStack();
    const keyPair = new ec2.KeyPair(stack, 'Key');
    fleet(stack, { detailedMonitoring: true, keyPair, spotOptions: { maxPrice: 0.004 }, httpPutResponseHopLimit: 2, instanceName: 'worker', instanceType: new ec2.InstanceType('t4g.nano') });
    expect(data(stack)).toMatchObject({
      InstanceType: 't4g.nano',
      KeyName: { Ref: logicalId(keyPair) },
      Monitoring: { Enabled: true },
      InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice: '0.004' } },
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    });
    expect(data(stack).TagSpecifications.map(({ Tags: tags }: any) => tags)).toEqual([[{ Key: 'Name', Value: 'worker' }], [{ Key: 'Name', Value: 'worker' }]]);
  });

  test('the role, the security group and the volumes may be given', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
    const made = fleet(stack, { vpc, role, securityGroup, blockDevices: [{ deviceName: '/dev/sdf', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true }) }] });
    expect(made.role).toBe(role);
    expect(made.connections.securityGroups).toEqual([securityGroup]);
    expect(data(stack).BlockDeviceMappings.map(({ DeviceName }: any) => DeviceName)).toEqual(['/dev/xvda', '/dev/sdf']);
    expect(resources(stack, 'AWS::IAM::Role')).toHaveLength(1);
  });

  test('user data comes after what prepares the node', () => {
    const stack = newStack();
    const userData = ec2.UserData.forLinux();
    userData.addCommands('echo mine');
    fleet(stack, { userData, sessionPreferences: new SessionPreferences(stack, 'Preferences', { runAs: RunAs.defaultUser('operator', { createUser: true }) }) });
    expect(JSON.stringify(data(stack).UserData)).toMatch(/useradd.*echo mine/s);
  });

  test('an image without the agent gets it', () => {
    const stack = newStack({ account: ACCOUNT, region: REGION });
    const operatingSystem = NodeOperatingSystem.custom(LINUX_IMAGE, {
      agentPreinstalled: false, agentPackage: AgentPackage.RPM, rootDeviceName: '/dev/sda1', architecture: ec2.InstanceArchitecture.X86_64,
    });
    fleet(stack, { operatingSystem });
    expect(JSON.stringify(data(stack).UserData)).toContain('amazon-ssm-agent.rpm');
    expect(Preflight.ofApp(stack.node.root as App).nodes.map(({ verdict }) => verdict)).toEqual(['CONNECTS']);
  });

  test('Windows is a platform of a fleet', () => {
    const stack = newStack();
    const made = fleet(stack, { operatingSystem: NodeOperatingSystem.windowsServer('2022'), instanceType: new ec2.InstanceType('t3.medium') });
    expect(made.platform).toBe(ec2.OperatingSystemType.WINDOWS);
    expect(data(stack).UserData['Fn::Base64']).toBe('<powershell></powershell>');
  });

  test('a pinned image needs a known account and region', () => {
    expect(errorOf(() => fleet(newStack(), { imagePolicy: ImagePolicy.PINNED_IN_CONTEXT }))).toContain('imagePolicy PINNED_IN_CONTEXT needs a stack');
  });

  test.each<[string, Props, string]>([
    ['a hop limit out of range', { httpPutResponseHopLimit: 65 }, 'httpPutResponseHopLimit must be a whole number, 1-64, got 65'],
    ['an empty name', { instanceName: '' }, 'instanceName must be 1-256 characters, got 0'],
    ['a name that is too long', { instanceName: 'x'.repeat(257) }, 'instanceName must be 1-256 characters, got 257'],
    ['user data of another platform', { userData: ec2.UserData.forWindows() }, 'userData must be for LINUX'],
    ['a persistent Spot request', { spotOptions: { requestType: ec2.SpotRequestType.PERSISTENT } }, 'spotOptions.requestType must be ONE_TIME'],
    ['an image of another platform', { operatingSystem: NodeOperatingSystem.custom(WINDOWS_IMAGE, { agentPreinstalled: true, rootDeviceName: '/dev/sda1' }) },
      'operatingSystem says platform LINUX, and its image is WINDOWS'],
    ['a warm pool of Spot Instances', { spotOptions: {}, warmPool: {} }, 'warmPool cannot hold Spot Instances; remove spotOptions or warmPool'],
    ['a hibernated warm pool', { warmPool: { poolState: autoscaling.PoolState.HIBERNATED } }, 'warmPool.poolState must be STOPPED or RUNNING, got HIBERNATED'],
  ])('%s is an error', (_what, props, error) => {
    expect(errorOf(() => fleet(newStack({ account: ACCOUNT, region: REGION }), props))).toContain(error);
  });

  test('a role that does not trust EC2 is an error at synthesis', () => {
    const stack = newStack();
    fleet(stack, { role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com') }) });
    expect(synthErrors(stack).join()).toContain('role does not trust ec2.amazonaws.com');
  });

  test('no permissions with a new role raise a warning', () => {
    const stack = newStack();
    fleet(stack, { permissions: NodePermissions.none() });
    expect(warnings(stack)).toEqual(['cdk-session-manager:SsmManagedInstance.permissionsNotProven']);
  });
});

test('a warm pool is one of the group', () => {
  const stack = newStack();
  const { autoScalingGroup } = fleet(stack, { warmPool: { minSize: 1, poolState: autoscaling.PoolState.STOPPED, reuseOnScaleIn: true } });
  expect(only(stack, 'AWS::AutoScaling::WarmPool').Properties).toEqual({
    AutoScalingGroupName: { Ref: logicalId(autoScalingGroup) }, InstanceReusePolicy: { ReuseOnScaleIn: true }, MinSize: 1, PoolState: 'Stopped',
  });
});

test('tags of the fleet are on its instances when they start, for access policies', () => {
  const stack = newStack();
  Tags.of(fleet(stack)).add('env', 'prod');
  expect(group(stack).Properties.Tags).toEqual([{ Key: 'env', PropagateAtLaunch: true, Value: 'prod' }]);
  expect(data(stack).TagSpecifications[0].Tags).toContainEqual({ Key: 'env', Value: 'prod' });
});

describe('sessionPreferences', () => {
  test('are granted to the role, and named in the metadata of the group', () => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    const made = fleet(stack, { sessionPreferences });
    expect(made.sessionPreferences).toBe(sessionPreferences);
    expect((group(stack) as any).Metadata['cdk-session-manager:node']).toEqual({ sessionDocument: { Ref: logicalId(sessionPreferences) } });
    const actions = policyStatements(stack).flatMap(({ Action }) => Action);
    expect(actions).toEqual(expect.arrayContaining(['s3:PutObject', 'logs:CreateLogStream', 'kms:Decrypt']));
  });

  test.each<[string, (stack: Stack) => Props, boolean]>([
    ['in S3 alone raise a warning', stack => ({ sessionPreferences: inBucket(stack) }), true],
    ['in S3 alone raise none where the fleet drains', stack => ({ sessionPreferences: inBucket(stack), drainTimeout: Duration.hours(1) }), false],
    ['that are streamed raise none', stack => ({ sessionPreferences: new SessionPreferences(stack, 'Preferences') }), false],
  ])('transcripts %s', (_what, props, warned) => {
    const stack = newStack();
    fleet(stack, props(stack));
    expect(warnings(stack)).toEqual(warned ? [TRANSCRIPTS_LOST] : []);
  });

  test('need their endpoints', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    const connectivity = SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc }));
    expect(errorOf(() => fleet(stack, { vpc, connectivity, sessionPreferences: new SessionPreferences(stack, 'Preferences') }))).toContain('which these endpoints lack');
  });

  test('of a further document are granted with its grant, and the group waits for it', () => {
    const stack = newStack();
    const made = fleet(stack);
    const others = new SessionPreferences(stack, 'Others', { encryption: SessionEncryption.none() });
    const document = new InteractiveCommandDocument(stack, 'Top', { commands: { linux: { commands: 'top' } }, sessionPreferences: others });
    document.grantStartSessionOn(new iam.User(stack, 'Person'), SessionTarget.fleet(made.autoScalingGroup));
    expect(group(stack).DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^FleetRoleDefaultPolicy/)]));
    expect(policyStatements(stack).flatMap(({ Action }) => Action)).toContain('s3:PutObject');
  });

  test('with commands for user data are an error in a later grant', () => {
    const stack = newStack();
    const made = fleet(stack);
    const others = new SessionPreferences(stack, 'Others', { runAs: RunAs.defaultUser('operator', { createUser: true }) });
    expect(errorOf(() => others.grantStartSessionOn(new iam.User(stack, 'Person'), SessionTarget.fleet(made.autoScalingGroup)))).toContain('has runAs commands for the user data of its nodes');
  });
});

describe('people', () => {
  const statementsOf = (stack: Stack) => policyStatements(stack).filter(({ Action }) => [Action].flat().some(action => /^ssm(messages)?:/.test(action) || action === 'kms:GenerateDataKey'));

  test('are let into the instances of this group alone, by a tag that nobody else can set', () => {
    const stack = newStack();
    const made = fleet(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    made.grantStartSession(new iam.User(stack, 'Person'));
    const [starts] = statementsOf(stack).filter(({ Condition }) => Condition?.StringEquals?.['ssm:resourceTag/aws:autoscaling:groupName']);
    expect(starts).toEqual({
      Action: 'ssm:StartSession',
      Effect: 'Allow',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ec2:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':instance/*']] },
      Condition: { BoolIfExists: expect.anything(), StringEquals: { 'ssm:resourceTag/aws:autoscaling:groupName': { Ref: logicalId(made.autoScalingGroup) } } },
    });
    const [own] = statementsOf(stack).filter(({ Action }) => [Action].flat().includes('ssm:TerminateSession'));
    expect(own.Condition).toBeDefined();
  });

  test('get the account\'s own document where there are no preferences', () => {
    const stack = newStack();
    const made = fleet(stack);
    made.grantStartSession(new iam.User(stack, 'Person'));
    expect(JSON.stringify(statementsOf(stack))).toContain('SSM-SessionManagerRunShell');
    expect(made.sessionStatements().map(statement => stack.resolve(statement.toStatementJson()))).toEqual(statementsOf(stack));
  });

  test('of another account are an error', () => {
    const stack = newStack({ account: ACCOUNT, region: REGION });
    expect(errorOf(() => fleet(stack).grantStartSession(new iam.AccountPrincipal('210987654321')))).toContain('grantStartSession needs a principal of the node\'s account');
  });

  test('find an instance that is online', () => {
    const stack = newStack({ account: ACCOUNT, region: REGION });
    const made = fleet(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    const look = 'aws ssm describe-instance-information --region us-east-1 --filters Key=tag:aws:autoscaling:groupName,Values=<group> Key=PingStatus,Values=Online';
    const one = `$(${look} --no-paginate --query "InstanceInformationList[0].InstanceId" --output text)`;
    const command = (text: string) => stack.resolve(text)['Fn::Join'][1].map((part: any) => (part.Ref === logicalId(made.autoScalingGroup) ? '<group>' : part.Ref ? '<document>' : part)).join('');
    expect(command(made.listInstancesCommand)).toBe(`${look} --query "InstanceInformationList[].InstanceId" --output text`);
    expect(command(made.startSessionCommand)).toBe(`aws ssm start-session --target ${one} --region us-east-1 --document-name <document>`);
    expect(command(made.portForwardingCommand(80, 8080))).toBe(
      `aws ssm start-session --target ${one} --region us-east-1 --document-name AWS-StartPortForwardingSession --parameters "portNumber=80,localPortNumber=8080"`);
    expect(warnings(stack)).toEqual(['cdk-session-manager:SsmManagedInstance.tunnelNotLogged']);
  });

  test('need no document for the account\'s own preferences, and a port is the same on both sides', () => {
    const stack = newStack();
    const made = fleet(stack);
    expect(JSON.stringify(stack.resolve(made.startSessionCommand))).not.toContain('--document-name');
    expect(JSON.stringify(stack.resolve(made.portForwardingCommand(80)))).toContain('portNumber=80,localPortNumber=80');
    expect(warnings(stack)).toEqual([]);
    expect(errorOf(() => made.portForwardingCommand(0))).toContain('remotePort must be');
    expect(errorOf(() => made.portForwardingCommand(80, 65536))).toContain('localPort must be');
  });
});

describe('many fleets', () => {
  test('of one VPC share the rules of the endpoints with each other and with instances', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED], { maxAzs: 2 });
    const connectivity = SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc }));
    for (let index = 0; index < 31; index += 1) {
      fleet(stack, { vpc, connectivity }, `Fleet${index}`);
      new SsmManagedInstance(stack, `Node${index}`, { vpc, connectivity });
    }
    expect(resources(stack, 'AWS::EC2::SecurityGroupIngress')).toHaveLength(1);
    expect(resources(stack, 'AWS::EC2::SecurityGroupEgress')).toHaveLength(1);
    resources(stack, TEMPLATE).forEach(({ Properties }) => expect(Properties.LaunchTemplateData.SecurityGroupIds).toHaveLength(2));
  });

  test('have templates that are the same each time', () => {
    const twice = [1, 2].map(() => {
      const stack = newStack();
      const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
      ['One', 'Two'].forEach(id => fleet(stack, { vpc, drainTimeout: Duration.hours(1), sessionPreferences: new SessionPreferences(stack, `${id}Preferences`) }, id));
      return Template.fromStack(stack).toJSON();
    });
    expect(twice[0]).toEqual(twice[1]);
    expect(Object.values<any>(twice[0].Resources).filter(({ Type }) => Type === GROUP)).toHaveLength(2);
  });
});

test.each([['aws-cn', 'cn-north-1'], ['aws-us-gov', 'us-gov-west-1']])('in %s no ARN is of another partition', (partition, region) => {
  const stack = newStack({ account: ACCOUNT, region });
  const made = fleet(stack, { drainTimeout: Duration.hours(1), sessionPreferences: new SessionPreferences(stack, 'Preferences') });
  made.grantStartSession(new iam.User(stack, 'Person'));
  expect(partition).not.toBe('aws');
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('arn:aws:');
});

describe('central endpoints', () => {
  test('are let out to from each subnet, with one warning', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { maxAzs: 2 });
    fleet(stack, { vpc, connectivity: SsmConnectivity.centralEndpoints({ peers: [ec2.Peer.ipv4('10.1.0.0/16')] }) });
    expect(warnings(stack)).toEqual(['cdk-session-manager:SsmManagedInstance.centralEndpointsNotProven']);
    expect(only(stack, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '10.1.0.0/16', FromPort: 443 })]);
    const routes = vpc.privateSubnets.map(({ node }) => logicalId(node.findChild('DefaultRoute')));
    expect(group(stack).DependsOn).toEqual(expect.arrayContaining(routes));
  });

  test('need a route in each subnet', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED], { maxAzs: 2 });
    fleet(stack, { vpc, connectivity: SsmConnectivity.centralEndpoints({ peers: [ec2.Peer.ipv4('10.1.0.0/16')] }) });
    expect(synthErrors(stack).filter(error => error.includes('has no route at all'))).toHaveLength(2);
  });
});

describe.each(FLAGS)('endpoints with %s', (_name, flags) => {
  test.each<[string, (stack: Stack, vpc: ec2.Vpc) => autoscaling.AutoScalingGroup]>([
    ['a launch template', (stack, vpc) => new autoscaling.AutoScalingGroup(stack, 'Other', {
      vpc,
      vpcSubnets: { subnetType: PRIVATE_ISOLATED },
      launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
        instanceType: new ec2.InstanceType('t3.micro'),
        machineImage: LINUX_IMAGE,
        securityGroup: new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false }),
      }),
    })],
    ['what the CDK makes of its props', (stack, vpc) => new autoscaling.AutoScalingGroup(stack, 'Other', {
      vpc, vpcSubnets: { subnetType: PRIVATE_ISOLATED }, instanceType: new ec2.InstanceType('t3.micro'), machineImage: LINUX_IMAGE, allowAllOutbound: false,
    })],
  ])('give their shared group to a group from %s, once', (_what, make) => {
    const stack = newStack({ account: ACCOUNT, region: REGION }, new App({ context: flags }));
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc });
    const autoScalingGroup = make(stack, vpc);
    [1, 2].forEach(() => endpoints.allowFrom({ connections: autoScalingGroup, autoScalingGroup, subnets: vpc.isolatedSubnets }));
    const starts = [
      ...resources(stack, TEMPLATE).map(({ Properties }) => Properties.LaunchTemplateData.SecurityGroupIds),
      ...resources(stack, 'AWS::AutoScaling::LaunchConfiguration').map(({ Properties }) => Properties.SecurityGroups),
    ];
    expect(starts).toEqual([[expect.anything(), { 'Fn::GetAtt': [expect.stringMatching(/^EndpointsClientSecurityGroup/), 'GroupId'] }]]);
  });
});
