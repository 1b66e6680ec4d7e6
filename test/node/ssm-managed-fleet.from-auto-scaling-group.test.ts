import { App, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  NodePermissions, Preflight, RunAs, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences, SsmConnectivity,
  SsmManagedFleet, SsmManagedFleetFromAutoScalingGroupProps, SsmVpcEndpoints,
} from '../../lib';
import { ACCOUNT, FLAGS, REGION, errorOf, newVpc } from '../fixtures';
import {
  CORE_POLICY, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, WINDOWS_IMAGE,
  logicalId, newStack, only, policyStatements, resources, synthErrors, vpcWith, warnings,
} from '../util';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const CONFIGURATION = 'AWS::AutoScaling::LaunchConfiguration';
const IMDSV2_NOT_REQUIRED = 'cdk-session-manager:SsmManagedFleet.imdsV2NotRequired';

type GroupProps = Partial<autoscaling.AutoScalingGroupProps>;
type Props = Partial<SsmManagedFleetFromAutoScalingGroupProps>;

const START = { instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023() };

function group(stack: Stack, vpc: ec2.IVpc, props: GroupProps = START): autoscaling.AutoScalingGroup {
  return new autoscaling.AutoScalingGroup(stack, 'Existing', { vpc, ...props });
}

function privateGroup(stack: Stack, props?: GroupProps) {
  return group(stack, vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { maxAzs: 2 }), props);
}

const vpcOf = (stack: Stack) => stack.node.findChild('Vpc') as ec2.Vpc;
const equip = (stack: Stack, existing: autoscaling.AutoScalingGroup, props: Props = {}) => (
  SsmManagedFleet.fromAutoScalingGroup(stack, 'Fleet', existing, { vpc: vpcOf(stack), ...props })
);
const verdicts = (app: App) => Preflight.ofApp(app).nodes.map(({ verdict }) => verdict);

/** The ways out, of a group as its users make them. */
const WAYS: [string, (stack: Stack, props?: Props) => ReturnType<typeof equip>][] = [
  ['a public IP address', (stack, props) => {
    const vpc = vpcWith(stack, [PUBLIC], { maxAzs: 2 });
    const existing = group(stack, vpc, { ...START, allowAllOutbound: false, associatePublicIpAddress: true, vpcSubnets: { subnetType: PUBLIC } });
    return equip(stack, existing, props);
  }],
  ['a NAT gateway', (stack, props) => equip(stack, privateGroup(stack, { ...START, allowAllOutbound: false }), props)],
  ['PrivateLink', (stack, props) => {
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED], { maxAzs: 2 });
    const existing = group(stack, vpc, { ...START, allowAllOutbound: false, vpcSubnets: { subnetType: PRIVATE_ISOLATED } });
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences: props?.sessionPreferences });
    return equip(stack, existing, { connectivity: SsmConnectivity.privateLink(endpoints), ...props });
  }],
];

