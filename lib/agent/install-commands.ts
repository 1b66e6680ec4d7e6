import { Aws } from 'aws-cdk-lib';
import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { installAttempts } from './package-managers';
import { agentPackageFile, agentPackageUrl, LATEST_AGENT } from './packages';
import { AGENT_SIGNING_KEYS, AgentSigningKey, keyring, SIGNED_AGENT_VERSION } from './signing-keys';

/** The program of both packages, rpm and deb. */
export const AGENT_BINARY = '/usr/bin/amazon-ssm-agent';

/** Of what is downloaded; only root can write to it. */
const FOLDER = '$ssm_agent';
const [KEYS, POLICY] = [`${FOLDER}/keys`, `${FOLDER}/policy`];
const HAS_AGENT = `[ -x ${AGENT_BINARY} ]`;
const HAS_VERIFIER = '{ command -v gpgv || command -v gpg || command -v sqv; } >/dev/null 2>&1';

/**
 * Commands that download the agent from AWS's regional bucket, verify its signature and install it.
 *
 * They install the newest one. Where its signature cannot be verified, they install the version that is signed with a key that is known for certain: AWS
 * signs with a new key about every 18 months, and an older library does not know it. Nothing is installed without a good signature. They do nothing
 * where the agent is there. A failure is one line on the console, and the commands that follow run.
 *
 * rpm or dpkg installs the file, not yum or apt: those read their repositories first, which an isolated subnet does not reach.
 *
 * @param keys the keys that are trusted
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-linux.html
 * @see docs/agent-contract.md, section 9
 */
export function linuxInstallCommands(
  region: string,
  architecture: InstanceArchitecture,
  agentPackage: 'RPM' | 'DEB',
  keys: readonly AgentSigningKey[] = AGENT_SIGNING_KEYS,
): string[] {
  const [format, install] = agentPackage === 'RPM' ? ['rpm', 'rpm -U --replacepkgs'] as const : ['deb', 'dpkg -i'] as const;
  const file = `${FOLDER}/${agentPackageFile(format)}`;
  const attempt = (version: string) => {
    const url = agentPackageUrl(format, architecture === InstanceArchitecture.ARM_64 ? 'arm64' : 'amd64', region, Aws.URL_SUFFIX, version);
    return `${HAS_AGENT} || { ${[
      download(url, file, version),
      download(`${url}.sig`, `${file}.sig`, version),
      orFail('ssm_agent_verify', `the signature of ${version} was not verified (see the line above), so it is not installed`),
      orFail(`${install} ${file}`, `${version} was not installed (see the line above)`),
    ].join(' && ')}; } || true`;
  };
  return [
    `ssm_agent=$(mktemp -d) && echo ${keyring(keys)} | base64 -d > ${KEYS}`,
    // The keys are trusted byte for byte, so that it does not matter that AWS's keys sign themselves with SHA-1, which sqv refuses otherwise.
    `echo 'hash_algorithms.sha1.second_preimage_resistance = "always"' > ${POLICY}`,
    'ssm_agent_fail() { echo "SSM Agent: $1" >&2; return 1; }',
    verifier(file),
    `${HAS_AGENT} || ${HAS_VERIFIER} || ${installAttempts({ rpm: ['gnupg2'], suse: 'gpg2', debian: 'gpgv' }).join(' || ')} || true`,
    attempt(LATEST_AGENT),
    attempt(SIGNED_AGENT_VERSION),
    `rm -rf ${FOLDER}`,
    orFail(HAS_AGENT, 'it is not installed, so no session reaches this node; see the lines above'),
    'systemctl enable --now amazon-ssm-agent',
  ];
}

/**
 * A function that verifies the package with whatever the image has: Debian's apt brought gpgv until 12 and brings sqv since 13.
 *
 * All three take a signature from the time before the key expired for good.
 */
function verifier(file: string): string {
  const files = `${KEYS} ${file}.sig ${file}`;
  return `ssm_agent_verify() { ${[
    `if command -v gpgv >/dev/null 2>&1; then gpgv --keyring ${files}`,
    `elif command -v gpg >/dev/null 2>&1; then gpg --homedir ${FOLDER} --batch --no-tty --no-default-keyring --keyring ${KEYS} --verify ${file}.sig ${file}`,
    `elif command -v sqv >/dev/null 2>&1; then SEQUOIA_CRYPTO_POLICY=${POLICY} sqv --keyring ${files} >/dev/null`,
    'else ssm_agent_fail "the image has none of gpgv, gpg and sqv, and no repository in reach has one; take an image with one of them or with the agent"',
  ].join('; ')}; fi; }`;
}

/** Some images carry only one of the two. */
function download(url: string, file: string, version: string): string {
  return orFail(`curl -fsSL --retry 5 -o ${file} ${url} || wget -q --tries=5 -O ${file} ${url}`, `${version} was not downloaded; is S3 in reach of the subnet?`);
}

function orFail(command: string, message: string): string {
  return `{ ${command} || ssm_agent_fail '${message}'; }`;
}

/** Those who sign the installer for Windows, as the agent's own installer expects it and as AWS signs other programs. */
const WINDOWS_SIGNERS = ['Amazon.com Services LLC', 'Amazon.com, Inc.', 'Amazon Web Services, Inc.'];

/**
 * The same in PowerShell; there is one installer for Windows, which is signed by Authenticode. A timestamp keeps the signature good when the certificate
 * expires.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-windows.html
 * @see https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/setupcli/managers/verificationmanagers/windowsmanager.go
 */
export function windowsInstallCommands(region: string): string[] {
  const url = agentPackageUrl('exe', 'amd64', region, Aws.URL_SUFFIX);
  const file = `$env:TEMP\\${agentPackageFile('exe')}`;
  const signers = WINDOWS_SIGNERS.map(name => name.replace(/\./g, '\\.')).join('|');
  return [
    '[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12',
    `Invoke-WebRequest -UseBasicParsing -Uri "${url}" -OutFile "${file}"`,
    `$signature = Get-AuthenticodeSignature -FilePath "${file}"`,
    `if ($signature.Status -eq 'Valid' -and $signature.SignerCertificate.Subject -match '^CN="?(${signers})"?,') {`,
    `  Start-Process -FilePath "${file}" -ArgumentList "/S" -Wait`,
    '} else {',
    '  Write-Output "SSM Agent: the installer has no valid signature of Amazon ($($signature.StatusMessage)), so it is not installed and no session reaches this node"',
    '}',
  ];
}
