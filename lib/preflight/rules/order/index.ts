import { afterEndpointsRule } from './ord-001-endpoints';
import { afterRoutesRule } from './ord-002-routes';
import { afterPoliciesRule } from './ord-003-policies';
import { Rule } from '../rule';

/** Whether the node starts after what it needs; CloudFormation sees to that only where the template says so. */
export const ORDER_RULES: readonly Rule[] = [afterEndpointsRule, afterRoutesRule, afterPoliciesRule];
