import { Fault, faultsOf } from './fault';
import { add, change, drop, groups, ref, remove, set } from './mutations';
import { T } from './types';

const PRIVATE_BASTION = 'Bastions/Private';

/** A rule that does not help HTTPS. */
const HTTP = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' };

const bastions: Fault[] = [
  ...faultsOf('bastions', 'Bastions', 'Public', [
    {
      name: 'the subnet of the node is not in the app',
      mutate: set(T.INSTANCE, 'Public/Resource/Resource', 'SubnetId', 'subnet-0123456789abcdef0'),
      ruleId: 'SSM-NET-001',
      resource: 'Public/Resource/Resource',
      property: 'Properties/SubnetId',
      severity: 'UNKNOWN',
    },
    {
      name: 'DNS support of the VPC is off',
      mutate: set(T.VPC, 'Vpc/Resource', 'EnableDnsSupport', false),
      ruleId: 'SSM-NET-002',
      resource: 'Vpc/Resource',
      property: 'Properties/EnableDnsSupport',
      alsoHit: [PRIVATE_BASTION],
    },
    {
      name: 'the security group lets out HTTP in place of HTTPS',
      mutate: set(T.GROUP, 'Public/Resource/InstanceSecurityGroup/Resource', 'SecurityGroupEgress/0', HTTP),
      ruleId: 'SSM-NET-003',
      resource: 'Public/Resource/InstanceSecurityGroup/Resource',
      property: 'Properties/SecurityGroupEgress',
    },
    {
      name: 'the security group lets out HTTPS by UDP only',
      mutate: set(T.GROUP, 'Public/Resource/InstanceSecurityGroup/Resource', 'SecurityGroupEgress/0', { IpProtocol: 'udp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }),
      ruleId: 'SSM-NET-003',
      resource: 'Public/Resource/InstanceSecurityGroup/Resource',
      property: 'Properties/SecurityGroupEgress',
    },
    {
      name: 'the subnet has lost its default route',
      mutate: remove(T.ROUTE, 'Vpc/PublicSubnet1/DefaultRoute'),
      ruleId: 'SSM-NET-006',
      resource: 'Vpc/PublicSubnet1/RouteTable',
      alsoHit: [PRIVATE_BASTION],
    },
    {
      name: 'the subnet has lost its route table',
      mutate: remove(T.ASSOCIATION, 'Vpc/PublicSubnet1/RouteTableAssociation'),
      ruleId: 'SSM-NET-006',
      resource: 'Vpc/PublicSubnet1/Subnet',
      alsoHit: [PRIVATE_BASTION],
    },
    {
      name: 'the Internet gateway is not attached',
      mutate: remove(T.ATTACHMENT, 'Vpc/VPCGW'),
      ruleId: 'SSM-NET-007',
      resource: 'Vpc/IGW',
      alsoHit: [PRIVATE_BASTION],
    },
    {
      name: 'the Internet gateway is attached to another VPC',
      mutate: set(T.ATTACHMENT, 'Vpc/VPCGW', 'VpcId', 'vpc-0123456789abcdef0'),
      ruleId: 'SSM-NET-007',
      resource: 'Vpc/IGW',
      alsoHit: [PRIVATE_BASTION],
    },
    {
      name: 'the route leads to an Internet gateway that is not in the app',
      mutate: set(T.ROUTE, 'Vpc/PublicSubnet1/DefaultRoute', 'GatewayId', 'igw-0123456789abcdef0'),
      ruleId: 'SSM-NET-007',
      resource: 'Vpc/PublicSubnet1/DefaultRoute',
      severity: 'UNKNOWN',
      alsoHit: [PRIVATE_BASTION],
    },
    {
      name: 'the subnet gives no public addresses',
      mutate: set(T.SUBNET, 'Vpc/PublicSubnet1/Subnet', 'MapPublicIpOnLaunch', false),
      ruleId: 'SSM-NET-008',
      resource: 'Vpc/PublicSubnet1/Subnet',
      property: 'Properties/MapPublicIpOnLaunch',
    },
    {
      name: 'the VPC has DNS servers of its own',
      mutate: draft => {
        add('Vpc/Resource', 'OwnDns', T.DHCP_OPTIONS, () => ({ DomainNameServers: ['10.0.0.53'] }))(draft);
        add('Vpc/Resource', 'OwnDnsOfVpc', T.DHCP_OPTIONS_ASSOCIATION, () => ({
          VpcId: { Ref: draft.logicalId('Vpc/Resource') }, DhcpOptionsId: { Ref: 'OwnDns' },
        }))(draft);
      },
      ruleId: 'SSM-NET-002',
      resource: '+OwnDns',
      property: 'Properties/DomainNameServers',
      severity: 'UNKNOWN',
      alsoHit: [PRIVATE_BASTION],
    },
  ]),
  ...faultsOf('bastions', 'Bastions', 'Private', [
    {
      name: 'the subnet has lost its route to the NAT gateway',
      mutate: remove(T.ROUTE, 'Vpc/PrivateSubnet1/DefaultRoute'),
      ruleId: 'SSM-NET-006',
      resource: 'Vpc/PrivateSubnet1/RouteTable',
    },
    {
      name: 'the route to the NAT gateway is for some addresses only',
      mutate: set(T.ROUTE, 'Vpc/PrivateSubnet1/DefaultRoute', 'DestinationCidrBlock', '10.9.0.0/16'),
      ruleId: 'SSM-NET-006',
      resource: 'Vpc/PrivateSubnet1/RouteTable',
    },
    {
      name: 'the default route has no target',
      mutate: drop(T.ROUTE, 'Vpc/PrivateSubnet1/DefaultRoute', 'NatGatewayId'),
      ruleId: 'SSM-NET-006',
      resource: 'Vpc/PrivateSubnet1/DefaultRoute',
    },
    {
      name: 'the subnet has lost its route table',
      mutate: remove(T.ASSOCIATION, 'Vpc/PrivateSubnet1/RouteTableAssociation'),
      ruleId: 'SSM-NET-006',
      resource: 'Vpc/PrivateSubnet1/Subnet',
    },
    {
      name: 'a private subnet uses the route table of the public one',
      mutate: change(T.ASSOCIATION, 'Vpc/PrivateSubnet1/RouteTableAssociation', 'RouteTableId', ref('Vpc/PublicSubnet1/RouteTable')),
      ruleId: 'SSM-NET-008',
      resource: 'Vpc/PrivateSubnet1/Subnet',
      property: 'Properties/MapPublicIpOnLaunch',
    },
    {
      name: 'the NAT gateway is in the private subnet',
      mutate: change(T.NAT_GATEWAY, 'Vpc/PublicSubnet1/NATGateway', 'SubnetId', ref('Vpc/PrivateSubnet1/Subnet')),
      ruleId: 'SSM-NET-009',
      resource: 'Vpc/PublicSubnet1/NATGateway',
      property: 'Properties/SubnetId',
    },
    {
      name: 'the NAT gateway is a private one',
      mutate: set(T.NAT_GATEWAY, 'Vpc/PublicSubnet1/NATGateway', 'ConnectivityType', 'private'),
      ruleId: 'SSM-NET-010',
      resource: 'Vpc/PublicSubnet1/NATGateway',
      property: 'Properties/ConnectivityType',
    },
    {
      name: 'the NAT gateway has no address',
      mutate: drop(T.NAT_GATEWAY, 'Vpc/PublicSubnet1/NATGateway', 'AllocationId'),
      ruleId: 'SSM-NET-010',
      resource: 'Vpc/PublicSubnet1/NATGateway',
      property: 'Properties/AllocationId',
    },
    {
      name: 'the default route leads to a transit gateway',
      mutate: draft => {
        drop(T.ROUTE, 'Vpc/PrivateSubnet1/DefaultRoute', 'NatGatewayId')(draft);
        set(T.ROUTE, 'Vpc/PrivateSubnet1/DefaultRoute', 'TransitGatewayId', 'tgw-0123456789abcdef0')(draft);
      },
      ruleId: 'SSM-NET-015',
      resource: 'Vpc/PrivateSubnet1/DefaultRoute',
      severity: 'UNKNOWN',
    },
  ]),
];

const networkAcls: Fault[] = [
  ...faultsOf('networkAcls', 'Acls/Outward', 'Node', [
    {
      name: 'the ACL has lost its entry for HTTPS',
      mutate: remove(T.ACL_ENTRY, 'InnerAcl/HttpsOut/Resource'),
      ruleId: 'SSM-NET-004',
      resource: 'InnerAcl/Resource',
    },
    {
      name: 'the ACL denies HTTPS',
      mutate: set(T.ACL_ENTRY, 'InnerAcl/HttpsOut/Resource', 'RuleAction', 'deny'),
      ruleId: 'SSM-NET-004',
      resource: 'InnerAcl/HttpsOut/Resource',
    },
    {
      name: 'an entry with a lower number denies HTTPS to half of the Internet',
      mutate: add('InnerAcl/Resource', 'NoHttps', T.ACL_ENTRY, draft => ({
        NetworkAclId: { Ref: draft.logicalId('InnerAcl/Resource') },
        RuleNumber: 50,
        Egress: true,
        Protocol: 6,
        PortRange: { From: 443, To: 443 },
        CidrBlock: '128.0.0.0/1',
        RuleAction: 'deny',
      })),
      ruleId: 'SSM-NET-004',
      resource: '+NoHttps',
    },
    {
      name: 'the ACL lets no replies in',
      mutate: remove(T.ACL_ENTRY, 'InnerAcl/RepliesIn/Resource'),
      ruleId: 'SSM-NET-005',
      resource: 'InnerAcl/Resource',
    },
    {
      name: 'the ACL lets replies in to some of the ephemeral ports only',
      mutate: set(T.ACL_ENTRY, 'InnerAcl/RepliesIn/Resource', 'PortRange', { From: 49152, To: 65535 }),
      ruleId: 'SSM-NET-005',
      resource: 'InnerAcl/Resource',
    },
    {
      name: 'the ACL of the NAT gateway lets no HTTPS out',
      mutate: remove(T.ACL_ENTRY, 'OuterAcl/HttpsOut/Resource'),
      ruleId: 'SSM-NET-013',
      resource: 'OuterAcl/Resource',
    },
    {
      name: 'the ACL of the NAT gateway lets no HTTPS in from the nodes',
      mutate: set(T.ACL_ENTRY, 'OuterAcl/HttpsFromNodes/Resource', 'CidrBlock', '10.8.0.0/16'),
      ruleId: 'SSM-NET-013',
      resource: 'OuterAcl/Resource',
    },
    {
      name: 'the ACL of the NAT gateway lets replies in as if it were Linux',
      mutate: set(T.ACL_ENTRY, 'OuterAcl/RepliesIn/Resource', 'PortRange', { From: 32768, To: 65535 }),
      ruleId: 'SSM-NET-013',
      resource: 'OuterAcl/Resource',
    },
    {
      name: 'the ACL of the NAT gateway lets no replies out to the nodes',
      mutate: set(T.ACL_ENTRY, 'OuterAcl/RepliesToNodes/Resource', 'RuleAction', 'deny'),
      ruleId: 'SSM-NET-013',
      resource: 'OuterAcl/RepliesToNodes/Resource',
    },
  ]),
  ...faultsOf('networkAcls', 'Acls/Inward', 'Node', [
    {
      name: 'the ACL lets HTTPS out to other addresses than those of the endpoints',
      mutate: set(T.ACL_ENTRY, 'NodeAcl/HttpsOut/Resource', 'CidrBlock', '10.2.0.0/16'),
      ruleId: 'SSM-NET-004',
      resource: 'NodeAcl/Resource',
    },
    {
      name: 'the ACL of the endpoints lets no HTTPS in',
      mutate: remove(T.ACL_ENTRY, 'EndpointAcl/HttpsIn/Resource'),
      ruleId: 'SSM-END-006',
      resource: 'EndpointAcl/Resource',
    },
    {
      name: 'the ACL of the endpoints lets no replies out',
      mutate: set(T.ACL_ENTRY, 'EndpointAcl/RepliesOut/Resource', 'PortRange', { From: 1024, To: 5000 }),
      ruleId: 'SSM-END-006',
      resource: 'EndpointAcl/Resource',
    },
  ]),
];

const NAT_INSTANCE = 'NatInstance/Vpc/PublicSubnet1/NatInstance';

const others: Fault[] = [
  ...faultsOf('natInstance', 'NatInstance', 'Node', [
    {
      name: 'the NAT instance checks source and destination',
      mutate: drop(T.INSTANCE, 'Vpc/PublicSubnet1/NatInstance/Resource', 'SourceDestCheck'),
      ruleId: 'SSM-NET-011',
      resource: 'Vpc/PublicSubnet1/NatInstance/Resource',
      property: 'Properties/SourceDestCheck',
    },
    {
      name: 'the default route leads to an instance that is no NAT instance',
      mutate: change(T.ROUTE, 'Vpc/PrivateSubnet1/DefaultRoute', 'InstanceId', ref('Node/Resource')),
      ruleId: 'SSM-NET-011',
      resource: 'Node/Resource',
      property: 'Properties/SourceDestCheck',
    },
    {
      name: 'the NAT instance lets the node in no more',
      mutate: remove(T.INGRESS, 'Vpc/NatSecurityGroup/from *'),
      ruleId: 'SSM-NET-012',
      resource: 'Vpc/NatSecurityGroup/Resource',
      property: 'Properties/SecurityGroupIngress',
    },
    {
      name: 'the NAT instance has no public address',
      mutate: set(T.SUBNET, 'Vpc/PublicSubnet1/Subnet', 'MapPublicIpOnLaunch', false),
      ruleId: 'SSM-NET-012',
      resource: 'Vpc/PublicSubnet1/Subnet',
      property: 'Properties/MapPublicIpOnLaunch',
      alsoHit: [NAT_INSTANCE],
    },
    {
      name: 'the NAT instance gets out no HTTPS',
      mutate: set(T.GROUP, 'Vpc/NatSecurityGroup/Resource', 'SecurityGroupEgress/0', HTTP),
      ruleId: 'SSM-NET-012',
      resource: 'Vpc/NatSecurityGroup/Resource',
      property: 'Properties/SecurityGroupEgress',
      alsoHit: [NAT_INSTANCE],
    },
    {
      name: 'the subnet of the NAT instance has lost its default route',
      mutate: remove(T.ROUTE, 'Vpc/PublicSubnet1/DefaultRoute'),
      ruleId: 'SSM-NET-012',
      resource: 'Vpc/PublicSubnet1/RouteTable',
      alsoHit: [NAT_INSTANCE],
    },
  ]),
  ...faultsOf('halvesAndNat64', 'Pieces', 'Halves', [
    {
      name: 'half of the security group\'s egress is gone',
      mutate: drop(T.GROUP, 'Group', 'SecurityGroupEgress/1'),
      ruleId: 'SSM-NET-003',
      resource: 'Group',
      property: 'Properties/SecurityGroupEgress/0',
      severity: 'UNKNOWN',
    },
    {
      name: 'the upper half of the default route is gone',
      mutate: remove(T.ROUTE, 'UpperHalf'),
      ruleId: 'SSM-NET-006',
      resource: 'OpenTable',
      severity: 'UNKNOWN',
      alsoHit: ['Pieces/Native'],
    },
  ]),
  ...faultsOf('halvesAndNat64', 'Pieces', 'Native', [
    {
      name: 'the subnet gives no IPv6 addresses',
      mutate: set(T.SUBNET, 'NativeSubnet', 'AssignIpv6AddressOnCreation', false),
      ruleId: 'SSM-NET-014',
      resource: 'NativeSubnet',
      property: 'Properties/AssignIpv6AddressOnCreation',
    },
    {
      name: 'the subnet has no DNS64',
      mutate: set(T.SUBNET, 'NativeSubnet', 'EnableDns64', false),
      ruleId: 'SSM-NET-014',
      resource: 'NativeSubnet',
      property: 'Properties/EnableDns64',
    },
    {
      name: 'the route for NAT64 is gone',
      mutate: remove(T.ROUTE, 'Nat64'),
      ruleId: 'SSM-NET-006',
      resource: 'NativeTable',
    },
    {
      name: 'the security group lets no IPv6 out',
      mutate: set(T.GROUP, 'NativeGroup', 'SecurityGroupEgress/0', { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }),
      ruleId: 'SSM-NET-003',
      resource: 'NativeGroup',
      property: 'Properties/SecurityGroupEgress',
    },
  ]),
  ...faultsOf('windows', 'Windows', 'Elastic', [
    {
      name: 'the Elastic IP address is not associated',
      mutate: remove(T.ADDRESS_ASSOCIATION, 'AddressOfNode'),
      ruleId: 'SSM-NET-008',
      resource: 'Vpc/PublicSubnet1/Subnet',
      property: 'Properties/MapPublicIpOnLaunch',
    },
    {
      name: 'the Elastic IP address is another instance\'s',
      mutate: change(T.ADDRESS_ASSOCIATION, 'AddressOfNode', 'InstanceId', ref('Private/Resource')),
      ruleId: 'SSM-NET-008',
      resource: 'Vpc/PublicSubnet1/Subnet',
      property: 'Properties/MapPublicIpOnLaunch',
    },
  ]),
  ...faultsOf('policies', 'Policies', 'Bounded', [
    {
      name: 'the network interface turns the public address off',
      mutate: set(T.INSTANCE, 'Bounded/Resource', 'NetworkInterfaces/0/AssociatePublicIpAddress', false),
      ruleId: 'SSM-NET-008',
      resource: 'Bounded/Resource',
      property: 'Properties/NetworkInterfaces/0/AssociatePublicIpAddress',
    },
  ]),
  ...faultsOf('scaling', 'Scaling', 'Uniform/ASG', [
    {
      name: 'the group names no subnets',
      mutate: set(T.SCALING_GROUP, 'Uniform/ASG', 'VPCZoneIdentifier', []),
      ruleId: 'SSM-NET-001',
      resource: 'Uniform/ASG',
      property: 'Properties/VPCZoneIdentifier',
      severity: 'UNKNOWN',
    },
    {
      name: 'one of two zones has lost its way out',
      mutate: remove(T.ROUTE, 'Vpc/PrivateSubnet2/DefaultRoute'),
      ruleId: 'SSM-NET-006',
      resource: 'Vpc/PrivateSubnet2/RouteTable',
      alsoHit: ['Scaling/Mixed/ASG'],
    },
  ]),
  ...faultsOf('scenarios', 'NatGatewayScenario', 'Node/Instance', [
    {
      name: 'the NAT gateway has lost its route to the Internet',
      mutate: remove(T.ROUTE, 'Vpc/PublicSubnet1/DefaultRoute'),
      ruleId: 'SSM-NET-009',
      resource: 'Vpc/PublicSubnet1/RouteTable',
    },
  ]),
  ...faultsOf('scenarios', 'PublicSubnetScenario', 'Node/Instance', [
    {
      name: 'the security group of the node lets out to a private block only',
      mutate: set(T.GROUP, 'Node/SecurityGroup/Resource', 'SecurityGroupEgress/0/CidrIp', '10.0.0.0/8'),
      ruleId: 'SSM-NET-003',
      resource: 'Node/SecurityGroup/Resource',
      property: 'Properties/SecurityGroupEgress',
    },
  ]),
  ...faultsOf('isolated', 'Isolated', 'Blue/Node', [
    {
      name: 'the node has a security group of another VPC',
      mutate: change(T.INSTANCE, 'Blue/Node/Resource', 'SecurityGroupIds', groups('Green/NodeGroup/Resource')),
      ruleId: 'SSM-NET-016',
      resource: 'Blue/Node/Resource',
      property: 'Properties/SecurityGroupIds',
    },
  ]),
];

/** Faults of the network path out of a subnet, and of the replies. */
export const NETWORK_FAULTS: readonly Fault[] = [...bastions, ...networkAcls, ...others];

