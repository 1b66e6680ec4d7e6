import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  AccountSessionPreferences, InteractiveCommandDocument, ISessionDocument, NonInteractiveCommandDocument, PortForwardingDocument,
  PortForwardingTarget, SessionAccessPolicy, SessionAccessPolicyProps, SessionLogging, SessionPreferences, SessionTarget, SsmManagedInstance,
} from '../../lib';
import { ACCOUNT, FLAGS, errorOf, newStack, newVpc, propertiesOf, warnings } from '../fixtures';
import { deployed, only, synthErrors } from '../util';

const OTHER_ACCOUNT = '210987654321';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const SSO_ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_0123456789abcdef`;
const NAMED = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
const OWN = { StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' } };
const SESSIONS = `arn:aws:ssm:us-east-1:${ACCOUNT}:session/*`;
const INSTANCES = `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`;
const MANAGED_NODES = `arn:aws:ssm:us-east-1:${ACCOUNT}:managed-instance/*`;

const document = (name: string) => `arn:aws:ssm:us-east-1:${ACCOUNT}:document/${name}`;
const instance = (id: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${id}`;
const idOf = (number: number) => `i-${number.toString(16).padStart(17, '0')}`;

const shell = (stack: Stack, documentName = 'shell', withKey = false): ISessionDocument => SessionPreferences.fromSessionPreferencesAttributes(stack, documentName, {
  documentName,
  logging: SessionLogging.none(),
  encryptionKey: withKey ? kms.Key.fromKeyArn(stack, `${documentName}Key`, KEY) : undefined,
});
const node = (stack: Stack, instanceId = idOf(1)) => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, instanceId, {
  instanceId, role: iam.Role.fromRoleName(stack, `${instanceId}Role`, 'node'),
});
const windows = (stack: Stack) => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Windows', {
  instanceId: idOf(9), platform: ec2.OperatingSystemType.WINDOWS, role: iam.Role.fromRoleName(stack, 'WindowsRole', 'node'),
});
const newGroup = (stack: Stack, machineImage: ec2.IMachineImage = ec2.MachineImage.latestAmazonLinux2023()) =>
  new autoscaling.AutoScalingGroup(stack, 'Web', { vpc: newVpc(stack), instanceType: new ec2.InstanceType('t3.micro'), machineImage });
const fleet = (stack: Stack, name: string) => SessionTarget.fleet(autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, name, name));
const prod = SessionTarget.tagged('env', 'prod');

/** The statements of the policy, in a stack of its own unless one is given. */
function statementsOf(props: (stack: Stack) => Partial<SessionAccessPolicyProps>, stack = newStack()): any[] {
  new SessionAccessPolicy(stack, 'It', { targets: [prod], ...props(stack) });
  // The role of an imported group is unknown.
  Validations.of(stack).acknowledge({ id: '@aws-cdk/aws-iam:unknownPrincipalAddStatementToRole', reason: 'The group is in another stack' });
  return deployed(only(stack, 'AWS::IAM::ManagedPolicy').Properties.PolicyDocument.Statement);
}

const startsOf = (statements: any[]) => statements.filter(({ Action }) => Action === 'ssm:StartSession');
const failure = (props: (stack: Stack) => Partial<SessionAccessPolicyProps>, stack = newStack()) =>
  errorOf(() => new SessionAccessPolicy(stack, 'It', { targets: [prod], documents: [shell(stack)], ...props(stack) }));

