import { App, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ENVIRONMENTS, resourcesOf, templateFileOf, templateOf } from './scenarios';
import { HybridScenario } from '../../bin/hybrid-scenario';
import { problemsOf } from '../validation';

/** Service principals are the same in every partition. */
const withoutPrincipals = (text: string) => ['lambda', 'ssm', 'events', 'logging.s3'].reduce((rest, service) => rest.replaceAll(`${service}.amazonaws.com`, ''), text);

test('has servers and no node, no network', () => {
  const template = templateOf(HybridScenario);
  const types = Object.values<any>(template.Resources).map(({ Type }) => Type);
  expect(types.filter(type => type.startsWith('AWS::EC2'))).toEqual([]);
  expect(types.filter(type => type === 'Custom::HybridActivation')).toHaveLength(1);
});

test('shows no warning', () => {
  const stack = new HybridScenario(new App(), 'Scenario');
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test('prints how to register, and no code', () => {
  const { Outputs } = templateOf(HybridScenario);
  expect(Object.keys(Outputs)).toEqual(['RegisterLinuxCommand', 'RegisterWindowsCommand', 'TechnicianRole', 'OperatorRole', 'DocumentName']);
  expect(JSON.stringify(Outputs)).not.toContain('resolve:');
  // CloudFormation takes no longer one.
  Object.values<any>(Outputs).forEach(({ Value }) => expect(JSON.stringify(Value).length).toBeLessThan(1024));
});

test('whoever registers servers cannot connect to them, nor the other way round', () => {
  const template = templateOf(HybridScenario);
  const actions = (role: string) => resourcesOf(template, 'AWS::IAM::Policy').filter(({ Properties }) => Properties.PolicyName.startsWith(role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement.flatMap(({ Action }: any) => Action));
  expect(actions('Technician')).toEqual(['secretsmanager:GetSecretValue']);
  expect(actions('Operator')).toEqual(['ssm:StartSession', 'ssm:StartSession', 'ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel', 'kms:GenerateDataKey']);
});

test('leaves the tier alone unless it is asked to', () => {
  const tierOf = (advancedInstances?: boolean) => resourcesOf(templateOf(HybridScenario as any, { advancedInstances } as any), 'Custom::HybridActivation')[0].Properties.AdvancedInstances;
  expect([tierOf(), tierOf(false), tierOf(true)]).toEqual([undefined, undefined, 'true']);
});

describe.each(Object.entries(ENVIRONMENTS))('in %s', (_name, env) => {
  test('has no literal partition and no literal domain', () => {
    const text = JSON.stringify(templateOf(HybridScenario, { env }));
    expect(text).not.toMatch(/arn:aws[a-z-]*:/);
    expect(withoutPrincipals(text)).not.toMatch(/amazonaws\.com/);
  });

  test('is valid CloudFormation', () => {
    // The Lambda functions of the CDK depend on their role twice.
    expect(problemsOf(templateFileOf(HybridScenario, { env })).filter(problem => !/^WARN W3005: 'ServersHandlerRole/.test(problem))).toEqual([]);
  });

  test('is the same each time', () => {
    expect(templateOf(HybridScenario, { env })).toEqual(templateOf(HybridScenario, { env }));
  });
});

test('has no finding of cdk-nag that is not acknowledged, with a reason, and acknowledges nothing else', () => {
  const findings = (app: App) => {
    app.synth();
    return new AwsSolutionsChecks().validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
      (violatingResources as { constructPath?: string }[]).map(({ constructPath }) => `${ruleName} ${constructPath}`));
  };
  const app = new App();
  new HybridScenario(app, 'Scenario');
  expect(findings(app)).toEqual([]);
  const isAcknowledgement = ({ type }: { type: string }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY;
  const given = app.node.findAll().flatMap(({ node }) => node.metadata.filter(isAcknowledgement)
    .flatMap(({ data }) => Object.entries<string>(data).map(([id, reason]) => ({ id, reason, path: node.path }))));
  expect(given.filter(({ reason }) => reason.length < 50)).toEqual([]);
  const all = app.node.findAll().flatMap(({ node }) => node.metadata.filter(isAcknowledgement));
  all.forEach(({ data }) => Object.keys(data).forEach(id => delete data[id]));
  const found = findings(app);
  expect(given.filter(({ id, path }) => id.startsWith('AwsSolutions-') && !found.some(each => each.startsWith(`${id} ${path}/`)))).toEqual([]);
});
