import { audited, AUDITED, having, lets, messages, policy, told, without } from './audited';
import { att, ref, sub } from '../../access/access-templates';
import { Resources } from '../../node-template';

const EVENTS = 'events.amazonaws.com';
const ALARMS = 'cloudwatch.amazonaws.com';
const ROOT = { Effect: 'Allow', Principal: { AWS: sub('arn:aws:iam::${AWS::AccountId}:root') }, Action: '*', Resource: '*' };
const ACCOUNT = { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } };
const OTHER_ACCOUNT = { StringEquals: { 'aws:SourceAccount': '999988887777' } };
const AT = 'TopicPolicy PolicyDocument';
/** As a topic has it where nobody gives it one. */
const BY_DEFAULT = {
  Effect: 'Allow', Principal: { AWS: '*' }, Action: ['SNS:Publish', 'SNS:Subscribe'], Resource: ref('Topic'), Condition: { StringEquals: { 'AWS:SourceOwner': ref('AWS::AccountId') } },
};

const topicPolicy = (...statements: object[]) => having('TopicPolicy', { PolicyDocument: policy(...statements) });
const publish = (service: string, condition?: object) => lets(service, 'sns:Publish', ref('Topic'), condition);
const both = (condition?: object) => [publish(EVENTS, condition), publish(ALARMS, condition)];
const keyPolicy = (...statements: object[]) => having('Key', { KeyPolicy: policy(ROOT, ...statements) });
const use = (service: string, condition?: object, actions = ['kms:Decrypt', 'kms:GenerateDataKey*']) => lets(service, actions, '*', condition);

