import { subnetIsSeen } from './net-001-subnet-is-seen';
import { namesResolve } from './net-002-names-resolve';
import { securityGroupLetsOut } from './net-003-security-group-lets-out';
import { aclLetsOut } from './net-004-acl-lets-out';
import { aclLetsRepliesIn } from './net-005-acl-lets-replies-in';
import { routeLeadsOut } from './net-006-route-leads-out';
import { internetGatewayIsAttached } from './net-007-internet-gateway-is-attached';
import { nodeHasPublicAddress } from './net-008-node-has-public-address';
import { natGatewayGetsOut } from './net-009-nat-gateway-gets-out';
import { natGatewayIsPublic } from './net-010-nat-gateway-is-public';
import { natInstanceForwards } from './net-011-nat-instance-forwards';
import { natInstanceGetsOut } from './net-012-nat-instance-gets-out';
import { natAclLetsThrough } from './net-013-nat-acl-lets-through';
import { ipv6LeadsOut } from './net-014-ipv6-leads-out';
import { wayStaysInSight } from './net-015-way-stays-in-sight';
import { securityGroupsAreOfTheVpc } from './net-016-security-groups-are-of-the-vpc';
import { Rule } from '../rule';

export const NETWORK_RULES: Rule[] = [
  subnetIsSeen, namesResolve, securityGroupsAreOfTheVpc, routeLeadsOut, wayStaysInSight, internetGatewayIsAttached, nodeHasPublicAddress,
  natGatewayGetsOut, natGatewayIsPublic, natInstanceForwards, natInstanceGetsOut, ipv6LeadsOut, securityGroupLetsOut, aclLetsOut, aclLetsRepliesIn,
  natAclLetsThrough,
];