describe('the statements', () => {
  test('of a node and a document are those of a grant', () => {
    const stack = newStack();
    const [target, preferences] = [node(stack), shell(stack, 'shell', true)];

    expect(statementsOf(() => ({ targets: [SessionTarget.node(target)], documents: [preferences] }), stack)).toEqual(
      deployed(stack.resolve(preferences.sessionStatements(target).map(statement => statement.toStatementJson()))));
  });

  test('of a tag and a document', () => {
    expect(statementsOf(stack => ({ documents: [shell(stack, 'shell', true)] }))).toEqual([
      { Effect: 'Allow', Action: 'ssm:StartSession', Resource: document('shell'), Condition: NAMED },
      {
        Effect: 'Allow',
        Action: 'ssm:StartSession',
        Resource: [INSTANCES, MANAGED_NODES],
        Condition: { ...NAMED, StringEquals: { 'ssm:resourceTag/env': 'prod' } },
      },
      { Effect: 'Allow', Action: ['ssm:ResumeSession', 'ssm:TerminateSession'], Resource: SESSIONS, Condition: OWN },
      { Effect: 'Allow', Action: 'ssmmessages:OpenDataChannel', Resource: SESSIONS },
      { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: KEY, Condition: { StringLike: { 'kms:EncryptionContext:aws:ssm:TargetId': ['i-*', 'mi-*'] } } },
    ]);
  });

  test('name every kind of document, and no other', () => {
    const starts = startsOf(statementsOf(stack => {
      const commands = { linux: { commands: 'top' } };
      return {
        targets: [SessionTarget.node(node(stack))],
        documents: [
          shell(stack),
          new PortForwardingDocument(stack, 'Tunnel', { documentName: 'tunnel', to: PortForwardingTarget.node(80) }),
          new InteractiveCommandDocument(stack, 'Top', { documentName: 'top', commands }),
          new NonInteractiveCommandDocument(stack, 'Run', { documentName: 'run', commands }),
        ],
        ssh: true,
      };
    }));

    expect(starts).toEqual([{
      Effect: 'Allow',
      Action: 'ssm:StartSession',
      Resource: [
        instance(idOf(1)), document('shell'), expect.stringMatching(/document\/<Tunnel\w+>$/), expect.stringMatching(/document\/<Top\w+>$/),
        expect.stringMatching(/document\/<Run\w+>$/), 'arn:aws:ssm:us-east-1::document/AWS-StartSSHSession',
      ],
      Condition: NAMED,
    }]);
  });

  test('let a session name no document where the account\'s default one is granted', () => {
    const starts = (make: (stack: Stack) => ISessionDocument[]) => startsOf(statementsOf(stack => ({ documents: make(stack) })));
    const imported = starts(stack => [shell(stack, 'SSM-SessionManagerRunShell'), shell(stack)]);

    expect(imported.map(({ Condition }) => Condition)).toEqual([undefined, { StringEquals: { 'ssm:resourceTag/env': 'prod' } }]);
    expect(starts(stack => [new AccountSessionPreferences(stack, 'Account', { logging: SessionLogging.none() })])).toEqual([
      { ...imported[0], Resource: document('SSM-SessionManagerRunShell') }, imported[1],
    ]);
  });

  test('never compare the tags of a document', () => {
    const tagged = startsOf(statementsOf(stack => ({
      targets: [SessionTarget.node(node(stack)), prod, SessionTarget.taggedAll({ a: '1', b: '2' }), fleet(stack, 'web'), SessionTarget.managedNodes()],
      documents: [shell(stack)],
      ssh: true,
    }))).filter(({ Condition }) => JSON.stringify(Condition).includes('resourceTag'));

    expect(tagged).toHaveLength(3);
    expect(JSON.stringify(tagged)).not.toContain(':document/');
  });

  test('have every tag of a target in one condition, so that a node must have them all', () => {
    expect(startsOf(statementsOf(stack => ({ targets: [SessionTarget.taggedAll({ env: 'prod', team: 'web' })], documents: [shell(stack)] })))[1].Condition).toEqual(
      { ...NAMED, StringEquals: { 'ssm:resourceTag/env': 'prod', 'ssm:resourceTag/team': 'web' } });
  });

  test('grow by an ARN for a node, and by a value for a group or a tag', () => {
    const starts = startsOf(statementsOf(stack => ({
      targets: [
        SessionTarget.node(node(stack, idOf(1))), SessionTarget.node(node(stack, idOf(2))), SessionTarget.node(node(stack, 'mi-0123456789abcdef0')),
        prod, SessionTarget.tagged('env', 'test'), SessionTarget.tagged('env', 'prod'), SessionTarget.tagged('team', 'web'), fleet(stack, 'web'), fleet(stack, 'batch'),
      ],
      documents: [shell(stack), shell(stack, 'other')],
    })));

    expect(starts.map(({ Resource }) => Resource)).toEqual([
      [instance(idOf(1)), instance(idOf(2)), `arn:aws:ssm:us-east-1:${ACCOUNT}:managed-instance/mi-0123456789abcdef0`, document('shell'), document('other')],
      [INSTANCES, MANAGED_NODES],
      [INSTANCES, MANAGED_NODES],
      INSTANCES,
    ]);
    expect(starts.slice(1).map(({ Condition }) => Condition.StringEquals)).toEqual([
      { 'ssm:resourceTag/env': ['prod', 'test'] }, { 'ssm:resourceTag/team': 'web' }, { 'ssm:resourceTag/aws:autoscaling:groupName': ['web', 'batch'] },
    ]);
  });

  test('of several tags are not put together with those of one of them', () => {
    const teams = ['web', 'data'].map(team => SessionTarget.taggedAll({ env: 'prod', team }));
    const targets = [SessionTarget.tagged('env', 'test'), ...teams];
    const starts = startsOf(statementsOf(stack => ({ targets, documents: [shell(stack)] })));

    expect(starts.slice(1).map(({ Condition }) => Condition.StringEquals)).toEqual([
      { 'ssm:resourceTag/env': 'test' },
      { 'ssm:resourceTag/env': 'prod', 'ssm:resourceTag/team': 'web' },
      { 'ssm:resourceTag/env': 'prod', 'ssm:resourceTag/team': 'data' },
    ]);
  });

  test.each<[string, (stack: Stack) => SessionTarget[], object]>([
    ['named nodes', stack => [SessionTarget.node(node(stack)), SessionTarget.node(node(stack, idOf(2)))], { StringEquals: [idOf(1), idOf(2)] }],
    ['a group', stack => [fleet(stack, 'web')], { StringLike: 'i-*' }],
    ['nodes outside EC2', () => [SessionTarget.managedNodes()], { StringLike: 'mi-*' }],
    ['a node and a group', stack => [SessionTarget.node(node(stack)), fleet(stack, 'web')], { StringLike: [idOf(1), 'i-*'] }],
  ])('let people use the keys for sessions with %s only', (_name, targets, condition) => {
    const keys = statementsOf(stack => ({ targets: targets(stack), documents: [shell(stack, 'first', true), shell(stack, 'second', true)] }))
      .filter(({ Action }) => Action === 'kms:GenerateDataKey');
    const [[operator, ids]] = Object.entries(condition);

    expect(keys).toEqual([{ Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: KEY, Condition: { [operator]: { 'kms:EncryptionContext:aws:ssm:TargetId': ids } } }]);
  });

  test('have no key for documents that encrypt with none', () => {
    expect(JSON.stringify(statementsOf(stack => ({ documents: [shell(stack)], ssh: true })))).not.toContain('kms:');
  });

  test('have the key of commands that run with preferences', () => {
    const statements = statementsOf(stack => ({
      documents: [new InteractiveCommandDocument(stack, 'Top', {
        commands: { linux: { commands: 'top' } },
        sessionPreferences: new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none() }),
      })],
    }));

    expect(statements.filter(({ Action }) => Action === 'kms:GenerateDataKey').map(({ Resource }) => Resource)).toEqual([expect.stringMatching(/^<PreferencesKey\w+\.Arn>$/)]);
  });

  test('of ownSessionsOnly: false are about everybody\'s sessions', () => {
    expect(statementsOf(stack => ({ documents: [shell(stack)], ownSessionsOnly: false })).filter(({ Action }) => Action.includes('ssm:ResumeSession'))).toEqual([
      { Effect: 'Allow', Action: ['ssm:ResumeSession', 'ssm:TerminateSession'], Resource: SESSIONS },
    ]);
  });

  test('of the console list everything, and read the documents that are granted and no other', () => {
    const consoleOf = (documents: (stack: Stack) => ISessionDocument[]) =>
      statementsOf(stack => ({ documents: documents(stack), ssh: true, console: true })).filter(({ Action }) => /:(Describe|Get|List)/.test(String(Action)));
    const listing = ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:DescribeInstanceProperties', 'ssm:GetConnectionStatus', 'ssm:DescribeSessions'];

    expect(consoleOf(stack => [shell(stack, 'SSM-SessionManagerRunShell')])).toEqual([{ Effect: 'Allow', Action: listing, Resource: '*' }]);
    expect(consoleOf(stack => [shell(stack)])).toEqual([
      { Effect: 'Allow', Action: [...listing, 'ssm:ListDocuments'], Resource: '*' },
      { Effect: 'Allow', Action: 'ssm:GetDocument', Resource: document('shell') },
    ]);
    expect(JSON.stringify(statementsOf(stack => ({ documents: [shell(stack)] })))).not.toMatch(/:(Describe|Get|List|SendCommand)/);
  });

  describe('of Remote Desktop', () => {
    const VIA = { 'aws:CalledViaFirst': 'ssm-guiconnect.amazonaws.com' };
    const TUNNEL = 'arn:aws:ssm:us-east-1::document/AWS-StartPortForwardingSession';
    const NODES = ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:DescribeInstanceProperties', 'ssm:GetConnectionStatus'];

    test('let the service start sessions with the nodes, and the person start connections', () => {
      expect(statementsOf(stack => ({ targets: [SessionTarget.node(windows(stack)), prod], remoteDesktop: true }))).toEqual([
        { Effect: 'Allow', Action: 'ssm:StartSession', Resource: [instance(idOf(9)), TUNNEL], Condition: { StringEquals: VIA } },
        {
          Effect: 'Allow',
          Action: 'ssm:StartSession',
          Resource: [INSTANCES, MANAGED_NODES],
          Condition: { StringEquals: { ...VIA, 'ssm:resourceTag/env': 'prod' } },
        },
        { Effect: 'Allow', Action: ['ssm:ResumeSession', 'ssm:TerminateSession'], Resource: SESSIONS, Condition: OWN },
        { Effect: 'Allow', Action: 'ssmmessages:OpenDataChannel', Resource: SESSIONS },
        { Effect: 'Allow', Action: 'ssm-guiconnect:StartConnection', Resource: '*' },
        { Effect: 'Allow', Action: ['ssm-guiconnect:CancelConnection', 'ssm-guiconnect:GetConnection'], Resource: '*' },
        { Effect: 'Allow', Action: NODES, Resource: '*' },
      ]);
    });

    test('keep its document apart from those of the person', () => {
      const starts = startsOf(statementsOf(stack => ({
        targets: [SessionTarget.node(windows(stack))], documents: [shell(stack)], remoteDesktop: true,
      })));

      expect(starts).toEqual([
        { Effect: 'Allow', Action: 'ssm:StartSession', Resource: [instance(idOf(9)), document('shell')], Condition: NAMED },
        { Effect: 'Allow', Action: 'ssm:StartSession', Resource: [instance(idOf(9)), TUNNEL], Condition: { StringEquals: VIA } },
      ]);
    });

    test('ask for MFA and networks where the person starts the connection, since the service calls from elsewhere', () => {
      const statements = statementsOf(() => ({ remoteDesktop: true, requireMfa: true, fromNetworks: ['198.51.100.0/24'] }));
      const checked = { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } };

      expect(statements.filter(({ Condition = {} }) => 'Bool' in Condition).map(({ Action, Condition }) => [Action, Condition])).toEqual([
        ['ssm:ResumeSession', { ...OWN, ...checked }], ['ssm-guiconnect:StartConnection', checked],
      ]);
      expect(startsOf(statements).map(({ Condition }) => Object.keys(Condition))).toEqual([['StringEquals'], ['StringEquals']]);
    });

    test('with the console list connections and sessions too', () => {
      const actions = statementsOf(() => ({ remoteDesktop: true, console: true })).flatMap(({ Action }) => Action);

      expect(actions).toEqual(expect.arrayContaining([...NODES, 'ssm:DescribeSessions', 'ssm-guiconnect:ListConnections']));
      expect(statementsOf(stack => ({ documents: [shell(stack)], console: true })).flatMap(({ Action }) => Action).join()).not.toContain('guiconnect');
    });
  });

  test('of requireMfa and fromNetworks are about starting and resuming, and deny where the key is absent', () => {
    const statements = statementsOf(stack => ({
      targets: [SessionTarget.node(node(stack)), prod], documents: [shell(stack, 'shell', true)], console: true, requireMfa: true, fromNetworks: ['198.51.100.0/24', '2001:db8::/56'],
    }));
    const checked = { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, IpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '2001:db8::/56'] } };

    expect(statements.filter(({ Condition = {} }) => 'Bool' in Condition || 'IpAddress' in Condition).map(({ Action, Condition }) => [Action, Condition])).toEqual([
      ['ssm:StartSession', { ...NAMED, ...checked }],
      ['ssm:StartSession', { ...NAMED, ...checked, StringEquals: { 'ssm:resourceTag/env': 'prod' } }],
      ['ssm:ResumeSession', { ...OWN, ...checked }],
    ]);
    expect(statements.filter(({ Action }) => Action === 'ssm:TerminateSession')).toEqual([{ Effect: 'Allow', Action: 'ssm:TerminateSession', Resource: SESSIONS, Condition: OWN }]);
  });

  test.each([['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov']])('of %s are for the partition %s', (region, partition) => {
    const stack = newStack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Stack', { env: { account: ACCOUNT, region } });
    const resources = statementsOf(() => ({ targets: [SessionTarget.node(node(stack)), prod], documents: [shell(stack)], ssh: true }), stack)
      .flatMap(({ Resource }) => Resource);

    expect(resources.filter(arn => !arn.startsWith(`arn:${partition}:`))).toEqual([]);
    expect(resources).toContain(`arn:${partition}:ssm:${region}::document/AWS-StartSSHSession`);
  });

  test('of a stack for any account and region are for those of the deployment', () => {
    expect(startsOf(statementsOf(stack => ({ documents: [shell(stack)] }), new Stack(new App(), 'Stack')))[0].Resource).toBe(document('shell'));
  });

  test.each(FLAGS)('are the same each time, with %s', (_name, context) => {
    const template = () => {
      const stack = newStack(new App({ context }));
      statementsOf(() => ({ targets: [fleet(stack, 'b'), prod, fleet(stack, 'a'), SessionTarget.node(node(stack))], documents: [shell(stack)], console: true }), stack);
      return Template.fromStack(stack).toJSON();
    };

    expect(template()).toEqual(template());
  });
});

