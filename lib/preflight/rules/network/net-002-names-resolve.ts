import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';

export const namesResolveRule: Rule = {
  ...catalogued('SSM-NET-002'),
  why: 'Without DNS the agent cannot find Systems Manager, whatever the routes are: the node never shows up.',
  fix: { change: 'set', setting: 'vpc.dns-support', of: 'the VPC', to: 'true' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html',
  reads: 'DNS support of the VPC and its set of DHCP options',
  cannotSee: 'what DNS servers other than Amazon\'s answer; SSM-END-014 and SSM-END-015 look at private hosted zones and DNS Firewall',
  hop: 'NODE',
  *check(context) {
    const { subnet } = context;
    if (!isKnown(subnet) || !isKnown(subnet.vpc)) { return; }
    const { dnsSupport, amazonDns, location } = subnet.vpc;
    if (dnsSupport.value === false) {
      yield { severity: 'BLOCKED', location: dnsSupport.location, message: `DNS support of the VPC ${location.resource.name} is off: the agent cannot resolve the names of AWS's services`, capabilities: context.capabilitiesOf() };
    } else if (!isKnown(dnsSupport.value)) {
      yield undecided(dnsSupport.location, 'Whether the VPC resolves names', dnsSupport.value, context.capabilitiesOf());
    } else if (amazonDns.value === false) {
      yield {
        severity: 'UNKNOWN',
        location: amazonDns.location,
        message: 'The VPC uses DNS servers of its own, and whether they resolve the names of AWS\'s services, and to the VPC\'s endpoints, cannot be seen',
        fix: 'Name AmazonProvidedDNS in the DHCP options, or forward amazonaws.com to the VPC\'s resolver and acknowledge the rule',
        capabilities: context.capabilitiesOf(),
      };
    } else if (!isKnown(amazonDns.value)) {
      yield undecided(amazonDns.location, 'Whether the VPC resolves names', amazonDns.value, context.capabilitiesOf());
    }
  },
};
