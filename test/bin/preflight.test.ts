import { App } from 'aws-cdk-lib';
import { SCENARIOS } from './scenarios';
import { BrokenScenario } from '../../bin/broken-scenario';
import { Preflight, PreflightCapability, PreflightVerdict } from '../../lib';

/** The only node of each scenario. */
const nodes = SCENARIOS.map(([name, scenario]) => {
  const app = new App();
  new scenario(app, name);
  return [name, Preflight.ofApp(app).node(`${name}/Node`)] as const;
});

test.each(nodes)('%s connects without a finding', (_, { verdict, findings }) => {
  expect({ verdict, findings }).toEqual({ verdict: PreflightVerdict.CONNECTS, findings: [] });
});

test('preflight proves the transcripts and the encryption of the scenarios too', () => {
  const required = Object.fromEntries(nodes.map(([name, { capabilities }]) => [
    name, capabilities.filter(capability => capability.required).map(({ capability }) => capability),
  ]));
  const { SHELL, TRANSCRIPT_S3, TRANSCRIPT_CLOUDWATCH, KMS_ENCRYPTION } = PreflightCapability;
  const all = [SHELL, TRANSCRIPT_S3, TRANSCRIPT_CLOUDWATCH, KMS_ENCRYPTION];
  expect(required).toEqual({
    PublicSubnetScenario: all,
    NatGatewayScenario: all,
    PrivateLinkScenario: all,
    AccountPreferencesScenario: all,
    DatabaseTunnelScenario: [SHELL],
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
