import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { NatGateway, PublicIp } from './default-route';
import type { WayOut } from './way-out';
import { citeRule } from '../../core/cite-rule';
import { fail } from '../../core/errors';
import { subnetTypeOf } from '../../network/vpc';

/** The way out that a subnet's type suggests. */
export function wayOutOfSubnet(scope: Construct, vpc: ec2.IVpc, subnet: ec2.ISubnet): WayOut {
  switch (subnetTypeOf(vpc, subnet)) {
    case ec2.SubnetType.PUBLIC:
      return new PublicIp();
    case ec2.SubnetType.PRIVATE_WITH_EGRESS:
      return new NatGateway();
    case ec2.SubnetType.PRIVATE_ISOLATED:
      fail(scope, `vpcSubnets selects an isolated subnet, from which nothing reaches Systems Manager; ${publicSubnet(vpc)}create new SsmVpcEndpoints(this, 'Endpoints', { vpc }), which are billed by the hour, and set connectivity: SsmConnectivity.privateLink(endpoints) ${citeRule('SSM-NET-006')}`);
  }
  fail(scope, `vpcSubnets selects subnet ${subnet.subnetId}, whose type the VPC does not know; set connectivity to SsmConnectivity.natGateway() or .privateLink(endpoints), or import the VPC with its subnets`);
}

/** The cheapest way out, where there is one. */
function publicSubnet(vpc: ec2.IVpc): string {
  return vpc.publicSubnets.length > 0 ? 'set vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, or ' : '';
}

/** The way out that subnets of one type suggest. */
export function wayOutOfSubnets(scope: Construct, vpc: ec2.IVpc, subnets: ec2.ISubnet[]): WayOut {
  const types = [...new Set(subnets.map(subnet => subnetTypeOf(vpc, subnet) ?? 'of an unknown type'))];
  if (types.length > 1) {
    fail(scope, `vpcSubnets selects subnets that lead out in different ways (${types.join(', ')}), and instances start in any of them; select those of one type, such as { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }`);
  }
  return wayOutOfSubnet(scope, vpc, subnets[0]);
}
