import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, IDependable } from 'constructs';
import { grantSecretKey } from './secret-key';
import { SERVICE_TIMEOUT, customResourceFunction } from '../core/custom-resource-function';
import type { Conditions } from '../core/grants';

export interface HybridActivationResourceProps {
  readonly role: iam.IRole;
  /** Its name, with its path if it has one. */
  readonly roleName: string;
  readonly secret: secretsmanager.ISecret;
  readonly registrationLimit: number;
  readonly hours: number;
  readonly nodeName?: string;
  readonly nodeTags: Readonly<Record<string, string>>;
  readonly renewal: boolean;
  readonly advancedInstances: boolean;
}

/**
 * None of them supports a narrower resource.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
const ACTIVATION_ACTIONS = ['ssm:CreateActivation', 'ssm:DeleteActivation', 'ssm:DescribeActivations'];

const CODE_ACTIONS = ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'];

const TIER_ACTIONS = ['ssm:GetServiceSetting', 'ssm:UpdateServiceSetting'];

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html */
const TIER_SETTING = 'ssm/managed-instance/activation-tier';

/** How often the time of an activation is looked at while it lasts, so that a renewal may fail several times before its code is of no use. */
const LOOKS = 8;
const MOST_HOURS_BETWEEN = 24;

/** The custom resource that makes an activation, the function behind it, and what renews it. */
export class HybridActivationResource extends Construct {
  public readonly handler: lambda.Function;
  /** What CloudFormation makes the activation by. */
  public readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: HybridActivationResourceProps) {
    super(scope, id);
    const { secret, registrationLimit, hours, nodeName, nodeTags, advancedInstances } = props;
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
    const { handler, retries } = customResourceFunction(this, {
      description: `Makes and renews the hybrid activation of ${scope.node.path}`,
      folder: 'hybrid/hybrid-activation-handler',
      logGroup,
    });
    this.handler = handler;
    const permissions = this.permit(props);
    this.resource = new CustomResource(this, 'Default', {
      resourceType: 'Custom::HybridActivation',
      serviceToken: handler.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: {
        SecretArn: secret.secretArn,
        // As text: CloudFormation turns each number that it passes to a function into a string.
        Settings: Stack.of(this).toJsonString({ role: props.roleName, limit: registrationLimit, hours, name: nodeName, tags: nodeTags }),
        ...advancedInstances ? { AdvancedInstances: 'true' } : {},
      },
    });
    // On deletion as well: the function needs its permissions, and its way of retrying, longer than the resource is there.
    this.resource.node.addDependency(retries, ...permissions);
    if (props.renewal) { this.renew(secret, hours); }
  }

  /** What the function calls, and no more. */
  private permit({ role, secret, advancedInstances }: HybridActivationResourceProps): IDependable[] {
    const handlerRole = this.handler.role!;
    const allow = (actions: string[], resource: string, conditions?: Conditions) =>
      handlerRole.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [resource], conditions })).policyDependable!;
    return [
      allow(ACTIVATION_ACTIONS, '*'),
      allow(['iam:PassRole'], role.roleArn, { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } }),
      allow(CODE_ACTIONS, secret.secretArn),
      ...advancedInstances ? [allow(TIER_ACTIONS, Stack.of(this).formatArn({ service: 'ssm', resource: 'servicesetting', resourceName: TIER_SETTING }))] : [],
      ...secret.encryptionKey ? [grantSecretKey(secret, handlerRole, ['kms:Decrypt', 'kms:GenerateDataKey'])] : [],
    ];
  }

  private renew(secret: secretsmanager.ISecret, hours: number): void {
    const between = Math.min(MOST_HOURS_BETWEEN, Math.floor(hours / LOOKS) || 1);
    const rule = new events.Rule(this, 'Renewal', {
      description: 'Renews a hybrid activation of Systems Manager before it expires',
      schedule: events.Schedule.rate(Duration.hours(between)),
      targets: [new targets.LambdaFunction(this.handler, { event: events.RuleTargetInput.fromObject({ SecretArn: secret.secretArn }) })],
    });
    // It begins when there is something to renew, and ends before that is deleted.
    rule.node.addDependency(this.resource);
  }
}
