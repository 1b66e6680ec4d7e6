/** The services that an agent talks to, by the names of their endpoints. */
export type Service = 'ssm' | 'ssmmessages' | 'ec2messages' | 's3' | 'logs' | 'kms';
