import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { HybridActivation, HybridActivationProps, NodePermissions, SessionAccessPolicy, SessionPreferences } from '../../lib';
import { ACCOUNT, REGION, errorOf, newStack, propertiesOf } from '../fixtures';
import { Deployed } from '../preferences/deployed';
import { CORE_POLICY, SESSION_ACTIONS, policyStatements, resources, synthErrors } from '../util';

function servers(props?: HybridActivationProps, stack = newStack()): HybridActivation {
  return new HybridActivation(stack, 'Servers', props);
}

const stackOf = (activation: HybridActivation) => Stack.of(activation);
const resourceOf = (activation: HybridActivation) => Object.values(new Deployed(stackOf(activation)).properties('Custom::HybridActivation'))[0];
const settingsOf = (activation: HybridActivation) => JSON.parse(resourceOf(activation).Settings);
const rolesOf = (activation: HybridActivation) => propertiesOf(stackOf(activation), 'AWS::IAM::Role').filter(({ AssumeRolePolicyDocument }) => JSON.stringify(AssumeRolePolicyDocument).includes('ssm.amazonaws.com'));
const person = (stack: Stack) => new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
const role = (stack: Stack, service = 'ssm.amazonaws.com', props?: Partial<iam.RoleProps>) => new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal(service), ...props });

