import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  InteractiveCommandDocument, ISessionDocument, PortForwardingDocument, PortForwardingTarget, SessionAccessPolicy, SessionEncryption,
  SessionLogging, SessionPermissionSet, SessionPermissionSetProps, SessionPreferences, SessionTarget, SsmManagedInstance,
} from '../../lib';
import { ACCOUNT, FLAGS, errorOf, newStack, propertiesOf, warnings } from '../fixtures';
import { deployed, only, synthErrors } from '../util';

const INSTANCE_ARN = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const [FIRST, SECOND] = ['111111111111', '222222222222'];
const GROUP = '01234567-89ab-cdef-0123-456789abcdef';
const USER = 'fedcba98-7654-3210-fedc-ba9876543210';

const shell = (stack: Stack, encryptionKey?: kms.IKey) =>
  SessionPreferences.fromSessionPreferencesAttributes(stack, encryptionKey ? 'EncryptedShell' : 'Shell', { documentName: 'shell', logging: SessionLogging.none(), encryptionKey });

function make(props: Partial<SessionPermissionSetProps> = {}, stack = newStack()): Stack {
  new SessionPermissionSet(stack, 'It', {
    instanceArn: INSTANCE_ARN,
    permissionSetName: 'Operators',
    targets: [SessionTarget.tagged('env', 'prod')],
    documents: [shell(stack)],
    accounts: [FIRST],
    ...props,
  });
  return stack;
}

const permissionSet = (stack: Stack) => deployed(only(stack, 'AWS::SSO::PermissionSet').Properties);
const statementsOf = (props?: Partial<SessionPermissionSetProps>, stack?: Stack): any[] => permissionSet(make(props, stack)).InlinePolicy.Statement;
const resourcesOf = (statements: any[]): string[] => statements.flatMap(({ Resource }) => Resource);
const failure = (props: Partial<SessionPermissionSetProps>) => errorOf(() => make(props));

describe('the permission set', () => {
  test('has the statements of a SessionAccessPolicy of the account', () => {
    const options = { targets: [SessionTarget.tagged('env', 'prod'), SessionTarget.managedNodes()], ssh: true, remoteDesktop: true, console: true, fromNetworks: ['198.51.100.0/24'] };
    const stack = make({ ...options, accounts: [ACCOUNT] });
    const other = newStack();
    const policy = new SessionAccessPolicy(other, 'It', { ...options, documents: [shell(other)] });

    expect(permissionSet(stack).InlinePolicy).toEqual(deployed(other.resolve(policy.toPermissionSetPolicy())));
  });

  test('has its name, and nothing that was not asked for', () => {
    expect(permissionSet(make())).toEqual({ InstanceArn: INSTANCE_ARN, Name: 'Operators', InlinePolicy: expect.anything() });
    expect(propertiesOf(make(), 'AWS::SSO::Assignment')).toEqual([]);
  });

  test('has a description and a duration', () => {
    expect(permissionSet(make({ description: 'People on call', sessionDuration: Duration.hours(8) }))).toMatchObject({ Description: 'People on call', SessionDuration: 'PT8H' });
  });

  test('gives its ARN', () => {
    const stack = newStack();
    const set = new SessionPermissionSet(stack, 'It', {
      instanceArn: INSTANCE_ARN, permissionSetName: 'Operators', targets: [SessionTarget.managedNodes()], ssh: true, accounts: [FIRST],
    });

    expect(deployed(stack.resolve(set.permissionSetArn))).toMatch(/^<It\w+\.PermissionSetArn>$/);
  });

  test('is assigned to groups and users, each in its account', () => {
    const stack = make({ accounts: undefined, assignments: [{ account: FIRST, groupId: GROUP }, { account: SECOND, userId: USER }] });
    const target = { InstanceArn: INSTANCE_ARN, PermissionSetArn: expect.stringMatching(/^<It/), TargetType: 'AWS_ACCOUNT' };

    expect(deployed(propertiesOf(stack, 'AWS::SSO::Assignment'))).toEqual([
      { ...target, PrincipalType: 'GROUP', PrincipalId: GROUP, TargetId: FIRST },
      { ...target, PrincipalType: 'USER', PrincipalId: USER, TargetId: SECOND },
    ]);
  });

  test('keeps an assignment where it is when another one goes', () => {
    const idsOf = (...groups: string[]) => Object.keys(Template.fromStack(make({ assignments: groups.map(groupId => ({ account: FIRST, groupId })) })).findResources('AWS::SSO::Assignment'));

    expect(idsOf(USER, GROUP)).toContain(idsOf(GROUP)[0]);
  });

  test('is assigned by ids that are known at deployment only', () => {
    const stack = make({ assignments: [GROUP, USER].map(groupId => ({ account: FIRST, groupId: Lazy.string({ produce: () => groupId }) })) });

    expect(propertiesOf(stack, 'AWS::SSO::Assignment').map(({ PrincipalId }) => PrincipalId)).toEqual([GROUP, USER]);
  });

  test.each(FLAGS)('is the same each time, with %s', (_name, context) => {
    const template = () => Template.fromStack(make({ console: true }, newStack(new App({ context })))).toJSON();

    expect(template()).toEqual(template());
  });

  test('warns as a policy does', () => {
    expect(warnings(make({ targets: [SessionTarget.all()], ssh: true, remoteDesktop: true, ownSessionsOnly: false })).map(text => /SessionAccess\.\w+/.exec(text)?.[0])).toEqual(
      ['SessionAccess.allNodes', 'SessionAccess.sshNeverLogged', 'SessionAccess.remoteDesktopNeverLogged', 'SessionAccess.sessionsOfOthers']);
  });
});

