import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const subnetIsSeenRule: Rule = {
  ...catalogued('SSM-NET-001'),
  why: 'The routes, endpoints and DNS settings of a VPC that is imported, looked up or passed as a parameter are nowhere in the templates, so nothing proves that the node gets out.',
  fix: 'Let preflight read the template that defines the VPC together with that of the node, or check by hand what it has and acknowledge the rule',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  reads: 'the subnets of the node, their VPC and their route tables',
  cannotSee: 'anything about a subnet or a VPC that is imported or looked up: then the node is UNKNOWN',
  hop: 'NODE',
  *check(context) {
    const { node, subnet } = context;
    const unknown = !isKnown(node.subnets.value) ? node.subnets.value : !isKnown(subnet) ? subnet : !isKnown(subnet.vpc) ? subnet.vpc : undefined;
    if (unknown) {
      yield undecided(node.subnets.location, 'The way out of the node\'s subnet', unknown, context.capabilitiesOf());
      return;
    }
    for (const { path, services, capabilities } of pathsOf(context, 'unseen')) {
      if (!path.table && !path.doubt && !path.at) {
        yield undecided(node.subnets.location, 'The way out of the node\'s subnet', path.unknown, capabilities, services);
      }
    }
  },
};
