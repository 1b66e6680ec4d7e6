import { isKnown } from '../../model/known';
import { Route, Vpc } from '../../model/network';
import { display } from '../../model/text';
import { Problem, undecided } from '../rule';

/** Whether the gateway that a route leads to is attached to the VPC. */
export function* attachmentProblems({ target, spot: at }: Route, vpc: Vpc, rest: Pick<Problem, 'capabilities' | 'services'>): Iterable<Problem> {
  if (target.kind !== 'internet-gateway' || vpc.internetGateways.some(({ gateway }) => gateway === target.id)) { return; }
  const unknown = vpc.internetGateways.map(({ gateway }) => gateway).find(gateway => !isKnown(gateway));
  if (unknown && !isKnown(unknown)) {
    yield undecided(at, 'Whether the Internet gateway is attached to the VPC', unknown, rest.capabilities, rest.services);
  } else if (!target.spot) {
    yield { ...rest, severity: 'UNKNOWN', spot: at, message: `The Internet gateway ${display(target.id)} is not in the assembly, and whether it is attached to the VPC cannot be seen` };
  } else {
    yield {
      ...rest,
      severity: 'BLOCKED',
      spot: target.spot,
      message: `The Internet gateway ${target.spot.place.logicalId} is not attached to the VPC ${vpc.spot.place.logicalId}`,
    };
  }
}
