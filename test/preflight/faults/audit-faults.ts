import { Json } from './draft';
import { change, drop, remove, replaceText, set, together, withoutAction, withStatement } from './mutations';
import { T } from './types';
import { Mutation } from './workbench';

/** One change of the templates of sessions that are recorded and told of. */
export interface AuditFault {
  readonly name: string;
  readonly mutate: Mutation;
  /** A change that is as good as the same, and loses nothing. */
  readonly twin: Mutation;
  readonly ruleId: string;
  readonly severity: 'BLOCKED' | 'WARNING';
  /** The path of the resource of each finding, below the stack, and its property. */
  readonly at: string;
}

type Statement = { [key: string]: Json };

const [FILTER, ALARM, RULE, TOPIC, TOPIC_POLICY, TRAIL, LOG_POLICY] = [
  'AWS::Logs::MetricFilter', 'AWS::CloudWatch::Alarm', 'AWS::Events::Rule', 'AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::CloudTrail::Trail', 'AWS::Logs::ResourcePolicy',
];
const SUDO = 'Sudo/Resource';
const SUDO_ALARM = 'SudoAlarm/Resource';
const ENDED = 'Ended/Resource';
const EVENTS = 'events.amazonaws.com';
const ALARMS = 'cloudwatch.amazonaws.com';
const AUDIT_KEY = 'Audit/Key/Resource';
const TRAIL_BUCKET_POLICY = 'Audit/TrailBucket/Bucket/Policy/Resource';

const deny = (Service: string, Action: string, more: Statement = {}): Statement => ({ Effect: 'Deny', Principal: { Service }, Action, Resource: '*', ...more });
const elsewhere: Statement = { Condition: { StringEquals: { 'aws:SourceAccount': '999988887777' } } };
const here: Statement = { Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } };

/** The statements of a policy that let a service in, changed. */
function forService(type: string, path: string, service: string, by: Statement, document: string = 'PolicyDocument'): Mutation {
  return change(type, path, `${document}/Statement`, value => (value as Statement[]).map(statement => (
    (statement.Principal as Statement).Service === service ? { ...statement, ...by } : statement
  )));
}

const blocked = (ruleId: string, at: string) => ({ ruleId, severity: 'BLOCKED', at }) as const;
const warned = (ruleId: string, at: string) => ({ ruleId, severity: 'WARNING', at }) as const;
const pattern = (text: string) => set(FILTER, SUDO, 'FilterPattern', text);
const metric = (property: string, value: Json) => set(FILTER, SUDO, `MetricTransformations/0/${property}`, value);
const dimensions = (...names: string[]): Json => names.map(Key => ({ Key, Value: `$.${Key}` }));
const PATTERN = `${SUDO} Properties/FilterPattern`;
const onUser: Json = [{ Name: 'runAsUser', Value: 'root' }];
const byUser = together(metric('Dimensions', dimensions('runAsUser')), set(ALARM, SUDO_ALARM, 'Dimensions', onUser));

