import type { SsmReachOptions } from './ssm-reach-options';
import { PropTypes, having } from '../core/check-props';
import { NODE_PERMISSIONS, PREFERENCES } from '../core/prop-types';

/** What the props that each way to a node has in common have to be. */
export const REACH_TYPES: PropTypes<SsmReachOptions> = {
  connectivity: having('an SsmConnectivity', '_wayOut', 'SsmConnectivity.publicIp()'),
  permissions: NODE_PERMISSIONS,
  sessionPreferences: PREFERENCES,
};
