import { agentPackageFile, agentPackageUrl, architectureOfPackage, packageFolder, setupCliUrl } from '../../lib/agent/packages';

test.each([
  ['rpm', 'linux_arm64/amazon-ssm-agent.rpm'],
  ['deb', 'debian_arm64/amazon-ssm-agent.deb'],
  ['pkg', 'darwin_arm64/amazon-ssm-agent.pkg'],
  ['exe', 'windows_arm64/AmazonSSMAgentSetup.exe'],
] as const)('%s is in the bucket of the region, and its address says the architecture', (format, path) => {
  const url = agentPackageUrl(format, 'arm64', 'cn-north-1', 'amazonaws.com.cn');
  expect(url).toBe(`https://s3.cn-north-1.amazonaws.com.cn/amazon-ssm-cn-north-1/latest/${path}`);
  expect(url.endsWith(`/${agentPackageFile(format)}`)).toBe(true);
  expect(architectureOfPackage(url)).toBe('arm64');
  expect(architectureOfPackage(agentPackageUrl(format, 'amd64', 'cn-north-1', 'amazonaws.com.cn'))).toBe('x86_64');
});

test('another address says no architecture', () => {
  expect(architectureOfPackage('https://example.com/arm64/amazon-ssm-agent.rpm')).toBeUndefined();
});

test.each([
  ['rpm', 'amd64', 'linux_amd64/ssm-setup-cli'],
  ['deb', 'arm64', 'debian_arm64/ssm-setup-cli'],
  ['exe', 'amd64', 'windows_amd64/ssm-setup-cli.exe'],
] as const)('the program that registers servers is beside the packages (%s, %s)', (format, architecture, path) => {
  const url = `https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/${path}`;
  expect(setupCliUrl(format, architecture, 'eu-west-1', 'amazonaws.com')).toBe(url);
  expect(path.startsWith(`${packageFolder(format)}_`)).toBe(true);
});
