import { Aws } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { warn } from '../core/errors';
import { WarningId } from '../core/warning-ids';

/** Tells a topic of an alarm, and lets CloudWatch publish to it and use its key. CDK's own action grants nothing. */
export function notifyTopic(scope: IConstruct, alarm: cloudwatch.Alarm, topic: sns.ITopic): void {
  alarm.addAlarmAction(new actions.SnsAction(topic));
  letPublish(scope, topic, 'cloudwatch.amazonaws.com');
}

/** The service that rules tell a topic by. */
export const EVENT_BRIDGE = 'events.amazonaws.com';

/**
 * Lets a service publish to a topic, for this account alone.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function letPublish(scope: IConstruct, topic: sns.ITopic, service: string): void {
  const principals = [new iam.ServicePrincipal(service)];
  const conditions = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  // EventBridge sends no such key with its call of KMS, so that a statement with the condition would let it in nowhere.
  const keyConditions = service === EVENT_BRIDGE ? undefined : conditions;
  const isLet = topic.addToResourcePolicy(new iam.PolicyStatement({ principals, actions: ['sns:Publish'], resources: [topic.topicArn], conditions })).statementAdded;
  const mayEncrypt = topic.masterKey?.addToResourcePolicy(
    new iam.PolicyStatement({ principals, actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], resources: ['*'], conditions: keyConditions }),
  ).statementAdded ?? true;
  if (!isLet || !mayEncrypt) {
    warn(scope, WarningId.TOPIC_NOT_PROVEN, `the policy of topic ${topic.node.path}${isLet ? '\'s key' : ''} cannot be changed here: it has to let ${service} ${isLet ? 'use kms:Decrypt and kms:GenerateDataKey*' : 'use sns:Publish'}, or nobody is told.`);
  }
}