const filters: AuditFault[] = [
  {
    name: 'a pattern ends before its value',
    mutate: pattern('{ $.sessionData[*] = }'),
    twin: pattern('{ $.sessionData[*] = "" }'),
    ...blocked('SSM-AUD-001', PATTERN),
  },
  {
    name: 'a regular expression has a group',
    mutate: pattern('{ $.sessionData[*] = %(su|sudo) % }'),
    twin: pattern('{ $.sessionData[*] = %su |sudo % }'),
    ...blocked('SSM-AUD-001', PATTERN),
  },
  {
    name: 'a pattern has a field that is not compared',
    mutate: pattern('{ $.sessionData[*] EXISTS }'),
    twin: pattern('{ $.sessionData[*] = "*" }'),
    ...blocked('SSM-AUD-001', PATTERN),
  },
  { name: 'a term is not in quotation marks', mutate: pattern('/bin/sudo'), twin: pattern('"/bin/sudo"'), ...blocked('SSM-AUD-001', PATTERN) },
  {
    name: 'a filter counts a list',
    mutate: metric('MetricValue', '$.sessionData[*]'),
    twin: metric('MetricValue', '$.bytes'),
    ...blocked('SSM-AUD-001', `${SUDO} Properties/MetricTransformations/0/MetricValue`),
  },
  {
    name: 'a filter has dimensions and a default value',
    mutate: together(byUser, metric('DefaultValue', 0)),
    twin: byUser,
    ...blocked('SSM-AUD-001', `${SUDO} Properties/MetricTransformations/0/Dimensions`),
  },
  {
    name: 'a filter of terms has dimensions',
    mutate: together(pattern('"sudo "'), byUser),
    twin: byUser,
    ...blocked('SSM-AUD-001', `${SUDO} Properties/MetricTransformations/0/Dimensions`),
  },
  {
    name: 'a pattern reads the list of lines',
    mutate: pattern('{ $.sessionData = "*sudo *" }'),
    twin: pattern('{ $.sessionData[0] = "*sudo *" }'),
    ...blocked('SSM-AUD-002', PATTERN),
  },
  {
    name: 'a pattern reads below a line',
    mutate: pattern('{ $.runAsUser = "root" && $.sessionData[*].command = "sudo" }'),
    twin: pattern('{ $.runAsUser = "root" || $.sessionData[*].command = "sudo" }'),
    ...blocked('SSM-AUD-002', PATTERN),
  },
];

const STREAMING = '\\"cloudWatchStreamingEnabled\\":true';
const notStreaming = replaceText(T.DOCUMENT, 'Preferences/Document', 'Content', STREAMING, STREAMING.replace('true', 'false'));
const TERMS = pattern('"sudo "');
const oneFilter = together(remove(FILTER, 'Deletion/Filter/Resource'), remove(ALARM, 'Deletion/Alarm/Resource'));
const DOCUMENT_AT = 'Preferences/Document Properties/Content';

const streaming: AuditFault[] = [
  {
    name: 'the document does not stream',
    mutate: together(oneFilter, notStreaming),
    twin: together(oneFilter, notStreaming, set(FILTER, SUDO, 'LogGroupName', 'other'), TERMS),
    ...blocked('SSM-AUD-003', DOCUMENT_AT),
  },
  {
    name: 'the document does not stream to a filter of terms',
    mutate: together(oneFilter, notStreaming, TERMS),
    twin: together(oneFilter, TERMS),
    ...warned('SSM-AUD-003', DOCUMENT_AT),
  },
];

const DIMENSIONS = `${SUDO_ALARM} Properties/Dimensions`;
const threshold = (statistic: string, comparison: string, value: number) => together(
  set(ALARM, SUDO_ALARM, 'Statistic', statistic), set(ALARM, SUDO_ALARM, 'ComparisonOperator', comparison), set(ALARM, SUDO_ALARM, 'Threshold', value),
);

const alarms: AuditFault[] = [
  {
    name: 'an alarm has a dimension that its filter lacks',
    mutate: set(ALARM, SUDO_ALARM, 'Dimensions', onUser),
    twin: byUser,
    ...blocked('SSM-AUD-004', DIMENSIONS),
  },
  {
    name: 'a filter has a dimension that its alarm lacks',
    mutate: metric('Dimensions', dimensions('runAsUser')),
    twin: byUser,
    ...warned('SSM-AUD-004', `${SUDO_ALARM} `),
  },
  {
    name: 'an alarm waits for a maximum over 1',
    mutate: threshold('Maximum', 'GreaterThanThreshold', 1),
    twin: threshold('Sum', 'GreaterThanThreshold', 1),
    ...blocked('SSM-AUD-004', `${SUDO_ALARM} Properties/Threshold`),
  },
  {
    name: 'an alarm waits for a sum below 1',
    mutate: threshold('Sum', 'LessThanThreshold', 1),
    twin: together(threshold('Sum', 'LessThanThreshold', 1), set(ALARM, SUDO_ALARM, 'TreatMissingData', 'breaching')),
    ...blocked('SSM-AUD-004', `${SUDO_ALARM} Properties/Threshold`),
  },
  {
    name: 'an alarm has no action',
    mutate: drop(ALARM, SUDO_ALARM, 'AlarmActions'),
    twin: set(ALARM, SUDO_ALARM, 'AlarmActions', ['arn:aws:lambda:eu-west-1:111122223333:function:page']),
    ...warned('SSM-AUD-005', `${SUDO_ALARM} `),
  },
  {
    name: 'the actions of an alarm are off',
    mutate: set(ALARM, SUDO_ALARM, 'ActionsEnabled', false),
    twin: set(ALARM, SUDO_ALARM, 'ActionsEnabled', true),
    ...warned('SSM-AUD-005', `${SUDO_ALARM} Properties/ActionsEnabled`),
  },
];

