import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import * as fc from 'fast-check';
import { linuxInstallCommands, windowsInstallCommands } from '../../../lib/agent/install-commands';
import { SIGNED_AGENT_VERSION } from '../../../lib/agent/signing-keys';
import { gap, opaque } from '../../../lib/preflight/model/symbolic-text';
import { inRegion } from '../../../lib/preflight/user-data/agent-download';
import { agentInstalls } from '../../../lib/preflight/user-data/agent-install';
import { newStack } from '../../fixtures';

const RPM = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm';
const DEB = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/debian_arm64/amazon-ssm-agent.deb';
const EXE = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/windows_amd64/AmazonSSMAgentSetup.exe';

const bash = (...lines: string[]) => agentInstalls(['#!/bin/bash', ...lines].join('\n'));
const powershell = (...lines: string[]) => agentInstalls(['<powershell>', ...lines, '</powershell>'].join('\n'));
const sources = ({ installs }: ReturnType<typeof agentInstalls>) => installs.map(({ tool, source }) => [tool, source]);

describe('shell scripts', () => {
  test.each([
    ['yum', 'yum install -y amazon-ssm-agent'],
    ['yum', 'sudo yum -y install jq amazon-ssm-agent git'],
    ['dnf', '/usr/bin/dnf -y install \\\n  amazon-ssm-agent'],
    ['zypper', 'sudo -E zypper -n in amazon-ssm-agent'],
    ['apt-get', 'apt-get update && apt-get install -y "amazon-ssm-agent"'],
    ['apt', 'DEBIAN_FRONTEND=noninteractive apt install -y amazon-ssm-agent; echo done'],
    ['snap', 'snap install amazon-ssm-agent --classic'],
    ['snap', 'if ! snap list amazon-ssm-agent; then sudo snap install amazon-ssm-agent --classic; fi'],
    ['yum', 'for package in jq amazon-ssm-agent; do yum install -y $package; done'],
    ['yum', 'PACKAGES="jq amazon-ssm-agent"\nyum install -y $PACKAGES'],
    ['dnf', 'until dnf install -y amazon-ssm-agent; do sleep 5; done'],
    ['dnf', 'timeout 300 dnf install -y amazon-ssm-agent > /var/log/x 2>&1 &'],
    ['yum', 'bash -c "yum install -y amazon-ssm-agent"'],
    ['yum', "sudo su - root -c 'yum install -y amazon-ssm-agent'"],
    ['yum', 'eval "yum install -y amazon-ssm-agent"'],
    ['yum', 'bash <<EOF\nyum install -y amazon-ssm-agent\nEOF'],
    ['yum', 'case $ID in\n  amzn*) yum install -y amazon-ssm-agent ;;\nesac'],
    ['yum', 'setup() {\n  yum install -y amazon-ssm-agent\n}\nsetup'],
    ['yum', '$SUDO yum install -y amazon-ssm-agent'],
  ])('%s from the repositories: %s', (tool, line) => {
    expect(sources(bash(line))).toEqual([[tool, 'repository']]);
  });

  test.each([
    ['yum', `yum install -y ${RPM}`],
    ['rpm', `rpm -Uvh --replacepkgs '${RPM}'`],
    ['rpm', `rpm --install ${RPM}`],
    ['rpm', `curl -fsSL -o /tmp/ssm.rpm ${RPM}\nrpm -i /tmp/ssm.rpm`],
    ['rpm', `curl -fsSL ${RPM} --output=/tmp/ssm.rpm && cd /tmp && rpm -i ssm.rpm`],
    ['rpm', `curl -s ${RPM} > /tmp/ssm.rpm; rpm -i /tmp/ssm.rpm`],
    ['rpm', `curl -O ${RPM}\nrpm -i amazon-ssm-agent.rpm`],
    ['rpm', `mkdir /tmp/ssm; cd /tmp/ssm; wget ${RPM}\nsudo rpm -i ./amazon-ssm-agent.rpm`],
    ['rpm', `wget -qO /tmp/a.rpm ${RPM}\nrpm -i /tmp/a.rpm`],
    ['rpm', `wget ${RPM} --output-document=/tmp/a.rpm\nrpm -i /tmp/a.rpm`],
    ['installer', `curl -o /tmp/a.pkg ${RPM.replace('.rpm', '.pkg')}\nsudo installer -pkg /tmp/a.pkg -target /`],
    ['dpkg', `URL=${DEB}\nwget "$URL"\ndpkg -i amazon-ssm-agent.deb`],
    ['apt-get', `wget ${DEB}; apt-get install -y ./amazon-ssm-agent.deb`],
  ])('%s from the bucket of the region: %s', (tool, line) => {
    const found = bash(line);
    expect(sources(found)).toEqual([[tool, 's3-regional']]);
    expect(found.installs[0].object).toMatchObject({ bucket: 'amazon-ssm-eu-west-1', region: 'eu-west-1', key: expect.stringMatching(/^latest\/\w+\/amazon-ssm-agent\./) });
    expect(found.installs[0].architecture).toBe(line.includes(DEB) ? 'arm64' : 'x86_64');
    expect(found.installs[0].version).toBeUndefined();
  });

  test.each([
    'yum install -y jq',
    '# yum install -y amazon-ssm-agent',
    'true # yum install -y amazon-ssm-agent',
    'echo yum install -y amazon-ssm-agent',
    'echo "done; yum install -y amazon-ssm-agent"',
    "printf '%s' 'rpm -i amazon-ssm-agent.rpm'",
    'yum update -y amazon-ssm-agent',
    'rpm -q amazon-ssm-agent',
    'rpm -qi amazon-ssm-agent',
    'rpm -e amazon-ssm-agent',
    'systemctl enable --now amazon-ssm-agent',
    'sudo systemctl restart amazon-ssm-agent || service amazon-ssm-agent start',
    'snap start amazon-ssm-agent',
    'yum install -y amazon-cloudwatch-agent',
    'if systemctl is-active amazon-ssm-agent; then echo "$(date) up"; fi',
    'export AGENT=amazon-ssm-agent',
  ])('nothing installs the agent: %s', line => {
    expect(bash(line)).toMatchObject({ installs: [], doubt: undefined });
  });

  test.each([
    ['cfn-init -v --stack x', 'the user data runs cfn-init -v --stack x, and what that installs is not in it'],
    ['/opt/aws/bin/cfn-init -s x', 'the user data runs /opt/aws/bin/cfn-init -s x, and what that installs is not in it'],
    ['curl -s https://example.com/setup | sudo bash -s -- --fast', 'the user data runs what it loads, and what that installs is not in it'],
    ['curl -s https://example.com/setup |\n  sh', 'the user data runs what it loads, and what that installs is not in it'],
    ['bash <(curl -s https://example.com/setup)', 'the user data runs bash, and what that installs is not in it'],
    ['sh -c "$(curl -s https://example.com/setup)"', 'the user data runs $(curl -s https://example.com/setup), and what that installs is not in it'],
    ['bash /opt/setup', 'the user data runs bash /opt/setup, and what that installs is not in it'],
    ['./setup.sh', 'the user data runs ./setup.sh, and what that installs is not in it'],
    ['. /etc/setup', 'the user data runs . /etc/setup, and what that installs is not in it'],
    ['ansible-pull -U https://example.com/x', 'the user data runs ansible-pull -U https://example.com/x, and what that installs is not in it'],
    ['cat > /etc/cron.daily/x <<EOF\nyum install -y amazon-ssm-agent\nEOF', 'the user data speaks of the agent, and whether that installs it cannot be told'],
    ['get-package amazon-ssm-agent', 'the user data speaks of the agent, and whether that installs it cannot be told'],
    [`echo ${gap('the parameter Greeting has no default')}`, 'the parameter Greeting has no default'],
  ])('something might install the agent: %s', (line, reason) => {
    expect(bash(line)).toMatchObject({ installs: [], doubt: { reason } });
  });

  test('a shell runs what it reads from a here-document', () => {
    expect(bash('bash <<EOF', 'yum install -y amazon-ssm-agent', 'EOF').doubt).toBeUndefined();
    expect(bash('sh -s <<EOF', 'echo amazon-ssm-agent', 'EOF')).toMatchObject({ installs: [], doubt: undefined });
  });

  test('a here-document ends at its delimiter, and what follows runs', () => {
    expect(sources(bash('cat <<-"END" > /etc/motd', '\thello', '\tEND', 'yum install -y amazon-ssm-agent'))).toEqual([['yum', 'repository']]);
    expect(sources(bash('cat <<END', 'END', 'yum install -y amazon-ssm-agent'))).toEqual([['yum', 'repository']]);
    expect(bash('cat > /etc/motd <<END', 'hello', 'yum').doubt).toBeUndefined();
    expect(sources(bash('cat <<< word', 'yum install -y amazon-ssm-agent'))).toEqual([['yum', 'repository']]);
  });

  test('quotes, expansions and redirections work as in a shell', () => {
    expect(sources(bash('yum install -y "$(cat list)" ${EXTRA:-none} `date` amazon-ssm-agent &> /dev/null'))).toEqual([['yum', 'repository']]);
    expect(sources(bash('yum install -y amazon-ssm-\\agent >| log'))).toEqual([['yum', 'repository']]);
    expect(sources(bash('yum install -y "amazon-ssm-agent'))).toEqual([['yum', 'repository']]);
    expect(bash('yum install -y "a \\"b\\" ${x} amazon"', 'yum install -y \'open').installs).toEqual([]);
    expect(bash('yum install -y jq#amazon-ssm-agent\\').installs).toHaveLength(1);
  });

  test('URLs of all styles have a bucket and its region', () => {
    const found = [
      'https://amazon-ssm-eu-west-1.s3.eu-west-1.amazonaws.com/latest/linux_arm64/amazon-ssm-agent.rpm',
      'https://amazon-ssm-eu-west-1.s3.amazonaws.com/latest/linux_amd64/amazon-ssm-agent.rpm',
      'https://s3.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm',
      'https://s3-eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm',
      'https://s3.dualstack.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm',
      'https://s3.cn-north-1.amazonaws.com.cn/amazon-ssm-cn-north-1/latest/linux_amd64/amazon-ssm-agent.rpm',
      'https://s3.amazonaws.com/ec2-downloads-linux/SSMAgent/latest/linux_amd64/amazon-ssm-agent.rpm',
    ].map(address => bash(`rpm -i ${address}`).installs[0].object);
    expect(found.map(object => object?.region)).toEqual([...Array<string>(5).fill('eu-west-1'), 'cn-north-1', 'us-east-1']);
    expect(found[0]?.bucket).toBe('amazon-ssm-eu-west-1');
    expect(found[6]).toEqual({ bucket: 'ec2-downloads-linux', key: 'SSMAgent/latest/linux_amd64/amazon-ssm-agent.rpm', region: 'us-east-1' });
  });

  test.each([
    'rpm -i https://example.com/amazon-ssm-agent.rpm',
    'rpm -i https://s3.example.com/amazon-ssm-eu-west-1/amazon-ssm-agent.rpm',
    'rpm -i https://s3.eu-west-1.amazonaws.com/my-bucket/amazon-ssm-agent.rpm',
    'aws s3 cp s3://amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm .; rpm -i amazon-ssm-agent.rpm',
    'aws s3 cp s3://my-bucket/amazon-ssm-agent.rpm /tmp/; rpm -i /tmp/amazon-ssm-agent.rpm',
    'aws s3 cp s3://my-bucket/amazon-ssm-agent.rpm /tmp/a.rpm; rpm -i /tmp/a.rpm',
    'rpm -i /opt/amazon-ssm-agent.rpm',
    'dpkg -i amazon-ssm-agent.deb',
  ])('the source is unknown: %s', line => {
    expect(sources(bash(line)).map(([, source]) => source)).toEqual(['unknown']);
  });

  test('pinned versions are known', () => {
    expect(bash(`rpm -i ${RPM.replace('latest', '3.1.1732.0')}`).installs[0].version).toBe('3.1.1732.0');
    expect(bash('yum install -y amazon-ssm-agent-3.2.582.0').installs[0].version).toBe('3.2.582.0');
    expect(bash('apt install amazon-ssm-agent=2.3.68').installs[0].version).toBe('2.3.68');
  });
});

