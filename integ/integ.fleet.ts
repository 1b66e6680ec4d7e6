import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { FleetScenario } from '../bin/fleet-scenario';

// Each node of a fleet comes up, and a logged shell on one of them opens. Its snapshot was written without a deployment.
export const app = snapshotApp();
assertSessionStarts(app, new FleetScenario(app, 'IntegFleet'), 'Fleet');
