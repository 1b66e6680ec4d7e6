import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EVENT_BRIDGE } from './alarm-topic';
import { resourcesInApp } from '../core/references';
import { inSameEnvironment } from '../core/same-environment';

/** How the names of log groups that EventBridge writes to begin. */
export const EVENT_LOG_PREFIX = '/aws/events';

const POLICY_ID = 'SessionManagerEventLogs';

/** How many resource policies an account takes in a region. It cannot be raised. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MOST_POLICIES = 10;

/**
 * Lets EventBridge write to the log groups of events of this account. An account takes few such policies in a region, so a stack has one for all of its
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
      principals: [EVENT_BRIDGE, 'delivery.logs.amazonaws.com'].map(service => new iam.ServicePrincipal(service)),
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `${EVENT_LOG_PREFIX}/*:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    })],
  });
  const resource = new Construct(stack, POLICY_ID);
  new logs.CfnResourcePolicy(resource, 'Resource', {
    policyName: Names.uniqueResourceName(resource, { maxLength: 200, separator: '-' }),
    policyDocument: stack.toJsonString(policy),
  });
  resource.node.addValidation({ validate: () => tooManyPolicies(resource) });
  return resource;
}

function tooManyPolicies(scope: Construct): string[] {
  const policies = resourcesInApp<logs.CfnResourcePolicy>(scope, logs.CfnResourcePolicy.CFN_RESOURCE_TYPE_NAME)
    .filter(policy => inSameEnvironment(policy, scope));
  // Said once, and not by each of them.
  const isFirst = policies.find(({ node }) => node.scope?.node.id === POLICY_ID)?.node.scope === scope;
  return policies.length > MOST_POLICIES && isFirst
    ? [`an account takes ${MOST_POLICIES} resource policies of CloudWatch Logs in a region, got ${policies.length}: ${policies.map(({ node }) => node.path).join(', ')}; have one SessionAudit for each account and region, or put several into one stack`]
    : [];
}
