import { AGENT_FAULTS } from './agent-faults';
import { ENDPOINT_FAULTS } from './endpoint-faults';
import { Fault } from './fault';
import { IDENTITY_FAULTS } from './identity-faults';
import { NAME_FAULTS } from './name-faults';
import { NETWORK_FAULTS } from './network-faults';
import { SESSION_FAULTS } from './session-faults';
import { VPC_FAULTS } from './vpc-faults';

/** Single changes of templates that work. Each of them blocks sessions with a node, or makes them doubtful. */
export const FAULTS: readonly Fault[] = [
  ...IDENTITY_FAULTS, ...AGENT_FAULTS, ...NETWORK_FAULTS, ...VPC_FAULTS, ...ENDPOINT_FAULTS, ...NAME_FAULTS, ...SESSION_FAULTS,
];
