import { App, Environment, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { matchesOf } from './event-ruler/event-ruler';
import { EventName, EVENTS } from './recorded-events';
import { ISessionDocument, SessionAudit, SessionAuditProps, SessionPreferences, SessionLogging } from '../../lib';
import { ACCOUNT, errorOf, newStack, propertiesOf, warnings } from '../fixtures';
import { deployed } from '../util';

const RULE = 'AWS::Events::Rule';
const TRAIL_ARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/organization`;
const NODE = 'i-0123456789abcdef0';

function setUp(props: SessionAuditProps = { trailArn: TRAIL_ARN }, stack = newStack()) {
  return { stack, audit: new SessionAudit(stack, 'Audit', props) };
}

const documentOf = (stack: Stack, documentName: string): ISessionDocument => (
  SessionPreferences.fromSessionPreferencesAttributes(stack, documentName, { documentName, logging: SessionLogging.none() })
);

const NAMES = Object.keys(EVENTS) as EventName[];

/** The events that a rule fires for, by its description. */
function firesFor(stack: Stack, description: string): EventName[] {
  const { EventPattern: pattern } = propertiesOf(stack, RULE).find(({ Description }) => Description === description);
  const answers = matchesOf(NAMES.map(name => ({ pattern, event: EVENTS[name] })));
  expect(answers.filter(answer => typeof answer === 'string')).toEqual([]);
  return NAMES.filter((_, index) => answers[index] === true);
}

const STARTED: EventName[] = [
  'a shell of an IAM user in 2020', 'a shell of a role, with the account\'s document', 'a shell of a role that names the account\'s document',
  'a shell of a role, with a document of the app', 'a shell of somebody of IAM Identity Center', 'a shell with another node', 'a shell on a server outside EC2',
  'a tunnel', 'a tunnel to another host', 'SSH',
];
const DENIED: EventName[] = [
  'a shell that was denied', 'a shell that was denied, with the longer code', 'Remote Desktop that was denied', 'an end that was denied',
];
const ALLOWED: EventName[] = [...STARTED, 'a session that was resumed', 'a session that was ended', 'Remote Desktop'];

describe('the rules fire', () => {
  const { stack, audit } = setUp({ trailArn: TRAIL_ARN, topic: sns.Topic.fromTopicArn(newStack(new App(), 'Other'), 'Topic', `arn:aws:sns:us-east-1:${ACCOUNT}:x`) });
  const document = documentOf(stack, 'logged-shell');
  const ownDefault = documentOf(stack, 'SSM-SessionManagerRunShell');
  audit.onSessionStarted('Started', { description: 'started' });
  audit.onSessionStarted('OnNode', { nodeIds: [NODE], description: 'on node' });
  audit.onSessionStarted('WithDocument', { documents: [document], description: 'with document' });
  audit.onSessionStarted('WithDefault', { documents: [ownDefault], description: 'with default' });
  audit.onSessionStarted('Both', { nodeIds: [NODE], documents: [document], description: 'both' });
  audit.onAccessDenied('DeniedCalls', { description: 'denied' });
  audit.onAccessDenied('DeniedOnNode', { nodeIds: ['mi-0123456789abcdef0'], description: 'denied on node' });
  audit.onUnloggedSession('Unlogged', { loggedDocuments: [document], description: 'unlogged' });
  audit.onUnloggedSession('UnloggedBeside', { loggedDocuments: [document, ownDefault], description: 'unlogged beside the default' });
  audit.onUnloggedSession('UnloggedOnNode', { loggedDocuments: [document], nodeIds: ['i-0fedcba9876543210'], description: 'unlogged on node' });

  test.each<[string, string, EventName[]]>([
    ['the record, for every call about sessions', 'Records what is done with Session Manager sessions',
      [...ALLOWED, ...DENIED, 'a shell on a node that is not connected']],
    ['the topic, for what is done', 'Tells of what is done with Session Manager sessions', ALLOWED],
    ['the topic, for what is denied', 'Tells of calls about Session Manager sessions that are denied', DENIED],
    ['for sessions that are started', 'started', [...STARTED, 'Remote Desktop']],
    ['for those with a node', 'on node',
      [...STARTED.filter(name => !['a shell with another node', 'a shell on a server outside EC2'].includes(name)), 'Remote Desktop']],
    ['for those with a document', 'with document',
      ['a shell of a role, with a document of the app', 'a shell of somebody of IAM Identity Center', 'a shell with another node', 'a shell on a server outside EC2']],
    ['for those with the account\'s document, named or not', 'with default',
      ['a shell of an IAM user in 2020', 'a shell of a role, with the account\'s document', 'a shell of a role that names the account\'s document']],
    ['for those with both', 'both', ['a shell of a role, with a document of the app', 'a shell of somebody of IAM Identity Center']],
    ['for what is denied', 'denied', DENIED],
    ['for what is denied with a node', 'denied on node', []],
    ['for sessions without a transcript', 'unlogged', [
      'a shell of an IAM user in 2020', 'a shell of a role, with the account\'s document', 'a shell of a role that names the account\'s document',
      'a tunnel', 'a tunnel to another host', 'SSH', 'Remote Desktop',
    ]],
    ['for those where the account\'s document is logged', 'unlogged beside the default', ['a tunnel', 'a tunnel to another host', 'SSH', 'Remote Desktop']],
    ['for those with another node', 'unlogged on node', []],
  ])('%s', (_what, description, expected) => {
    expect(firesFor(stack, description)).toEqual(NAMES.filter(name => expected.includes(name)));
  });

  test('also for reads, since nobody knows whether a resumed session is one', () => {
    expect(new Set(propertiesOf(stack, RULE).map(({ State }) => State))).toEqual(new Set(['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']));
  });
});

describe('the record', () => {
  const { stack, audit } = setUp();
  const [group] = propertiesOf(stack, 'AWS::Logs::LogGroup');

  test('goes to an encrypted log group that is kept', () => {
    expect(deployed(group)).toMatchObject({ LogGroupName: expect.stringMatching(/^\/aws\/events\/session-manager\//), RetentionInDays: 365 });
    expect(group.KmsKeyId).toEqual(stack.resolve(audit.encryptionKey.keyArn));
    expect(propertiesOf(stack, 'AWS::KMS::Key')).toEqual([expect.objectContaining({ EnableKeyRotation: true })]);
  });

  test('is what the rule\'s only target is', () => {
    const [{ Targets }] = propertiesOf(stack, RULE);
    expect(Targets).toHaveLength(1);
    expect(deployed(Targets[0].Arn)).toBe(`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${deployed(group).LogGroupName}`);
    expect(Targets[0]).not.toHaveProperty('RoleArn');
  });

  test('may be written by EventBridge, by one policy for all groups of a stack', () => {
    const two = setUp().stack;
    new SessionAudit(two, 'Second', { trailArn: TRAIL_ARN });
    const policies = propertiesOf(two, 'AWS::Logs::ResourcePolicy');
    expect(policies).toHaveLength(1);
    expect(JSON.parse(deployed(policies[0].PolicyDocument)).Statement).toEqual([{
      Effect: 'Allow',
      Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/events/*:*`,
    }]);
  });

  describe('needs a policy of which an account takes ten in a region', () => {
    const ENV = { account: ACCOUNT, region: 'us-east-1' };
    const audits = (app: App, environments: Environment[]) => environments.map((env, index) => setUp({ trailArn: TRAIL_ARN }, new Stack(app, `Stack${index}`, { env })).stack);

    test('so that ten are none too many', () => {
      const app = new App();
      audits(app, Array<Environment>(10).fill(ENV));
      expect(errorOf(() => app.synth())).toBeUndefined();
    });

    test('so that the eleventh is an error, which is said once, others of the app counted', () => {
      const app = new App();
      const [first] = audits(app, Array<Environment>(10).fill(ENV));
      new logs.ResourcePolicy(first, 'Other', { policyStatements: [] });
      expect(errorOf(() => app.synth())!.match(/an account takes/g)).toHaveLength(1);
      expect(errorOf(() => app.synth())).toMatch(/an account takes 10 resource policies of CloudWatch Logs in a region, got 11: Stack0\/SessionManagerEventLogs\/Resource, Stack0\/Other\/ResourcePolicy, Stack1.* have one SessionAudit for each account and region/s);
    });

    test('and other regions have their own', () => {
      const app = new App();
      audits(app, [...Array<Environment>(10).fill(ENV), { ...ENV, region: 'eu-west-1' }, { ...ENV, account: '210987654321' }]);
      expect(errorOf(() => app.synth())).toBeUndefined();
    });
  });

  test('has a policy before it has a rule', () => {
    const template = JSON.parse(JSON.stringify((stack.node.root as App).synth().getStackByName('Stack').template));
    const rule: any = Object.values(template.Resources).find(({ Type }: any) => Type === RULE);
    expect(rule.DependsOn).toContainEqual(expect.stringContaining('SessionManagerEventLogs'));
  });

  test('is kept as long as is asked for, and deleted where that is asked for', () => {
    const other = setUp({ trailArn: TRAIL_ARN, retention: logs.RetentionDays.TWO_YEARS, removalPolicy: RemovalPolicy.DESTROY });
    expect(propertiesOf(other.stack, 'AWS::Logs::LogGroup')[0]).toMatchObject({ RetentionInDays: 731 });
    const { Resources } = (other.stack.node.root as App).synth().getStackByName('Stack').template;
    const policyOf = (type: string) => Object.values<any>(Resources).filter(({ Type }) => Type === type).map(({ DeletionPolicy }) => DeletionPolicy);
    expect(policyOf('AWS::Logs::LogGroup')).toEqual(['Delete']);
    expect(policyOf('AWS::KMS::Key')).toEqual(['Delete']);
  });

  test('is encrypted with the key that it is given', () => {
    const other = newStack();
    const encryptionKey = new kms.Key(other, 'Key');
    setUp({ trailArn: TRAIL_ARN, encryptionKey }, other);
    expect(propertiesOf(other, 'AWS::KMS::Key')).toHaveLength(1);
    expect(propertiesOf(other, 'AWS::Logs::LogGroup')[0].KmsKeyId).toEqual(other.resolve(encryptionKey.keyArn));
  });
});

