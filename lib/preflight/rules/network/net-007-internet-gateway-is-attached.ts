import { isKnown } from '../../model/known';
import { catalogued, Rule } from '../rule';
import { attachmentFindings } from '../support/network/internet-gateway';
import { natGatewayOf, natInstanceOf, onwardRoute, pathsOf } from '../support/network/network-paths';

export const internetGatewayIsAttachedRule: Rule = {
  ...catalogued('SSM-NET-007'),
  why: 'A route to a gateway that is not attached is a black hole.',
  fix: { change: 'attach-internet-gateway' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html',
  reads: 'the attachments of Internet gateways to VPCs',
  cannotSee: 'an attachment that is made outside of the assembly, and one of an imported gateway: then the node is UNKNOWN',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path, services, capabilities } of pathsOf(context, 'internet')) {
      yield* attachmentFindings(path.route, path.vpc, { services, capabilities });
      const nat = natGatewayOf(path.route) ?? natInstanceOf(path.route);
      const onward = nat?.subnet && onwardRoute(nat.subnet);
      if (onward && isKnown(onward) && isKnown(onward.route) && onward.route) {
        yield* attachmentFindings(onward.route, onward.vpc, { services, capabilities });
      }
    }
  },
};
