import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IDependable } from 'constructs';
import type { WayOut, WayOutClient } from './way-out';
import { citeRule } from '../../core/cite-rule';
import { fail, warn } from '../../core/errors';
import { WarningId } from '../../core/warning-ids';
import { allowOut } from '../../network/security-groups';
import { dnsSettings, lacksRoutes, ownRoutesOf } from '../../network/vpc';
import type { CentralEndpointsOptions } from '../ssm-connectivity';

/** Through endpoints of another VPC, to which the names of the services lead. */
export class CentralEndpoints implements WayOut {
  public readonly associatePublicIpAddress = undefined;
  public readonly reachesRepositories = false;
  public readonly reachesS3: boolean;
  private readonly peers: readonly ec2.IPeer[];

  constructor({ peers, s3 = false }: CentralEndpointsOptions) {
    // A list that grows later must not change a node that is there already.
    this.peers = [...peers];
    this.reachesS3 = s3;
  }

  public defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
    if (vpc.isolatedSubnets.length > 0) { return { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }; }
    return vpc.privateSubnets.length > 0 ? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } : {};
  }

  public check(scope: Construct, vpc: ec2.IVpc): void {
    if (dnsSettings(vpc).supportOff) {
      fail(scope, `vpc must have DNS support on, or no name leads to the central endpoints, got enableDnsSupport: false; remove that setting from the VPC ${citeRule('SSM-NET-002')}`);
    }
    warn(scope, WarningId.CENTRAL_ENDPOINTS_NOT_PROVEN,
      'The node depends on VPC endpoints that it does not know. In its VPC the names of ssm and ssmmessages must lead to them, routes must lead there and back, and their security groups must let the node in on TCP 443, or it never registers.');
  }

  public validate(subnet: ec2.ISubnet): string[] {
    return lacksRoutes(subnet)
      ? [`connectivity SsmConnectivity.centralEndpoints() needs a route to the endpoints, and subnet ${subnet.node.path} has no route at all; add one to the transit gateway or the peering connection ${citeRule('SSM-END-013')}`]
      : [];
  }

  public open(scope: Construct, { starter, subnets }: WayOutClient): IDependable[] {
    return [
      ...subnets.map(ownRoutesOf),
      ...this.peers.flatMap(peer => allowOut(scope, starter.connections.securityGroups, peer, 'To the central Systems Manager endpoints')),
    ];
  }

  public allowPatching(): void {}
}
