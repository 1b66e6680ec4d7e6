import { isKnown } from '../../model/known';
import { blockedBy } from '../../model/network/name-answer';
import { catalogued, Rule, undecided } from '../rule';

export const dnsFirewallLetsThroughRule: Rule = {
  ...catalogued('SSM-END-015'),
  why: 'DNS Firewall is asked before all zones and endpoints. Where it blocks the name of a service the agent gets no address, whatever the routes are.',
  reads: 'the DNS Firewall rule groups that are associated with the VPC, their rules by priority and their domain lists',
  cannotSee: 'domain lists that AWS manages, rule groups outside of the assembly, and those that Firewall Manager associates',
  fix: 'Allow the names of the services, for example *.amazonaws.com, in a rule with a lower priority number than the one that blocks them',
  contract: 6,
  see: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-groups.html',
  hop: 'NODE',
  *check(context) {
    const { subnet } = context;
    // Other DNS servers than Amazon's know of no DNS Firewall.
    if (!isKnown(subnet) || !isKnown(subnet.vpc) || subnet.vpc.amazonDns.value !== true) { return; }
    const { resolver } = subnet.vpc;
    for (const service of new Set(context.requirements.map(requirement => requirement.service))) {
      const rule = blockedBy(resolver, service);
      const capabilities = context.capabilitiesOf(service);
      if (!isKnown(rule)) {
        yield undecided(resolver.firewall[0].location, `Whether DNS Firewall lets the node find ${service}`, rule, capabilities, [service]);
      } else if (rule) {
        const { location } = rule;
        yield { severity: 'BLOCKED', location, message: `A rule of the DNS Firewall rule group ${location.resource.name} blocks the name of ${service}`, capabilities, services: [service] };
      }
    }
  },
};
