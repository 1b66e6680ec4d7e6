import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
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
  /** The key as the library carries keys. */
  readonly key: AgentSigningKey;
  private readonly home = mkdtempSync(join(tmpdir(), 'signer-'));
  private readonly fingerprint: string;
  private readonly signatures = new Map<Buffer, Buffer>();

  constructor(private readonly times: SignerTimes) {
    const { made, expires, digestOfKey = 'SHA1' } = times;
    this.gpg(made, '--passphrase', '', '--cert-digest-algo', digestOfKey, '--quick-generate-key', 'SSM Agent <signer@example.com>', 'rsa2048', 'sign', expires);
    this.fingerprint = /^fpr:+(\w+):/m.exec(this.gpg(made, '--with-colons', '--list-keys'))![1];
    this.key = this.exportedKey();
  }

  /** A detached signature. */
  sign(content: Buffer): Buffer {
    const signature = this.signatures.get(content) ?? this.signed(content);
    this.signatures.set(content, signature);
    return signature;
  }

  remove(): void {
    run('gpgconf', ['--kill', 'all'], { GNUPGHOME: this.home });
    rmSync(this.home, { recursive: true, force: true });
  }

  private exportedKey(): AgentSigningKey {
    const file = join(this.home, 'key');
    this.gpg(this.times.made, '--output', file, '--export-options', 'export-minimal', '--export', this.fingerprint);
    return { fingerprint: this.fingerprint, expires: this.times.expires, publicKey: readFileSync(file, 'base64') };
  }

  private signed(content: Buffer): Buffer {
    const file = join(this.home, 'content');
    writeFileSync(file, content);
    this.gpg(this.times.signs, '--yes', '--digest-algo', 'SHA256', '--local-user', this.fingerprint, '--output', `${file}.sig`, '--detach-sign', file);
    return readFileSync(`${file}.sig`);
  }

  private gpg(at: string, ...args: string[]): string {
    return run('gpg', ['--batch', '--quiet', '--faked-system-time', `${at.replace(/-/g, '')}T000000`, ...args], { GNUPGHOME: this.home });
  }
}
