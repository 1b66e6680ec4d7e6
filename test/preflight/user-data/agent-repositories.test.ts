import { expectVerdicts, judged, NodeTemplate } from './nodes';

const bash = (...lines: string[]) => ['#!/bin/bash', ...lines].join('\n');
const config = (...lines: string[]) => ['#cloud-config', ...lines].join('\n');
const RPM = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm';
const DEB = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/debian_amd64/amazon-ssm-agent.deb';
const DNF = 'dnf install -y amazon-ssm-agent';
const APT = 'apt-get update && apt-get install -y amazon-ssm-agent';
const START = 'systemctl enable --now amazon-ssm-agent';

describe('the agent by its name from the repositories of the image', () => {
  expectVerdicts([
    ['BLOCKED', bash(DNF, START), { image: 'redHat' }],
    ['BLOCKED', bash('yum install -y amazon-ssm-agent'), { image: 'redHat' }],
    ['BLOCKED', bash('yum install -y amazon-ssm-agent-3.3.987.0'), { image: 'redHat' }],
    ['BLOCKED', bash('rpm -q amazon-ssm-agent || dnf install -y amazon-ssm-agent'), { image: 'redHat' }],
    ['BLOCKED', bash(DNF), { image: 'centos' }],
    ['BLOCKED', bash(DNF), { image: 'rocky' }],
    ['BLOCKED', bash(DNF), { image: 'oracle' }],
    ['BLOCKED', bash(APT, START), { image: 'debian' }],
    ['BLOCKED', bash('apt install -y amazon-ssm-agent=3.3.987.0'), { image: 'debian' }],
    ['BLOCKED', bash('yum install -y amazon-ssm-agent || apt-get install -y amazon-ssm-agent'), { image: 'debian' }],
    ['BLOCKED', config('packages: [jq, amazon-ssm-agent]'), { image: 'debian' }],
    ['BLOCKED', config('packages: [amazon-ssm-agent]'), { image: 'redHat' }],
    ['BLOCKED', config('runcmd:', `  - ${DNF}`), { image: 'redHat' }],
    ['BLOCKED', bash('yum update -y', 'yum install -y jq git', DNF), { image: 'redHat' }],
    ['BLOCKED', bash('cat /etc/yum.repos.d/redhat.repo', 'ls /etc/yum.repos.d', DNF), { image: 'redHat' }],
    ['BLOCKED', bash(DNF), { image: 'redHat', hasWayOut: false }],
    ['CONNECTS', bash(DNF), { image: 'minimal' }],
    ['CONNECTS', bash('yum install -y amazon-ssm-agent'), { image: 'minimal2' }],
    ['CONNECTS', config('packages: [amazon-ssm-agent]'), { image: 'minimal' }],
    ['CONNECTS', bash('zypper -n remove amazon-ssm-agent', 'zypper -n install amazon-ssm-agent'), { image: 'suse' }],
    ['CONNECTS', bash('snap remove amazon-ssm-agent', 'snap install amazon-ssm-agent --classic'), { image: 'ubuntu' }],
    ['BLOCKED', bash('snap remove amazon-ssm-agent', APT), { image: 'ubuntu' }],
    ['CONNECTS', bash(`rpm -U ${RPM}`, START), { image: 'redHat' }],
    ['CONNECTS', bash(`dnf install -y ${RPM}`), { image: 'redHat' }],
    ['CONNECTS', bash(`${DNF} || dnf install -y ${RPM}`), { image: 'redHat' }],
    ['CONNECTS', bash(`apt-get install -y amazon-ssm-agent || { wget ${DEB}; dpkg -i amazon-ssm-agent.deb; }`), { image: 'debian' }],
    ['CONNECTS', bash(APT), { image: 'ubuntu' }],
    ['UNKNOWN', bash(DNF), { image: 'fedora' }],
    ['UNKNOWN', bash(DNF), { image: 'unknown' }],
    ['UNKNOWN', bash(APT), { image: 'unknown' }],
  ]);
});

