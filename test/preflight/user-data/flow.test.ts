import { expectVerdicts } from './nodes';

const bash = (...lines: string[]) => ['#!/bin/bash', ...lines].join('\n');
const DEB = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/debian_amd64/amazon-ssm-agent.deb';
const RPM = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm';
const INSTALL = `rpm -U ${RPM}`;
const message = (...parts: string[]) => ['Content-Type: multipart/mixed; boundary="B"', 'MIME-Version: 1.0', '', ...parts.flatMap(part => ['--B', part]), '--B--'].join('\n');

describe('whether an installation is come to', () => {
  expectVerdicts([
    ['BLOCKED', bash('exit 0', INSTALL)],
    ['BLOCKED', bash('exit', INSTALL)],
    ['BLOCKED', bash('exit 1', INSTALL)],
    ['BLOCKED', bash('if false; then', INSTALL, 'fi')],
    ['BLOCKED', bash('if true; then :; else', INSTALL, 'fi')],
    ['BLOCKED', bash(`false && ${INSTALL}`)],
    ['BLOCKED', bash(`true || ${INSTALL}`)],
    ['BLOCKED', bash('INSTALL=no', `if [ "$INSTALL" = yes ]; then ${INSTALL}; fi`)],
    ['BLOCKED', bash(`install_agent() { ${INSTALL}; }`)],
    ['BLOCKED', bash(`function install_agent { ${INSTALL}; }`)],
    ['BLOCKED', bash('setup() {', '  return 0', `  ${INSTALL}`, '}', 'setup')],
    ['BLOCKED', bash('exec /bin/true', INSTALL)],
    ['BLOCKED', bash('while false; do', INSTALL, 'done')],
    ['CONNECTS', bash(INSTALL)],
    ['CONNECTS', bash('set -euo pipefail', 'cd /tmp || exit 1', INSTALL)],
    ['CONNECTS', bash('exec > >(tee /var/log/user-data.log | logger -t user-data) 2>&1', INSTALL)],
    ['CONNECTS', bash('(exit 0)', INSTALL)],
    ['CONNECTS', bash(`install_agent() { ${INSTALL}; }`, 'install_agent')],
    ['CONNECTS', bash(`install_agent() { ${INSTALL}; }`, 'if ! install_agent; then exit 1; fi')],
    ['CONNECTS', bash(`if ! rpm -q amazon-ssm-agent; then ${INSTALL}; fi`)],
    ['CONNECTS', bash(`rpm -q amazon-ssm-agent || ${INSTALL}`)],
    ['CONNECTS', bash('systemctl is-active amazon-ssm-agent && exit 0', INSTALL)],
    ['CONNECTS', bash('. /etc/os-release', 'case "$ID" in', `  amzn) ${INSTALL} ;;`, '  *) exit 0 ;;', 'esac')],
    ['CONNECTS', bash('if command -v rpm; then', INSTALL, 'fi')],
    ['CONNECTS', bash(`for i in 1 2 3; do ${INSTALL} && break; sleep 5; done`)],
    ['CONNECTS', bash(`until ${INSTALL}; do sleep 5; done`)],
    ['CONNECTS', bash('if [ 1 -eq 1 ]; then', INSTALL, 'fi')],
    ['UNKNOWN', bash('[ -f /etc/done ] && exit 0', INSTALL)],
    ['UNKNOWN', bash('if [ "$1" = yes ]; then', INSTALL, 'fi')],
    ['UNKNOWN', bash(`[ -n "$(cat /etc/stage)" ] && ${INSTALL}`)],
    ['UNKNOWN', bash('return 0', INSTALL)],
    ['UNKNOWN', bash(`install_agent() { ${INSTALL}; }`, 'later install_agent')],
    ['UNKNOWN', bash(`curl -sf http://example.com/flag && ${INSTALL}`, 'exit 0').replace('curl -sf', 'test -x')],
    ['UNKNOWN', bash(`case "$(cat /etc/stage)" in prod) ${INSTALL} ;; esac`)],
  ], { image: 'minimal' });
});

