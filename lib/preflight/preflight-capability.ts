/**
 * Something that people do with a node through Systems Manager. Each capability has preconditions of its own.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html
 */
export enum PreflightCapability {
  /** A shell on the node. */
  SHELL = 'SHELL',

  /** A tunnel to a port of the node, or of a host that the node can reach. A tunnel to another host needs SSM Agent 3.1.1188 or newer. */
  PORT_FORWARDING = 'PORT_FORWARDING',

  /** A transcript of each session in the S3 bucket that the session document names. */
  TRANSCRIPT_S3 = 'TRANSCRIPT_S3',

  /** A transcript of each session in the CloudWatch log group that the session document names. */
  TRANSCRIPT_CLOUDWATCH = 'TRANSCRIPT_CLOUDWATCH',

  /** Encryption of sessions with the KMS key that the session document names. */
  KMS_ENCRYPTION = 'KMS_ENCRYPTION',

  /** Commands on the node through Run Command. */
  RUN_COMMAND = 'RUN_COMMAND',

  /** Updates of the SSM Agent, which come from S3 buckets of AWS. */
  AGENT_UPDATE = 'AGENT_UPDATE',
}
