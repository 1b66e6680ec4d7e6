import { Finder, Place } from './indices';
import { doubtOf, idsOf, ifPresent, listOf, locationOf, mapped, nested, numberOf, requiredText, textOf } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { FirewallRule } from '../../../model/network/dns';
import { normalName } from '../../../model/network/domain-names';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** Something that is asked in the order of priorities. */
interface Ranked<T> {
  readonly of: T;
  readonly priority: Known<number>;
}

/**
 * The rules of DNS Firewall for a VPC: group after group, and in each rule after rule, from the lowest priority.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-groups.html
 */
export function firewallOf(set: TemplateSet, indices: Finder, vpc: Place): FirewallRule[] {
  const type = 'AWS::Route53Resolver::FirewallRuleGroupAssociation';
  const groups = [
    ...indices.with(type, 'VpcId', vpc.ref).map(association => ({ association, doubt: doubtOf(association) })),
    ...indices.doubtful(type, 'VpcId', vpc.environment).map(({ resource, why }) => ({ association: resource, doubt: why })),
  ];
  return inOrder(groups.map(({ association, doubt }) => {
    const priority = priorityOf(association.properties.Priority);
    const doubtful = doubt ?? (isKnown(priority) ? undefined : priority);
    const rules = rulesOf(set, association);
    return { priority, of: doubtful ? rules.map(rule => ({ ...rule, blocks: doubtful })) : rules };
  })).flat();
}

function rulesOf(set: TemplateSet, association: TemplateResource): FirewallRule[] {
  const id = requiredText(association.properties.FirewallRuleGroupId, 'FirewallRuleGroupId');
  const group = isKnown(id) ? set.find(id, 'AWS::Route53Resolver::FirewallRuleGroup') : undefined;
  const rules = group && listOf(group.properties.FirewallRules);
  if (!group || !rules || !isKnown(rules)) {
    return [anyRule(locationOf(association), new Unknown('the rules of the DNS Firewall rule group are not in the assembly; check that they let amazonaws.com through'))];
  }
  return inOrder(rules.flatMap((rule, index) => {
    const read = readRule(set, rule, locationOf(group, 'FirewallRules', index));
    const priority = priorityOf(nested(rule, 'Priority'));
    return read ? [{ priority, of: isKnown(priority) ? read : { ...read, blocks: priority } }] : [];
  }));
}

/** Undefined for a rule that does not concern addresses of AWS: of another type of query, or against names that malware makes up. */
function readRule(set: TemplateSet, rule: Resolved, location: PropertyLocation): FirewallRule | undefined {
  const query = textOf(nested(rule, 'Qtype'));
  const threat = textOf(nested(rule, 'DnsThreatProtection'));
  if ((isKnown(query) && query !== undefined && query !== 'A') || (isKnown(threat) && threat !== undefined)) { return undefined; }
  return { location, blocks: isKnown(query) ? blocksOf(rule) : query, domains: domainsOf(set, textOf(nested(rule, 'FirewallDomainListId'))) };
}

function blocksOf(rule: Resolved): Known<boolean> {
  const action = requiredText(nested(rule, 'Action'), 'Action');
  const response = textOf(nested(rule, 'BlockResponse'));
  if (!isKnown(action) || action !== 'BLOCK') { return isKnown(action) ? false : action; }
  if (!isKnown(response)) { return response; }
  return response === 'OVERRIDE' ? new Unknown('the DNS Firewall rule answers with another name, and where that leads is not known') : true;
}

function domainsOf(set: TemplateSet, id: Known<string | undefined>): Known<Known<string>[]> {
  const list = isKnown(id) && id !== undefined ? set.find(id, 'AWS::Route53Resolver::FirewallDomainList') : undefined;
  if (!list || !('Domains' in list.properties)) {
    return new Unknown('the domain list of the DNS Firewall rule is not in the assembly; check that amazonaws.com is not in it');
  }
  return ifPresent(list, mapped(idsOf(list.properties.Domains), domain => isKnown(domain) ? normalName(domain) : domain));
}

/** Of all names, and whether it blocks them is not known. */
function anyRule(location: PropertyLocation, unknown: Unknown): FirewallRule {
  return { location, blocks: unknown, domains: ['*'] };
}

function priorityOf(value: Resolved | undefined): Known<number> {
  return numberOf(value) ?? new Unknown('Priority is not set');
}

/** What has no known priority comes first, for it might. */
function inOrder<T>(ranked: Ranked<T>[]): T[] {
  const rank = ({ priority }: Ranked<T>) => isKnown(priority) ? priority : -1;
  return [...ranked].sort((a, b) => rank(a) - rank(b)).map(({ of }) => of);
}
