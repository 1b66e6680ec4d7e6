import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Dependable } from 'constructs';
import {
  defaultRouteOf, dnsSettings, lacksDefaultRoute, onePerZone, routeTableAssociation, subnetTypeOf,
} from '../../lib/network/vpc';
import { newStack, newVpc, pathsOf } from '../fixtures';

const importedVpc = (stack = newStack()) => ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
  vpcId: 'vpc-1',
  availabilityZones: ['us-east-1a'],
  publicSubnetIds: ['subnet-public'],
  publicSubnetRouteTableIds: ['rtb-public'],
  privateSubnetIds: ['subnet-private'],
  privateSubnetRouteTableIds: ['rtb-private'],
  isolatedSubnetIds: ['subnet-isolated'],
  isolatedSubnetRouteTableIds: ['rtb-isolated'],
});

describe('dnsSettings', () => {
  test.each([
    ['defaults', {}, false, false],
    ['DNS support off', { enableDnsSupport: false, enableDnsHostnames: false }, true, true],
    ['DNS hostnames off', { enableDnsHostnames: false }, false, true],
  ])('of a VPC with %s', (_, props, supportOff, hostnamesOff) => {
    expect(dnsSettings(newVpc(newStack(), 'Vpc', props))).toEqual({ supportOff, hostnamesOff });
  });

  test.each([
    ['CloudFormation\'s defaults', {}, false, true],
    ['hostnames on', { enableDnsHostnames: true }, false, false],
    ['support off', { enableDnsSupport: false, enableDnsHostnames: true }, true, false],
    ['settings known at deployment only', { enableDnsSupport: Token.asAny('x') as any, enableDnsHostnames: Token.asAny('x') as any }, false, false],
  ])('of a CfnVPC with %s', (_, props, supportOff, hostnamesOff) => {
    const stack = newStack();
    const { ref } = new ec2.CfnVPC(stack, 'Resource', { cidrBlock: '10.0.0.0/16', ...props });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: ref, availabilityZones: ['us-east-1a'] });

    expect(dnsSettings(vpc)).toEqual({ supportOff, hostnamesOff });
  });

  test('of an imported VPC, which are not known', () => {
    expect(dnsSettings(importedVpc())).toEqual({ supportOff: false, hostnamesOff: false });
  });

  test('of an id that does not refer to a VPC', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
      vpcId: newVpc(stack).publicSubnets[0].subnetId, availabilityZones: ['us-east-1a'],
    });

    expect(dnsSettings(vpc)).toEqual({ supportOff: false, hostnamesOff: false });
  });
});

