import { Draft, Json } from './draft';
import { Fault, faultsOf } from './fault';
import { add, drop } from './mutations';
import { T } from './types';
import { Mutation } from './workbench';

const VPC = 'Blue/Vpc/Resource';
const MESSAGES = 'ssmmessages.eu-west-1.amazonaws.com';

const all = (...mutations: Mutation[]): Mutation => draft => mutations.forEach(mutate => mutate(draft));

function zone(name: string): Mutation {
  return add(VPC, 'Zone', T.HOSTED_ZONE, draft => ({ Name: name, VPCs: [{ VPCId: { Ref: draft.logicalId(VPC) }, VPCRegion: 'eu-west-1' }] }));
}

/** An alias record in the zone. */
function recordTo(endpoint: string, name: string): Mutation {
  return add(VPC, 'Record', T.RECORD_SET, draft => ({
    HostedZoneId: { Ref: 'Zone' }, Name: name, Type: 'A', AliasTarget: { HostedZoneId: dnsEntry(draft, endpoint, 0), DNSName: dnsEntry(draft, endpoint, 1) },
  }));
}

function dnsEntry(draft: Draft, endpoint: string, part: number): Json {
  return { 'Fn::Select': [part, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': [draft.logicalId(endpoint), 'DnsEntries'] }] }] }] };
}

const firewall: Mutation = all(
  add(VPC, 'Names', T.DOMAIN_LIST, () => ({ Domains: ['*.amazonaws.com'] })),
  add(VPC, 'Firewall', T.FIREWALL, () => ({ FirewallRules: [{ Priority: 1, Action: 'BLOCK', BlockResponse: 'NODATA', FirewallDomainListId: { Ref: 'Names' } }] })),
  add(VPC, 'FirewallOfVpc', T.FIREWALL_ASSOCIATION, draft => ({ FirewallRuleGroupId: { Ref: 'Firewall' }, VpcId: { Ref: draft.logicalId(VPC) }, Priority: 101 })),
);

/** Faults of how names lead to the services. */
export const NAME_FAULTS: readonly Fault[] = faultsOf('isolated', 'Isolated', 'Blue/Node', [
  {
    name: 'a private zone that is broader than the endpoint is all that has the name',
    mutate: all(zone('eu-west-1.amazonaws.com'), drop(T.ENDPOINT, 'Blue/Vpc/SsmMessages/Resource', 'PrivateDnsEnabled')),
    ruleId: 'SSM-END-014',
    resource: '+Zone',
  },
  {
    name: 'a record leads to the endpoint of another service',
    mutate: all(zone(MESSAGES), recordTo('Blue/Vpc/Ssm/Resource', MESSAGES), drop(T.ENDPOINT, 'Blue/Vpc/SsmMessages/Resource', 'PrivateDnsEnabled')),
    ruleId: 'SSM-END-016',
    resource: '+Record',
  },
  { name: 'DNS Firewall blocks the names of AWS', mutate: firewall, ruleId: 'SSM-END-015', resource: '+Firewall', property: 'Properties/FirewallRules/0' },
  {
    name: 'a resolver rule forwards the name of a service',
    mutate: all(
      add(VPC, 'Forward', T.RESOLVER_RULE, () => ({ DomainName: MESSAGES, RuleType: 'FORWARD', ResolverEndpointId: 'rslvr-out-1', TargetIps: [{ Ip: '10.9.0.2' }] })),
      add(VPC, 'ForwardInVpc', T.RESOLVER_RULE_ASSOCIATION, draft => ({ ResolverRuleId: { Ref: 'Forward' }, VPCId: { Ref: draft.logicalId(VPC) } })),
    ),
    ruleId: 'SSM-END-013',
    resource: '+Forward',
    severity: 'UNKNOWN',
  },
]);
