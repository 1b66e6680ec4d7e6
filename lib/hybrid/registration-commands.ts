import { Aws } from 'aws-cdk-lib';
import { packageFolder, setupCliUrl } from '../agent/packages';

/** Where a server finds what it registers with. */
export interface RegistrationPlace {
  readonly secretArn: string;
  readonly region: string;
}

/** What the secret says, as the AWS CLI of somebody who may read it prints it. */
export function readCodeCommand({ secretArn, region }: RegistrationPlace): string {
  return `aws secretsmanager get-secret-value --secret-id ${secretArn} --region ${region} --query SecretString --output text`;
}

/**
 * Registers a Linux server: in a shell of anybody who may use sudo. The code is never a part of the command. Whoever has no AWS CLI on the server puts into the
 * variable ACTIVATION what it prints elsewhere.
 */
export function linuxRegistrationCommand(place: RegistrationPlace): string {
  const url = setupCliUrl({ folder: '${f}' }, '${a}', place.region, Aws.URL_SUFFIX);
  const field = (name: string) => `"$(printf %s "$ACTIVATION" | sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/')"`;
  const commands = [
    `ACTIVATION=\${ACTIVATION:-$(${readCodeCommand(place)})}`,
    'd=$(mktemp -d)',
    'trap \'rm -rf "$d"\' EXIT',
    `f=${packageFolder('rpm')}`,
    `if command -v dpkg >/dev/null; then f=${packageFolder('deb')}; fi`,
    'case $(uname -m) in aarch64|arm64) a=arm64;; *) a=amd64;; esac',
    `curl -fsSL --retry 5 -o "$d/ssm-setup-cli" "${url}"`,
    'chmod 700 "$d/ssm-setup-cli"',
    `sudo "$d/ssm-setup-cli" -register -activation-code ${field('activationCode')} -activation-id ${field('activationId')} -region ${place.region}`,
  ];
  // In a shell of its own, so that the code stays in no variable.
  return `(${commands.join(' && ')})`;
}

/** The same in PowerShell, as an administrator. There is one program for Windows, for x86_64. */
export function windowsRegistrationCommand(place: RegistrationPlace): string {
  const commands = [
    '$ErrorActionPreference = "Stop"',
    '[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12',
    `$a = $(if ($env:ACTIVATION) { $env:ACTIVATION } else { ${readCodeCommand(place)} }) | ConvertFrom-Json`,
    '$d = New-Item -ItemType Directory -Path (Join-Path $env:TEMP ([Guid]::NewGuid()))',
    `Invoke-WebRequest -UseBasicParsing -Uri "${setupCliUrl('exe', 'amd64', place.region, Aws.URL_SUFFIX)}" -OutFile "$d\\ssm-setup-cli.exe"`,
    `& "$d\\ssm-setup-cli.exe" -register "-activation-code=$($a.activationCode)" "-activation-id=$($a.activationId)" "-region=${place.region}"`,
  ];
  return `& { ${commands.join('; ')} }`;
}
