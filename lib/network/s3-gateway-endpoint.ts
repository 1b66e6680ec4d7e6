import { Lazy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { agentBucketsStatement, logUploadStatements } from './endpoint-policies';
import { EndpointPolicy } from './endpoint-policy';
import { fail } from '../core/errors';
import type { ISessionLoggingBucket } from '../logging/session-logging-bucket';

/** An S3 gateway of our making, whose route tables and policy follow from the nodes. */
export class S3GatewayEndpoint extends ec2.GatewayVpcEndpoint {
  private readonly routeTableIds = new Set<string>();
  private readonly uploadBuckets = new Set<ISessionLoggingBucket>();

  constructor(private readonly scope: Construct, id: string, vpc: ec2.IVpc, subnets: ec2.ISubnet[], private readonly policy?: EndpointPolicy) {
    super(scope, id, { vpc, service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnets }] });
    this.serveSubnets(subnets);
    // A gateway works in route tables that name it, so it enters those of the nodes; not the whole VPC's, where its policy would cut off others.
    (this.node.defaultChild as ec2.CfnVPCEndpoint).routeTableIds = Lazy.list({ produce: () => [...this.routeTableIds] });
    if (policy !== EndpointPolicy.ALLOW_ALL) {
      this.addToPolicy(agentBucketsStatement(Stack.of(this).region));
    }
  }

  /** Enters the route tables of subnets. */
  public serveSubnets(subnets: ec2.ISubnet[]): void {
    for (const subnet of subnets) {
      // The type says it is there; an imported subnet may lack it all the same.
      const routeTableId = subnet.routeTable.routeTableId as string | undefined;
      this.routeTableIds.add(routeTableId
        ?? fail(this.scope, `the route table of subnet ${subnet.subnetId} is not known, so the S3 gateway cannot enter it; import the subnet with routeTableId, or pass existing.s3`));
    }
  }

  /** Lets session logs through to a bucket. */
  public allowUploads(bucket: ISessionLoggingBucket): void {
    if (this.policy === EndpointPolicy.ALLOW_ALL || this.uploadBuckets.has(bucket)) {
      return;
    }
    this.uploadBuckets.add(bucket);
    logUploadStatements(Stack.of(this).account, bucket.bucketArn, bucket.logObjectsArn).forEach(statement => this.addToPolicy(statement));
  }
}
