import { createHash } from 'crypto';
import { Aws } from './aws';
import { DeployedResource } from './deployed-stack';

type Properties = Record<string, unknown>;

/** What the APIs say of a resource, in the words of its template. A property is left out where no API tells it. */
export async function readBack(aws: Aws, resource: DeployedResource, stack: DeployedResource[]): Promise<Properties> {
  const read = READERS[resource.type];
  if (!read) {
    throw new Error(`nothing reads ${resource.type} back`);
  }
  const { Tags, ...properties } = await read(aws, resource, stack);
  // CloudFormation adds tags of its own.
  return { ...properties, Tags: (Tags as { readonly Key: string }[] | undefined)?.filter(({ Key }) => !Key.startsWith('aws:')) };
}

const READERS: Record<string, (aws: Aws, resource: DeployedResource, stack: DeployedResource[]) => Promise<Properties>> = {
  'AWS::AutoScaling::AutoScalingGroup': async ({ autoScaling }, { physicalId }) => {
    const [found] = (await autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: [physicalId] })).AutoScalingGroups!;
    const { LaunchTemplateId, Version } = found.LaunchTemplate!;
    return {
      LaunchTemplate: { LaunchTemplateId, Version },
      MaxSize: found.MaxSize,
      MinSize: found.MinSize,
      VPCZoneIdentifier: found.VPCZoneIdentifier!.split(','),
    };
  },
  'AWS::AutoScaling::LifecycleHook': async ({ autoScaling }, { physicalId, properties }) => {
    const { LifecycleHooks } = await autoScaling.describeLifecycleHooks({ AutoScalingGroupName: properties.AutoScalingGroupName });
    const found = LifecycleHooks!.find(({ LifecycleHookName }) => LifecycleHookName === physicalId)!;
    const { AutoScalingGroupName, DefaultResult, HeartbeatTimeout, LifecycleTransition } = found;
    return { AutoScalingGroupName, DefaultResult, HeartbeatTimeout, LifecycleTransition };
  },
  'AWS::CloudTrail::Trail': async ({ cloudTrail }, { physicalId: Name }) => {
    const { Trail } = await cloudTrail.getTrail({ Name });
    const { IncludeGlobalServiceEvents, IsMultiRegionTrail, KmsKeyId, LogFileValidationEnabled, S3BucketName } = Trail!;
    return {
      EnableLogFileValidation: LogFileValidationEnabled,
      IncludeGlobalServiceEvents,
      IsLogging: (await cloudTrail.getTrailStatus({ Name })).IsLogging,
      IsMultiRegionTrail,
      KMSKeyId: KmsKeyId,
      S3BucketName,
    };
  },
  'AWS::CloudWatch::Alarm': async ({ cloudWatch }, { physicalId }) => {
    const found = (await cloudWatch.describeAlarms({ AlarmNames: [physicalId] })).MetricAlarms![0];
    const { AlarmActions, AlarmDescription, ComparisonOperator, EvaluationPeriods, MetricName, Namespace, Period, Statistic, Threshold } = found;
    return {
      AlarmActions,
      AlarmDescription,
      ComparisonOperator,
      Dimensions: found.Dimensions,
      EvaluationPeriods,
      MetricName,
      Namespace,
      Period,
      Statistic,
      Threshold,
      TreatMissingData: found.TreatMissingData,
    };
  },
  'AWS::CloudWatch::Dashboard': async ({ cloudWatch }, { physicalId: DashboardName }) => ({
    DashboardBody: (await cloudWatch.getDashboard({ DashboardName })).DashboardBody,
  }),
  'AWS::Config::ConfigRule': async ({ config }, { physicalId }) => {
    const { ConfigRules } = await config.describeConfigRules({ ConfigRuleNames: [physicalId] });
    const { ConfigRuleName, Description, InputParameters, Scope, Source } = ConfigRules![0];
    return { ConfigRuleName, Description, InputParameters, Scope, Source };
  },
  'AWS::EC2::EIP': async ({ ec2 }, { physicalId }) => {
    const { Domain, Tags } = (await ec2.describeAddresses({})).Addresses!.find(({ PublicIp }) => PublicIp === physicalId)!;
    return { Domain, Tags };
  },
  'AWS::EC2::Instance': async ({ ec2 }, { physicalId }) => {
    const instance = (await ec2.describeInstances({ InstanceIds: [physicalId] })).Reservations![0].Instances![0];
    const SecurityGroupIds = instance.SecurityGroups!.map(({ GroupId }) => GroupId);
    const volumes = await ec2.describeVolumes({ VolumeIds: instance.BlockDeviceMappings!.map(({ Ebs }) => Ebs!.VolumeId!) });
    return {
      AvailabilityZone: instance.Placement!.AvailabilityZone,
      BlockDeviceMappings: volumes.Volumes!.map(({ Attachments, Encrypted, VolumeType }) => ({
        DeviceName: Attachments![0].Device,
        Ebs: { DeleteOnTermination: Attachments![0].DeleteOnTermination, Encrypted, VolumeType },
      })),
      IamInstanceProfile: instance.IamInstanceProfile!.Arn!.split('/').pop(),
      ImageId: instance.ImageId,
      InstanceType: instance.InstanceType,
      MetadataOptions: instance.MetadataOptions,
      NetworkInterfaces: [{
        AssociatePublicIpAddress: instance.PublicIpAddress !== undefined,
        DeviceIndex: '0',
        GroupSet: SecurityGroupIds,
        SubnetId: instance.SubnetId,
      }],
      SecurityGroupIds,
      SourceDestCheck: instance.SourceDestCheck,
      SubnetId: instance.SubnetId,
      Tags: instance.Tags,
      UserData: (await ec2.describeInstanceAttribute({ InstanceId: physicalId, Attribute: 'userData' })).UserData?.Value,
    };
  },
  'AWS::EC2::InternetGateway': async ({ ec2 }, { physicalId }) => {
    const { Tags } = (await ec2.describeInternetGateways({ InternetGatewayIds: [physicalId] })).InternetGateways![0];
    return { Tags };
  },
  'AWS::EC2::LaunchTemplate': async ({ ec2 }, { physicalId: LaunchTemplateId }) => {
    const { LaunchTemplateVersions } = await ec2.describeLaunchTemplateVersions({ LaunchTemplateId, Versions: ['$Latest'] });
    const { MetadataOptions, ...data } = LaunchTemplateVersions![0].LaunchTemplateData!;
    const { State: _, ...options } = MetadataOptions!;
    const Tags = (await ec2.describeLaunchTemplates({ LaunchTemplateIds: [LaunchTemplateId] })).LaunchTemplates![0].Tags;
    return { LaunchTemplateData: { ...data, MetadataOptions: options }, TagSpecifications: [{ ResourceType: 'launch-template', Tags }] };
  },
  'AWS::EC2::NatGateway': async ({ ec2 }, { physicalId }) => {
    const { NatGatewayAddresses, SubnetId, Tags } = (await ec2.describeNatGateways({ NatGatewayIds: [physicalId] })).NatGateways![0];
    return { AllocationId: NatGatewayAddresses?.[0]?.AllocationId, SubnetId, Tags };
  },
  'AWS::EC2::Route': async ({ ec2 }, { properties: { RouteTableId, DestinationCidrBlock } }) => {
    const { Routes } = (await ec2.describeRouteTables({ RouteTableIds: [RouteTableId] })).RouteTables![0];
    const { GatewayId, InstanceId, NatGatewayId } = Routes!.find(route => route.DestinationCidrBlock === DestinationCidrBlock)!;
    return { RouteTableId, DestinationCidrBlock, GatewayId, InstanceId, NatGatewayId };
  },
  'AWS::EC2::RouteTable': async ({ ec2 }, { physicalId }) => {
    const { VpcId, Tags } = (await ec2.describeRouteTables({ RouteTableIds: [physicalId] })).RouteTables![0];
    return { VpcId, Tags };
  },
  'AWS::EC2::SecurityGroup': async ({ ec2 }, { physicalId }, stack) => {
    const { VpcId, Description, Tags } = (await ec2.describeSecurityGroups({ GroupIds: [physicalId] })).SecurityGroups![0];
    const ofTheirOwn = new Set(stack.map(resource => resource.physicalId));
    const rules = await rulesOf({ ec2 }, { Filters: [{ Name: 'group-id', Values: [physicalId] }] });
    const inline = (egress: boolean) => rules
      .filter(rule => rule.egress === egress && !ofTheirOwn.has(rule.id))
      .map(({ properties: { GroupId: _, ...rule } }) => rule);
    return { VpcId, GroupDescription: Description, SecurityGroupIngress: inline(false), SecurityGroupEgress: inline(true), Tags };
  },
  'AWS::EC2::SecurityGroupEgress': async (aws, { physicalId }) => readRule(aws, physicalId),
  'AWS::EC2::SecurityGroupIngress': async (aws, { physicalId }) => readRule(aws, physicalId),
  'AWS::EC2::Subnet': async ({ ec2 }, { physicalId }) => {
    const { AvailabilityZone, CidrBlock, MapPublicIpOnLaunch, Tags, VpcId } = (await ec2.describeSubnets({ SubnetIds: [physicalId] })).Subnets![0];
    return { AvailabilityZone, CidrBlock, MapPublicIpOnLaunch, Tags, VpcId };
  },
  'AWS::EC2::SubnetRouteTableAssociation': async ({ ec2 }, { physicalId }) => {
    const associations = (await ec2.describeRouteTables({})).RouteTables!.flatMap(({ Associations }) => Associations ?? []);
    const { RouteTableId, SubnetId } = associations.find(({ RouteTableAssociationId }) => RouteTableAssociationId === physicalId)!;
    return { RouteTableId, SubnetId };
  },
  'AWS::EC2::VPC': async ({ ec2 }, { physicalId: VpcId }) => {
    const { CidrBlock, InstanceTenancy, Tags } = (await ec2.describeVpcs({ VpcIds: [VpcId] })).Vpcs![0];
    const { EnableDnsHostnames } = await ec2.describeVpcAttribute({ VpcId, Attribute: 'enableDnsHostnames' });
    const { EnableDnsSupport } = await ec2.describeVpcAttribute({ VpcId, Attribute: 'enableDnsSupport' });
    return { CidrBlock, InstanceTenancy, Tags, EnableDnsHostnames: EnableDnsHostnames!.Value, EnableDnsSupport: EnableDnsSupport!.Value };
  },
  'AWS::EC2::VPCEndpoint': async ({ ec2 }, { physicalId }) => {
    const endpoint = (await ec2.describeVpcEndpoints({ VpcEndpointIds: [physicalId] })).VpcEndpoints![0];
    const { PrivateDnsEnabled, RouteTableIds, ServiceName, SubnetIds, Tags, VpcEndpointType, VpcId } = endpoint;
    return {
      PolicyDocument: JSON.parse(endpoint.PolicyDocument!),
      SecurityGroupIds: endpoint.Groups!.map(({ GroupId }) => GroupId),
      PrivateDnsEnabled,
      RouteTableIds,
      ServiceName,
      SubnetIds,
      Tags,
      VpcEndpointType,
      VpcId,
    };
  },
  'AWS::EC2::VPCGatewayAttachment': async ({ ec2 }, { properties: { InternetGatewayId } }) => {
    const { Attachments } = (await ec2.describeInternetGateways({ InternetGatewayIds: [InternetGatewayId] })).InternetGateways![0];
    return { InternetGatewayId, VpcId: Attachments![0].VpcId };
  },
  'AWS::Events::Rule': async ({ events }, { physicalId }) => {
    const Name = physicalId.split('/').pop();
    const { Description, EventPattern, ScheduleExpression, State } = await events.describeRule({ Name });
    return { Description, EventPattern, ScheduleExpression, State, Targets: (await events.listTargetsByRule({ Rule: Name })).Targets };
  },
  'AWS::IAM::InstanceProfile': async ({ iam }, { physicalId }) => {
    const { Roles } = (await iam.getInstanceProfile({ InstanceProfileName: physicalId })).InstanceProfile!;
    return { Roles: Roles!.map(({ RoleName }) => RoleName) };
  },
  'AWS::IAM::ManagedPolicy': async ({ iam }, { physicalId: PolicyArn }) => {
    const { DefaultVersionId, Description, Path } = (await iam.getPolicy({ PolicyArn })).Policy!;
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: DefaultVersionId });
    const { PolicyRoles } = await iam.listEntitiesForPolicy({ PolicyArn });
    return { Description: Description ?? '', Path, PolicyDocument: policy(PolicyVersion!.Document!), Roles: PolicyRoles!.map(({ RoleName }) => RoleName) };
  },
  'AWS::IAM::Policy': async ({ iam }, { properties: { PolicyName, Roles: [RoleName] } }) => {
    const { PolicyDocument } = await iam.getRolePolicy({ RoleName, PolicyName });
    return { PolicyName, Roles: [RoleName], PolicyDocument: policy(PolicyDocument) };
  },
  'AWS::IAM::Role': async ({ iam }, { physicalId: RoleName }, stack) => {
    const { AssumeRolePolicyDocument, Description, Tags } = (await iam.getRole({ RoleName })).Role!;
    const { AttachedPolicies } = await iam.listAttachedRolePolicies({ RoleName });
    // Policies that name the role; the role does not name them.
    const attached = stack.filter(({ type, properties }) => type === 'AWS::IAM::ManagedPolicy' && properties.Roles?.includes(RoleName))
      .map(({ physicalId }) => physicalId);
    return {
      Description,
      AssumeRolePolicyDocument: policy(AssumeRolePolicyDocument),
      ManagedPolicyArns: AttachedPolicies!.map(({ PolicyArn }) => PolicyArn!).filter(arn => !attached.includes(arn)),
      Tags,
    };
  },
  'AWS::KMS::Key': async ({ kms }, { physicalId: KeyId }) => ({
    Description: (await kms.describeKey({ KeyId })).KeyMetadata!.Description,
    EnableKeyRotation: (await kms.getKeyRotationStatus({ KeyId })).KeyRotationEnabled,
    KeyPolicy: policy((await kms.getKeyPolicy({ KeyId })).Policy),
  }),
  'AWS::Lambda::EventInvokeConfig': async ({ lambda }, { properties: { FunctionName, Qualifier } }) => {
    const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = await lambda.getFunctionEventInvokeConfig({ FunctionName, Qualifier });
    return { FunctionName, Qualifier, MaximumEventAgeInSeconds, MaximumRetryAttempts };
  },
  'AWS::Lambda::EventSourceMapping': async ({ lambda }, { physicalId: UUID }) => {
    const { BatchSize, EventSourceArn, FunctionArn, FunctionResponseTypes, ScalingConfig } = await lambda.getEventSourceMapping({ UUID });
    return { BatchSize, EventSourceArn, FunctionName: FunctionArn!.split(':').pop(), FunctionResponseTypes, ScalingConfig };
  },
  'AWS::Lambda::Function': async ({ lambda, s3 }, { physicalId, properties: { Code } }) => {
    const found = await lambda.getFunctionConfiguration({ FunctionName: physicalId });
    const { Description, Environment, Handler, LoggingConfig, MemorySize, Role, Runtime, Timeout } = found;
    const asset = await (await s3.getObject({ Bucket: Code.S3Bucket, Key: Code.S3Key })).Body!.transformToByteArray();
    return {
      Code: createHash('sha256').update(asset).digest('base64') === found.CodeSha256 ? Code : found.CodeSha256,
      Description,
      Environment,
      Handler,
      MemorySize,
      RecursiveLoop: (await lambda.getFunctionRecursionConfig({ FunctionName: physicalId })).RecursiveLoop,
      Role,
      Runtime,
      Timeout,
      LoggingConfig: { LogGroup: LoggingConfig?.LogGroup },
    };
  },
  'AWS::Lambda::Permission': async ({ lambda }, { physicalId, properties: { FunctionName } }) => {
    const { Statement } = JSON.parse((await lambda.getPolicy({ FunctionName })).Policy!);
    const { Action, Condition, Principal, Resource } = Statement.find(({ Sid }: { Sid: string }) => Sid === physicalId);
    return { Action, FunctionName: Resource, Principal: Principal.Service, SourceArn: Condition.ArnLike['AWS:SourceArn'] };
  },
  'AWS::Logs::LogGroup': async ({ logs }, { physicalId }) => {
    const { kmsKeyId, logGroupName, retentionInDays } = (await logs.describeLogGroups({ logGroupNamePrefix: physicalId })).logGroups![0];
    return { KmsKeyId: kmsKeyId, LogGroupName: logGroupName, RetentionInDays: retentionInDays };
  },
  'AWS::Logs::MetricFilter': async ({ logs }, { physicalId, properties: { LogGroupName } }) => {
    const { metricFilters } = await logs.describeMetricFilters({ logGroupName: LogGroupName, filterNamePrefix: physicalId });
    const { filterPattern, logGroupName, metricTransformations } = metricFilters![0];
    return {
      FilterPattern: filterPattern,
      LogGroupName: logGroupName,
      MetricTransformations: metricTransformations!.map(({ metricName, metricNamespace, metricValue }) => (
        { MetricName: metricName, MetricNamespace: metricNamespace, MetricValue: metricValue }
      )),
    };
  },
  // The emulator has no saved queries.
  'AWS::Logs::QueryDefinition': async () => ({}),
  'AWS::Logs::ResourcePolicy': async ({ logs }, { physicalId }) => {
    const { resourcePolicies } = await logs.describeResourcePolicies({});
    const { policyDocument, policyName } = resourcePolicies!.find(found => found.policyName === physicalId)!;
    return { PolicyDocument: policyDocument, PolicyName: policyName };
  },
  'AWS::RDS::DBInstance': async ({ rds }, { physicalId }) => {
    const found = (await rds.describeDBInstances({ DBInstanceIdentifier: physicalId })).DBInstances![0];
    const { BackupRetentionPeriod, CopyTagsToSnapshot, DBInstanceClass, Engine, EngineVersion, MasterUsername } = found;
    const { PubliclyAccessible, StorageEncrypted, StorageType } = found;
    return {
      AllocatedStorage: String(found.AllocatedStorage),
      DBSubnetGroupName: found.DBSubnetGroup?.DBSubnetGroupName,
      EnableIAMDatabaseAuthentication: found.IAMDatabaseAuthenticationEnabled,
      VPCSecurityGroups: found.VpcSecurityGroups!.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId),
      BackupRetentionPeriod,
      CopyTagsToSnapshot,
      DBInstanceClass,
      Engine,
      EngineVersion,
      MasterUsername,
      PubliclyAccessible,
      StorageEncrypted,
      StorageType,
    };
  },
  'AWS::RDS::DBSubnetGroup': async ({ rds }, { physicalId }) => {
    const { DBSubnetGroupDescription, Subnets } = (await rds.describeDBSubnetGroups({ DBSubnetGroupName: physicalId })).DBSubnetGroups![0];
    return { DBSubnetGroupDescription, SubnetIds: Subnets!.map(({ SubnetIdentifier }) => SubnetIdentifier) };
  },
  'AWS::S3::Bucket': async ({ s3 }, { physicalId: Bucket }) => {
    const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption({ Bucket });
    return {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: ServerSideEncryptionConfiguration!.Rules!.map(rule => ({
          BucketKeyEnabled: rule.BucketKeyEnabled,
          ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault,
        })),
      },
      LifecycleConfiguration: await s3.getBucketLifecycleConfiguration({ Bucket }).catch(absent),
      LoggingConfiguration: (await s3.getBucketLogging({ Bucket })).LoggingEnabled,
      OwnershipControls: (await s3.getBucketOwnershipControls({ Bucket }).catch(absent))?.OwnershipControls,
      PublicAccessBlockConfiguration: (await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration,
      VersioningConfiguration: { Status: (await s3.getBucketVersioning({ Bucket })).Status },
    };
  },
  'AWS::S3::BucketPolicy': async ({ s3 }, { properties: { Bucket } }) => ({ Bucket, PolicyDocument: policy((await s3.getBucketPolicy({ Bucket })).Policy) }),
  'AWS::SNS::Topic': async ({ sns }, { physicalId: TopicArn }) => {
    const { DisplayName, KmsMasterKeyId } = (await sns.getTopicAttributes({ TopicArn })).Attributes!;
    return { DisplayName, KmsMasterKeyId };
  },
  'AWS::SNS::TopicPolicy': async ({ sns }, { properties: { Topics } }) => ({
    PolicyDocument: policy((await sns.getTopicAttributes({ TopicArn: Topics[0] })).Attributes!.Policy), Topics,
  }),
  'AWS::SQS::Queue': async ({ sqs }, { physicalId: QueueUrl }) => {
    const found = (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] })).Attributes!;
    const { DelaySeconds, MessageRetentionPeriod, RedrivePolicy, SqsManagedSseEnabled, VisibilityTimeout } = found;
    return { DelaySeconds, MessageRetentionPeriod, RedrivePolicy, SqsManagedSseEnabled, VisibilityTimeout };
  },
  'AWS::SQS::QueuePolicy': async ({ sqs }, { properties: { Queues } }) => ({
    PolicyDocument: policy((await sqs.getQueueAttributes({ QueueUrl: Queues[0], AttributeNames: ['Policy'] })).Attributes!.Policy), Queues,
  }),
  'AWS::SSM::Document': async ({ ssm }, { physicalId: Name }) => {
    const { Content, DocumentFormat, DocumentType } = await ssm.getDocument({ Name });
    return { Content, DocumentFormat, DocumentType };
  },
  'AWS::Scheduler::Schedule': async ({ schedules }, { physicalId }) => {
    const { Description, FlexibleTimeWindow, ScheduleExpression, ScheduleExpressionTimezone, State, Target } = await schedules.get(physicalId);
    return { Description, FlexibleTimeWindow, ScheduleExpression, ScheduleExpressionTimezone, State, Target };
  },
  'AWS::SecretsManager::Secret': async ({ secrets }, { physicalId: SecretId }) => {
    const { Description } = await secrets.describeSecret({ SecretId });
    return { Description };
  },
  'AWS::SecretsManager::SecretTargetAttachment': async ({ secrets }, { properties: { SecretId } }) => {
    const { dbInstanceIdentifier } = JSON.parse((await secrets.getSecretValue({ SecretId })).SecretString!);
    return { SecretId, TargetId: dbInstanceIdentifier };
  },
  'AWS::StepFunctions::StateMachine': async ({ stateMachines }, { physicalId }) => {
    const { definition, roleArn } = await stateMachines.get(physicalId);
    return { DefinitionString: definition, RoleArn: roleArn };
  },
  'Custom::AccountSessionPreferences': async ({ ssm }, { properties: { DocumentName, RecordName } }) => ({
    DocumentName,
    Content: (await ssm.getDocument({ Name: DocumentName })).Content,
    RecordName: (await ssm.getParameter({ Name: RecordName })).Parameter!.Name,
  }),
  'Custom::HybridActivation': async ({ secrets, ssm }, { properties: { SecretArn } }) => {
    const { activationId } = JSON.parse((await secrets.getSecretValue({ SecretId: SecretArn })).SecretString!);
    const { CreatedDate, ExpirationDate, IamRole, RegistrationLimit, Tags } = (await ssm.describeActivations({})).ActivationList!
      .find(({ ActivationId }) => ActivationId === activationId)!;
    const hours = Math.round((ExpirationDate!.getTime() - CreatedDate!.getTime()) / 3_600_000);
    const tags = Object.fromEntries(Tags!.map(({ Key, Value }) => [Key, Value]));
    return { SecretArn, Settings: { role: IamRole, limit: RegistrationLimit, hours, tags } };
  },
};

