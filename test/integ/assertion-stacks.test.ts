import { HYBRID, SCENARIOS } from './scenarios';

describe.each(SCENARIOS)('%s', (_name, { assertionStack, manifest, stack, templates }) => {
  const resources = Object.values<any>(templates[assertionStack].Resources);
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);

  test('is deployed anew, asserted, and used for a session', () => {
    expect(manifest).toEqual({
      stacks: [stack],
      assertionStack: `${stack}Assertions`,
      assertionStackName: `${stack}Assertions`,
      stackUpdateWorkflow: false,
      hooks: { postDeploy: [`npx ts-node --swc --prefer-ts-exts run-session.ts ${stack}`] },
    });
  });

  test('has no function but the probe: the provider of integ-tests-alpha would log the token of the session', () => {
    expect(ofType('AWS::Lambda::Function').map(({ Properties: { Handler, Timeout } }) => ({ Handler, Timeout }))).toEqual([{ Handler: 'index.handler', Timeout: 900 }]);
  });

  test('grants the probe what people are granted, and two looks', () => {
    const [{ Properties: { PolicyDocument: { Statement } } }] = ofType('AWS::IAM::Policy');
    expect(Statement.flatMap(({ Action }: any) => Action).sort()).toEqual(expect.arrayContaining([
      'ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:ResumeSession', 'ssm:StartSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel',
    ]));
    expect(Statement.filter(({ Resource }: any) => Resource === '*').flatMap(({ Action }: any) => Action)).toEqual(['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation']);
  });

  test('outputs what integ-runner and the session read', () => {
    expect(Object.values<any>(templates[assertionStack].Outputs).map(({ Value }) => Value)).toEqual([
      { 'Fn::GetAtt': ['Session', 'assertion'] },
      { 'Fn::GetAtt': ['Session', 'Online'] },
    ]);
  });

  test('leaves nothing of its assertions behind', () => {
    expect(resources.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
    // Lambda would make the group itself, which outlives the stack, if the function named none or were allowed to.
    const [{ Properties: { LoggingConfig } }] = ofType('AWS::Lambda::Function');
    expect(templates[assertionStack].Resources[LoggingConfig.LogGroup.Ref]).toMatchObject({ Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Delete' });
    expect(JSON.stringify(resources)).not.toMatch(/logs:CreateLogGroup|AWSLambdaBasicExecutionRole/);
  });
});

test('the node of the database comes after it, so that its first ping is seen', () => {
  const [, { stack, templates }] = SCENARIOS.find(([name]) => name === 'IntegDatabaseTunnel')!;
  const resources = Object.entries<any>(templates[stack].Resources);
  const [[, instance]] = resources.filter(([, { Type }]) => Type === 'AWS::EC2::Instance');
  const [[database]] = resources.filter(([, { Type }]) => Type === 'AWS::RDS::DBInstance');
  expect(instance.DependsOn).toContain(database);
});

describe('IntegHybrid', () => {
  const { assertionStack, manifest, stack, templates } = HYBRID;
  const assertions = Object.values<any>(templates[assertionStack].Resources);

  test('is deployed anew and asserted', () => {
    expect(manifest).toMatchObject({ stacks: [stack], assertionStackName: assertionStack, stackUpdateWorkflow: false });
    // What integ-runner reads.
    expect(Object.keys(templates[assertionStack].Outputs)).toEqual([expect.stringMatching(/^AssertionResults/)]);
  });

  test('asks for the activation of its role, with its limit', () => {
    const [{ Properties }, ...others] = assertions.filter(({ Type }) => Type.startsWith('Custom::'));
    expect(others).toEqual([]);
    const [role] = Object.entries<any>(templates[stack].Outputs).find(([, { Value }]) => templates[stack].Resources[Value.Ref]?.Type === 'AWS::IAM::Role'
      && JSON.stringify(templates[stack].Resources[Value.Ref]).includes('ssm.amazonaws.com'))!;
    const name = { 'Fn::ImportValue': templates[stack].Outputs[role].Export.Name };
    expect([Properties.service, Properties.api, Properties.parameters]).toEqual(['SSM', 'describeActivations', {
      Filters: { 'Fn::Join': ['', ['[{"FilterKey":"IamRole","FilterValues":["', name, '"]}]']] },
    }]);
    expect(Properties.expected).toEqual({ 'Fn::Join': ['', ['{"$ObjectLike":{"ActivationList":[{"IamRole":"', name, '","RegistrationLimit":10}]}}']] });
  });

  test('makes no other call: the provider of integ-tests-alpha logs the answer of each, and those of some have the code', () => {
    const policies = assertions.filter(({ Type }) => Type === 'AWS::IAM::Role').flatMap(({ Properties }) => Properties.Policies);
    expect(policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }: any) => Action))).toEqual(['ssm:DescribeActivations']);
  });
});
