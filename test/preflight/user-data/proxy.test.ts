import { expectVerdicts, judged } from './nodes';

const bash = (...lines: string[]) => ['#!/bin/bash', ...lines].join('\n');
const DROP_IN = bash('mkdir -p /etc/systemd/system/amazon-ssm-agent.service.d', 'cat > /etc/systemd/system/amazon-ssm-agent.service.d/override.conf <<EOF',
  '[Service]', 'Environment="https_proxy=http://10.0.0.9:3128"', 'Environment="no_proxy=169.254.169.254"', 'EOF', 'systemctl daemon-reload', 'systemctl restart amazon-ssm-agent');
const REGISTRY = '<powershell>$key = "HKLM:\\SYSTEM\\CurrentControlSet\\Services\\AmazonSSMAgent"\nNew-ItemProperty $key -Name Environment -Value @("https_proxy=10.0.0.9:3128") -PropertyType MultiString</powershell>';
const ENVIRONMENT = bash('echo "https_proxy=http://10.0.0.9:3128" >> /etc/environment');

expectVerdicts([
  ['UNKNOWN', DROP_IN],
  ['UNKNOWN', DROP_IN, { hasWayOut: true }],
  ['UNKNOWN', bash('systemctl set-environment https_proxy=http://10.0.0.9:3128')],
  ['UNKNOWN', ENVIRONMENT, { image: 'ubuntu' }],
  ['UNKNOWN', REGISTRY, { image: 'windows' }],
  ['UNKNOWN', '<powershell>netsh winhttp set proxy 10.0.0.9:3128</powershell>', { image: 'windows' }],
  ['BLOCKED', ENVIRONMENT],
  ['BLOCKED', bash('export https_proxy=http://10.0.0.9:3128')],
  ['BLOCKED', bash('echo "https_proxy=x" > /etc/profile.d/proxy.sh')],
  ['BLOCKED', DROP_IN, { image: 'windows' }],
  ['BLOCKED', bash('echo hello')],
  ['CONNECTS', ENVIRONMENT, { hasWayOut: true }],
], { hasWayOut: false });

test('SSM-AGT-007 says what to check', () => {
  const [finding] = judged(DROP_IN, { hasWayOut: false }).findings.filter(({ ruleId }) => ruleId === 'SSM-AGT-007');
  expect(finding.fix).toContain('no_proxy has 169.254.169.254');
});
