import { Case, expectVerdicts, judged } from './nodes';
import { isNamedAgainstAgent } from '../../../lib/preflight/user-data/unseen-programs';

const bash = (...lines: string[]) => ['#!/bin/bash', ...lines].join('\n');
const config = (...lines: string[]) => ['#cloud-config', ...lines].join('\n');
const powershell = (...lines: string[]) => ['<powershell>', ...lines, '</powershell>'].join('\n');
const included = (address: string) => `Content-Type: multipart/mixed; boundary="B"\nMIME-Version: 1.0\n\n--B\nContent-Type: text/x-include-url\n\n${address}\n--B--`;

/** Ways in which user data of Linux runs a script whose content is elsewhere. */
const RUNS: readonly ((script: string) => string)[] = [
  script => bash(`curl -fsSL https://example.com/${script} | bash`),
  script => bash(`wget -qO- https://example.com/${script} | sudo -E bash -s -- --fast`),
  script => bash(`bash <(curl -s https://example.com/${script})`),
  script => bash(`sh -c "$(curl -fsSL https://example.com/${script})"`),
  script => bash(`source <(curl -s https://example.com/${script})`),
  script => bash(`eval "$(curl -s https://example.com/${script})"`),
  script => bash(`aws s3 cp s3://scripts/${script} /tmp/ && bash /tmp/${script}`),
  script => bash(`aws s3 cp s3://scripts/${script} /tmp/run`, 'chmod +x /tmp/run', '/tmp/run'),
  script => bash('git clone https://example.com/scripts.git /opt/scripts', `/opt/scripts/${script} --all`),
  script => bash('cd /opt/scripts', `./${script}`),
  script => bash(`source /opt/${script}`),
  script => bash(`. /opt/${script}`),
  script => bash(`python3 /opt/${script}`),
  script => config('runcmd:', `  - curl -s https://example.com/${script} | sh`),
  script => config('runcmd:', `  - [bash, /opt/${script}]`),
  script => `#include\nhttps://example.com/${script}`,
  script => included(`https://example.com/${script}`),
];

const cases = (verdict: string, ...scripts: string[]): Case[] => scripts.flatMap(script => RUNS.map((run): Case => [verdict, run(script)]));

describe('a script that nobody sees, on an image with the agent', () => {
  expectVerdicts(cases('CONNECTS', 'bootstrap.sh', 'install-ssm-agent.sh'));
});

describe('a script that nobody sees and that is named as if it harmed the agent', () => {
  expectVerdicts(cases('UNKNOWN', 'stop-ssm-agent.sh', 'remove-amazon-ssm-agent.sh'));
});

describe('a script that nobody sees, on an image without the agent', () => {
  expectVerdicts(cases('UNKNOWN', 'bootstrap.sh', 'install-ssm-agent.sh'), { image: 'debian' });
});

describe('beside what is seen', () => {
  expectVerdicts([
    ['BLOCKED', bash('systemctl disable --now amazon-ssm-agent')],
    // It may start the agent again.
    ['UNKNOWN', bash('systemctl disable --now amazon-ssm-agent', 'curl -s https://example.com/bootstrap.sh | bash')],
    ['CONNECTS', bash('curl -s https://example.com/bootstrap.sh | bash', 'systemctl restart amazon-ssm-agent')],
    ['CONNECTS', bash('bash /opt/stop-ssm-agent.sh', 'systemctl start amazon-ssm-agent')],
    ['CONNECTS', bash('if false; then bash /opt/stop-ssm-agent.sh; fi')],
    ['CONNECTS', bash('exit 0', 'bash /opt/stop-ssm-agent.sh')],
    ['CONNECTS', bash('# bash /opt/stop-ssm-agent.sh', 'echo /opt/stop-ssm-agent.sh')],
    ['CONNECTS', bash('rm -f /opt/stop-ssm-agent.sh', 'ls /opt/remove-ssm-agent.sh')],
    ['CONNECTS', bash('/usr/bin/amazon-ssm-agent -version', 'ssm-cli get-diagnostics')],
    ['CONNECTS', bash('curl -O https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm', 'rpm -U amazon-ssm-agent.rpm')],
    ['BLOCKED', bash('curl https://awscli.amazonaws.com/awscli-exe-linux-x86_64.zip -o awscliv2.zip', 'unzip awscliv2.zip', './aws/install'), { image: 'debian' }],
    ['BLOCKED', bash('/usr/local/bin/aws s3 ls', '/opt/aws/bin/cfn-signal -e 0', 'python3 -m pip list'), { image: 'debian' }],
  ]);
});

