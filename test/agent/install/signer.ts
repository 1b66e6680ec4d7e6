import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { run } from './programs';
import { AgentSigningKey } from '../../../lib/agent/signing-keys';

export interface SignerTimes {
  readonly made: string;
  readonly expires: string;
  readonly signs: string;
  /** AWS's keys sign themselves with SHA-1. */
  readonly digestOfKey?: 'SHA1' | 'SHA256';
}

/** Somebody who signs packages with a key of their own, which is thrown away. */
export class Signer {
  private readonly home = mkdtempSync(join(tmpdir(), 'signer-'));
  private readonly fingerprint: string;

  constructor(private readonly times: SignerTimes) {
    const { made, expires, digestOfKey = 'SHA1' } = times;
    mkdirSync(this.home, { recursive: true, mode: 0o700 });
    this.gpg(made, '--passphrase', '', '--cert-digest-algo', digestOfKey, '--quick-generate-key', 'SSM Agent <signer@example.com>', 'rsa2048', 'sign', expires);
    this.fingerprint = /^fpr:+(\w+):/m.exec(this.gpg(made, '--with-colons', '--list-keys'))![1];
  }

  /** The key as the library carries keys. */
  get key(): AgentSigningKey {
    const file = join(this.home, 'key');
    this.gpg(this.times.made, '--yes', '--output', file, '--export-options', 'export-minimal', '--export', this.fingerprint);
    return { fingerprint: this.fingerprint, expires: this.times.expires, publicKey: readFileSync(file, 'base64') };
  }

  /** A detached signature. */
  sign(content: Buffer): Buffer {
    const file = join(this.home, 'content');
    writeFileSync(file, content);
    this.gpg(this.times.signs, '--yes', '--digest-algo', 'SHA256', '--local-user', this.fingerprint, '--output', `${file}.sig`, '--detach-sign', file);
    return readFileSync(`${file}.sig`);
  }

  remove(): void {
    run('gpgconf', ['--kill', 'all'], { GNUPGHOME: this.home });
    rmSync(this.home, { recursive: true, force: true });
  }

  private gpg(at: string, ...args: string[]): string {
    return run('gpg', ['--batch', '--quiet', '--faked-system-time', `${at.replace(/-/g, '')}T000000`, ...args], { GNUPGHOME: this.home });
  }
}
