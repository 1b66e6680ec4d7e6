import { createRequire } from 'module';
import { App, Validations } from 'aws-cdk-lib';
import {
  AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R4Checks, NIST80053R5Checks, NagPack, PCIDSS321Checks, ServerlessChecks,
} from 'cdk-nag';
import { IConstruct } from 'constructs';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { AccountPreferencesScenario } from '../bin/account-preferences-scenario';
import { AuditedSessionsScenario } from '../bin/audited-sessions-scenario';
import { DatabaseTunnelScenario } from '../bin/database-tunnel-scenario';
import { ExistingVpcScenario } from '../bin/existing-vpc-scenario';
import { FleetScenario } from '../bin/fleet-scenario';
import { HybridScenario } from '../bin/hybrid-scenario';
import { LowCostScenario } from '../bin/low-cost-scenario';
import { NatGatewayScenario } from '../bin/nat-gateway-scenario';
import { PrivateLinkScenario } from '../bin/private-link-scenario';
import { PublicSubnetScenario } from '../bin/public-subnet-scenario';
import { TeamAccessScenario } from '../bin/team-access-scenario';
import { WindowsScenario } from '../bin/windows-scenario';
import * as library from '../lib';

/** The packs, by the beginning of the names of their rules. */
const PACKS: Readonly<Record<string, new () => NagPack>> = {
  'AwsSolutions': AwsSolutionsChecks,
  'HIPAA.Security': HIPAASecurityChecks,
  'NIST.800.53.R4': NIST80053R4Checks,
  'NIST.800.53.R5': NIST80053R5Checks,
  'PCI.DSS.321': PCIDSS321Checks,
  'Serverless': ServerlessChecks,
};

/** In a VPC that the CDK makes up in place of one that it would look up. */
class InExistingVpc extends ExistingVpcScenario {
  constructor(app: App, id: string) {
    super(app, id, { vpcId: 'vpc-0123456789abcdef0', env: { account: '111111111111', region: 'us-east-1' } });
  }
}

const SCENARIOS: Readonly<Record<string, new (app: App, id: string) => IConstruct>> = {
  PublicSubnetScenario,
  NatGatewayScenario,
  PrivateLinkScenario,
  DatabaseTunnelScenario,
  AccountPreferencesScenario,
  TeamAccessScenario,
  AuditedSessionsScenario,
  WindowsScenario,
  LowCostScenario,
  HybridScenario,
  FleetScenario,
  ExistingVpcScenario: InExistingVpc,
};

export const SCENARIO_NAMES = Object.keys(SCENARIOS).map(name => name.replace('Scenario', ''));

export interface NagFinding {
  readonly pack: string;
  /** Without the pack. */
  readonly rule: string;
  readonly says: string;
  readonly scenario: string;
  readonly construct: string;
  /** What the example acknowledges it with. */
  readonly reason?: string;
}

/** What the packs find in the examples, what these acknowledge included. */
export function nagFindings(): NagFinding[] {
  return Object.entries(SCENARIOS).flatMap(([name, scenario]) => {
    const app = new App();
    new scenario(app, name);
    return nagFindingsOf(app, name.replace('Scenario', ''));
  });
}

/** What the packs find in an app. */
export function nagFindingsOf(app: App, scenario: string): NagFinding[] {
  app.synth();
  const reasons = takeReasons(app);
  const violations = Object.entries(PACKS).flatMap(([pack, checks]) => (
    new checks().validateScope(app).violations.map(violation => ({ ...violation, pack }))
  ));
  return violations.flatMap(({ pack, ruleName, description, violatingResources }) => (
    (violatingResources as { constructPath?: string }[]).map(({ constructPath: construct = '' }) => ({
      pack,
      rule: ruleName.slice(pack.length + 1).replace(/\[.*/, ''),
      says: description.replace(/ - \(Control IDs?: .*/, '').trim(),
      scenario,
      construct,
      reason: reasons.find(({ id, path }) => id === ruleName && `${construct}/`.startsWith(`${path}/`))?.reason,
    }))
  ));
}

/** Takes what is acknowledged out of an app, since a pack does not tell of it. */
function takeReasons(app: App): { id: string; path: string; reason: string }[] {
  return app.node.findAll().flatMap(({ node }) => node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries<string>(data).map(([id, reason]) => {
      delete data[id];
      return { id, path: node.path, reason };
    })));
}

/** The app of the last program on the page. */
export function programOf(page: string): App {
  const program = [...page.matchAll(/^```ts nofixture\n([^]*?)^```/gm)].pop()![1];
  const { outputText } = transpileModule(program, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
  const installed = createRequire(__filename);
  const load = (name: string) => name === 'cdk-session-manager' ? library : installed(name);
  return new Function('require', 'exports', `${outputText}\nreturn app;`)(load, {}) as App;
}
