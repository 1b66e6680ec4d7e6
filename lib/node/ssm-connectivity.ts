import { NatGateway, PublicIp } from './connectivity/default-route';
import { PrivateLink } from './connectivity/private-link';
import type { WayOut } from './connectivity/way-out';
import { checkValue, having, required } from '../core/check-props';
import type { ISsmVpcEndpoints } from '../network/ssm-vpc-endpoints';

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

  private constructor(
    /** @internal */
    public readonly _wayOut: WayOut,
  ) {}
}
