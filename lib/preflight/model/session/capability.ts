/** As the public `PreflightCapability`, whose values these are. */
export type Capability = 'SHELL' | 'PORT_FORWARDING' | 'TRANSCRIPT_S3' | 'TRANSCRIPT_CLOUDWATCH' | 'KMS_ENCRYPTION' | 'RUN_COMMAND' | 'AGENT_UPDATE';

export const CAPABILITIES: Capability[] = ['SHELL', 'PORT_FORWARDING', 'TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION', 'RUN_COMMAND', 'AGENT_UPDATE'];
