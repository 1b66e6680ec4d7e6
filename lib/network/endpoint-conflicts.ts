import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { citeRule } from '../core/cite-rule';
import { resourcesInApp, sameId } from '../core/references';

/**
 * Other endpoints of the app that one of these cannot stand beside: the deployment of one of them would fail.
 *
 * A VPC can have one interface endpoint with private DNS for each service, and a route table one gateway endpoint.
 */
export function endpointConflicts(vpc: ec2.IVpc, endpoints: ec2.VpcEndpoint[]): string[] {
  // Before their look-up all VPCs have the same made-up id.
  if (endpoints.length === 0 || vpc.selectSubnets().isPendingLookup) {
    return [];
  }
  const own = endpoints.map(endpoint => endpoint.node.defaultChild as ec2.CfnVPCEndpoint);
  const others = resourcesInApp<ec2.CfnVPCEndpoint>(vpc, ec2.CfnVPCEndpoint.CFN_RESOURCE_TYPE_NAME)
    .filter(other => !own.includes(other) && sameId(other.vpcId, vpc.vpcId));
  return own.flatMap(mine => others.filter(other => serviceOf(other) === serviceOf(mine)).flatMap(other => {
    if (mine.privateDnsEnabled === true && other.privateDnsEnabled === true) {
      return [`vpc has another endpoint for ${serviceOf(mine)} with private DNS, ${other.node.path}; pass it in existing, or share this construct ${citeRule('SSM-END-008')}`];
    }
    return shareRouteTable(mine, other)
      ? [`vpc has another gateway endpoint for ${serviceOf(mine)} in the same route table, ${other.node.path}; a route table can have one: pass it in existing, or share this construct`]
      : [];
  }));
}

/** `ssm` of `com.amazonaws.<region>.ssm`, whether or not the region is known. */
function serviceOf(endpoint: ec2.CfnVPCEndpoint): string | undefined {
  const resolved = Stack.of(endpoint).resolve(endpoint.serviceName);
  const text = resolved?.['Fn::Join']?.[1]?.at(-1) ?? resolved?.['Fn::Sub'] ?? resolved;
  return typeof text === 'string' ? text.split('.').pop() : undefined;
}

/** Interface endpoints have no route tables; those of two stacks are not compared, the ids of one mean nothing in the other. */
function shareRouteTable(mine: ec2.CfnVPCEndpoint, other: ec2.CfnVPCEndpoint): boolean {
  const stack = Stack.of(mine);
  const ids = (endpoint: ec2.CfnVPCEndpoint) => ((stack.resolve(endpoint.routeTableIds) ?? []) as unknown[]).map(id => JSON.stringify(id));
  return Stack.of(other) === stack && ids(mine).some(id => ids(other).includes(id));
}