async function readRule({ ec2 }: Pick<Aws, 'ec2'>, id: string): Promise<Properties> {
  return (await rulesOf({ ec2 }, { SecurityGroupRuleIds: [id] }))[0].properties;
}

async function rulesOf({ ec2 }: Pick<Aws, 'ec2'>, which: Parameters<Aws['ec2']['describeSecurityGroupRules']>[0]) {
  const { SecurityGroupRules } = await ec2.describeSecurityGroupRules(which);
  return SecurityGroupRules!.map(rule => ({
    id: rule.SecurityGroupRuleId!,
    egress: rule.IsEgress!,
    properties: {
      GroupId: rule.GroupId,
      IpProtocol: rule.IpProtocol,
      Description: rule.Description,
      CidrIp: rule.CidrIpv4,
      [rule.IsEgress ? 'DestinationSecurityGroupId' : 'SourceSecurityGroupId']: rule.ReferencedGroupInfo?.GroupId,
      // All protocols have all ports.
      ...rule.IpProtocol !== '-1' && { FromPort: rule.FromPort, ToPort: rule.ToPort },
    } as Properties,
  }));
}

/** IAM encodes its policies like a URL; others do not. */
function policy(document: string | undefined): unknown {
  return JSON.parse(document!.startsWith('%') ? decodeURIComponent(document!) : document!);
}

/** For what an API answers with an error if it was never set. */
function absent(error: Error): undefined {
  if (!/^(NoSuchLifecycleConfiguration|OwnershipControlsNotFoundError)$/.test(error.name)) {
    throw error;
  }
}
