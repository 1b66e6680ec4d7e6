import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** How the names of log groups that EventBridge writes to begin. */
export const EVENT_LOG_PREFIX = '/aws/events';

const POLICY_ID = 'SessionManagerEventLogs';

/**
 * Lets EventBridge write to the log groups of events of this account. An account takes ten such policies in a region, so a stack has one for all of its
 * groups. No condition: AWS's own statement has none, and events are lost in silence where one does not hold.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
 */
export function letEventBridgeWriteLogs(scope: Construct): Construct {
  const stack = Stack.of(scope);
  const known = stack.node.tryFindChild(POLICY_ID);
  if (known) { return known as Construct; }
  const policy = new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({
      principals: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'].map(service => new iam.ServicePrincipal(service)),
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `${EVENT_LOG_PREFIX}/*:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    })],
  });
  const resource = new Construct(stack, POLICY_ID);
  new logs.CfnResourcePolicy(resource, 'Resource', {
    policyName: Names.uniqueResourceName(resource, { maxLength: 200, separator: '-' }),
    policyDocument: stack.toJsonString(policy),
  });
  return resource;
}
