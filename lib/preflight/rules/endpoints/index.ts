import { endpointExists } from './end-001-endpoint-exists';
import { privateDnsIsOn } from './end-002-private-dns-is-on';
import { vpcSupportsPrivateDns } from './end-003-vpc-supports-private-dns';
import { endpointLetsNodeIn } from './end-004-endpoint-lets-node-in';
import { endpointHasSubnets } from './end-005-endpoint-has-subnets';
import { endpointAclLetsThrough } from './end-006-endpoint-acl-lets-through';
import { endpointPolicyAllows } from './end-007-endpoint-policy-allows';
import { oneEndpointWithPrivateDns } from './end-008-one-endpoint-with-private-dns';
import { gatewayIsOnRouteTable } from './end-009-gateway-is-on-route-table';
import { gatewayPolicyAllows } from './end-010-gateway-policy-allows';
import { oldAgentsHaveEc2Messages } from './end-011-old-agents-have-ec2messages';
import { endpointIsOfTheRegion } from './end-012-endpoint-is-of-the-region';
import { Rule } from '../rule';

export const ENDPOINT_RULES: Rule[] = [
  endpointExists, privateDnsIsOn, vpcSupportsPrivateDns, endpointIsOfTheRegion, oneEndpointWithPrivateDns, endpointHasSubnets, endpointLetsNodeIn,
  endpointAclLetsThrough, endpointPolicyAllows, gatewayIsOnRouteTable, gatewayPolicyAllows, oldAgentsHaveEc2Messages,
];
