import { CfnResource, Token } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { referencedResource } from '../core/references';

/** The parts of a launch template and of a launch configuration that are looked at. */
interface LaunchData {
  readonly associatePublicIpAddress?: unknown;
  readonly networkInterfaces?: unknown;
  metadataOptions?: unknown;
}

/** What the instances of a group start from, where it is a resource of this app. */
export class GroupLaunch {
  private readonly resource: CfnResource | undefined;
  private readonly data: LaunchData | undefined;

  constructor({ launchTemplate, launchConfigurationName, mixedInstancesPolicy }: autoscaling.CfnAutoScalingGroup) {
    const specification = launchTemplate ?? inside(inside(mixedInstancesPolicy, 'launchTemplate'), 'launchTemplateSpecification');
    const id = launchConfigurationName ?? inside(specification, 'launchTemplateId');
    this.resource = typeof id === 'string' ? referencedResource(id) : undefined;
    this.data = this.resource?.cfnResourceType === ec2.CfnLaunchTemplate.CFN_RESOURCE_TYPE_NAME
      ? known((this.resource as ec2.CfnLaunchTemplate).launchTemplateData)
      : this.resource as autoscaling.CfnLaunchConfiguration | undefined;
  }

  /** What it says itself of public addresses; undefined where it leaves that to the subnet. */
  public get associatesPublicAddress(): boolean | undefined {
    const { associatePublicIpAddress, networkInterfaces } = this.data ?? {};
    const said = associatePublicIpAddress ?? inside(Array.isArray(networkInterfaces) ? networkInterfaces[0] : undefined, 'associatePublicIpAddress');
    return typeof said === 'boolean' ? said : undefined;
  }

  /** Requires IMDSv2 where nothing is said of it. Returns whether it is required then. */
  public requireImdsv2(): boolean {
    if (!this.data) {
      return false;
    }
    const options = known(this.data.metadataOptions);
    if (inside(options, 'httpTokens') === undefined && !Token.isUnresolved(this.data.metadataOptions)) {
      this.data.metadataOptions = { ...options, httpTokens: 'required' };
    }
    return inside(this.data.metadataOptions, 'httpTokens') === 'required';
  }
}

function known(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null && !Token.isUnresolved(value) ? value : undefined;
}

function inside(value: unknown, name: string): unknown {
  return (known(value) as Readonly<Record<string, unknown>> | undefined)?.[name];
}