describe('the topic', () => {
  const stack = newStack();
  const masterKey = new kms.Key(stack, 'Key');
  const topic = new sns.Topic(stack, 'Topic', { masterKey });
  setUp({ trailArn: TRAIL_ARN, topic }, stack);
  const targetOf = (description: string) => propertiesOf(stack, RULE).find(({ Description }) => Description === description).Targets[0];

  test.each([
    ['Tells of what is done with Session Manager sessions', 'did'],
    ['Tells of calls about Session Manager sessions that are denied', 'was denied'],
  ])('%s: in words, with who, node, document, reason and time', (description, deed) => {
    const { Arn, InputTransformer: { InputPathsMap, InputTemplate } } = targetOf(description);
    expect(Arn).toEqual(stack.resolve(topic.topicArn));
    // What EventBridge makes of it.
    const [event] = [EVENTS['a tunnel']];
    const at = (path: string) => path.split('.').slice(1).reduce((value: any, key) => value?.[key], event) ?? '';
    const message = (JSON.parse(InputTemplate.replace(/<([^>]+)>/g, (_: string, name: string) => at(InputPathsMap[name]))) as string);
    expect(message).toContain(`arn:aws:sts::${ACCOUNT}:assumed-role/Operators/ana ${deed} StartSession; node ${NODE}; session ana-4njnyxxl8yn676nsla8j6l4bra`);
    expect(message).toContain('AWS-StartPortForwardingSession; reason');
    expect(message).toMatch(/at 2026-11-28T10:00:00Z in us-east-1$/);
  });

  test('lets EventBridge publish for this account alone, and use its key without a condition, which EventBridge does not meet', () => {
    const condition = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    const principal = { Service: 'events.amazonaws.com' };
    const statements = propertiesOf(stack, 'AWS::SNS::TopicPolicy').flatMap(({ PolicyDocument: { Statement } }) => Statement);
    expect(statements).toEqual([expect.objectContaining({ Action: 'sns:Publish', Principal: principal, Condition: condition })]);
    const onKey = propertiesOf(stack, 'AWS::KMS::Key').flatMap(({ KeyPolicy: { Statement } }) => Statement).filter(({ Principal }) => Principal.Service === principal.Service);
    expect(onKey).toEqual([{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Principal: principal, Resource: '*' }]);
  });

  test('is told of nothing unless there is one', () => {
    expect(propertiesOf(setUp().stack, RULE)).toHaveLength(1);
  });
});

