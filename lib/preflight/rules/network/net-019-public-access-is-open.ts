import { isKnown, Known, Unknown } from '../../model/known';
import { SourceLocation } from '../../model/location';
import { PublicAccess, Setting, Subnet, Vpc } from '../../model/network/network';
import { NetworkPath } from '../../model/network/network-path';
import { catalogued, Rule, undecided } from '../rule';
import { onwardRoute, pathsOf } from '../support/network/network-paths';

export const publicAccessIsOpenRule: Rule = {
  ...catalogued('SSM-NET-019'),
  why: 'VPC Block Public Access drops what passes an Internet gateway, whatever routes, security groups and addresses say. Blocking inbound connections only lets NAT gateways and egress-only Internet gateways through, and nothing else.',
  fix: 'Exclude the VPC or the subnet from VPC Block Public Access, or add VPC endpoints for ssm and ssmmessages',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path, services, capabilities } of pathsOf(context, 'internet')) {
      for (const { access, place, byOutboundGateway, doubt } of passagesOf(path, context.subnet)) {
        if (!access || access.value === 'open' || (access.value === 'outbound-gateways' && byOutboundGateway)) { continue; }
        const { location } = access;
        const value = access.value === 'closed' && doubt ? doubt : access.value;
        if (!isKnown(value)) {
          yield undecided(location, `Whether VPC Block Public Access lets what leaves ${place.name} through`, value, capabilities, services);
          continue;
        }
        const what = value === 'closed' ? 'all that passes an Internet gateway' : 'all that passes an Internet gateway other than from a NAT gateway';
        yield {
          severity: 'BLOCKED',
          location,
          message: `VPC Block Public Access drops ${what}, and ${place.name} is not excluded: the node's connections leave from there`,
          fix: `Exclude ${place.name} from VPC Block Public Access${value === 'closed' ? '' : ' in both directions, route by a NAT gateway'}, or add VPC endpoints for ssm and ssmmessages`,
          services,
          capabilities,
        };
      }
    }
  },
};

/** Where connections pass an Internet gateway. */
interface Passage {
  readonly access: Setting<PublicAccess> | undefined;
  /** The subnet or VPC that they leave from. */
  readonly place: SourceLocation;
  /** Whether they come from a NAT gateway, or pass an egress-only Internet gateway. */
  readonly byOutboundGateway: boolean;
  /** Why they may pass all the same. */
  readonly doubt?: Unknown;
}

function passagesOf({ route: { target } }: NetworkPath & { readonly kind: 'internet' }, own: Known<Subnet>): Passage[] {
  switch (target.kind) {
    case 'internet-gateway': return passageFrom(own, false);
    case 'egress-only-gateway': return passageFrom(own, true);
    case 'instance': return isKnown(target.instance) ? passageOnward(target.instance.subnet, false) : [];
    case 'nat-gateway': {
      if (!isKnown(target.gateway)) { return []; }
      const { subnet, vpc } = target.gateway;
      if (subnet !== undefined) { return passageOnward(subnet, true); }
      return passageFrom(vpc, true).map(passage => ({ ...passage, doubt: doubtOfRegional(own) }));
    }
    default: return [];
  }
}

function passageFrom(place: Known<Subnet | Vpc>, byOutboundGateway: boolean): Passage[] {
  return isKnown(place) ? [{ access: place.publicAccess, place: place.location.resource, byOutboundGateway }] : [];
}

function doubtOfRegional(own: Known<Subnet>): Unknown | undefined {
  return isKnown(own) && own.publicAccess?.value === 'open'
    ? new Unknown('the node\'s subnet is excluded and the VPC is not, and whether that counts for a regional NAT gateway is not documented')
    : undefined;
}

/** What a NAT sends to other networks passes no Internet gateway here. */
function passageOnward(subnet: Known<Subnet>, byOutboundGateway: boolean): Passage[] {
  const onward = onwardRoute(subnet);
  const leaves = isKnown(onward) && isKnown(onward.route) && onward.route?.target.kind === 'internet-gateway';
  return leaves ? passageFrom(subnet, byOutboundGateway) : [];
}
