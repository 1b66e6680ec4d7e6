import { Aws } from 'aws-cdk-lib';
import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { agentPackageFile, agentPackageUrl } from './packages';

/**
 * Commands that download the agent from AWS's regional bucket and install it.
 *
 * rpm or dpkg installs the file, not yum or apt: those read their repositories first, which an isolated subnet does not reach.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-linux.html
 */
export function linuxInstallCommands(region: string, architecture: InstanceArchitecture, agentPackage: 'RPM' | 'DEB'): string[] {
  const [format, install] = agentPackage === 'RPM' ? ['rpm', 'rpm -U --replacepkgs'] as const : ['deb', 'dpkg -i'] as const;
  const url = agentPackageUrl(format, architecture === InstanceArchitecture.ARM_64 ? 'arm64' : 'amd64', region, Aws.URL_SUFFIX);
  const file = `/tmp/${agentPackageFile(format)}`;
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
  const url = agentPackageUrl('exe', 'amd64', region, Aws.URL_SUFFIX);
  const file = `$env:TEMP\\${agentPackageFile('exe')}`;
  return [
    '[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12',
    `Invoke-WebRequest -UseBasicParsing -Uri "${url}" -OutFile "${file}"`,
    `Start-Process -FilePath "${file}" -ArgumentList "/S" -Wait`,
  ];
}
