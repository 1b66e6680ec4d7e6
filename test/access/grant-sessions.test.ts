import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  InteractiveCommandDocument, ISsmManagedInstance, PortForwardingDocument, PortForwardingTarget, SessionAccessPolicy, SessionLogging,
  SessionPreferences, SessionTarget, SsmManagedInstance,
} from '../../lib';
import { ACCOUNT, errorOf, newStack, newVpc, propertiesOf, warnings } from '../fixtures';
import { policyStatements } from '../util';

const OTHER_ACCOUNT = '210987654321';
const INSTANCE = 'i-0123456789abcdef0';
const SSO_ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Operators_Night_0123456789abcdef`;

/** A node with transcripts and a key, so that all kinds of statements are there. */
function setUp(stack = newStack()) {
  const sessionPreferences = new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none(), encryptionKey: new kms.Key(stack, 'Key') });
  const role = new iam.Role(stack, 'NodeRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: INSTANCE, role, sessionPreferences });
  const plain = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Plain', { instanceId: INSTANCE });
  return { stack, sessionPreferences, node, plain };
}

/** The statements of the policies of the person, who is not the node. */
function personStatements(stack: Stack): any[] {
  return [...propertiesOf(stack, 'AWS::IAM::Policy'), ...propertiesOf(stack, 'AWS::IAM::ManagedPolicy')]
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action }) => Action !== 'kms:Decrypt');
}

describe('what can be changed from here is granted', () => {
  test.each<[string, (stack: Stack) => iam.IGrantable]>([
    ['a user', stack => new iam.User(stack, 'Person')],
    ['an imported user', stack => iam.User.fromUserName(stack, 'Person', 'alice')],
    ['a group', stack => new iam.Group(stack, 'Person')],
    ['an imported group', stack => iam.Group.fromGroupName(stack, 'Person', 'operators')],
    ['a role', stack => new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() })],
    ['an imported role', stack => iam.Role.fromRoleArn(stack, 'Person', `arn:aws:iam::${ACCOUNT}:role/person`)],
    ['a role that is imported by its name', stack => iam.Role.fromRoleName(stack, 'Person', 'person')],
    ['a managed policy', stack => new iam.ManagedPolicy(stack, 'Person')],
    ['a policy', stack => new iam.Policy(stack, 'Person', { users: [new iam.User(stack, 'User')] })],
  ])('%s', (_, grantee) => {
    const { stack, node } = setUp();
    const grant = node.grantStartSession(grantee(stack));

    expect(grant.success).toBe(true);
    expect(personStatements(stack)).toEqual(stack.resolve(node.sessionStatements().map(statement => statement.toStatementJson())));
    expect(personStatements(stack)).toHaveLength(4);
  });

  test('in a stack whose account is known at deployment only', () => {
    const { stack, node } = setUp(new Stack(new App(), 'Stack'));
    node.grantStartSession(iam.Role.fromRoleArn(stack, 'Person', `arn:aws:iam::${ACCOUNT}:role/person`));
    node.grantStartSession(new iam.User(stack, 'User'));

    expect(personStatements(stack)).toHaveLength(8);
  });

  test('a role of which the CDK makes a report', () => {
    const stack = newStack();
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Person': 'person' } });
    const role = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
    const plain = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Plain', { instanceId: INSTANCE });

    expect(plain.grantStartSession(role).success).toBe(true);
  });
});

describe('what cannot be changed from here is an error', () => {
  const UNCHANGED = (name: string) => `grantStartSession cannot add a policy to ${name}; grant it to a user, group, role or managed policy of this app, `
    + 'import the role with mutable: true, or put what sessionStatements() returns into a policy of the principal [Stack/Node]';
  const PERMISSION_SET = (name: string, set: string) => `grantStartSession cannot change ${name}, a role of IAM Identity Center; `
    + `put the statements into the permission set ${set}: grant them to a managed policy that it refers to by name, `
    + 'or write what sessionStatements() returns into its inline policy [Stack/Node]';
  const ACCOUNTS = (name: string) => `grantStartSession needs a principal of the node's account ${ACCOUNT}, got ${name} of account ${OTHER_ACCOUNT}; `
    + `grant it to a role of account ${ACCOUNT} and let that principal assume the role [Stack/Node]`;

  test.each<[string, string, (stack: Stack) => iam.IGrantable]>([
    ['a role that must not be changed', UNCHANGED('Stack/Person'),
      stack => iam.Role.fromRoleName(stack, 'Person', 'person', { mutable: false })],
    ['a role that must not be changed, with its grants on resources', UNCHANGED('Stack/Person'),
      stack => iam.Role.fromRoleArn(stack, 'Person', `arn:aws:iam::${ACCOUNT}:role/person`, { mutable: false, addGrantsToResources: true })],
    ['a role of this app without its policies', UNCHANGED('Stack/ImmutableRolePerson'),
      stack => new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() }).withoutPolicyUpdates()],
    ['an ARN', UNCHANGED(`ArnPrincipal(arn:aws:iam::${ACCOUNT}:role/person)`), () => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/person`)],
    ['the account', UNCHANGED(`AccountPrincipal(${ACCOUNT})`), () => new iam.AccountPrincipal(ACCOUNT)],
    ['a service', UNCHANGED('ServicePrincipal(lambda.amazonaws.com)'), () => new iam.ServicePrincipal('lambda.amazonaws.com')],
    ['a principal with conditions', UNCHANGED(`ArnPrincipal(arn:aws:iam::${ACCOUNT}:role/person)`),
      () => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/person`).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
    ['a resource that was imported without its role', UNCHANGED('UnknownPrincipal'), stack => new iam.UnknownPrincipal({ resource: stack })],
    ['a role of IAM Identity Center', PERMISSION_SET('Stack/Person', 'Operators_Night'), stack => iam.Role.fromRoleArn(stack, 'Person', SSO_ROLE)],
    ['the same by its name', PERMISSION_SET('Stack/Person', 'Operators_Night'),
      stack => iam.Role.fromRoleName(stack, 'Person', SSO_ROLE.split('/').pop()!)],
    ['the same without its suffix', PERMISSION_SET('Stack/Person', 'Operators'), stack => iam.Role.fromRoleName(stack, 'Person', 'AWSReservedSSO_Operators')],
    ['the same as an ARN', PERMISSION_SET(`ArnPrincipal(${SSO_ROLE})`, 'Operators_Night'), () => new iam.ArnPrincipal(SSO_ROLE)],
    ['an imported role of another account', ACCOUNTS('Stack/Person'), stack => iam.Role.fromRoleArn(stack, 'Person', `arn:aws:iam::${OTHER_ACCOUNT}:role/person`)],
    ['a role of another account of this app', ACCOUNTS('Other/Person'), stack =>
      new iam.Role(newStack(App.of(stack) as App, 'Other', { env: { account: OTHER_ACCOUNT, region: 'us-east-1' } }), 'Person', { assumedBy: new iam.AccountRootPrincipal() })],
    ['a user of another account', ACCOUNTS('Stack/Person'), stack => iam.User.fromUserArn(stack, 'Person', `arn:aws:iam::${OTHER_ACCOUNT}:user/person`)],
    ['another account', ACCOUNTS(`AccountPrincipal(${OTHER_ACCOUNT})`), () => new iam.AccountPrincipal(OTHER_ACCOUNT)],
  ])('%s', (_, message, grantee) => {
    const { stack, node } = setUp();

    expect(errorOf(() => node.grantStartSession(grantee(stack)))).toBe(message);
    expect(personStatements(stack)).toEqual([]);
  });

  test('by a document and by a node without preferences as well', () => {
    const { stack, plain } = setUp();
    const tunnel = new PortForwardingDocument(stack, 'Tunnel', { to: PortForwardingTarget.node(80) });
    const person = new iam.ArnPrincipal(SSO_ROLE);

    expect(errorOf(() => plain.grantStartSession(person))).toContain('the permission set Operators_Night');
    expect(errorOf(() => tunnel.grantStartSession(person, plain))).toContain('the permission set Operators_Night');
  });

  test('not for a role that only has a similar name', () => {
    const { stack, node } = setUp();

    expect(errorOf(() => node.grantStartSession(iam.Role.fromRoleName(stack, 'Person', 'NoAWSReservedSSO_Operators')))).toBeUndefined();
  });
});

