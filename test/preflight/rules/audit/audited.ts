import { analyze } from '../../../../lib/preflight/engine/analyze';
import { PreflightFinding } from '../../../../lib/preflight/preflight-finding';
import { readTemplate } from '../../../../lib/preflight/readers/cloudformation/cloudformation-reading';
import { ReadOptions } from '../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { att, ref, shell, sub } from '../../access/access-templates';
import { Resources, Template } from '../../node-template';

const ACCOUNT_ROOT = { Effect: 'Allow', Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') }, Action: 'kms:*', Resource: '*' };
const SOURCE_ACCOUNT = { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } };
const TRAIL_ARN = sub('arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/sessions');
const OF_TRAIL = { StringEquals: { 'aws:SourceArn': TRAIL_ARN } };

export const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });

/** Lets a service do something. */
export const lets = (service: string | string[], Action: string | string[], Resource: unknown, Condition?: object) => ({
  Effect: 'Allow', Principal: { Service: service }, Action, Resource, ...Condition ? { Condition } : {},
});

export const METRIC = { MetricNamespace: 'Sessions', MetricName: 'Deletions', MetricValue: '1' };

/** Sessions that are recorded and told of, by hand, as somebody else would write it. */
export const AUDITED = {
  Group: { Type: 'AWS::Logs::LogGroup', Properties: {} },
  Shell: shell({}, { cloudWatchLogGroupName: ref('Group'), cloudWatchStreamingEnabled: true }),
  Filter: {
    Type: 'AWS::Logs::MetricFilter',
    Properties: { LogGroupName: ref('Group'), FilterPattern: '{ $.sessionData[*] = "*rm *" }', MetricTransformations: [METRIC as object] },
  },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'Sessions',
      MetricName: 'Deletions',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [ref('Topic') as unknown],
    },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: att('Key', 'Arn') as unknown } },
  TopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [ref('Topic')],
      PolicyDocument: policy(lets(['events.amazonaws.com', 'cloudwatch.amazonaws.com'], 'sns:Publish', ref('Topic'), SOURCE_ACCOUNT)),
    },
  },
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: policy(
        ACCOUNT_ROOT,
        lets('events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey*'], '*'),
        lets('cloudwatch.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey*'], '*', SOURCE_ACCOUNT),
      ),
    },
  },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        'source': ['aws.ssm'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { eventSource: ['ssm.amazonaws.com'], eventName: ['StartSession'] },
      } as object,
      Targets: [{ Id: 'Topic', Arn: ref('Topic') }, { Id: 'Log', Arn: att('EventLog', 'Arn') }] as object[],
    },
  },
  EventLog: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/events/sessions' } },
  EventLogPolicy: {
    Type: 'AWS::Logs::ResourcePolicy',
    Properties: {
      PolicyName: 'events',
      PolicyDocument: sub(JSON.stringify(policy(lets(
        ['events.amazonaws.com', 'delivery.logs.amazonaws.com'], ['logs:CreateLogStream', 'logs:PutLogEvents'],
        'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/events/*:*',
      )))) as unknown,
    },
  },
  Trail: {
    Type: 'AWS::CloudTrail::Trail',
    Properties: { TrailName: 'sessions', IsLogging: true as unknown, S3BucketName: ref('TrailBucket'), KMSKeyId: att('TrailKey', 'Arn') },
  },
  TrailBucket: { Type: 'AWS::S3::Bucket', Properties: {} },
  TrailBucketPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: ref('TrailBucket'),
      PolicyDocument: policy(
        lets('cloudtrail.amazonaws.com', 's3:GetBucketAcl', att('TrailBucket', 'Arn'), OF_TRAIL),
        lets('cloudtrail.amazonaws.com', 's3:PutObject', sub('${TrailBucket.Arn}/AWSLogs/${AWS::AccountId}/*'), {
          StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': TRAIL_ARN },
        }),
      ),
    },
  },
  TrailKey: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: policy(ACCOUNT_ROOT, lets('cloudtrail.amazonaws.com', 'kms:GenerateDataKey*', '*', {
        ...OF_TRAIL, StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': sub('arn:${AWS::Partition}:cloudtrail:*:${AWS::AccountId}:trail/*') },
      })),
    },
  },
} satisfies Resources;

type Audited = typeof AUDITED;

/** One of the resources with other properties; those that are undefined are left out. */
export function having(id: keyof Audited, properties: object): Resources {
  const { Type, Properties } = AUDITED[id];
  return { [id]: { Type, Properties: JSON.parse(JSON.stringify({ ...Properties, ...properties })) as object } };
}

/** The audited sessions with resources added or put in the place of others. */
export function audited(resources: Resources = {}, sections: Omit<Template, 'Resources'> = {}): Template {
  return { ...sections, Resources: { ...AUDITED, ...resources } };
}

/** The same without some of the resources. */
export function without(...ids: (keyof Audited)[]): Template {
  return { Resources: Object.fromEntries(Object.entries(AUDITED).filter(([id]) => !ids.includes(id as keyof Audited))) };
}

export function auditFindingsIn(template: Template, options: ReadOptions = {}): PreflightFinding[] {
  return analyze(readTemplate(template, { region: 'eu-west-1', account: '111122223333', ...options })).auditFindings;
}

/** In short: the rule, the severity, the resource and the property. */
export function told(template: Template, options: ReadOptions = {}): string[] {
  return auditFindingsIn(template, options).map(({ ruleId, severity, logicalId, property = '' }) => (
    `${ruleId} ${severity} ${logicalId} ${property.replace(/^Properties\/?/, '')}`.trim()
  ));
}

/** The sentences. */
export function messages(template: Template, options: ReadOptions = {}): string[] {
  return auditFindingsIn(template, options).map(({ message }) => message);
}
