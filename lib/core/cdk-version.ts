import { packageManifest } from './package-manifest';

/** The oldest aws-cdk-lib that the library works with: the one of its peer dependency. */
export function oldestCdkVersion(): string {
  return packageManifest().peerDependencies['aws-cdk-lib'].replace('^', '');
}

/** Fails with a sentence where the first use of what an older aws-cdk-lib lacks would fail with a riddle. Package managers may be told to ignore peer dependencies. */
export function requireCdkVersion(version: string, oldest: string): void {
  if (isOlder(version, oldest)) {
    throw new Error(`cdk-session-manager needs aws-cdk-lib ${oldest} or newer, got ${version}; update it, for example by npm install aws-cdk-lib@latest, pip install --upgrade aws-cdk-lib, or go get github.com/aws/aws-cdk-go/awscdk/v2@latest`);
  }
}

function isOlder(version: string, than: string): boolean {
  const [numbers, others] = [version, than].map(text => text.split('.').map(part => parseInt(part, 10)));
  const place = numbers.findIndex((number, index) => number !== others[index]);
  return place >= 0 && numbers[place] < others[place];
}
