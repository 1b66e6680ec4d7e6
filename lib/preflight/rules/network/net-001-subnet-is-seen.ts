import { waysOf } from './ways-out';
import { isKnown } from '../../model/known';
import { Rule, undecided } from '../rule';

export const subnetIsSeen: Rule = {
  id: 'SSM-NET-001',
  title: 'The node\'s subnet and its VPC are in the assembly',
  why: 'The routes, endpoints and DNS settings of a VPC that is imported, looked up or passed as a parameter are nowhere in the templates, so nothing proves that the node gets out.',
  fix: 'Define the VPC in the same app, or check by hand what it has and acknowledge the rule',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  hop: 'NODE',
  *check(site) {
    const { node, subnet } = site;
    const unknown = !isKnown(node.subnets.value) ? node.subnets.value : !isKnown(subnet) ? subnet : !isKnown(subnet.vpc) ? subnet.vpc : undefined;
    if (unknown) {
      yield undecided(node.subnets.spot, 'The way out of the node\'s subnet', unknown, site.capabilitiesOf());
      return;
    }
    for (const { way, services, capabilities } of waysOf(site, 'unseen')) {
      if (!way.table) {
        yield undecided(node.subnets.spot, 'The way out of the node\'s subnet', way.unknown, capabilities, services);
      }
    }
  },
};
