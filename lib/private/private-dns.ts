import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { resourcesInApp, sameId } from './vpc';

/** Other endpoints of the app that share VPC, service and private DNS with one of these: the deployment of one of them would fail. */
export function privateDnsConflicts(vpc: ec2.IVpc, endpoints: ec2.InterfaceVpcEndpoint[]): string[] {
  const own = endpoints.map(endpoint => endpoint.node.defaultChild as ec2.CfnVPCEndpoint);
  if (own.length === 0) {
    return [];
  }
  const others = resourcesInApp<ec2.CfnVPCEndpoint>(vpc, ec2.CfnVPCEndpoint.CFN_RESOURCE_TYPE_NAME)
    .filter(other => !own.includes(other) && other.privateDnsEnabled === true && sameId(other.vpcId, vpc.vpcId));
  return own.map(shortNameOf).flatMap(service => others
    .filter(other => shortNameOf(other) === service)
    .map(other => `vpc has another endpoint for ${service} with private DNS, ${other.node.path}; a VPC can have one: pass it in existing, or share this construct`));
}

/** `ssm` of `com.amazonaws.<region>.ssm`, whether or not the region is known. */
function shortNameOf(endpoint: ec2.CfnVPCEndpoint): string | undefined {
  const resolved = Stack.of(endpoint).resolve(endpoint.serviceName);
  const text = typeof resolved === 'string' ? resolved : resolved?.['Fn::Join']?.[1]?.at(-1);
  return typeof text === 'string' ? text.split('.').pop() : undefined;
}
