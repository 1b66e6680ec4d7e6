import * as path from 'path';
import { ArnFormat, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { SessionDocumentContent } from './session-document-content';

export interface AccountPreferencesResourceProps {
  readonly documentName: string;
  readonly content: SessionDocumentContent;
  readonly onDelete: string;
  readonly onDrift: string;
}

/** One for each account and region, as the document itself. */
const RECORD_NAME = '/cdk-session-manager/account-session-preferences';

/** Ten attempts of each of a dozen calls, with the SDK's backoff. */
const TIMEOUT = Duration.minutes(10);

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
const DOCUMENT_ACTIONS = [
  'ssm:CreateDocument', 'ssm:DeleteDocument', 'ssm:DescribeDocument', 'ssm:GetDocument', 'ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion',
];
const RECORD_ACTIONS = ['ssm:DeleteParameter', 'ssm:GetParameter', 'ssm:PutParameter'];

/** The custom resource that puts preferences into force, and the function behind it. */
export class AccountPreferencesResource extends Construct {
  constructor(scope: Construct, id: string, { documentName, content, onDelete, onDrift }: AccountPreferencesResourceProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    const handler = new lambda.Function(this, 'Handler', {
      description: `Puts the Session Manager preferences of ${scope.node.path} into force`.slice(0, MAX_DESCRIPTION),
      code: lambda.Code.fromAsset(path.join(__dirname, 'account-preferences-handler')),
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      timeout: TIMEOUT,
      memorySize: 256,
      role: this.functionRole('HandlerRole', logGroup),
      logGroup,
    });
    const permissions = [
      handler.role!.addToPrincipalPolicy(new iam.PolicyStatement({
        actions: DOCUMENT_ACTIONS,
        resources: [stack.formatArn({ service: 'ssm', resource: 'document', resourceName: documentName })],
      })),
      handler.role!.addToPrincipalPolicy(new iam.PolicyStatement({
        actions: RECORD_ACTIONS,
        resources: [stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: RECORD_NAME.slice(1), arnFormat: ArnFormat.SLASH_RESOURCE_NAME })],
      })),
    ];
    const provider = new Provider(this, 'Provider', {
      onEventHandler: handler,
      frameworkOnEventRole: this.functionRole('ProviderRole', logGroup),
      logGroup,
    });
    const resource = new CustomResource(this, 'Default', {
      resourceType: 'Custom::AccountSessionPreferences',
      serviceToken: provider.serviceToken,
      // Without a timeout, CloudFormation waits an hour for a function that was stopped.
      serviceTimeout: Duration.minutes(15),
      properties: {
        DocumentName: documentName,
        RecordName: RECORD_NAME,
        // As text: CloudFormation turns each boolean that it passes to a function into a string.
        Content: stack.toJsonString(content),
        OnDelete: onDelete,
        OnDrift: onDrift,
      },
    });
    // On deletion as well: the function needs its permissions longer than the resource is there.
    resource.node.addDependency(...permissions.map(({ policyDependable }) => policyDependable!));
  }

  /** A role that writes to one log group; the CDK's own role writes to all. */
  private functionRole(id: string, logGroup: logs.ILogGroup): iam.Role {
    const role = new iam.Role(this, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    return role;
  }
}

/** Lambda's limit. */
const MAX_DESCRIPTION = 256;
