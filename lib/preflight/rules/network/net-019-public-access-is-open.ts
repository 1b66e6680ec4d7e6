import { deed } from '../../model/fix';
import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';
import { describeDropped, shutPassages } from '../support/network/public-access';

export const publicAccessIsOpenRule: Rule = {
  ...catalogued('SSM-NET-019'),
  why: 'VPC Block Public Access drops what passes an Internet gateway, whatever routes, security groups and addresses say. Blocking inbound connections only lets NAT gateways and egress-only Internet gateways through, and nothing else.',
  reads: 'the options and exclusions of VPC Block Public Access for the account, the subnets of the path and their VPC',
  cannotSee: 'options that were set outside of the assembly, or by a declarative policy of the organization',
  fix: [deed('open-public-access', 'Exclude the VPC or the subnet from VPC Block Public Access'), deed('add-endpoints', 'add VPC endpoints for ssm and ssmmessages')],
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path, services, capabilities } of pathsOf(context, 'internet')) {
      for (const { location, place, access } of shutPassages(path, context.subnet)) {
        if (!isKnown(access)) {
          yield undecided(location, `Whether VPC Block Public Access lets what leaves ${place.name} through`, access, capabilities, services);
          continue;
        }
        yield {
          severity: 'BLOCKED',
          location,
          message: `VPC Block Public Access drops ${describeDropped(access)}, and ${place.name} is not excluded: the node's connections leave from there`,
          fix: [
            deed('open-public-access', `Exclude ${place.name} from VPC Block Public Access${access === 'closed' ? '' : ' in both directions, route by a NAT gateway'}`),
            deed('add-endpoints', 'add VPC endpoints for ssm and ssmmessages'),
          ],
          services,
          capabilities,
        };
      }
    }
  },
};