describe('a package manager that the system does not have installs nothing', () => {
  expectVerdicts([
    ['BLOCKED', bash(`yum install -y ${RPM}`), { image: 'debian' }],
    ['BLOCKED', bash('dnf install -y amazon-ssm-agent'), { image: 'debian' }],
    ['BLOCKED', bash('snap install amazon-ssm-agent --classic'), { image: 'debian' }],
    ['BLOCKED', bash('apt-get install -y amazon-ssm-agent'), { image: 'minimal' }],
    ['BLOCKED', bash(`wget ${DEB}`, 'dpkg -i amazon-ssm-agent.deb'), { image: 'minimal' }],
    ['BLOCKED', bash('zypper -n install amazon-ssm-agent'), { image: 'minimal' }],
    ['CONNECTS', bash(`wget ${DEB}`, 'dpkg -i amazon-ssm-agent.deb'), { image: 'debian' }],
    ['CONNECTS', bash(`wget ${DEB}`, 'apt-get install -y ./amazon-ssm-agent.deb'), { image: 'debian' }],
    ['CONNECTS', bash(`dnf install -y ${RPM}`), { image: 'minimal' }],
    ['CONNECTS', bash(`if command -v yum; then yum install -y ${RPM}; else wget ${DEB}; dpkg -i amazon-ssm-agent.deb; fi`), { image: 'debian' }],
    ['CONNECTS', bash(`if command -v yum; then yum install -y ${RPM}; else wget ${DEB}; dpkg -i amazon-ssm-agent.deb; fi`), { image: 'minimal' }],
    ['UNKNOWN', bash('apt-get install -y snapd', 'snap install amazon-ssm-agent --classic'), { image: 'debian' }],
  ]);
});

describe('parts and modules that cloud-init leaves out', () => {
  const config = (...lines: string[]) => ['#cloud-config', ...lines].join('\n');
  expectVerdicts([
    ['BLOCKED', config('cloud_final_modules: [keys-to-console]', 'runcmd:', `  - ${INSTALL}`)],
    ['BLOCKED', config('cloud_config_modules: [timezone]', 'runcmd:', `  - ${INSTALL}`)],
    ['BLOCKED', config('cloud_final_modules: [scripts-user]', 'packages: [amazon-ssm-agent]')],
    ['BLOCKED', config('runcmd:', '  - exit 0', `  - ${INSTALL}`)],
    ['BLOCKED', message(`Content-Type: text/html\n\n${bash(INSTALL)}`)],
    ['BLOCKED', message(`Content-Type: image/png\n\n${bash(INSTALL)}`)],
    ['BLOCKED', message('Content-Type: text/cloud-config\n\ncloud_final_modules: [keys-to-console]', `Content-Type: text/x-shellscript\n\n${bash(INSTALL)}`)],
    ['CONNECTS', config('cloud_final_modules: [scripts-user]', 'runcmd:', `  - ${INSTALL}`)],
    ['CONNECTS', config('cloud_final_modules: [[scripts_user, always]]', 'runcmd:', `  - ${INSTALL}`)],
    ['CONNECTS', message(`Content-Type: text/x-shellscript\n\n${bash(INSTALL)}`)],
    ['CONNECTS', message(`Content-Type: text/plain\n\n${bash(INSTALL)}`)],
    ['CONNECTS', message('Content-Type: text/cloud-config\n\nrepo_update: true', `Content-Type: text/x-shellscript\n\n${bash(INSTALL)}`)],
    ['UNKNOWN', message('Content-Type: text/part-handler\n\n#part-handler amazon-ssm-agent')],
    ['UNKNOWN', message(`Content-Type: multipart/mixed; boundary=C\n\n--C\n\n${bash(INSTALL)}\n--C--`)],
  ], { image: 'minimal' });
});