describe('on Windows', () => {
  expectVerdicts([
    ['CONNECTS', powershell('iwr https://example.com/bootstrap.ps1 -UseBasicParsing | iex')],
    ['CONNECTS', powershell('iex ((New-Object Net.WebClient).DownloadString("https://example.com/bootstrap.ps1"))')],
    ['CONNECTS', powershell('& C:\\setup\\bootstrap.ps1')],
    ['CONNECTS', powershell('. C:\\setup\\Install-SsmAgent.ps1')],
    ['CONNECTS', powershell('Write-Host "C:\\Stop-SsmAgent.ps1"')],
    ['CONNECTS', powershell('if ($false) { & C:\\Stop-SsmAgent.ps1 }')],
    ['CONNECTS', powershell('& "C:\\Program Files\\Amazon\\SSM\\amazon-ssm-agent.exe" -version')],
    ['UNKNOWN', powershell('iwr https://example.com/Stop-SsmAgent.ps1 -UseBasicParsing | iex')],
    ['UNKNOWN', powershell('iex (iwr https://example.com/Remove-AmazonSSMAgent.ps1)')],
    ['UNKNOWN', powershell('& C:\\setup\\Disable-SSMAgent.ps1')],
    ['UNKNOWN', powershell('powershell.exe -File C:\\setup\\ssm-agent.ps1')],
    ['UNKNOWN', powershell('Read-S3Object -BucketName scripts -Key remove-ssm-agent.ps1 -File C:\\x.ps1', '& C:\\x.ps1')],
    ['UNKNOWN', '<script>\nC:\\setup\\uninstall_ssm_agent.bat\n</script>'],
  ], { image: 'windows' });
});

test.each<[boolean, string[]]>([
  [true, [
    'stop-ssm-agent.sh', '/opt/disable_ssm_agent', 'https://example.com/uninstall-ssmagent.sh?x=1', './ssm-agent.sh', 's3://b/remove-amazon-ssm-agent/run.sh', 'disable-ssm.sh', '/x/ssm-remove.sh',
    'C:\\Stop-SsmAgent.ps1', '/opt/mask.ssm.agent.sh',
  ]],
  [false, [
    'stop-ssm-agent', 'amazon-ssm-agent', '/usr/bin/amazon-ssm-agent', 'amazon-ssm-agent.rpm', 'https://s3.amazonaws.com/ec2-downloads-windows/SSMAgent/latest/linux_amd64/amazon-ssm-agent.rpm',
    'install-ssm-agent.sh', '/opt/start_ssm_agent.sh', 'delete-ssm-parameters.sh', './harden.sh', '/etc/systemd/system/amazon-ssm-agent.service', 'stop.sh',
  ]],
])('that a name is against the agent is %s: %j', (expected, words) => {
  expect(words.filter(word => isNamedAgainstAgent(word) !== expected)).toEqual([]);
});

test('names the script', () => {
  expect(judged(bash('curl -s https://example.com/stop-ssm-agent.sh | bash')).findings[0]).toMatchObject({
    ruleId: 'SSM-AGT-006',
    message: expect.stringContaining('"curl -s https://example.com/stop-ssm-agent.sh" may keep it from running'),
  });
});
