import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { customResourceCode } from './handler-code';

export interface CustomResourceFunctionProps {
  readonly description: string;
  /** The folder of its code in lib/. */
  readonly folder: string;
  readonly logGroup: logs.ILogGroup;
}

/**
 * Of one attempt. After one that died Lambda makes a second, a minute later, and a third, two minutes after that.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const TIMEOUT = Duration.minutes(4);

/** After it no attempt starts any more. The third of three that died starts after eleven minutes. */
const MAX_EVENT_AGE = Duration.minutes(12);

/** When CloudFormation stops waiting and sends the next request. By then no attempt at the last one may run any more. */
export const SERVICE_TIMEOUT = Duration.minutes(18);

/** Lambda's limit. */
const MAX_DESCRIPTION = 256;

export interface CustomResourceFunction {
  readonly handler: lambda.Function;
  /** How often it is tried again, which the custom resource has to depend on. */
  readonly retries: lambda.EventInvokeConfig;
}

/** The function behind a custom resource, which answers CloudFormation itself. */
export function customResourceFunction(scope: Construct, { description, folder, logGroup }: CustomResourceFunctionProps): CustomResourceFunction {
  // A role that writes to one log group; the CDK's own role writes to all.
  const role = new iam.Role(scope, 'HandlerRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  const handler = new lambda.Function(scope, 'Handler', {
    ...customResourceCode(folder),
    description: description.slice(0, MAX_DESCRIPTION),
    runtime: lambda.Runtime.NODEJS_22_X,
    timeout: TIMEOUT,
    memorySize: 256,
    role,
    logGroup,
  });
  const retries = new lambda.EventInvokeConfig(scope, 'Retries', { function: handler, maxEventAge: MAX_EVENT_AGE, retryAttempts: 2 });
  return { handler, retries };
}
