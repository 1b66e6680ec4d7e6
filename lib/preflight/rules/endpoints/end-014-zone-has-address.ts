import { display } from '../../model/symbolic-text';
import { catalogued, Rule } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const zoneHasAddressRule: Rule = {
  ...catalogued('SSM-END-014'),
  why: 'A private hosted zone answers for all names within it. For one that it has no record of the answer is that the name does not exist, and the public DNS is not asked.',
  reads: 'the private hosted zones that are associated with the VPC, and their records',
  cannotSee: 'zones and associations outside of the assembly, and records that are added outside of it or by code that is not seen',
  fix: 'Add a record to the zone that leads to an interface endpoint of the service, or give the zone a narrower name',
  contract: 6,
  see: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html',
  hop: 'ENDPOINT',
  *check(context) {
    for (const { path: { zone, name, vpc }, services, capabilities } of pathsOf(context, 'unresolved')) {
      const { location } = zone;
      yield {
        severity: 'BLOCKED',
        location,
        message: `The private hosted zone ${location.resource.name}, which the VPC ${vpc.location.resource.name} uses, has no address for ${display(name)}`,
        fix: `Add a record for ${display(name)} to the zone that leads to an interface endpoint, or give the zone a narrower name`,
        capabilities,
        services,
      };
    }
  },
};
