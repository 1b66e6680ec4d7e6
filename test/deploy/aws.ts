import { AutoScaling } from '@aws-sdk/client-auto-scaling';
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
    autoScaling: new AutoScaling(client),
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
    schedules: schedules(client.endpoint),
    secrets: new SecretsManager(client),
    sns: new SNS(client),
    sqs: new SQS(client),
    ssm: new SSM(client),
    stateMachines: stateMachines(client.endpoint),
  };
}

/** Two calls of Step Functions. */
function stateMachines(endpoint: string) {
  const call = async (action: string, input: object) => {
    const headers = {
      'authorization': 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${action}`,
    };
    const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
    if (!response.ok) {
      throw new Error(`Step Functions answered ${response.status}: ${await response.text()}`);
    }
    return response.json() as Promise<any>;
  };
  return {
    get: async (stateMachineArn: string) => call('DescribeStateMachine', { stateMachineArn }),
    list: async (): Promise<string[]> => (await call('ListStateMachines', {})).stateMachines.map(({ name }: { name: string }) => name),
  };
}

/** Two calls of EventBridge Scheduler, which are no more than two addresses. */
function schedules(endpoint: string) {
  const get = async (path: string) => {
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/scheduler/aws4_request' };
    const response = await fetch(`${endpoint}/schedules${path}`, { headers });
    if (!response.ok) {
      throw new Error(`EventBridge Scheduler answered ${response.status}: ${await response.text()}`);
    }
    return response.json() as Promise<any>;
  };
  return {
    get: async (name: string) => get(`/${name}`),
    list: async (): Promise<string[]> => (await get('')).Schedules.map(({ Name }: { Name: string }) => Name),
  };
}
