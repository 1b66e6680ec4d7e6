import { Unknown } from '../../../../lib/preflight/model/known';
import { ALL_PORTS, EPHEMERAL_PORTS, sameText, tcpPorts } from '../../../../lib/preflight/model/network/traffic';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';

const HTTPS = { from: 443, to: 443 };
const UNSEEN = new Unknown('no default for Port');

describe('the TCP ports of a rule', () => {
  test.each(['tcp', 'TCP', '6'])('of protocol %s are its ports', protocol => {
    expect(tcpPorts(protocol, HTTPS)).toEqual(HTTPS);
    expect(tcpPorts(protocol, undefined)).toEqual(ALL_PORTS);
    expect(tcpPorts(protocol, { from: -1, to: -1 })).toEqual(ALL_PORTS);
    expect(tcpPorts(protocol, UNSEEN)).toBe(UNSEEN);
  });

  test.each(['udp', '17', 'icmp', '1', 'icmpv6', '58', '60', opaque('Protocol')])('of protocol %s are none', protocol => {
    expect(tcpPorts(protocol, HTTPS)).toBeUndefined();
    expect(tcpPorts(protocol, undefined)).toBeUndefined();
    expect(tcpPorts(protocol, UNSEEN)).toBeUndefined();
  });

  test('of all protocols are all ports, whatever ports the rule names', () => {
    expect(tcpPorts('-1', { from: 22, to: 22 })).toEqual(ALL_PORTS);
    expect(tcpPorts('-1', UNSEEN)).toEqual(ALL_PORTS);
  });

  test('of an unknown protocol are unknown, even if the rule names ports', () => {
    expect(tcpPorts(UNSEEN, HTTPS)).toBe(UNSEEN);
    expect(tcpPorts(gap('no default for Protocol'), HTTPS)).toEqual(new Unknown('no default for Protocol'));
  });
});

describe('texts', () => {
  test('are the same if they are equal', () => {
    expect(sameText('sg-1', 'sg-1')).toBe(true);
    expect(sameText('sg-1', 'sg-2')).toBe(false);
    expect(sameText(opaque('App/Group'), opaque('App/Group'))).toBe(true);
    expect(sameText(opaque('App/Group'), 'sg-1')).toBe(false);
  });

  test('with a gap may be anything, even the same text', () => {
    expect(sameText(gap('imported'), 'sg-1')).toEqual(new Unknown('imported'));
    expect(sameText('sg-1', gap('imported'))).toEqual(new Unknown('imported'));
    expect(sameText(gap('imported'), gap('imported'))).toEqual(new Unknown('imported'));
  });
});

test('ephemeral ports depend on the platform, and a NAT gateway uses the most', () => {
  expect(EPHEMERAL_PORTS).toEqual({
    'linux': { from: 32768, to: 60999 },
    'windows': { from: 49152, to: 65535 },
    'macos': { from: 49152, to: 65535 },
    'nat-gateway': { from: 1024, to: 65535 },
  });
});