describe.each(FLAGS)('with %s', (_name, flags) => {
  test.each(WAYS)('each instance of a group behind %s connects, for preflight', (_way, make) => {
    const app = new App({ context: flags });
    const stack = newStack({ account: ACCOUNT, region: REGION }, app);
    const logging = new SessionLogging(stack, 'Logging', { logGroup: new SessionLogGroup(stack, 'LogGroup') });
    make(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences', { logging }) });
    expect(Preflight.ofApp(app).nodes.map(({ verdict, findings }) => [verdict, findings])).toEqual([['CONNECTS', []]]);
  });

  test('IMDSv2 is required of whatever the CDK makes the group start from', () => {
    const stack = newStack({ account: ACCOUNT, region: REGION }, new App({ context: flags }));
    equip(stack, privateGroup(stack));
    const [start] = [
      ...resources(stack, TEMPLATE).map(({ Properties }) => Properties.LaunchTemplateData),
      ...resources(stack, CONFIGURATION).map(({ Properties }) => Properties),
    ];
    expect(start.MetadataOptions).toEqual({ HttpTokens: 'required' });
    expect(warnings(stack)).toEqual([]);
  });
});

test('what is in the way is BLOCKED without the fleet, so that it is the fleet that opens it', () => {
  const app = new App();
  const stack = newStack({ account: ACCOUNT, region: REGION }, app);
  privateGroup(stack, { ...START, allowAllOutbound: false });
  expect(verdicts(app)).toEqual(['BLOCKED']);
});

test('the role gets the policy, the groups let 443 out, and the group waits for both', () => {
  const stack = newStack();
  const made = equip(stack, privateGroup(stack, { ...START, allowAllOutbound: false }), { sessionPreferences: new SessionPreferences(stack, 'Preferences') });
  expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual([CORE_POLICY]);
  expect(only(stack, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupEgress).toEqual([
    { CidrIp: '0.0.0.0/0', Description: 'To Systems Manager', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 },
  ]);
  const routes = vpcOf(stack).privateSubnets.map(({ node }) => logicalId(node.findChild('DefaultRoute')));
  expect(only(stack, GROUP).DependsOn).toEqual(expect.arrayContaining([...routes, expect.stringMatching(/^ExistingInstanceRoleDefaultPolicy/)]));
  expect((only(stack, GROUP) as any).Metadata['cdk-session-manager:node']).toEqual({ sessionDocument: expect.anything() });
  expect(made.platform).toBe(ec2.OperatingSystemType.LINUX);
  expect(made.connections.securityGroups).toHaveLength(1);
});

test('a fleet without preferences names none', () => {
  const stack = newStack();
  expect(equip(stack, privateGroup(stack)).sessionPreferences).toBeUndefined();
  expect(only(stack, GROUP)).not.toHaveProperty('Metadata');
});

test('the capacity of an ECS cluster connects', () => {
  const app = new App();
  const stack = newStack({ account: ACCOUNT, region: REGION }, app);
  const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { maxAzs: 2 });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const capacity = cluster.addCapacity('Capacity', { instanceType: new ec2.InstanceType('t3.small'), machineImage: ecs.EcsOptimizedImage.amazonLinux2023() });
  equip(stack, capacity).grantStartSession(new iam.User(stack, 'Person'));
  expect(verdicts(app)).toEqual(['CONNECTS']);
});

test('people are let into the instances of this group alone', () => {
  const stack = newStack();
  const existing = privateGroup(stack);
  equip(stack, existing).grantStartSession(new iam.User(stack, 'Person'));
  const tags = policyStatements(stack).flatMap(({ Condition }) => Condition?.StringEquals?.['ssm:resourceTag/aws:autoscaling:groupName'] ?? []);
  expect(tags).toEqual([{ Ref: logicalId(existing) }]);
});

describe('a launch template', () => {
  const template = (stack: Stack, props: Partial<ec2.LaunchTemplateProps> = {}) => new ec2.LaunchTemplate(stack, 'Template', {
    ...START,
    role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }),
    securityGroup: new ec2.SecurityGroup(stack, 'Group', { vpc: vpcOf(stack) }),
    ...props,
  });
  const withVpc = () => {
    const stack = newStack();
    vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    return stack;
  };

  test('of a mixed instances policy is required to use IMDSv2', () => {
    const stack = withVpc();
    equip(stack, group(stack, vpcOf(stack), { mixedInstancesPolicy: { launchTemplate: template(stack) } }));
    expect(only(stack, TEMPLATE).Properties.LaunchTemplateData.MetadataOptions).toEqual({ HttpTokens: 'required' });
  });

  test('keeps what it says of the metadata service beside it', () => {
    const stack = withVpc();
    equip(stack, group(stack, vpcOf(stack), { launchTemplate: template(stack, { httpPutResponseHopLimit: 2 }) }));
    expect(only(stack, TEMPLATE).Properties.LaunchTemplateData.MetadataOptions).toEqual({ HttpPutResponseHopLimit: 2, HttpTokens: 'required' });
  });

  test('that requires IMDSv2 itself raises no warning', () => {
    const stack = withVpc();
    equip(stack, group(stack, vpcOf(stack), { launchTemplate: template(stack, { requireImdsv2: true }) }));
    expect(warnings(stack)).toEqual([]);
  });

  test('that allows IMDSv1 itself is left alone, with a warning', () => {
    const stack = withVpc();
    equip(stack, group(stack, vpcOf(stack), { launchTemplate: template(stack, { httpTokens: ec2.LaunchTemplateHttpTokens.OPTIONAL }) }));
    expect(only(stack, TEMPLATE).Properties.LaunchTemplateData.MetadataOptions).toEqual({ HttpTokens: 'optional' });
    expect(warnings(stack)).toEqual([IMDSV2_NOT_REQUIRED]);
  });

  test('is left alone where somebody says so', () => {
    const stack = withVpc();
    equip(stack, group(stack, vpcOf(stack), { launchTemplate: template(stack) }), { requireImdsv2: false });
    expect(only(stack, TEMPLATE).Properties.LaunchTemplateData).not.toHaveProperty('MetadataOptions');
    expect(warnings(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => ec2.ILaunchTemplate]>([
    ['is imported', stack => ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Imported', { launchTemplateId: 'lt-0123456789abcdef0' })],
    ['has no role', stack => template(stack, { role: undefined })],
    ['has no security group', stack => template(stack, { securityGroup: undefined })],
  ])('that %s is an error', (_what, make) => {
    const stack = withVpc();
    const existing = group(stack, vpcOf(stack), { launchTemplate: make(stack) });
    expect(errorOf(() => equip(stack, existing))).toBe(
      'the role and the security groups of group Stack/Existing are not known; make it from an ec2.LaunchTemplate of this app with role and securityGroup [Stack/Fleet]');
  });

  test('with an imported role is an error', () => {
    const stack = withVpc();
    const role = iam.Role.fromRoleName(stack, 'Imported', 'role');
    const existing = group(stack, vpcOf(stack), { ...START, role });
    expect(errorOf(() => equip(stack, existing))).toContain('cannot attach AmazonSSMManagedInstanceCore to a role that is imported');
    expect(() => SsmManagedFleet.fromAutoScalingGroup(stack, 'Other', existing, { vpc: vpcOf(stack), permissions: NodePermissions.none() })).not.toThrow();
  });
});

describe('subnets', () => {
  test('that the VPC does not know are an error', () => {
    const stack = newStack({ account: ACCOUNT, region: REGION });
    const existing = group(stack, newVpc(stack, 'Other'));
    expect(errorOf(() => equip(stack, existing, { vpc: newVpc(stack) }))).toBe(
      'vpc does not know the subnets of group Stack/Existing; pass the VPC that the group was made with, or import it with its subnets [Stack/Fleet]');
  });

  test('that are known at deployment only are an error', () => {
    const stack = newStack();
    const existing = privateGroup(stack);
    (existing.node.defaultChild as autoscaling.CfnAutoScalingGroup).vpcZoneIdentifier = Fn.split(',', Fn.importValue('Subnets'));
    expect(errorOf(() => equip(stack, existing))).toContain('vpc does not know the subnets of group Stack/Existing');
  });

  test('of which one is of another VPC are an error', () => {
    const stack = newStack();
    const existing = privateGroup(stack);
    const { vpcZoneIdentifier } = existing.node.defaultChild as autoscaling.CfnAutoScalingGroup;
    (existing.node.defaultChild as autoscaling.CfnAutoScalingGroup).vpcZoneIdentifier = [...vpcZoneIdentifier!, 'subnet-0123456789abcdef0'];
    expect(errorOf(() => equip(stack, existing))).toContain('vpc does not know the subnets of group Stack/Existing');
  });

  test('that are isolated are an error without endpoints', () => {
    const stack = newStack();
    const existing = group(stack, vpcWith(stack, [PRIVATE_ISOLATED]), { ...START, vpcSubnets: { subnetType: PRIVATE_ISOLATED } });
    expect(errorOf(() => equip(stack, existing))).toContain('vpcSubnets selects an isolated subnet');
  });
});

describe('a public address', () => {
  const publicGroup = (mapPublicIpOnLaunch: boolean, associatePublicIpAddress?: boolean) => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, subnetConfiguration: [{ name: 'Public', subnetType: PUBLIC, mapPublicIpOnLaunch }] });
    equip(stack, group(stack, vpc, { ...START, associatePublicIpAddress, vpcSubnets: { subnetType: PUBLIC } }));
    return synthErrors(stack).join();
  };
  const MISSING = 'the instances have no public address, which cannot be added from here; set associatePublicIpAddress: true on the group or its launch template';

  test.each([[true, undefined], [true, true], [false, true]])('of the subnet %s or of the group %s is enough', (ofSubnet, ofGroup) => {
    expect(publicGroup(ofSubnet, ofGroup)).not.toContain(MISSING);
  });

  test.each([[false, undefined], [true, false], [false, false]])('is missing with that of the subnet %s and of the group %s', (ofSubnet, ofGroup) => {
    expect(publicGroup(ofSubnet, ofGroup)).toContain(MISSING);
  });
});

