import { systemMentionedIn } from '../../../../agent/operating-systems';
import { agentPackageFile, agentPackageUrl, PackageFormat } from '../../../../agent/packages';
import { isKnown } from '../../../model/known';
import { Environment, Image } from '../../../model/node';
import { display } from '../../../model/symbolic-text';

/** One line that says how to install the agent on an image without it, from the bucket that an endpoint for S3 leads to. */
export function installCommand({ region, urlSuffix }: Environment, image: Image): string {
  const format = packageFormatOf(image);
  const file = agentPackageFile(format);
  const url = agentPackageUrl(format, format === 'exe' ? 'amd64' : architectureName(image), display(region), display(urlSuffix));
  switch (format) {
    case 'exe': return `download ${url} and Start-Process ${file} -ArgumentList /S -Wait`;
    case 'pkg': return `download ${url} and installer -pkg ${file} -target /`;
    case 'deb': return `download ${url} and dpkg -i ${file}`;
    case 'rpm': return `rpm -U ${url}`;
  }
}

function packageFormatOf({ platform, name }: Image): PackageFormat {
  switch (platform) {
    case 'windows': return 'exe';
    case 'macos': return 'pkg';
    default: return systemMentionedIn(name)?.packageFormat ?? 'rpm';
  }
}

function architectureName({ architecture }: Image): string {
  if (!isKnown(architecture)) { return 'amd64 or arm64'; }
  return architecture === 'arm64' ? 'arm64' : 'amd64';
}
