import { expectVerdicts } from './nodes';

const bash = (...lines: string[]) => ['#!/bin/bash', ...lines].join('\n');
const config = (...lines: string[]) => ['#cloud-config', ...lines].join('\n');
const powershell = (...lines: string[]) => ['<powershell>', ...lines, '</powershell>'].join('\n');
const RPM = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm';
const EXE = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/windows_amd64/AmazonSSMAgentSetup.exe';

describe('shell scripts that stop or remove the agent', () => {
  expectVerdicts([
    ['BLOCKED', bash('systemctl stop amazon-ssm-agent')],
    ['BLOCKED', bash('sudo systemctl stop amazon-ssm-agent.service')],
    ['BLOCKED', bash('systemctl --now disable amazon-ssm-agent')],
    ['BLOCKED', bash('systemctl disable --now amazon-ssm-agent')],
    ['BLOCKED', bash('systemctl mask --now amazon-ssm-agent')],
    ['BLOCKED', bash('systemctl stop amazon-ssm-agent && systemctl disable amazon-ssm-agent')],
    ['BLOCKED', bash('systemctl disable amazon-ssm-agent && systemctl stop amazon-ssm-agent')],
    ['BLOCKED', bash('SERVICE=amazon-ssm-agent', 'systemctl stop $SERVICE')],
    ['BLOCKED', bash('for s in postfix amazon-ssm-agent; do systemctl stop $s; done')],
    ['BLOCKED', bash('service amazon-ssm-agent stop')],
    ['BLOCKED', bash('/etc/init.d/amazon-ssm-agent stop')],
    ['BLOCKED', bash('stop amazon-ssm-agent')],
    ['BLOCKED', bash('yum remove -y amazon-ssm-agent')],
    ['BLOCKED', bash('dnf -y erase amazon-ssm-agent')],
    ['BLOCKED', bash('rpm -e amazon-ssm-agent')],
    ['BLOCKED', bash('rpm --erase amazon-ssm-agent')],
    ['BLOCKED', bash('zypper -n remove amazon-ssm-agent'), { image: 'suse' }],
    ['BLOCKED', bash('snap stop amazon-ssm-agent'), { image: 'ubuntu' }],
    ['BLOCKED', bash('snap disable amazon-ssm-agent'), { image: 'ubuntu' }],
    ['BLOCKED', bash('snap remove --purge amazon-ssm-agent'), { image: 'ubuntu' }],
    ['BLOCKED', bash('systemctl stop snap.amazon-ssm-agent.amazon-ssm-agent.service'), { image: 'ubuntu' }],
    ['BLOCKED', bash('harden() { systemctl stop amazon-ssm-agent; }', 'harden')],
    ['BLOCKED', bash('bash -c "systemctl stop amazon-ssm-agent"')],
    ['BLOCKED', bash('bash <<EOF', 'systemctl stop amazon-ssm-agent', 'EOF')],
    ['BLOCKED', bash('if true; then systemctl stop amazon-ssm-agent; fi')],
    ['BLOCKED', bash('systemctl stop amazon-ssm-agent; systemctl mask amazon-ssm-agent; systemctl start amazon-ssm-agent')],
    ['BLOCKED', bash('yum remove -y amazon-ssm-agent', 'systemctl start amazon-ssm-agent')],
    ['BLOCKED', bash('systemctl stop amazon-ssm-agent', 'exit 0', 'systemctl start amazon-ssm-agent')],
    ['BLOCKED', bash('systemctl disable amazon-ssm-agent', 'reboot')],
  ]);

  expectVerdicts([
    ['CONNECTS', bash('systemctl stop amazon-ssm-agent', 'rm -rf /var/lib/amazon/ssm/ipc', 'systemctl start amazon-ssm-agent')],
    ['CONNECTS', bash('systemctl restart amazon-ssm-agent')],
    ['CONNECTS', bash('systemctl disable --now amazon-ssm-agent', 'systemctl enable --now amazon-ssm-agent')],
    ['CONNECTS', bash('systemctl mask --now amazon-ssm-agent', 'systemctl unmask amazon-ssm-agent', 'systemctl enable amazon-ssm-agent', 'systemctl start amazon-ssm-agent')],
    ['CONNECTS', bash('service amazon-ssm-agent stop', 'service amazon-ssm-agent start')],
    ['CONNECTS', bash('yum remove -y amazon-ssm-agent', `yum install -y ${RPM}`)],
    ['CONNECTS', bash('snap stop amazon-ssm-agent', 'snap start amazon-ssm-agent'), { image: 'ubuntu' }],
    ['CONNECTS', bash('snap remove amazon-ssm-agent', 'snap install amazon-ssm-agent --classic'), { image: 'ubuntu' }],
    ['CONNECTS', bash('systemctl stop amazon-ssm-agent', 'reboot')],
    ['CONNECTS', bash('systemctl is-active amazon-ssm-agent || systemctl start amazon-ssm-agent')],
    ['CONNECTS', bash('systemctl stop postfix amazon-cloudwatch-agent')],
    ['CONNECTS', bash('# systemctl stop amazon-ssm-agent')],
    ['CONNECTS', bash('echo "systemctl stop amazon-ssm-agent"')],
    ['CONNECTS', bash('harden() { systemctl stop amazon-ssm-agent; }')],
    ['CONNECTS', bash('exit 0', 'systemctl stop amazon-ssm-agent')],
    ['CONNECTS', bash('if false; then systemctl stop amazon-ssm-agent; fi')],
    ['CONNECTS', bash('rm -f /tmp/amazon-ssm-agent.rpm')],
    ['CONNECTS', bash('apt-get remove -y amazon-ssm-agent')],
    ['CONNECTS', bash('yum remove -y amazon-cloudwatch-agent')],
    ['CONNECTS', powershell('Stop-Service AmazonSSMAgent')],
    ['CONNECTS', bash('systemctl stop amazon-ssm-agent'), { image: 'windows' }],
  ]);

  expectVerdicts([
    ['UNKNOWN', bash('systemctl disable amazon-ssm-agent')],
    ['UNKNOWN', bash('systemctl mask amazon-ssm-agent')],
    ['UNKNOWN', bash('chkconfig amazon-ssm-agent off')],
    ['UNKNOWN', bash('systemctl kill amazon-ssm-agent')],
    ['UNKNOWN', bash('pkill -f amazon-ssm-agent')],
    ['UNKNOWN', bash('rm -f /usr/bin/amazon-ssm-agent')],
    ['UNKNOWN', bash('[ "$(cat /etc/stage)" = prod ] && systemctl stop amazon-ssm-agent')],
    ['UNKNOWN', bash('if [ -f /etc/hardened ]; then yum remove -y amazon-ssm-agent; fi')],
    ['UNKNOWN', bash('systemctl stop amazon-ssm-agent', '[ -f /etc/open ] && systemctl start amazon-ssm-agent')],
    ['UNKNOWN', bash('systemctl stop amazon-ssm-agent', '/opt/finish.sh')],
    ['UNKNOWN', bash('systemctl stop amazon-ssm-agent'), { image: 'ubuntu' }],
    ['UNKNOWN', bash('systemctl stop amazon-ssm-agent', `yum install -y ${RPM}`)],
    ['UNKNOWN', bash('echo "systemctl stop amazon-ssm-agent" | at now + 5 minutes')],
    ['UNKNOWN', bash('echo "systemctl stop amazon-ssm-agent" | bash')],
    ['UNKNOWN', bash('cat > /etc/cron.d/x <<EOF', '0 1 * * * root systemctl stop amazon-ssm-agent', 'EOF')],
    ['UNKNOWN', bash('trap harden EXIT', 'harden() { systemctl stop amazon-ssm-agent; }', 'trap harden EXIT')],
    ['UNKNOWN', '#!/usr/bin/env python3\nimport os\nos.system("systemctl stop amazon-ssm-agent")'],
  ]);
});