describe('the trail', () => {
  test('is created where that is asked for: validated, of all regions, encrypted, in a bucket that is kept', () => {
    const { stack, audit } = setUp({ createTrail: true });
    expect(propertiesOf(stack, 'AWS::CloudTrail::Trail')).toEqual([expect.objectContaining({
      EnableLogFileValidation: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      IsLogging: true,
      KMSKeyId: stack.resolve(audit.encryptionKey.keyArn),
    })]);
    expect(stack.resolve(audit.trail!.trailArn)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
    const { Resources } = (stack.node.root as App).synth().getStackByName('Stack').template;
    const buckets = Object.values<any>(Resources).filter(({ Type }) => Type === 'AWS::S3::Bucket');
    expect(buckets.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Retain', 'Retain']);
    expect(warnings(stack)).toEqual([]);
  });

  test('may use the key for trails of this account alone', () => {
    const { stack } = setUp({ createTrail: true });
    const trails = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudtrail:us-east-1:${ACCOUNT}:trail/*`]] };
    const conditions = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: { 'aws:SourceArn': trails } };
    const statements = propertiesOf(stack, 'AWS::KMS::Key').flatMap(({ KeyPolicy: { Statement } }) => Statement)
      .filter(({ Principal }: any) => Principal.Service === 'cloudtrail.amazonaws.com');
    expect(statements).toEqual([
      expect.objectContaining({ Action: 'kms:GenerateDataKey*', Condition: { ...conditions, StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': trails } } }),
      expect.objectContaining({ Action: 'kms:DescribeKey', Condition: conditions }),
    ]);
  });

  test('that nobody names is a warning, and none is created', () => {
    const { stack } = setUp({});
    expect(propertiesOf(stack, 'AWS::CloudTrail::Trail')).toEqual([]);
    expect(warnings(stack)).toEqual([expect.stringContaining('neither trailArn nor createTrail is given')]);
  });

  test('that is named is none', () => {
    const { stack } = setUp();
    expect(propertiesOf(stack, 'AWS::CloudTrail::Trail')).toEqual([]);
    expect(warnings(stack)).toEqual([]);
  });

  const trailArn = (stack: Stack, props: Partial<cloudtrail.CfnTrailProps>) => new cloudtrail.CfnTrail(stack, 'Trail', { s3BucketName: 'bucket', isLogging: true, ...props }).attrArn;

  test.each<[string, Partial<cloudtrail.CfnTrailProps>, string]>([
    ['does not log', { isLogging: false }, 'isLogging: false'],
    ['logs no management events', { eventSelectors: [{ includeManagementEvents: false }] }, 'event selectors without write-only management events'],
    ['logs reads alone', { eventSelectors: [{ readWriteType: 'ReadOnly' }] }, 'event selectors without write-only management events'],
  ])('of the app that %s is an error', (_what, props, why) => {
    const stack = newStack();
    expect(errorOf(() => setUp({ trailArn: trailArn(stack, props) }, stack)))
      .toBe(`trailArn must be of a trail that logs management events, got one with ${why}: EventBridge gets no events of it; change the trail [Stack/Audit]`);
  });

  test.each<[string, Partial<cloudtrail.CfnTrailProps>]>([
    ['says nothing of its events', {}],
    ['has no event selectors', { eventSelectors: [] }],
    ['logs all', { eventSelectors: [{ includeManagementEvents: false }, { readWriteType: 'All' }] }],
    ['logs writes', { eventSelectors: [{ readWriteType: 'WriteOnly', includeManagementEvents: true }] }],
    ['says it in another way', { eventSelectors: [{ includeManagementEvents: false }], advancedEventSelectors: [] }],
  ])('of the app that %s is none', (_what, props) => {
    const stack = newStack();
    expect(errorOf(() => setUp({ trailArn: trailArn(stack, props) }, stack))).toBeUndefined();
  });

  test('of the CDK\'s own class is none', () => {
    const stack = newStack();
    expect(errorOf(() => setUp({ trailArn: new cloudtrail.Trail(stack, 'Trail').trailArn }, stack))).toBeUndefined();
  });

  test('is not created beside another one', () => {
    expect(errorOf(() => setUp({ trailArn: TRAIL_ARN, createTrail: true })))
      .toBe('createTrail contradicts trailArn: the account has a trail, and another one costs 2 USD for 100,000 events; remove one of the two [Stack/Audit]');
  });
});

describe('a rule', () => {
  test('has the target that it is given, and others that are added', () => {
    const { stack, audit } = setUp();
    const [one, two] = ['One', 'Two'].map(id => new sns.Topic(stack, id));
    const rule = audit.onSessionStarted('Started', { target: new targets.SnsTopic(one) });
    rule.addTarget(new targets.SnsTopic(two));
    const { Targets } = propertiesOf(stack, RULE).find(({ Description }) => Description === 'A Session Manager session was started');
    expect(Targets.map(({ Arn }: any) => Arn)).toEqual([one, two].map(({ topicArn }) => stack.resolve(topicArn)));
  });

  test('says what it is for', () => {
    const { stack, audit } = setUp();
    audit.onAccessDenied('Denied');
    audit.onUnloggedSession('Unlogged', { loggedDocuments: [documentOf(stack, 'shell')] });
    expect(propertiesOf(stack, RULE).map(({ Description }) => Description)).toEqual(expect.arrayContaining([
      'A call about a Session Manager session was denied', 'A Session Manager session was started that leaves no transcript',
    ]));
  });

  test('may have an id that the construct has for something of its own', () => {
    const { audit } = setUp({ createTrail: true, topic: new sns.Topic(newStack(new App(), 'Other'), 'Topic') });
    expect(audit.node.children.map(({ node }) => node.id)).toEqual(expect.arrayContaining(['Key', 'Denied']));
    expect(audit.node.children.flatMap(({ node }) => errorOf(() => audit.onSessionStarted(node.id)) ?? [])).toEqual([]);
    expect(audit.onAccessDenied('Other').node.path).toBe('Stack/Audit/Rules/Other');
  });

  test.each<[string, (audit: SessionAudit) => void, string]>([
    ['no node', audit => audit.onSessionStarted('It', { nodeIds: [] }), 'nodeIds must not be empty, got []: no session would count; leave it out for all [Stack/Audit]'],
    ['no document', audit => audit.onSessionStarted('It', { documents: [] }), 'documents must not be empty'],
    ['no node that is denied', audit => audit.onAccessDenied('It', { nodeIds: [] }), 'nodeIds must not be empty'],
    ['no logged document', audit => audit.onUnloggedSession('It', { loggedDocuments: [] }), 'loggedDocuments must not be empty, got []: every session would count; use onSessionStarted [Stack/Audit]'],
  ])('for %s is an error', (_what, add, message) => {
    expect(errorOf(() => add(setUp().audit))).toContain(message);
  });
});

test('cdk-nag asks for nothing else', () => {
  const app = new App();
  setUp({ createTrail: true }, newStack(app));
  app.synth();
  expect(new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName)).toEqual([]);
});
