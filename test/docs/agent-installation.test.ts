import { readFileSync } from 'fs';
import { join } from 'path';
import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { linuxInstallCommands } from '../../lib/agent/install-commands';
import { AGENT_SIGNING_KEYS, SIGNED_AGENT_VERSION } from '../../lib/agent/signing-keys';

const read = (name: string) => readFileSync(join(__dirname, '../../docs', name), 'utf8');

test('the page names the version that is installed when the newest is not verified, and no other', () => {
  expect([...new Set(read('agent-installation.md').match(/\d+\.\d+\.\d+\.\d+/g))]).toEqual([SIGNED_AGENT_VERSION]);
  expect(read('agent-contract.md')).toContain(`Version ${SIGNED_AGENT_VERSION} is of`);
});

test('the page quotes what is on the console', () => {
  const commands = linuxInstallCommands('eu-west-1', InstanceArchitecture.X86_64, 'RPM').join('\n');
  const quotes = [...read('agent-installation.md').matchAll(/`SSM Agent: ([^`]+?)(?: \.\.\.)?`/g)].map(([, quote]) => quote);
  expect(quotes.length).toBeGreaterThanOrEqual(4);
  for (const quote of quotes) {
    expect(commands).toContain(quote);
  }
});

test('the contract lists the keys', () => {
  for (const { fingerprint, expires } of AGENT_SIGNING_KEYS) {
    expect(read('agent-contract.md')).toMatch(new RegExp(`\\| ${fingerprint} \\| [\\d-]+ \\| ${expires} \\|`));
  }
});
