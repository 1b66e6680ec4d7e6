import { spawnSync } from 'child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { snapInstallCommands } from '../../lib/agent/snap-install';

test('waits for snapd, installs the snap, and sees to it that it runs, at the next boot too', () => {
  expect(snapInstallCommands()).toEqual([
    'snap wait system seed.loaded', 'snap install amazon-ssm-agent --classic', 'snap start --enable amazon-ssm-agent',
  ]);
});

/** Runs the commands as cloud-init does, with a `snap` that writes down what it is called with. */
function run(snap: string) {
  const dir = mkdtempSync(join(tmpdir(), 'snap-'));
  writeFileSync(join(dir, 'snap'), `#!/bin/bash\necho "$@" >> ${dir}/calls\n${snap}\n`);
  chmodSync(join(dir, 'snap'), 0o755);
  writeFileSync(join(dir, 'user-data'), ['#!/bin/bash', ...snapInstallCommands(), 'echo mine'].join('\n'));
  const { status, stdout } = spawnSync('bash', [join(dir, 'user-data')], { env: { PATH: `${dir}:${process.env.PATH}` }, encoding: 'utf8' });
  return { status, stdout, calls: readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n') };
}

test.each([
  ['with a snap that is there already, which snap says and succeeds', '[ "$1" = install ] && echo "snap \\"amazon-ssm-agent\\" is already installed" >&2; exit 0'],
  ['where the store cannot be reached, so that an agent of the image is started all the same', '[ "$1" != install ]'],
])('%s', (_name, snap) => {
  const { status, stdout, calls } = run(snap);
  expect(calls.map(call => call.split(' ')[0])).toEqual(['wait', 'install', 'start']);
  expect([status, stdout]).toEqual([0, 'mine\n']);
});