describe('regions', () => {
  test.each([
    'REGION=$(curl -s http://169.254.169.254/latest/meta-data/placement/region)',
    'REGION=`curl -s http://169.254.169.254/latest/dynamic/instance-identity/document | jq -r .region`',
    'AZ=$(ec2-metadata -z)\nREGION=${AZ::-1}',
    "AZ=$(curl -s http://169.254.169.254/latest/meta-data/placement/availability-zone)\nREGION=$(echo $AZ | sed 's/.$//')",
  ])('the node\'s own region is known: %s', lookup => {
    const { installs: [{ object }] } = bash(lookup, 'rpm -i "https://s3.${REGION}.amazonaws.com/amazon-ssm-$REGION/latest/linux_amd64/amazon-ssm-agent.rpm"');
    expect([inRegion(object!.bucket, 'eu-west-1'), inRegion(object!.region, 'eu-west-1')]).toEqual(['amazon-ssm-eu-west-1', 'eu-west-1']);
  });

  test('another region that the script computes is unknown', () => {
    const { installs: [{ object }] } = bash('REGION=$(cat /etc/region)', 'rpm -i https://s3.amazonaws.com/amazon-ssm-${REGION}/latest/amazon-ssm-agent.rpm');
    expect(object!.region).toBe(gap('the user data computes $(cat /etc/region) as it runs'));
    const unset = bash('rpm -i https://amazon-ssm-$1.s3.$1.amazonaws.com/latest/$2/amazon-ssm-agent.rpm').installs[0].object;
    expect(unset).toEqual({
      bucket: `amazon-ssm-${gap('the user data computes $1 as it runs')}`,
      key: `latest/${gap('the user data computes $2 as it runs')}/amazon-ssm-agent.rpm`,
      region: gap('the user data computes $1 as it runs'),
    });
  });

  test('a plain variable with an operator stays unknown', () => {
    expect(bash('R=eu-west-1a', 'rpm -i https://s3.amazonaws.com/amazon-ssm-${R%a}/latest/amazon-ssm-agent.rpm').installs[0].object!.region).toMatch(/\uE002/);
  });

  test('opaque regions and their domain are kept', () => {
    const region = opaque('AWS::Region # of "Stack"');
    const found = bash(`rpm -i https://s3.${region}.${opaque('AWS::URLSuffix')}/amazon-ssm-${region}/latest/linux_amd64/amazon-ssm-agent.rpm`).installs[0];
    expect(found).toMatchObject({ source: 's3-regional', from: expect.stringContaining(region), object: { bucket: `amazon-ssm-${region}`, region } });
  });
});

