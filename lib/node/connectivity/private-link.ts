import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IDependable } from 'constructs';
import type { WayOut, WayOutClient } from './way-out';
import { citeRule } from '../../core/cite-rule';
import { fail } from '../../core/errors';
import { sameId } from '../../core/references';
import type { ISsmVpcEndpoints, SsmVpcEndpoints } from '../../network/ssm-vpc-endpoints';

/** Through VPC endpoints. */
export class PrivateLink implements WayOut {
  public readonly associatePublicIpAddress = undefined;
  public readonly reachesRepositories = false;

  constructor(private readonly endpoints: ISsmVpcEndpoints) {}

  public get reachesS3(): boolean {
    return this.endpoints.s3 !== undefined;
  }

  public defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
    return vpc.isolatedSubnets.length > 0 ? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } : {};
  }

  public check(scope: Construct, vpc: ec2.IVpc): void {
    if (!sameId(vpc.vpcId, this.endpoints.vpc.vpcId)) {
      fail(scope, `connectivity SsmConnectivity.privateLink(endpoints) needs endpoints in the node's own VPC, got ${this.endpoints.node.path} in another; create them in ${vpc.node.path} ${citeRule('SSM-END-001')}`);
    }
  }

  public validate(): string[] {
    return [];
  }

  public open(_scope: Construct, { starter, subnets, permissions, sessionPreferences }: WayOutClient): IDependable[] {
    const { connections, instance, autoScalingGroup } = starter;
    return [this.endpoints.allowFrom({ connections, instance, autoScalingGroup, subnets, permissions, sessionPreferences })];
  }

  public allowPatching(): void {
    (this.endpoints as ISsmVpcEndpoints & Partial<Pick<SsmVpcEndpoints, '_allowPatching'>>)._allowPatching?.();
  }
}
