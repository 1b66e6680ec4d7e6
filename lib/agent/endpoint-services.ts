import {
  AGENT_DOWNLOAD_ACTIONS, LEGACY_MESSAGE_ACTIONS, LOG_BUCKET_CHECK_ACTION, LOG_STREAM_ACTIONS, LOG_UPLOAD_ACTIONS, REGISTRATION_ACTIONS,
  SESSION_CHANNEL_ACTIONS, SESSION_KEY_ACTIONS,
} from './actions';

/** What a node needs a service for: any session, an agent before 3.3.40.0, or what its session preferences name. */
export type ServiceNeed = 'session' | 'legacyAgent' | 'logGroup' | 'encryptionKey' | 'bucket';

/** What a node can do only if it has a session, by the names of preflight's capabilities. */
export const SESSION_CAPABILITIES = ['SHELL', 'PORT_FORWARDING', 'RUN_COMMAND', 'AGENT_UPDATE'] as const;

interface EndpointServiceFacts {
  /** As in the name of its endpoint, `com.amazonaws.<region>.<name>`. */
  readonly name: string;
  readonly neededFor: ServiceNeed;
  /** What does not work without it. */
  readonly capabilities: readonly string[];
  /** The property of `ISsmVpcEndpoints` and of `ExistingSsmVpcEndpoints` that holds its endpoint. */
  readonly property: string;
  /** The property of `SsmVpcEndpoints` that asks for its endpoint; an endpoint that every session needs is not asked for. */
  readonly askedBy?: string;
  /** Part of the logical id, and so never changed. */
  readonly constructId: string;
  readonly type: 'interface' | 'gateway';
  /** What the agent calls there. */
  readonly actions: readonly string[];
}

/**
 * The services that the SSM Agent calls. In a VPC without a way to the Internet it reaches each of them through an endpoint.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
 */
export const ENDPOINT_SERVICES = [
  {
    name: 'ssm',
    neededFor: 'session',
    capabilities: SESSION_CAPABILITIES,
    property: 'ssm',
    constructId: 'Ssm',
    type: 'interface',
    actions: REGISTRATION_ACTIONS,
  },
  {
    name: 'ssmmessages',
    neededFor: 'session',
    capabilities: SESSION_CAPABILITIES,
    property: 'ssmMessages',
    constructId: 'SsmMessages',
    type: 'interface',
    actions: SESSION_CHANNEL_ACTIONS,
  },
  {
    name: 'ec2messages',
    neededFor: 'legacyAgent',
    capabilities: ['RUN_COMMAND'],
    property: 'ec2Messages',
    askedBy: 'legacyAgents',
    constructId: 'Ec2Messages',
    type: 'interface',
    actions: LEGACY_MESSAGE_ACTIONS,
  },
  {
    name: 'logs',
    neededFor: 'logGroup',
    capabilities: ['TRANSCRIPT_CLOUDWATCH'],
    property: 'logs',
    askedBy: 'logs',
    constructId: 'Logs',
    type: 'interface',
    actions: LOG_STREAM_ACTIONS,
  },
  {
    name: 'kms',
    neededFor: 'encryptionKey',
    capabilities: ['KMS_ENCRYPTION'],
    property: 'kms',
    askedBy: 'kms',
    constructId: 'Kms',
    type: 'interface',
    actions: SESSION_KEY_ACTIONS,
  },
  {
    name: 's3',
    neededFor: 'bucket',
    capabilities: ['TRANSCRIPT_S3'],
    property: 's3',
    askedBy: 's3',
    constructId: 'S3',
    type: 'gateway',
    actions: [...AGENT_DOWNLOAD_ACTIONS, ...LOG_UPLOAD_ACTIONS, LOG_BUCKET_CHECK_ACTION],
  },
] as const satisfies readonly EndpointServiceFacts[];

export type EndpointService = typeof ENDPOINT_SERVICES[number];
