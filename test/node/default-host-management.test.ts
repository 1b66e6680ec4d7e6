import { readFileSync } from 'fs';
import { App, CfnParameter, CfnResource, Environment, RemovalPolicy, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  AccountSessionPreferences, DefaultHostManagement, DefaultHostManagementProps, NodePermissions, SessionEncryption, SessionLogging,
  SessionPreferences,
} from '../../lib';
import { ACCOUNT, FLAGS, REGION, errorOf, newStack } from '../fixtures';
import { Deployed } from '../preferences/deployed';
import { SESSION_ACTIONS, policyStatements, synthErrors, warnings } from '../util';
import { problemsOf } from '../validation';

const TYPE = 'AWS::SSM::DefaultHostManagementConfiguration';
const SETTING_TYPE = 'AWS::SSM::ServiceSetting';
const SETTING_ID = '/ssm/managed-instance/default-ec2-instance-management-role';
const TURNED_OFF = 'cdk-session-manager:DefaultHostManagement.turnedOffWithStack';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/service-role/existing`;

function setUp(props: DefaultHostManagementProps = {}, stack = newStack()) {
  return { stack, management: new DefaultHostManagement(stack, 'It', props) };
}

const resourcesOf = (stack: Stack, type: string): [string, any][] => Object.entries(Template.fromStack(stack).findResources(type));
const settingOf = (stack: Stack): any => resourcesOf(stack, TYPE)[0][1];
const errorWith = (props: DefaultHostManagementProps, stack = newStack()) => errorOf(() => setUp(props, stack));
const ssmRole = (stack: Stack, id = 'Role') => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com') });
const EXISTING = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN);

describe.each(FLAGS)('by default, in an app with %s', (_, context) => {
  const { stack, management } = setUp({}, newStack(new App({ context })));
  const template = Template.fromStack(stack);

  test('there is the setting, and a role with the policy of AWS, and nothing else', () => {
    const { Resources } = template.toJSON();
    expect(Object.values<any>(Resources).map(({ Type }) => Type).sort()).toEqual(['AWS::IAM::Role', TYPE]);
    const [[roleId, role]] = resourcesOf(stack, 'AWS::IAM::Role');
    expect(settingOf(stack).Properties).toEqual({ PermissionModel: 'SELF_MANAGED', CustomerManagedRoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] } });
    expect(settingOf(stack).DependsOn).toBeUndefined();
    expect(role.Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' } }],
      },
      Description: 'Default Host Management Stack/It',
      ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy']] }],
    });
    expect(stack.resolve(management.role.roleArn)).toEqual({ 'Fn::GetAtt': [roleId, 'Arn'] });
  });

  test('both are kept when the stack is deleted, and not when it could not be created', () => {
    for (const type of [TYPE, 'AWS::IAM::Role']) {
      expect(resourcesOf(stack, type)[0][1]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('there is no warning', () => {
    expect(warnings(stack)).toEqual([]);
  });

  test('the rules of newer versions of the CDK do not stop synthesis because the type is newer than they are', () => {
    const [{ data }] = management.node.defaultChild!.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    expect(data).toEqual({ 'CloudFormation-Validate::F3006': `${TYPE} is newer than the rules of the CDK` });
  });
});

/** The type is newer than the validator's copy of the registry. */
const NOT_IN_ITS_REGISTRY = `FATAL F3006: Unknown resource type '${TYPE}'`;

describe('The template', () => {
  test('is the same each time', () => {
    const [a, b] = [1, 2].map(() => {
      const stack = newStack();
      setUp({ sessionPreferences: new SessionPreferences(stack, 'Preferences') }, stack);
      return Template.fromStack(stack).toJSON();
    });
    expect(a).toEqual(b);
  });

  test.each<[string, Environment | undefined]>([
    ['any region', undefined],
    ['aws', { account: ACCOUNT, region: 'eu-west-1' }],
    ['aws-cn', { account: ACCOUNT, region: 'cn-north-1' }],
    ['aws-us-gov', { account: ACCOUNT, region: 'us-gov-west-1' }],
  ])('is valid CloudFormation in %s, and names no partition', (_name, env) => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env });
    setUp({ sessionPreferences: new SessionPreferences(stack, 'Preferences') }, stack);
    const file = app.synth().getStackByName(stack.stackName).templateFullPath;
    expect(readFileSync(file, 'utf8')).not.toMatch(/arn:aws[-a-z]*:/);
    expect(problemsOf(file).filter(problem => problem !== NOT_IN_ITS_REGISTRY)).toEqual([]);
  });

  test('has the properties of the schema, whose patterns fit', () => {
    const { stack } = setUp();
    const { PermissionModel, CustomerManagedRoleArn, ...others } = new Deployed(stack).properties(TYPE)[resourcesOf(stack, TYPE)[0][0]];
    expect(others).toEqual({});
    expect(['SERVICE_MANAGED', 'SELF_MANAGED']).toContain(PermissionModel);
    expect(CustomerManagedRoleArn).toMatch(/^arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:role\/[\w+=,.@/-]+$/);
  });

  test('has no finding of cdk-nag but for the policy of AWS', () => {
    const app = new App();
    const stack = newStack(app);
    setUp({}, stack);
    app.synth();
    expect(new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName)).toEqual([
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy]',
    ]);
  });
});

describe('The permissions', () => {
  test('sessionOnly() is an inline policy for sessions and nothing else, which the setting waits for', () => {
    const { stack } = setUp({ permissions: NodePermissions.sessionOnly() });
    expect(policyStatements(stack)).toEqual([{ Effect: 'Allow', Action: SESSION_ACTIONS, Resource: '*' }]);
    expect(resourcesOf(stack, 'AWS::IAM::Role')[0][1].Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(settingOf(stack).DependsOn).toEqual(resourcesOf(stack, 'AWS::IAM::Policy').map(([id]) => id));
    expect(resourcesOf(stack, 'AWS::IAM::Policy')[0][1]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
  });

  test('managedInstanceCore() replaces the policy', () => {
    const { stack } = setUp({ permissions: NodePermissions.managedInstanceCore() });
    const { ManagedPolicyArns } = resourcesOf(stack, 'AWS::IAM::Role')[0][1].Properties;
    expect(JSON.stringify(ManagedPolicyArns)).toContain('AmazonSSMManagedInstanceCore');
    expect(ManagedPolicyArns).toHaveLength(1);
  });

  test('none() is an error with a new role', () => {
    expect(errorWith({ permissions: NodePermissions.none() })).toBe(
      'permissions must grant something to a new role, got NodePermissions.none(), with which no instance would ever register; leave it out, or pass a role that has its permissions already [Stack/It]');
  });

  test('none() leaves a role that was passed as it is', () => {
    const stack = newStack();
    setUp({ role: ssmRole(stack), permissions: NodePermissions.none() }, stack);
    expect(resourcesOf(stack, 'AWS::IAM::Role')[0][1].Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(policyStatements(stack)).toEqual([]);
  });
});

describe('sessionPreferences', () => {
  test('let the role write transcripts and open encryption, on what they name', () => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    const { management } = setUp({ sessionPreferences }, stack);
    const deployed = new Deployed(stack);
    const [policy] = Object.values<any>(deployed.properties('AWS::IAM::Policy'));
    const { logging: { bucket, logGroup }, encryptionKey } = sessionPreferences;
    const allowed = (action: string) => policy.PolicyDocument.Statement
      .filter(({ Action }: any) => [Action].flat().includes(action)).flatMap(({ Resource }: any) => Resource);
    expect(policy.Roles).toEqual([deployed.value(management.role.roleName)]);
    expect(allowed('s3:PutObject')).toEqual([`${deployed.value(bucket!.bucketArn)}/*`]);
    expect(allowed('s3:GetEncryptionConfiguration')).toEqual([deployed.value(bucket!.bucketArn)]);
    expect(allowed('logs:PutLogEvents')).toEqual([deployed.value(logGroup!.logGroup.logGroupArn).replace(/\*$/, 'log-stream:*')]);
    expect(allowed('kms:Decrypt')).toEqual(expect.arrayContaining([deployed.value(encryptionKey!.keyArn)]));
    expect(settingOf(stack).DependsOn).toEqual(resourcesOf(stack, 'AWS::IAM::Policy').map(([id]) => id));
  });

  test('that come later are granted and waited for as well, and those that are there are granted once', () => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none() });
    const { management } = setUp({}, stack);
    expect(management._hosts(sessionPreferences)).toBe(false);
    management.addSessionPreferences(sessionPreferences);
    const once = policyStatements(stack).length;
    management.addSessionPreferences(sessionPreferences);
    expect(management._hosts(sessionPreferences)).toBe(true);
    expect(policyStatements(stack)).toHaveLength(once);
    expect(resourcesOf(stack, 'AWS::IAM::Policy')[0][1]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(settingOf(stack).DependsOn).toEqual(resourcesOf(stack, 'AWS::IAM::Policy').map(([id]) => id));
  });

  test('of the account are granted too', () => {
    const stack = newStack();
    setUp({ sessionPreferences: new AccountSessionPreferences(stack, 'Preferences', { logging: SessionLogging.none() }) }, stack);
    expect(JSON.stringify(policyStatements(stack))).toContain('kms:Decrypt');
  });

  test('without transcripts and a key add nothing', () => {
    const stack = newStack();
    setUp({ sessionPreferences: new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none(), encryption: SessionEncryption.none() }) }, stack);
    expect(policyStatements(stack)).toEqual([]);
  });

  test('of another region are an error', () => {
    const app = new App();
    const elsewhere = newStack(app, 'Elsewhere', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    expect(errorWith({ sessionPreferences: new SessionPreferences(elsewhere, 'Preferences') }, newStack(app))).toBe(
      `the session document Elsewhere/Preferences must be in the node's region ${REGION}, got eu-west-1; make one in that region [Stack/It]`);
  });

  test('that an unchangeable role cannot host are an error', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN, { mutable: false });
    expect(errorWith({ role, permissions: NodePermissions.none(), sessionPreferences: new SessionPreferences(stack, 'Preferences') }, stack)).toMatch(
      /^sessionPreferences cannot add a policy to the role, which is imported or cannot be changed; .*\[Stack\/It\]$/);
  });

  test('of a wrong type are an error in addSessionPreferences', () => {
    expect(errorOf(() => setUp().management.addSessionPreferences('shell' as any))).toBe(
      'preferences must be an ISessionPreferences, got \'shell\'; pass one such as new SessionPreferences(this, \'Preferences\') [Stack/It]');
  });
});

describe('A role that is passed', () => {
  test('gets the policy of AWS, and is neither kept nor made', () => {
    const stack = newStack();
    const role = ssmRole(stack);
    setUp({ role }, stack);
    const [[id, { Properties, DeletionPolicy }], ...others] = resourcesOf(stack, 'AWS::IAM::Role');
    expect(others).toEqual([]);
    expect(JSON.stringify(Properties.ManagedPolicyArns)).toContain('AmazonSSMManagedEC2InstanceDefaultPolicy');
    expect(DeletionPolicy).toBeUndefined();
    expect(settingOf(stack)).toMatchObject({ Properties: { CustomerManagedRoleArn: { 'Fn::GetAtt': [id, 'Arn'] } } });
  });

  test('with a path is named with it', () => {
    const stack = newStack();
    setUp({ role: EXISTING(stack), permissions: NodePermissions.none() }, stack);
    expect(settingOf(stack).Properties.CustomerManagedRoleArn).toBe(ROLE_ARN);
  });

  test('may be known at deployment only', () => {
    const stack = newStack();
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    setUp({ role: iam.Role.fromRoleArn(stack, 'Role', arn), permissions: NodePermissions.none() }, stack);
    expect(settingOf(stack).Properties.CustomerManagedRoleArn).toEqual({ Ref: 'Arn' });
  });

  test('of another stack is waited for', () => {
    const app = new App();
    const roles = newStack(app, 'Roles');
    const stack = newStack(app);
    setUp({ role: ssmRole(roles) }, stack);
    Template.fromStack(stack);
    expect(stack.dependencies).toEqual([roles]);
  });

  test('that is imported takes no policy of AWS, and says so', () => {
    const stack = newStack();
    expect(errorWith({ role: EXISTING(stack) }, stack)).toBe(
      'AmazonSSMManagedEC2InstanceDefaultPolicy cannot be attached to a role that is imported or cannot be changed; set permissions: NodePermissions.sessionOnly(), which adds an inline policy to an imported one, or attach it yourself and set permissions: NodePermissions.none(). The role must allow ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel [Stack/It]');
  });

  test('that is imported takes the inline policy of sessionOnly(), which the setting waits for', () => {
    const stack = newStack();
    setUp({ role: EXISTING(stack), permissions: NodePermissions.sessionOnly() }, stack);
    expect(policyStatements(stack)).toEqual([{ Effect: 'Allow', Action: SESSION_ACTIONS, Resource: '*' }]);
    expect(settingOf(stack).DependsOn).toEqual(resourcesOf(stack, 'AWS::IAM::Policy').map(([id]) => id));
  });

  test('of another account is an error', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::210987654321:role/theirs');
    expect(errorWith({ role, permissions: NodePermissions.none() }, stack)).toBe(
      `role must be of this account ${ACCOUNT}, got one of 210987654321; Systems Manager takes no role of another account, use one of this account [Stack/It]`);
  });

  test('that is service-linked is an error', () => {
    const stack = newStack();
    const arn = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM`;
    expect(errorWith({ role: iam.Role.fromRoleArn(stack, 'Role', arn), permissions: NodePermissions.none() }, stack)).toBe(
      `role must be one that Systems Manager may be given, got the service-linked role ${arn}, which only its own service assumes; use another role, or leave it out [Stack/It]`);
  });

  test.each<[string, (stack: Stack) => iam.IPrincipal, boolean]>([
    ['EC2', () => new iam.ServicePrincipal('ec2.amazonaws.com'), false],
    ['an account', () => new iam.AccountRootPrincipal(), false],
    ['Systems Manager', () => new iam.ServicePrincipal('ssm.amazonaws.com'), true],
    ['Systems Manager among others', () => new iam.CompositePrincipal(new iam.ServicePrincipal('ec2.amazonaws.com'), new iam.ServicePrincipal('ssm.amazonaws.com')), true],
    ['a service whose name begins alike', () => new iam.ServicePrincipal('ssm-incidents.amazonaws.com'), false],
    ['everybody', () => new iam.StarPrincipal(), true],
  ])('that trusts %s', (_name, assumedBy, isTaken) => {
    const stack = newStack();
    setUp({ role: new iam.Role(stack, 'Role', { assumedBy: assumedBy(stack) }) }, stack);
    expect(synthErrors(stack)).toEqual(isTaken ? [] : [
      '[Stack/It] role does not trust ssm.amazonaws.com, so no instance gets credentials from it; add new iam.ServicePrincipal(\'ssm.amazonaws.com\') to its trust policy (SSM-IDN-013: The role of Default Host Management is given to nodes, and allows what every session needs)',
    ]);
  });

  test('that gets its trust later is taken', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    setUp({ role }, stack);
    role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.ServicePrincipal('ssm.amazonaws.com')] }));
    expect(synthErrors(stack)).toEqual([]);
  });
});

describe('removalPolicy', () => {
  const POLICIES: [RemovalPolicy, string, string][] = [
    [RemovalPolicy.RETAIN, 'Retain', 'Retain'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate', 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
  ];
  const all = (stack: Stack) => [TYPE, 'AWS::IAM::Role', 'AWS::IAM::Policy'].flatMap(type => resourcesOf(stack, type).map(([, resource]) => resource));

  test.each(POLICIES)('%s is that of the setting, of its role and of the policies of it', (removalPolicy, DeletionPolicy, UpdateReplacePolicy) => {
    const { stack } = setUp({ removalPolicy, permissions: NodePermissions.sessionOnly() });
    expect(all(stack)).toHaveLength(3);
    all(stack).forEach(resource => expect(resource).toMatchObject({ DeletionPolicy, UpdateReplacePolicy }));
  });

  test.each(POLICIES)('%s by applyRemovalPolicy is the same', (policy, DeletionPolicy, UpdateReplacePolicy) => {
    const { stack, management } = setUp({ permissions: NodePermissions.sessionOnly() });
    management.applyRemovalPolicy(policy);
    all(stack).forEach(resource => expect(resource).toMatchObject({ DeletionPolicy, UpdateReplacePolicy }));
  });

  test('DESTROY causes a warning, which can be acknowledged', () => {
    const { stack, management } = setUp({ removalPolicy: RemovalPolicy.DESTROY });
    expect(warnings(stack)).toEqual([TURNED_OFF]);
    Validations.of(management).acknowledge({ id: TURNED_OFF, reason: 'a sandbox' });
    expect(warnings(stack)).toEqual([]);
  });

  test('RETAIN causes none', () => {
    expect(warnings(setUp({ removalPolicy: RemovalPolicy.RETAIN }).stack)).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    ['as a prop', () => setUp({ removalPolicy: RemovalPolicy.SNAPSHOT })],
    ['by applyRemovalPolicy', () => setUp().management.applyRemovalPolicy(RemovalPolicy.SNAPSHOT)],
  ])('SNAPSHOT %s is an error', (_name, make) => {
    expect(errorOf(make)).toBe(
      'removalPolicy must be RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY, got SNAPSHOT, which a setting does not have; leave it out to keep the setting [Stack/It]');
  });
});

describe('Two of them', () => {
  const conflict = (self: string, other: string) =>
    `[${self}] an account has one Default Host Management Configuration in a region, and ${other} sets it too; keep one of the two, or set another env on one of the stacks`;
  const inTwo = (one?: Environment, other?: Environment) => {
    const app = new App();
    const stacks = [new Stack(app, 'One', { env: one }), new Stack(app, 'Other', { env: other })];
    stacks.forEach(stack => new DefaultHostManagement(stack, 'It'));
    return synthErrors(stacks[0]);
  };
  const HERE = { account: ACCOUNT, region: REGION };

  test('in a stack are an error', () => {
    const stack = newStack();
    setUp({}, stack);
    new DefaultHostManagement(stack, 'Again');
    expect(synthErrors(stack)).toEqual([conflict('Stack/It', 'Stack/Again/Resource'), conflict('Stack/Again', 'Stack/It/Resource')]);
  });

  test.each<[string, Environment | undefined, Environment | undefined, boolean]>([
    ['of one environment', HERE, HERE, true],
    ['whose environments are not known', undefined, undefined, true],
    ['of two regions', HERE, { ...HERE, region: 'eu-west-1' }, false],
    ['of two accounts', HERE, { ...HERE, account: '210987654321' }, false],
    ['of which one has no environment', HERE, undefined, false],
  ])('in stacks %s', (_name, one, other, isError) => {
    expect(inTwo(one, other)).toEqual(isError ? [conflict('One/It', 'Other/It/Resource'), conflict('Other/It', 'One/It/Resource')] : []);
  });

  test('in stages of two accounts are none', () => {
    const app = new App();
    const stages = [ACCOUNT, '210987654321'].map(account => new Stage(app, `Stage${account}`, { env: { account, region: REGION } }));
    stages.forEach(stage => new DefaultHostManagement(new Stack(stage, 'Stack'), 'It'));
    expect(errorOf(() => app.synth())).toBeUndefined();
  });

  test.each<[string, string, Record<string, unknown>, boolean]>([
    ['the resource itself', TYPE, { PermissionModel: 'SERVICE_MANAGED' }, true],
    ['the setting', SETTING_TYPE, { SettingId: SETTING_ID, SettingValue: 'their-role' }, true],
    ['the setting by its ARN', SETTING_TYPE, { SettingId: `arn:aws:ssm:${REGION}:${ACCOUNT}:servicesetting${SETTING_ID}`, SettingValue: '$None' }, true],
    ['the setting as a class of a newer CDK writes it', SETTING_TYPE, { settingId: SETTING_ID, settingValue: 'their-role' }, true],
    ['another setting', SETTING_TYPE, { SettingId: '/ssm/managed-instance/activation-tier', SettingValue: 'advanced' }, false],
    ['a setting without an id', SETTING_TYPE, {}, false],
  ])('of which one is %s', (_name, type, properties, isError) => {
    const stack = newStack();
    setUp({}, stack);
    new CfnResource(stack, 'Theirs', { type, properties });
    expect(synthErrors(stack)).toEqual(isError ? [conflict('Stack/It', 'Stack/Theirs')] : []);
  });
});