const EVENT_PATTERN = `${ENDED} Properties/EventPattern`;
const inPattern = (place: string, value: Json) => set(RULE, ENDED, `EventPattern/${place}`, value);
const asksFor = (documentName: Json) => together(
  inPattern('detail/eventName', ['StartSession']), inPattern('detail/requestParameters', { documentName }),
);

const rules: AuditFault[] = [
  {
    name: 'a rule is disabled',
    mutate: set(RULE, ENDED, 'State', 'DISABLED'),
    twin: set(RULE, ENDED, 'State', 'ENABLED'),
    ...warned('SSM-AUD-006', `${ENDED} Properties/State`),
  },
  {
    name: 'a rule asks for another detail-type',
    mutate: inPattern('detail-type', ['EC2 Command Invocation Status-change Notification']),
    twin: inPattern('detail-type', [{ prefix: 'AWS API' }]),
    ...blocked('SSM-AUD-006', EVENT_PATTERN),
  },
  {
    name: 'a rule asks for another source',
    mutate: inPattern('source', ['ssm.amazonaws.com']),
    twin: inPattern('source', ['ssm.amazonaws.com', 'aws.ssm']),
    ...blocked('SSM-AUD-006', EVENT_PATTERN),
  },
  {
    name: 'a rule asks for the default document alone',
    mutate: asksFor(['SSM-SessionManagerRunShell']),
    twin: asksFor(['SSM-SessionManagerRunShell', { exists: false }]),
    ...warned('SSM-AUD-006', EVENT_PATTERN),
  },
];

const OWN_POLICY = 'SessionManagerEventLogs/Resource';
const CUSTOM_POLICY = 'EventsLogGroupPolicyAuditedEndedE42E8243/Resource/Default';
const CALLS_TARGET = 'Audit/Calls/Resource Properties/Targets/0';
const ofOwnPolicy = (from: string, to: string) => replaceText(LOG_POLICY, OWN_POLICY, 'PolicyDocument', from, to);
const withRole: Json = 'arn:aws:iam::111122223333:role/events';

const eventLogs: AuditFault[] = [
  {
    name: 'nothing lets EventBridge write events', mutate: remove(LOG_POLICY, OWN_POLICY), twin: ofOwnPolicy('/aws/events/*:*', '/aws/*:*'), ...warned('SSM-AUD-007', CALLS_TARGET),
  },
  {
    name: 'EventBridge may write into other log groups',
    mutate: ofOwnPolicy('/aws/events/*:*', '/aws/lambda/*:*'),
    twin: ofOwnPolicy('/aws/events/*:*', '*'),
    ...warned('SSM-AUD-007', CALLS_TARGET),
  },
  {
    name: 'EventBridge may make no streams',
    mutate: ofOwnPolicy('logs:CreateLogStream', 'logs:DescribeLogStreams'),
    twin: ofOwnPolicy('logs:CreateLogStream', 'logs:Create*'),
    ...warned('SSM-AUD-007', CALLS_TARGET),
  },
  {
    name: 'the policy of CDK\'s own target is of another log group',
    mutate: together(
      // So that the policy of this library does not let it in.
      ofOwnPolicy('/aws/events/*:*', '/aws/events/session-manager*:*'), replaceText('Custom::CloudwatchLogResourcePolicy', CUSTOM_POLICY, 'Create', 'logs:PutLogEvents', 'logs:GetLogEvents'),
    ),
    twin: replaceText('Custom::CloudwatchLogResourcePolicy', CUSTOM_POLICY, 'Create', 'logs:PutLogEvents', 'logs:GetLogEvents'),
    ...warned('SSM-AUD-007', `${ENDED} Properties/Targets/0`),
  },
  {
    name: 'a log group has a role',
    mutate: set(RULE, ENDED, 'Targets/0/RoleArn', withRole),
    twin: set(RULE, 'Audit/Allowed/Resource', 'Targets/0/RoleArn', withRole),
    ...blocked('SSM-AUD-007', `${ENDED} Properties/Targets/0`),
  },
];

