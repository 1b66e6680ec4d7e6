import { spawnSync } from 'child_process';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { powerShellErrors } from './powershell-errors';
import {
  AgentPackage, NodeOperatingSystem, RunAs, SessionLogging, SessionLoggingBucket, SessionLogGroup, SessionPreferences,
  SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints,
} from '../../../lib';
import { instanceIn, LINUX_IMAGE, newStack, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, vpcWith, WINDOWS_IMAGE } from '../../util';

// Shellcheck is under the GPL, so the shells themselves read the scripts.

/** Of EC2's 16 KB, so that a good part is left to others. */
const MOST = 9 * 1024;

const X86 = new ec2.InstanceType('t3.small');
const ARM = new ec2.InstanceType('t4g.small');

const lacking = (agentPackage: AgentPackage) => NodeOperatingSystem.custom(LINUX_IMAGE, { agentPreinstalled: false, agentPackage, rootDeviceName: '/dev/xvda' });
const carrying = NodeOperatingSystem.custom(LINUX_IMAGE, { agentPreinstalled: true, rootDeviceName: '/dev/xvda' });

const LINUX: [string, NodeOperatingSystem, ec2.InstanceType][] = [
  ['Amazon Linux 2023', NodeOperatingSystem.amazonLinux2023(), X86],
  ['Ubuntu 22.04', NodeOperatingSystem.ubuntu('22.04'), X86],
  ['Ubuntu 24.04', NodeOperatingSystem.ubuntu('24.04'), ARM],
  ['an image with the agent', carrying, X86],
  ['an image that lacks the rpm', lacking(AgentPackage.RPM), X86],
  ['an arm64 image that lacks the deb', lacking(AgentPackage.DEB), ARM],
];

const WINDOWS: [string, NodeOperatingSystem][] = [
  ...['2016', '2019', '2022', '2025'].map<[string, NodeOperatingSystem]>(version => [`Windows Server ${version}`, NodeOperatingSystem.windowsServer(version)]),
  ['Windows without the agent', NodeOperatingSystem.custom(WINDOWS_IMAGE, {
    agentPreinstalled: false, platform: ec2.OperatingSystemType.WINDOWS, rootDeviceName: '/dev/sda1',
  })],
];

const WAYS = ['public', 'NAT', 'isolated'] as const;

const PREFERENCES: [string, RunAs | undefined][] = [
  ['no preferences', undefined],
  ['a user to be made', RunAs.defaultUser('operator', { createUser: true, sudo: true })],
  ['ssm-user without sudo', RunAs.ssmUser({ sudo: false })],
];

/** The user data of a node as the instance gets it, in a region whose name is long. */
function userDataOf(
  operatingSystem: NodeOperatingSystem, instanceType: ec2.InstanceType, way: typeof WAYS[number], runAs: RunAs | undefined, userData: ec2.UserData,
): string {
  const stack = newStack();
  const vpc = vpcWith(stack, { public: [PUBLIC], NAT: [PUBLIC, PRIVATE_WITH_EGRESS], isolated: [PRIVATE_ISOLATED] }[way]);
  const sessionPreferences = runAs && new SessionPreferences(stack, 'Preferences', {
    logging: new SessionLogging(stack, 'Logging', { logGroup: new SessionLogGroup(stack, 'LogGroup'), bucket: new SessionLoggingBucket(stack, 'Bucket') }),
    runAs,
  });
  const endpoints = way === 'isolated' ? new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences, s3: true }) : undefined;
  new SsmManagedInstance(stack, 'Node', {
    vpc,
    operatingSystem,
    instanceType,
    userData,
    sessionPreferences,
    connectivity: endpoints && SsmConnectivity.privateLink(endpoints),
    vpcSubnets: way === 'NAT' ? { subnetType: PRIVATE_WITH_EGRESS } : undefined,
  });
  const text = instanceIn(stack).Properties.UserData['Fn::Base64'];
  return typeof text === 'string' ? text : text['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : 'ap-southeast-2').join('');
}

describe.each(LINUX)('user data of %s', (_, operatingSystem, instanceType) => {
  test.each(WAYS.flatMap(way => PREFERENCES.map(([name, runAs]) => [way, name, runAs] as const)))('is a script of bash and sh: %s, %s', (way, _name, runAs) => {
    const yours = ec2.UserData.forLinux();
    yours.addCommands('echo yours');
    const script = userDataOf(operatingSystem, instanceType, way, runAs, yours);
    expect(script).toMatch(/^#!\/bin\/bash\n[\s\S]*echo yours$/);
    for (const shell of ['bash', 'dash', 'sh']) {
      const { error, status, stderr } = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' });
      expect([shell, error, status, stderr]).toEqual([shell, undefined, 0, '']);
    }
    expect(Buffer.byteLength(script)).toBeLessThan(MOST);
  });
});

test('user data of Windows is PowerShell', () => {
  const scripts = WINDOWS.flatMap(([, operatingSystem]) => WAYS.map(way => {
    const yours = ec2.UserData.forWindows();
    yours.addCommands('Write-Output yours');
    return userDataOf(operatingSystem, X86, way, undefined, yours);
  })).map(script => /^<powershell>([\s\S]*)<\/powershell>$/.exec(script)![1]);
  expect(scripts).toHaveLength(WINDOWS.length * WAYS.length);
  expect(scripts.filter(script => script.includes('Get-AuthenticodeSignature'))).toHaveLength(WAYS.length);
  expect(powerShellErrors(scripts)).toEqual(scripts.map(() => []));
});

// What the real parser of PowerShell refuses, too. It is a program of .NET, which this project does not need otherwise.
test.each([
  'if ($a -eq 1) { Write-Output "x"', 'Write-Output "never closed', 'if ($a -eq ) { 1 }', 'if $a { 1 }', 'foreach ($x of $y) { 1 }', '} else { 1 }',
  'Write-Output (1 + ', "Write-Output 'it's'",
])('the parser of PowerShell refuses %s', script => {
  expect(powerShellErrors([script])[0]).not.toEqual([]);
});