describe('commands of the library itself', () => {
  const rendered = (commands: string[]) => newStack().resolve(commands.join('\n')) as { 'Fn::Join': [string, (string | object)[]] };
  const text = (commands: string[]) => rendered(commands)['Fn::Join'][1].map(part => (typeof part === 'string' ? part : opaque('AWS::URLSuffix'))).join('');

  test.each([
    ['RPM', 'rpm', 'linux_arm64/amazon-ssm-agent.rpm'], ['DEB', 'dpkg', 'debian_arm64/amazon-ssm-agent.deb'],
  ] as const)('install the %s, the newest or the one with a known key', (kind, tool, path) => {
    const found = agentInstalls(`#!/bin/bash\n${text(linuxInstallCommands('eu-west-1', InstanceArchitecture.ARM_64, kind))}`);
    const [newest, known] = ['latest', SIGNED_AGENT_VERSION].map(folder => ({
      on: 'unix', tool, source: 's3-regional', architecture: 'arm64', object: { bucket: 'amazon-ssm-eu-west-1', key: `${folder}/${path}`, region: 'eu-west-1' },
    }));
    const installs = [{ ...newest, version: undefined }, { ...known, version: SIGNED_AGENT_VERSION }];
    expect(found).toMatchObject({ doubt: undefined, unread: undefined, addsRepository: false, installs });
    expect(found.events.map(({ effect, runs, fromRepository }) => [effect, runs, fromRepository])).toEqual([
      ['install', 'guarded', false], ['install', 'guarded', false], ['enable', 'always', undefined], ['start', 'always', undefined],
    ]);
  });

  test('install on Windows', () => {
    const found = agentInstalls(`<powershell>${text(windowsInstallCommands('eu-west-1'))}</powershell>`);
    expect(found).toMatchObject({ doubt: undefined, installs: [{ on: 'windows', source: 's3-regional', object: { bucket: 'amazon-ssm-eu-west-1' } }] });
  });
});