const POLICY_AT = 'Topic/Policy/Resource Properties/PolicyDocument';
const TOPIC_KEY_AT = 'TopicKey/Resource Properties/KeyPolicy';
const ofTopic = (service: string, by: Statement) => forService(TOPIC_POLICY, 'Topic/Policy/Resource', service, by);
const ofKey = (service: string, by: Statement) => forService(T.KEY, 'TopicKey/Resource', service, by, 'KeyPolicy');
const topicPolicy = 'Topic/Policy/Resource';

const topics: AuditFault[] = [
  {
    name: 'alarms may not publish',
    mutate: ofTopic(ALARMS, { Action: 'sns:Subscribe' }),
    twin: ofTopic(ALARMS, { Action: 'sns:*' }),
    ...blocked('SSM-AUD-008', POLICY_AT),
  },
  {
    name: 'rules may not publish',
    mutate: ofTopic(EVENTS, { Action: 'sns:Subscribe' }),
    twin: ofTopic(EVENTS, { Action: ['sns:Publish', 'sns:Subscribe'] }),
    ...blocked('SSM-AUD-008', POLICY_AT),
  },
  {
    name: 'rules of another account may publish',
    mutate: ofTopic(EVENTS, elsewhere),
    twin: ofTopic(EVENTS, here),
    ...blocked('SSM-AUD-008', POLICY_AT),
  },
  {
    name: 'alarms of another account may publish',
    mutate: ofTopic(ALARMS, elsewhere),
    twin: ofTopic(ALARMS, here),
    ...blocked('SSM-AUD-008', POLICY_AT),
  },
  {
    name: 'rules are denied',
    mutate: withStatement(TOPIC_POLICY, topicPolicy, deny(EVENTS, 'sns:*')),
    twin: withStatement(TOPIC_POLICY, topicPolicy, deny(EVENTS, 'sns:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
    ...blocked('SSM-AUD-008', POLICY_AT),
  },
  {
    name: 'a topic for a rule has no policy',
    mutate: remove(TOPIC_POLICY, 'PlainTopic/Policy/Resource'),
    twin: together(remove(TOPIC_POLICY, 'PlainTopic/Policy/Resource'), set(RULE, 'Audit/Rules/Unlogged/Resource', 'Targets/0/RoleArn', withRole)),
    ...blocked('SSM-AUD-008', 'PlainTopic/Resource '),
  },
  {
    name: 'a topic has the key of AWS',
    mutate: set(TOPIC, 'PlainTopic/Resource', 'KmsMasterKeyId', 'alias/aws/sns'),
    twin: set(TOPIC, 'PlainTopic/Resource', 'KmsMasterKeyId', 'alias/own'),
    ...blocked('SSM-AUD-009', 'PlainTopic/Resource Properties/KmsMasterKeyId'),
  },
  {
    name: 'alarms may not use the key',
    mutate: ofKey(ALARMS, { Action: 'kms:Decrypt' }),
    twin: ofKey(ALARMS, { Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }),
    ...blocked('SSM-AUD-009', TOPIC_KEY_AT),
  },
  {
    name: 'alarms of another account may use the key',
    mutate: ofKey(ALARMS, elsewhere),
    twin: ofKey(ALARMS, here),
    ...blocked('SSM-AUD-009', TOPIC_KEY_AT),
  },
  {
    name: 'rules may not use the key',
    mutate: ofKey(EVENTS, { Action: 'kms:Encrypt' }),
    twin: ofKey(EVENTS, { Action: 'kms:*' }),
    ...blocked('SSM-AUD-009', TOPIC_KEY_AT),
  },
  {
    name: 'rules may use the key for this account, which EventBridge does not send',
    mutate: ofKey(EVENTS, here),
    twin: ofKey(EVENTS, { Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } } }),
    ...blocked('SSM-AUD-009', TOPIC_KEY_AT),
  },
];