describe('cloud-config that stops or removes the agent', () => {
  expectVerdicts([
    ['BLOCKED', config('runcmd:', '  - systemctl stop amazon-ssm-agent')],
    ['BLOCKED', config('runcmd:', '  - [systemctl, disable, --now, amazon-ssm-agent]')],
    ['BLOCKED', config('runcmd:', '  - [sh, -c, "yum -y remove amazon-ssm-agent"]')],
    ['BLOCKED', config('bootcmd:', '  - yum remove -y amazon-ssm-agent')],
    ['BLOCKED', config('snap: {commands: ["snap remove amazon-ssm-agent"]}'), { image: 'ubuntu' }],
    ['CONNECTS', config('runcmd:', '  - systemctl stop amazon-ssm-agent', '  - systemctl start amazon-ssm-agent')],
    ['CONNECTS', config('bootcmd:', '  - yum remove -y amazon-ssm-agent', 'packages: [amazon-ssm-agent]')],
    ['CONNECTS', config('runcmd:', '  - exit 0', '  - systemctl stop amazon-ssm-agent')],
    ['CONNECTS', config('cloud_final_modules: [package_update_upgrade_install]', 'runcmd:', '  - systemctl stop amazon-ssm-agent')],
    ['CONNECTS', config('runcmd: [echo hello]')],
    ['UNKNOWN', config('bootcmd:', '  - systemctl stop amazon-ssm-agent')],
    ['UNKNOWN', config('bootcmd:', '  - systemctl mask amazon-ssm-agent')],
    ['UNKNOWN', config('runcmd:', '  - test -f /x && systemctl stop amazon-ssm-agent')],
    ['UNKNOWN', config('write_files:', '  - {path: /etc/cron.d/x, content: "@daily root systemctl stop amazon-ssm-agent"}')],
    ['BLOCKED', config('cloud_final_modules: [[scripts-user, always]]', 'runcmd:', '  - systemctl stop amazon-ssm-agent')],
  ]);
});