describe('the places that it names', () => {
  test('are the accounts of the assignments, in the region of the stack', () => {
    const assignments = [{ account: FIRST, groupId: GROUP }, { account: SECOND, groupId: GROUP }, { account: SECOND, userId: USER }];
    const resources = resourcesOf(statementsOf({ accounts: undefined, assignments }));

    expect([...new Set(resources)].sort()).toEqual([FIRST, SECOND].flatMap(account => [
      `arn:aws:ec2:us-east-1:${account}:instance/*`,
      `arn:aws:ssm:us-east-1:${account}:document/shell`,
      `arn:aws:ssm:us-east-1:${account}:managed-instance/*`,
      `arn:aws:ssm:us-east-1:${account}:session/*`,
    ]).sort());
  });

  test('are the accounts and regions that are named', () => {
    const documents = resourcesOf(statementsOf({ accounts: [FIRST, SECOND, FIRST], regions: ['eu-west-1', 'eu-north-1'], ssh: true })).filter(arn => arn.includes(':document/'));

    expect(documents).toEqual([
      ...[FIRST, SECOND].flatMap(account => ['eu-west-1', 'eu-north-1'].map(region => `arn:aws:ssm:${region}:${account}:document/shell`)),
      ...['eu-west-1', 'eu-north-1'].map(region => `arn:aws:ssm:${region}::document/AWS-StartSSHSession`),
    ]);
  });

  test('may be every account that it is assigned in', () => {
    expect(resourcesOf(statementsOf({ accounts: ['*'] }))).toContain('arn:aws:ssm:us-east-1:*:document/shell');
  });

  test('are where the nodes are that it names', () => {
    const stack = newStack();
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: 'i-0123456789abcdef0' });

    expect(resourcesOf(statementsOf({ targets: [SessionTarget.node(node)], accounts: [FIRST] }, stack))).toContain(
      `arn:aws:ec2:us-east-1:${FIRST}:instance/i-0123456789abcdef0`);
  });

  test('have documents that a stack of another account makes, if they have names', () => {
    const commands = { linux: { commands: 'top' } };
    const madeElsewhere = (makeDocument: (workload: Stack, documentName?: string) => ISessionDocument, documentName?: string) => {
      const app = new App();
      const workload = newStack(app, 'Workload', { env: { account: FIRST, region: 'us-east-1' } });
      return make({ documents: [makeDocument(workload, documentName)] }, newStack(app));
    };

    for (const makeDocument of [
      (stack: Stack, documentName?: string) => new PortForwardingDocument(stack, 'Tunnel', { documentName, to: PortForwardingTarget.node(5432) }),
      (stack: Stack, documentName?: string) => new InteractiveCommandDocument(stack, 'Top', { documentName, commands }),
      (stack: Stack, documentName?: string) => new SessionPreferences(stack, 'Preferences', {
        documentName, logging: SessionLogging.none(), encryption: SessionEncryption.none(),
      }),
    ]) {
      const { Statement } = permissionSet(madeElsewhere(makeDocument, 'their-own')).InlinePolicy;
      expect(resourcesOf(Statement)).toContain(`arn:aws:ssm:us-east-1:${FIRST}:document/their-own`);
      expect(errorOf(() => Template.fromStack(madeElsewhere(makeDocument)))).toContain('physical name');
    }
  });

  test('have the key of a document of another account', () => {
    const stack = newStack();
    const key = `arn:aws:kms:us-east-1:${FIRST}:key/11111111-2222-3333-4444-555555555555`;

    expect(statementsOf({ documents: [shell(stack, kms.Key.fromKeyArn(stack, 'Key', key))] }, stack)).toContainEqual({
      Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: key, Condition: { StringLike: { 'kms:EncryptionContext:aws:ssm:TargetId': ['i-*', 'mi-*'] } },
    });
  });
});

