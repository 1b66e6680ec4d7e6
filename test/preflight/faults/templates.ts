import { App } from 'aws-cdk-lib';
import {
  acrossStacks, bastions, debian, halvesAndNat64, hostManagement, isolated, natInstance, networkAcls, policies, scaling, sessions, twoRegions,
  windows,
} from './plain-apps';
import { Workbench } from './workbench';
import { AccountPreferencesScenario } from '../../../bin/account-preferences-scenario';
import { DatabaseTunnelScenario } from '../../../bin/database-tunnel-scenario';
import { NatGatewayScenario } from '../../../bin/nat-gateway-scenario';
import { PrivateLinkScenario } from '../../../bin/private-link-scenario';
import { PublicSubnetScenario } from '../../../bin/public-subnet-scenario';

/** The scenarios with one node each, in one app. */
function scenarios(app: App): void {
  const all = { PublicSubnetScenario, NatGatewayScenario, PrivateLinkScenario, DatabaseTunnelScenario, AccountPreferencesScenario };
  Object.entries(all).forEach(([id, scenario]) => new scenario(app, id));
}

/** Apps that work. */
const BUILDERS = {
  scenarios,
  bastions,
  isolated,
  scaling,
  windows,
  networkAcls,
  sessions,
  twoRegions,
  debian,
  hostManagement,
  natInstance,
  policies,
  halvesAndNat64,
  acrossStacks,
} as const;

export type TemplateName = keyof typeof BUILDERS;

export const TEMPLATE_NAMES = Object.keys(BUILDERS) as TemplateName[];

const made = new Map<TemplateName, Workbench>();

/** The workbench of an app, created on first use. */
export function workbench(name: TemplateName): Workbench {
  const known = made.get(name) ?? new Workbench(BUILDERS[name]);
  made.set(name, known);
  return known;
}
