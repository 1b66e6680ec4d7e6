import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import {
  InteractiveCommandDocument, ISessionDocument, ISessionLogGroup, PortForwardingDocument, PortForwardingTarget, SessionGuardrail,
  SessionGuardrailProps, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences,
} from '../../lib';
import { ACCOUNT, FLAGS, errorOf, newStack, propertiesOf } from '../fixtures';
import { deployed, only, synthErrors } from '../util';

const ADMINISTRATOR = `arn:aws:iam::${ACCOUNT}:role/Administrator`;
const TRAIL = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/sessions`;
const NODES = ['arn:aws:ec2:*:*:instance/*', 'arn:aws:ssm:*:*:managed-instance/*', 'arn:aws:ecs:*:*:task/*'];
const EXCEPTED = { ArnNotLike: { 'aws:PrincipalArn': ADMINISTRATOR } };

const documentArn = (name: string) => `arn:aws:ssm:us-east-1:${ACCOUNT}:document/${name}`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const LOG_GROUP = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/sessions`;

/** Preferences that exist already and log into a log group. */
function shell(stack: Stack, documentName = 'shell', withKey = false): ISessionDocument {
  const logGroup = stack.node.tryFindChild('Group') as ISessionLogGroup | undefined
    ?? SessionLogGroup.fromSessionLogGroupAttributes(stack, 'Group', { logGroupName: '/sessions', encrypted: false });
  return SessionPreferences.fromSessionPreferencesAttributes(stack, documentName, {
    documentName,
    logging: new SessionLogging(stack, `${documentName}Logging`, { logGroup }),
    encryptionKey: withKey ? kms.Key.fromKeyArn(stack, `${documentName}Key`, KEY) : undefined,
  });
}

const guardrail = (props: Partial<SessionGuardrailProps> = {}, stack = newStack()) =>
  new SessionGuardrail(stack, 'It', { ...props, documents: props.documents ?? [shell(stack)] });
const resolved = ({ node: { scope } }: SessionGuardrail, value: unknown) => deployed(Stack.of(scope!).resolve(value));

function denialsOf(props: (stack: Stack) => Partial<SessionGuardrailProps> = () => ({}), stack = newStack()): any[] {
  const made = guardrail(props(stack), stack);
  return resolved(made, made.managedPolicy.document).Statement;
}

