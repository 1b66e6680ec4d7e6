import * as path from 'path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { STOP_ACTION, StoppedNodes, nodeStatements } from './stopped-nodes';
import { LIST_SESSIONS_ACTION } from '../access/person-actions';

export interface IdleStopFunctionProps {
  readonly nodes: StoppedNodes;
  readonly idleMinutes: number;
}

/** Supports no narrower resource. */
const LIST_INSTANCES_ACTION = 'ec2:DescribeInstances';

/** The most that Lambda gives. Each node takes well below a second, and only time that passes is paid for. */
const TIMEOUT = Duration.minutes(15);

/** The function that looks at the nodes, and stops those that are idle. */
export function idleStopFunction(scope: Construct, { nodes, idleMinutes }: IdleStopFunctionProps): lambda.Function {
  const functionLogs = new logs.LogGroup(scope, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.RETAIN });
  const role = new iam.Role(scope, 'Role', {
    description: 'Stops nodes that nobody has a session with',
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  functionLogs.grantWrite(role);
  role.addToPolicy(new iam.PolicyStatement({ actions: [LIST_INSTANCES_ACTION, LIST_SESSIONS_ACTION], resources: ['*'] }));
  for (const { resources, conditions } of nodeStatements(scope, nodes)) {
    role.addToPolicy(new iam.PolicyStatement({ actions: [STOP_ACTION], resources, conditions }));
  }
  return new lambda.Function(scope, 'Handler', {
    description: 'Stops nodes that nobody has a Session Manager session with',
    code: lambda.Code.fromAsset(path.join(__dirname, 'idle-stop-handler')),
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    timeout: TIMEOUT,
    memorySize: 256,
    role,
    logGroup: functionLogs,
    environment: { IDLE_MINUTES: String(idleMinutes) },
  });
}
