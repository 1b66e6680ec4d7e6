import * as path from 'path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, IConstruct } from 'constructs';

const ID = 'cdk-session-manager.NodeOnlineCheck';

/** Between two calls. */
const INTERVAL = Duration.seconds(15);

/**
 * When the framework gives up, with no word on why. The function fails before that, when the time of its own check is over.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
 */
const TOTAL_TIMEOUT = Duration.minutes(60);

/** A function that runs out of time fails the deployment at once; its own limits add up to less than three minutes. */
const FUNCTION_TIMEOUT = Duration.minutes(4);

/**
 * What the function asks. Of these only GetConnectionStatus supports a narrower resource, and that one of a kind of nodes: policies with the ids of the nodes
 * would make each check wait for all nodes, and grow beyond the limit of a role.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
const LOOK_ACTIONS = ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:GetConnectionStatus'];

/** The same of groups, where there are any. Neither supports a narrower resource. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html */
const GROUP_ACTIONS = ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeScalingActivities'];

/** What has secrets where user data prints them, so that only instances of the stack are read. */
const CONSOLE_ACTION = 'ec2:GetConsoleOutput';

/** CloudFormation's own tag on the instances that it creates. */
const STACK_TAG = 'aws:ResourceTag/aws:cloudformation:stack-id';

/** On the stack itself: whether it is rolled back. */
const STACK_ACTION = 'cloudformation:DescribeStacks';

/** What is behind all checks of a stack: the function that looks, and the CDK's framework, which calls it again and again. */
export class OnlineCheckProvider extends Construct {
  /** The one of the stack. */
  public static of(scope: IConstruct): OnlineCheckProvider {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as OnlineCheckProvider | undefined ?? new OnlineCheckProvider(stack);
  }

  public readonly serviceToken: string;

  private readonly logGroup: logs.LogGroup;
  private readonly handlerRole: iam.Role;
  private looksAtGroups = false;

  private constructor(stack: Stack) {
    super(stack, ID);
    // What a failed check found is in the reason that CloudFormation keeps, so the log may go with the stack.
    this.logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.handlerRole = this.lookingRole(stack);
    const handler = new lambda.Function(this, 'Handler', {
      description: 'Looks whether Session Manager reaches nodes',
      code: lambda.Code.fromAsset(path.join(__dirname, 'online-check-handler')),
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      timeout: FUNCTION_TIMEOUT,
      memorySize: 256,
      role: this.handlerRole,
      logGroup: this.logGroup,
    });
    const provider = new Provider(this, 'Provider', {
      onEventHandler: handler,
      isCompleteHandler: handler,
      queryInterval: INTERVAL,
      totalTimeout: TOTAL_TIMEOUT,
      // Without a role the CDK makes one that writes to all log groups.
      frameworkOnEventRole: this.functionRole('OnEventRole'),
      frameworkCompleteAndTimeoutRole: this.functionRole('IsCompleteRole'),
      logGroup: this.logGroup,
    });
    this.serviceToken = provider.serviceToken;
  }

  /** Once for all checks of the stack. */
  public letLookAtGroups(): void {
    if (!this.looksAtGroups) {
      this.looksAtGroups = true;
      this.handlerRole.addToPolicy(new iam.PolicyStatement({ actions: GROUP_ACTIONS, resources: ['*'] }));
    }
  }

  private lookingRole(stack: Stack): iam.Role {
    const role = this.functionRole('HandlerRole');
    role.addToPolicy(new iam.PolicyStatement({ actions: LOOK_ACTIONS, resources: ['*'] }));
    role.addToPolicy(new iam.PolicyStatement({
      actions: [CONSOLE_ACTION],
      resources: [stack.formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })],
      conditions: { StringEquals: { [STACK_TAG]: stack.stackId } },
    }));
    role.addToPolicy(new iam.PolicyStatement({ actions: [STACK_ACTION], resources: [stack.stackId] }));
    return role;
  }

  private functionRole(id: string): iam.Role {
    const role = new iam.Role(this, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    return role;
  }
}
