import { spawnSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { HybridActivation } from '../../lib';
import { ACCOUNT, REGION, newStack } from '../fixtures';
import { Deployed } from '../preferences/deployed';
import { deployed } from '../util';

const CODE = 'QC2CV0/lRfn+LTqf23B=';
const ID = '751a488c-e9c7-4539-8171-15d48f4fd90a';
const SECRET = JSON.stringify({
  activationId: ID,
  activationCode: CODE,
  region: REGION,
  expires: '2026-11-02T12:00:00.000Z',
  settings: { role: 'Role', limit: 1, hours: 24, name: 'a "quoted" name', tags: { site: 'berlin' } },
  former: ['00000000-0000-4000-8000-000000000001'],
  done: [],
});

const stack = newStack();
const activation = new HybridActivation(stack, 'Servers');
const { linux, windows, read } = new Deployed(stack).value({
  linux: activation.registrationCommandLinux, windows: activation.registrationCommandWindows, read: activation.readCodeCommand,
});

/** A server with nothing in its path but what is named, and programs that write down what they are called with. */
function server({ dpkg = false, machine = 'x86_64', aws = `echo '${SECRET}'` } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'server-'));
  const [bin, temp] = [join(folder, 'bin'), join(folder, 'tmp')];
  [bin, temp].forEach(name => mkdirSync(name));
  const program = (name: string, body: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\n' "${name} $*" >> '${folder}/calls'\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  for (const tool of ['mktemp', 'chmod', 'rm', 'sed', 'cp', 'touch']) { symlinkSync(spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim(), join(bin, tool)); }
  program('aws', aws);
  program('uname', `echo ${machine}`);
  program('curl', 'for last; do :; done; while [ "$1" != -o ]; do shift; done; touch "$2"');
  program('sudo', '[ -x "$1" ]');
  if (dpkg) { program('dpkg', ':'); }
  return {
    run: (shell: string, env: Record<string, string> = {}, after = '') => spawnSync(shell, ['-c', linux + after], {
      // bash reads the files of its user where its input is a socket.
      stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', env: { PATH: bin, TMPDIR: temp, ...env },
    }),
    calls: () => (existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : []),
    left: () => readdirSync(temp),
  };
}

describe.each(['/bin/sh', '/bin/bash'])('the command for Linux in %s', shell => {
  test.each([
    [false, 'x86_64', 'linux_amd64'], [true, 'x86_64', 'debian_amd64'], [false, 'aarch64', 'linux_arm64'], [true, 'arm64', 'debian_arm64'],
  ])('registers a server (dpkg: %s, %s)', (dpkg, machine, folder) => {
    const { run, calls, left } = server({ dpkg, machine });
    const { status, stdout, stderr } = run(shell);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(calls()).toEqual([
      read,
      'uname -m',
      expect.stringMatching(new RegExp(`^curl -fsSL --retry 5 -o \\S+/ssm-setup-cli https://s3.${REGION}.amazonaws.com/amazon-ssm-${REGION}/latest/${folder}/ssm-setup-cli$`)),
      expect.stringMatching(new RegExp(`^sudo \\S+/ssm-setup-cli -register -activation-code ${CODE.replace('+', '\\+')} -activation-id ${ID} -region ${REGION}$`)),
    ]);
    expect(left()).toEqual([]);
  });

  test('takes what somebody has read elsewhere, and needs no AWS CLI then', () => {
    const { run, calls } = server({ aws: 'exit 1' });
    expect(run(shell, { ACTIVATION: SECRET }).status).toBe(0);
    expect(calls().map(call => call.split(' ')[0])).toEqual(['uname', 'curl', 'sudo']);
    expect(calls().at(-1)).toContain(CODE);
  });

  test('does nothing where the secret cannot be read', () => {
    const { run, calls } = server({ aws: 'exit 254' });
    expect(run(shell).status).toBe(254);
    expect(calls()).toEqual([read]);
  });

  test('leaves the code in no variable of the shell that it is typed into', () => {
    const { run } = server();
    expect(run(shell, {}, '; echo "[$ACTIVATION$d$f$a]"').stdout).toBe('[]\n');
  });
});

test('the command for Windows downloads the program for x86_64 and registers with it', () => {
  expect(windows).toContain(`"https://s3.${REGION}.amazonaws.com/amazon-ssm-${REGION}/latest/windows_amd64/ssm-setup-cli.exe"`);
  expect(windows).toContain(`else { ${read} }`);
  expect(windows).toMatch(/-register "-activation-code=\$\(\$a\.activationCode\)" "-activation-id=\$\(\$a\.activationId\)" "-region=us-east-1" }$/);
  expect([...windows].filter(character => '{('.includes(character)).length).toBe([...windows].filter(character => '})'.includes(character)).length);
});

test('the secret is named by its ARN, in the region of the stack', () => {
  expect(read).toMatch(new RegExp(`^aws secretsmanager get-secret-value --secret-id arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:\\S+ --region ${REGION} --query SecretString --output text$`));
});

test.each([['cn-north-1', 'amazonaws.com.cn'], ['us-gov-west-1', 'amazonaws.com']])('servers of %s download from %s', (region, suffix) => {
  const there = new Stack(new App(), 'There', { env: { account: ACCOUNT, region } });
  const { registrationCommandLinux, registrationCommandWindows } = new HybridActivation(there, 'Servers');
  for (const command of [registrationCommandLinux, registrationCommandWindows]) {
    const text = deployed(there.resolve(command), { 'AWS::URLSuffix': suffix });
    expect(text).toContain(`https://s3.${region}.${suffix}/amazon-ssm-${region}/latest/`);
    expect(text).toContain(`--region ${region} `);
  }
});

test('there is no command for macOS, which AWS does not support outside EC2', () => {
  expect(Object.keys(Object.getOwnPropertyDescriptors(HybridActivation.prototype)).filter(name => name.startsWith('registrationCommand')))
    .toEqual(['registrationCommandLinux', 'registrationCommandWindows']);
});
