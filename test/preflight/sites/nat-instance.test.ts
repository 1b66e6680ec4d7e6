import { AL2023, changed, ec2, judge, MAYBE, ref, Resources, route, SECRET, SITES } from './site';

const FORWARD = 'sysctl -w net.ipv4.ip_forward=1';
const MASQUERADE = 'iptables -t nat -A POSTROUTING -o ens5 -j MASQUERADE';
/** What `NatInstanceProviderV2` of the CDK writes. */
const CDK = [
  'yum install iptables-services -y',
  'systemctl enable iptables',
  'systemctl start iptables',
  'echo "net.ipv4.ip_forward=1" > /etc/sysctl.d/custom-ip-forwarding.conf',
  'sudo sysctl -p /etc/sysctl.d/custom-ip-forwarding.conf',
  'sudo /sbin/iptables -t nat -A POSTROUTING -o $(route | awk \'/^default/{print $NF}\') -j MASQUERADE',
  'sudo /sbin/iptables -F FORWARD',
  'sudo service iptables save',
];
const nat = (properties: object): Resources => ({ Nat: changed(SITES['nat-instance'], 'Nat', properties) });
const runs = (...lines: string[]) => ({ UserData: { 'Fn::Base64': ['#!/bin/bash', ...lines].join('\n') } });
const config = (text: string) => ({ UserData: { 'Fn::Base64': `#cloud-config\n${text}` } });
const blocked = ['BLOCKED', 'BLOCKED SSM-NET-024 Nat'];
const unknown = ['UNKNOWN', 'UNKNOWN SSM-NET-024 Nat'];
const UBUNTU = '{{resolve:ssm:/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id}}';

test.each<[string, object, string[]]>([
  ['user data that forwards and translates', runs(FORWARD, MASQUERADE), ['CONNECTS']],
  ['the user data of the CDK', runs(...CDK), ['CONNECTS']],
  ['forwarding by /proc, and SNAT', runs('echo 1 > /proc/sys/net/ipv4/ip_forward', 'iptables -t nat -A POSTROUTING -j SNAT --to-source 10.0.0.4'), ['CONNECTS']],
  ['nftables', runs('sysctl net.ipv4.ip_forward=1', 'nft add rule ip nat postrouting masquerade'), ['CONNECTS']],
  ['firewalld', runs('firewall-cmd --permanent --add-masquerade'), ['CONNECTS']],
  ['cloud-init', config(`runcmd:\n  - ${FORWARD}\n  - ${MASQUERADE}\n`), ['CONNECTS']],
  ['user data in base64 already', { UserData: Buffer.from(`#!/bin/bash\n${FORWARD}\n${MASQUERADE}\n`).toString('base64') }, ['CONNECTS']],
  ['an image of another system', { ImageId: UBUNTU, ...runs(FORWARD, MASQUERADE) }, ['CONNECTS']],
  ['an image that nobody knows, and user data', { ImageId: 'ami-0123456789abcdef0', ...runs(FORWARD, MASQUERADE) }, ['CONNECTS']],
  ['no user data', { UserData: undefined }, blocked],
  ['no user data on another system', { ImageId: UBUNTU, UserData: undefined }, blocked],
  ['comments only', runs(`# ${FORWARD}`, `# ${MASQUERADE}`), blocked],
  ['comments of cloud-init only', config(`# ${FORWARD}\nruncmd: []\n# ${MASQUERADE}\n`), unknown],
  ['forwarding without translation', runs(FORWARD), unknown],
  ['translation without forwarding', runs(MASQUERADE), unknown],
  ['forwarding that is turned off', runs('sysctl -w net.ipv4.ip_forward=0', MASQUERADE), unknown],
  ['a script from elsewhere', runs('curl -s https://example.com/nat.sh | bash'), unknown],
  ['user data that is not known', { UserData: SECRET }, unknown],
  ['an image that nobody knows', { ImageId: 'ami-0123456789abcdef0', UserData: undefined }, unknown],
  ['a launch template for the rest', { ImageId: undefined, UserData: undefined, LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } }, [...unknown, 'UNKNOWN SSM-NET-012 Nat']],
])('a NAT instance with %s', (_, properties, expected) => {
  expect(judge('nat-instance', nat(properties))).toEqual(expected);
});

