import { endpointExistsRule } from './end-001-endpoint-exists';
import { privateDnsIsOnRule } from './end-002-private-dns-is-on';
import { vpcSupportsPrivateDnsRule } from './end-003-vpc-supports-private-dns';
import { endpointLetsNodeInRule } from './end-004-endpoint-lets-node-in';
import { endpointHasSubnetsRule } from './end-005-endpoint-has-subnets';
import { endpointAclLetsThroughRule } from './end-006-endpoint-acl-lets-through';
import { endpointPolicyAllowsRule } from './end-007-endpoint-policy-allows';
import { oneEndpointWithPrivateDnsRule } from './end-008-one-endpoint-with-private-dns';
import { gatewayIsOnRouteTableRule } from './end-009-gateway-is-on-route-table';
import { gatewayPolicyAllowsRule } from './end-010-gateway-policy-allows';
import { oldAgentsHaveEc2MessagesRule } from './end-011-old-agents-have-ec2messages';
import { endpointIsOfTheRegionRule } from './end-012-endpoint-is-of-the-region';
import { namesLeadInSightRule } from './end-013-names-lead-in-sight';
import { zoneHasAddressRule } from './end-014-zone-has-address';
import { dnsFirewallLetsThroughRule } from './end-015-dns-firewall-lets-through';
import { recordLeadsToServiceRule } from './end-016-record-leads-to-service';
import { Rule } from '../rule';

export const ENDPOINT_RULES: Rule[] = [
  dnsFirewallLetsThroughRule,
  zoneHasAddressRule,
  namesLeadInSightRule,
  recordLeadsToServiceRule,
  endpointExistsRule,
  privateDnsIsOnRule,
  vpcSupportsPrivateDnsRule,
  endpointIsOfTheRegionRule,
  oneEndpointWithPrivateDnsRule,
  endpointHasSubnetsRule,
  endpointLetsNodeInRule,
  endpointAclLetsThroughRule,
  endpointPolicyAllowsRule,
  gatewayIsOnRouteTableRule,
  gatewayPolicyAllowsRule,
  oldAgentsHaveEc2MessagesRule,
];
