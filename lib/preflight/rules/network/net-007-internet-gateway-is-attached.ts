import { attachmentProblems } from './internet-gateway';
import { natGatewayOf, natInstanceOf, onwardRoute, waysOf } from './ways-out';
import { isKnown } from '../../model/known';
import { Rule } from '../rule';

export const internetGatewayIsAttached: Rule = {
  id: 'SSM-NET-007',
  title: 'The Internet gateway of the default route is attached to the VPC',
  why: 'A route to a gateway that is not attached is a black hole.',
  fix: 'Add an AWS::EC2::VPCGatewayAttachment of the gateway to the VPC',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html',
  hop: 'GATEWAY',
  *check(site) {
    for (const { way, services, capabilities } of waysOf(site, 'internet')) {
      yield* attachmentProblems(way.route, way.vpc, { services, capabilities });
      const nat = natGatewayOf(way.route) ?? natInstanceOf(way.route);
      const onward = nat && onwardRoute(nat.subnet);
      if (onward && isKnown(onward.route) && onward.route) {
        yield* attachmentProblems(onward.route, onward.vpc, { services, capabilities });
      }
    }
  },
};
