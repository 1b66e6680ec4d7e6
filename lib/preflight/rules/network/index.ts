import { subnetIsSeenRule } from './net-001-subnet-is-seen';
import { namesResolveRule } from './net-002-names-resolve';
import { securityGroupLetsOutRule } from './net-003-security-group-lets-out';
import { aclLetsOutRule } from './net-004-acl-lets-out';
import { aclLetsRepliesInRule } from './net-005-acl-lets-replies-in';
import { routeLeadsOutRule } from './net-006-route-leads-out';
import { internetGatewayIsAttachedRule } from './net-007-internet-gateway-is-attached';
import { nodeHasPublicAddressRule } from './net-008-node-has-public-address';
import { natGatewayGetsOutRule } from './net-009-nat-gateway-gets-out';
import { natGatewayIsPublicRule } from './net-010-nat-gateway-is-public';
import { natInstanceForwardsRule } from './net-011-nat-instance-forwards';
import { natInstanceGetsOutRule } from './net-012-nat-instance-gets-out';
import { natAclLetsThroughRule } from './net-013-nat-acl-lets-through';
import { ipv6LeadsOutRule } from './net-014-ipv6-leads-out';
import { wayStaysInSightRule } from './net-015-way-stays-in-sight';
import { securityGroupsAreOfTheVpcRule } from './net-016-security-groups-are-of-the-vpc';
import { endpointsAreSeenRule } from './net-018-endpoints-are-seen';
import { publicAccessIsOpenRule } from './net-019-public-access-is-open';
import { oneRouteToADestinationRule } from './net-020-one-route-to-a-destination';
import { networkIsOfOneVpcRule } from './net-021-network-is-of-one-vpc';
import { securityGroupsAreSmallRule } from './net-022-security-groups-are-small';
import { fewSecurityGroupsRule } from './net-023-few-security-groups';
import { natInstanceTranslatesRule } from './net-024-nat-instance-translates';
import { nothingInBetweenRule } from './net-025-nothing-in-between';
import { gatewayTableStaysInVpcRule } from './net-026-gateway-table-stays-in-vpc';
import { Rule } from '../rule';

export const NETWORK_RULES: Rule[] = [
  subnetIsSeenRule,
  namesResolveRule,
  endpointsAreSeenRule,
  networkIsOfOneVpcRule,
  oneRouteToADestinationRule,
  gatewayTableStaysInVpcRule,
  securityGroupsAreOfTheVpcRule,
  fewSecurityGroupsRule,
  securityGroupsAreSmallRule,
  routeLeadsOutRule,
  wayStaysInSightRule,
  nothingInBetweenRule,
  internetGatewayIsAttachedRule,
  publicAccessIsOpenRule,
  nodeHasPublicAddressRule,
  natGatewayGetsOutRule,
  natGatewayIsPublicRule,
  natInstanceForwardsRule,
  natInstanceTranslatesRule,
  natInstanceGetsOutRule,
  ipv6LeadsOutRule,
  securityGroupLetsOutRule,
  aclLetsOutRule,
  aclLetsRepliesInRule,
  natAclLetsThroughRule,
];
