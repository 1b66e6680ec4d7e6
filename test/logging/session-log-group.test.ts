import { App, CfnParameter, NestedStack, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CustomDataIdentifier, DataIdentifier, DataProtectionPolicy, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ISessionLogGroup, SessionLogGroup, SessionLogGroupAttributes, SessionLogGroupProps } from '../../lib';
import { ACCOUNT, FLAGS, REGION, errorOf, newStack, propertiesOf, warnings } from '../fixtures';
import { deployed, policyStatements } from '../util';
import { problemsOf } from '../validation';

const KEY = 'AWS::KMS::Key';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const LOGS_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
const UNDELETABLE = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

function setUp(props: SessionLogGroupProps = {}, stack: Stack = newStack()) {
  return { stack, logs: new SessionLogGroup(stack, 'Logs', props) };
}

const newRole = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

const groupOf = (stack: Stack) => deployed(propertiesOf(stack, LOG_GROUP)[0]);
const arnOf = (name: string, region = REGION) => `arn:aws:logs:${region}:${ACCOUNT}:log-group:${name}`;

/** Contains the first eight digits of the stack id, which no two stacks share. */
const DEFAULT_NAME = '/session-manager/Stack-Logs-160B80E3-0a1b2c3d';

/** The statements of the key policy after the one for the administrators of the account. */
function keyStatements(stack: Stack): any[] {
  return deployed(propertiesOf(stack, KEY)[0].KeyPolicy.Statement.slice(1));
}

/** The statement that lets CloudWatch Logs use the key, for one group. */
function logsMayUseKey(logGroupArn: string, service = `logs.${REGION}.amazonaws.com`) {
  return {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: LOGS_ACTIONS,
    Resource: '*',
    Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  };
}

