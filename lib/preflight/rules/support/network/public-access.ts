import { onwardRoute } from './network-paths';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation, SourceLocation } from '../../../model/location';
import { PublicAccess, Setting, Subnet, Vpc } from '../../../model/network/network';
import { NetworkPath } from '../../../model/network/network-path';

type InternetPath = NetworkPath & { readonly kind: 'internet' };

/** Where VPC Block Public Access drops connections, or may. */
export interface ShutPassage {
  readonly location: PropertyLocation;
  /** The subnet or VPC that they leave from. */
  readonly place: SourceLocation;
  /** What it lets through; unknown where it may let all through. */
  readonly access: Known<Exclude<PublicAccess, 'open'>>;
}

/** Where VPC Block Public Access stops what goes from a subnet by a path; nothing where it lets all through. */
export function shutPassages(path: InternetPath, own: Known<Subnet>): ShutPassage[] {
  return passagesOf(path, own).flatMap(({ access, place, byOutboundGateway, doubt }) => {
    if (!access || access.value === 'open' || (access.value === 'outbound-gateways' && byOutboundGateway)) { return []; }
    return [{ location: access.location, place, access: access.value === 'closed' && doubt ? doubt : access.value }];
  });
}

/** What of all that passes an Internet gateway is dropped. */
export function describeDropped(access: Exclude<PublicAccess, 'open'>): string {
  return access === 'closed' ? 'all that passes an Internet gateway' : 'all that passes an Internet gateway other than from a NAT gateway';
}

/** Where connections pass an Internet gateway. */
interface Passage {
  readonly access: Setting<PublicAccess> | undefined;
  readonly place: SourceLocation;
  /** Whether they come from a NAT gateway, or pass an egress-only Internet gateway. */
  readonly byOutboundGateway: boolean;
  /** Why they may pass all the same. */
  readonly doubt?: Unknown;
}

function passagesOf({ route: { target } }: InternetPath, own: Known<Subnet>): Passage[] {
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
