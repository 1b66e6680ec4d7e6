import { App } from 'aws-cdk-lib';
import { SCENARIOS } from './scenarios';
import { BrokenScenario } from '../../bin/broken-scenario';
import { TeamAccessScenario } from '../../bin/team-access-scenario';
import { Preflight, PreflightCapability, PreflightVerdict } from '../../lib';

const nodes = SCENARIOS.flatMap(([name, scenario]) => {
  const app = new App();
  new scenario(app, name);
  return Preflight.ofApp(app).nodes.map(node => [node.id.replace(/\/Instance$/, ''), node] as const);
});

test.each(nodes)('%s connects without a finding', (_, { verdict, findings }) => {
  expect({ verdict, findings }).toEqual({ verdict: PreflightVerdict.CONNECTS, findings: [] });
});

test.each(SCENARIOS)('the people of %s do nothing that is risky, and nothing is wrong with the audit', (name, scenario) => {
  const app = new App();
  new scenario(app, name);
  const { accessFindings, auditFindings } = Preflight.ofApp(app);
  expect([...accessFindings, ...auditFindings].map(({ message }) => message)).toEqual([]);
});

test('the people of TeamAccessScenario are looked at, with those of IAM Identity Center', () => {
  const app = new App();
  new TeamAccessScenario(app, 'Team', { identityCenterArn: 'arn:aws:sso:::instance/ssoins-1' });
  const { accessFindings, principals } = Preflight.ofApp(app);
  expect(principals.map(({ id }) => id)).toEqual(expect.arrayContaining(['Team/Developers', 'Team/Operators', 'Team/Contractor', 'Team/OperatorsPermissionSet']));
  expect(accessFindings).toEqual([]);
});

test('preflight proves the transcripts and the encryption of the scenarios too', () => {
  const required = Object.fromEntries(nodes.map(([name, { capabilities }]) => [
    name, capabilities.filter(capability => capability.required).map(({ capability }) => capability),
  ]));
  const { SHELL, TRANSCRIPT_S3, TRANSCRIPT_CLOUDWATCH, KMS_ENCRYPTION } = PreflightCapability;
  const all = [SHELL, TRANSCRIPT_S3, TRANSCRIPT_CLOUDWATCH, KMS_ENCRYPTION];
  expect(required).toEqual({
    'PublicSubnetScenario/Node': all,
    'NatGatewayScenario/Node': all,
    'PrivateLinkScenario/Node': all,
    'AccountPreferencesScenario/Node': all,
    'DatabaseTunnelScenario/Node': [SHELL],
    'TeamAccessScenario/DevelopmentNode': all,
    'TeamAccessScenario/ProductionNode': all,
    'AuditedSessionsScenario/Node': all,
    'WindowsScenario/Node': all,
    'LowCostScenario/Vpc/PublicSubnet1/NatInstance': all,
    'LowCostScenario/Node': all,
  });
});

test('preflight reports three reasons for the broken scenario', () => {
  const app = new App();
  new BrokenScenario(app, 'BrokenScenario');
  const { nodes: broken } = Preflight.ofApp(app);
  expect(Object.fromEntries(broken.map(({ id, verdict, findings }) => [id, `${verdict} ${findings[0].ruleId}`]))).toEqual({
    'BrokenScenario/Forgotten': 'BLOCKED SSM-END-001',
    'BrokenScenario/Closed': 'BLOCKED SSM-NET-003',
    'BrokenScenario/HalfGranted': 'BLOCKED SSM-IDN-005',
  });
});
