import * as fc from 'fast-check';
import { Unknown } from '../../../../../lib/preflight/model/known';
import { blocksWithin } from '../../../../../lib/preflight/readers/cloudformation/evaluate/cidr';

const SEED = { seed: 20240501, numRuns: 200 };

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.');
}

describe('blocks within a block', () => {
  test.each([
    ['10.0.0.0/16', 3, 8, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    ['192.168.0.0/24', 2, 5, ['192.168.0.0/27', '192.168.0.32/27']],
    ['10.0.5.7/16', 1, 16, ['10.0.0.0/16']],
    ['255.255.255.0/24', 256, 1, undefined],
    ['255.255.255.0/24', 128, 1, undefined],
    ['2600:1f18:abc:de00::/56', 2, 64, ['2600:1f18:abc:de00::/64', '2600:1f18:abc:de01::/64']],
    ['::/0', 2, 127, ['::/1', '8000::/1']],
    ['0.0.0.0/0', 1, 32, ['0.0.0.0/0']],
  ])('%s: %d of %d bits', (block, count, bits, expected) => {
    const blocks = blocksWithin(block, count, bits);
    if (expected) {
      expect(blocks).toEqual(expected);
    } else {
      expect(count === 256 ? blocks instanceof Unknown : (blocks as string[]).at(-1)).toBe(count === 256 ? true : '255.255.255.254/31');
    }
  });

  test.each([
    ['10.0.0.0', 1, 8, '"10.0.0.0" is not an address block'],
    ['10.0/16', 1, 8, '"10.0/16" is not an address block'],
    ['0x0a.0.0.0/16', 1, 8, '"0x0a.0.0.0/16" is not an address block'],
    ['10.0.0.0/33', 1, 8, '"10.0.0.0/33" is not an address block'],
    ['300.0.0.0/16', 1, 8, '"300.0.0.0/16" is not an address block'],
    ['::/129', 1, 8, '"::/129" is not an address block'],
    ['10.0.0.0/16', 0, 8, '0 blocks; from 1 to 256 are allowed'],
    ['10.0.0.0/8', 257, 8, '257 blocks; from 1 to 256 are allowed'],
    ['10.0.0.0/16', 1, 0, '0 bits; from 1 to 32 are allowed'],
    ['10.0.0.0/16', 1, 33, '33 bits; from 1 to 32 are allowed'],
    ['::/16', 1, 129, '129 bits; from 1 to 128 are allowed'],
    ['10.0.0.0/16', 1.5, 8, '1.5 blocks; from 1 to 256 are allowed'],
    ['10.0.0.0/16', 1, 1.5, '1.5 bits; from 1 to 32 are allowed'],
    ['10.0.0.0/16', 257 - 1, 9, '256 blocks of 9 bits do not fit into 10.0.0.0/16'],
    ['10.0.0.0/16', 1, 17, '1 blocks of 17 bits do not fit into 10.0.0.0/16'],
  ])('%s: %d of %d bits is unknown', (block, count, bits, problem) => {
    expect(blocksWithin(block, count, bits)).toEqual(new Unknown(`Fn::Cidr: ${problem}`));
  });

  test('agree with counting', () => {
    const upTo = (max: number, min = 1) => fc.integer({ min, max });
    const numbers = [fc.nat(2 ** 32 - 1), upTo(30, 8), upTo(256), upTo(24)] as const;
    fc.assert(fc.property(...numbers, (value, prefix, count, bits) => {
      const blocks = blocksWithin(`${toAddress(value)}/${prefix}`, count, bits);
      const start = value - value % 2 ** (32 - prefix);
      const expected: string[] = [];
      for (let at = start; at + 2 ** bits <= start + 2 ** (32 - prefix) && expected.length < count; at += 2 ** bits) {
        expected.push(`${toAddress(at)}/${32 - bits}`);
      }
      if (expected.length < count) {
        expect(blocks).toBeInstanceOf(Unknown);
      } else {
        expect(blocks).toEqual(expected);
        expect((blocks as string[]).map(block => toNumber(block.split('/')[0]) % 2 ** bits)).toEqual(Array<number>(count).fill(0));
      }
    }), SEED);
  });

  test('IPv6 blocks follow each other', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 1, max: 256 }), (group, count) => {
      const blocks = blocksWithin(`2600:${group.toString(16)}::/48`, count, 64) as string[];
      expect(blocks).toHaveLength(count);
      expect(blocks).toEqual(Array.from({ length: count }, (_, index) => {
        const parts = [0x2600, group, 0, index];
        return new URL(`http://[${parts.map(part => part.toString(16)).join(':')}::]`).hostname.slice(1, -1) + '/64';
      }));
    }), SEED);
  });
});
