import * as fc from 'fast-check';
import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { PropertyLocation } from '../../../../lib/preflight/model/location';
import { AddressSet } from '../../../../lib/preflight/model/network/address-set';
import { Peer, PortRange, SecurityGroup, SecurityGroupRule } from '../../../../lib/preflight/model/network/network';
import { securityGroupsAllow, TrafficPeer } from '../../../../lib/preflight/model/network/security-group-traffic';
import { Coverage, Direction, Extent } from '../../../../lib/preflight/model/network/traffic';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';
import { templateLocation } from '../../locations';

const UNSEEN = new Unknown('no default for a parameter');

function locationOf(name: string): PropertyLocation {
  return { resource: templateLocation(name, 'AWS::EC2::SecurityGroup', 'App') };
}

function block(text: string): AddressSet {
  return AddressSet.cidr(text) as AddressSet;
}

function rule(fields: Partial<SecurityGroupRule> = {}, name = 'Rule'): SecurityGroupRule {
  return { location: locationOf(name), protocol: 'tcp', ports: { from: 443, to: 443 }, peer: { kind: 'cidr', cidr: '0.0.0.0/0' }, ...fields };
}

function group(egress: SecurityGroupRule[], others: Partial<SecurityGroup> = {}): SecurityGroup {
  return { id: 'sg-own', location: locationOf('Group'), vpc: 'vpc-1', egress, ingress: [], ...others };
}

function allowed(groups: Known<SecurityGroup>[], peer: Partial<TrafficPeer> = {}, direction: Direction = 'egress', port = 443): Coverage {
  return securityGroupsAllow(groups, direction, {
    protocol: 'tcp', port, peer: { addresses: block('10.0.0.0/28'), groups: [], prefixLists: [], ...peer },
  });
}

describe('security groups', () => {
  test('without a rule allow nothing, and no rule decided', () => {
    expect(allowed([group([])])).toEqual({ how: 'none' });
    expect(allowed([])).toEqual({ how: 'none' });
  });

  test('allow what a rule names', () => {
    expect(allowed([group([rule()])])).toEqual({ how: 'all', location: locationOf('Rule') });
    expect(allowed([group([rule()])], {}, 'egress', 444)).toEqual({ how: 'none' });
    expect(allowed([group([rule()])], {}, 'ingress')).toEqual({ how: 'none' });
    expect(allowed([group([], { ingress: [rule()] })], {}, 'ingress').how).toBe('all');
  });

  test('do not allow IPv6 with a rule for IPv4', () => {
    expect(allowed([group([rule()])], { addresses: AddressSet.internet('ipv6') }).how).toBe('none');
    expect(allowed([group([rule({ peer: { kind: 'cidr', cidr: '::/0' } })])], { addresses: AddressSet.internet('ipv6') }).how).toBe('all');
  });

  test('allow some addresses if the rules name a part of them', () => {
    const half = rule({ peer: { kind: 'cidr', cidr: '10.0.0.0/29' } }, 'Half');
    const rest = rule({ peer: { kind: 'cidr', cidr: '10.0.0.8/29' } }, 'Rest');
    expect(allowed([group([half])])).toEqual({ how: 'some', location: locationOf('Half') });
    expect(allowed([group([half]), group([rest])])).toEqual({ how: 'all', location: locationOf('Half') });
  });

  test('name the rule that decides alone', () => {
    const half = rule({ peer: { kind: 'cidr', cidr: '10.0.0.0/29' } }, 'Half');
    expect(allowed([group([half, rule()])]).location).toEqual(locationOf('Rule'));
  });

  test.each([{ from: 400, to: 500 }, { from: 443, to: 500 }, { from: 400, to: 443 }])('allow 443 in a range of ports that contains it: %j', ports => {
    expect(allowed([group([rule({ ports })])]).how).toBe('all');
  });

  test.each([{ from: 444, to: 500 }, { from: 400, to: 442 }, { from: 500, to: 400 }])('do not allow 443 in a range of ports without it: %j', ports => {
    expect(allowed([group([rule({ ports })])]).how).toBe('none');
  });

  describe('from group to group', () => {
    const toEndpoint = group([rule({ peer: { kind: 'group', id: opaque('App/EndpointGroup') } })]);

    test('allow the other side if it has the group', () => {
      expect(allowed([toEndpoint], { groups: ['sg-1', opaque('App/EndpointGroup')] })).toEqual({ how: 'all', location: locationOf('Rule') });
      expect(allowed([toEndpoint], { groups: ['sg-1'] })).toEqual({ how: 'none' });
      expect(allowed([toEndpoint])).toEqual({ how: 'none' });
    });

    test('are unknown if a group of the other side or of the rule is not known', () => {
      expect(allowed([toEndpoint], { groups: [UNSEEN, 'sg-1'] })).toEqual({ how: UNSEEN, location: locationOf('Rule') });
      expect(allowed([toEndpoint], { groups: [gap('imported')] }).how).toEqual(new Unknown('imported'));
      expect(allowed([group([rule({ peer: { kind: 'group', id: gap('imported') } })])], { groups: ['sg-1'] }).how).toEqual(new Unknown('imported'));
    });

    test('allow the other side if one of its groups is known to match', () => {
      expect(allowed([toEndpoint], { groups: [UNSEEN, opaque('App/EndpointGroup')] }).how).toBe('all');
    });
  });

  describe('with prefix lists', () => {
    const toList = (id: string) => group([rule({ peer: { kind: 'prefix-list', id } })]);

    test('allow a list that is known to contain the addresses', () => {
      expect(allowed([toList('pl-s3')], { prefixLists: ['pl-s3'] }).how).toBe('all');
    });

    test('are unknown for another list', () => {
      expect(allowed([toList('pl-own')], { prefixLists: ['pl-s3'] })).toEqual({
        how: new Unknown('what is in the prefix list pl-own is not known'), location: locationOf('Rule'),
      });
      expect(allowed([toList(opaque('App/List'))]).how).toEqual(new Unknown('what is in the prefix list <App/List> is not known'));
      expect(allowed([toList(gap('imported'))], { prefixLists: ['pl-s3'] }).how).toBeInstanceOf(Unknown);
    });

    test('ignore a list with another port', () => {
      expect(allowed([toList('pl-own')], {}, 'egress', 22).how).toBe('none');
    });
  });

  describe('with unknown rules', () => {
    test('might allow everything', () => {
      expect(allowed([UNSEEN])).toEqual({ how: UNSEEN, location: undefined });
      expect(allowed([group([], { hiddenRules: UNSEEN })])).toEqual({ how: UNSEEN, location: locationOf('Group') });
    });

    test('ignore them if other rules allow everything', () => {
      expect(allowed([UNSEEN, group([rule()])])).toEqual({ how: 'all', location: locationOf('Rule') });
      expect(allowed([group([rule()], { hiddenRules: UNSEEN })])).toEqual({ how: 'all', location: locationOf('Rule') });
    });

    test('might allow more than some addresses', () => {
      const half = rule({ peer: { kind: 'cidr', cidr: '10.0.0.0/29' } });
      expect(allowed([UNSEEN, group([half])]).how).toBe(UNSEEN);
    });

    test('still allow some addresses if the unknown rules cannot allow all of them', () => {
      const first = rule({ peer: { kind: 'cidr', cidr: '10.0.0.0/29' } }, 'First');
      const maybe = rule({ peer: { kind: 'cidr', cidr: '10.0.0.8/30' }, ports: UNSEEN }, 'Maybe');
      expect(allowed([group([maybe, first])])).toEqual({ how: 'some', location: locationOf('First') });
    });

    test('give the reason of the rule that could change the answer', () => {
      const known = rule({ peer: { kind: 'cidr', cidr: '10.0.0.0/29' }, ports: undefined }, 'Known');
      const within = rule({ peer: { kind: 'cidr', cidr: '10.0.0.0/30' }, ports: new Unknown('does not matter') }, 'Within');
      const other = rule({ peer: { kind: 'cidr', cidr: '10.0.0.8/29' }, ports: UNSEEN }, 'Other');
      expect(allowed([group([known, within, other])])).toEqual({ how: UNSEEN, location: locationOf('Other') });
    });
  });

  test('are unknown for a peer without addresses', () => {
    expect(allowed([group([rule()])], { addresses: AddressSet.none }).how).toEqual(new Unknown('the addresses of the other side are not known'));
  });
});

