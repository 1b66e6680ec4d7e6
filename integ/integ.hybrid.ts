import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { snapshotApp } from './snapshot-app';
import { HybridScenario } from '../bin/hybrid-scenario';
import { HybridActivation } from '../lib';

// The activation that servers register with is there. No server registers, and no session starts. Its snapshot was written without a deployment.
export const app = snapshotApp();
const stack = new HybridScenario(app, 'IntegHybrid');
const { role } = stack.node.findChild('Servers') as HybridActivation;

const integ = new IntegTest(app, 'IntegHybridTest', {
  testCases: [stack],
  // The snapshots have no assets, so they cannot be deployed.
  stackUpdateWorkflow: false,
});
// Its function logs every answer. This one has no code of an activation: only the answer to its creation has.
integ.assertions.awsApiCall('SSM', 'describeActivations', { Filters: [{ FilterKey: 'IamRole', FilterValues: [role.roleName] }] })
  .expect(ExpectedResult.objectLike({ ActivationList: [{ IamRole: role.roleName, RegistrationLimit: 10 }] }));