const GIVEN = (what: object) => ({ Type: 'Custom::Address', Properties: { What: what } });
const PRIVATE = { PublicSubnet: changed(SITES['nat-instance'], 'PublicSubnet', { MapPublicIpOnLaunch: false }) };

test.each<[string, Resources, string[]]>([
  ['without a public address', PRIVATE, ['BLOCKED', 'BLOCKED SSM-NET-012 PublicSubnet']],
  ['without a public address, given to a custom resource', { ...PRIVATE, Filler: GIVEN(ref('Nat')) }, ['UNKNOWN', 'UNKNOWN SSM-NET-012 PublicSubnet']],
  ['without a public address, where the subnet is given to a custom resource', { ...PRIVATE, Filler: GIVEN(ref('PublicSubnet')) }, ['BLOCKED', 'BLOCKED SSM-NET-012 PublicSubnet']],
  ['with a public address, given to a custom resource', { Filler: GIVEN(ref('Nat')) }, ['CONNECTS']],
])('a NAT instance %s', (_, changes, expected) => {
  expect(judge('nat-instance', changes)).toEqual(expected);
});

describe('a network interface', () => {
  const eni = {
    Eni: ec2('NetworkInterface', { SubnetId: ref('PublicSubnet'), GroupSet: [ref('NatGroup')], SourceDestCheck: false }),
    Address: ec2('EIP', { Domain: 'vpc' }),
    OnEni: ec2('EIPAssociation', { NetworkInterfaceId: ref('Eni'), AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } }),
    Out: route('Table', { NetworkInterfaceId: ref('Eni') }),
  };
  const bearer = (properties: object) => ({ Nat: ec2('Instance', { ImageId: AL2023, InstanceType: 't3.micro', NetworkInterfaces: [{ DeviceIndex: '0', NetworkInterfaceId: ref('Eni') }], ...properties }) });

  test.each<[string, object, string[]]>([
    ['of an instance that forwards', bearer(runs(FORWARD, MASQUERADE)), ['CONNECTS']],
    ['of an instance that does not', bearer({}), blocked],
    ['that is attached to one that does not', { Nat: ec2('Instance', { ImageId: AL2023 }), Attach: ec2('NetworkInterfaceAttachment', { NetworkInterfaceId: ref('Eni'), InstanceId: ref('Nat') }) }, blocked],
    ['without an address', { ...bearer(runs(FORWARD, MASQUERADE)), OnEni: undefined }, ['BLOCKED', 'BLOCKED SSM-NET-012 Eni']],
    ['of an instance with an address', { ...bearer(runs(FORWARD, MASQUERADE)), OnEni: undefined, Address: ec2('EIP', { InstanceId: ref('Nat') }) }, ['CONNECTS']],
    ['of an instance with an address, perhaps', { ...bearer(runs(FORWARD, MASQUERADE)), OnEni: undefined, Address: ec2('EIP', { InstanceId: ref('Nat') }, MAYBE) }, ['UNKNOWN', 'UNKNOWN SSM-NET-012 Address']],
    ['without an address, given to a custom resource', { ...bearer(runs(FORWARD, MASQUERADE)), OnEni: undefined, Filler: GIVEN(ref('Eni')) }, ['UNKNOWN', 'UNKNOWN SSM-NET-012 Eni']],
    ['without an address, whose instance is given to a custom resource', { ...bearer(runs(FORWARD, MASQUERADE)), OnEni: undefined, Filler: GIVEN(ref('Nat')) }, ['UNKNOWN', 'UNKNOWN SSM-NET-012 Eni']],
    ['that is attached to one out of sight', { Nat: undefined, Attach: ec2('NetworkInterfaceAttachment', { NetworkInterfaceId: ref('Eni'), InstanceId: 'i-1' }) }, ['UNKNOWN', 'UNKNOWN SSM-NET-024 Attach']],
  ])('%s', (_, changes, expected) => {
    expect(judge('nat-instance', { ...eni, ...changes })).toEqual(expected);
  });
});