describe('the policy of a topic', () => {
  test.each<[what: string, statements: object[], expected: string[]]>([
    ['lets both services publish', both(), []],
    ['lets them for this account', both(ACCOUNT), []],
    ['lets them for the alarm and the rule', [publish(ALARMS, { ArnLike: { 'aws:SourceArn': att('Alarm', 'Arn') } }), publish(EVENTS, { ArnEquals: { 'aws:SourceArn': att('Rule', 'Arn') } })], []],
    ['lets every service of the account', [{ ...publish(EVENTS), Principal: { Service: '*' } }, ...both()], []],
    ['lets only alarms', [publish(ALARMS)], [`SSM-AUD-008 BLOCKED ${AT}`]],
    ['lets only rules', [publish(EVENTS)], [`SSM-AUD-008 BLOCKED ${AT}`]],
    ['lets them for another account', both(OTHER_ACCOUNT), [`SSM-AUD-008 BLOCKED ${AT}`, `SSM-AUD-008 BLOCKED ${AT}`]],
    ['lets another rule', [publish(ALARMS), publish(EVENTS, { ArnEquals: { 'aws:SourceArn': sub('arn:aws:events:${AWS::Region}:${AWS::AccountId}:rule/other') } })], [`SSM-AUD-008 BLOCKED ${AT}`]],
    ['lets them subscribe', [lets([EVENTS, ALARMS], 'sns:Subscribe', ref('Topic'))], [`SSM-AUD-008 BLOCKED ${AT}`, `SSM-AUD-008 BLOCKED ${AT}`]],
    ['is about another topic', [lets([EVENTS, ALARMS], 'sns:Publish', 'arn:aws:sns:eu-west-1:111122223333:other')], [`SSM-AUD-008 BLOCKED ${AT}`, `SSM-AUD-008 BLOCKED ${AT}`]],
    ['denies what is not encrypted on its way', [...both(), { ...publish(EVENTS), Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }], []],
    ['denies what is not encrypted on its way, and lets nobody in', [{ ...publish(EVENTS), Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }], [`SSM-AUD-008 BLOCKED ${AT}`, `SSM-AUD-008 BLOCKED ${AT}`]],
    ['denies rules', [...both(), { ...publish(EVENTS), Effect: 'Deny' }], [`SSM-AUD-008 BLOCKED ${AT}`]],
    ['lets the owner publish, as the default policy does, and rules', [BY_DEFAULT, publish(EVENTS)], []],
    ['lets the account publish, and rules', [{ ...publish(EVENTS), Principal: { AWS: ref('AWS::AccountId') } }, publish(EVENTS)], []],
    ['lets services publish by a condition that nobody knows', both({ StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } }), []],
  ])('%s', (_, statements, expected) => {
    expect(told(audited(topicPolicy(...statements)))).toEqual(expected);
  });

  test('is said with who, and what is lost', () => {
    expect(messages(audited(topicPolicy(publish(ALARMS), { ...publish(EVENTS), Sid: 'NoRules', Effect: 'Deny' })))).toEqual([
      'The statement NoRules of TopicPolicy denies events.amazonaws.com sns:Publish on Topic: nobody hears from Rule',
    ]);
    expect(messages(audited(topicPolicy(publish(EVENTS))))).toEqual([
      'The policy of Topic does not let cloudwatch.amazonaws.com publish: nobody hears from Alarm',
    ]);
  });

  test('is enough for alarms where a topic has none, and not for rules', () => {
    expect(told(without('TopicPolicy'))).toEqual(['SSM-AUD-008 BLOCKED Topic']);
    expect(told(without('TopicPolicy', 'Rule'))).toEqual([]);
  });

  test('is told of once for all that it keeps from publishing', () => {
    const more = Object.fromEntries(['Second', 'Third', 'Fourth', 'Fifth'].map(id => [id, AUDITED.Rule]));
    expect(messages(audited({ ...more, ...topicPolicy(publish(ALARMS)) }))).toEqual([
      'The policy of Topic does not let events.amazonaws.com publish: nobody hears from Rule, Second, Third and 2 more',
    ]);
    expect(messages(audited({ ...more, ...topicPolicy(publish(ALARMS), publish(EVENTS, { ArnEquals: { 'aws:SourceArn': att('Rule', 'Arn') } })) }))).toEqual([
      'The policy of Topic does not let events.amazonaws.com publish: nobody hears from Second, Third, Fourth and 1 more',
    ]);
    expect(messages(audited({ ...more, ...keyPolicy(use(ALARMS)) }))).toEqual([
      'The policy of Key does not let events.amazonaws.com use kms:Decrypt and kms:GenerateDataKey* for Topic: nobody hears from Rule, Second, Third and 2 more',
    ]);
  });

  test('may be inline', () => {
    const { Properties: { PolicyDocument } } = AUDITED.TopicPolicy;
    const Inline = { Type: 'AWS::SNS::TopicInlinePolicy', Properties: { TopicArn: ref('Topic'), PolicyDocument } };
    expect(told({ Resources: { ...without('TopicPolicy').Resources, Inline } })).toEqual([]);
  });

  test.each<[what: string, template: Resources]>([
    ['nobody knows of which topic it is', { ...without('TopicPolicy').Resources, Another: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: { Ref: 'Unsaid' }, PolicyDocument: policy(...both()) } } }],
    ['nobody knows whether it is there', { ...without('TopicPolicy').Resources, TopicPolicy: { ...AUDITED.TopicPolicy, Condition: 'Prod' } }],
    ['a custom resource is given the topic', { ...without('TopicPolicy').Resources, Custom: { Type: 'Custom::TopicPolicy', Properties: { ServiceToken: 'arn', Topic: ref('Topic') } } }],
    ['a nested stack that cannot be seen is given the topic', {
      ...without('TopicPolicy').Resources, Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://elsewhere/template.json', Parameters: { Topic: ref('Topic') } } },
    }],
  ])('is not told of where %s', (_, resources) => {
    expect(told({
      Resources: resources, Parameters: { Unsaid: { Type: 'String' }, Stage: { Type: 'String' } }, Conditions: { Prod: { 'Fn::Equals': [ref('Stage'), 'prod'] } },
    })).toEqual([]);
  });

  test('is not told of a topic that is in no template', () => {
    const elsewhere = 'arn:aws:sns:eu-west-1:111122223333:elsewhere';
    expect(told({
      Resources: { ...without('Topic', 'TopicPolicy').Resources, ...having('Alarm', { AlarmActions: [elsewhere] }), ...having('Rule', { Targets: [{ Id: 'Topic', Arn: elsewhere }] }) },
    })).toEqual([]);
  });

  test('has no say in a target with a role', () => {
    const Targets = [{ Id: 'Topic', Arn: ref('Topic'), RoleArn: 'arn:aws:iam::111122223333:role/events' }];
    expect(told(audited({ ...topicPolicy(publish(ALARMS)), ...having('Rule', { Targets }) }))).toEqual([]);
  });

  test('is not told of for alarms and rules of others', () => {
    const Other = { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.ec2'] }, Targets: [{ Id: 'Topic', Arn: ref('Topic') }] } };
    const Parameters = { Type: 'AWS::Events::Rule', Properties: { EventPattern: { 'source': ['aws.ssm'], 'detail-type': ['Parameter Store Change'] }, Targets: [{ Id: 'Topic', Arn: ref('Topic') }] } };
    const Cpu = { Type: 'AWS::CloudWatch::Alarm', Properties: { ...AUDITED.Alarm.Properties, Namespace: 'AWS/EC2', MetricName: 'CPUUtilization' } };
    expect(told({ Resources: { ...without('TopicPolicy', 'Rule', 'Alarm').Resources, Other, Parameters, Cpu } })).toEqual([]);
  });
});

