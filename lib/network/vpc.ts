import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Dependable, IConstruct, IDependable } from 'constructs';
import { referencedResource, sameId } from '../core/references';

/** Whether a VPC of this app says that DNS is off; an imported one does not say. */
export function dnsSettings(vpc: ec2.IVpc): { readonly supportOff: boolean; readonly hostnamesOff: boolean } {
  const resource = referencedResource(vpc.vpcId);
  if (resource?.cfnResourceType !== ec2.CfnVPC.CFN_RESOURCE_TYPE_NAME) {
    return { supportOff: false, hostnamesOff: false };
  }
  const { enableDnsSupport, enableDnsHostnames } = resource as ec2.CfnVPC;
  // CloudFormation's defaults: support on, hostnames off.
  return { supportOff: enableDnsSupport === false, hostnamesOff: enableDnsHostnames === false || enableDnsHostnames === undefined };
}

/**
 * Whether the id is of a resource of this app that is certainly in another VPC.
 *
 * What is imported, and an id that only the deployment knows, may be in the same one.
 */
export function isOfAnotherVpc({ vpcId: mine }: ec2.IVpc, id: string): boolean {
  const { vpcId } = referencedResource(id) as { vpcId?: string } | undefined ?? {};
  if (vpcId === undefined || sameId(vpcId, mine)) {
    return false;
  }
  const [resource, another] = [vpcId, mine].map(referencedResource);
  return (resource !== undefined && another !== undefined) || !(Token.isUnresolved(vpcId) || Token.isUnresolved(mine));
}

/** The type a VPC gives to a subnet; undefined where the VPC does not know the subnet. */
export function subnetTypeOf(vpc: ec2.IVpc, subnet: ec2.ISubnet): ec2.SubnetType | undefined {
  const among = (subnets: ec2.ISubnet[]) => subnets.some(s => sameId(s.subnetId, subnet.subnetId));
  if (among(vpc.publicSubnets)) { return ec2.SubnetType.PUBLIC; }
  if (among(vpc.privateSubnets)) { return ec2.SubnetType.PRIVATE_WITH_EGRESS; }
  if (among(vpc.isolatedSubnets)) { return ec2.SubnetType.PRIVATE_ISOLATED; }
  return undefined;
}

/** The subnets of a VPC with these ids; undefined where there are none, or the VPC does not know all of them. */
export function knownSubnets(vpc: ec2.IVpc, ids: string[] | undefined): ec2.ISubnet[] | undefined {
  if (ids === undefined || ids.length === 0 || Token.isUnresolved(ids)) {
    return undefined;
  }
  const known = [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets];
  const subnets = ids.flatMap(id => known.find(({ subnetId }) => sameId(subnetId, id)) ?? []);
  return subnets.length === ids.length ? subnets : undefined;
}

/** Whether a subnet of this app is known to lack a default route: what is imported may have one that cannot be seen. */
export function lacksDefaultRoute(subnet: ec2.ISubnet): boolean {
  return referencedResource(subnet.subnetId) !== undefined
    && referencedResource(subnet.routeTable.routeTableId) !== undefined
    && defaultRoutes(subnet).length === 0;
}

/** The default routes of a subnet, whenever and wherever in the app they are defined. */
export function defaultRouteOf(subnet: ec2.ISubnet): IDependable {
  const route: IDependable = {};
  Dependable.implement(route, { get dependencyRoots() { return defaultRoutes(subnet); } });
  return route;
}

/** Whether a subnet of this app is known to have no route but that of its VPC: what is imported may have one that cannot be seen. */
export function lacksRoutes(subnet: ec2.ISubnet): boolean {
  return referencedResource(subnet.subnetId) !== undefined
    && referencedResource(subnet.routeTable.routeTableId) !== undefined
    && routesOf(subnet, () => true).length === 0
    && !subnet.node.root.node.findAll().some(isRoutePropagation);
}

/**
 * The routes of a subnet that are defined in its own stack.
 *
 * A route in another stack may be to something that is made for the VPC, and so be deployed after it.
 */
export function ownRoutesOf(subnet: ec2.ISubnet): IDependable {
  const routes: IDependable = {};
  const isOwn = (route: IConstruct) => Stack.of(route) === Stack.of(subnet);
  Dependable.implement(routes, { get dependencyRoots() { return routesOf(subnet, isOwn); } });
  return routes;
}

function defaultRoutes(subnet: ec2.ISubnet): IConstruct[] {
  return routesOf(subnet, ({ destinationCidrBlock }) => destinationCidrBlock === '0.0.0.0/0');
}

function routesOf(subnet: ec2.ISubnet, isWanted: (route: ec2.CfnRoute) => boolean): IConstruct[] {
  const isRoute = (c: IConstruct) => CfnResource.isCfnResource(c)
    && c.cfnResourceType === ec2.CfnRoute.CFN_RESOURCE_TYPE_NAME
    && sameId((c as ec2.CfnRoute).routeTableId, subnet.routeTable.routeTableId)
    && isWanted(c as ec2.CfnRoute);
  // The route is nearly always inside the subnet's construct; the whole app is searched only where it is not.
  const own = subnet.node.findAll().filter(isRoute);
  return own.length > 0 || !referencedResource(subnet.subnetId) ? own : subnet.node.root.node.findAll().filter(isRoute);
}

/** A virtual private gateway writes routes that no template shows. */
function isRoutePropagation(c: IConstruct): boolean {
  return CfnResource.isCfnResource(c) && c.cfnResourceType === ec2.CfnVPNGatewayRoutePropagation.CFN_RESOURCE_TYPE_NAME;
}

/** The association of a subnet of this app with its route table; until it exists, the subnet uses the VPC's main one. */
export function routeTableAssociation(subnet: ec2.ISubnet): IConstruct[] {
  return subnet.node.children.filter(c => CfnResource.isCfnResource(c)
    && c.cfnResourceType === ec2.CfnSubnetRouteTableAssociation.CFN_RESOURCE_TYPE_NAME);
}

/** The first subnet of each zone: an interface endpoint takes one. A subnet whose zone is not known counts as a zone of its own. */
export function onePerZone(subnets: ec2.ISubnet[]): ec2.ISubnet[] {
  const zones = subnets.map(zoneOf);
  return subnets.filter((_, index) => zones[index] === undefined || zones.indexOf(zones[index]) === index);
}

function zoneOf(subnet: ec2.ISubnet): string | undefined {
  try {
    return subnet.availabilityZone;
  } catch {
    // An imported subnet throws where it was not given a zone.
    return undefined;
  }
}
