import { a, att, based, ec2, known, MAYBE, nodeOf, perhaps, reason, ref, SECRET, verdicts } from './reading';
import { SecurityGroup } from '../../../../../lib/preflight/model/network/network';
import { display } from '../../../../../lib/preflight/model/symbolic-text';

const group = (properties: object = {}) => ec2('SecurityGroup', { VpcId: ref('Vpc'), ...properties });
const node = (groups: unknown) => ec2('Instance', { SubnetId: ref('Subnet'), SecurityGroupIds: groups });

function groupsOf(changes: object, groups: unknown = [ref('Group')]) {
  return known(nodeOf(based({ Node: node(groups), ...changes })).securityGroups.value);
}

function groupOf(properties: object, others: object = {}): SecurityGroup {
  return known(groupsOf({ Group: group(properties), ...others })[0]);
}

function defaultGroup(changes: object = {}): SecurityGroup {
  return known(groupsOf(changes, ref('AWS::NoValue'))[0]);
}

const OUT = { IpProtocol: 'tcp', FromPort: 443, ToPort: '443', CidrIp: '0.0.0.0/0' };

describe('a security group', () => {
  test('lets everything out by default', () => {
    const it = groupOf({});
    expect(it.egress.map(({ peer, protocol, ports }) => [peer, protocol, ports])).toEqual([
      [{ kind: 'cidr', cidr: '0.0.0.0/0' }, '-1', undefined], [{ kind: 'cidr', cidr: '::/0' }, '-1', undefined],
    ]);
    expect(it).toMatchObject({ ingress: [], egressLocation: { property: 'Properties/SecurityGroupEgress' }, ingressLocation: { property: 'Properties/SecurityGroupIngress' } });
    expect(display(known(it.vpc))).toBe('<App.Vpc>');
    expect(groupOf({ SecurityGroupEgress: [] }).egress).toHaveLength(2);
  });

  test('has its inline rules', () => {
    const it = groupOf({ SecurityGroupEgress: [OUT], SecurityGroupIngress: { IpProtocol: -1, CidrIpv6: '::/0' } });
    expect(it.egress).toMatchObject([{ protocol: 'tcp', ports: { from: 443, to: 443 }, peer: { kind: 'cidr', cidr: '0.0.0.0/0' }, location: { property: 'Properties/SecurityGroupEgress/0' } }]);
    expect(it.ingress).toMatchObject([{ protocol: '-1', ports: undefined, peer: { kind: 'cidr', cidr: '::/0' } }]);
  });

  test('has the rules from separate resources', () => {
    const rule = { GroupId: ref('Group'), IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    const it = groupOf({ SecurityGroupEgress: [OUT] }, {
      Out: ec2('SecurityGroupEgress', { ...rule, DestinationSecurityGroupId: 'sg-1' }),
      In: ec2('SecurityGroupIngress', { ...rule, SourcePrefixListId: 'pl-1' }),
      Own: ec2('SecurityGroupIngress', { ...rule, SourceSecurityGroupId: ref('Group') }),
    });
    expect(it.egress.map(({ peer }) => peer)).toEqual([{ kind: 'cidr', cidr: '0.0.0.0/0' }, { kind: 'group', id: 'sg-1' }]);
    expect(it.ingress.map(({ peer }) => peer)).toEqual([{ kind: 'prefix-list', id: 'pl-1' }, { kind: 'group', id: it.id }]);
    expect(it.ingress[0].location.resource.name).toBe('In');
  });

  test('with egress rules from separate resources only may keep the default rule of EC2', () => {
    const it = groupOf({}, { Out: ec2('SecurityGroupEgress', { GroupId: ref('Group'), IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }) });
    expect(it.egress).toHaveLength(2);
    expect(reason(it.egress[1].peer)).toContain('is not documented');
  });

  test('has the blocks of a prefix list of the assembly', () => {
    const it = groupOf({ SecurityGroupEgress: [{ IpProtocol: '-1', DestinationPrefixListId: ref('List') }] }, {
      List: ec2('PrefixList', { Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: SECRET }] }),
    });
    expect(it.egress[0].peer).toEqual({ kind: 'cidr', cidr: '10.0.0.0/8' });
    expect(reason(it.egress[1].peer)).toContain('Secret');
  });

  test.each<[string, object, object | undefined]>([
    ['a range', { FromPort: 1, ToPort: 443 }, { from: 1, to: 443 }],
    ['all of all protocols', { IpProtocol: '-1' }, undefined],
    ['all of all protocols, as -1', { IpProtocol: -1, FromPort: -1, ToPort: -1 }, undefined],
    ['all of ICMP, as -1', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }, undefined],
    ['of all protocols, with one end', { IpProtocol: '-1', FromPort: 443 }, undefined],
  ])('has ports: %s', (_, ports, expected) => {
    expect(groupOf({ SecurityGroupEgress: [{ IpProtocol: 'tcp', CidrIp: '0.0.0.0/0', ...ports }] }).egress[0].ports).toEqual(expected);
  });

  test.each<[string, unknown, 'protocol' | 'ports' | 'peer', string]>([
    ['rules are not known', SECRET, 'peer', 'Secret'],
    ['rule is not known', [perhaps(OUT)], 'peer', 'Secret'],
    ['protocol is not set', [{ CidrIp: '0.0.0.0/0' }], 'protocol', 'IpProtocol is not set'],
    ['first port is not known', [{ ...OUT, FromPort: SECRET }], 'ports', 'Secret'],
    ['last port is not known', [{ ...OUT, ToPort: SECRET }], 'ports', 'Secret'],
    ['ports are half set', [{ ...OUT, ToPort: undefined }], 'ports', 'the rule lacks FromPort or ToPort, and EC2 refuses a rule for tcp without both'],
    ['first port is -1', [{ ...OUT, FromPort: -1 }], 'ports', '-1 is not a port of tcp, and EC2 refuses it; all ports are 0 to 65535'],
    ['ports are the wrong way round', [{ ...OUT, FromPort: 500 }], 'ports', 'FromPort, 500, is above ToPort, 443, which EC2 refuses'],
    ['block is not known', [{ ...OUT, CidrIp: SECRET }], 'peer', 'Secret'],
    ['peer is a name', [{ IpProtocol: 'tcp', SourceSecurityGroupName: 'web' }], 'peer', 'the rule names no peer that preflight knows'],
  ])('has an unknown rule if its %s', (_, rules, field, why) => {
    expect(reason(groupOf({ SecurityGroupEgress: rules }).egress[0][field])).toContain(why);
  });

  test('has a rule that might not exist, or might be of another group', () => {
    const rule = { GroupId: ref('Group'), IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' };
    const closed = { SecurityGroupEgress: [{ ...OUT, FromPort: 80, ToPort: 80 }] };
    expect(reason(groupOf(closed, { Out: ec2('SecurityGroupEgress', rule, MAYBE) }).egress[1].peer)).toContain('Secret');
    const stray = { Out: ec2('SecurityGroupEgress', { ...rule, GroupId: SECRET }), In: ec2('SecurityGroupIngress', { ...rule, GroupId: SECRET }) };
    const it = groupOf(closed, stray);
    expect(reason(it.egress[1].peer)).toContain('what GroupId of Out is cannot be seen');
    expect(reason(it.ingress[0].peer)).toContain('what GroupId of In is cannot be seen');
    const out = { Gate: ec2('InternetGateway'), Route: ec2('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gate') }) };
    expect(verdicts(based({ ...out, ...stray, Group: group(closed), Node: node([ref('Group')]) }), 'SSM-NET-003')).toEqual(['SSM-NET-003 UNKNOWN Out']);
  });

  test.each<[string, unknown, string]>([
    ['out of sight', ['sg-0123'], 'the security group sg-0123 is not in the assembly'],
    ['with an unknown id', [SECRET], 'Secret'],
    ['in an unknown list', SECRET, 'Secret'],
    ['given by a name', ['web'], 'the security group web is not in the assembly'],
  ])('is unknown if it is %s', (_, groups, why) => {
    expect(groupsOf({}, groups).map(reason)).toEqual([expect.stringContaining(why)]);
  });

  test('without a VPC is in an unknown one', () => {
    expect(reason(known(groupsOf({ Group: ec2('SecurityGroup') })[0]).vpc)).toBe('VpcId is not set');
    expect(verdicts(based({ Group: ec2('SecurityGroup'), Node: node([ref('Group')]) }), 'SSM-NET-016')).toEqual(['SSM-NET-016 UNKNOWN Node']);
  });
});