describe('sessions', () => {
  const lost = (props: Props) => {
    const stack = newStack();
    const logging = new SessionLogging(stack, 'Logging', { bucket: new SessionLoggingBucket(stack, 'Bucket') });
    equip(stack, privateGroup(stack), { sessionPreferences: new SessionPreferences(stack, 'Preferences', { logging }), ...props });
    return warnings(stack).includes('cdk-session-manager:SsmManagedInstance.transcriptsLost');
  };

  test('lose transcripts in S3 unless the fleet drains', () => {
    expect([lost({}), lost({ drainTimeout: Duration.minutes(10) })]).toEqual([true, false]);
  });

  test('are drained by a hook of the group', () => {
    const stack = newStack();
    const existing = privateGroup(stack);
    equip(stack, existing, { drainTimeout: Duration.minutes(10) });
    expect(only(stack, 'AWS::AutoScaling::LifecycleHook').Properties.AutoScalingGroupName).toEqual({ Ref: logicalId(existing) });
  });

  test('with commands for user data are an error', () => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences', { runAs: RunAs.defaultUser('operator', { createUser: true }) });
    expect(errorOf(() => equip(stack, privateGroup(stack), { sessionPreferences }))).toContain('has runAs commands for user data, and the user data of this group cannot be changed from here');
  });

  test('with Windows raise the warnings of Windows', () => {
    const stack = newStack({ account: ACCOUNT, region: REGION });
    equip(stack, privateGroup(stack, { ...START, machineImage: WINDOWS_IMAGE }), { sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    expect(warnings(stack)).toEqual(['cdk-session-manager:SsmManagedInstance.powerShellNotProven']);
  });
});

test.each([['nothing', undefined], ['its name', 'group'], ['an imported one', autoscaling.AutoScalingGroup.fromAutoScalingGroupName(newStack(), 'Imported', 'group')]])('%s as the group is an error', (_what, existing) => {
  const stack = newStack();
  vpcWith(stack, [PUBLIC]);
  expect(errorOf(() => equip(stack, existing as never))).toContain('group must be an autoscaling.AutoScalingGroup, got');
});
