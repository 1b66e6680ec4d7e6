import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { DatabaseTunnelScenario } from '../bin/database-tunnel-scenario';

// A tunnel to a database in isolated subnets opens. Its snapshot was written without a deployment.
const app = snapshotApp();
assertSessionStarts(app, new DatabaseTunnelScenario(app, 'IntegDatabaseTunnel'));
