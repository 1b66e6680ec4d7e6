import { Draft, Json } from './draft';
import { Fault, faultsOf } from './fault';
import { add, change, drop, set } from './mutations';
import { T } from './types';
import { Mutation } from './workbench';

const PUBLIC_BASTION = 'Bastions/Public';
const PRIVATE_BASTION = 'Bastions/Private';
const NODE_GROUP = 'Public/Resource/InstanceSecurityGroup/Resource';

/** HTTPS to blocks of others, as many as are asked for. */
function rules(count: number): Json[] {
  return Array.from({ length: count }, (_, index) => ({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: `52.${index}.0.0/16` }));
}

/** A route beside others of a table. */
function addRoute(id: string, table: string, properties: (draft: Draft) => { [key: string]: Json }): Mutation {
  return add(table, id, T.ROUTE, draft => ({ RouteTableId: { Ref: draft.logicalId(table) }, ...properties(draft) }));
}

/** Security groups without rules, on the interface of the public node beside its own. */
function moreGroups(count: number): Mutation {
  return draft => {
    const ids = Array.from({ length: count }, (_, index) => `MoreGroup${index}`);
    const VpcId = { Ref: draft.logicalId('Vpc/Resource') };
    ids.forEach(id => add('Vpc/Resource', id, T.GROUP, () => ({ GroupDescription: 'More', VpcId }))(draft));
    change(T.INSTANCE, 'Public/Resource/Resource', 'SecurityGroupIds', own => [...own as Json[], ...ids.map(id => ({ 'Fn::GetAtt': [id, 'GroupId'] }))])(draft);
  };
}

/** A firewall that the Internet gateway sends to first what enters for the public subnet. */
const atTheEdge: Mutation = draft => {
  add('Vpc/Resource', 'EdgeTable', T.ROUTE_TABLE, () => ({ VpcId: { Ref: draft.logicalId('Vpc/Resource') } }))(draft);
  add('Vpc/Resource', 'AtTheEdge', T.EDGE_ASSOCIATION, () => ({ GatewayId: { Ref: draft.logicalId('Vpc/IGW') }, RouteTableId: { Ref: 'EdgeTable' } }))(draft);
  add('Vpc/Resource', 'Arrival', T.ROUTE, () => ({
    RouteTableId: { Ref: 'EdgeTable' },
    DestinationCidrBlock: draft.read({ type: T.SUBNET, path: 'Vpc/PublicSubnet1/Subnet' }, 'Properties/CidrBlock')!,
    VpcEndpointId: 'vpce-0123456789abcdef0',
  }))(draft);
};