describe('the policy', () => {
  test('is attached to roles, groups and users, and can be used as any managed policy', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const policy = new SessionAccessPolicy(stack, 'It', {
      targets: [prod],
      documents: [shell(stack)],
      managedPolicyName: 'operators',
      description: 'People on call',
      roles: [role],
      groups: [new iam.Group(stack, 'Group')],
      users: [new iam.User(stack, 'User')],
    });
    policy.attachToRole(new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal() }));
    new iam.Role(stack, 'Bounded', { assumedBy: new iam.AccountRootPrincipal(), permissionsBoundary: policy });
    const managed: iam.IManagedPolicy = policy;

    expect(deployed(only(stack, 'AWS::IAM::ManagedPolicy').Properties)).toMatchObject({
      ManagedPolicyName: 'operators',
      Description: 'People on call',
      Roles: [expect.stringMatching(/^<Role/), expect.stringMatching(/^<Other/)],
      Groups: [expect.stringMatching(/^<Group/)],
      Users: [expect.stringMatching(/^<User/)],
    });
    expect(stack.resolve(managed.managedPolicyArn)).toEqual({ Ref: expect.stringMatching(/^It/) });
  });

  test('gives nodes and groups their side of the sessions, once', () => {
    const stack = newStack();
    const key = new kms.Key(stack, 'Key');
    const preferences = new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none(), encryptionKey: key });
    const commands = new InteractiveCommandDocument(stack, 'Top', { commands: { linux: { commands: 'top' } }, sessionPreferences: preferences });
    const vpc = newVpc(stack);
    const host = new SsmManagedInstance(stack, 'Node', { vpc });
    const group = new autoscaling.AutoScalingGroup(stack, 'Web', {
      vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    new SessionAccessPolicy(stack, 'It', { targets: [SessionTarget.node(host), SessionTarget.fleet(group)], documents: [preferences, commands] });
    const decrypting = propertiesOf(stack, 'AWS::IAM::Policy').flatMap(({ Roles, PolicyDocument }) =>
      PolicyDocument.Statement.filter(({ Action }: any) => Action === 'kms:Decrypt').map(() => Roles[0].Ref));

    expect(decrypting.sort()).toEqual([expect.stringMatching(/^NodeRole|^NodeInstance/), expect.stringMatching(/^WebInstanceRole/)]);
  });

  test('of a tunnel gives a group nothing', () => {
    const stack = newStack();
    const group = new autoscaling.AutoScalingGroup(stack, 'Web', {
      vpc: newVpc(stack), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    new SessionAccessPolicy(stack, 'It', {
      targets: [SessionTarget.fleet(group)], documents: [new PortForwardingDocument(stack, 'Tunnel', { to: PortForwardingTarget.node(80) })],
    });

    expect(propertiesOf(stack, 'AWS::IAM::Policy')).toEqual([]);
  });

  test('becomes the inline policy of a permission set', () => {
    const stack = newStack();
    const policy = new SessionAccessPolicy(stack, 'It', { targets: [prod], documents: [shell(stack)], console: true });

    expect(stack.resolve(policy.toPermissionSetPolicy())).toEqual(only(stack, 'AWS::IAM::ManagedPolicy').Properties.PolicyDocument);
  });

  test('with requireMfa does not, since it would deny everybody', () => {
    const stack = newStack();
    const policy = new SessionAccessPolicy(stack, 'It', { targets: [prod], documents: [shell(stack)], requireMfa: true });

    expect(errorOf(() => policy.toPermissionSetPolicy())).toBe(
      'toPermissionSetPolicy needs requireMfa: false, got true, with which nobody could connect: sessions of IAM Identity Center are never marked as made with MFA; '
      + 'let IAM Identity Center ask for it at sign-in [Stack/It]');
  });
});

