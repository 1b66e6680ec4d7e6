import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IDependable } from 'constructs';
import { NodePermissions } from './node-permissions';
import { citeRule } from '../core/cite-rule';
import { fail } from '../core/errors';
import { sameId } from '../core/references';
import { allowOut } from '../network/security-groups';
import { ISsmVpcEndpoints } from '../network/ssm-vpc-endpoints';
import { defaultRouteOf, dnsSettings, lacksDefaultRoute, subnetTypeOf } from '../network/vpc';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * The way by which a node reaches Systems Manager. No way lets anything in: the agent always connects outwards, on TCP 443.
 */
export abstract class SsmConnectivity {
  /**
   * Through the Internet gateway of a public subnet, with a public IPv4 address, which AWS bills by the hour.
   *
   * The address has no open port.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
   */
  public static publicIp(): SsmConnectivity {
    return new PublicIp();
  }

  /**
   * Through the default route of a private subnet: a NAT gateway, a NAT instance, a transit gateway to a central way out.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
   */
  public static natGateway(): SsmConnectivity {
    return new NatGateway();
  }

  /**
   * Through VPC endpoints, with no way to the Internet at all.
   *
   * @param endpoints the endpoints of the node's own VPC
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
   */
  public static privateLink(endpoints: ISsmVpcEndpoints): SsmConnectivity {
    return new PrivateLink(endpoints);
  }

  /**
   * The way that a subnet's type suggests.
   *
   * @internal
   */
  public static _ofSubnet(scope: Construct, vpc: ec2.IVpc, subnet: ec2.ISubnet): SsmConnectivity {
    switch (subnetTypeOf(vpc, subnet)) {
      case ec2.SubnetType.PUBLIC:
        return SsmConnectivity.publicIp();
      case ec2.SubnetType.PRIVATE_WITH_EGRESS:
        return SsmConnectivity.natGateway();
      case ec2.SubnetType.PRIVATE_ISOLATED:
        fail(scope, `vpcSubnets selects an isolated subnet, from which nothing reaches Systems Manager; create new SsmVpcEndpoints(this, 'Endpoints', { vpc }) and set connectivity: SsmConnectivity.privateLink(endpoints) ${citeRule('SSM-NET-006')}`);
    }
    fail(scope, `vpcSubnets selects subnet ${subnet.subnetId}, whose type the VPC does not know; set connectivity to SsmConnectivity.natGateway() or .privateLink(endpoints), or import the VPC with its subnets`);
  }

  /** @internal */
  public abstract readonly _associatePublicIpAddress: boolean | undefined;

  /** @internal */
  public abstract readonly _reachesS3: boolean;

  /**
   * Whether package managers reach the repositories of their distribution.
   *
   * @internal
   */
  public abstract readonly _reachesRepositories: boolean;

  /**
   * The subnets that this way needs; if the VPC has none, whichever it has, for `_check` to say what is wrong.
   *
   * @internal
   */
  public abstract _defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection;

  /**
   * What makes this way impossible from a subnet, as far as it can be seen when the node is defined.
   *
   * @internal
   */
  public abstract _check(scope: Construct, vpc: ec2.IVpc, subnet: ec2.ISubnet): void;

  /**
   * What makes it impossible, as far as it can only be seen once the whole app is defined.
   *
   * @internal
   */
  public abstract _validate(subnet: ec2.ISubnet): string[];

  /**
   * Opens the way and returns what the instance has to wait for.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, client: ConnectivityClient): IDependable[];
}

/** @internal */
export interface ConnectivityClient {
  readonly connections: ec2.Connections;
  readonly subnet: ec2.ISubnet;
  readonly permissions: NodePermissions;
  readonly sessionPreferences?: ISessionPreferences;
}

/** Out through a default route, to the public addresses of the region's services. */
abstract class DefaultRoute extends SsmConnectivity {
  public readonly _reachesS3 = true;
  public readonly _reachesRepositories = true;

