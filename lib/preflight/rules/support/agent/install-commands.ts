import { isKnown } from '../../../model/known';
import { Environment, Image } from '../../../model/node';
import { display } from '../../../model/symbolic-text';

/** How to install the agent on an image without it, from the bucket that an endpoint for S3 leads to, in a line. */
export function installCommand({ region, urlSuffix }: Environment, { platform, architecture, name }: Image): string {
  const arch = architecture === 'arm64' ? 'arm64' : isKnown(architecture) ? 'amd64' : 'amd64 or arm64';
  const address = (path: string) => `https://s3.${display(region)}.${display(urlSuffix)}/amazon-ssm-${display(region)}/latest/${path}`;
  switch (platform) {
    case 'windows': return `download ${address('windows_amd64/AmazonSSMAgentSetup.exe')} and Start-Process AmazonSSMAgentSetup.exe -ArgumentList /S -Wait`;
    case 'macos': return `download ${address(`darwin_${arch}/amazon-ssm-agent.pkg`)} and installer -pkg amazon-ssm-agent.pkg -target /`;
    default: return /debian|ubuntu/i.test(name)
      ? `download ${address(`debian_${arch}/amazon-ssm-agent.deb`)} and dpkg -i amazon-ssm-agent.deb`
      : `rpm -U ${address(`linux_${arch}/amazon-ssm-agent.rpm`)}`;
  }
}
