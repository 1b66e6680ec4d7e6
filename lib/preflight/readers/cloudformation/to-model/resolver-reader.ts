import { NetworkLookup } from './endpoint-reader';
import { firewallOf } from './firewall-reader';
import { HostedZones } from './hosted-zones';
import { Finder, Indices, mayMeet, Place } from './indices';
import { ifPresent, listOf, locationOf, nested, requiredText, textOf } from './values';
import { any, isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { PrivateZone, Resolver, ResolverRule } from '../../../model/network/dns';
import { normalName } from '../../../model/network/domain-names';
import { gapIn } from '../../../model/symbolic-text';
import { TemplateResource, TemplateSet } from '../evaluate/template';

/** What Amazon's resolver answers in VPCs. */
export class ResolverReader {
  private readonly zones: HostedZones;

  constructor(private readonly set: TemplateSet, private readonly indices: Indices, network: NetworkLookup) {
    this.zones = new HostedZones(set, network);
  }

  /** By other indices where the VPC is in no template. */
  ofVpc(vpc: Place, indices: Finder = this.indices): Resolver {
    const { region, urlSuffix } = vpc.environment;
    return {
      domain: normalName(`${region}.${urlSuffix}`),
      zones: [...this.privateZones(vpc), ...this.zones.outOfSight()],
      rules: this.rules(vpc, indices),
      profiles: this.profiles(vpc, indices),
      firewall: firewallOf(this.set, indices, vpc),
    };
  }

  private privateZones(vpc: Place): PrivateZone[] {
    return this.zones.inSight().flatMap(({ resource, name, records }) => {
      const vpcs = listOf(resource.properties.VPCs);
      // A zone without VPCs is a public one.
      return isKnown(vpcs) && vpcs.length === 0 ? [] : [{
        location: locationOf(resource),
        name,
        associated: isKnown(vpcs) ? ifPresent(resource, any(vpcs.map(each => this.isIt(requiredText(nested(each, 'VPCId'), 'VPCId'), vpc, resource)))) : vpcs,
        get records() { return records(); },
      }];
    });
  }

  private rules(vpc: Place, indices: Finder): ResolverRule[] {
    const type = 'AWS::Route53Resolver::ResolverRuleAssociation';
    return [
      ...indices.with(type, 'VPCId', vpc.ref).map(association => this.readRule(association)),
      ...indices.doubtful(type, 'VPCId', vpc.environment).map(({ resource, why }) => this.readRule(resource, why)),
    ];
  }

  private readRule(association: TemplateResource, doubt?: Unknown): ResolverRule {
    const id = requiredText(association.properties.ResolverRuleId, 'ResolverRuleId');
    const rule = isKnown(id) ? this.set.find(id, 'AWS::Route53Resolver::ResolverRule') : undefined;
    if (!rule) {
      const unknown = new Unknown('the resolver rule of the VPC is not in the assembly; check that it is not for amazonaws.com or a name within it');
      return { location: locationOf(association), domain: unknown, forwards: unknown };
    }
    const { DomainName, RuleType } = rule.properties;
    const domain = requiredText(DomainName, 'DomainName');
    const type = textOf(RuleType);
    return {
      location: locationOf(rule),
      domain: isKnown(domain) ? normalName(domain) : domain,
      forwards: doubt ?? ifPresent(association, isKnown(type) ? type !== 'SYSTEM' : type),
    };
  }

  private profiles(vpc: Place, indices: Finder): PropertyLocation[] {
    const type = 'AWS::Route53Profiles::ProfileAssociation';
    return [
      ...indices.with(type, 'ResourceId', vpc.ref),
      ...indices.doubtful(type, 'ResourceId', vpc.environment).map(({ resource }) => resource),
    ].map(association => locationOf(association));
  }

  /** Whether an id is that of a VPC; another resource that names it without saying which one may mean any VPC of its environment. */
  private isIt(id: Known<string>, vpc: Place, from: TemplateResource): Known<boolean> {
    if (!isKnown(id)) { return mayMeet(from.environment, vpc.environment) && id; }
    if (id === vpc.ref) { return true; }
    return this.set.find(id, 'AWS::EC2::VPC') ? false : gapIn(vpc.ref) ?? false;
  }
}
