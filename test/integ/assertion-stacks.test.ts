import { SCENARIOS } from './scenarios';

describe.each(SCENARIOS)('%s', (_name, { assertionStack, manifest, stack, templates }) => {
  const resources = Object.values<any>(templates[assertionStack].Resources);
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);

  test('is deployed anew, asserted, and used for a session', () => {
    expect(manifest).toEqual({
      stacks: [stack],
      assertionStack: `${stack}Assertions`,
      assertionStackName: `${stack}Assertions`,
      stackUpdateWorkflow: false,
      hooks: { postDeploy: [`npx ts-node --prefer-ts-exts --transpile-only run-session.ts ${stack}`] },
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