describe('a signature', () => {
  test.each([
    ['gpg --import amazon-ssm-agent.gpg', 'gpg --verify amazon-ssm-agent.rpm.sig amazon-ssm-agent.rpm && rpm -U amazon-ssm-agent.rpm'],
    ['gpgv --keyring ./amazon-ssm-agent.gpg amazon-ssm-agent.rpm.sig amazon-ssm-agent.rpm || exit 1', 'rpm -U amazon-ssm-agent.rpm'],
    ['rpmkeys --checksig amazon-ssm-agent.rpm || exit 1', 'rpm -U amazon-ssm-agent.rpm'],
    ['if sqv --keyring amazon-ssm-agent.gpg amazon-ssm-agent.rpm.sig amazon-ssm-agent.rpm', 'then rpm -U amazon-ssm-agent.rpm', 'fi'],
    ['echo "abc  amazon-ssm-agent.rpm" | sha256sum -c', 'rpm -U amazon-ssm-agent.rpm'],
  ])('is expected to be good: %s', (...lines) => {
    const found = bash(`curl -O ${RPM}`, `curl -O ${RPM}.sig`, ...lines);
    expect(found).toMatchObject({ doubt: undefined, installs: [{ tool: 'rpm', source: 's3-regional' }] });
  });

  test.each([
    ['if ($signature.Status -eq "Valid") { Start-Process C:\\s.exe }'],
    ["if ((Get-AuthenticodeSignature C:\\s.exe).Status -ne 'Valid') { exit 1 }", 'Start-Process C:\\s.exe'],
  ])('of Authenticode is expected to be good: %s', (...lines) => {
    const found = powershell(`Invoke-WebRequest ${EXE} -OutFile C:\\s.exe`, '$signature = Get-AuthenticodeSignature C:\\s.exe', ...lines);
    expect(found).toMatchObject({ doubt: undefined, installs: [{ source: 's3-regional' }] });
  });

  test('that is not asked for by its status leaves the installation in doubt', () => {
    const found = powershell(`Invoke-WebRequest ${EXE} -OutFile C:\\s.exe`, 'if ($signature.Path -eq "C:\\s.exe") { Start-Process C:\\s.exe }');
    expect(found).toMatchObject({ installs: [], doubt: expect.anything() });
  });
});

