import { join } from 'path';
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { CfnOutput, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ISessionDocument, SsmManagedFleet, SsmManagedInstance } from '../lib';

/** More than the probe ever waits: 4 minutes for a Linux node, 11 for a Windows node, and 3 for its connection. It is Lambda's longest, too. */
const TIMEOUT = Duration.minutes(15);

/** Its base image boots twice: about 10 minutes in a record (https://github.com/hashicorp/packer/issues/10003). */
const WINDOWS_ONLINE_WITHIN_MINUTES = 11;

/**
 * In a real account: the node, or each of a fleet, is Online soon after its launch, and somebody who is granted sessions with the document of the stack starts and ends
 * one. Then `run-session.ts` proves the rest, from the machine that deploys.
 *
 * @param nodeId the node or the fleet, in a scenario that does not call it so
 */
export function assertSessionStarts(scope: Construct, stack: Stack, nodeId = 'Node'): void {
  const node = stack.node.findChild(nodeId) as SsmManagedInstance | SsmManagedFleet;
  const document = ['Tunnel', 'Preferences'].map(id => stack.node.tryFindChild(id) as ISessionDocument | undefined).find(found => found);

  const assertionStack = new Stack(scope, `${stack.stackName}Assertions`);
  const probe = sessionProbe(assertionStack);
  const isFleet = node instanceof SsmManagedFleet;
  const grant = isFleet ? node.grantStartSession(probe) : document?.grantStartSession(probe, node) ?? node.grantStartSession(probe);
  const session = new CustomResource(assertionStack, 'Session', {
    resourceType: 'Custom::SessionProbe',
    serviceToken: probe.functionArn,
    serviceTimeout: TIMEOUT,
    properties: {
      ...isFleet ? { AutoScalingGroupName: node.autoScalingGroup.autoScalingGroupName } : { InstanceId: node.instanceId },
      DocumentName: document?.documentName,
      ...node.platform === ec2.OperatingSystemType.WINDOWS && { OnlineWithinMinutes: WINDOWS_ONLINE_WITHIN_MINUTES },
    },
  });
  grant.applyBefore(session);

  new CfnOutput(assertionStack, 'AssertionResultsSession', { description: 'What integ-runner reads', value: session.getAttString('assertion') });
  new CfnOutput(assertionStack, 'Online', { description: 'When the node was Online', value: session.getAttString('Online') });
  new IntegTest(scope, `${stack.stackName}Test`, {
    testCases: [stack],
    assertionStack,
    // An update would find a node that was launched long ago. Besides, the snapshots have no assets, so they cannot be deployed.
    stackUpdateWorkflow: false,
    hooks: { postDeploy: [`npx ts-node --swc --prefer-ts-exts run-session.ts ${stack.stackName}`] },
  });
}

/** A role and a log group of its own: what Lambda would make by itself outlives the stack. */
function sessionProbe(stack: Stack): lambda.Function {
  const logGroup = new logs.LogGroup(stack, 'ProbeLogs', { removalPolicy: RemovalPolicy.DESTROY, retention: logs.RetentionDays.ONE_WEEK });
  const role = new iam.Role(stack, 'ProbeRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const writesLogs = logGroup.grantWrite(role);
  const looks = iam.Grant.addToPrincipal({
    grantee: role,
    actions: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation'],
    // They support no narrower one.
    resourceArns: ['*'],
  });
  const probe = new lambda.Function(stack, 'Probe', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(join(__dirname, 'session-probe')),
    timeout: TIMEOUT,
    logGroup,
    role,
  });
  writesLogs.combine(looks).applyBefore(probe);
  return probe;
}