/** The statements of a role by the beginning of its policy's logical id. */
function statementsOf(stack: Stack, beginning: string): any[] {
  return Object.entries(new Deployed(stack).properties('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(beginning)).flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
}

describe('by default', () => {
  test('one server may register within a day, as a node of the whole of Systems Manager', () => {
    const activation = servers();
    expect(settingsOf(activation)).toEqual({
      role: expect.stringContaining('ServersRole'),
      limit: 1,
      hours: 24,
      tags: { 'cdk-session-manager:activation': expect.stringMatching(/^Stack\/Stack-Servers-[0-9A-F]{8}$/) },
    });
    expect(rolesOf(activation)).toMatchObject([{ ManagedPolicyArns: [CORE_POLICY] }]);
    expect(resourceOf(activation)).toMatchObject({ ServiceTimeout: '1080' });
    expect(resourceOf(activation).AdvancedInstances).toBeUndefined();
  });

  test('the role trusts Systems Manager for this account and region alone', () => {
    const [{ AssumeRolePolicyDocument: { Statement } }] = Object.values(new Deployed(stackOf(servers())).properties('AWS::IAM::Role'))
      .filter(({ Description = '' }) => Description.startsWith('Servers'));
    expect(Statement).toEqual([{
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'ssm.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnEquals: { 'aws:SourceArn': `arn:aws:ssm:${REGION}:${ACCOUNT}:*` } },
    }]);
  });

  test('the secret is empty: nothing but the function writes a value', () => {
    const [secret] = propertiesOf(stackOf(servers()), 'AWS::SecretsManager::Secret');
    expect(secret).toEqual({ Description: 'What servers outside AWS register with Systems Manager with' });
  });

  test('the function may do what it calls and no more', () => {
    const stack = stackOf(servers());
    const [{ SecretArn: secret }] = Object.values(new Deployed(stack).properties('Custom::HybridActivation'));
    expect(statementsOf(stack, 'ServersHandlerRole')).toEqual([
      expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
      { Effect: 'Allow', Action: ['ssm:CreateActivation', 'ssm:DeleteActivation', 'ssm:DescribeActivations'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: expect.stringMatching(new RegExp(`^arn:aws:iam::${ACCOUNT}:role/ServersRole`)),
        Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
      },
      { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], Resource: secret },
    ]);
  });

  test('the log of the function stays for a year, and when the stack is deleted', () => {
    expect(resources(stackOf(servers()), 'AWS::Logs::LogGroup')).toMatchObject([{ Properties: { RetentionInDays: 365 }, DeletionPolicy: 'RetainExceptOnCreate' }]);
  });

  test('the activation waits for what the role may do, and for what the function may do', () => {
    const stack = newStack();
    servers({ sessionPreferences: new SessionPreferences(stack, 'Preferences') }, stack);
    const [{ DependsOn }] = resources(stack, 'Custom::HybridActivation');
    expect(DependsOn).toEqual([
      expect.stringMatching(/^ServersHandlerRoleDefaultPolicy/), expect.stringMatching(/^ServersRetries/),
      expect.stringMatching(/^ServersRoleDefaultPolicy/),
    ]);
  });
});

describe('renewal', () => {
  const scheduleOf = (activation: HybridActivation) => propertiesOf(stackOf(activation), 'AWS::Events::Rule').map(({ ScheduleExpression }) => ScheduleExpression);

  test.each([[4, 'rate(1 hour)'], [15, 'rate(1 hour)'], [24, 'rate(3 hours)'], [168, 'rate(21 hours)'], [720, 'rate(1 day)']])('a code of %i hours is looked at by %s', (hours, schedule) => {
    expect(scheduleOf(servers({ expiration: Duration.hours(hours) }))).toEqual([schedule]);
  });

  test('of every length that is allowed looks several times while half of the code\'s time is left', () => {
    for (let hours = 4; hours <= 720; hours++) {
      const [, rate, unit] = /rate\((\d+) (\w+)\)/.exec(scheduleOf(servers({ expiration: Duration.hours(hours) }))[0])!;
      const between = Number(rate) * (unit.startsWith('day') ? 24 : 1);
      expect(hours / 2 / between).toBeGreaterThanOrEqual(2);
      hours += hours > 48 ? 47 : 0;
    }
  });

  test('begins after the activation is made, and calls the same function with nothing but the secret', () => {
    const stack = stackOf(servers());
    const [{ Targets: [{ Input }] }] = Object.values(new Deployed(stack).properties('AWS::Events::Rule'));
    expect(JSON.parse(Input)).toEqual({ SecretArn: Object.values(new Deployed(stack).properties('Custom::HybridActivation'))[0].SecretArn });
    expect(resources(stack, 'AWS::Events::Rule')[0].DependsOn).toEqual(Object.keys(Template.fromStack(stack).findResources('Custom::HybridActivation')));
  });

  test('raises an alarm when it has failed three times in an hour', () => {
    const stack = newStack();
    const activation = servers({ alarmActions: [new actions.SnsAction(new sns.Topic(stack, 'Topic'))] }, stack);
    activation.addAlarmAction(new actions.SnsAction(new sns.Topic(stack, 'Other')));
    expect(propertiesOf(stack, 'AWS::CloudWatch::Alarm')).toEqual([expect.objectContaining({
      MetricName: 'Errors',
      Namespace: 'AWS/Lambda',
      Statistic: 'Sum',
      Period: 3600,
      Threshold: 3,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: expect.stringMatching(/^Topic/) }, { Ref: expect.stringMatching(/^Other/) }],
    })]);
  });

  test('can be left out, and with it the rule and the alarm', () => {
    const activation = servers({ renewal: false });
    expect([...resources(stackOf(activation), 'AWS::Events::Rule'), ...resources(stackOf(activation), 'AWS::CloudWatch::Alarm'), ...resources(stackOf(activation), 'AWS::Lambda::Permission')]).toEqual([]);
    expect(activation.renewalAlarm).toBeUndefined();
    activation.addAlarmAction();
    expect(errorOf(() => activation.addAlarmAction(new actions.SnsAction(new sns.Topic(stackOf(activation), 'Topic'))))).toBe(
      'alarmActions contradicts renewal: false, with which there is no alarm; remove one of the two [Stack/Servers]');
  });
});