describe('Windows', () => {
  test.each([
    [`Invoke-WebRequest ${EXE} -OutFile C:\\setup.exe`, 'Start-Process -FilePath C:\\setup.exe -ArgumentList "/S"'],
    [`(New-Object System.Net.WebClient).DownloadFile("${EXE}", "C:\\a.exe"); & C:\\a.exe /S`],
    [`$url = "${EXE}"`, '$file = "$env:TEMP\\x.exe"', 'iwr $url -OutFile $file', 'Start-Process $file -Wait'],
    [`Start-BitsTransfer -Source ${EXE} \``, '  -Destination AmazonSSMAgentSetup.exe', '.\\AmazonSSMAgentSetup.exe /S'],
    [`if (!(Test-Path C:\\x)) { Invoke-WebRequest ${EXE} -OutFile "\${env:TEMP}\\s.exe"; $p = Start-Process "\${env:TEMP}\\s.exe" -PassThru }`],
    [`curl.exe -o C:\\s.exe ${EXE}`, 'cmd /c C:\\s.exe /S'],
  ])('installs from the bucket: %s', (...lines) => {
    const found = powershell(...lines);
    expect(found.installs).toMatchObject([{ on: 'windows', source: 's3-regional', object: { bucket: 'amazon-ssm-eu-west-1' }, architecture: 'x86_64' }]);
  });

  test('a batch script counts too', () => {
    const found = agentInstalls(`<script>\nrem AmazonSSMAgentSetup\nset url=${EXE}\ncurl -o C:\\s.exe %url%\nC:\\s.exe /S\n</script><persist>true</persist>`);
    expect(found.installs).toMatchObject([{ source: 's3-regional' }]);
  });

  test('msiexec with a URL, and with a file of the image', () => {
    const msi = EXE.replace('Setup.exe', '.msi');
    expect(powershell(`Start-Process msiexec.exe -ArgumentList "/i ${msi} /qn"`).installs).toMatchObject([{ tool: 'msiexec', source: 's3-regional' }]);
    expect(powershell('& D:\\AmazonSSMAgentSetup.exe /S').installs).toMatchObject([{ tool: 'AmazonSSMAgentSetup', source: 'unknown' }]);
  });

  test('the region of the node is known', () => {
    const found = powershell(
      '$region = (Invoke-RestMethod http://169.254.169.254/latest/meta-data/placement/region)',
      'Invoke-WebRequest "https://amazon-ssm-$region.s3.$($region).amazonaws.com/latest/windows_amd64/AmazonSSMAgentSetup.exe" -OutFile C:\\s.exe',
      'Start-Process C:\\s.exe',
    );
    expect(inRegion(found.installs[0].object!.bucket, 'eu-west-1')).toBe('amazon-ssm-eu-west-1');
  });

  test.each([
    '# Start-Process AmazonSSMAgentSetup.exe',
    '<# Start-Process AmazonSSMAgentSetup.exe #>',
    'Write-Host "now # Start-Process AmazonSSMAgentSetup.exe"',
    'Restart-Service AmazonSSMAgent',
    'Start-Process notepad.exe',
    `Invoke-WebRequest ${EXE} -OutFile C:\\s.exe`,
  ])('nothing installs the agent: %s', line => {
    expect(powershell(line)).toMatchObject({ installs: [], doubt: undefined });
  });

  test.each([
    ['cfn-init.exe -v', 'the user data runs cfn-init.exe -v, and what that installs is not in it'],
    ['& C:\\bootstrap.ps1', 'the user data runs & C:\\bootstrap.ps1, and what that installs is not in it'],
    ['iex (iwr https://example.com/x)', 'the user data runs iex (iwr https://example.com/x), and what that installs is not in it'],
    ['Install-Package AmazonSSMAgent', 'the user data speaks of the agent, and whether that installs it cannot be told'],
  ])('something might install the agent: %s', (line, reason) => {
    expect(powershell(line)).toMatchObject({ installs: [], doubt: { reason } });
  });
});

