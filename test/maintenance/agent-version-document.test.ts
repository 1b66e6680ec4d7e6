import { spawnSync } from 'child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { unixCommands, windowsCommands } from '../../lib/maintenance/agent-version-document';

const SHELLS = ['dash', 'bash', 'sh'];
const NEEDED = '3.1.1188';

/** What the commands make of an agent that prints something, as the SSM Agent runs them. */
function run(shell: string, printed: string | undefined, needed = NEEDED) {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  const agent = join(folder, 'amazon-ssm-agent');
  if (printed !== undefined) {
    // Like the real one, it says its version only where that is all it is asked for.
    writeFileSync(agent, `#!/bin/sh\n[ "$#" = 1 ] && [ "$1" = -version ] || exit 9\ncat <<'TEXT'\n${printed}\nTEXT\n`);
    chmodSync(agent, 0o755);
  }
  const script = join(folder, '_script.sh');
  writeFileSync(script, unixCommands(needed, [join(folder, 'nowhere'), agent]).join('\n'));
  const { status, stdout, stderr } = spawnSync(shell, [script], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  return { status, stdout: stdout.trim(), stderr: stderr.replace(agent, 'AGENT').trim() };
}

describe.each(SHELLS)('in %s', shell => {
  test.each(['3.1.1188', '3.1.1188.0', '3.1.1189', '3.1.1188.1', '3.2.0.0', '3.10.0.0', '4.0.0.0', '3.3.987.0'])('agent %s is new enough', version => {
    expect(run(shell, `SSM Agent version: ${version}`)).toEqual({ status: 0, stdout: `SSM Agent ${version} is ${NEEDED} or newer`, stderr: '' });
  });

  test.each(['3.1.1187', '3.1.1187.9', '3.1.999.0', '3.0.1188.0', '2.3.1205.0', '2.99.9999.9', '3.1', '0.0.0.0'])('agent %s is too old', version => {
    expect(run(shell, `SSM Agent version: ${version}`)).toEqual({
      status: 1, stdout: '', stderr: `SSM Agent ${version} is older than ${NEEDED}, which the session documents need`,
    });
  });

  test.each([
    ['nothing', ''],
    ['an error', 'Error occurred fetching the seelog config file path'],
    ['no number', 'SSM Agent version: unknown'],
    ['one part', 'SSM Agent version: 3'],
    ['five parts', 'SSM Agent version: 3.1.1188.0.1'],
    ['a suffix', 'SSM Agent version: 3.1.1188-beta'],
    ['a command', 'SSM Agent version: $(touch hacked)'],
  ])('an agent that prints %s is no proof', (_what, printed) => {
    expect(run(shell, printed)).toEqual({ status: 1, stdout: '', stderr: 'AGENT does not say its version' });
  });

  test('what an agent prints before and after is left out', () => {
    expect(run(shell, 'Warning: x\nSSM Agent version: 3.2.0.0\r\nSSM Agent version: 1.0.0.0').stdout).toBe(`SSM Agent 3.2.0.0 is ${NEEDED} or newer`);
  });

  test('a node without an agent where its packages put it fails', () => {
    expect(run(shell, undefined)).toEqual({ status: 1, stdout: '', stderr: 'no SSM Agent is where its packages put it' });
  });

  test('each version is equal to itself', () => {
    ['2.3.68', '3.3.40', '3.0.356'].forEach(version => expect(run(shell, `SSM Agent version: ${version}.0`, version).status).toBe(0));
  });
});

test('the agent is looked for where rpm, deb, snap and pkg put it', () => {
  expect(unixCommands(NEEDED)[2]).toBe('for each in /usr/bin/amazon-ssm-agent /snap/amazon-ssm-agent/current/amazon-ssm-agent /opt/aws/ssm/bin/amazon-ssm-agent; do');
});

describe('in PowerShell', () => {
  const commands = windowsCommands(NEEDED);

  test('versions are compared in four parts, since one that is left out would be less than 0', () => {
    expect(commands[0]).toBe('$needed = [version]\'3.1.1188.0\'');
    expect(commands.join('\n')).toContain('[version]($parts[0..3] -join \'.\') -lt $needed');
  });

  test('a missing, silent or old agent ends with 1, and nothing else does', () => {
    expect(commands.filter(line => line.endsWith('exit 1 }'))).toHaveLength(3);
    expect(commands.join('\n').match(/exit/g)).toHaveLength(3);
  });

  test('the pattern finds what the agent prints', () => {
    const [, pattern] = /-notmatch '(.*)'/.exec(commands[4])!;
    expect(new RegExp(pattern, 'i').exec('SSM Agent version: 3.3.987.0')![1]).toBe('3.3.987.0');
    expect(new RegExp(pattern, 'i').exec('SSM Agent version: unknown')).toBeNull();
  });

  test.each([['(', ')'], ['{', '}'], ['[', ']'], ['"', '"']])('%s and %s are in pairs', (open, close) => {
    commands.forEach(line => {
      const plain = line.replace(/'[^']*'/g, '');
      const count = (character: string) => plain.split(character).length - 1;
      expect(open === close ? count(open) % 2 : count(open) - count(close)).toBe(0);
    });
  });

  test('nothing in a command is a parameter of the document', () => {
    expect([...commands, ...unixCommands(NEEDED)].join('\n')).not.toMatch(/\{\{|\}\}/);
  });
});
