import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IDependable } from 'constructs';
import type { WayOut, WayOutClient } from './way-out';
import { citeRule } from '../../core/cite-rule';
import { fail } from '../../core/errors';
import { allowOut } from '../../network/security-groups';
import { defaultRouteOf, dnsSettings, lacksDefaultRoute, subnetTypeOf } from '../../network/vpc';

/** Out through a default route, to the public addresses of the region's services. */
abstract class DefaultRoute implements WayOut {
  public abstract readonly associatePublicIpAddress: boolean | undefined;
  public readonly reachesS3 = true;
  public readonly reachesRepositories = true;

  public abstract defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection;

  public check(scope: Construct, vpc: ec2.IVpc, _subnets: ec2.ISubnet[]): void {
    if (dnsSettings(vpc).supportOff) {
      fail(scope, `vpc must have DNS support on, or the agent cannot resolve the addresses of Systems Manager, got enableDnsSupport: false; remove that setting from the VPC ${citeRule('SSM-NET-002')}`);
    }
  }

  public validate(subnet: ec2.ISubnet): string[] {
    return lacksDefaultRoute(subnet)
      ? [`connectivity needs a default route, and subnet ${subnet.node.path} has no route to 0.0.0.0/0; add the gateway to the VPC, or use SsmConnectivity.privateLink(endpoints) ${citeRule('SSM-NET-006')}`]
      : [];
  }

  public open(scope: Construct, { starter, subnets }: WayOutClient): IDependable[] {
    return [
      ...subnets.flatMap(subnet => [subnet.internetConnectivityEstablished, defaultRouteOf(subnet)]),
      ...allowOut(scope, starter.connections.securityGroups, ec2.Peer.anyIpv4(), 'To Systems Manager'),
    ];
  }

  public allowPatching(): void {}
}

/** Through the Internet gateway. */
export class PublicIp extends DefaultRoute {
  public readonly associatePublicIpAddress = true;

  public defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
    return vpc.publicSubnets.length > 0 ? { subnetType: ec2.SubnetType.PUBLIC } : {};
  }

  public check(scope: Construct, vpc: ec2.IVpc, subnets: ec2.ISubnet[]): void {
    super.check(scope, vpc, subnets);
    const subnet = subnets.find(each => subnetTypeOf(vpc, each) !== ec2.SubnetType.PUBLIC);
    if (subnet) {
      fail(scope, `connectivity SsmConnectivity.publicIp() needs a public subnet, got ${describe(vpc, subnet)}; select one with vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }`);
    }
  }
}

/** Through a NAT gateway, or whatever else the default route leads to. */
export class NatGateway extends DefaultRoute {
  public readonly associatePublicIpAddress = undefined;

  public defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
    return vpc.privateSubnets.length > 0 ? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } : {};
  }

  public check(scope: Construct, vpc: ec2.IVpc, subnets: ec2.ISubnet[]): void {
    super.check(scope, vpc, subnets);
    const subnet = subnets.find(each => WITHOUT_EGRESS.includes(subnetTypeOf(vpc, each)));
    if (subnet) {
      fail(scope, `connectivity SsmConnectivity.natGateway() needs a private subnet with egress, got ${describe(vpc, subnet)}; select one with vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }`);
    }
  }
}

/** What a subnet of an unknown type has cannot be seen. */
const WITHOUT_EGRESS: (ec2.SubnetType | undefined)[] = [ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_ISOLATED];

function describe(vpc: ec2.IVpc, subnet: ec2.ISubnet): string {
  return `${subnet.node.path} (${subnetTypeOf(vpc, subnet) ?? 'not a subnet of the VPC'})`;
}