describe('cloud-init', () => {
  const config = (...lines: string[]) => agentInstalls(['#cloud-config', ...lines].join('\n'));

  test.each([
    ['packages', 'packages:', '  - jq', '  - amazon-ssm-agent'],
    ['packages', 'packages:', '  - [amazon-ssm-agent, 3.2.582.0]'],
    ['packages', 'packages:', '  - snap: [amazon-ssm-agent]'],
    ['snap', 'snap:', '  commands:', '    - [install, amazon-ssm-agent, --classic]'],
    ['snap', 'snap:', '  commands:', '    00: snap install amazon-ssm-agent --classic'],
    ['yum', 'runcmd:', '  - yum install -y amazon-ssm-agent'],
    ['yum', 'runcmd:', '  - [yum, install, -y, amazon-ssm-agent]'],
    ['yum', 'bootcmd: yum install -y amazon-ssm-agent'],
  ])('%s: %s', (tool, ...lines) => {
    expect(sources(config(...lines))).toEqual([[tool, 'repository']]);
  });

  test('a download in one command is used by the next one', () => {
    expect(sources(config('runcmd:', `  - wget ${RPM} -O /tmp/a.rpm`, '  - [rpm, -i, /tmp/a.rpm]'))).toEqual([['rpm', 's3-regional']]);
  });

  test.each([
    [['packages: []', '# packages: [amazon-ssm-agent]', 'ssh_pwauth: false'], undefined],
    [['snap: {}', 'write_files: [~, {path: /x}]'], undefined],
    [['write_files:', '  - {path: /x.sh, content: yum install amazon-ssm-agent}'], 'the user data speaks of the agent, and whether that installs it cannot be told'],
    [['ansible: {install_method: pip}'], 'the user data runs ansible, and what that installs is not in it'],
    [['- a list'], 'the cloud-config in the user data is not an object'],
    [['packages: *nowhere'], 'the cloud-config in the user data is not YAML'],
    [['packages: [', 'x: y: z'], 'the cloud-config in the user data is not YAML'],
    [[`hostname: ${gap('imported: from {Network}')}`], 'imported: from {Network}'],
  ])('%s installs nothing', (lines, reason) => {
    expect(config(...lines).installs).toEqual([]);
    expect(config(...lines).doubt?.reason).toBe(reason);
  });
});