  /** @internal */
  public _check(scope: Construct, vpc: ec2.IVpc, _subnet: ec2.ISubnet): void {
    if (dnsSettings(vpc).supportOff) {
      fail(scope, `vpc must have DNS support on, or the agent cannot resolve the addresses of Systems Manager, got enableDnsSupport: false; remove that setting from the VPC ${citeRule('SSM-NET-002')}`);
    }
  }

  /** @internal */
  public _validate(subnet: ec2.ISubnet): string[] {
    return lacksDefaultRoute(subnet)
      ? [`connectivity needs a default route, and subnet ${subnet.node.path} has no route to 0.0.0.0/0; add the gateway to the VPC, or use SsmConnectivity.privateLink(endpoints) ${citeRule('SSM-NET-006')}`]
      : [];
  }

  /** @internal */
  public _bind(scope: Construct, client: ConnectivityClient): IDependable[] {
    return [
      client.subnet.internetConnectivityEstablished,
      defaultRouteOf(client.subnet),
      ...allowOut(scope, client.connections.securityGroups, ec2.Peer.anyIpv4(), 'To Systems Manager'),
    ];
  }
}

class PublicIp extends DefaultRoute {
  public readonly _associatePublicIpAddress = true;

  /** @internal */
  public _defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
    return vpc.publicSubnets.length > 0 ? { subnetType: ec2.SubnetType.PUBLIC } : {};
  }

  /** @internal */
  public _check(scope: Construct, vpc: ec2.IVpc, subnet: ec2.ISubnet): void {
    super._check(scope, vpc, subnet);
    if (subnetTypeOf(vpc, subnet) !== ec2.SubnetType.PUBLIC) {
      fail(scope, `connectivity SsmConnectivity.publicIp() needs a public subnet, got ${describe(vpc, subnet)}; select one with vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }`);
    }
  }
}

class NatGateway extends DefaultRoute {
  public readonly _associatePublicIpAddress = undefined;

  /** @internal */
  public _defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
    return vpc.privateSubnets.length > 0 ? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } : {};
  }

  /** @internal */
  public _check(scope: Construct, vpc: ec2.IVpc, subnet: ec2.ISubnet): void {
    super._check(scope, vpc, subnet);
    const type = subnetTypeOf(vpc, subnet);
    if (type === ec2.SubnetType.PUBLIC || type === ec2.SubnetType.PRIVATE_ISOLATED) {
      fail(scope, `connectivity SsmConnectivity.natGateway() needs a private subnet with egress, got ${describe(vpc, subnet)}; select one with vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }`);
    }
  }
}

class PrivateLink extends SsmConnectivity {
  public readonly _associatePublicIpAddress = undefined;
  public readonly _reachesRepositories = false;

  constructor(private readonly endpoints: ISsmVpcEndpoints) {
    super();
  }

  public get _reachesS3(): boolean {
    return this.endpoints.s3 !== undefined;
  }

  /** @internal */
  public _defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
    return vpc.isolatedSubnets.length > 0 ? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } : {};
  }

  /** @internal */
  public _check(scope: Construct, vpc: ec2.IVpc): void {
    if (!sameId(vpc.vpcId, this.endpoints.vpc.vpcId)) {
      fail(scope, `connectivity SsmConnectivity.privateLink(endpoints) needs endpoints in the node's own VPC, got ${this.endpoints.node.path} in another; create them in ${vpc.node.path} ${citeRule('SSM-END-001')}`);
    }
  }

  /** @internal */
  public _validate(): string[] {
    return [];
  }

  /** @internal */
  public _bind(_scope: Construct, client: ConnectivityClient): IDependable[] {
    const { connections, subnet, permissions, sessionPreferences } = client;
    return [this.endpoints.allowFrom({ connections, subnets: [subnet], permissions, sessionPreferences })];
  }
}

function describe(vpc: ec2.IVpc, subnet: ec2.ISubnet): string {
  return `${subnet.node.path} (${subnetTypeOf(vpc, subnet) ?? 'not a subnet of the VPC'})`;
}
