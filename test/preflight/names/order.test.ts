import { aliasOf, HUB, INTERNET, NODE, ownEndpoints, record, Site, zone, ZONES } from './sites';
import { Preflight } from '../../../lib';
import { a, ec2, ref } from '../readers/cloudformation/to-model/reading';

const SSM = 'ssm.eu-west-1.amazonaws.com';
const OWN = ownEndpoints(false);

/** The verdict, and what each warning about the order says that the node does not wait for. */
function late(parts: Site[], waitsFor: readonly string[]): string[] {
  const resources = JSON.parse(JSON.stringify(Object.assign({}, NODE, ...parts))) as Record<string, object>;
  const template = {
    Parameters: {
      ImageId: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' },
      Secret: { Type: 'String' },
    },
    Resources: { ...resources, Node: { ...resources.Node, DependsOn: waitsFor } },
  };
  const [{ verdict, findings }] = Preflight.ofTemplate(template, { region: 'eu-west-1' }).nodes;
  const warnings = findings.filter(({ ruleId }) => ruleId.startsWith('SSM-ORD'));
  return [verdict, ...warnings.map(({ ruleId, message }) => `${ruleId} ${/wait for (.*?):/.exec(message)?.[1]}`)];
}

const RECORDS = ['SsmRecord', 'MessagesRecord'];

test.each<[string, Site[], string[], string[]]>([
  ['records that it waits for, with their zones and endpoints', [OWN, ZONES], RECORDS, ['CONNECTS']],
  ['endpoints and zones alone', [OWN, ZONES], ['Ssm', 'Messages', 'SsmZone', 'MessagesZone'], ['CONNECTS', 'SSM-ORD-001 SsmRecord and MessagesRecord']],
  ['endpoints alone', [OWN, ZONES], ['Ssm', 'Messages'], ['CONNECTS', 'SSM-ORD-001 SsmRecord, SsmZone, MessagesRecord and MessagesZone']],
  ['nothing', [OWN, ZONES], [], ['CONNECTS', 'SSM-ORD-001 Ssm, SsmRecord, SsmZone, Messages, MessagesRecord and MessagesZone']],
  ['a record that names its zone by a text, and so does not wait for it', [OWN, ZONES, {
    SsmRecord: a('AWS::Route53::RecordSet', { HostedZoneName: `${SSM}.`, Name: SSM, Type: 'A', AliasTarget: aliasOf('Ssm') }),
  }], RECORDS, ['CONNECTS', 'SSM-ORD-001 SsmZone']],
  ['a group of records', [OWN, ZONES, {
    SsmRecord: a('AWS::Route53::RecordSetGroup', { HostedZoneId: ref('SsmZone'), RecordSets: [{ Name: SSM, Type: 'A', AliasTarget: aliasOf('Ssm') }] }),
  }], ['MessagesRecord'], ['CONNECTS', 'SSM-ORD-001 Ssm, SsmRecord and SsmZone']],
  ['a zone for another name', [OWN, ZONES, { Other: zone('corp.internal') }], RECORDS, ['CONNECTS']],
  ['a record for another name', [OWN, ZONES, { Other: record(ref('SsmZone'), `other.${SSM}`, { AliasTarget: aliasOf('Ssm') }) }], RECORDS, ['CONNECTS']],
  ['private DNS, which comes with the endpoints', [ownEndpoints(true)], ['Ssm', 'Messages'], ['CONNECTS']],
  ['a hub by a peering connection, all of it', [HUB, ZONES], [...RECORDS, 'There', 'Back', 'OnTable', 'HubOnTable'], ['CONNECTS']],
  ['a hub, its records alone', [HUB, ZONES], RECORDS, ['CONNECTS', 'SSM-ORD-001 There, OnTable, Back and HubOnTable']],
  ['a hub without the route back', [HUB, ZONES], [...RECORDS, 'There', 'OnTable', 'HubOnTable'], ['CONNECTS', 'SSM-ORD-001 Back']],
  ['a hub without the associations', [HUB, ZONES], [...RECORDS, 'There', 'Back'], ['CONNECTS', 'SSM-ORD-001 OnTable and HubOnTable']],
])('a node that waits for %s', (_, parts, waitsFor, expected) => {
  expect(late(parts, waitsFor)).toEqual(expected);
});

describe('a way through a NAT instance', () => {
  const image = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}';
  const script = Buffer.from('#!/bin/bash\nsysctl -w net.ipv4.ip_forward=1\niptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE\n').toString('base64');
  const NAT: Site = {
    ...INTERNET,
    Subnet: NODE.Subnet,
    PublicSubnet: ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.9.0/24' }),
    PublicTable: ec2('RouteTable', { VpcId: ref('Vpc') }),
    PublicOnTable: ec2('SubnetRouteTableAssociation', { SubnetId: ref('PublicSubnet'), RouteTableId: ref('PublicTable') }),
    PublicOut: ec2('Route', { RouteTableId: ref('PublicTable'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') }),
    NatGroup: ec2('SecurityGroup', { GroupDescription: 'NAT', VpcId: ref('Vpc') }),
    NatIn: ec2('SecurityGroupIngress', { GroupId: ref('NatGroup'), IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/24' }),
    Nat: ec2('Instance', {
      ImageId: image,
      InstanceType: 't3.micro',
      SubnetId: ref('PublicSubnet'),
      SecurityGroupIds: [ref('NatGroup')],
      SourceDestCheck: false,
      UserData: script,
      IamInstanceProfile: ref('Profile'),
    }),
    NatAddress: ec2('EIP', { InstanceId: ref('Nat') }),
    Out: ec2('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', InstanceId: ref('Nat') }),
  };
  const WAY = ['Out', 'OnTable', 'PublicOut', 'PublicOnTable', 'Attachment'];

  test.each<[string, string[], string[]]>([
    ['that it waits for', [...WAY, 'NatAddress', 'NatIn'], []],
    ['but not for its address', [...WAY, 'NatIn'], ['SSM-ORD-002 NatAddress']],
    ['but not for the rule that lets the node in', [...WAY, 'NatAddress'], ['SSM-ORD-002 NatIn']],
  ])('%s', (_, waitsFor, expected) => {
    expect(late([NAT], waitsFor)).toEqual(['CONNECTS', ...expected]);
  });
});

describe('Default Host Management', () => {
  const MANAGED: Site = {
    ...ownEndpoints(true),
    Node: ec2('Instance', {
      ImageId: ref('ImageId'), InstanceType: 't3.micro', SubnetId: ref('Subnet'), SecurityGroupIds: [ref('NodeGroup')], MetadataOptions: { HttpTokens: 'required' },
    }),
    Management: a('AWS::SSM::DefaultHostManagementConfiguration', { PermissionModel: 'SERVICE_MANAGED' }),
  };

  test.each<[string, Site[], string[], string[]]>([
    ['that a node without a profile waits for', [MANAGED], ['Management'], []],
    ['that it does not wait for', [MANAGED], [], ['SSM-ORD-003 Management']],
    ['that a node with a role of its own does not need', [MANAGED, { Node: NODE.Node }], [], []],
  ])('%s', (_, parts, waitsFor, expected) => {
    expect(late(parts, ['Ssm', 'Messages', ...waitsFor])).toEqual(['CONNECTS', ...expected]);
  });
});