test('it never asks for MFA, of which IAM Identity Center tells IAM nothing', () => {
  expect(JSON.stringify(statementsOf({ requireMfa: true } as object))).not.toContain('MultiFactorAuth');
});

describe('errors', () => {
  test.each<[string, Partial<SessionPermissionSetProps>, string]>([
    ['no accounts', { accounts: undefined }, 'accounts must be one or more, got none, nor assignments; name the accounts of the nodes [Stack/It]'],
    ['an empty list of accounts', { accounts: [], assignments: [{ account: FIRST, groupId: GROUP }] }, 'accounts must be one or more, got none, nor assignments; name the accounts of the nodes [Stack/It]'],
    ['no regions', { regions: [] }, 'regions must be one or more, got none; name the regions of the nodes, or leave it out for that of the stack [Stack/It]'],
    ['a wrong account', { accounts: ['production'] }, 'accounts must be ids of accounts, got \'production\'; write one such as \'123456789012\' [Stack/It]'],
    ['a wrong account of an assignment', { assignments: [{ account: '1', groupId: GROUP }] }, 'assignments.0.account must be ids of accounts, got \'1\'; write one such as \'123456789012\' [Stack/It]'],
    ['an assignment in every account', { assignments: [{ account: '*', groupId: GROUP }] }, 'assignments.0.account must be the id of an account, got \'*\'; make an assignment for each account [Stack/It]'],
    ['an assignment to nobody', { assignments: [{ account: FIRST }] }, 'assignments.0 must have either groupId or userId, got neither; name one of the two [Stack/It]'],
    ['an assignment to two', { assignments: [{ account: FIRST, groupId: GROUP, userId: USER }] }, 'assignments.0 must have either groupId or userId, got both; name one of the two [Stack/It]'],
    ['a name that is too long', { permissionSetName: 'x'.repeat(33) }, `permissionSetName must be 1-32 of the characters A-Z a-z 0-9 _ + = , . @ -, got '${'x'.repeat(33)}'; use a name such as 'Operators' [Stack/It]`],
    ['a name with a blank', { permissionSetName: 'On call' }, 'permissionSetName must be 1-32 of the characters A-Z a-z 0-9 _ + = , . @ -, got \'On call\'; use a name such as \'Operators\' [Stack/It]'],
    ['a short duration', { sessionDuration: Duration.minutes(59) }, 'sessionDuration must be 1-12 hours, got 59 minutes; use Duration.hours(n) in that range [Stack/It]'],
    ['a long duration', { sessionDuration: Duration.hours(13) }, 'sessionDuration must be 1-12 hours, got 13 hours; use Duration.hours(n) in that range [Stack/It]'],
    ['a duration that nobody knows yet', { sessionDuration: Duration.hours(Lazy.number({ produce: () => 2 })) },
      'sessionDuration must be known at synthesis, got a value known at deployment only; use Duration.hours(n) with a number [Stack/It]'],
    ['no targets', { targets: [] }, 'targets must be one or more, got none; name the nodes, such as SessionTarget.node(node) [Stack/It]'],
  ])('of %s', (_name, props, error) => {
    expect(failure(props)).toBe(error);
  });

  test.each([Duration.hours(1), Duration.minutes(90), Duration.hours(12), undefined])('of %s there is none', sessionDuration => {
    expect(failure({ sessionDuration })).toBeUndefined();
  });

  test('of a policy that is too large say how to split it', () => {
    const accounts = (count: number) => Array.from({ length: count }, (_, i) => String(100000000000 + i));

    expect(synthErrors(make({ accounts: accounts(30) }))).toEqual([]);
    expect(synthErrors(make({ accounts: accounts(60) }))).toEqual([expect.stringMatching(
      /^\[Stack\/It\] the policy has 1\d{4} characters or more, and IAM Identity Center takes 10240; name nodes by tags with SessionTarget\.tagged\(\), or split accounts or targets over several SessionPermissionSet$/)]);
  });
});
