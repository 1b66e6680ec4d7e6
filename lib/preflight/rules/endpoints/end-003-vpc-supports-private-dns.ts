import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const vpcSupportsPrivateDnsRule: Rule = {
  ...catalogued('SSM-END-003'),
  why: 'Private DNS of endpoints and private hosted zones need DNS hostnames and DNS support of the VPC. Without them EC2 refuses private DNS: the deployment fails.',
  fix: { change: 'set', setting: 'vpc.dns-hostnames', of: 'the VPC', to: 'true' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html',
  reads: 'DNS hostnames of the VPC that has the endpoint',
  cannotSee: 'the setting of an imported VPC: then the node is UNKNOWN',
  hop: 'ENDPOINT',
  *check(context) {
    const { subnet } = context;
    if (!isKnown(subnet) || !isKnown(subnet.vpc)) { return; }
    const { value, location } = subnet.vpc.dnsHostnames;
    for (const { path: { record }, services, capabilities } of pathsOf(context, 'endpoint')) {
      if (value === false) {
        const what = record ? `the private hosted zone that leads to its services, by ${record.location.resource.name}, needs` : 'private DNS of its endpoints needs';
        yield { severity: 'BLOCKED', location, message: `DNS hostnames of the VPC ${location.resource.name} are off, which ${what}`, services, capabilities };
      } else if (!isKnown(value)) {
        yield undecided(location, 'Whether the VPC has DNS hostnames on', value, capabilities, services);
      }
    }
  },
};
