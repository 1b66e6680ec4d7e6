import { Lazy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { agentBucketsStatement, logUploadStatements, patchBucketsStatement } from './endpoint-policies';
import { EndpointPolicy } from './endpoint-policy';
import { fail } from '../core/errors';
import type { ISessionLoggingBucket } from '../logging/session-logging-bucket';

/** The S3 gateway that the library creates; its route tables and its policy follow from the nodes. */
export class S3GatewayEndpoint extends ec2.GatewayVpcEndpoint {
  private readonly routeTableIds = new Set<string>();
  private readonly uploadBuckets = new Set<ISessionLoggingBucket>();

  constructor(private readonly scope: Construct, id: string, vpc: ec2.IVpc, subnets: ec2.ISubnet[], private readonly policy?: EndpointPolicy) {
    super(scope, id, { vpc, service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnets }] });
    this.serveSubnets(subnets);
    // Only the route tables of the nodes: in the others the gateway's policy would cut off other workloads.
    (this.node.defaultChild as ec2.CfnVPCEndpoint).routeTableIds = Lazy.list({ produce: () => [...this.routeTableIds] });
    if (policy !== EndpointPolicy.ALLOW_ALL) {
      this.addToPolicy(agentBucketsStatement(Stack.of(this).region));
    }
  }

  /** Enters the route tables of subnets. */
  public serveSubnets(subnets: ec2.ISubnet[]): void {
    for (const subnet of subnets) {
      // Despite its type, an imported subnet may lack it.
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

  /** Lets downloads of patches through. */
  public allowPatching(): void {
    if (this.policy !== EndpointPolicy.ALLOW_ALL) {
      // The CDK leaves out what is said twice.
      this.addToPolicy(patchBucketsStatement(Stack.of(this).region));
    }
  }
}
