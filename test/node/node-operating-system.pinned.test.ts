import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ImagePolicy, NodeOperatingSystem, Preflight, PreflightVerdict, SsmManagedInstance, WindowsServerEdition } from '../../lib';

const ENV = { account: '123456789012', region: 'us-east-1' };
const hostOf = (stack: Stack) => new ec2.CfnHost(stack, 'Host', { availabilityZone: 'us-east-1a', instanceType: 'mac2.metal' }).attrHostId;

const SYSTEMS: [string, (stack: Stack) => NodeOperatingSystem][] = [
  ['Amazon Linux 2023', () => NodeOperatingSystem.amazonLinux2023()],
  ['Amazon Linux 2023 minimal', () => NodeOperatingSystem.amazonLinux2023({ edition: ec2.AmazonLinuxEdition.MINIMAL })],
  ['Amazon Linux 2', () => NodeOperatingSystem.amazonLinux2()],
  ['Ubuntu 24.04', () => NodeOperatingSystem.ubuntu('24.04')],
  ['Ubuntu 26.04', () => NodeOperatingSystem.ubuntu('26.04')],
  ['Debian', () => NodeOperatingSystem.debian('13')],
  ['Red Hat Enterprise Linux', () => NodeOperatingSystem.rhel('10')],
  ['Rocky Linux', () => NodeOperatingSystem.rockyLinux('10')],
  ['AlmaLinux', () => NodeOperatingSystem.almaLinux('10')],
  ['SLES', () => NodeOperatingSystem.sles('15-sp7')],
  ['Windows Server', () => NodeOperatingSystem.windowsServer('2025')],
  ['Windows Server Core', () => NodeOperatingSystem.windowsServer('2025', { edition: WindowsServerEdition.CORE })],
  ['macOS', stack => NodeOperatingSystem.macos('sequoia', { hostId: hostOf(stack) })],
  ['Bottlerocket', () => NodeOperatingSystem.bottlerocket('aws-k8s-1.33')],
];

/** An app with a node of a system, whose image is pinned. */
function appWith(make: (stack: Stack) => NodeOperatingSystem, context: { [key: string]: unknown }): App {
  const app = new App({ context });
  const stack = new Stack(app, 'Stack', { env: ENV });
  const subnetConfiguration = [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }];
  const vpc = new ec2.Vpc(stack, 'Vpc', { availabilityZones: ['us-east-1a'], natGateways: 0, subnetConfiguration });
  new SsmManagedInstance(stack, 'Node', { vpc, operatingSystem: make(stack), imagePolicy: ImagePolicy.PINNED_IN_CONTEXT });
  return app;
}

test.each(SYSTEMS)('preflight knows of %s what the id of its image does not say', (_name, make) => {
  const images = appWith(make, {}).synth().manifest.missing!.filter(({ provider }) => provider !== 'availability-zones');
  expect(images.map(({ provider }) => provider)).toEqual([expect.stringMatching(/^(ssm|ami)$/)]);
  const app = appWith(make, { [images[0].key]: 'ami-0123456789abcdef0' });
  expect(JSON.stringify(app.synth().stacks[0].template)).toContain('"ImageId":"ami-0123456789abcdef0"');
  expect(Preflight.ofApp(app).node('Stack/Node').verdict).toBe(PreflightVerdict.CONNECTS);
});
