import { Lazy } from 'aws-cdk-lib';
import { checkPublicNetworks } from '../../lib/core/networks';
import { errorOf, newStack } from '../fixtures';

const check = (...blocks: string[]) => errorOf(() => checkPublicNetworks(newStack(), 'fromNetworks', blocks));

test.each(['198.51.100.0/24', '203.0.113.7/32', '2001:db8::/56', '2a05:d018::1/128', Lazy.string({ produce: () => '10.0.0.0/8' })])('%s is a network', block => {
  expect(check(block)).toBeUndefined();
});

test.each(['', '198.51.100.7', '198.51.100.0/33', '198.051.100.0/24', '0x7f.1/8', 'fe80::1%eth0/64', 'office', '*'])('\'%s\' is none', block => {
  expect(check('198.51.100.0/24', block)).toBe(
    `fromNetworks must be blocks of addresses, got '${block}'; write one such as '198.51.100.0/24' or '2001:db8::/56' [Stack]`);
});

test.each(['10.0.0.0/8', '172.16.4.0/24', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.1/32', '169.254.169.254/32', 'fd00::/8', 'fe80::/10', '::1/128'])('%s is not public', block => {
  expect(check(block)).toBe(
    `fromNetworks must be public addresses, got '${block}': AWS sees the address that a network has outside, such as that of its NAT gateway; name that one [Stack]`);
});

test.each(['0.0.0.0/0', '::/0'])('%s restricts nothing', block => {
  expect(check(block)).toBe(`fromNetworks must not be all addresses, got '${block}', which restricts nothing; name the networks, or leave it out [Stack]`);
});

test('no network lets nobody in', () => {
  expect(check()).toBe('fromNetworks must be one or more, got none, from which nobody could connect; name a block such as \'198.51.100.0/24\', or leave it out [Stack]');
});
