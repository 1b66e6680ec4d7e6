import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { TeamAccessScenario } from '../bin/team-access-scenario';

// One of two nodes of a team comes up, and a logged shell on it opens. Its snapshot was written without a deployment.
export const app = snapshotApp();
assertSessionStarts(app, new TeamAccessScenario(app, 'IntegTeamAccess'), 'DevelopmentNode');
