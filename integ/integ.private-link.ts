import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { PrivateLinkScenario } from '../bin/private-link-scenario';

// A node in an isolated subnet comes up through its VPC endpoints. Its snapshot was written without a deployment.
export const app = snapshotApp();
assertSessionStarts(app, new PrivateLinkScenario(app, 'IntegPrivateLink'));
