import { App, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ENVIRONMENTS, resourcesOf, templateFileOf, templateOf } from './scenarios';
import { FleetScenario } from '../../bin/fleet-scenario';
import { Preflight, PreflightCapability } from '../../lib';
import { problemsOf } from '../validation';

const template = templateOf(FleetScenario);
const count = (type: string) => resourcesOf(template, type).length;

function synthesized(): { app: App; stack: Stack } {
  const app = new App();
  const stack = new FleetScenario(app, 'Scenario');
  app.synth();
  return { app, stack };
}

const findings = (app: App) => new AwsSolutionsChecks().validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
  (violatingResources as { constructPath?: string }[]).map(({ constructPath }) => `${ruleName} ${constructPath}`));

test('is a fleet that drains, in two zones, without an open port', () => {
  expect(['AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LifecycleHook', 'AWS::StepFunctions::StateMachine'].map(count)).toEqual([1, 1, 1]);
  expect(['AWS::EC2::Instance', 'AWS::Lambda::Function', 'AWS::EC2::SecurityGroupIngress'].map(count)).toEqual([0, 0, 0]);
  const [{ Properties: { MinSize, MaxSize, VPCZoneIdentifier } }] = resourcesOf(template, 'AWS::AutoScaling::AutoScalingGroup');
  expect([MinSize, MaxSize, VPCZoneIdentifier.length]).toEqual(['2', '3', 2]);
  expect(resourcesOf(template, 'AWS::EC2::SecurityGroup').map(({ Properties }) => Properties.SecurityGroupIngress)).toEqual([undefined]);
});

test('shows no warning, and the commands that people need', () => {
  expect(Annotations.fromStack(synthesized().stack).findWarning('*', Match.anyValue())).toEqual([]);
  expect(Object.keys(template.Outputs)).toEqual(['StartSessionCommand', 'ListInstancesCommand', 'SessionLogsBucket', 'SessionLogGroup']);
});

test('connects without a finding, with transcripts and encryption', () => {
  const app = new App();
  new FleetScenario(app, 'Scenario');
  const { nodes, accessFindings, auditFindings } = Preflight.ofApp(app);
  expect(nodes.map(({ verdict, findings: found }) => [verdict, found])).toEqual([['CONNECTS', []]]);
  expect([...accessFindings, ...auditFindings]).toEqual([]);
  const required = nodes[0].capabilities.filter(capability => capability.required).map(({ capability }) => capability);
  const { SHELL, TRANSCRIPT_S3, TRANSCRIPT_CLOUDWATCH, KMS_ENCRYPTION } = PreflightCapability;
  expect(required).toEqual([SHELL, TRANSCRIPT_S3, TRANSCRIPT_CLOUDWATCH, KMS_ENCRYPTION]);
});

test('has no finding of cdk-nag that is not acknowledged, and acknowledges nothing else', () => {
  const { app } = synthesized();
  expect(findings(app)).toEqual([]);
  const given = app.node.findAll().flatMap(({ node }) => node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries<string>(data).map(([id, reason]) => {
      delete data[id];
      return { id, reason, path: node.path };
    })));
  expect(given.filter(({ reason }) => reason.length < 50)).toEqual([]);
  const found = findings(app);
  expect(found).not.toEqual([]);
  expect(given.filter(({ id, path }) => id.startsWith('AwsSolutions-') && !found.some(each => each.startsWith(`${id} ${path}/`)))).toEqual([]);
});

/** A state machine of the CDK depends on its role twice. */
const OF_THE_CDK = /^WARN W3005: 'FleetDrainStateMachineRole[0-9A-F]{8}' dependency already enforced by a 'GetAtt' at 'Properties\.RoleArn'$/;

test.each(Object.entries(ENVIRONMENTS))('is valid CloudFormation without a warning in %s', (_, env) => {
  expect(problemsOf(templateFileOf(FleetScenario, { env })).filter(problem => !OF_THE_CDK.test(problem))).toEqual([]);
});

test('has a flow log when asked for', () => {
  expect(resourcesOf(templateOf(FleetScenario, { flowLogs: true }), 'AWS::EC2::FlowLog')).toHaveLength(1);
});

test('has the same template each time', () => {
  expect(templateOf(FleetScenario)).toEqual(template);
});
