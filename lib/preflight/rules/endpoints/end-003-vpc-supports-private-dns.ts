import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const vpcSupportsPrivateDnsRule: Rule = {
  ...catalogued('SSM-END-003'),
  why: 'EC2 refuses private DNS in a VPC whose DNS hostnames or DNS support are off: the deployment fails.',
  fix: { change: 'set', setting: 'vpc.dns-hostnames', of: 'the VPC', to: 'true' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html',
  hop: 'ENDPOINT',
  *check(context) {
    for (const { path: { vpc: { dnsHostnames: { value, location } } }, services, capabilities } of pathsOf(context, 'endpoint')) {
      if (value === false) {
        yield { severity: 'BLOCKED', location, message: `DNS hostnames of the VPC ${location.resource.name} are off, which private DNS of its endpoints needs`, services, capabilities };
      } else if (!isKnown(value)) {
        yield undecided(location, 'Whether the VPC has DNS hostnames on', value, capabilities, services);
      }
    }
  },
};
