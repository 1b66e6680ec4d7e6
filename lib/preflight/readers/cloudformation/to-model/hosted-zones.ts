import { NetworkLookup } from './endpoint-reader';
import { listOf, locationOf, nested, requiredText, textOf } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { DnsRecord, EndpointTarget, PrivateZone } from '../../../model/network/dns';
import { isWithin, normalName } from '../../../model/network/domain-names';
import { URL_SUFFIXES } from '../../../model/partitions';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** A hosted zone with its records. */
export interface HostedZone {
  readonly resource: TemplateResource;
  readonly name: Known<string>;
  /** Read when they are asked for: records lead to endpoints, which are of VPCs, which have zones. */
  records(): DnsRecord[];
}

/** A record before it is known whose it is. */
interface FoundRecord {
  readonly location: PropertyLocation;
  readonly properties: Resolved;
  readonly presence: Known<true>;
  readonly zoneId: Known<string | undefined>;
  readonly zoneName: Known<string | undefined>;
}

/** The hosted zones of the templates, with the records that the templates have for them and for other zones. */
export class HostedZones {
  private zones?: HostedZone[];
  private found?: FoundRecord[];
  private strangers?: PrivateZone[];

  constructor(private readonly set: TemplateSet, private readonly network: NetworkLookup) {}

  inSight(): HostedZone[] {
    this.zones ??= this.set.ofType('AWS::Route53::HostedZone').map(resource => {
      const name = nameOf(resource.properties.Name);
      let records: DnsRecord[] | undefined;
      return { resource, name, records: () => records ??= this.recordsOf(resource, name) };
    });
    return this.zones;
  }

  /** Zones that are in no template, but have records for names of AWS in one. */
  outOfSight(): PrivateZone[] {
    this.strangers ??= this.records().flatMap(found => {
      const name = nameOf(nested(found.properties, 'Name'));
      const { zoneId, zoneName } = found;
      if (!isKnown(name) || !URL_SUFFIXES.some(domain => isWithin(domain, name) === true)) { return []; }
      if (this.inSight().some(zone => isOf(found, zone.resource.ref, zone.name) !== false)) { return []; }
      const which = zoneId ?? zoneName;
      return [{
        location: found.location,
        name: name.replace(/^\*\./, ''),
        associated: new Unknown(`the zone of the record, ${isKnown(which) ? which : 'which one'}, is not in the assembly; check that it is associated with the VPC`),
        records: [this.read(found)],
      }];
    });
    return this.strangers;
  }

  private recordsOf(zone: TemplateResource, name: Known<string>): DnsRecord[] {
    return this.records().flatMap(found => {
      const own = isOf(found, zone.ref, name);
      if (own === false) { return []; }
      const record = this.read(found);
      return [isKnown(own) ? record : { ...record, target: own }];
    });
  }

  private records(): FoundRecord[] {
    this.found ??= [
      ...this.set.ofType('AWS::Route53::RecordSet').map(resource => recordIn(resource, resource.properties as Resolved, locationOf(resource))),
      ...this.set.ofType('AWS::Route53::RecordSetGroup').flatMap(group => {
        const records = listOf(group.properties.RecordSets);
        return isKnown(records) ? records.map((record, index) => recordIn(group, record, locationOf(group, 'RecordSets', index))) : [];
      }),
    ];
    return this.found;
  }

  private read({ location, properties, presence }: FoundRecord): DnsRecord {
    const target = this.targetOf(properties);
    return {
      location,
      name: nameOf(nested(properties, 'Name')),
      type: requiredText(nested(properties, 'Type'), 'Type'),
      target: presence === true ? target : presence,
    };
  }

  /** The endpoint whose DNS name an alias or a CNAME has. */
  private targetOf(record: Resolved): Known<EndpointTarget> {
    const values = listOf(nested(record, 'ResourceRecords'));
    const aliased = nested(record, 'AliasTarget', 'DNSName');
    const name = aliased ?? (isKnown(values) && values.length === 1 ? values[0] : undefined);
    const text = requiredText(name, 'AliasTarget');
    const endpoint = isKnown(text) ? this.set.find(normalName(text), 'AWS::EC2::VPCEndpoint') : undefined;
    if (!endpoint) {
      return new Unknown('the record does not name an endpoint of the assembly; check that its addresses are those of an endpoint which lets the node in, and that a route leads there');
    }
    const vpc = this.network.vpc(requiredText(endpoint.properties.VpcId, 'VpcId'));
    if (!isKnown(vpc)) { return vpc; }
    const target = vpc.endpoints.seen.find(({ id }) => id === endpoint.ref);
    return target ? endpoint.present === true ? { vpc, endpoint: target } : endpoint.present : new Unknown(`${endpoint.location.name} is no interface endpoint`);
  }
}

function nameOf(name: Resolved | undefined): Known<string> {
  const text = requiredText(name, 'Name');
  return isKnown(text) ? normalName(text) : text;
}

function recordIn(resource: TemplateResource, properties: Resolved, location: PropertyLocation): FoundRecord {
  const of = (property: string) => textOf(nested(properties, property) ?? resource.properties[property]);
  return { location, properties, presence: resource.present, zoneId: of('HostedZoneId'), zoneName: of('HostedZoneName') };
}

/** Whether a record is of a zone. */
function isOf({ zoneId, zoneName }: FoundRecord, id: string, name: Known<string>): Known<boolean> {
  if (!isKnown(zoneId)) { return zoneId; }
  if (zoneId !== undefined) { return zoneId === id; }
  if (!isKnown(zoneName)) { return zoneName; }
  if (zoneName === undefined) { return false; }
  return isKnown(name) ? normalName(zoneName) === name : name;
}
