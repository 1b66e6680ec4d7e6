import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { linuxInstallCommands, windowsInstallCommands } from '../../lib/agent/install-commands';
import { newStack } from '../fixtures';

test.each<[string, () => string[], string]>([
  ['rpm', () => linuxInstallCommands('eu-west-1', InstanceArchitecture.X86_64, 'RPM'), 'linux_amd64/amazon-ssm-agent.rpm'],
  ['deb', () => linuxInstallCommands('eu-west-1', InstanceArchitecture.ARM_64, 'DEB'), 'debian_arm64/amazon-ssm-agent.deb'],
  ['Windows', () => windowsInstallCommands('eu-west-1'), 'windows_amd64/AmazonSSMAgentSetup.exe'],
])('%s comes from the bucket of the region, in the domain of the partition', (_, commands, path) => {
  const text = JSON.stringify(newStack().resolve(commands().join('\n')));
  expect(text).toContain('https://s3.eu-west-1.');
  expect(text).toContain(`{"Ref":"AWS::URLSuffix"},"/amazon-ssm-eu-west-1/latest/${path}`);
});
