import { isKnown } from '../../model/known';
import { waysOf } from '../network/ways-out';
import { Rule, undecided } from '../rule';

export const vpcSupportsPrivateDns: Rule = {
  id: 'SSM-END-003',
  title: 'The VPC of an endpoint with private DNS has DNS hostnames on',
  why: 'EC2 refuses private DNS in a VPC whose DNS hostnames or DNS support are off: the deployment fails.',
  fix: 'Set EnableDnsHostnames of the VPC to true',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html',
  hop: 'ENDPOINT',
  *check(site) {
    for (const { way: { vpc: { dnsHostnames: { value, spot } } }, services, capabilities } of waysOf(site, 'endpoint')) {
      if (value === false) {
        yield { severity: 'BLOCKED', spot, message: `DNS hostnames of the VPC ${spot.place.logicalId} are off, which private DNS of its endpoints needs`, services, capabilities };
      } else if (!isKnown(value)) {
        yield undecided(spot, 'Whether the VPC has DNS hostnames on', value, capabilities, services);
      }
    }
  },
};