describe('settings', () => {
  test('are passed to the function', () => {
    expect(settingsOf(servers({ expiration: Duration.days(30), registrationLimit: 1000, nodeName: 'lathe 7', nodeTags: { site: 'berlin', empty: '' } }))).toMatchObject({
      limit: 1000, hours: 720, name: 'lathe 7', tags: { 'site': 'berlin', 'empty': '', 'cdk-session-manager:activation': expect.any(String) },
    });
  });

  test.each([[Duration.hours(3), 3], [Duration.days(31), 744], [Duration.minutes(270), 4.5]])('an expiration of %s is refused', (expiration, hours) => {
    expect(errorOf(() => servers({ expiration }))).toBe(`expiration must be 4 hours to 30 days in whole hours, got ${hours} hours; pass one such as Duration.days(7) [Stack/Servers]`);
  });

  test.each([0, 1001, 1.5, -1, NaN])('a registrationLimit of %d is refused', registrationLimit => {
    expect(errorOf(() => servers({ registrationLimit }))).toBe(`registrationLimit must be 1-1000, got ${registrationLimit}: Systems Manager takes no other; make several activations for more servers [Stack/Servers]`);
  });

  test.each(['', 'a'.repeat(257), 'a*b', 'a"b'])('a nodeName of %j is refused', nodeName => {
    expect(errorOf(() => servers({ nodeName }))).toBe(`nodeName must be 1-256 letters, digits, spaces and _ . : / = + - @, got '${nodeName}'; Systems Manager takes no other [Stack/Servers]`);
  });

  test('names in any script are taken', () => {
    expect(settingsOf(servers({ nodeName: 'Drehbank für Süd 7', nodeTags: { 工場: '東京' } }))).toMatchObject({ name: 'Drehbank für Süd 7', tags: { 工場: '東京' } });
  });

  test.each([
    ['', 'x'], ['aws:x', 'x'], ['AWS:x', 'x'], ['a'.repeat(129), 'x'], ['a', 'x'.repeat(257)], ['a*', 'x'], ['a', 'x*'], ['cdk-session-manager:activation', 'mine'],
  ])('a tag %j with %j is refused', (key, value) => {
    expect(errorOf(() => servers({ nodeTags: { [key]: value } }))).toBe(`nodeTags must have keys of 1-128 and values of at most 256 letters, digits, spaces and _ . : / = + - @, no key that begins with aws: and none that is cdk-session-manager:activation, got { '${key}': '${value}' } [Stack/Servers]`);
  });

  test('a node has at most 50 tags', () => {
    const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, 'x']));
    expect(Object.keys(settingsOf(servers({ nodeTags: tags(49) })).tags)).toHaveLength(50);
    expect(errorOf(() => servers({ nodeTags: tags(50) }))).toBe('nodeTags must be at most 49, got 50: a node has at most 50, and one is for grantStartSession [Stack/Servers]');
  });

  test('the advanced tier is turned on by choice, and the function may turn on no other setting', () => {
    const activation = servers({ advancedInstances: true });
    expect(resourceOf(activation)).toMatchObject({ AdvancedInstances: 'true' });
    expect(statementsOf(stackOf(activation), 'ServersHandlerRole')).toContainEqual({
      Effect: 'Allow',
      Action: ['ssm:GetServiceSetting', 'ssm:UpdateServiceSetting'],
      Resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:servicesetting/ssm/managed-instance/activation-tier`,
    });
  });

  test('what the app knows only at deployment is taken', () => {
    const stack = new Stack(new App(), 'Agnostic');
    const activation = servers({ nodeName: stack.region, nodeTags: { region: stack.region } }, stack);
    expect(settingsOf(activation)).toMatchObject({ name: REGION, tags: { region: REGION } });
  });
});

describe('the role', () => {
  test('may be given, and is passed on with its path', () => {
    const stack = newStack();
    const given = role(stack, undefined, { path: '/servers/' });
    const activation = servers({ role: given }, stack);
    expect(activation.role).toBe(given);
    const [{ Properties: { Settings } }] = resources(stack, 'Custom::HybridActivation');
    expect(JSON.stringify(Settings)).toContain('{"Fn::Select":[1,{"Fn::Split":[":role/",{"Fn::GetAtt":["Given');
    expect(statementsOf(stack, 'ServersHandlerRole')).toContainEqual(expect.objectContaining({ Action: 'iam:PassRole', Resource: expect.stringContaining('role/Given') }));
  });

  test('may be imported, with its path', () => {
    const stack = newStack();
    const imported = iam.Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${ACCOUNT}:role/service-role/Servers`);
    expect(settingsOf(servers({ role: imported, permissions: NodePermissions.sessionOnly() }, stack)).role).toBe('service-role/Servers');
    expect(statementsOf(stack, 'Imported')).toEqual([expect.objectContaining({ Action: SESSION_ACTIONS })]);
  });

  test('has a name of at most 64 characters with its path', () => {
    const stack = newStack();
    const of = (name: string) => ({ role: iam.Role.fromRoleArn(stack, name, `arn:aws:iam::${ACCOUNT}:role/${name}`), permissions: NodePermissions.none() });
    const name = `service-role/${'a'.repeat(52)}`;
    expect(errorOf(() => servers(of(name), stack))).toBe(`role must have a name of at most 64 characters with its path, got ${name}: Systems Manager takes no longer one; use another role [Stack/Servers]`);
    expect(new HybridActivation(stack, 'Fits', of('a'.repeat(64)))).toBeDefined();
  });

  test.each([['ec2.amazonaws.com', 1], ['ssm.amazonaws.com', 0]])('that trusts %s causes %i errors', (service, count) => {
    const stack = newStack();
    servers({ role: role(stack, service) }, stack);
    expect(synthErrors(stack)).toEqual(Array(count).fill(
      expect.stringContaining('role does not trust ssm.amazonaws.com, so no activation can be made with it; add new iam.ServicePrincipal(\'ssm.amazonaws.com\') to its trust policy')));
  });

  test('that is imported takes no managed policy', () => {
    const stack = newStack();
    const imported = iam.Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${ACCOUNT}:role/Servers`);
    expect(errorOf(() => servers({ role: imported }, stack))).toMatch(/^NodePermissions.managedInstanceCore\(\) cannot attach AmazonSSMManagedInstanceCore to a role that is imported/);
  });

  test('that is new needs permissions', () => {
    expect(errorOf(() => servers({ permissions: NodePermissions.none() }))).toBe(
      'permissions must not be NodePermissions.none() without a role: a new role has no other permissions, so that no server registers; remove permissions, or pass a role that has them [Stack/Servers]');
  });

  test('may do the least by choice', () => {
    const activation = servers({ permissions: NodePermissions.sessionOnly() });
    expect(rolesOf(activation)[0].ManagedPolicyArns).toBeUndefined();
    expect(statementsOf(stackOf(activation), 'ServersRole')).toEqual([{ Effect: 'Allow', Action: SESSION_ACTIONS, Resource: '*' }]);
  });

  test('is what is granted to the nodes', () => {
    const stack = newStack();
    const activation = servers({}, stack);
    new kms.Key(stack, 'Key').grantDecrypt(activation);
    expect(statementsOf(stack, 'ServersRole')).toEqual([expect.objectContaining({ Action: 'kms:Decrypt' })]);
  });
});

describe('session preferences', () => {
  test('give the role what hosting sessions takes', () => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    const activation = servers({ sessionPreferences }, stack);
    expect(activation.sessionPreferences).toBe(sessionPreferences);
    const allowed = statementsOf(stack, 'ServersRole').flatMap(({ Action }) => Action);
    expect(allowed).toEqual(expect.arrayContaining(['s3:PutObject', 'logs:PutLogEvents', 'logs:CreateLogStream', 'kms:Decrypt']));
  });

  test('of another region are refused', () => {
    const app = new App();
    const sessionPreferences = new SessionPreferences(newStack(app, 'There', { env: { account: ACCOUNT, region: 'eu-west-1' } }), 'Preferences');
    expect(errorOf(() => servers({ sessionPreferences }, newStack(app)))).toMatch(/must be in the node's region us-east-1, got eu-west-1/);
  });

  test('cannot be hosted by a role that cannot be changed', () => {
    const stack = newStack();
    const imported = iam.Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${ACCOUNT}:role/Servers`, { mutable: false });
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    expect(errorOf(() => servers({ role: imported, permissions: NodePermissions.none(), sessionPreferences }, stack))).toMatch(/^sessionPreferences cannot add a policy to the role/);
  });
});

