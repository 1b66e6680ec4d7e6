import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CentralEndpoints } from './connectivity/central-endpoints';
import { NatGateway, PublicIp } from './connectivity/default-route';
import { PrivateLink } from './connectivity/private-link';
import type { WayOut } from './connectivity/way-out';
import { checkProps, checkValue, having, listOf, PropTypes, required } from '../core/check-props';
import { fail } from '../core/errors';
import { BOOLEAN, PEER } from '../core/prop-types';
import type { ISsmVpcEndpoints } from '../network/ssm-vpc-endpoints';

/**
 * Where central endpoints are.
 */
export interface CentralEndpointsOptions {
  /**
   * Where the endpoints are: what the security groups of the node let out to, on TCP 443.
   *
   * The block of the hub VPC, or of all networks behind the transit gateway, such as `ec2.Peer.ipv4('10.0.0.0/8')`.
   */
  readonly peers: ec2.IPeer[];

  /**
   * Whether the names of Amazon S3 lead to an endpoint among them, too. Images without the SSM Agent need it, and so do transcripts in S3.
   *
   * @default false
   */
  readonly s3?: boolean;
}

const CENTRAL_TYPES: PropTypes<CentralEndpointsOptions> = {
  peers: required(listOf('a list of ec2.IPeer', '[ec2.Peer.ipv4(\'10.0.0.0/8\')]', PEER)),
  s3: BOOLEAN,
};

/**
 * The way by which a node reaches Systems Manager. None of them lets anything in: the agent always connects outwards, on TCP 443.
 */
export class SsmConnectivity {
  /**
   * Through the Internet gateway of a public subnet, with a public IPv4 address, which AWS bills by the hour.
   *
   * The address has no open port.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
   */
  public static publicIp(): SsmConnectivity {
    return new SsmConnectivity(new PublicIp());
  }

  /**
   * Through the default route of a private subnet: a NAT gateway, a NAT instance, a transit gateway to a central way out.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
   */
  public static natGateway(): SsmConnectivity {
    return new SsmConnectivity(new NatGateway());
  }

  /**
   * Through VPC endpoints, with no way to the Internet at all.
   *
   * @param endpoints the endpoints of the node's own VPC
   * @throws if `endpoints` are none
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
   */
  public static privateLink(endpoints: ISsmVpcEndpoints): SsmConnectivity {
    checkValue(undefined, 'endpoints', endpoints, required(having('an ISsmVpcEndpoints', 'ssmMessages', 'new SsmVpcEndpoints(this, \'Endpoints\', { vpc })')));
    return new SsmConnectivity(new PrivateLink(endpoints));
  }

  /**
   * Through VPC endpoints that are not in the node's VPC, or that are not known to the app: in a hub VPC behind a transit gateway or a peering
   * connection, whose names come from shared private hosted zones, a Route 53 Profile or a resolver rule.
   *
   * It creates rules that let the node out to the endpoints on TCP 443, and nothing that costs anything; a transit gateway bills what goes through
   * it. Names, the routes behind the gateway, and the security groups of the endpoints are not of the node: a warning tells what must be true of
   * them, and preflight follows them as far as templates show them.
   *
   * @param options where the endpoints are
   * @throws if `options.peers` are none
   * @see https://docs.aws.amazon.com/whitepapers/latest/building-scalable-secure-multi-vpc-network-infrastructure/centralized-access-to-vpc-private-endpoints.html
   */
  public static centralEndpoints(options: CentralEndpointsOptions): SsmConnectivity {
    checkProps(undefined, options, CENTRAL_TYPES);
    if (options.peers.length === 0) {
      fail(undefined, 'peers must be one or more, got none; name the block of the VPC that the endpoints are in, such as ec2.Peer.ipv4(\'10.0.0.0/8\')');
    }
    return new SsmConnectivity(new CentralEndpoints(options));
  }

  private constructor(
    /** @internal */
    public readonly _wayOut: WayOut,
  ) {}
}
