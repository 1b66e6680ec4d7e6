import { readFileSync } from 'fs';
import { join } from 'path';
import { Aws } from './aws';

export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  /** As the template has them, with the values that the deployment gave them. */
  readonly properties: Record<string, any>;
  /** Whether it stays when the stack is deleted. */
  readonly retained: boolean;
}

/** The resources of a stack: the template of its assembly, with the physical ids of the account. */
export async function deployedStack(aws: Aws, assembly: string, stackName: string): Promise<DeployedResource[]> {
  const template = JSON.parse(readFileSync(join(assembly, `${stackName}.template.json`), 'utf8'));
  const { StackResources } = await aws.cloudFormation.describeStackResources({ StackName: stackName });
  // Of an instance profile the emulator gives the ARN, CloudFormation the name.
  const nameOf = (id: string) => id.replace(/^arn:.*:instance-profile\//, '');
  const physicalIds = new Map(StackResources!.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId!, nameOf(PhysicalResourceId!)]));
  const values = new Values(aws, template, physicalIds, StackResources![0].StackId!);
  // That the CDK was used is no resource of the account.
  const resources = Object.entries<any>(template.Resources).filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata');
  return Promise.all(resources.map(async ([logicalId, { Type, Properties, DeletionPolicy }]) => ({
    logicalId,
    type: Type,
    physicalId: physicalIds.get(logicalId)!,
    properties: await values.of(Properties ?? {}),
    retained: ['Retain', 'RetainExceptOnCreate'].includes(DeletionPolicy),
  })));
}

/** What CloudFormation puts in the place of intrinsic functions. It does not ask CloudFormation, which might be wrong. */
class Values {
  constructor(
    private readonly aws: Aws,
    private readonly template: any,
    private readonly physicalIds: Map<string, string>,
    private readonly stackId: string,
  ) {}

  async of(value: any): Promise<any> {
    if (Array.isArray(value)) {
      return Promise.all(value.map(item => this.of(item)));
    }
    if (typeof value !== 'object') {
      return value;
    }
    const [[key, argument], ...others] = Object.entries<any>(value).length > 0 ? Object.entries<any>(value) : [['', undefined]];
    if (others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) {
      return this.intrinsic(key, argument);
    }
    return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, item]) => [name, await this.of(item)])));
  }

  private async intrinsic(name: string, argument: any): Promise<any> {
    switch (name) {
      case 'Ref':
        return this.ref(argument);
      case 'Fn::GetAtt':
        return this.attribute(argument[0], argument[1]);
      case 'Fn::GetAZs':
        return ['a', 'b', 'c', 'd', 'e', 'f'].map(zone => `${this.region}${zone}`);
      case 'Fn::Sub':
        return argument.replace(/\$\{(AWS::\w+)\}/g, (_: string, pseudo: string) => this.pseudo(pseudo));
    }
    const resolved = await this.of(argument);
    switch (name) {
      case 'Fn::Join':
        return resolved[1].join(resolved[0]);
      case 'Fn::Select':
        return resolved[1][resolved[0]];
      case 'Fn::Split':
        return resolved[1].split(resolved[0]);
      case 'Fn::Base64':
        return Buffer.from(resolved).toString('base64');
      default:
        throw new Error(`Unknown function ${name}`);
    }
  }

  private async ref(name: string): Promise<string> {
    const parameter = this.template.Parameters?.[name];
    if (parameter) {
      return (await this.aws.ssm.getParameter({ Name: parameter.Default })).Parameter!.Value!;
    }
    return this.physicalIds.get(name) ?? this.pseudo(name);
  }

  private pseudo(name: string): string {
    const value = {
      'AWS::AccountId': this.stackId.split(':')[4],
      'AWS::Partition': 'aws',
      'AWS::Region': this.region,
      'AWS::StackId': this.stackId,
      'AWS::StackName': this.stackId.split('/')[1],
      'AWS::URLSuffix': 'amazonaws.com',
    }[name];
    if (value === undefined) {
      throw new Error(`Unknown reference ${name}`);
    }
    return value;
  }

  private async attribute(logicalId: string, name: string): Promise<string> {
    const { Type } = this.template.Resources[logicalId];
    const id = this.physicalIds.get(logicalId)!;
    const arn = (service: string, resource: string) => `arn:aws:${service}:${this.region}:${this.pseudo('AWS::AccountId')}:${resource}`;
    switch (`${Type}.${name}`) {
      case 'AWS::CloudTrail::Trail.Arn':
        return arn('cloudtrail', `trail/${id}`);
      case 'AWS::CloudWatch::Alarm.Arn':
        return arn('cloudwatch', `alarm:${id}`);
      case 'AWS::Config::ConfigRule.Arn':
        return (await this.aws.config.describeConfigRules({ ConfigRuleNames: [id] })).ConfigRules![0].ConfigRuleArn!;
      case 'AWS::EC2::SecurityGroup.GroupId':
        return id;
      case 'AWS::EC2::LaunchTemplate.LatestVersionNumber':
        return String((await this.aws.ec2.describeLaunchTemplates({ LaunchTemplateIds: [id] })).LaunchTemplates![0].LatestVersionNumber);
      case 'AWS::EC2::EIP.AllocationId':
        return (await this.aws.ec2.describeAddresses({})).Addresses!.find(({ PublicIp }) => PublicIp === id)!.AllocationId!;
      case 'AWS::Events::Rule.Arn':
        return arn('events', `rule/${id.split('/').pop()}`);
      case 'AWS::IAM::InstanceProfile.Arn':
        return `arn:aws:iam::${this.pseudo('AWS::AccountId')}:instance-profile/${id}`;
      case 'AWS::IAM::Role.Arn':
        return `arn:aws:iam::${this.pseudo('AWS::AccountId')}:role/${id}`;
      case 'AWS::KMS::Key.Arn':
        return arn('kms', `key/${id}`);
      case 'AWS::Lambda::Function.Arn':
        return arn('lambda', `function:${id}`);
      case 'AWS::Logs::LogGroup.Arn':
        return arn('logs', `log-group:${id}:*`);
      case 'AWS::RDS::DBInstance.Endpoint.Address':
      case 'AWS::RDS::DBInstance.Endpoint.Port': {
        const { Endpoint } = (await this.aws.rds.describeDBInstances({ DBInstanceIdentifier: id })).DBInstances![0];
        return String(name === 'Endpoint.Port' ? Endpoint!.Port : Endpoint!.Address);
      }
      case 'AWS::S3::Bucket.Arn':
        return `arn:aws:s3:::${id}`;
      case 'AWS::SNS::Topic.TopicName':
        return id.split(':').pop()!;
      case 'AWS::SQS::Queue.Arn':
        return arn('sqs', id.split('/').pop()!);
      case 'AWS::SQS::Queue.QueueName':
        return id.split('/').pop()!;
      default:
        throw new Error(`Unknown attribute ${Type}.${name}`);
    }
  }

  private get region(): string {
    return this.stackId.split(':')[3];
  }
}
