import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { run } from './programs';
import { AGENT_SIGNING_KEYS, keyring } from '../../../lib/agent/signing-keys';

const directory = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('gpg finds the keys of AWS in the keyring, with their fingerprints and dates', () => {
  const file = join(directory, 'keys');
  writeFileSync(file, keyring(AGENT_SIGNING_KEYS), 'base64');
  const records = run('gpg', ['--batch', '--with-colons', '--show-keys', file], { GNUPGHOME: directory }).split('\n').map(line => line.split(':'));
  const expiries = records.filter(([type]) => type === 'pub').map(([, , , , , , expires]) => new Date(Number(expires) * 1000).toISOString().slice(0, 10));
  expect(records.filter(([type]) => type === 'fpr').map(fields => fields[9])).toEqual(AGENT_SIGNING_KEYS.map(({ fingerprint }) => fingerprint));
  expect(expiries).toEqual(AGENT_SIGNING_KEYS.map(({ expires }) => expires));
  expect(records.filter(([type]) => type === 'uid').map(fields => fields[9])).toEqual(AGENT_SIGNING_KEYS.map(() => 'SSM Agent <ssm-agent-signer@amazon.com>'));
});
