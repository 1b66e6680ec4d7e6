import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { linuxInstallCommands, windowsInstallCommands } from '../../lib/agent/install-commands';
import { scriptInstallCommands } from '../../lib/agent/script-install';
import { AGENT_SIGNING_KEYS, keyring } from '../../lib/agent/signing-keys';
import { newStack } from '../fixtures';

const { X86_64, ARM_64 } = InstanceArchitecture;

/** Commands as they are in a region whose name and domain are long. */
function text(commands: string[]): string {
  const { 'Fn::Join': [, parts] } = newStack().resolve(commands.join('\n'));
  return parts.map((part: unknown) => typeof part === 'string' ? part : 'amazonaws.com.cn').join('');
}

test.each<[string, () => string[], string]>([
  ['rpm', () => linuxInstallCommands('eu-west-1', X86_64, 'RPM'), 'linux_amd64/amazon-ssm-agent.rpm'],
  ['deb', () => linuxInstallCommands('eu-west-1', ARM_64, 'DEB'), 'debian_arm64/amazon-ssm-agent.deb'],
  ['Windows', () => windowsInstallCommands('eu-west-1'), 'windows_amd64/AmazonSSMAgentSetup.exe'],
])('%s comes from the bucket of the region, in the domain of the partition', (_, commands, path) => {
  const written = JSON.stringify(newStack().resolve(commands().join('\n')));
  expect(written).toContain('https://s3.eu-west-1.');
  expect(written).toContain(`{"Ref":"AWS::URLSuffix"},"/amazon-ssm-eu-west-1/latest/${path}`);
});

test.each(['RPM', 'DEB'] as const)('nothing but a verified package of the two folders is installed from the %s', format => {
  const commands = text(linuxInstallCommands('eu-west-1', X86_64, format));
  const [installs, verifies] = [/(rpm -U --replacepkgs|dpkg -i) /g, / && \{ ssm_agent_verify \|\| ssm_agent_fail '[^']*'; \} && \{ (rpm -U --replacepkgs|dpkg -i) \$ssm_agent\/amazon-ssm-agent\.(rpm|deb) \|\|/g]
    .map(pattern => commands.match(pattern)?.length);
  expect([installs, verifies]).toEqual([2, 2]);
  expect(commands).not.toMatch(/nogpgcheck|nosignature|no-check-certificate|--insecure|skip-signature/);
});

test('the keys are those of the library by default, and others where they are given', () => {
  expect(text(linuxInstallCommands('eu-west-1', X86_64, 'RPM'))).toContain(`echo ${keyring(AGENT_SIGNING_KEYS)} | base64 -d >`);
  const [, newest] = AGENT_SIGNING_KEYS;
  expect(text(linuxInstallCommands('eu-west-1', X86_64, 'RPM', [newest]))).toContain(`echo ${newest.publicKey} | base64 -d >`);
});

test('all that the library installs leaves half of the user data to others', () => {
  const longest = [...linuxInstallCommands('ap-southeast-2', X86_64, 'RPM'), ...scriptInstallCommands()];
  expect(Buffer.byteLength(text(longest))).toBeLessThan(8 * 1024);
  expect(Buffer.byteLength(text(windowsInstallCommands('ap-southeast-2')))).toBeLessThan(1024);
});

test('Windows installs only what Amazon signed', () => {
  const [, , read, condition, install, , failure] = windowsInstallCommands('eu-west-1');
  expect(read).toBe('$signature = Get-AuthenticodeSignature -FilePath "$env:TEMP\\AmazonSSMAgentSetup.exe"');
  expect(condition).toMatch(/^if \(\$signature\.Status -eq 'Valid' -and \$signature\.SignerCertificate\.Subject -match '/);
  expect(install).toBe('  Start-Process -FilePath "$env:TEMP\\AmazonSSMAgentSetup.exe" -ArgumentList "/S" -Wait');
  expect(failure).toContain('it is not installed and no session reaches this node');
});

// PowerShell matches without regard to case, which makes no difference here.
test.each([
  ['CN=Amazon.com Services LLC, OU=Software Services, O=Amazon.com Services LLC, L=Seattle, S=Washington, C=US', true],
  ['CN="Amazon Web Services, Inc.", OU=AWS, O="Amazon Web Services, Inc.", L=Seattle, S=Washington, C=US', true],
  ['CN="Amazon.com, Inc.", O="Amazon.com, Inc.", L=Seattle, S=Washington, C=US', true],
  ['CN=Amazon.com Services LLC of Elsewhere, O=Elsewhere', false],
  ['CN=AmazonXcom Services LLC, O=Elsewhere', false],
  ['O=Elsewhere, CN=Amazon.com Services LLC, C=US', false],
  ['CN=Microsoft Corporation, O=Microsoft Corporation', false],
])('a signer %s: %s', (subject, isAmazon) => {
  const [, pattern] = /-match '([^']+)'/.exec(windowsInstallCommands('eu-west-1')[3])!;
  expect(new RegExp(pattern, 'i').test(subject)).toBe(isAmazon);
});