describe.each(FLAGS)('by default, in an app with %s', (_, context) => {
  const { stack, logs } = setUp({}, newStack(new App({ context })));

  test('the group is encrypted with a new key that rotates', () => {
    expect(propertiesOf(stack, KEY)).toHaveLength(1);
    expect(propertiesOf(stack, KEY)[0]).toMatchObject({ Description: 'Encrypts the Session Manager logs of Stack/Logs', EnableKeyRotation: true });
    expect(propertiesOf(stack, LOG_GROUP)[0].KmsKeyId).toEqual(stack.resolve(logs.encryptionKey.keyArn));
    expect(logs.encrypted).toBe(true);
  });

  test('the key policy allows its administrators, and CloudWatch Logs for exactly this group', () => {
    expect(JSON.stringify(propertiesOf(stack, KEY)[0].KeyPolicy.Statement[0])).toMatch(/:iam::123456789012:root".*"kms:\*"|"kms:\*".*:iam::123456789012:root"/);
    expect(keyStatements(stack)).toEqual([logsMayUseKey(arnOf(DEFAULT_NAME))]);
  });

  test('logs are kept for a year, and the group and the key stay when the stack is deleted', () => {
    const template = Template.fromStack(stack);
    expect(propertiesOf(stack, LOG_GROUP)[0].RetentionInDays).toBe(365);
    expect(Object.values({ ...template.findResources(LOG_GROUP), ...template.findResources(KEY) }))
      .toEqual([expect.objectContaining(UNDELETABLE), expect.objectContaining(UNDELETABLE)]);
  });

  test('the name contains the stack id', () => {
    expect(groupOf(stack).LogGroupName).toBe(DEFAULT_NAME);
  });

  test('the template has no circular dependency', () => {
    // `Template` refuses circular dependencies.
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('there is a key and a group and nothing else, and no warning', () => {
    expect(Object.values(Template.fromStack(stack).toJSON().Resources).map(({ Type }: any) => Type).sort()).toEqual([KEY, LOG_GROUP].sort());
    expect(warnings(stack)).toEqual([]);
  });
});

describe.each(FLAGS)('the service principal of CloudWatch Logs, in an app with %s', (_, context) => {
  const statementsIn = (region: string | undefined, suffix: string, partition: string) => {
    const { stack } = setUp({}, new Stack(new App({ context }), 'Stack', { env: region ? { account: ACCOUNT, region } : {} }));
    return deployed(propertiesOf(stack, KEY)[0].KeyPolicy.Statement.slice(1), {
      'AWS::Partition': partition, 'AWS::URLSuffix': suffix, 'AWS::Region': 'eu-west-3', 'AWS::AccountId': ACCOUNT, 'AWS::StackId': 'arn:x:y::stack/Stack/0a1b2c3d-1',
    });
  };

  test('is that of the region if the region is known only at deployment', () => {
    expect(statementsIn(undefined, 'amazonaws.com', 'aws')).toEqual([logsMayUseKey(arnOf(DEFAULT_NAME, 'eu-west-3'), 'logs.eu-west-3.amazonaws.com')]);
  });

  test.each([
    ['eu-central-1', 'amazonaws.com', 'aws'],
    ['cn-north-1', 'amazonaws.com.cn', 'aws-cn'],
    ['us-gov-west-1', 'amazonaws.com', 'aws-us-gov'],
  ])('is that of %s, with the suffix %s', (region, suffix, partition) => {
    expect(statementsIn(region, suffix, partition)).toEqual([
      logsMayUseKey(arnOf(DEFAULT_NAME, region).replace('arn:aws:', `arn:${partition}:`), `logs.${region}.${suffix}`),
    ]);
  });
});

describe('names', () => {
  const nameOf = (group: SessionLogGroup) => deployed(propertiesOf(Stack.of(group), LOG_GROUP).map(({ LogGroupName }) => LogGroupName));

  test('differ between two groups of a stack, and two stacks of an app', () => {
    const app = new App();
    const [one, other, third] = ['One', 'Other', 'Third'].map(id => new Stack(app, id));
    const groups = [new SessionLogGroup(one, 'A'), new SessionLogGroup(one, 'B'), new SessionLogGroup(other, 'A'), new SessionLogGroup(new Construct(third, 'A'), 'B')];
    const names = [groups[0], groups[2], groups[3]].flatMap(nameOf);

    expect(names).toHaveLength(4);
    expect(new Set(names).size).toBe(4);
  });

  test('differ between two deployments of one stack, through the stack id', () => {
    const { LogGroupName } = propertiesOf(setUp().stack, LOG_GROUP)[0];
    const [one, other] = ['0a1b2c3d', '4e5f6071'].map(id => deployed(LogGroupName, { 'AWS::StackId': `arn:aws:cloudformation:us-east-1:1:stack/Stack/${id}-1111-2222` }));

    expect([one, other]).toEqual(['/session-manager/Stack-Logs-160B80E3-0a1b2c3d', '/session-manager/Stack-Logs-160B80E3-4e5f6071']);
  });

  test('of a long path are cut, and still differ', () => {
    const stack = newStack();
    const scope = (last: string) => [...Array(10).keys()].reduce((parent: Construct, n) => new Construct(parent, `${last}-a-very-long-name-of-a-construct-${n}`), stack);
    ['One', 'Other'].forEach(last => new SessionLogGroup(scope(last), 'Logs'));
    const [name, other] = deployed(propertiesOf(stack, LOG_GROUP).map(({ LogGroupName }) => LogGroupName));

    expect(name).not.toBe(other);
    expect([name, other].map(({ length }) => length <= '/session-manager/'.length + 200 + '-0a1b2c3d'.length)).toEqual([true, true]);
    expect(name).toMatch(/^\/session-manager\/[A-Za-z0-9-]+-0a1b2c3d$/);
  });

  test('may be given, and are in the key policy', () => {
    const { stack } = setUp({ logGroupName: '/session-manager/production' });
    expect(groupOf(stack).LogGroupName).toBe('/session-manager/production');
    expect(keyStatements(stack)).toEqual([logsMayUseKey(arnOf('/session-manager/production'))]);
  });

  test.each(['a', 'aws', 'Aws/logs', '/aws/session-manager', 'my.logs_group#1', '/'.repeat(512)])('can be %s', logGroupName => {
    expect(errorOf(() => setUp({ logGroupName }))).toBeUndefined();
  });

  test.each(['', 'aws/logs', 'with space', 'a*', 'a:b', 'a\n', 'ä', 'a'.repeat(513)])('cannot be %j', logGroupName => {
    const message = `logGroupName must be 1-512 of the characters A-Z a-z 0-9 _ - / . # and not begin with aws/, got '${logGroupName}'; use a name such as '/session-manager/production' [Stack/Logs]`;
    expect(errorOf(() => setUp({ logGroupName }))).toBe(message);
    expect(errorOf(() => SessionLogGroup.fromSessionLogGroupAttributes(newStack(), 'Logs', { logGroupName }))).toBe(message);
  });

  test('may be tokens', () => {
    const stack = newStack();
    const logGroupName = new CfnParameter(stack, 'Name').valueAsString;
    new SessionLogGroup(stack, 'Logs', { logGroupName });
    SessionLogGroup.fromSessionLogGroupAttributes(stack, 'Imported', { logGroupName });

    expect(propertiesOf(stack, LOG_GROUP)[0].LogGroupName).toEqual({ Ref: 'Name' });
    expect(keyStatements(stack)).toEqual([logsMayUseKey(arnOf('<Name>'))]);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('encryptionKey', () => {
  test('of the same stack is used, and no other is created', () => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Mine');
    const { logs } = setUp({ encryptionKey }, stack);

    expect(logs.encryptionKey).toBe(encryptionKey);
    expect(propertiesOf(stack, KEY)).toHaveLength(1);
    expect(propertiesOf(stack, LOG_GROUP)[0].KmsKeyId).toEqual(stack.resolve(encryptionKey.keyArn));
    expect(keyStatements(stack)).toEqual([logsMayUseKey(arnOf(DEFAULT_NAME))]);
    expect(() => Template.fromStack(stack)).not.toThrow();
    expect(warnings(stack)).toEqual([]);
  });

  test('may serve two groups, each with a statement of its own', () => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Mine');
    ['one', 'two'].forEach(logGroupName => new SessionLogGroup(stack, logGroupName, { logGroupName, encryptionKey }));

    expect(keyStatements(stack)).toEqual(['one', 'two'].map(name => logsMayUseKey(arnOf(name))));
  });

  describe('of another stack', () => {
    function twoStacks(logGroupName?: string) {
      const app = new App();
      const [keys, stack] = [newStack(app, 'Keys'), newStack(app, 'Stack')];
      return { keys, ...setUp({ encryptionKey: new kms.Key(keys, 'Mine'), logGroupName }, stack) };
    }

    test('needs a name of the group', () => {
      expect(errorOf(() => twoStacks())).toBe('logGroupName must be set where encryptionKey belongs to another stack, here Keys, whose key policy has to name the log group; set logGroupName, or leave encryptionKey out [Stack/Logs]');
    });

    test('with a name: the key policy allows CloudWatch Logs, and only one stack depends on the other', () => {
      const { keys, stack } = twoStacks('/logs');

      expect(keyStatements(keys)).toEqual([logsMayUseKey(arnOf('/logs'))]);
      expect(stack.dependencies.map(({ node }) => node.path)).toEqual(['Keys']);
      expect(keys.dependencies).toEqual([]);
      expect(propertiesOf(stack, KEY)).toEqual([]);
      expect(propertiesOf(stack, LOG_GROUP)[0].KmsKeyId).toEqual({ 'Fn::ImportValue': expect.stringContaining('Keys:ExportsOutputFnGetAttMine') });
    });
  });

  test('of the parent of a nested stack counts as one of another stack', () => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Mine');

    expect(errorOf(() => new SessionLogGroup(new NestedStack(stack, 'Nested'), 'Logs', { encryptionKey }))).toMatch(/^logGroupName must be set .*, here Stack, .* \[Stack\/Nested\/Logs\]$/);
  });

  test('in a nested stack is created there', () => {
    const nested = new NestedStack(newStack(), 'Nested');
    new SessionLogGroup(nested, 'Logs');

    expect(keyStatements(nested)).toHaveLength(1);
    expect(() => Template.fromStack(nested)).not.toThrow();
  });

  describe('that is imported', () => {
    const imported = (stack: Stack) => setUp({ encryptionKey: kms.Key.fromKeyArn(stack, 'Mine', KEY_ARN), logGroupName: '/logs' }, stack);

    test('encrypts the group, and a warning says that its policy was not changed', () => {
      const { stack } = imported(newStack());

      expect(propertiesOf(stack, LOG_GROUP)[0].KmsKeyId).toBe(KEY_ARN);
      expect(propertiesOf(stack, KEY)).toEqual([]);
      expect(warnings(stack)).toEqual([
        'encryptionKey is imported, so its policy was not changed; it must let logs.<region>.<suffix> use it with this log group\'s ARN in the encryption context (kms:Decrypt, kms:DescribeKey, kms:Encrypt, kms:GenerateDataKey*, kms:ReEncrypt*), or the deployment fails. [ack: annotation::cdk-session-manager:SessionLogGroup.keyPolicyNotChanged]',
      ]);
    });

    test('the warning can be acknowledged', () => {
      const { stack, logs } = imported(newStack());
      Validations.of(logs).acknowledge({ id: 'cdk-session-manager:SessionLogGroup.keyPolicyNotChanged', reason: 'its policy trusts CloudWatch Logs' });

      expect(warnings(stack)).toEqual([]);
    });
  });
});

describe('retention', () => {
  test.each([[RetentionDays.ONE_WEEK, 7], [RetentionDays.TEN_YEARS, 3653], [RetentionDays.INFINITE, undefined]])('can be %s days', (retention, days) => {
    expect(propertiesOf(setUp({ retention }).stack, LOG_GROUP)[0].RetentionInDays).toBe(days);
  });
});

describe('removalPolicy', () => {
  const DELETED = 'removalPolicy is DESTROY: deleting the stack deletes the session logs in this log group at once. [ack: annotation::cdk-session-manager:SessionLogGroup.deletedWithStack]';

  test('DESTROY deletes the group and its key, and raises a warning', () => {
    const { stack } = setUp({ removalPolicy: RemovalPolicy.DESTROY });

    expect(Object.values(Template.fromStack(stack).toJSON().Resources).map(({ DeletionPolicy }: any) => DeletionPolicy)).toEqual(['Delete', 'Delete']);
    expect(warnings(stack)).toEqual([DELETED]);
  });

  test('RETAIN raises none', () => {
    expect(warnings(setUp({ removalPolicy: RemovalPolicy.RETAIN }).stack)).toEqual([]);
  });

  test('does not change a key that was passed', () => {
    const stack = newStack();
    setUp({ removalPolicy: RemovalPolicy.DESTROY, encryptionKey: new kms.Key(stack, 'Mine') }, stack);

    expect(Object.values(Template.fromStack(stack).findResources(KEY))).toEqual([expect.objectContaining(UNDELETABLE)]);
  });

  test('the warning can be acknowledged', () => {
    const { stack, logs } = setUp({ removalPolicy: RemovalPolicy.DESTROY });
    Validations.of(logs).acknowledge({ id: 'cdk-session-manager:SessionLogGroup.deletedWithStack', reason: 'a test' });

    expect(warnings(stack)).toEqual([]);
  });
});

describe('streaming', () => {
  test.each([[undefined, true], [true, true], [false, false]])('%s is %s: the transcript of an aborted session exists all the same', (streaming, expected) => {
    expect(setUp({ streaming }).logs.streaming).toBe(expected);
    expect(SessionLogGroup.fromSessionLogGroupAttributes(newStack(), 'Logs', { logGroupName: 'logs', streaming }).streaming).toBe(expected);
  });

  test('does not change the log group', () => {
    const [on, off] = [true, false].map(streaming => Template.fromStack(setUp({ streaming }).stack).toJSON());

    expect(on).toEqual(off);
  });
});

describe('dataProtectionPolicy', () => {
  const masking = () => new DataProtectionPolicy({ identifiers: [DataIdentifier.AWSSECRETKEY, new CustomDataIdentifier('ticket', 'TICKET-\\d{8}')] });

  test('is none by default', () => {
    expect(groupOf(setUp().stack)).not.toHaveProperty('DataProtectionPolicy');
  });

  test.each(['aws', 'aws-cn', 'aws-us-gov'])('finds and masks in %s', partition => {
    const { stack } = setUp({ dataProtectionPolicy: masking() });
    const policy = deployed(propertiesOf(stack, LOG_GROUP)[0].DataProtectionPolicy, { 'AWS::Partition': partition });
    const identifiers = [`arn:${partition}:dataprotection::aws:data-identifier/AwsSecretKey`, 'ticket'];
    expect(policy.Statement.map(({ DataIdentifier: found, Operation }: any) => [found, Object.keys(Operation)]))
      .toEqual([[identifiers, ['Audit']], [identifiers, ['Deidentify']]]);
    expect(policy.Configuration).toEqual({ CustomDataIdentifier: [{ Name: 'ticket', Regex: 'TICKET-\\d{8}' }] });
  });

  test('changes nothing else', () => {
    const [with_, without] = [setUp({ dataProtectionPolicy: masking() }), setUp()].map(({ stack }) => Template.fromStack(stack).toJSON());
    const [group] = Object.values<any>(with_.Resources).filter(({ Type }) => Type === LOG_GROUP);
    delete group.Properties.DataProtectionPolicy;
    expect(with_).toEqual(without);
  });

  test('is valid CloudFormation', () => {
    const app = new App();
    setUp({ dataProtectionPolicy: masking() }, newStack(app));
    const { templateFullPath } = app.synth().getStackByName('Stack');
    expect(problemsOf(templateFullPath)).toEqual([]);
  });
});

describe('fromSessionLogGroupAttributes', () => {
  const imported = (attrs: Partial<SessionLogGroupAttributes> = {}, stack = newStack()) =>
    SessionLogGroup.fromSessionLogGroupAttributes(stack, 'Logs', { logGroupName: '/logs', ...attrs });

  test('creates nothing', () => {
    const stack = newStack();
    const logs = imported({}, stack);

    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
    expect(logs.logGroupName).toBe('/logs');
    expect(deployed(stack.resolve(logs.logGroupArn))).toBe(arnOf('/logs'));
    expect(logs.logGroup.logGroupName).toBe('/logs');
  });

  test.each([undefined, true, false])('reports the encryption that was passed: %s', encrypted => {
    expect(imported({ encrypted }).encrypted).toBe(encrypted);
  });
});

describe('grants', () => {
  const allow = (Action: string | string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
  const statements = (stack: Stack) => deployed(policyStatements(stack));

  const groups: [string, (stack: Stack) => ISessionLogGroup][] = [
    ['a new group', stack => new SessionLogGroup(stack, 'Logs')],
    ['a new group with a name', stack => new SessionLogGroup(stack, 'Logs', { logGroupName: '/logs' })],
    ['an imported group', stack => SessionLogGroup.fromSessionLogGroupAttributes(stack, 'Logs', { logGroupName: '/logs', encrypted: true })],
    ['an imported group without a key', stack => SessionLogGroup.fromSessionLogGroupAttributes(stack, 'Logs', { logGroupName: '/logs', encrypted: false })],
  ];

  describe.each(groups)('on %s', (kind, make) => {
    const name = kind.startsWith('a new') ? '<LogsLogGroupF3C6ECB9>' : '/logs';

    test('let a node write, with the three statements that the agent needs and no more', () => {
      const stack = newStack();
      expect(make(stack).grantWriteSessionLogs(newRole(stack)).success).toBe(true);

      // CloudWatch Logs uses the key of the group. The node does not.
      expect(statements(stack)).toEqual([
        allow('logs:DescribeLogGroups', '*'),
        allow(['logs:CreateLogStream', 'logs:DescribeLogStreams'], `${arnOf(name)}:*`),
        allow('logs:PutLogEvents', `${arnOf(name)}:log-stream:*`),
      ]);
      expect(() => Template.fromStack(stack)).not.toThrow();
    });

    test('let a reader read and search, but not write', () => {
      const stack = newStack();
      expect(make(stack).grantReadSessionLogs(newRole(stack)).success).toBe(true);

      expect(statements(stack)).toEqual([
        allow(['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:StartQuery'], `${arnOf(name)}:*`),
        allow('logs:GetQueryResults', '*'),
      ]);
    });

    test('let somebody see what is masked, and nothing more', () => {
      const stack = newStack();
      expect(make(stack).grantUnmask(newRole(stack)).success).toBe(true);

      expect(statements(stack)).toEqual([allow('logs:Unmask', `${arnOf(name)}:*`)]);
    });

    test('use the partition, the region and the account that are known only at deployment', () => {
      const stack = new Stack(new App(), 'Stack');
      make(stack).grantWriteSessionLogs(newRole(stack));

      expect(deployed(policyStatements(stack)[2].Resource, { 'AWS::Partition': 'aws-cn', 'AWS::Region': 'cn-north-1', 'AWS::AccountId': '210987654321' }))
        .toBe(`arn:aws-cn:logs:cn-north-1:210987654321:log-group:${name}:log-stream:*`);
    });
  });

  test('return all statements, so that a node can wait for its policy', () => {
    const stack = newStack();
    const { logs } = setUp({}, stack);
    const role = newRole(stack);

    expect(logs.grantWriteSessionLogs(role).principalStatements.map(({ actions }) => actions)).toEqual([
      ['logs:DescribeLogGroups'], ['logs:CreateLogStream', 'logs:DescribeLogStreams'], ['logs:PutLogEvents'],
    ]);
    expect(logs.grantReadSessionLogs(role).principalStatements).toHaveLength(2);
  });

  test('to an immutable imported role do nothing, as everywhere in the CDK', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/node`, { mutable: false });
    setUp({}, stack).logs.grantWriteSessionLogs(role);

    expect(policyStatements(stack)).toEqual([]);
  });
});
