import { SpawnSyncReturns, spawnSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { RunAs } from '../../lib';
import { linuxInstallCommands } from '../../lib/agent/install-commands';
import { scriptInstallCommands } from '../../lib/agent/script-install';

let directory: string;
beforeEach(() => { directory = mkdtempSync(path.join(tmpdir(), 'commands-')); });
afterEach(() => rmSync(directory, { recursive: true }));

const file = (name: string) => path.join(directory, name);
const linesOf = (name: string) => existsSync(file(name)) ? readFileSync(file(name), 'utf8').split('\n').filter(line => line !== '') : [];
/** The commands that were called, with their arguments. */
const calls = () => linesOf('calls');

/** A command that records its call and then does what the test says. */
function fake(name: string, then: string): void {
  mkdirSync(file('bin'), { recursive: true });
  writeFileSync(file(`bin/${name}`), `#!/bin/sh\necho "${name} $*" >> '${file('calls')}'\n${then}\n`);
  chmodSync(file(`bin/${name}`), 0o755);
}

/** Runs commands as user data does, with only the fakes on the path and without the sudoers file of the machine. */
function run(commands: string[], first = 'set -e'): SpawnSyncReturns<string> {
  mkdirSync(file('bin'), { recursive: true });
  if (!existsSync(file('bin/sh'))) {
    symlinkSync('/bin/sh', file('bin/sh'));
  }
  const script = [first, ...commands, `echo reached >> '${file('calls')}'`].join('\n')
    .replaceAll('/etc/sudoers.d/', file('sudoers.d/'));
  return spawnSync('/bin/bash', ['--norc', '-c', script], { env: { PATH: file('bin') }, encoding: 'utf8' });
}

const runAs = (name: string): string[] => ({
  made: RunAs.defaultUser('operator', { createUser: true }),
  admin: RunAs.defaultUser('operator', { createUser: true, sudo: true }),
  powerless: RunAs.ssmUser({ sudo: false }),
} as Record<string, RunAs>)[name]._userDataCommands;

const ALL: [string, string[]][] = [
  ['the installation of script', scriptInstallCommands()],
  ['the installation of the agent as rpm', linuxInstallCommands('us-east-1', InstanceArchitecture.X86_64, 'RPM')],
  ['the installation of the agent as deb', linuxInstallCommands('us-east-1', InstanceArchitecture.ARM_64, 'DEB')],
  ['a user that is made', runAs('made')],
  ['a user that is made and may become root', runAs('admin')],
  ['ssm-user without sudo', runAs('powerless')],
];

describe.each(ALL)('%s', (_, commands) => {
  test.each(['/bin/sh', '/bin/bash'])('is a script that %s can read', shell => {
    const { status, stderr } = spawnSync(shell, ['-n', '-c', commands.join('\n')], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  test('is one command a line, and no command continues on the next line', () => {
    for (const command of commands) {
      expect(spawnSync('/bin/sh', ['-n', '-c', command], { encoding: 'utf8' }).status).toBe(0);
      expect(command).not.toContain('\n');
    }
  });
});

describe('script', () => {
  const PATIENCE = '--setopt=timeout=10 --setopt=retries=2';
  const DNF_NEW = `dnf -y ${PATIENCE} install util-linux-script`;
  const DNF = `dnf -y ${PATIENCE} install util-linux`;
  const YUM = `yum -y ${PATIENCE} install util-linux`;
  const ZYPPER = 'zypper -n install util-linux';
  const APT_PATIENCE = '-o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10 -o Acquire::Retries=1 -o DPkg::Lock::Timeout=60';
  const APT = [`apt-get ${APT_PATIENCE} update`, `apt-get ${APT_PATIENCE} -y install bsdutils`];
  const MISSING = 'script could not be installed: session transcripts in S3 will be missing';
  const works = 'exit 0';
  const fails = 'exit 1';

  test('is not installed if it is present', () => {
    ['script', 'dnf', 'yum', 'zypper', 'apt-get'].forEach(name => fake(name, works));
    const { status, stdout, stderr } = run(scriptInstallCommands());
    expect([status, stdout, stderr]).toEqual([0, '', '']);
    expect(calls()).toEqual(['reached']);
  });

  test.each([
    ['Fedora and Red Hat Enterprise Linux 10', { dnf: works }, [DNF_NEW]],
    ['Amazon Linux 2023 minimal', { dnf: '[ "$5" = util-linux ]', yum: works }, [DNF_NEW, DNF]],
    ['Red Hat Enterprise Linux 7', { yum: works }, [YUM]],
    ['an image whose dnf is broken', { dnf: fails, yum: works }, [DNF_NEW, DNF, YUM]],
    ['SUSE', { zypper: works }, [ZYPPER]],
    ['Debian', { 'apt-get': works }, APT],
  ] as [string, Record<string, string>, string[]][])('is installed by the first package manager that works: %s', (_, managers, expected) => {
    Object.entries(managers).forEach(([name, then]) => fake(name, then));
    expect(run(scriptInstallCommands()).status).toBe(0);
    expect(calls()).toEqual([...expected, 'reached']);
  });

  test('is not installed by a second package manager if the first one worked', () => {
    ['dnf', 'yum', 'zypper', 'apt-get'].forEach(name => fake(name, works));
    run(scriptInstallCommands());
    expect(calls()).toEqual([DNF_NEW, 'reached']);
  });

  test.each(['set -e', 'set -euo pipefail', ''])('is reported missing if nothing works, and the commands after it run (%s)', first => {
    ['dnf', 'yum', 'zypper', 'apt-get'].forEach(name => fake(name, fails));
    const { status, stderr } = run(scriptInstallCommands(), first);
    expect([status, stderr]).toEqual([0, `${MISSING}\n`]);
    expect(calls()).toEqual([DNF_NEW, DNF, YUM, ZYPPER, APT[0], 'reached']);
  });

  test('is reported missing without a package manager', () => {
    const { status, stderr } = run(scriptInstallCommands());
    expect(status).toBe(0);
    expect(calls()).toEqual(['reached']);
    expect(stderr).toContain(MISSING);
  });

  test('is reported missing if apt-get knows the repository but not the package', () => {
    fake('apt-get', '[ "$9" = update ]');
    const { status, stderr } = run(scriptInstallCommands());
    expect(status).toBe(0);
    expect(stderr).toContain(MISSING);
    expect(calls()).toEqual([...APT, 'reached']);
  });

  test('is not reported missing if a package manager installs it', () => {
    fake('dnf', `printf '#!/bin/sh' > '${file('bin/script')}'; /bin/chmod +x '${file('bin/script')}'; echo installed`);
    const { status, stdout, stderr } = run(scriptInstallCommands());
    expect([status, stdout, stderr]).toEqual([0, 'installed\n', '']);
  });

  test('is reported missing if a package manager succeeds and does not install it', () => {
    fake('dnf', 'echo "Nothing to do."');
    const { status, stderr } = run(scriptInstallCommands());
    expect([status, stderr]).toEqual([0, `${MISSING}\n`]);
  });
});

describe('a user', () => {
  const USERADD = 'useradd --create-home --home-dir /home/operator --shell /bin/bash operator';
  const absent = () => { fake('id', 'echo "no such user" >&2; exit 1'); fake('useradd', 'exit 0'); };

  test('is created if it does not exist', () => {
    absent();
    const { status, stdout, stderr } = run(runAs('made'));
    expect([status, stdout, stderr]).toEqual([0, '', '']);
    expect(calls()).toEqual(['id -u operator', USERADD, 'reached']);
  });

  test('is left alone if it exists', () => {
    fake('id', 'echo 1001');
    fake('useradd', 'exit 9');
    const { status, stdout } = run(runAs('made'));
    expect([status, stdout]).toEqual([0, '']);
    expect(calls()).toEqual(['id -u operator', 'reached']);
  });

  test('may become root through a sudoers file, which is closed to others before it has content', () => {
    absent();
    mkdirSync(file('sudoers.d'));
    fake('install', ': > "$4"; chmod 0640 "$4"');
    symlinkSync('/bin/chmod', file('bin/chmod'));
    expect(run(runAs('admin')).status).toBe(0);
    expect(calls()).toEqual(['id -u operator', USERADD, `install -m 0440 /dev/null ${file('sudoers.d/operator')}`, 'reached']);
    expect(linesOf('sudoers.d/operator')).toEqual(['operator ALL=(ALL) NOPASSWD:ALL']);
  });

  test('gets no such file by default', () => {
    absent();
    mkdirSync(file('sudoers.d'));
    run(runAs('made'));
    expect(existsSync(file('sudoers.d/operator'))).toBe(false);
  });
});

test('ssm-user gets an empty sudoers file, which the agent does not overwrite', () => {
  mkdirSync(file('sudoers.d'));
  symlinkSync('/usr/bin/install', file('bin-install'));
  fake('install', `exec '${file('bin-install')}' "$@"`);
  expect(run(runAs('powerless')).status).toBe(0);
  expect(calls()).toEqual([`install -m 0440 /dev/null ${file('sudoers.d/ssm-agent-users')}`, 'reached']);
  expect(linesOf('sudoers.d/ssm-agent-users')).toEqual([]);
  expect(existsSync(file('sudoers.d/ssm-agent-users'))).toBe(true);
});
