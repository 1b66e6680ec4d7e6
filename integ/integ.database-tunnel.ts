import { CfnInstance } from 'aws-cdk-lib/aws-ec2';
import { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { assertSessionStarts } from './session-assertions';
import { snapshotApp } from './snapshot-app';
import { DatabaseTunnelScenario } from '../bin/database-tunnel-scenario';

// A tunnel to a database in isolated subnets opens. Its snapshot was written without a deployment.
export const app = snapshotApp();
const stack = new DatabaseTunnelScenario(app, 'IntegDatabaseTunnel');
assertSessionStarts(app, stack);

// The database takes longer than an agent waits for its second ping, and the first one tells when the node was Online: the node comes last.
const resources = stack.node.findAll();
const database = resources.find(CfnDBInstance.isCfnDBInstance);
resources.find(CfnInstance.isCfnInstance)!.addDependency(database!);
