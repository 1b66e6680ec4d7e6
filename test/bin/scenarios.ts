import { readFileSync } from 'fs';
import { App, Environment, Stack } from 'aws-cdk-lib';
import { AccountPreferencesScenario } from '../../bin/account-preferences-scenario';
import { AuditedSessionsScenario } from '../../bin/audited-sessions-scenario';
import { DatabaseTunnelScenario } from '../../bin/database-tunnel-scenario';
import { LowCostScenario } from '../../bin/low-cost-scenario';
import { NatGatewayScenario } from '../../bin/nat-gateway-scenario';
import { PrivateLinkScenario } from '../../bin/private-link-scenario';
import { PublicSubnetScenario } from '../../bin/public-subnet-scenario';
import { ScenarioProps } from '../../bin/scenario-props';
import { TeamAccessScenario } from '../../bin/team-access-scenario';
import { WindowsScenario } from '../../bin/windows-scenario';

/** The scenarios whose sessions are logged and encrypted, one for each network path. */
export const NODE_SCENARIOS = Object.entries({ PublicSubnetScenario, NatGatewayScenario, PrivateLinkScenario });

/** All scenarios that synthesize without a look-up. */
export const SCENARIOS = [
  ...NODE_SCENARIOS,
  ...Object.entries({
    DatabaseTunnelScenario, AccountPreferencesScenario, TeamAccessScenario, AuditedSessionsScenario, WindowsScenario, LowCostScenario,
  }),
];

type Scenario = new (app: App, id: string, props?: ScenarioProps) => Stack;

/** The template file of a scenario, as CloudFormation gets it. */
export function templateFileOf(scenario: Scenario, props: ScenarioProps = {}): string {
  const app = new App();
  const stack = new scenario(app, scenario.name, props);
  return app.synth().getStackByName(stack.stackName).templateFullPath;
}

/** The template of a scenario. */
export function templateOf(scenario: Scenario, props: ScenarioProps = {}): any {
  return JSON.parse(readFileSync(templateFileOf(scenario, props), 'utf8'));
}

/** The resources of a type in a template. */
export function resourcesOf(template: any, type: string): any[] {
  return Object.values<any>(template.Resources ?? {}).filter(resource => resource.Type === type);
}

/** Environments of the templates: none, and one region of each partition. */
export const ENVIRONMENTS: Record<string, Environment | undefined> = {
  'any region': undefined,
  'aws': { account: '111111111111', region: 'eu-west-1' },
  'aws-cn': { account: '111111111111', region: 'cn-north-1' },
  'aws-us-gov': { account: '111111111111', region: 'us-gov-west-1' },
};
