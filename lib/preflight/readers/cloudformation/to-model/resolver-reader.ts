import { NetworkLookup } from './endpoint-reader';
import { firewallOf } from './firewall-reader';
import { HostedZones } from './hosted-zones';
import { Indices, mayMeet } from './indices';
import { ifPresent, listOf, locationOf, nested, requiredText, textOf } from './values';
import { any, isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { PrivateZone, Resolver, ResolverRule } from '../../../model/network/dns';
import { normalName } from '../../../model/network/domain-names';
import { TemplateResource, TemplateSet } from '../evaluate/template';

/** What Amazon's resolver answers in VPCs. */
export class ResolverReader {
  private readonly zones: HostedZones;

  constructor(private readonly set: TemplateSet, private readonly indices: Indices, network: NetworkLookup) {
    this.zones = new HostedZones(set, network);
  }

  ofVpc(vpc: TemplateResource): Resolver {
    const { region, urlSuffix } = vpc.environment;
    return {
      domain: normalName(`${region}.${urlSuffix}`),
      zones: [...this.privateZones(vpc), ...this.zones.outOfSight()],
      rules: this.rules(vpc),
      profiles: this.profiles(vpc),
      firewall: firewallOf(this.set, this.indices, vpc),
    };
  }

  private privateZones(vpc: TemplateResource): PrivateZone[] {
    return this.zones.inSight().flatMap(({ resource, name, records }) => {
      const vpcs = listOf(resource.properties.VPCs);
      // A zone without VPCs is a public one.
      return isKnown(vpcs) && vpcs.length === 0 ? [] : [{
        location: locationOf(resource),
        name,
        associated: isKnown(vpcs) ? ifPresent(resource, any(vpcs.map(each => isIt(requiredText(nested(each, 'VPCId'), 'VPCId'), vpc, resource)))) : vpcs,
        get records() { return records(); },
      }];
    });
  }

  private rules(vpc: TemplateResource): ResolverRule[] {
    const type = 'AWS::Route53Resolver::ResolverRuleAssociation';
    return [
      ...this.indices.with(type, 'VPCId', vpc.ref).map(association => this.readRule(association)),
      ...this.indices.doubtful(type, 'VPCId', vpc.environment).map(({ resource, why }) => this.readRule(resource, why)),
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

  private profiles(vpc: TemplateResource): PropertyLocation[] {
    const type = 'AWS::Route53Profiles::ProfileAssociation';
    return [
      ...this.indices.with(type, 'ResourceId', vpc.ref),
      ...this.indices.doubtful(type, 'ResourceId', vpc.environment).map(({ resource }) => resource),
    ].map(association => locationOf(association));
  }
}

/** Whether an id is that of a VPC; another resource that names it without saying which one may mean any VPC of its environment. */
function isIt(id: Known<string>, vpc: TemplateResource, from: TemplateResource): Known<boolean> {
  return isKnown(id) ? id === vpc.ref : mayMeet(from.environment, vpc.environment) && id;
}