describe('the default security group', () => {
  test('is that of nodes without a group: everything out, its own members in', () => {
    const it = defaultGroup();
    expect(display(it.id)).toBe('<App.Vpc.DefaultSecurityGroup>');
    expect(it.location.resource.name).toBe('Vpc');
    expect(it.egress).toHaveLength(2);
    expect(it.ingress.map(({ peer }) => peer)).toEqual([{ kind: 'group', id: it.id }]);
    expect(it.hiddenRules).toBeUndefined();
    expect(known(groupsOf({}, [att('Vpc', 'DefaultSecurityGroup')])[0]).id).toBe(it.id);
  });

  test('has the rules from separate resources, also those of an unknown group', () => {
    const rule = (id: unknown) => ec2('SecurityGroupIngress', { GroupId: id, IpProtocol: '-1', CidrIp: '10.0.0.0/8' });
    const it = defaultGroup({ In: rule(att('Vpc', 'DefaultSecurityGroup')), Stray: rule(SECRET) });
    expect(it.ingress).toHaveLength(3);
    expect(reason(it.ingress[2].peer)).toContain('what GroupId of Stray is');
  });

  test('has neither if the CDK removes them, and might have neither if the CDK might', () => {
    const restriction = a('Custom::VpcRestrictDefaultSG', { DefaultSecurityGroupId: att('Vpc', 'DefaultSecurityGroup') });
    expect(defaultGroup({ Restrict: restriction })).toMatchObject({ egress: [], ingress: [], location: { resource: { name: 'Restrict' } }, hiddenRules: undefined });
    expect(reason(defaultGroup({ Restrict: { ...restriction, ...MAYBE } }).hiddenRules)).toContain('Secret');
  });

  test('is unknown if its VPC is unknown', () => {
    const subnet = ec2('Subnet', { VpcId: 'vpc-0123', CidrBlock: '10.0.0.0/24' });
    expect(groupsOf({ Subnet: subnet }, ref('AWS::NoValue')).map(reason)).toEqual(['the VPC vpc-0123 is not in the assembly']);
  });
});