describe('PowerShell that stops or removes the agent', () => {
  expectVerdicts([
    ['BLOCKED', powershell('Stop-Service AmazonSSMAgent', 'Set-Service AmazonSSMAgent -StartupType Disabled')],
    ['BLOCKED', powershell('Set-Service -Name AmazonSSMAgent -StartupType Disabled -Status Stopped')],
    ['BLOCKED', powershell('sc.exe config AmazonSSMAgent start= disabled; sc.exe stop AmazonSSMAgent')],
    ['BLOCKED', powershell('Get-Service AmazonSSMAgent | Stop-Service -Force', 'Get-Service AmazonSSMAgent | Set-Service -StartupType Disabled')],
    ['BLOCKED', powershell('sc.exe delete AmazonSSMAgent')],
    ['BLOCKED', powershell('Uninstall-Package -Name "Amazon SSM Agent"')],
    ['BLOCKED', powershell('$name = "AmazonSSMAgent"', 'Stop-Service $name; Set-Service $name -StartupType Disabled')],
    ['BLOCKED', powershell('function Harden { Remove-Service AmazonSSMAgent }', 'Harden')],
    ['CONNECTS', powershell('Stop-Service AmazonSSMAgent', 'Start-Service AmazonSSMAgent')],
    ['CONNECTS', powershell('Restart-Service AmazonSSMAgent')],
    ['CONNECTS', powershell('sc.exe delete AmazonSSMAgent', `Start-Process "${EXE}" -ArgumentList /S -Wait`)],
    ['CONNECTS', powershell('Stop-Service W32Time')],
    ['CONNECTS', powershell('function Harden { Stop-Service AmazonSSMAgent }')],
    ['CONNECTS', powershell('exit 0', 'sc.exe delete AmazonSSMAgent')],
    ['CONNECTS', powershell('if ($false) { sc.exe delete AmazonSSMAgent }')],
    ['CONNECTS', powershell('Write-Host "Stop-Service AmazonSSMAgent"')],
    // EC2Launch starts the agent after user data.
    ['UNKNOWN', powershell('Stop-Service AmazonSSMAgent')],
    ['UNKNOWN', powershell('Set-Service AmazonSSMAgent -StartupType Disabled')],
    ['UNKNOWN', powershell('if ($env:STAGE -eq "prod") { sc.exe delete AmazonSSMAgent }')],
    ['UNKNOWN', powershell('taskkill /f /im amazon-ssm-agent.exe')],
    ['UNKNOWN', '<script>\nif exist C:\\hardened sc delete AmazonSSMAgent\n</script>'],
    ['BLOCKED', '<script>\nsc delete AmazonSSMAgent\n</script>'],
  ], { image: 'windows' });
});
