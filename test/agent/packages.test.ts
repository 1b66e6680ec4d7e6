import { agentPackageFile, agentPackageUrl, architectureOfPackage } from '../../lib/agent/packages';

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
