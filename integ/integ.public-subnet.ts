import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { PublicSubnetScenario } from '../bin/public-subnet-scenario';

// A node in a public subnet comes up through the Internet gateway. Its snapshot was written without a deployment.
export const app = snapshotApp();
assertSessionStarts(app, new PublicSubnetScenario(app, 'IntegPublicSubnet'));