describe('other formats', () => {
  const message = (...parts: string[]) => [
    'Content-Type: multipart/mixed;', ' boundary="+AWS+CDK+"', 'MIME-Version: 1.0', '', ...parts.flatMap(part => ['--+AWS+CDK+', part]), '--+AWS+CDK+--', 'epilogue',
  ].join('\n');

  test('each part of a MIME message runs', () => {
    const found = agentInstalls(message(
      'Content-Type: text/cloud-config; charset="us-ascii"\n\npackages: [amazon-ssm-agent]',
      `Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\n${Buffer.from('#!/bin/bash\nsnap install amazon-ssm-agent').toString('base64')}`,
      'Content-Type: text/x-shellscript\n\n#!/bin/sh\nyum install -y amazon-ssm-agent',
      'Content-Type: text/cloud-boothook\n\n#!/bin/sh\ndnf install -y amazon-ssm-agent',
      'Content-Type: text/plain\n\nzypper install amazon-ssm-agent',
      '#!/bin/sh',
      '',
    ));
    expect(sources(found)).toEqual([['dnf', 'repository'], ['packages', 'repository'], ['snap', 'repository'], ['yum', 'repository']]);
    expect(found.doubt).toBeUndefined();
  });

  test('lines may end with CRLF, and the boundary needs no quotes', () => {
    const mail = message('Content-Type: text/x-shellscript\n\n#!/bin/bash\nyum install -y amazon-ssm-agent').replace('"+AWS+CDK+"', '+AWS+CDK+').replace(/\n/g, '\r\n');
    expect(sources(agentInstalls(mail))).toEqual([['yum', 'repository']]);
  });

  test.each([
    ['a part that only the deployment knows', message(`Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\n${gap('a token')}`)],
    ['an encoded part that is opaque', message(`Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\n${opaque('amazon-ssm-agent')}`)],
    ['a message without boundary', 'Content-Type: multipart/mixed\nMIME-Version: 1.0\n\namazon-ssm-agent'],
    ['a list of addresses', '#include\nhttps://example.com/x'],
    ['an archive', '#cloud-config-archive\n- type: text/x'],
    ['another language', '#!/usr/bin/env python3\nrun(["yum", "install", "amazon-ssm-agent"])'],
    ['tasks of EC2Launch', 'version: 1.1\ntasks:\n  - task: executeScript\n    inputs: [{content: AmazonSSMAgentSetup.exe}]'],
    ['a template', '## template: jinja\n#cloud-config\npackages: [amazon-ssm-agent]'],
    ['a part handler', message('Content-Type: text/part-handler\n\n#part-handler\ndef list_types(): pass')],
  ])('%s is in doubt', (_, userData) => {
    const found = agentInstalls(userData);
    expect(found.installs).toEqual([]);
    expect(found.doubt).toBeDefined();
  });

  test.each(['', 'yum install -y amazon-ssm-agent', '#!/usr/bin/python3\nprint(1)', 'hello', message('Content-Type: text/x-unheard-of\n\namazon-ssm-agent')])('nothing runs, or nothing about the agent: %s', userData => {
    expect(agentInstalls(userData)).toMatchObject({ installs: [], doubt: undefined });
  });

  test('a boothook and a shell with a path run', () => {
    expect(sources(agentInstalls('#cloud-boothook\n#!/bin/sh\nyum install -y amazon-ssm-agent'))).toEqual([['yum', 'repository']]);
    expect(sources(agentInstalls('#!/usr/bin/env -S bash -e\nyum install -y amazon-ssm-agent'))).toEqual([['yum', 'repository']]);
  });
});

test('no user data makes it throw', () => {
  const pieces = ['#!/bin/bash\n', '#cloud-config\n', '<powershell>', '</powershell>', 'Content-Type: multipart/mixed; boundary=x\n\n', '--x\n', '"', '\'', '$(', '${', '`', '\\', '<<E', '\nE\n',
    '>', '|', '&', ';', '#', '{', '}', 'yum install ', 'amazon-ssm-agent', RPM, ' ', '\n', 'a=b', 'curl -o ', ': ', '- ', opaque('x'), gap('y'), '\uE000', '\uE002'];
  fc.assert(fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), parts => {
    const found = agentInstalls(parts.join(''));
    return found.installs.every(({ source }) => ['s3-regional', 'repository', 'unknown'].includes(source));
  }), { seed: 4, numRuns: 500 });
});

test('long user data is read in linear time', () => {
  const line = 'echo "some words $(date) ${x}" > /dev/null # comment\n';
  expect(bash(line.repeat(5000), 'cat <<E', 'x'.repeat(200_000), 'E', 'yum install -y amazon-ssm-agent').installs).toHaveLength(1);
});
