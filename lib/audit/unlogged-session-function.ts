import * as path from 'path';
import { Duration, PhysicalName, RemovalPolicy, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { LIST_SESSIONS_ACTION } from '../access/person-actions';
import type { GrantableDocument } from '../access/started-document';
import { warn } from '../core/errors';
import { grantOnBothSides } from '../core/grants';
import { sameId } from '../core/references';
import { WarningId } from '../core/warning-ids';
import type { ISessionLogging } from '../logging/session-logging';
import type { ISessionLoggingBucket } from '../logging/session-logging-bucket';

export interface UnloggedSessionFunctionProps {
  /** Where the events wait. */
  readonly queue: sqs.Queue;
  readonly logging: ISessionLogging;
  /** Those whose sessions are looked at, as far as they are known. */
  readonly documents: readonly GrantableDocument[];
  readonly metric: cloudwatch.Metric;
  readonly topic?: sns.ITopic;
}

/** How long the function has. */
const TIMEOUT = Duration.minutes(1);

/** How long a message is not delivered again: AWS asks for six times the time of the function. @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const VISIBILITY_TIMEOUT = Duration.minutes(6);

/**
 * However many sessions start at once. CloudWatch Logs takes 25 DescribeLogStreams a second of an account, and the agents call it too.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html
 */
const LEAST_CONCURRENCY = 2;

/** The function that takes events from the queue, and looks whether their sessions have left transcripts. */
export function unloggedSessionFunction(scope: Construct, props: UnloggedSessionFunctionProps): lambda.Function {
  const { queue, logging: { bucket, logGroup }, metric, topic } = props;
  const functionLogs = new logs.LogGroup(scope, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.RETAIN });
  // Named only where the policy of a bucket in another account has to name it.
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName: PhysicalName.GENERATE_IF_NEEDED });
  functionLogs.grantWrite(role);
  letLook(scope, role, props);
  const notStreamed = notStreamedDocuments(props);
  const handler = new lambda.Function(scope, 'Handler', {
    description: 'Looks whether Session Manager sessions have left transcripts',
    code: lambda.Code.fromAsset(path.join(__dirname, 'unlogged-session-handler')),
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    timeout: TIMEOUT,
    memorySize: 256,
    // It looks again by a message of its own every quarter of an hour, and Lambda would end that after about 16 times:
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    recursiveLoop: lambda.RecursiveLoop.ALLOW,
    role,
    logGroup: functionLogs,
    environment: {
      METRIC_NAMESPACE: metric.namespace,
      METRIC_NAME: metric.metricName,
      QUEUE_URL: queue.queueUrl,
      ...logGroup ? { LOG_GROUP_NAME: logGroup.logGroupName, IS_STREAMED: String(logGroup.streaming) } : {},
      ...notStreamed.length > 0 ? { NOT_STREAMED_DOCUMENTS: notStreamed.join(',') } : {},
      ...bucket ? { BUCKET_NAME: bucket.bucketName, KEY_PREFIX: bucket.keyPrefix } : {},
      ...topic ? { TOPIC_ARN: topic.topicArn } : {},
    },
  });
  handler.addEventSource(new SqsEventSource(queue, { batchSize: 1, maxConcurrency: LEAST_CONCURRENCY, reportBatchItemFailures: true }));
  return handler;
}

/** Commands are never streamed, and a document may log to the bucket alone. */
function notStreamedDocuments({ documents, logging: { logGroup } }: UnloggedSessionFunctionProps): string[] {
  const isStreamed = ({ _started: { streams, logging } }: GrantableDocument) => (
    streams === true && sameId(logging?.logGroup?.logGroupName, logGroup?.logGroupName)
  );
  return logGroup?.streaming ? documents.filter(document => !isStreamed(document)).map(({ documentName }) => documentName) : [];
}

/** What the function calls, and no more. */
function letLook(scope: Construct, role: iam.Role, props: UnloggedSessionFunctionProps): void {
  const { queue, logging: { bucket, logGroup }, topic } = props;
  const allow = (action: string, resource: string) => role.addToPolicy(new iam.PolicyStatement({ actions: [action], resources: [resource] }));
  topic?.grantPublish(role);
  if (logGroup) { allow('logs:DescribeLogStreams', `${logGroup.logGroupArn}:*`); }
  if (bucket) { letList(scope, role, bucket); }
  if (!logGroup?.streaming || notStreamedDocuments(props).length > 0) { letLookAgain(allow, queue); }
}

/** What comes at the end of a session takes to know whether it has ended, and to look again. */
function letLookAgain(allow: (action: string, resource: string) => void, queue: sqs.Queue): void {
  allow(LIST_SESSIONS_ACTION, '*');
  allow('sqs:SendMessage', queue.queueArn);
}

function letList(scope: Construct, role: iam.Role, { bucket, bucketArn, keyPrefix }: ISessionLoggingBucket): void {
  grantOnBothSides({
    grantee: role,
    actions: ['s3:ListBucket'],
    resourceArns: [bucketArn],
    resource: bucket,
    conditions: keyPrefix ? { StringLike: { 's3:prefix': `${keyPrefix}/*` } } : undefined,
  });
  const accounts = Token.compareStrings(bucket.env.account, Stack.of(scope).account);
  const isImported = bucket.policy === undefined;
  if (isImported && [TokenComparison.DIFFERENT, TokenComparison.ONE_UNRESOLVED].includes(accounts)) {
    warn(scope, WarningId.UNLOGGED_SESSION_BUCKET_NOT_PROVEN, `the policy of bucket ${bucket.node.path} of another account cannot be changed here: it has to let the function's role use s3:ListBucket, or no session can be looked at.`);
  }
}
