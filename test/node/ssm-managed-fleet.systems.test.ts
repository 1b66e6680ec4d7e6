import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { DefaultHostManagement, NodeOperatingSystem, NodePermissions, Preflight, SsmManagedFleet, SsmManagedFleetProps } from '../../lib';
import { errorOf } from '../fixtures';
import { PRIVATE_WITH_EGRESS, PUBLIC, logicalId, newStack, only, vpcWith, warnings } from '../util';

function fleet(stack: Stack, props: Partial<SsmManagedFleetProps>): SsmManagedFleet {
  return new SsmManagedFleet(stack, 'Fleet', { vpc: vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { maxAzs: 2 }), ...props });
}

const data = (stack: Stack) => only(stack, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData;
const verdicts = (stack: Stack) => Preflight.ofApp(stack.node.root as App).nodes
  .map(({ verdict, findings }) => [verdict, ...findings.map(({ ruleId }) => ruleId)]);

test.each<[string, () => NodeOperatingSystem, string]>([
  ['Amazon Linux 2023', () => NodeOperatingSystem.amazonLinux2023(), 't3.micro'],
  ['Ubuntu', () => NodeOperatingSystem.ubuntu('24.04'), 't3.micro'],
  ['Debian', () => NodeOperatingSystem.debian('12'), 't3.micro'],
  ['SLES', () => NodeOperatingSystem.sles('15-sp7'), 't3.micro'],
  ['Windows Server', () => NodeOperatingSystem.windowsServer('2022'), 't3.small'],
  ['Bottlerocket', () => NodeOperatingSystem.bottlerocket('aws-ecs-2'), 't3.micro'],
])('a fleet of %s connects, on the type that the system asks for', (_name, operatingSystem, type) => {
  const stack = newStack();
  fleet(stack, { operatingSystem: operatingSystem() });
  expect(data(stack).InstanceType).toBe(type);
  expect(verdicts(stack)).toEqual([['CONNECTS']]);
});

test('a fleet of Bottlerocket gets no script, which nothing would run', () => {
  const stack = newStack();
  fleet(stack, { operatingSystem: NodeOperatingSystem.bottlerocket('aws-ecs-2') });
  expect(data(stack).UserData).toBeUndefined();
});

test('a fleet of macOS is an error: Auto Scaling puts no instances onto a Dedicated Host by its id', () => {
  expect(errorOf(() => fleet(newStack(), { operatingSystem: NodeOperatingSystem.macos('sequoia', { hostId: 'h-0123456789abcdef0' }) })))
    .toContain('operatingSystem must be one that runs on shared hardware, got one for the Dedicated Host h-0123456789abcdef0');
});

test('a fleet whose type is too small for Windows is warned of', () => {
  const stack = newStack();
  fleet(stack, { operatingSystem: NodeOperatingSystem.windowsServer('2022'), instanceType: new ec2.InstanceType('t3.micro') });
  expect(warnings(stack)).toEqual(['cdk-session-manager:SsmManagedInstance.tooLittleMemory']);
});

describe('a fleet without permissions of its own', () => {
  test('waits for Default Host Management of its stack, and connects by it', () => {
    const stack = newStack();
    const nodes = fleet(stack, { permissions: NodePermissions.none() });
    const management = new DefaultHostManagement(stack, 'HostManagement');
    expect(warnings(stack)).toEqual([]);
    expect(only(stack, 'AWS::AutoScaling::AutoScalingGroup').DependsOn).toContain(logicalId(management.node.defaultChild!));
    expect(verdicts(stack)).toEqual([['CONNECTS']]);
    expect(nodes.node.tryFindChild('Role')).toBeDefined();
  });

  test('is warned of where nothing in the app turns it on', () => {
    const stack = newStack();
    fleet(stack, { permissions: NodePermissions.none() });
    expect(warnings(stack).map(String).join()).toContain('permissionsNotProven');
  });
});
