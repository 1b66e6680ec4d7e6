import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { NatGatewayScenario } from '../bin/nat-gateway-scenario';

// A node in a private subnet comes up through the NAT gateway. Its snapshot was written without a deployment.
export const app = snapshotApp();
assertSessionStarts(app, new NatGatewayScenario(app, 'IntegNatGateway'));