describe('which rules are about sessions', () => {
  const rule = (EventPattern: unknown) => ({ Resources: { ...without('TopicPolicy').Resources, ...having('Rule', { EventPattern }) } });
  const CALL = 'AWS API Call via CloudTrail';

  test.each<[what: string, pattern: unknown]>([
    ['a session is ended', { source: ['aws.ssm'], detail: { eventName: ['TerminateSession', 'SendCommand'] } }],
    ['a session is started, of any source', { detail: { eventSource: ['ssm.amazonaws.com'], eventName: ['StartSession'] } }],
    ['Remote Desktop', { 'source': ['aws.ssm-guiconnect'], 'detail-type': [CALL], 'detail': { eventName: ['StartConnection'] } }],
    ['one of several', { detail: { $or: [{ eventSource: ['s3.amazonaws.com'], eventName: ['GetObject'] }, { eventSource: ['ssm.amazonaws.com'], eventName: ['StartSession'] }] } }],
    ['every call of Systems Manager', { 'source': ['aws.ssm'], 'detail-type': [CALL] }],
    ['everything of Systems Manager', { source: ['aws.ssm'] }],
    ['a pattern that is a text', JSON.stringify({ source: ['aws.ssm'], detail: { eventName: ['StartSession'] } })],
  ])('those on %s', (_, pattern) => {
    expect(told(rule(pattern))).toEqual(['SSM-AUD-008 BLOCKED Topic']);
  });

  test.each<[what: string, pattern: unknown]>([
    ['a call of the same name of Athena', { source: ['aws.athena'], detail: { eventSource: ['athena.amazonaws.com'], eventName: ['StartSession'] } }],
    ['commands', { source: ['aws.ssm'], detail: { eventName: ['SendCommand'] } }],
    ['names that are no list of texts', { source: ['aws.ssm'], detail: { eventName: [{ 'anything-but': ['GetParameter'] }] } }],
    ['what only the deployment knows', { source: [ref('AWS::StackName')], detail: { eventName: ['StartSession'] } }],
    ['a pattern that is no JSON', '{'],
    ['a schedule', undefined],
  ])('not those on %s', (_, pattern) => {
    expect(told(rule(pattern))).toEqual([]);
  });
});

describe('the key of a topic', () => {
  const OF_TOPIC = { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': ref('Topic') } };

  test.each<[what: string, statements: object[], expected: string[]]>([
    ['lets both services', [use(EVENTS), use(ALARMS)], []],
    ['lets alarms of this account', [use(EVENTS), use(ALARMS, ACCOUNT)], []],
    ['lets them for this topic', [use(EVENTS, OF_TOPIC), use(ALARMS, OF_TOPIC)], []],
    ['lets nobody but the account', [], ['SSM-AUD-009 BLOCKED Key KeyPolicy', 'SSM-AUD-009 BLOCKED Key KeyPolicy']],
    ['lets only rules', [use(EVENTS)], ['SSM-AUD-009 BLOCKED Key KeyPolicy']],
    ['lets only alarms', [use(ALARMS)], ['SSM-AUD-009 BLOCKED Key KeyPolicy']],
    ['lets rules of this account, a key that EventBridge does not send', [use(EVENTS, ACCOUNT), use(ALARMS)], ['SSM-AUD-009 BLOCKED Key KeyPolicy']],
    ['lets this rule, a key that EventBridge does not send', [use(EVENTS, { ArnLike: { 'aws:SourceArn': att('Rule', 'Arn') } }), use(ALARMS)], ['SSM-AUD-009 BLOCKED Key KeyPolicy']],
    ['lets alarms of another account', [use(EVENTS), use(ALARMS, OTHER_ACCOUNT)], ['SSM-AUD-009 BLOCKED Key KeyPolicy']],
    ['lets them decrypt alone', [use(EVENTS, undefined, ['kms:Decrypt']), use(ALARMS)], ['SSM-AUD-009 BLOCKED Key KeyPolicy']],
    ['lets them encrypt alone', [use(EVENTS), use(ALARMS, undefined, ['kms:GenerateDataKey*'])], ['SSM-AUD-009 BLOCKED Key KeyPolicy']],
    ['lets them by a condition that nobody knows', [use(EVENTS), use(ALARMS, { StringEquals: { 'kms:ViaService': sub('sns.${AWS::Region}.amazonaws.com') } })], []],
  ])('%s', (_, statements, expected) => {
    expect(told(audited(keyPolicy(...statements)))).toEqual(expected);
  });

  test('is said with who, what is lacking and the fix', () => {
    expect(messages(audited(keyPolicy(use(ALARMS), use(EVENTS, undefined, ['kms:Decrypt']))))).toEqual([
      'The policy of Key does not let events.amazonaws.com use kms:GenerateDataKey* for Topic: nobody hears from Rule',
    ]);
  });

  test.each(['alias/aws/sns', sub('arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/sns')])('is never that of AWS: %j', KmsMasterKeyId => {
    const at = 'SSM-AUD-009 BLOCKED Topic KmsMasterKeyId';
    expect(told(audited(having('Topic', { KmsMasterKeyId })))).toEqual([at, at]);
  });

  test.each<[what: string, properties: object]>([
    ['not encrypted', { KmsMasterKeyId: undefined }],
    ['encrypted with a key that is in no template', { KmsMasterKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/elsewhere' }],
    ['encrypted with an alias that is in no template', { KmsMasterKeyId: 'alias/elsewhere' }],
  ])('is left alone where the topic is %s', (_, properties) => {
    expect(told(audited({ ...having('Topic', properties), ...keyPolicy() }))).toEqual([]);
  });

  test('is found by its alias', () => {
    const Alias = { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/topics', TargetKeyId: ref('Key') } };
    expect(told(audited({ ...having('Topic', { KmsMasterKeyId: 'alias/topics' }), Alias, ...keyPolicy(use(EVENTS)) }))).toEqual(['SSM-AUD-009 BLOCKED Key KeyPolicy']);
  });
});
