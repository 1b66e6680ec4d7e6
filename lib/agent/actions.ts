/**
 * The actions that the SSM Agent calls. Its role and the policies of the endpoints on its way must allow them.
 *
 * Read from the source of amazon-ssm-agent. Each group names its page of the Service Authorization Reference.
 */

/**
 * Without it the agent never registers.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export const REGISTRATION_ACTIONS = ['ssm:UpdateInstanceInformation'];

/**
 * Without them the node is Online and no session starts. None supports a narrower resource than `*`.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsessionmanagermessagegatewayservice.html
 */
export const SESSION_CHANNEL_ACTIONS = [
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

/** The least that a session takes. */
export const SESSION_ACTIONS = [...REGISTRATION_ACTIONS, ...SESSION_CHANNEL_ACTIONS];

/** The AWS managed policy for the instance role of a managed node. */
export const MANAGED_INSTANCE_CORE_POLICY = 'AmazonSSMManagedInstanceCore';

/**
 * The `ssm` actions of {@link MANAGED_INSTANCE_CORE_POLICY}: Run Command, State Manager, Inventory and Patch Manager beside sessions.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
 */
export const MANAGED_INSTANCE_CORE_SSM_ACTIONS = [
  'ssm:DescribeAssociation',
  'ssm:DescribeDocument',
  'ssm:GetDeployablePatchSnapshotForInstance',
  'ssm:GetDocument',
  'ssm:GetManifest',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:ListAssociations',
  'ssm:ListInstanceAssociations',
  'ssm:PutComplianceItems',
  'ssm:PutConfigurePackageResult',
  'ssm:PutInventory',
  'ssm:UpdateAssociationStatus',
  'ssm:UpdateInstanceAssociationStatus',
  ...REGISTRATION_ACTIONS,
];

/**
 * How an instance without permissions of its own becomes a managed node under Default Host Management: calls of its instance identity role.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export const DEFAULT_HOST_MANAGEMENT_ACTIONS = [
  'ssm:RegisterManagedInstance',
  'ssm:RequestManagedInstanceRoleToken',
  'ssm:UpdateManagedInstancePublicKey',
];

/**
 * The message channel of agents before 3.3.40.0.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmessagedeliveryservice.html
 */
export const LEGACY_MESSAGE_ACTIONS = [
  'ec2messages:AcknowledgeMessage',
  'ec2messages:DeleteMessage',
  'ec2messages:FailMessage',
  'ec2messages:GetEndpoint',
  'ec2messages:GetMessages',
  'ec2messages:SendReply',
];

/**
 * Finding the log group at the start of a session. A prefix search, which supports no narrower resource than `*`.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const LOG_GROUP_SEARCH_ACTIONS = ['logs:DescribeLogGroups'];

/** A stream for each session, in a log group that exists; the agent never creates one. */
export const LOG_STREAM_SETUP_ACTIONS = ['logs:CreateLogStream', 'logs:DescribeLogStreams'];

/** If it is denied, the session worker retries every second for ever, so it is always granted with the others. */
export const LOG_EVENTS_ACTIONS = ['logs:PutLogEvents'];

/** All actions for a transcript in CloudWatch Logs. */
export const LOG_STREAM_ACTIONS = [...LOG_GROUP_SEARCH_ACTIONS, ...LOG_STREAM_SETUP_ACTIONS, ...LOG_EVENTS_ACTIONS];

/**
 * The node's half of the handshake of an encrypted session.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 */
export const SESSION_KEY_ACTIONS = ['kms:Decrypt'];

/**
 * Uploading a transcript. The upload carries an ACL, hence the second action.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const LOG_UPLOAD_ACTIONS = ['s3:PutObject', 's3:PutObjectAcl'];

/** Downloads from AWS's own buckets, most of them unsigned. */
export const AGENT_DOWNLOAD_ACTIONS = ['s3:GetObject'];

/** The ACL of every upload; the agent has no setting for it. */
export const LOG_UPLOAD_ACL = 'bucket-owner-full-control';

/** With `s3EncryptionEnabled` the agent asks how the bucket is encrypted, and refuses the session when it gets no answer. */
export const LOG_BUCKET_CHECK_ACTION = 's3:GetEncryptionConfiguration';

/** SSE-KMS on upload: a data key for each object, and Decrypt to assemble the parts of a log over 5 MiB. */
export const LOG_UPLOAD_KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];
