import { all, any, isKnown, Known, Unknown } from '../known';
import { DnsRecord, EndpointTarget, FirewallRule, PrivateZone, Resolver, ResolverRule } from './dns';
import { depthOf, isWithin, matchesName } from './domain-names';
import { PropertyLocation } from '../location';
import { Service } from '../session/service';
import { display, opaque } from '../symbolic-text';

/** What a VPC's resolver makes of the names of a service. */
export type NameAnswer =
  /** Private DNS of the VPC's own endpoint, if there is one, or else the public DNS. */
  | { readonly kind: 'ordinary' }
  /** A record that leads to an endpoint. */
  | { readonly kind: 'endpoint'; readonly target: EndpointTarget; readonly record: DnsRecord; readonly zone: PrivateZone }
  /** A zone that has no address for the name, which the public DNS then is not asked for. */
  | { readonly kind: 'nothing'; readonly name: string; readonly zone: PrivateZone }
  /** Not to be seen. */
  | { readonly kind: 'unseen'; readonly unknown: Unknown; readonly location: PropertyLocation };

/** A zone or a rule, by what it is for. */
interface Claim<T> {
  readonly of: T;
  readonly depth: number;
}

const ORDINARY: NameAnswer = { kind: 'ordinary' };

/** The names by which an agent calls a service. For S3 they are of buckets, too. */
export function namesOf(service: Service, { domain }: Resolver): string[] {
  const name = `${service}.${domain}`;
  return service === 's3' ? [name, `${opaque('a bucket')}.${name}`] : [name];
}

/**
 * What answers for a service: the most specific domain decides, and a rule that forwards comes before a zone of the same name.
 *
 * @param ownEndpoint whether private DNS of an endpoint of the VPC answers for the name; it is a zone of just that name
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network-domain-name-matches.html
 */
export function answerFor(resolver: Resolver, service: Service, ownEndpoint: boolean): NameAnswer {
  const names = namesOf(service, resolver);
  const depth = depthOf(names[0]);
  const [first, ...others] = names.map(name => answerForName(resolver, name, { depth, own: ownEndpoint ? depth : 0 }));
  const seen = [first, ...others].find(answer => answer.kind === 'unseen');
  if (seen) { return seen; }
  const different = others.find(other => identityOf(other) !== identityOf(first));
  const spot = [first, different].find(answer => answer && answer.kind !== 'ordinary');
  return different && spot
    ? { kind: 'unseen', unknown: new Unknown(`the names ${names.map(display).join(' and ')} do not have the same answer`), location: locationOf(spot) }
    : first;
}

/**
 * The zones that would answer for a service if they were the VPC's, which can be arranged where no template shows it: from another account, with the
 * API of Route 53.
 */
export function zonesOfOthers(resolver: Resolver, service: Service): PrivateZone[] {
  const [name] = namesOf(service, resolver);
  const hasName = (record: DnsRecord) => isKnown(record.name) && matchesName(record.name, name) === true;
  return resolver.zones.filter(({ associated, records, name: zone }) => (
    associated === false && isKnown(zone) && isWithin(zone, name) === true && records.some(hasName)
  ));
}

/** The rule of DNS Firewall that leaves a service without an answer; undefined where none does. */
export function blockedBy(resolver: Resolver, service: Service): Known<FirewallRule | undefined> {
  for (const name of namesOf(service, resolver)) {
    const rule = blockOf(resolver.firewall, name);
    if (rule !== undefined) { return rule; }
  }
  return undefined;
}

/**
 * The first rule that matches decides.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-groups.html
 */
function blockOf(rules: readonly FirewallRule[], name: string): Known<FirewallRule | undefined> {
  let mayBlock: Unknown | undefined;
  let mayAllow: Unknown | undefined;
  for (const rule of rules) {
    const { blocks } = rule;
    const speaks = speaksOf(rule, name);
    if (speaks === false) { continue; }
    if (speaks === true && isKnown(blocks)) {
      return blocks ? mayAllow ?? rule : mayBlock;
    }
    const doubt = isKnown(speaks) ? blocks as Unknown : speaks;
    if (blocks !== false) { mayBlock ??= doubt; }
    if (blocks !== true) { mayAllow ??= doubt; }
  }
  return mayBlock;
}

function speaksOf({ domains }: FirewallRule, name: string): Known<boolean> {
  return isKnown(domains) ? any(domains.map(domain => isKnown(domain) ? matchesName(domain, name) : domain)) : domains;
}

function identityOf(answer: NameAnswer): unknown {
  switch (answer.kind) {
    case 'endpoint': return answer.target.endpoint;
    case 'nothing': return answer.zone;
    default: return answer.kind;
  }
}

function locationOf(answer: NameAnswer): PropertyLocation {
  switch (answer.kind) {
    case 'endpoint': return answer.record.location;
    case 'nothing': return answer.zone.location;
    case 'unseen': return answer.location;
    case 'ordinary': throw new Error('an ordinary answer is nowhere in particular');
  }
}

/** How specific the name of a service is, and the zone of the VPC's own endpoint for it: 0 where there is none. */
interface ServiceDepth {
  readonly depth: number;
  readonly own: number;
}

