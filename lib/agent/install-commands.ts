import { Aws } from 'aws-cdk-lib';
import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { agentDownloadBucketName } from './buckets';

/**
 * Commands that download the agent from AWS's regional bucket and install it.
 *
 * The file is installed by itself, by rpm or dpkg and not by yum or apt: those read their repositories first, and an isolated subnet
 * reaches none.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-linux.html
 */
export function linuxInstallCommands(region: string, architecture: InstanceArchitecture, agentPackage: 'RPM' | 'DEB'): string[] {
  const arch = architecture === InstanceArchitecture.ARM_64 ? 'arm64' : 'amd64';
  const [path, install] = agentPackage === 'RPM'
    ? [`linux_${arch}/amazon-ssm-agent.rpm`, 'rpm -U --replacepkgs']
    : [`debian_${arch}/amazon-ssm-agent.deb`, 'dpkg -i'];
  const url = agentDownloadUrl(region, path);
  const file = `/tmp/${path.split('/')[1]}`;
  return [
    // Some images carry only one of the two.
    `curl -fsSL --retry 5 -o ${file} ${url} || wget -q --tries=5 -O ${file} ${url}`,
    `${install} ${file}`,
    'systemctl enable --now amazon-ssm-agent',
  ];
}

/**
 * The same in PowerShell; there is one installer for Windows.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-windows.html
 */
export function windowsInstallCommands(region: string): string[] {
  const url = agentDownloadUrl(region, 'windows_amd64/AmazonSSMAgentSetup.exe');
  return [
    '[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12',
    `Invoke-WebRequest -UseBasicParsing -Uri "${url}" -OutFile "$env:TEMP\\AmazonSSMAgentSetup.exe"`,
    'Start-Process -FilePath "$env:TEMP\\AmazonSSMAgentSetup.exe" -ArgumentList "/S" -Wait',
  ];
}

/** Where the agent's packages come from; reachable through the S3 gateway endpoint. */
function agentDownloadUrl(region: string, path: string): string {
  return `https://s3.${region}.${Aws.URL_SUFFIX}/${agentDownloadBucketName(region)}/latest/${path}`;
}
