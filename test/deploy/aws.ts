import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { RDS } from '@aws-sdk/client-rds';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { Emulator } from './emulator';

/** The APIs of the account. */
export type Aws = ReturnType<typeof aws>;

export function aws({ client }: Emulator) {
  return {
    cloudFormation: new CloudFormation(client),
    ec2: new EC2(client),
    iam: new IAM(client),
    kms: new KMS(client),
    lambda: new Lambda(client),
    logs: new CloudWatchLogs(client),
    rds: new RDS(client),
    // Buckets have no host names of their own on this machine.
    s3: new S3({ ...client, forcePathStyle: true }),
    secrets: new SecretsManager(client),
    ssm: new SSM(client),
  };
}