/* By brute force: each of sixteen addresses at each of some ports, rule by rule. */

const PORTS = [440, 443, 444, 451];
const CARRIED = ['sg-a', 'sg-b'];
const FAMILIES = [
  { name: 'IPv4', whole: '10.0.0.0/28', outside: '10.1.0.0/16', address: (index: number) => `10.0.0.${index}`, width: 32 },
  { name: 'IPv6', whole: '2001:db8::/124', outside: '2001:db8:1::/48', address: (index: number) => `2001:db8::${index.toString(16)}`, width: 128 },
];
const INDEXES = [...Array(16).keys()];

describe.each(FAMILIES)('security groups against brute force, $name', ({ whole, outside, address, width }) => {
  const peerOf = (carried: Known<string>[]): TrafficPeer => ({ addresses: block(whole), groups: carried, prefixLists: ['pl-known'] });

  function names(peer: Peer, index: number, carried: string[]): boolean {
    switch (peer.kind) {
      case 'cidr': {
        return block(peer.cidr).covers(block(`${address(index)}/${width}`));
      }
      case 'group': {
        return carried.includes(peer.id);
      }
      case 'prefix-list': {
        return peer.id === 'pl-known';
      }
    }
  }

  function speaksOf(protocol: string, ports: PortRange | undefined, port: number): boolean {
    const anyPort = ports === undefined || (ports.from === -1 && ports.to === -1);
    return protocol === '-1' || (['tcp', '6'].includes(protocol) && (anyPort || (ports.from <= port && port <= ports.to)));
  }

  /** For rules without unknown parts. */
  function naive(rules: SecurityGroupRule[], port: number, carried: string[]): Extent {
    const through = INDEXES.filter(index => rules.some(({ protocol, ports, peer }) => (
      speaksOf(protocol as string, ports as PortRange | undefined, port) && names(peer as Peer, index, carried))));
    return through.length === 0 ? 'none' : through.length === 16 ? 'all' : 'some';
  }

  const cidrs = fc.record({ index: fc.nat(15), free: fc.nat(4) }).map(({ index, free }) => `${address(index)}/${width - free}`);
  const peers: fc.Arbitrary<Peer> = fc.oneof(
    { arbitrary: cidrs.map((cidr): Peer => ({ kind: 'cidr', cidr })), weight: 6 },
    { arbitrary: fc.constant<Peer>({ kind: 'cidr', cidr: outside }), weight: 1 },
    { arbitrary: fc.constantFrom<Peer>(...['sg-a', 'sg-b', 'sg-z'].map((id): Peer => ({ kind: 'group', id }))), weight: 2 },
    { arbitrary: fc.constant<Peer>({ kind: 'prefix-list', id: 'pl-known' }), weight: 1 },
  );
  const ports = fc.constantFrom<PortRange | undefined>(
    undefined, { from: -1, to: -1 }, { from: 443, to: 443 }, { from: 440, to: 443 }, { from: 443, to: 451 }, { from: 444, to: 450 });
  const rules = fc.record({ protocol: fc.constantFrom('-1', 'tcp', 'tcp', '6', 'udp', '17'), ports, peer: peers }).map(fields => rule(fields));
  const ports443 = fc.constantFrom(...PORTS);

  test('allow the sum of their rules', () => {
    fc.assert(fc.property(fc.array(fc.array(rules, { maxLength: 4 }), { maxLength: 3 }), ports443, fc.subarray(CARRIED), (lists, port, carried) => {
      const traffic = { protocol: 'tcp' as const, port, peer: peerOf(carried) };
      const expected = naive(lists.flat(), port, carried);
      expect(securityGroupsAllow(lists.map(list => group(list)), 'egress', traffic).how).toBe(expected);
      expect(securityGroupsAllow(lists.map(list => group([], { ingress: list })), 'ingress', traffic).how).toBe(expected);
    }), { seed: 51, numRuns: 400 });
  });

  /** The values that an unknown part may have, as far as they make a difference here. */
  const completions = {
    protocol: ['-1', 'tcp', 'udp'],
    ports: [undefined, { from: 1, to: 1 }, { from: 443, to: 444 }],
    peer: [
      ...[whole, outside, `${address(3)}/${width}`, `${address(8)}/${width - 3}`].map((cidr): Peer => ({ kind: 'cidr', cidr })),
      { kind: 'prefix-list', id: 'pl-known' } as const,
    ],
  };
  const hidden = [[], [rule({ peer: completions.peer[0], ports: undefined })], [rule({ peer: completions.peer[3], ports: undefined })]];
  const ids = ['sg-a', 'sg-b', 'sg-z', 'sg-none'];

  function completed(each: SecurityGroupRule): SecurityGroupRule[] {
    return (['protocol', 'ports', 'peer'] as const).reduce(
      (list, field) => list.flatMap(known => (isKnown(known[field]) ? [known] : completions[field].map(value => ({ ...known, [field]: value })))),
      [each],
    );
  }

  const product = <T>(lists: T[][]): T[][] => lists.reduce<T[][]>((all, list) => all.flatMap(some => list.map(one => [...some, one])), [[]]);

  const blurred = fc.record({
    list: fc.array(rules, { maxLength: 4 }),
    blurs: fc.array(fc.record({ index: fc.nat(3), field: fc.constantFrom('protocol' as const, 'ports' as const, 'peer' as const) }), { maxLength: 3 }),
  }).map(({ list, blurs }) => list.map((each, index) => (
    blurs.filter(blur => blur.index === index).reduce((known, { field }) => ({ ...known, [field]: UNSEEN }), each))));

  test('hold for all values of their unknown parts, and are as precise as possible', () => {
    const others = fc.constantFrom<'no more' | 'hidden rules' | 'unseen group'>('no more', 'no more', 'no more', 'hidden rules', 'unseen group');
    const carrying = fc.array(fc.constantFrom<Known<string>>('sg-a', 'sg-b', UNSEEN), { maxLength: 2 });
    fc.assert(fc.property(blurred, others, ports443, carrying, (list, other, port, carried) => {
      const groups = [group(list, other === 'hidden rules' ? { hiddenRules: UNSEEN } : {}), ...(other === 'unseen group' ? [UNSEEN] : [])];
      const answer = securityGroupsAllow(groups, 'egress', { protocol: 'tcp', port, peer: peerOf(carried) }).how;
      const lists = product<SecurityGroupRule[]>([...list.map(each => completed(each).map(one => [one])), ...(other === 'no more' ? [] : [hidden])]);
      const carriers = product(carried.map(id => (isKnown(id) ? [id] : ids)));
      const possible = new Set(lists.flatMap(each => carriers.map(carrier => naive(each.flat(), port, carrier))));
      expect(possible.size === 1 ? [answer] : [answer instanceof Unknown]).toEqual(possible.size === 1 ? [...possible] : [true]);
    }), { seed: 52, numRuns: 400 });
  });
});
