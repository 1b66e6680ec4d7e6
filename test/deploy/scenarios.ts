import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AccountPreferencesScenario } from '../../bin/account-preferences-scenario';
import { AuditedSessionsScenario } from '../../bin/audited-sessions-scenario';
import { DatabaseTunnelScenario } from '../../bin/database-tunnel-scenario';
import { FleetScenario } from '../../bin/fleet-scenario';
import { HybridScenario } from '../../bin/hybrid-scenario';
import { LowCostScenario } from '../../bin/low-cost-scenario';
import { NatGatewayScenario } from '../../bin/nat-gateway-scenario';
import { PrivateLinkScenario } from '../../bin/private-link-scenario';
import { PublicSubnetScenario } from '../../bin/public-subnet-scenario';
import { TeamAccessScenario } from '../../bin/team-access-scenario';
import { WindowsScenario } from '../../bin/windows-scenario';
import { HybridActivation, ISessionPreferences, SsmConnectivity, SsmManagedFleet, SsmManagedInstance, SsmVpcEndpoints } from '../../lib';
import { SessionDocumentContent } from '../../lib/preferences/session-document-content';
import { SessionPreferencesBase } from '../../lib/preferences/session-preferences-base';

export const SCENARIOS = {
  AccountPreferencesScenario,
  AuditedSessionsScenario,
  DatabaseTunnelScenario,
  FleetScenario,
  HybridScenario,
  LowCostScenario,
  NatGatewayScenario,
  PrivateLinkScenario,
  PublicSubnetScenario,
  TeamAccessScenario,
  WindowsScenario,
};

export const CHANGED_IDLE_MINUTES = '45';
export const CHANGED_REGISTRATION_LIMIT = 20;

/** Synthesizes all scenarios, as they are or as somebody changes them after their deployment. Returns the folder of the assembly. */
export function synthesized(app: App, { changed }: { readonly changed: boolean }): string {
  const stacks = Object.entries(SCENARIOS).map(([name, Scenario]) => new Scenario(app, name, { complianceRules: true }));
  if (changed) {
    stacks.forEach(change);
  }
  return app.synth().directory;
}

/** Another idle timeout, and one more node; servers outside AWS are not of the stack, so another activation for them. */
function change(stack: Stack): void {
  const find = <T>(id: string) => stack.node.tryFindChild(id) as T | undefined;
  const endpoints = find<SsmVpcEndpoints>('Endpoints');
  const sessionPreferences = find<ISessionPreferences>('Preferences');
  const [fleet, servers] = [find<SsmManagedFleet>('Fleet'), find<HybridActivation>('Servers')];
  if (fleet) {
    (fleet.autoScalingGroup.node.defaultChild as autoscaling.CfnAutoScalingGroup).minSize = '3';
  } else if (servers) {
    raiseRegistrationLimit(servers);
  } else {
    new SsmManagedInstance(stack, 'SecondNode', {
      vpc: find<ec2.Vpc>('Vpc')!,
      connectivity: endpoints && SsmConnectivity.privateLink(endpoints),
      sessionPreferences,
    });
  }
  if (sessionPreferences instanceof SessionPreferencesBase) {
    // The scenarios have no prop for it, and what a prop says ends up here.
    const { _content } = sessionPreferences as unknown as { readonly _content: SessionDocumentContent };
    Object.assign(_content.inputs!, { idleSessionTimeout: CHANGED_IDLE_MINUTES });
  }
}

function raiseRegistrationLimit(servers: HybridActivation): void {
  const resource = servers.node.findAll().find(each => CfnResource.isCfnResource(each) && each.cfnResourceType === 'Custom::HybridActivation');
  // The scenario has no prop for it either.
  const { Settings } = (resource as unknown as { readonly _cfnProperties: Record<string, unknown> })._cfnProperties;
  const settings = JSON.stringify(Stack.of(servers).resolve(Settings));
  const raised = settings.replace(/(limit\\":)\d+/, `$1${CHANGED_REGISTRATION_LIMIT}`);
  (resource as CfnResource).addPropertyOverride('Settings', JSON.parse(raised));
}