describe('warnings', () => {
  const of = (props: Partial<SessionAccessPolicyProps>) => {
    const stack = newStack();
    new SessionAccessPolicy(stack, 'It', { targets: [prod], documents: [shell(stack)], ...props });
    return warnings(stack).map(text => /SessionAccess\.\w+/.exec(text)?.[0]);
  };

  test.each<[string, Partial<SessionAccessPolicyProps>, string[]]>([
    ['nothing that is wide', { ssh: false, remoteDesktop: false, ownSessionsOnly: true }, []],
    ['all nodes', { targets: [prod, SessionTarget.all()] }, ['SessionAccess.allNodes']],
    ['SSH', { ssh: true }, ['SessionAccess.sshNeverLogged']],
    ['Remote Desktop', { remoteDesktop: true }, ['SessionAccess.remoteDesktopNeverLogged']],
    ['the sessions of others', { ownSessionsOnly: false }, ['SessionAccess.sessionsOfOthers']],
    ['nodes outside EC2', { targets: [SessionTarget.managedNodes()] }, []],
  ])('of %s', (_name, props, expected) => {
    expect(of(props)).toEqual(expected);
  });
});

describe('errors', () => {
  test.each<[string, (stack: Stack) => Partial<SessionAccessPolicyProps>, string]>([
    ['no targets', () => ({ targets: [] }), 'targets must be one or more, got none; name the nodes, such as SessionTarget.node(node) [Stack/It]'],
    ['no documents', () => ({ documents: undefined }),
      'documents must be one or more unless ssh or remoteDesktop is true, got none, with which no session starts; name one, such as the sessionPreferences of the nodes [Stack/It]'],
    ['an empty list of documents', () => ({ documents: [] }),
      'documents must be one or more unless ssh or remoteDesktop is true, got none, with which no session starts; name one, such as the sessionPreferences of the nodes [Stack/It]'],
    ['a network that is not public', () => ({ fromNetworks: ['10.0.0.0/8'] }),
      'fromNetworks must be public addresses, got \'10.0.0.0/8\': AWS sees the address that a network has outside, such as that of its NAT gateway; name that one [Stack/It]'],
    ['a role of IAM Identity Center', stack => ({ roles: [iam.Role.fromRoleArn(stack, 'Person', SSO_ROLE)] }),
      'SessionAccessPolicy cannot change Stack/Person, a role of IAM Identity Center; put the statements into the permission set Operators: '
      + 'grant them to a managed policy that it refers to by name, or write what toPermissionSetPolicy() returns into its inline policy [Stack/It]'],
    ['a role of another account', stack => ({ roles: [iam.Role.fromRoleArn(stack, 'Person', `arn:aws:iam::${OTHER_ACCOUNT}:role/person`)] }),
      `SessionAccessPolicy needs a principal of the node's account ${ACCOUNT}, got Stack/Person of account ${OTHER_ACCOUNT}; `
      + `grant it to a role of account ${ACCOUNT} and let that principal assume the role [Stack/It]`],
    ['commands that are not for the platform of a node', stack => ({
      targets: [SessionTarget.node(node(stack))], documents: [new InteractiveCommandDocument(stack, 'Dir', { commands: { windows: { commands: 'dir' } } })],
    }), 'commands must have linux, the platform of Stack/i-00000000000000001, got windows; add commands.linux, or use another node [Stack/Dir]'],
    ['Remote Desktop with a node that runs Linux', stack => ({ targets: [prod, SessionTarget.node(windows(stack)), SessionTarget.node(node(stack))], remoteDesktop: true }),
      'remoteDesktop needs nodes that run Windows, got Stack/i-00000000000000001, which does not; remove it from targets, or grant it by a SessionAccessPolicy of its own [Stack/It]'],
    ['Remote Desktop with a group that runs Linux', stack => ({ targets: [SessionTarget.fleet(newGroup(stack))], remoteDesktop: true }),
      'remoteDesktop needs nodes that run Windows, got Stack/Web, which does not; remove it from targets, or grant it by a SessionAccessPolicy of its own [Stack/It]'],
  ])('of %s', (_name, props, error) => {
    expect(failure(props)).toBe(error);
  });

  test.each<[string, (stack: Stack) => SessionTarget]>([
    ['a node', stack => SessionTarget.node(windows(stack))],
    ['a group', stack => SessionTarget.fleet(newGroup(stack, ec2.MachineImage.latestWindows(ec2.WindowsVersion.WINDOWS_SERVER_2022_ENGLISH_FULL_BASE)))],
    ['a group whose system nobody knows', stack => fleet(stack, 'web')],
  ])('of Remote Desktop with %s that may run Windows there is none', (_name, target) => {
    const stack = newStack();

    expect(failure(() => ({ targets: [target(stack)], remoteDesktop: true }), stack)).toBeUndefined();
  });

  test.each([{ ssh: true }, { remoteDesktop: true }])('of %j alone there is none', options => {
    expect(failure(() => ({ documents: undefined, ...options }))).toBeUndefined();
  });

  test.each<[string, string, (elsewhere: Stack) => Partial<SessionAccessPolicyProps>]>([
    ['a node', 'Elsewhere/i-00000000000000001', elsewhere => ({ targets: [SessionTarget.node(node(elsewhere))] })],
    ['a group', 'Elsewhere/web', elsewhere => ({ targets: [fleet(elsewhere, 'web')] })],
    ['a document', 'Elsewhere/there', elsewhere => ({ documents: [shell(elsewhere, 'there')] })],
  ])('of %s of another region or account', (_name, path, props) => {
    for (const [place, env, here, there] of [
      ['region', { account: ACCOUNT, region: 'eu-west-1' }, 'us-east-1', 'eu-west-1'],
      ['account', { account: OTHER_ACCOUNT, region: 'us-east-1' }, ACCOUNT, OTHER_ACCOUNT],
    ] as const) {
      const app = new App();
      const elsewhere = newStack(app, 'Elsewhere', { env });

      expect(failure(() => props(elsewhere), newStack(app))).toBe(
        `${path} must be in the policy's ${place} ${here}, got ${there}; make one SessionAccessPolicy in each ${place} [Stack/It]`);
    }
  });

  test('nothing is granted to a node if something is wrong', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const preferences = new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none() });
    const windowsOnly = new InteractiveCommandDocument(stack, 'Dir', { commands: { windows: { commands: 'dir' } } });
    const host = new SsmManagedInstance(stack, 'Node', { vpc });

    expect(errorOf(() => new SessionAccessPolicy(stack, 'It', { targets: [SessionTarget.node(host)], documents: [preferences, windowsOnly] }))).toContain('commands must have linux');
    expect(host.role.node.tryFindChild('DefaultPolicy')).toBeUndefined();
    preferences.grantStartSession(new iam.User(stack, 'User'), host);
    expect(host.role.node.tryFindChild('DefaultPolicy')).toBeDefined();
  });
});

describe('a policy that is too large', () => {
  const withNodes = (count: number, stack = newStack()) => {
    new SessionAccessPolicy(stack, 'It', {
      targets: Array.from({ length: count }, (_, i) => SessionTarget.node(node(stack, idOf(i)))), documents: [shell(stack)],
    });
    return synthErrors(stack);
  };

  test('is an error that says how to split it', () => {
    expect(withNodes(200)).toEqual([expect.stringMatching(
      /^\[Stack\/It\] the policy has 1\d{4} characters or more, and IAM takes 6144; split targets over several SessionAccessPolicy with the same documents, or give the nodes a tag and use SessionTarget\.tagged\(\), which takes the same space for any number of nodes$/)]);
  });

  test('is none with as many nodes as fit', () => {
    expect(withNodes(70)).toEqual([]);
  });

  test('is none with any number of tagged nodes, or a hundred groups', () => {
    const stack = newStack();
    new SessionAccessPolicy(stack, 'It', { targets: Array.from({ length: 100 }, (_, i) => fleet(stack, `group-${i}`)), documents: [shell(stack)] });

    expect(synthErrors(stack)).toEqual([]);
  });
});
