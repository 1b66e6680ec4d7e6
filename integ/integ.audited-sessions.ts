import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { AuditedSessionsScenario } from '../bin/audited-sessions-scenario';

// The node comes up, and a logged shell on it opens. Its snapshot was written without a deployment, and with a trail of its own.
export const app = snapshotApp();
assertSessionStarts(app, new AuditedSessionsScenario(app, 'IntegAuditedSessions'), 'Node');