function answerForName({ zones, rules, profiles }: Resolver, name: string, service: ServiceDepth): NameAnswer {
  const { own } = service;
  const rule = decisiveRule(rules, name);
  if (!isClaim(rule)) { return rule; }
  const zone = decisiveZone(zones, name, own);
  if (!isClaim(zone)) { return zone; }
  const depth = Math.max(own, zone?.depth ?? 0);
  if (rule && rule.depth >= depth && rule.of.forwards !== false) {
    return forwarded(rule.of);
  }
  if (zone && own > 0 && zone.depth === own) {
    return {
      kind: 'unseen',
      unknown: new Unknown('the zone has the same name as private DNS of the VPC\'s endpoint, and EC2 refuses one of the two; remove the zone, or turn private DNS off'),
      location: zone.of.location,
    };
  }
  // Of a zone and an endpoint of its own for just this name a VPC is certain, whatever a profile has.
  if (profiles.length > 0 && depth < service.depth) {
    return {
      kind: 'unseen',
      unknown: new Unknown('a Route 53 Profile of the VPC may say where the name leads; check that it leads to an endpoint that lets the node in, and that a route leads there'),
      location: profiles[0],
    };
  }
  return zone && zone.depth > own ? answerOfZone(zone.of, name) : ORDINARY;
}

function isClaim<T>(value: Claim<T> | NameAnswer | undefined): value is Claim<T> | undefined {
  return value === undefined || 'depth' in value;
}

function forwarded({ location, forwards }: ResolverRule): NameAnswer {
  return {
    kind: 'unseen',
    unknown: isKnown(forwards)
      ? new Unknown('a resolver rule forwards queries for the name, and what the other servers answer is not known; check that they lead it to an endpoint, or to addresses, that the node reaches')
      : forwards,
    location,
  };
}

function decisiveRule(rules: readonly ResolverRule[], name: string): Claim<ResolverRule> | NameAnswer | undefined {
  const claims: Claim<ResolverRule>[] = [];
  for (const rule of rules) {
    const covers = isKnown(rule.domain) ? isWithin(rule.domain, name) : rule.domain;
    if (!isKnown(covers) && rule.forwards !== false) {
      return { kind: 'unseen', unknown: covers, location: rule.location };
    }
    if (covers === true) { claims.push({ of: rule, depth: depthOf(rule.domain as string) }); }
  }
  return deepest(claims);
}

function decisiveZone(zones: readonly PrivateZone[], name: string, own: number): Claim<PrivateZone> | NameAnswer | undefined {
  const claims: Claim<PrivateZone>[] = [];
  for (const zone of zones) {
    const covers = isKnown(zone.name) ? isWithin(zone.name, name) : zone.name;
    const answers = all([covers, zone.associated]);
    // A zone of any other name than that of the VPC's own endpoint is less specific.
    if (!isKnown(answers) && own === 0) {
      return { kind: 'unseen', unknown: answers, location: zone.location };
    }
    if (answers === true) { claims.push({ of: zone, depth: depthOf(zone.name as string) }); }
  }
  return deepest(claims);
}

function deepest<T>(claims: Claim<T>[]): Claim<T> | undefined {
  return claims.sort((a, b) => b.depth - a.depth)[0];
}

/** An exact name comes before a wildcard, and a longer wildcard before a shorter one. */
function answerOfZone(zone: PrivateZone, name: string): NameAnswer {
  const exact = zone.records.filter(record => record.name === name);
  if (exact.some(hasAddress)) {
    return answerOfRecords(exact.filter(hasAddress), zone, name);
  }
  const matching: Claim<DnsRecord>[] = [];
  for (const record of zone.records) {
    const matches = isKnown(record.name) ? matchesName(record.name, name) : record.name;
    if (!isKnown(matches)) { return { kind: 'unseen', unknown: matches, location: record.location }; }
    if (matches) { matching.push({ of: record, depth: depthOf(record.name as string) }); }
  }
  const closest = exact.length > 0 ? exact : matching.filter(({ depth }) => depth === deepest(matching)?.depth).map(({ of }) => of);
  return closest.some(hasAddress) ? answerOfRecords(closest.filter(hasAddress), zone, name) : answerWithoutAddress(closest, zone, name);
}

function hasAddress({ type }: DnsRecord): boolean {
  return type === 'A' || type === 'CNAME';
}

function answerOfRecords([first, ...others]: DnsRecord[], zone: PrivateZone, name: string): NameAnswer {
  if (!isKnown(first.target)) {
    return { kind: 'unseen', unknown: first.target, location: first.location };
  }
  const { endpoint } = first.target;
  const other = others.find(({ target }) => !isKnown(target) || target.endpoint !== endpoint);
  return other
    ? { kind: 'unseen', unknown: new Unknown(`several records for ${display(name)} lead different ways`), location: other.location }
    : { kind: 'endpoint', target: first.target, record: first, zone };
}

/** Records of other types: for IPv6 only, or a delegation to other servers. */
function answerWithoutAddress(closest: DnsRecord[], zone: PrivateZone, name: string): NameAnswer {
  const leads = closest.find(({ type }) => !isKnown(type) || type === 'AAAA' || type === 'NS');
  return leads
    ? { kind: 'unseen', unknown: isKnown(leads.type) ? new Unknown(`${display(name)} has a record of type ${leads.type} only`) : leads.type, location: leads.location }
    : { kind: 'nothing', name, zone };
}