describe('the agent by its name after a repository is added', () => {
  const added = (line: string, image: NodeTemplate['image'] = 'redHat') => ['UNKNOWN', bash(line, image === 'debian' ? APT : DNF), { image }] as const;
  expectVerdicts([
    added('dnf config-manager --add-repo https://packages.example.com/el9.repo'),
    added('yum-config-manager --add-repo https://packages.example.com/el9.repo'),
    added('curl -o /etc/yum.repos.d/ours.repo https://packages.example.com/el9.repo'),
    added('cat > /etc/yum.repos.d/ours.repo <<EOF\n[ours]\nbaseurl=https://packages.example.com/el9\nEOF'),
    added('echo "[ours]" | sudo tee /etc/yum.repos.d/ours.repo'),
    added('aws s3 cp s3://bucket/ours.repo /etc/yum.repos.d/'),
    added('dnf install -y epel-release'),
    added('dnf install -y https://dl.fedoraproject.org/pub/epel/epel-release-latest-9.noarch.rpm'),
    added('rpm -Uvh /opt/packages/company.rpm'),
    added('subscription-manager repos --enable=company-tools'),
    added('subscription-manager register --org x --activationkey y'),
    added('dnf copr enable -y someone/agents'),
    ['UNKNOWN', bash('dnf --enablerepo=company install -y amazon-ssm-agent'), { image: 'redHat' }],
    ['UNKNOWN', bash('dnf --setopt=company.enabled=1 install -y amazon-ssm-agent'), { image: 'redHat' }],
    ['BLOCKED', bash('dnf --setopt=timeout=10 --setopt=retries=2 install -y amazon-ssm-agent'), { image: 'redHat' }],
    ['UNKNOWN', bash('dnf install -y --repofrompath=ours,https://packages.example.com/el9 amazon-ssm-agent'), { image: 'redHat' }],
    ['UNKNOWN', bash('dnf config-manager --add-repo https://packages.example.com/el9.repo', DNF), { image: 'redHat', hasWayOut: true }],
    added('add-apt-repository -y ppa:someone/agents', 'debian'),
    added('echo "deb https://packages.example.com stable main" > /etc/apt/sources.list.d/ours.list', 'debian'),
    added('sed -i s/main/main\\ contrib/ /etc/apt/sources.list', 'debian'),
    added('curl -s https://packages.example.com/setup | bash'),
    ['UNKNOWN', config('yum_repos: {ours: {baseurl: "https://packages.example.com/el9"}}', 'packages: [amazon-ssm-agent]'), { image: 'redHat' }],
    ['UNKNOWN', config('apt: {sources: {ours: {source: "deb https://packages.example.com stable main"}}}', 'packages: [amazon-ssm-agent]'), { image: 'debian' }],
    ['UNKNOWN', config('write_files: [{path: /etc/yum.repos.d/ours.repo, content: "[ours]"}]', 'runcmd:', `  - ${DNF}`), { image: 'redHat' }],
    ['BLOCKED', bash('if false; then', 'dnf install -y epel-release', 'fi', DNF), { image: 'redHat' }],
    ['BLOCKED', bash('# dnf config-manager --add-repo https://packages.example.com/el9.repo', DNF), { image: 'redHat' }],
    ['BLOCKED', bash('rm -f /etc/yum.repos.d/ours.repo', DNF), { image: 'redHat' }],
  ]);
});

test('says which package to install, and points at the user data', () => {
  const { findings: [finding] } = judged(bash(DNF, START), { image: 'redHat' });
  expect(finding).toMatchObject({
    ruleId: 'SSM-AGT-001',
    logicalId: 'Node',
    property: 'Properties/UserData',
    message: 'The image RHEL-9.4.0_HVM-*-x86_64-* does not carry the SSM Agent, and the user data installs it by its name with dnf, whose repositories on that image do not carry it',
    fix: `Install the package from AWS's bucket: rpm -U ${RPM}`,
  });
  expect(judged(bash(APT), { image: 'debian' }).findings[0].fix).toContain(DEB);
  expect(judged(config('packages: [amazon-ssm-agent]'), { image: 'debian' }).findings[0].message).toContain('with the package manager of the image');
});

test('says why it cannot decide', () => {
  const messages = (userData: string, image: NodeTemplate['image']) => judged(userData, { image }).findings.map(({ ruleId, message }) => [ruleId, message]);
  expect(messages(bash('dnf install -y epel-release', DNF), 'redHat')).toEqual([['SSM-AGT-001', 'Whether the user data of Node installs the SSM Agent, '
    + 'which the image RHEL-9.4.0_HVM-*-x86_64-* does not carry, cannot be decided: it adds a package repository, and what that carries cannot be seen']]);
});
