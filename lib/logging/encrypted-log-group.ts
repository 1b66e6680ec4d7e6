import { ArnFormat, Aws, Fn, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { warn } from '../core/errors';
import { WarningId } from '../core/warning-ids';

export interface EncryptedLogGroupProps {
  /** Known beforehand: the key's policy names the group, and the group names the key. */
  readonly logGroupName: string;
  readonly encryptionKey: kms.IKey;
  readonly retention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly dataProtectionPolicy?: logs.DataProtectionPolicy;
}

/**
 * What CloudWatch Logs does with the key of a log group.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
const LOGS_SERVICE_KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** A log group whose key CloudWatch Logs may use for this group alone. */
export function encryptedLogGroup(scope: Construct, id: string, props: EncryptedLogGroupProps): logs.LogGroup {
  letCloudWatchLogsUseKey(scope, props);
  return new logs.LogGroup(scope, id, props);
}

/** A name that no other group has, one that was kept from a deleted stack included. */
export function logGroupNameOf(scope: Construct, prefix: string): string {
  const stackIdPart = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
  return `${prefix}/${Names.uniqueResourceName(scope, { maxLength: 200, separator: '-' })}-${stackIdPart}`;
}

function letCloudWatchLogsUseKey(scope: Construct, { encryptionKey, logGroupName }: EncryptedLogGroupProps): void {
  const stack = Stack.of(scope);
  const { statementAdded } = encryptionKey.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.${Aws.URL_SUFFIX}`)],
    actions: LOGS_SERVICE_KEY_ACTIONS,
    resources: ['*'],
    conditions: {
      ArnEquals: {
        'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
      },
    },
  }), true);
  if (!statementAdded) {
    warn(scope, WarningId.LOG_GROUP_KEY_POLICY_NOT_CHANGED,
      `encryptionKey is imported, so its policy was not changed; it must let logs.<region>.<suffix> use it with this log group's ARN in the encryption context (${LOGS_SERVICE_KEY_ACTIONS.join(', ')}), or the deployment fails.`);
  }
}
