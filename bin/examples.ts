#!/usr/bin/env node
import { App, Validations } from 'aws-cdk-lib';
import { AccountPreferencesScenario } from './account-preferences-scenario';
import { AuditedSessionsScenario } from './audited-sessions-scenario';
import { BrokenScenario } from './broken-scenario';
import { DatabaseTunnelScenario } from './database-tunnel-scenario';
import { ExistingVpcScenario } from './existing-vpc-scenario';
import { FleetScenario } from './fleet-scenario';
import { HybridScenario } from './hybrid-scenario';
import { LowCostScenario } from './low-cost-scenario';
import { NatGatewayScenario } from './nat-gateway-scenario';
import { PrivateLinkScenario } from './private-link-scenario';
import { PublicSubnetScenario } from './public-subnet-scenario';
import { TeamAccessScenario } from './team-access-scenario';
import { WindowsScenario } from './windows-scenario';
import { SessionManagerPreflight } from '../lib';

const app = new App();
Validations.of(app).addPlugins(new SessionManagerPreflight());
const flowLogs = app.node.tryGetContext('flowLogs') === 'true';

new PublicSubnetScenario(app, 'PublicSubnetScenario', { flowLogs });
new NatGatewayScenario(app, 'NatGatewayScenario', { flowLogs });
new PrivateLinkScenario(app, 'PrivateLinkScenario', { flowLogs });
new DatabaseTunnelScenario(app, 'DatabaseTunnelScenario', { flowLogs });
new AccountPreferencesScenario(app, 'AccountPreferencesScenario', { flowLogs });
new TeamAccessScenario(app, 'TeamAccessScenario', { flowLogs, identityCenterArn: app.node.tryGetContext('identityCenter') });
new LowCostScenario(app, 'LowCostScenario', { flowLogs, natImageId: app.node.tryGetContext('natImage') });

new FleetScenario(app, 'FleetScenario', { flowLogs });

new AuditedSessionsScenario(app, 'AuditedSessionsScenario', {
  flowLogs, trailArn: app.node.tryGetContext('trail'), complianceRules: app.node.tryGetContext('config') === 'true',
});
new WindowsScenario(app, 'WindowsScenario', { flowLogs });

new HybridScenario(app, 'HybridScenario', { advancedInstances: app.node.tryGetContext('advancedInstances') === 'true' });

const vpcId = app.node.tryGetContext('vpcId');
if (vpcId) {
  new ExistingVpcScenario(app, 'ExistingVpcScenario', {
    vpcId,
    env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
  });
}

if (app.node.tryGetContext('broken') === 'true') {
  new BrokenScenario(app, 'BrokenScenario');
}

app.synth();
