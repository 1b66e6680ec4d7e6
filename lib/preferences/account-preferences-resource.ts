import { ArnFormat, CfnDeletionPolicy, CustomResource, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { SessionDocumentContent } from './session-document-content';
import { SERVICE_TIMEOUT, customResourceFunction } from '../core/custom-resource-function';
import { referencedResource } from '../core/references';
import { encryptedLogGroup, logGroupNameOf } from '../logging/encrypted-log-group';

export interface AccountPreferencesResourceProps {
  readonly documentName: string;
  readonly content: SessionDocumentContent;
  readonly onDelete: string;
  readonly onDrift: string;
  /** Of the function's log group, which stays when the stack is deleted: a key that stays, too. */
  readonly logEncryptionKey?: kms.IKey;
}

/** One for each account and region, as the document itself. */
const RECORD_NAME = '/cdk-session-manager/account-session-preferences';

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
const DOCUMENT_ACTIONS = [
  'ssm:CreateDocument', 'ssm:DeleteDocument', 'ssm:DescribeDocument', 'ssm:GetDocument', 'ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion',
];
const RECORD_ACTIONS = ['ssm:DeleteParameter', 'ssm:GetParameter', 'ssm:PutParameter'];

/** The custom resource that puts preferences into force, and the function behind it. */
export class AccountPreferencesResource extends Construct {
  constructor(scope: Construct, id: string, { documentName, content, onDelete, onDrift, logEncryptionKey }: AccountPreferencesResourceProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const logGroup = this.functionLogs(logEncryptionKey);
    const { handler, retries } = customResourceFunction(this, {
      description: `Puts the Session Manager preferences of ${scope.node.path} into force`,
      folder: 'preferences/account-preferences-handler',
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
    const resource = new CustomResource(this, 'Default', {
      resourceType: 'Custom::AccountSessionPreferences',
      serviceToken: handler.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: {
        DocumentName: documentName,
        RecordName: RECORD_NAME,
        // As text: CloudFormation turns each boolean that it passes to a function into a string.
        Content: stack.toJsonString(content),
        OnDelete: onDelete,
        OnDrift: onDrift,
        GoesWithStack: Lazy.list({ produce: () => goingWith(stack, content) }, { omitEmpty: true }),
      },
    });
    // On deletion as well: the function needs its permissions, and its way of retrying, longer than the resource is there.
    resource.node.addDependency(retries, ...permissions.map(({ policyDependable }) => policyDependable!));
  }

  /** It says what a deletion left as it was, so it is needed when the stack is gone. */
  private functionLogs(encryptionKey: kms.IKey | undefined): logs.LogGroup {
    const props = { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE };
    return encryptionKey
      ? encryptedLogGroup(this, 'Logs', { ...props, encryptionKey, logGroupName: logGroupNameOf(this, '/cdk-session-manager') })
      : new logs.LogGroup(this, 'Logs', props);
  }
}

/** What the content names and the deletion of the stack deletes. Policies may still change until the app is synthesized. */
function goingWith(stack: Stack, { inputs }: SessionDocumentContent): string[] {
  return [inputs?.s3BucketName, inputs?.cloudWatchLogGroupName, inputs?.kmsKeyId].filter((name): name is string => {
    const resource = name && referencedResource(name);
    return !!resource && Stack.of(resource) === stack && [undefined, CfnDeletionPolicy.DELETE].includes(resource.cfnOptions.deletionPolicy);
  });
}
