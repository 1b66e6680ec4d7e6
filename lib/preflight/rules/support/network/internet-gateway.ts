import { Unknown } from '../../../model/known';
import { Route, Vpc } from '../../../model/network/network';
import { display } from '../../../model/symbolic-text';
import { Finding, undecided } from '../../rule';

/** Whether the gateway that a route leads to is attached to the VPC. */
export function* attachmentFindings({ target, location: at }: Route, vpc: Vpc, rest: Pick<Finding, 'capabilities' | 'services'>): Iterable<Finding> {
  const { seen, hidden } = vpc.internetGateways;
  if (target.kind !== 'internet-gateway' || seen.some(({ gateway }) => gateway === target.id)) { return; }
  const unknown = seen.map(({ gateway }) => gateway).find(gateway => gateway instanceof Unknown) ?? hidden;
  if (unknown instanceof Unknown) {
    yield undecided(at, 'Whether the Internet gateway is attached to the VPC', unknown, rest.capabilities, rest.services);
  } else if (!target.location) {
    yield { ...rest, severity: 'UNKNOWN', location: at, message: `The Internet gateway ${display(target.id)} is not in the assembly, and whether it is attached to the VPC cannot be seen` };
  } else {
    yield {
      ...rest,
      severity: 'BLOCKED',
      location: target.location,
      message: `The Internet gateway ${target.location.resource.name} is not attached to the VPC ${vpc.location.resource.name}`,
    };
  }
}
