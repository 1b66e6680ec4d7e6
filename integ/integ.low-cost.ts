import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { LowCostScenario } from '../bin/low-cost-scenario';

// A node in a private subnet comes up through the NAT instance. Its snapshot was written without a deployment.
export const app = snapshotApp();
assertSessionStarts(app, new LowCostScenario(app, 'IntegLowCost'));
