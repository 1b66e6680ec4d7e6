import { createHash } from 'crypto';
import { AGENT_SIGNING_KEYS, keyring } from '../../lib/agent/signing-keys';

/** The packets of a key: their types and contents (RFC 4880, sections 4.2 and 12.2). */
function packetsOf(key: Buffer): { readonly tag: number; readonly body: Buffer }[] {
  const packets = [];
  for (let at = 0; at < key.length;) {
    const [tag, lengthType] = [Math.floor(key[at] / 4) % 16, key[at] % 4];
    const size = lengthType === 0 ? key[at + 1] : key.readUInt16BE(at + 1);
    const start = at + (lengthType === 0 ? 2 : 3);
    packets.push({ tag, body: key.subarray(start, start + size) });
    at = start + size;
  }
  return packets;
}

const [PUBLIC_KEY, USER_ID, SIGNATURE] = [6, 13, 2];

/** The facts of AWS's page and of the key file of amazon-ecs-ami. */
test.each([
  ['4855A9E6833216D6A77D8FE451A8E050D0052E5D', '2025-01-22', '2026-07-15'],
  ['1C5B395CBE5E74E2F1CA21592784DBF388D19D46', '2026-06-04', '2027-11-25'],
])('key %s is what its fingerprint says', (fingerprint, made, expires) => {
  const known = AGENT_SIGNING_KEYS.find(key => key.fingerprint === fingerprint)!;
  const packets = packetsOf(Buffer.from(known.publicKey, 'base64'));
  expect(packets.map(({ tag }) => tag)).toEqual([PUBLIC_KEY, USER_ID, SIGNATURE]);
  const [{ body }, userId, signature] = packets;
  const length = Buffer.from([0x99, 0, 0]);
  length.writeUInt16BE(body.length, 1);
  expect(createHash('sha1').update(length).update(body).digest('hex').toUpperCase()).toBe(fingerprint);
  expect(userId.body.toString()).toBe('SSM Agent <ssm-agent-signer@amazon.com>');
  const madeAt = body.readUInt32BE(1);
  // The subpacket of the time that the key is valid for: its length, its type, and the seconds.
  const lifetime = signature.body.readUInt32BE(signature.body.indexOf(Buffer.from([5, 9])) + 2);
  expect([madeAt, madeAt + lifetime].map(time => new Date(time * 1000).toISOString().slice(0, 10))).toEqual([made, expires]);
  expect(known.expires).toBe(expires);
});

test('there are no other keys, and all are in one keyring', () => {
  expect(AGENT_SIGNING_KEYS).toHaveLength(2);
  const packets = packetsOf(Buffer.from(keyring(AGENT_SIGNING_KEYS), 'base64'));
  expect(packets.map(({ tag }) => tag)).toEqual([PUBLIC_KEY, USER_ID, SIGNATURE, PUBLIC_KEY, USER_ID, SIGNATURE]);
});