describe('sessionStatements', () => {
  const resolved = (stack: Stack, statements: iam.PolicyStatement[]) => stack.resolve(statements.map(statement => statement.toStatementJson()));

  test('are the ones of the preferences that the node has', () => {
    const { stack, node, sessionPreferences } = setUp();

    expect(resolved(stack, node.sessionStatements())).toEqual(resolved(stack, sessionPreferences.sessionStatements(node)));
    expect(node.sessionStatements().flatMap(({ actions }) => actions)).toEqual([
      'ssm:StartSession', 'ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel', 'kms:GenerateDataKey',
    ]);
  });

  test('check the document, unless it is the account\'s default one, with which a session that names none runs', () => {
    const { node, plain } = setUp();
    const conditions = (of: ISsmManagedInstance) => of.sessionStatements()[0].conditions;

    expect(conditions(node)).toEqual({ BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } });
    expect(node.startSessionCommand).toContain(' --document-name ');
    expect(conditions(plain)).toEqual({});
    expect(plain.startSessionCommand).not.toContain('--document-name');
  });

  test('can be put into an inline policy, such as that of a permission set', () => {
    const { stack, plain } = setUp();
    new iam.Policy(stack, 'Policy', { users: [new iam.User(stack, 'User')], statements: plain.sessionStatements() });

    expect(policyStatements(stack).filter(({ Action }) => Action === 'ssm:StartSession')).toHaveLength(1);
  });

  test('of a document let the node host its sessions, as the grant does', () => {
    const { stack, sessionPreferences } = setUp();
    const role = new iam.Role(stack, 'Host', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Other', { instanceId: 'i-99999999999999999', role });
    const document = new InteractiveCommandDocument(stack, 'Top', { commands: { linux: { commands: 'top' } }, sessionPreferences });
    document.sessionStatements(node);
    const hosts = propertiesOf(stack, 'AWS::IAM::Policy').filter(({ Roles: [{ Ref }] }) => Ref.startsWith('Host'));

    expect(hosts.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map(({ Action }) => Action)).toEqual(['kms:Decrypt']);
  });

  test('of a document of another region are refused, as the grant is', () => {
    const { stack, plain } = setUp();
    const elsewhere = newStack(App.of(stack) as App, 'Elsewhere', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    const tunnel = new PortForwardingDocument(elsewhere, 'Tunnel', { to: PortForwardingTarget.node(80) });

    expect(errorOf(() => tunnel.sessionStatements(plain))).toContain('must be in the node\'s region us-east-1, got eu-west-1');
  });
});

describe('grantStartSessionOn', () => {
  const person = (stack: Stack) => new iam.User(stack, 'Person');

  test('a node grants what grantStartSession grants', () => {
    const [one, other] = [setUp(), setUp()];
    one.sessionPreferences.grantStartSession(person(one.stack), one.node);
    other.sessionPreferences.grantStartSessionOn(person(other.stack), SessionTarget.node(other.node));

    expect(Template.fromStack(other.stack).toJSON()).toEqual(Template.fromStack(one.stack).toJSON());
  });

  test('nodes with a tag grants what a policy for them says', () => {
    const { stack, sessionPreferences } = setUp();
    const target = SessionTarget.tagged('env', 'prod');
    const policy = new SessionAccessPolicy(stack, 'Policy', { targets: [target], documents: [sessionPreferences] });
    sessionPreferences.grantStartSessionOn(person(stack), target);

    expect(propertiesOf(stack, 'AWS::IAM::Policy').map(({ PolicyDocument }) => PolicyDocument)).toContainEqual(stack.resolve(policy.toPermissionSetPolicy()));
  });

  test('a group lets its instances host the sessions', () => {
    const { stack, sessionPreferences } = setUp();
    const group = new autoscaling.AutoScalingGroup(stack, 'Web', {
      vpc: newVpc(stack), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    sessionPreferences.grantStartSessionOn(person(stack), SessionTarget.fleet(group));
    const [host] = propertiesOf(stack, 'AWS::IAM::Policy').filter(({ Roles }) => Roles?.[0].Ref.startsWith('Web'));

    expect(host.PolicyDocument.Statement.map(({ Action }: any) => Action)).toEqual(['kms:Decrypt']);
    expect(personStatements(stack).filter(({ Action }) => Action === 'ssm:StartSession').map(({ Condition }) => Condition.StringEquals)).toContainEqual(
      { 'ssm:resourceTag/aws:autoscaling:groupName': { Ref: expect.stringMatching(/^Web/) } });
  });

  test('all nodes warns', () => {
    const { stack, sessionPreferences } = setUp();
    const user = person(stack);
    const warned = (target: SessionTarget) => {
      sessionPreferences.grantStartSessionOn(user, target);
      return warnings(stack).join().includes('SessionAccess.allNodes');
    };

    expect([SessionTarget.managedNodes(), SessionTarget.all()].map(warned)).toEqual([false, true]);
  });

  test.each<[string, string, (stack: Stack) => iam.IGrantable]>([
    ['a role of IAM Identity Center', 'grantStartSessionOn cannot change Stack/Person, a role of IAM Identity Center; put the statements into the permission set '
      + 'Operators_Night: grant them to a managed policy that it refers to by name, or write what toPermissionSetPolicy() of a SessionAccessPolicy returns into its inline policy [Stack/Preferences]',
    stack => iam.Role.fromRoleArn(stack, 'Person', SSO_ROLE)],
    ['an ARN', 'grantStartSessionOn cannot add a policy to ArnPrincipal(arn:aws:iam::123456789012:role/person); grant it to a user, group, role or managed policy of this app, '
      + 'import the role with mutable: true, or put what toPermissionSetPolicy() of a SessionAccessPolicy returns into a policy of the principal [Stack/Preferences]',
    () => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/person`)],
  ])('%s is an error', (_, message, grantee) => {
    const { stack, sessionPreferences } = setUp();

    expect(errorOf(() => sessionPreferences.grantStartSessionOn(grantee(stack), SessionTarget.tagged('env', 'prod')))).toBe(message);
  });

  test.each<[string, (elsewhere: Stack) => SessionTarget]>([
    ['a node', elsewhere => SessionTarget.node(SsmManagedInstance.fromSsmManagedInstanceAttributes(elsewhere, 'Far', { instanceId: INSTANCE }))],
    ['a group', elsewhere => SessionTarget.fleet(autoscaling.AutoScalingGroup.fromAutoScalingGroupName(elsewhere, 'Far', 'web'))],
  ])('%s of another region is an error', (_, target) => {
    const { stack, sessionPreferences } = setUp();
    const elsewhere = newStack(App.of(stack) as App, 'Elsewhere', { env: { account: ACCOUNT, region: 'eu-west-1' } });

    expect(errorOf(() => sessionPreferences.grantStartSessionOn(person(stack), target(elsewhere)))).toContain('must be in the node\'s region eu-west-1, got us-east-1');
  });
});
