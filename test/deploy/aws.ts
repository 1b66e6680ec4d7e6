import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { ConfigService } from '@aws-sdk/client-config-service';
import { EC2 } from '@aws-sdk/client-ec2';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { RDS } from '@aws-sdk/client-rds';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import { Emulator } from './emulator';

/** The APIs of the account. */
export type Aws = ReturnType<typeof aws>;

export function aws({ client }: Emulator) {
  return {
    cloudFormation: new CloudFormation(client),
    cloudTrail: new CloudTrail(client),
    cloudWatch: new CloudWatch(client),
    config: new ConfigService(client),
    ec2: new EC2(client),
    events: new EventBridge(client),
    iam: new IAM(client),
    kms: new KMS(client),
    lambda: new Lambda(client),
    logs: new CloudWatchLogs(client),
    rds: new RDS(client),
    // Buckets have no host names of their own on this machine.
    s3: new S3({ ...client, forcePathStyle: true }),
    secrets: new SecretsManager(client),
    sns: new SNS(client),
    sqs: new SQS(client),
    ssm: new SSM(client),
  };
}
