import { isKnown } from '../../model/known';
import { AddressSet } from '../../model/network/address-set';
import { Route } from '../../model/network/network';
import { destinationOf } from '../../model/network/routing';
import { catalogued, Rule, undecided } from '../rule';
import { tablesOnTheWay } from '../support/network/route-tables';

export const oneRouteToADestinationRule: Rule = {
  ...catalogued('SSM-NET-020'),
  why: 'A route table has one route to a destination. EC2 refuses the second, and the deployment fails.',
  reads: 'the routes of the tables on the way out of the subnet',
  cannotSee: 'routes that are added outside of the assembly, and which blocks a prefix list of somebody else has',
  fix: 'Remove one of the routes, or give it another destination',
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html',
  hop: 'ROUTE',
  *check(context) {
    for (const { routes, location } of tablesOnTheWay(context)) {
      for (const [first, second] of twinsIn(routes)) {
        const doubt = first.doubt ?? second.doubt;
        if (doubt) {
          yield undecided(second.location, `Whether ${location.resource.name} has two routes to ${destinationOf(second)}, which EC2 refuses,`, doubt, context.capabilitiesOf());
          continue;
        }
        yield {
          severity: 'BLOCKED',
          location: second.location,
          message: `${first.location.resource.name} and ${second.location.resource.name} are both routes of ${location.resource.name} to ${destinationOf(second)}, and EC2 refuses the second`,
          capabilities: context.capabilitiesOf(),
        };
      }
    }
  },
};

function twinsIn(routes: readonly Route[]): [Route, Route][] {
  const certain = routes.filter(({ isOfAnyTable }) => !isOfAnyTable);
  return certain.flatMap((second, index) => {
    const { key } = second.location.resource;
    const first = certain.slice(0, index).find(each => each.location.resource.key !== key && haveOneDestination(each, second));
    return first ? [[first, second] as [Route, Route]] : [];
  });
}

/** A prefix list and a block are two destinations, also where the list has that block. */
function haveOneDestination(a: Route, b: Route): boolean {
  if (!isKnown(a.destination) || !isKnown(b.destination) || a.prefixList !== b.prefixList) { return false; }
  if (a.prefixList !== undefined || a.destination === b.destination) { return true; }
  const [one, other] = [a, b].map(({ destination }) => AddressSet.cidr(destination as string));
  return isKnown(one) && isKnown(other) && one.equals(other);
}