describe('subnetTypeOf', () => {
  test.each([
    ['public', (vpc: ec2.IVpc) => vpc.publicSubnets[0], ec2.SubnetType.PUBLIC],
    ['private', (vpc: ec2.IVpc) => vpc.privateSubnets[0], ec2.SubnetType.PRIVATE_WITH_EGRESS],
    ['isolated', (vpc: ec2.IVpc) => vpc.isolatedSubnets[0], ec2.SubnetType.PRIVATE_ISOLATED],
  ])('knows a %s subnet', (_, select, expected) => {
    const vpc = newVpc(newStack());

    expect(subnetTypeOf(vpc, select(vpc))).toBe(expected);
    expect(subnetTypeOf(importedVpc(), select(importedVpc()))).toBe(expected);
  });

  test('knows a subnet by its id, whatever object it comes as', () => {
    const stack = newStack();

    expect(subnetTypeOf(importedVpc(stack), ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-isolated'))).toBe(ec2.SubnetType.PRIVATE_ISOLATED);
  });

  test('does not know another VPC\'s subnet', () => {
    const stack = newStack();

    expect(subnetTypeOf(newVpc(stack, 'A'), newVpc(stack, 'B').isolatedSubnets[0])).toBeUndefined();
  });
});

describe('lacksDefaultRoute', () => {
  test('only an isolated subnet of a VPC in this app lacks one', () => {
    const vpc = newVpc(newStack());

    expect(lacksDefaultRoute(vpc.publicSubnets[0])).toBe(false);
    expect(lacksDefaultRoute(vpc.privateSubnets[0])).toBe(false);
    expect(lacksDefaultRoute(vpc.isolatedSubnets[0])).toBe(true);
  });

  test('a private subnet without a NAT gateway lacks one', () => {
    expect(lacksDefaultRoute(newVpc(newStack(), 'Vpc', { natGateways: 0 }).privateSubnets[0])).toBe(true);
  });

  test('a route that is defined outside the subnet counts', () => {
    const stack = newStack();
    const [subnet, other] = newVpc(stack).isolatedSubnets;
    new ec2.CfnRoute(stack, 'Route', {
      routeTableId: subnet.routeTable.routeTableId, destinationCidrBlock: '0.0.0.0/0', transitGatewayId: 'tgw-1',
    });

    expect(lacksDefaultRoute(subnet)).toBe(false);
    expect(lacksDefaultRoute(other)).toBe(true);
  });

  test('a route to another destination does not count', () => {
    const subnet = newVpc(newStack()).isolatedSubnets[0] as ec2.Subnet;
    subnet.addRoute('Route', { destinationCidrBlock: '10.1.0.0/16', routerId: 'tgw-1', routerType: ec2.RouterType.TRANSIT_GATEWAY });

    expect(lacksDefaultRoute(subnet)).toBe(true);
  });

  test('an imported subnet may have one', () => {
    expect(lacksDefaultRoute(importedVpc().isolatedSubnets[0])).toBe(false);
  });

  test('an imported subnet on a route table of this app may have one', () => {
    const stack = newStack();
    const { routeTableId } = newVpc(stack).isolatedSubnets[0].routeTable;

    expect(lacksDefaultRoute(ec2.Subnet.fromSubnetAttributes(stack, 'Subnet', { subnetId: 'subnet-1', routeTableId }))).toBe(false);
  });

  test('a subnet of this app on an imported route table may have one', () => {
    const stack = newStack();
    const { subnetId } = newVpc(stack).isolatedSubnets[0];

    expect(lacksDefaultRoute(ec2.Subnet.fromSubnetAttributes(stack, 'Subnet', { subnetId, routeTableId: 'rtb-1' }))).toBe(false);
  });
});

describe('defaultRouteOf', () => {
  const routesOf = (subnet: ec2.ISubnet) => pathsOf(Dependable.of(defaultRouteOf(subnet)).dependencyRoots);

  test('is the default route of the subnet, and no other route', () => {
    const vpc = newVpc(newStack());
    (vpc.privateSubnets[0] as ec2.Subnet).addRoute('Other', { destinationCidrBlock: '10.1.0.0/16', routerId: 'tgw-1', routerType: ec2.RouterType.TRANSIT_GATEWAY });

    expect(routesOf(vpc.privateSubnets[0])).toEqual(['Stack/Vpc/PrivateSubnet1/DefaultRoute']);
    expect(routesOf(vpc.isolatedSubnets[0])).toEqual([]);
  });

  test('can be defined later, and elsewhere in the app', () => {
    const stack = newStack();
    const [subnet] = newVpc(stack).isolatedSubnets;
    const route = Dependable.of(defaultRouteOf(subnet));
    new ec2.CfnRoute(stack, 'Route', {
      routeTableId: subnet.routeTable.routeTableId, destinationCidrBlock: '0.0.0.0/0', transitGatewayId: 'tgw-1',
    });

    expect(pathsOf([...route.dependencyRoots])).toEqual(['Stack/Route']);
  });

  test('of an imported subnet is not known', () => {
    expect(routesOf(importedVpc().privateSubnets[0])).toEqual([]);
  });
});

test('routeTableAssociation is the association of a subnet of this app, and nothing for an imported one', () => {
  const [subnet] = newVpc(newStack()).isolatedSubnets;

  expect(routeTableAssociation(subnet).map(child => (child as ec2.CfnSubnetRouteTableAssociation).cfnResourceType))
    .toEqual(['AWS::EC2::SubnetRouteTableAssociation']);
  expect(routeTableAssociation(importedVpc().isolatedSubnets[0])).toEqual([]);
});

test('a subnet with an unknown Availability Zone counts as the only one in its zone', () => {
  const stack = newStack();
  const [known, same, unknown, alsoUnknown] = [
    { subnetId: 'subnet-1', availabilityZone: 'us-east-1a' },
    { subnetId: 'subnet-2', availabilityZone: 'us-east-1a' },
    { subnetId: 'subnet-3' },
    { subnetId: 'subnet-4' },
  ].map(attributes => ec2.Subnet.fromSubnetAttributes(stack, attributes.subnetId, { routeTableId: 'rtb-1', ...attributes }));

  expect(onePerZone([known, same, unknown, alsoUnknown]).map(({ subnetId }) => subnetId)).toEqual(['subnet-1', 'subnet-3', 'subnet-4']);
});
