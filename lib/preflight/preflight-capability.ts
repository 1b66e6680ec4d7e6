/**
 * What people do with a node by way of Session Manager, each with preconditions of its own.
 */
export enum PreflightCapability {
  /** A shell on the node. */
  SHELL = 'SHELL',

  /** A tunnel to a port of the node, or of a host that the node reaches; needs agent 3.1.1188 or newer for the latter. */
  PORT_FORWARDING = 'PORT_FORWARDING',

  /** A transcript of each session in the S3 bucket that the session document names. */
  TRANSCRIPT_S3 = 'TRANSCRIPT_S3',

  /** A transcript of each session in the CloudWatch log group that the session document names. */
  TRANSCRIPT_CLOUDWATCH = 'TRANSCRIPT_CLOUDWATCH',

  /** Encryption of sessions with the KMS key that the session document names. */
  KMS_ENCRYPTION = 'KMS_ENCRYPTION',

  /** Run Command. */
  RUN_COMMAND = 'RUN_COMMAND',

  /** Updates of the SSM Agent, from the buckets of AWS. */
  AGENT_UPDATE = 'AGENT_UPDATE',
}
