#!/usr/bin/env node
import { App } from 'aws-cdk-lib';
import { AccountPreferencesScenario } from './account-preferences-scenario';
import { DatabaseTunnelScenario } from './database-tunnel-scenario';
import { ExistingVpcScenario } from './existing-vpc-scenario';
import { NatGatewayScenario } from './nat-gateway-scenario';
import { PrivateLinkScenario } from './private-link-scenario';
import { PublicSubnetScenario } from './public-subnet-scenario';

const app = new App();
const flowLogs = app.node.tryGetContext('flowLogs') === 'true';

new PublicSubnetScenario(app, 'PublicSubnetScenario', { flowLogs });
new NatGatewayScenario(app, 'NatGatewayScenario', { flowLogs });
new PrivateLinkScenario(app, 'PrivateLinkScenario', { flowLogs });
new DatabaseTunnelScenario(app, 'DatabaseTunnelScenario', { flowLogs });
new AccountPreferencesScenario(app, 'AccountPreferencesScenario', { flowLogs });

const vpcId = app.node.tryGetContext('vpcId');
if (vpcId) {
  new ExistingVpcScenario(app, 'ExistingVpcScenario', {
    vpcId,
    env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
  });
}

app.synth();
