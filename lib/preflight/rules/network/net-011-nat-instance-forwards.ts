import { isKnown, Unknown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';
import { natInstanceOf, pathsOf } from '../support/network/network-paths';

export const natInstanceForwardsRule: Rule = {
  ...catalogued('SSM-NET-011'),
  why: 'With the check on, EC2 drops every packet that is not from or to the instance itself, which is all that a NAT instance is for.',
  fix: { change: 'set', setting: 'nat-instance.source-dest-check', of: 'the NAT instance', to: 'false' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html',
  reads: 'the source/destination check of the NAT instance',
  cannotSee: 'whether the operating system of the NAT instance forwards and translates packets',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path: { route }, services, capabilities } of pathsOf(context, 'internet')) {
      if (route.target.kind !== 'instance') { continue; }
      const instance = natInstanceOf(route);
      if (!instance) {
        yield undecided(route.location, 'Whether the NAT instance forwards packets', route.target.instance as Unknown, capabilities, services);
        continue;
      }
      const { sourceDestCheck: { value, location } } = instance;
      if (value === true) {
        yield { severity: 'BLOCKED', location, message: `The NAT instance ${location.resource.name} has its source/destination check on and forwards nothing`, services, capabilities };
      } else if (!isKnown(value)) {
        yield undecided(location, 'Whether the NAT instance forwards packets', value, capabilities, services);
      }
    }
  },
};
