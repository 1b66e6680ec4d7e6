import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CustomOperatingSystemOptions, ImagePolicy, NodeOperatingSystem, SessionPreferences, SsmConnectivity, SsmManagedInstance } from '../../lib';
import { NODE_FACTS, addNodeFacts } from '../../lib/core/node-facts';

function stackWith(make: (stack: Stack, vpc: ec2.Vpc) => void) {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  make(stack, new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 1 }));
  const [instance] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::Instance'));
  return (instance.Metadata as { [key: string]: unknown } | undefined)?.[NODE_FACTS];
}

function plainInstance(stack: Stack, vpc: ec2.Vpc): ec2.Instance {
  return new ec2.Instance(stack, 'Node', { vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023() });
}

const managed = (props: object) => stackWith((stack, vpc) => {
  new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.natGateway(), ...props });
});

test('an instance has no metadata without facts', () => {
  expect(stackWith(plainInstance)).toBeUndefined();
  expect(stackWith((stack, vpc) => addNodeFacts(plainInstance(stack, vpc).instance, {}))).toBeUndefined();
  const unknown = { sessionDocument: undefined, platform: undefined };
  expect(stackWith((stack, vpc) => addNodeFacts(plainInstance(stack, vpc).instance, unknown))).toBeUndefined();
  expect(managed({})).toBeUndefined();
});

test('facts are added to existing ones', () => {
  expect(stackWith((stack, vpc) => {
    const node = plainInstance(stack, vpc);
    addNodeFacts(node.instance, { platform: 'linux', agentPreinstalled: false });
    addNodeFacts(node.instance, { sessionDocument: 'mine', agentPreinstalled: undefined });
    addNodeFacts(node.instance, {});
  })).toEqual({ platform: 'linux', agentPreinstalled: false, sessionDocument: 'mine' });
});

test('a node records the facts about a custom image', () => {
  const custom = (machineImage: ec2.IMachineImage, options: CustomOperatingSystemOptions) => managed({
    operatingSystem: NodeOperatingSystem.custom(machineImage, options),
  });
  const { LINUX, WINDOWS } = ec2.OperatingSystemType;
  expect(custom(ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }), {
    platform: LINUX, agentPreinstalled: true, architecture: ec2.InstanceArchitecture.X86_64, scriptPreinstalled: true,
  })).toEqual({ platform: 'linux', agentPreinstalled: true, architecture: 'x86_64', scriptPreinstalled: true });
  expect(custom(ec2.MachineImage.genericWindows({ 'eu-west-1': 'ami-1' }), { platform: WINDOWS, agentPreinstalled: true })).toEqual({
    platform: 'windows', agentPreinstalled: true,
  });
});

test('a node records the facts about an image that is pinned to an id, by architecture', () => {
  const pinned = (instanceType: string) => managed({ imagePolicy: ImagePolicy.PINNED_IN_CONTEXT, instanceType: new ec2.InstanceType(instanceType) });
  expect(pinned('t3.micro')).toEqual({ platform: 'linux', agentPreinstalled: true, architecture: 'x86_64', scriptPreinstalled: true });
  expect(pinned('t4g.micro')).toMatchObject({ architecture: 'arm64' });
});

test('a node records the document of its sessions, however the node was created', () => {
  const named = (make: (stack: Stack, vpc: ec2.Vpc, sessionPreferences: SessionPreferences) => void) => stackWith((stack, vpc) => {
    make(stack, vpc, new SessionPreferences(stack, 'Preferences', {}));
  });
  const document = { sessionDocument: expect.anything() as unknown };
  expect(named((stack, vpc, sessionPreferences) => new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.natGateway(), sessionPreferences }))).toEqual(document);
  const connectivity = SsmConnectivity.natGateway();
  expect(named((stack, vpc, sessionPreferences) => SsmManagedInstance.fromInstance(stack, 'Equipped', plainInstance(stack, vpc), { vpc, connectivity, sessionPreferences }))).toEqual(document);
  expect(stackWith((stack, vpc) => SsmManagedInstance.fromInstance(stack, 'Equipped', plainInstance(stack, vpc), { vpc, connectivity }))).toBeUndefined();
});