describe('the denials', () => {
  test('of one document, its log group and its key', () => {
    expect(denialsOf(stack => ({ documents: [shell(stack, 'production', true)], exceptPrincipals: [ADMINISTRATOR], trailArns: [TRAIL] }))).toEqual([
      { Effect: 'Deny', Action: 'ssm:StartSession', NotResource: [documentArn('production'), ...NODES], Condition: EXCEPTED },
      { Effect: 'Deny', Action: 'ssm:StartSession', Resource: '*', Condition: { Bool: { 'ssm:SessionDocumentAccessCheck': 'false' }, ...EXCEPTED } },
      {
        Effect: 'Deny',
        Action: ['ssm:CreateDocument', 'ssm:DeleteDocument', 'ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion'],
        Resource: documentArn('production'),
        Condition: EXCEPTED,
      },
      {
        Effect: 'Deny',
        Action: [
          'logs:AssociateKmsKey', 'logs:DeleteLogGroup', 'logs:DeleteLogStream', 'logs:DisassociateKmsKey', 'logs:PutDataProtectionPolicy', 'logs:PutRetentionPolicy',
        ],
        Resource: [LOG_GROUP, `${LOG_GROUP}:*`],
        Condition: EXCEPTED,
      },
      {
        Effect: 'Deny',
        Action: ['kms:DeleteImportedKeyMaterial', 'kms:DisableKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
        Resource: KEY,
        Condition: EXCEPTED,
      },
      {
        Effect: 'Deny',
        Action: ['cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors', 'cloudtrail:StopLogging', 'cloudtrail:UpdateTrail'],
        Resource: TRAIL,
        Condition: EXCEPTED,
      },
      {
        Effect: 'Deny',
        Action: ['ssm:CreateAssociation', 'ssm:CreateAssociationBatch', 'ssm:SendCommand', 'ssm:UpdateAssociation'],
        Resource: '*',
        Condition: EXCEPTED,
      },
    ]);
  });

  test('except nobody unless somebody is named', () => {
    expect(denialsOf().map(({ Condition }) => Condition)).toEqual([undefined, { Bool: { 'ssm:SessionDocumentAccessCheck': 'false' } }, undefined, undefined, undefined]);
  });

  test('keep everything that preferences of this app name', () => {
    const stack = newStack();
    const bucket = new SessionLoggingBucket(stack, 'Bucket', { keyPrefix: 'sessions' });
    const logGroup = new SessionLogGroup(stack, 'LogGroup');
    const preferences = new SessionPreferences(stack, 'Preferences', { logging: new SessionLogging(stack, 'Logging', { bucket, logGroup }) });
    const commands = new InteractiveCommandDocument(stack, 'Top', { commands: { linux: { commands: 'top' } }, sessionPreferences: preferences });
    const denials = denialsOf(() => ({ documents: [preferences, commands] }), stack);
    const resourcesOf = (action: string) => denials.find(({ Action }) => Action.includes(action)).Resource;

    expect(resourcesOf('ssm:UpdateDocument')).toEqual([expect.stringMatching(/document\/<Preferences\w+>$/), expect.stringMatching(/document\/<Top\w+>$/)]);
    expect(resourcesOf('s3:DeleteBucket')).toMatch(/^<Bucket\w+\.Arn>$/);
    expect(resourcesOf('s3:DeleteObject')).toMatch(/^<Bucket\w+\.Arn>\/sessions\/\*$/);
    expect(resourcesOf('logs:DeleteLogGroup')).toEqual([expect.stringMatching(/:<LogGroup\w+>$/), expect.stringMatching(/:<LogGroup\w+>:\*$/)]);
    expect(resourcesOf('kms:ScheduleKeyDeletion')).toEqual(['Preferences', 'Bucket', 'LogGroup'].map(id => expect.stringMatching(new RegExp(`^<${id}Key\\w+\\.Arn>$`))));
  });

  test('let a session name no document where the account\'s default one is listed', () => {
    const denials = denialsOf(stack => ({ documents: [shell(stack, 'SSM-SessionManagerRunShell')] }));

    expect(JSON.stringify(denials)).not.toContain('SessionDocumentAccessCheck');
    expect(denials[0].NotResource).toEqual([documentArn('SSM-SessionManagerRunShell'), ...NODES]);
  });

  test('let Run Command be where it is wanted', () => {
    expect(JSON.stringify(denialsOf(() => ({ runCommand: true })))).not.toContain('SendCommand');
  });

  test('let SSH be where it is wanted, whose document nobody can change', () => {
    const denials = denialsOf(() => ({ ssh: true, allowUnlogged: true }));

    expect(denials[0].NotResource).toEqual([documentArn('shell'), 'arn:aws:ssm:us-east-1::document/AWS-StartSSHSession', ...NODES]);
    expect(denials.find(({ Action }) => Action.includes('ssm:UpdateDocument')).Resource).toBe(documentArn('shell'));
  });

  test('let Remote Desktop be where it is wanted, and nobody else use its document', () => {
    const desktop = 'arn:aws:ssm:us-east-1::document/AWS-StartPortForwardingSession';
    const via = { StringNotEquals: { 'aws:CalledViaFirst': 'ssm-guiconnect.amazonaws.com' } };
    const denials = denialsOf(() => ({ remoteDesktop: true, allowUnlogged: true, exceptPrincipals: [ADMINISTRATOR] }));

    expect(denials[0].NotResource).toEqual([documentArn('shell'), desktop, ...NODES]);
    expect(denials[1]).toEqual({ Effect: 'Deny', Action: 'ssm:StartSession', Resource: desktop, Condition: { ...via, ...EXCEPTED } });
  });

  test.each([['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov']])('of %s are for the partition %s', (region, partition) => {
    const stack = newStack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Stack', { env: { account: ACCOUNT, region } });
    const arns = denialsOf(() => ({}), stack).flatMap(({ Resource = [], NotResource = [] }) => [Resource, NotResource].flat()).filter(arn => arn !== '*');

    expect(arns.filter(arn => !arn.startsWith(`arn:${partition}:`))).toEqual([]);
  });

  test.each(FLAGS)('are the same each time, with %s', (_name, context) => {
    const template = () => {
      const stack = newStack(new App({ context }));
      denialsOf(() => ({ trailArns: [TRAIL], exceptPrincipals: [ADMINISTRATOR] }), stack);
      return Template.fromStack(stack).toJSON();
    };

    expect(template()).toEqual(template());
  });
});

describe('the forms', () => {
  test('are created when they are used, once', () => {
    const stack = newStack();
    const made = guardrail({}, stack);
    expect(stack.node.findAll().filter(construct => construct instanceof iam.ManagedPolicy)).toEqual([]);

    expect(made.managedPolicy).toBe(made.managedPolicy);
    expect(made.permissionsBoundary).toBe(made.permissionsBoundary);
    expect(propertiesOf(stack, 'AWS::IAM::ManagedPolicy')).toHaveLength(2);
  });

  test('a managed policy allows nothing', () => {
    expect(denialsOf().map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny', 'Deny', 'Deny', 'Deny']);
  });

  test('a permissions boundary allows everything else', () => {
    const stack = newStack();
    const made = guardrail({}, stack);
    iam.PermissionsBoundary.of(stack).apply(made.permissionsBoundary);
    new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const { Statement } = resolved(made, made.permissionsBoundary.document);

    expect(Statement[0]).toEqual({ Effect: 'Allow', Action: '*', Resource: '*' });
    expect(Statement.slice(1)).toEqual(resolved(made, made.managedPolicy.document).Statement);
    expect(deployed(only(stack, 'AWS::IAM::Role').Properties.PermissionsBoundary)).toMatch(/^<ItPermissionsBoundary/);
  });

  test('a service control policy is for every account and region', () => {
    const stack = newStack();
    const made = guardrail({ documents: [shell(stack, 'shell', true)], exceptPrincipals: [ADMINISTRATOR], trailArns: [TRAIL] }, stack);
    new organizations.CfnPolicy(stack, 'Policy', { name: 'sessions', type: 'SERVICE_CONTROL_POLICY', content: made.toServiceControlPolicy() });
    const { Statement } = deployed(only(stack, 'AWS::Organizations::Policy').Properties.Content);

    expect(Statement[0].NotResource).toEqual(['arn:aws:ssm:*:*:document/shell', ...NODES]);
    expect(Statement[2].Resource).toBe('arn:aws:ssm:*:*:document/shell');
    expect(Statement.map(({ Effect }: any) => Effect)).not.toContain('Allow');
    expect(propertiesOf(stack, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});

describe('errors', () => {
  const tunnel = (stack: Stack) => new PortForwardingDocument(stack, 'Tunnel', { documentName: 'tunnel', to: PortForwardingTarget.node(80) });

  test.each<[string, (stack: Stack) => Partial<SessionGuardrailProps>, string | undefined]>([
    ['no documents', () => ({ documents: [] }), 'documents must be one or more, got none, with which no session could be started; name one, such as the sessionPreferences of the nodes [Stack/It]'],
    ['a tunnel', stack => ({ documents: [shell(stack), tunnel(stack)] }),
      'documents must leave transcripts, got Stack/Tunnel, which leaves none; give it sessionPreferences that log, remove it, or set allowUnlogged: true [Stack/It]'],
    ['preferences that do not log', stack => ({ documents: [SessionPreferences.fromSessionPreferencesAttributes(stack, 'Silent', { documentName: 'silent', logging: SessionLogging.none() })] }),
      'documents must leave transcripts, got Stack/Silent, which leaves none; give it sessionPreferences that log, remove it, or set allowUnlogged: true [Stack/It]'],
    ['commands without preferences', stack => ({ documents: [new InteractiveCommandDocument(stack, 'Top', { commands: { linux: { commands: 'top' } } })] }),
      'documents must leave transcripts, got Stack/Top, which leaves none; give it sessionPreferences that log, remove it, or set allowUnlogged: true [Stack/It]'],
    ['SSH', () => ({ ssh: true }), 'ssh must be false unless allowUnlogged is true, got true: SSH is never logged; remove it, or set allowUnlogged: true [Stack/It]'],
    ['Remote Desktop', () => ({ remoteDesktop: true }),
      'remoteDesktop must be false unless allowUnlogged is true, got true: Remote Desktop is never logged; remove it, or set allowUnlogged: true [Stack/It]'],
    ['a tunnel that is wanted', stack => ({ documents: [tunnel(stack)], allowUnlogged: true }), undefined],
    ...['*', 'Administrator', 'arn:aws:sts::123456789012:assumed-role/Administrator/alice', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:role/'].map(
      (arn): [string, () => Partial<SessionGuardrailProps>, string] => [`the exception ${arn}`, () => ({ exceptPrincipals: [ADMINISTRATOR, arn] }),
        `exceptPrincipals must be ARNs of users and roles, got '${arn}', which matches none; write one such as arn:aws:iam::123456789012:role/Administrator [Stack/It]`]),
    ['exceptions with wildcards', () => ({ exceptPrincipals: ['arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admins_*', 'arn:aws-cn:iam::123456789012:user/alice'] }), undefined],
  ])('of %s', (_name, props, error) => {
    const stack = newStack();

    expect(errorOf(() => guardrail(props(stack), stack))).toBe(error);
  });

  test('of a service control policy that nobody is excepted from', () => {
    expect(errorOf(() => guardrail().toServiceControlPolicy())).toBe(
      'toServiceControlPolicy needs exceptPrincipals, got none, with which no deployment could change the session documents; '
      + 'name the role that CloudFormation deploys with, such as arn:aws:iam::*:role/cdk-hnb659fds-cfn-exec-role-* [Stack/It]');
  });

  test('of a document of another region, unless it is for every region', () => {
    const app = new App();
    const elsewhere = newStack(app, 'Elsewhere', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    const made = guardrail({ documents: [shell(elsewhere)], exceptPrincipals: [ADMINISTRATOR] }, newStack(app));

    expect(errorOf(() => made.managedPolicy)).toBe('Elsewhere/shell must be in the policy\'s region us-east-1, got eu-west-1; make one SessionGuardrail in each region [Stack/It]');
    expect(errorOf(() => made.toServiceControlPolicy())).toBeUndefined();
  });

  test.each<[string, number, (made: SessionGuardrail) => unknown, string]>([
    ['managed policy', 110, made => made.managedPolicy, 'IAM takes 6144'],
    ['permissions boundary', 110, made => made.permissionsBoundary, 'IAM takes 6144'],
    ['service control policy', 90, made => made.toServiceControlPolicy(), 'AWS Organizations takes 5120'],
  ])('of a %s that is too large', (_name, count, use, limit) => {
    const errors = (trails: number) => {
      const stack = newStack();
      use(guardrail({ exceptPrincipals: [ADMINISTRATOR], trailArns: Array.from({ length: trails }, (_, i) => `${TRAIL}${i}`) }, stack));
      return synthErrors(stack);
    };

    expect(errors(count)).toEqual([expect.stringContaining(limit)]);
    expect(errors(10)).toEqual([]);
  });
});