/** Faults of what EC2 refuses, and of what stands in the way of packets that a route or an endpoint leads right. */
export const VPC_FAULTS: readonly Fault[] = [
  ...faultsOf('bastions', 'Bastions', 'Public', [
    {
      name: 'the VPC has an endpoint for ssm, and whether it has private DNS depends on a parameter',
      mutate: draft => {
        draft.declare('Parameters', 'Vpc/Resource', 'PrivateDns', { Type: 'String' });
        add('Vpc/Resource', 'MaybeEndpoint', T.ENDPOINT, () => ({
          VpcId: { Ref: draft.logicalId('Vpc/Resource') },
          VpcEndpointType: 'Interface',
          ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.ssm' },
          PrivateDnsEnabled: { Ref: 'PrivateDns' },
        }))(draft);
      },
      ruleId: 'SSM-NET-018',
      resource: '+MaybeEndpoint',
      property: 'Properties/PrivateDnsEnabled',
      severity: 'UNKNOWN',
      alsoHit: [PRIVATE_BASTION],
    },
    {
      name: 'VPC Block Public Access is on in both directions',
      mutate: add('Vpc/Resource', 'Block', T.PUBLIC_ACCESS, () => ({ InternetGatewayBlockMode: 'block-bidirectional' })),
      ruleId: 'SSM-NET-019',
      resource: '+Block',
      property: 'Properties/InternetGatewayBlockMode',
      alsoHit: [PRIVATE_BASTION],
    },
    {
      name: 'VPC Block Public Access is on for inbound connections',
      mutate: add('Vpc/Resource', 'Block', T.PUBLIC_ACCESS, () => ({ InternetGatewayBlockMode: 'block-ingress' })),
      ruleId: 'SSM-NET-019',
      resource: '+Block',
      property: 'Properties/InternetGatewayBlockMode',
    },
    {
      name: 'the security group has more rules than the default quota',
      mutate: change(T.GROUP, NODE_GROUP, 'SecurityGroupEgress', own => [...own as Json[], ...rules(60)]),
      ruleId: 'SSM-NET-022',
      resource: NODE_GROUP,
      property: 'Properties/SecurityGroupEgress',
      severity: 'WARNING',
    },
    {
      name: 'the node has more security groups than any account may have',
      mutate: moreGroups(16),
      ruleId: 'SSM-NET-023',
      resource: 'Public/Resource/Resource',
      property: 'Properties/SecurityGroupIds',
    },
    {
      name: 'the node has more security groups than the default quota',
      mutate: moreGroups(5),
      ruleId: 'SSM-NET-023',
      resource: 'Public/Resource/Resource',
      property: 'Properties/SecurityGroupIds',
      severity: 'WARNING',
    },
    {
      name: 'the Internet gateway sends what enters the VPC to a firewall first',
      mutate: atTheEdge,
      ruleId: 'SSM-NET-025',
      resource: '+Arrival',
      severity: 'UNKNOWN',
      alsoHit: [PRIVATE_BASTION],
    },
  ]),
  ...faultsOf('bastions', 'Bastions', 'Public', [
    {
      name: 'the route table of the public subnet is associated with the Internet gateway as well',
      mutate: add('Vpc/Resource', 'AtTheEdge', T.EDGE_ASSOCIATION, draft => ({
        GatewayId: { Ref: draft.logicalId('Vpc/IGW') }, RouteTableId: { Ref: draft.logicalId('Vpc/PublicSubnet1/RouteTable') },
      })),
      ruleId: 'SSM-NET-026',
      resource: 'Vpc/PublicSubnet1/DefaultRoute',
      alsoHit: [PRIVATE_BASTION],
    },
  ]),
  ...faultsOf('bastions', 'Bastions', 'Private', [
    {
      name: 'the route table has a second default route',
      mutate: addRoute('Twin', 'Vpc/PrivateSubnet1/RouteTable', draft => ({ DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: draft.logicalId('Vpc/IGW') } })),
      ruleId: 'SSM-NET-020',
      resource: '+Twin',
    },
    {
      name: 'the route table has a route to the block of the VPC',
      mutate: addRoute('OwnBlock', 'Vpc/PrivateSubnet1/RouteTable', draft => ({
        DestinationCidrBlock: { 'Fn::GetAtt': [draft.logicalId('Vpc/Resource'), 'CidrBlock'] }, NetworkInterfaceId: 'eni-0123456789abcdef0',
      })),
      ruleId: 'SSM-NET-020',
      resource: '+OwnBlock',
    },
    {
      name: 'the route table of the subnet is of another VPC',
      mutate: set(T.ROUTE_TABLE, 'Vpc/PrivateSubnet1/RouteTable', 'VpcId', 'vpc-0123456789abcdef0'),
      ruleId: 'SSM-NET-021',
      resource: 'Vpc/PrivateSubnet1/RouteTableAssociation',
    },
    {
      name: 'the route table of the NAT gateway\'s subnet is of another VPC',
      mutate: set(T.ROUTE_TABLE, 'Vpc/PublicSubnet1/RouteTable', 'VpcId', 'vpc-0123456789abcdef0'),
      ruleId: 'SSM-NET-021',
      resource: 'Vpc/PublicSubnet1/RouteTableAssociation',
      alsoHit: [PUBLIC_BASTION],
    },
  ]),
  ...faultsOf('natInstance', 'NatInstance', 'Node', [
    {
      name: 'nothing makes the NAT instance forward and translate packets',
      mutate: drop(T.INSTANCE, 'Vpc/PublicSubnet1/NatInstance/Resource', 'UserData'),
      ruleId: 'SSM-NET-024',
      resource: 'Vpc/PublicSubnet1/NatInstance/Resource',
      property: 'Properties/UserData',
    },
  ]),
  ...faultsOf('isolated', 'Isolated', 'Blue/Node', [
    {
      name: 'what is for endpoints in the other subnet goes to an instance that forwards nothing',
      mutate: addRoute('Detour', 'Blue/Vpc/IsolatedSubnet1/RouteTable', draft => ({
        DestinationCidrBlock: draft.read({ type: T.SUBNET, path: 'Blue/Vpc/IsolatedSubnet2/Subnet' }, 'Properties/CidrBlock')!,
        InstanceId: { Ref: draft.logicalId('Blue/Node/Resource') },
      })),
      ruleId: 'SSM-NET-025',
      resource: '+Detour',
    },
  ]),
];