const TRAIL_AT = 'Audit/Trail/Resource';
const selectors = (...all: Json[]) => set(TRAIL, TRAIL_AT, 'EventSelectors', all);
const BUCKET_AT = `${TRAIL_BUCKET_POLICY} Properties/PolicyDocument`;
const KEY_AT = `${AUDIT_KEY} Properties/KeyPolicy`;

const trails: AuditFault[] = [
  {
    name: 'the trail is off',
    mutate: set(TRAIL, TRAIL_AT, 'IsLogging', false),
    twin: set(TRAIL, TRAIL_AT, 'IsLogging', 'true'),
    ...warned('SSM-AUD-010', `${TRAIL_AT} Properties/IsLogging`),
  },
  {
    name: 'the trail logs reads',
    mutate: selectors({ ReadWriteType: 'ReadOnly' }),
    twin: selectors({ ReadWriteType: 'WriteOnly' }),
    ...warned('SSM-AUD-010', `${TRAIL_AT} Properties/EventSelectors`),
  },
  {
    name: 'the trail logs data events',
    mutate: selectors({ IncludeManagementEvents: false }),
    twin: selectors({ IncludeManagementEvents: true }),
    ...warned('SSM-AUD-010', `${TRAIL_AT} Properties/EventSelectors`),
  },
  {
    name: 'CloudTrail may not look at the bucket',
    mutate: withoutAction(T.BUCKET_POLICY, TRAIL_BUCKET_POLICY, 's3:GetBucketAcl'),
    twin: replaceText(T.BUCKET_POLICY, TRAIL_BUCKET_POLICY, 'PolicyDocument', 's3:GetBucketAcl', 's3:GetBucket*'),
    ...blocked('SSM-AUD-011', BUCKET_AT),
  },
  {
    name: 'CloudTrail may write with another ACL',
    mutate: replaceText(T.BUCKET_POLICY, TRAIL_BUCKET_POLICY, 'PolicyDocument', 'bucket-owner-full-control', 'private'),
    twin: replaceText(T.BUCKET_POLICY, TRAIL_BUCKET_POLICY, 'PolicyDocument', 'StringEquals', 'StringLike'),
    ...blocked('SSM-AUD-011', BUCKET_AT),
  },
  {
    name: 'CloudTrail is denied',
    mutate: withStatement(T.BUCKET_POLICY, TRAIL_BUCKET_POLICY, deny('cloudtrail.amazonaws.com', 's3:PutObject')),
    twin: withStatement(T.BUCKET_POLICY, TRAIL_BUCKET_POLICY, deny('cloudtrail.amazonaws.com', 's3:DeleteObject')),
    ...blocked('SSM-AUD-011', BUCKET_AT),
  },
  {
    name: 'CloudTrail may not encrypt',
    mutate: replaceText(T.KEY, AUDIT_KEY, 'KeyPolicy', 'kms:GenerateDataKey*', 'kms:GenerateMac'),
    twin: replaceText(T.KEY, AUDIT_KEY, 'KeyPolicy', 'kms:GenerateDataKey*', 'kms:GenerateDataKey'),
    ...blocked('SSM-AUD-012', KEY_AT),
  },
  {
    name: 'CloudTrail of another account may encrypt',
    mutate: replaceText(T.KEY, AUDIT_KEY, 'KeyPolicy', '{"Ref":"AWS::AccountId"}', '"999988887777"'),
    twin: replaceText(T.KEY, AUDIT_KEY, 'KeyPolicy', '{"Ref":"AWS::AccountId"}', '"111122223333"'),
    ...blocked('SSM-AUD-012', KEY_AT),
  },
];

export const AUDIT_FAULTS: readonly AuditFault[] = [...filters, ...streaming, ...alarms, ...rules, ...eventLogs, ...topics, ...trails];
