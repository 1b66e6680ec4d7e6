import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { WindowsScenario } from '../bin/windows-scenario';

// PowerShell opens in a logged session, and Remote Desktop answers through the tunnel. Its snapshot was written without a deployment.
export const app = snapshotApp();
assertSessionStarts(app, new WindowsScenario(app, 'IntegWindows'));
