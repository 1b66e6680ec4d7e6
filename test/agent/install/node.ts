import { execFile } from 'child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { program, run } from './programs';
import { AGENT_BINARY } from '../../../lib/agent/install-commands';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What every image has. */
const BASIC = ['base64', 'mktemp', 'rm', 'cat', 'tar', 'gzip', 'xz', 'sh'];

/**
 * A directory that stands for the root of a node, and the programs that its image has. Packages are really installed below it, without being root; only
 * systemd is a stand-in, which writes down what it is told.
 */
export class Node {
  readonly root = mkdtempSync(join(tmpdir(), 'node-'));
  private readonly bin = join(this.root, 'bin');

  constructor(programs: readonly string[]) {
    ['bin', 'tmp', 'var/lib/dpkg/updates', 'var/lib/dpkg/info', 'rpmdb'].forEach(directory => mkdirSync(join(this.root, directory), { recursive: true }));
    ['status', 'available'].forEach(file => writeFileSync(join(this.root, 'var/lib/dpkg', file), ''));
    [...BASIC, ...programs].forEach(name => symlinkSync(program(name), join(this.bin, name)));
    this.script('systemctl', `echo "$*" >> '${join(this.root, 'systemctl')}'\n[ -x '${join(this.root, AGENT_BINARY)}' ]`);
    // What the package manager itself looks for.
    ['ldconfig', 'start-stop-daemon'].forEach(name => this.script(name, ':'));
    ['dpkg-deb', 'dpkg-split', 'rm', 'tar'].filter(name => !existsSync(join(this.bin, name))).forEach(name => symlinkSync(program(name), join(this.bin, name)));
    this.script('dpkg', `exec ${program('dpkg')} --root='${this.root}' --force-not-root --force-bad-path --log=/dev/null "$@"`);
    this.script('rpm', `exec ${program('rpm')} --dbpath='${this.root}/rpmdb' --force-debian --nodeps --relocate /usr='${this.root}/usr' "$@"`);
  }

  /** A program that does what the test says. */
  script(name: string, body: string): void {
    const file = join(this.bin, name);
    rmSync(file, { force: true });
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** Makes a program fail when it is called first. */
  failOnce(name: string): void {
    const [file, called] = [join(this.bin, name), join(this.root, `${name}-was-called`)];
    const [shebang, ...body] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [shebang, `[ -e '${called}' ] || { : > '${called}'; echo "the database is locked" >&2; exit 2; }`, ...body].join('\n'));
  }

  /** Gives the image a program of this machine, as a command of a stand-in. */
  linking(name: string): string {
    return `${program('ln')} -s ${program(name)} '${join(this.bin, name)}'`;
  }

  /** Runs user data as cloud-init does, as far as an interpreter and its arguments go. */
  async boot(script: string, interpreter: readonly string[] = ['bash']): Promise<Outcome> {
    const file = join(this.root, 'user-data');
    writeFileSync(file, script.replaceAll(AGENT_BINARY, join(this.root, AGENT_BINARY)));
    const [shell, ...options] = interpreter;
    const env = { PATH: `${this.bin}:${join(this.root, 'usr/bin')}`, TMPDIR: join(this.root, 'tmp') };
    return new Promise((resolve, reject) => execFile(program(shell), [...options, file], { env }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') {
        reject(error);
      } else {
        resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
      }
    }));
  }

  /** The version that the package manager knows, if it has the program to it. */
  installed(format: 'RPM' | 'DEB'): string | undefined {
    if (!existsSync(join(this.root, AGENT_BINARY))) {
      return undefined;
    }
    return format === 'DEB'
      ? run('dpkg-query', [`--admindir=${this.root}/var/lib/dpkg`, '-W', '-f', '${Version}', 'amazon-ssm-agent'])
      : run('rpm', [`--dbpath=${this.root}/rpmdb`, '-q', '--qf', '%{VERSION}-%{RELEASE}', 'amazon-ssm-agent']);
  }

  /** What systemd was told. */
  get services(): string[] {
    const file = join(this.root, 'systemctl');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
