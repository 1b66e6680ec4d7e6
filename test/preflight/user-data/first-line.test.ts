import { Case, expectVerdicts, judged, NodeTemplate } from './nodes';
import { gap } from '../../../lib/preflight/model/symbolic-text';
import { agentInstalls } from '../../../lib/preflight/user-data/agent-install';
import { forwardsPackets } from '../../../lib/preflight/user-data/forwarding';

const RPM = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm';
const INSTALL = `rpm -U ${RPM}`;
const STOP = 'systemctl disable --now amazon-ssm-agent';
const HEAD = ['Content-Type: multipart/mixed; boundary="B"', 'MIME-Version: 1.0', ''];
const message = (...parts: string[]) => [...HEAD, ...parts.flatMap(part => ['--B', part]), '--B--'].join('\n');
const part = (type: string, body: string) => message(`Content-Type: ${type}; charset="us-ascii"\n\n${body}`);

/** User data that does something, as cloud-init runs it. */
const RUNS: readonly ((line: string) => string)[] = [
  line => `#!/bin/bash\n${line}`,
  line => `#! /bin/sh\r\n${line}\r\n`,
  line => part('text/x-shellscript', `#!/bin/bash\n${line}`),
  line => message(`Content-Type: text/x-shellscript\n#!/bin/bash\n${line}`),
  line => message(`#!/bin/bash\n${line}`),
  line => part('text/x-shellscript', `#cloud-config\nruncmd:\n  - ${line}`),
  line => part('text/cloud-config', `runcmd:\n  - ${line}`),
  line => `\n#cloud-config\nruncmd:\n  - ${line}`,
];

/** User data that begins with no `#!`, or not at once. */
const DOES_NOT_RUN: readonly ((line: string) => string)[] = [
  line => part('text/x-shellscript', line),
  line => part('text/x-shellscript', `set -e\n${line}`),
  line => part('text/x-shellscript', `\n#!/bin/bash\n${line}`),
  line => part('text/x-shellscript', ` #!/bin/bash\n${line}`),
  line => part('text/plain', `\n#!/bin/bash\n${line}`),
  line => part('text/cloud-boothook', line),
  line => part('text/cloud-boothook', `#cloud-boothook\n${line}`),
  line => `\n#!/bin/bash\n${line}`,
  line => `  #!/bin/bash\n  ${line}`,
  line => `#cloud-boothook\n${line}`,
];

/** User data that cloud-init makes nothing of, on any system. */
const IS_NOTHING: readonly ((line: string) => string)[] = [
  line => line,
  line => `# setup\n${line}`,
  line => `\uFEFF#!/bin/bash\n${line}`,
  line => part('text/plain', line),
  line => part('text/html', `#!/bin/bash\n${line}`),
  line => message(`\nContent-Type: text/x-shellscript\n\n#!/bin/bash\n${line}`),
  // Without a version it is no message.
  line => message(`Content-Type: text/x-shellscript\n\n#!/bin/bash\n${line}`).replace('MIME-Version: 1.0\n', ''),
];

function cases(verdict: string, forms: readonly ((line: string) => string)[], line: string, options?: NodeTemplate): Case[] {
  return forms.map(form => [verdict, form(line), options]);
}

describe('a script that begins with #!', () => {
  expectVerdicts([
    ...cases('CONNECTS', RUNS, INSTALL, { image: 'minimal' }),
    ...cases('BLOCKED', RUNS, STOP, { image: 'amazonLinux' }),
    ...cases('CONNECTS', RUNS, INSTALL, { image: 'minimal2' }),
    ['CONNECTS', part('text/cloud-boothook', `\n\n#!/bin/bash\n${INSTALL}`), { image: 'minimal' }],
    ['CONNECTS', `#cloud-boothook\n\n#!/bin/bash\n${INSTALL}`, { image: 'redHat' }],
  ]);
});

describe('a script that does not begin with #!', () => {
  expectVerdicts([
    ...cases('BLOCKED', DOES_NOT_RUN, INSTALL, { image: 'minimal' }),
    ...cases('CONNECTS', DOES_NOT_RUN, STOP, { image: 'amazonLinux' }),
  ]);
});

describe('the same on Amazon Linux 2, which may run it', () => {
  expectVerdicts([
    ...cases('UNKNOWN', DOES_NOT_RUN, INSTALL, { image: 'minimal2' }),
    ...cases('UNKNOWN', DOES_NOT_RUN, STOP, { image: 'amazonLinux2' }),
  ]);
});

describe('what is no script', () => {
  expectVerdicts([
    ...cases('BLOCKED', IS_NOTHING, INSTALL, { image: 'minimal2' }),
    ...cases('CONNECTS', IS_NOTHING, STOP, { image: 'amazonLinux2' }),
  ]);
});

test('says why nothing runs it', () => {
  const why = (userData: string, image: NodeTemplate['image']) => judged(userData, { image }).findings[0].message;
  expect(why(part('text/x-shellscript', INSTALL), 'redHat')).toMatch(/does not carry the SSM Agent, and nothing runs the part of the user data that speaks of it, which does not begin with #!$/);
  expect(why(INSTALL, 'redHat')).toMatch(/and nothing runs the user data, which starts with neither #! nor #cloud-config$/);
  expect(why(part('text/x-shellscript', INSTALL), 'minimal2')).toMatch(/cannot be decided: a part of the user data does not begin with #!, and not every version of cloud-init runs it$/);
});

test('what only the deployment knows may be the first line', () => {
  expect(agentInstalls(part('text/x-shellscript', `${gap('the parameter Head has no default')}\n${INSTALL}`), 'never').installs).toHaveLength(1);
});

test('whether a script without #! forwards packets is not known', () => {
  const nat = 'sysctl -w net.ipv4.ip_forward=1\niptables -t nat -A POSTROUTING -j MASQUERADE';
  expect([`#!/bin/bash\n${nat}`, nat, ''].map(forwardsPackets)).toEqual([true, false, false]);
  expect(forwardsPackets(`\n#!/bin/bash\n${nat}`)).toMatchObject({ reason: expect.stringContaining('does not begin with #!') });
  expect(forwardsPackets(message(`Content-Type: text/x-shellscript\n\n#!/bin/bash\n${nat}`, 'Content-Type: text/x-shellscript\n\necho hello'))).toBe(true);
});