describe('grantStartSession', () => {
  const START = (stack: Stack) => statementsOf(stack, 'Person').filter(({ Action }) => Action === 'ssm:StartSession');

  test('is for the nodes of this activation alone, with the document of its preferences', () => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences', { documentName: 'servers' });
    const activation = servers({ sessionPreferences }, stack);
    activation.grantStartSession(person(stack));
    const condition = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
    expect(START(stack)).toEqual([
      { Effect: 'Allow', Action: 'ssm:StartSession', Resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:document/servers`, Condition: condition },
      {
        Effect: 'Allow',
        Action: 'ssm:StartSession',
        Resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:managed-instance/*`,
        Condition: { ...condition, StringEquals: { 'ssm:resourceTag/cdk-session-manager:activation': settingsOf(activation).tags['cdk-session-manager:activation'] } },
      },
    ]);
    expect(statementsOf(stack, 'Person')).toContainEqual(expect.objectContaining({
      Action: 'kms:GenerateDataKey', Condition: { StringLike: { 'kms:EncryptionContext:aws:ssm:TargetId': 'mi-*' } },
    }));
  });

  test('takes the default document without preferences', () => {
    const stack = newStack();
    servers({}, stack).grantStartSession(person(stack));
    expect(START(stack)[0].Resource).toBe(`arn:aws:ssm:${REGION}:${ACCOUNT}:document/SSM-SessionManagerRunShell`);
  });

  test('grants nothing to somebody who cannot be changed', () => {
    const activation = servers();
    expect(errorOf(() => activation.grantStartSession(iam.Role.fromRoleArn(activation, 'X', `arn:aws:iam::${ACCOUNT}:role/X`, { mutable: false })))).toMatch(/^grantStartSession cannot add a policy/);
    expect(errorOf(() => activation.grantStartSession(undefined as never))).toMatch(/^grantee must be an iam.IGrantable, got nothing/);
  });

  test.each([true, false])('sessionStatements has the same statements (preferences: %s)', hasPreferences => {
    const stack = newStack();
    const activation = servers({ sessionPreferences: hasPreferences ? new SessionPreferences(stack, 'Preferences') : undefined }, stack);
    activation.grantStartSession(person(stack));
    const written = new Deployed(stack).value(activation.sessionStatements().map(statement => statement.toStatementJson()));
    expect(written).toEqual(statementsOf(stack, 'Person'));
  });

  test('of several activations are told apart, in one stack and in several', () => {
    const app = new App();
    const [one, two] = [newStack(app, 'One'), newStack(app, 'Two')];
    const all = [servers({}, one), new HybridActivation(one, 'Others'), servers({}, two)];
    const conditions = all.map(activation => JSON.stringify(activation.sessionStatements()[1].conditions));
    const tags = conditions.map(condition => /activation":"([^"]+)"/.exec(condition)![1]);
    expect(new Set(tags).size).toBe(3);
  });

  test('the target is one for policies', () => {
    const stack = newStack();
    const activation = servers({ sessionPreferences: new SessionPreferences(stack, 'Preferences') }, stack);
    new SessionAccessPolicy(stack, 'Policy', { targets: [activation.target], documents: [activation.sessionPreferences!] });
    expect(JSON.stringify(policyStatements(stack))).toContain('ssm:resourceTag/cdk-session-manager:activation');
  });
});

describe('grantRegister', () => {
  test('lets somebody read the code, and nothing else', () => {
    const stack = newStack();
    const activation = servers({}, stack);
    activation.grantRegister(person(stack));
    expect(statementsOf(stack, 'Person')).toEqual([{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: resourceOf(activation).SecretArn }]);
    expect(errorOf(() => activation.grantRegister({} as never))).toMatch(/^grantee must be an iam.IGrantable/);
  });

  test.each(['created', 'imported'])('lets them use a key that is %s, for this secret alone', kind => {
    const stack = newStack();
    const encryptionKey = kind === 'created' ? new kms.Key(stack, 'Key') : kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`);
    const activation = servers({ encryptionKey }, stack);
    activation.grantRegister(person(stack));
    const key = new Deployed(stack).value(encryptionKey.keyArn);
    const conditions = { Condition: { StringEquals: { 'kms:EncryptionContext:SecretARN': resourceOf(activation).SecretArn } }, Resource: key, Effect: 'Allow' };
    expect(statementsOf(stack, 'Person')).toContainEqual({ Action: 'kms:Decrypt', ...conditions });
    expect(statementsOf(stack, 'ServersHandlerRole')).toContainEqual({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], ...conditions });
    expect(propertiesOf(stack, 'AWS::SecretsManager::Secret')[0].KmsKeyId).toBeDefined();
  });

  test('takes no key of another region, and no alias', () => {
    const stack = newStack();
    expect(errorOf(() => servers({ encryptionKey: kms.Key.fromKeyArn(stack, 'There', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`) }, stack))).toMatch(/^encryptionKey must be in the stack's region/);
    expect(errorOf(() => servers({ encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/x') }, newStack()))).toMatch(/^encryptionKey must be a key, got the alias/);
  });
});

test('the code is in no part of the template: what is read of the secret is its ARN', () => {
  const stack = newStack();
  const activation = servers({}, stack);
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('resolve:secretsmanager');
  const commands = [activation.registrationCommandLinux, activation.registrationCommandWindows, activation.readCodeCommand];
  expect(JSON.stringify(stack.resolve(commands))).not.toContain('resolve:secretsmanager');
});
