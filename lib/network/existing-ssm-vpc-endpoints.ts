import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Endpoints that a VPC has already.
 */
export interface ExistingSsmVpcEndpoints {
  /**
   * The endpoint of `ssm`; import it with its security groups.
   *
   * @default - created
   */
  readonly ssm?: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of `ssmmessages`; import it with its security groups.
   *
   * @default - created
   */
  readonly ssmMessages?: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of `ec2messages`; import it with its security groups.
   *
   * @default - created with `legacyAgents: true` only
   */
  readonly ec2Messages?: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of `logs`; import it with its security groups.
   *
   * @default - created with `logs: true` only
   */
  readonly logs?: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of `kms`; import it with its security groups.
   *
   * @default - created with `kms: true` only
   */
  readonly kms?: ec2.IInterfaceVpcEndpoint;

  /**
   * The gateway endpoint of S3; the route tables of the nodes' subnets must be associated with it already.
   *
   * @default - created with `s3: true` or a `sessionLoggingBucket` only
   */
  readonly s3?: ec2.IGatewayVpcEndpoint;
}
