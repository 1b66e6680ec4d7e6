import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { AccountPreferencesScenario } from '../bin/account-preferences-scenario';

// The account's own preferences are taken over, and a session with them starts. Its snapshot was written without a deployment, which would
// change the preferences of the account that it goes to until it is destroyed.
export const app = snapshotApp();
assertSessionStarts(app, new AccountPreferencesScenario(app, 'IntegAccountPreferences'));
