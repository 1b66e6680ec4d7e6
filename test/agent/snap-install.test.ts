import { snapInstallCommands } from '../../lib/agent/snap-install';

test('waits for snapd, installs the snap, and sees to it that it runs, at the next boot too', () => {
  expect(snapInstallCommands()).toEqual([
    'snap wait system seed.loaded', 'snap install amazon-ssm-agent --classic', 'snap start --enable amazon-ssm-agent',
  ]);
});
