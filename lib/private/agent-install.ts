import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { agentDownloadUrl } from './agent-buckets';

/** The kinds of installer that AWS's regional bucket offers. */
export type AgentInstaller = 'RPM' | 'DEB' | 'EXE';

/**
 * Commands that download the agent from AWS's regional bucket and install it.
 *
 * The file is installed by itself, by rpm or dpkg and not by yum or apt: those read their repositories first, and an isolated subnet
 * reaches none.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-linux.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-windows.html
 */
export function agentInstallCommands(region: string, architecture: InstanceArchitecture, installer: AgentInstaller): string[] {
  const arch = architecture === InstanceArchitecture.ARM_64 ? 'arm64' : 'amd64';
  switch (installer) {
    case 'RPM':
      return linuxCommands(agentDownloadUrl(region, `linux_${arch}/amazon-ssm-agent.rpm`), '/tmp/amazon-ssm-agent.rpm', 'rpm -U --replacepkgs');
    case 'DEB':
      return linuxCommands(agentDownloadUrl(region, `debian_${arch}/amazon-ssm-agent.deb`), '/tmp/amazon-ssm-agent.deb', 'dpkg -i');
    case 'EXE':
      return [
        '[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12',
        `Invoke-WebRequest -UseBasicParsing -Uri "${agentDownloadUrl(region, 'windows_amd64/AmazonSSMAgentSetup.exe')}" -OutFile "$env:TEMP\\AmazonSSMAgentSetup.exe"`,
        'Start-Process -FilePath "$env:TEMP\\AmazonSSMAgentSetup.exe" -ArgumentList "/S" -Wait',
      ];
  }
}

/** Some images carry only one of curl and wget. */
function linuxCommands(url: string, file: string, install: string): string[] {
  return [
    `curl -fsSL --retry 5 -o ${file} ${url} || wget -q --tries=5 -O ${file} ${url}`,
    `${install} ${file}`,
    'systemctl enable --now amazon-ssm-agent',
  ];
}
