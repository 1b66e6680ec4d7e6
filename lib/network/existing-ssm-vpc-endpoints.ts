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
   * @default - created if `legacyAgents` is true
   */
  readonly ec2Messages?: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of `logs`; import it with its security groups.
   *
   * @default - created if `logs` is true, or `sessionPreferences` have a log group
   */
  readonly logs?: ec2.IInterfaceVpcEndpoint;

  /**
   * The endpoint of `kms`; import it with its security groups.
   *
   * @default - created if `kms` is true, or `sessionPreferences` have a key
   */
  readonly kms?: ec2.IInterfaceVpcEndpoint;

  /**
   * The gateway endpoint of S3; the route tables of the nodes' subnets must be associated with it already.
   *
   * @default - created if `s3` is true, there is a `sessionLoggingBucket`, or `sessionPreferences` have a bucket
   */
  readonly s3?: ec2.IGatewayVpcEndpoint;
}
