/**
 * What would take the control of sessions away from who set it up. A role of a node calls none of these, nor does the SSM Agent.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

/** On a session document: its sessions would be logged elsewhere, or nowhere. A deleted one could be made again with other content. */
export const DOCUMENT_CHANGES = ['ssm:CreateDocument', 'ssm:DeleteDocument', 'ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion'];

/** On the bucket of the transcripts: they would go, or no more would come. */
export const BUCKET_CHANGES = [
  's3:DeleteBucket', 's3:DeleteBucketPolicy', 's3:PutBucketPolicy', 's3:PutBucketVersioning', 's3:PutEncryptionConfiguration',
  's3:PutLifecycleConfiguration',
];

/** On the transcripts. */
export const TRANSCRIPT_DELETIONS = ['s3:DeleteObject', 's3:DeleteObjectVersion'];

/** Opens the way to a deletion that Object Lock stands in; it deletes nothing by itself. */
export const RETENTION_BYPASS = 's3:BypassGovernanceRetention';

/** On the log group: `PutDataProtectionPolicy` hides what is in it. */
export const LOG_GROUP_CHANGES = [
  'logs:AssociateKmsKey', 'logs:DeleteLogGroup', 'logs:DeleteLogStream', 'logs:DisassociateKmsKey', 'logs:PutDataProtectionPolicy',
  'logs:PutRetentionPolicy',
];

/** On a key: sessions would fail, and transcripts could not be read. */
export const KEY_CHANGES = ['kms:DeleteImportedKeyMaterial', 'kms:DisableKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'];

/** On the trail that records who started sessions. */
export const TRAIL_CHANGES = ['cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors', 'cloudtrail:StopLogging', 'cloudtrail:UpdateTrail'];

/** Commands without a session: Run Command and State Manager. */
export const RUN_COMMAND_ACTIONS = ['ssm:CreateAssociation', 'ssm:CreateAssociationBatch', 'ssm:SendCommand', 'ssm:UpdateAssociation'];

/** Starts a runbook, which may run commands as a role that it assumes. Requests of just-in-time node access take it as well, so no guardrail denies it. */
export const START_AUTOMATION_ACTION = 'ssm:StartAutomationExecution';
