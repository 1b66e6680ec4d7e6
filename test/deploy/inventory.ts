import { Aws } from './aws';

/** All that there is in the account of what the stacks create, by kind. What is about to go is gone. */
export async function inventory(aws: Aws): Promise<Record<string, string[]>> {
  const { autoScaling, cloudTrail, cloudWatch, config, ec2, events, iam, kms, lambda, logs, rds } = aws;
  const { s3, schedules, secrets, sns, sqs, ssm, stateMachines } = aws;
  const groups = await ec2.describeSecurityGroups({});
  const found: Record<string, (string | undefined)[] | undefined> = {
    activation: (await ssm.describeActivations({})).ActivationList?.map(({ ActivationId }) => ActivationId),
    address: (await ec2.describeAddresses({})).Addresses?.map(({ PublicIp }) => PublicIp),
    alarm: (await cloudWatch.describeAlarms({})).MetricAlarms?.map(({ AlarmName }) => AlarmName),
    autoScalingGroup: (await autoScaling.describeAutoScalingGroups({})).AutoScalingGroups?.map(({ AutoScalingGroupName }) => AutoScalingGroupName),
    bucket: (await s3.listBuckets({})).Buckets?.map(({ Name }) => Name),
    configRule: (await config.describeConfigRules({})).ConfigRules?.map(({ ConfigRuleName }) => ConfigRuleName),
    dashboard: (await cloudWatch.listDashboards({})).DashboardEntries?.map(({ DashboardName }) => DashboardName),
    database: (await rds.describeDBInstances({})).DBInstances?.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier),
    document: (await ssm.listDocuments({ Filters: [{ Key: 'Owner', Values: ['Self'] }] })).DocumentIdentifiers?.map(({ Name }) => Name),
    endpoint: (await ec2.describeVpcEndpoints({})).VpcEndpoints?.map(({ VpcEndpointId }) => VpcEndpointId),
    eventRule: (await events.listRules({})).Rules?.map(({ Name }) => Name),
    eventSource: (await lambda.listEventSourceMappings({})).EventSourceMappings?.map(({ UUID }) => UUID),
    function: (await lambda.listFunctions({})).Functions?.map(({ FunctionName }) => FunctionName),
    group: groups.SecurityGroups?.map(({ GroupId }) => GroupId),
    instance: (await ec2.describeInstances({ Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }] }))
      .Reservations?.flatMap(({ Instances }) => Instances ?? []).map(({ InstanceId }) => InstanceId),
    internetGateway: (await ec2.describeInternetGateways({})).InternetGateways?.map(({ InternetGatewayId }) => InternetGatewayId),
    key: await keysInUse(kms),
    launchTemplate: (await ec2.describeLaunchTemplates({})).LaunchTemplates?.map(({ LaunchTemplateId }) => LaunchTemplateId),
    logGroup: (await logs.describeLogGroups({})).logGroups?.map(({ logGroupName }) => logGroupName),
    logPolicy: (await logs.describeResourcePolicies({})).resourcePolicies?.map(({ policyName }) => policyName),
    metricFilter: (await logs.describeMetricFilters({})).metricFilters?.map(({ filterName }) => filterName),
    natGateway: (await ec2.describeNatGateways({ Filter: [{ Name: 'state', Values: ['pending', 'available'] }] })).NatGateways?.map(({ NatGatewayId }) => NatGatewayId),
    parameter: (await ssm.describeParameters({})).Parameters?.map(({ Name }) => Name),
    profile: (await iam.listInstanceProfiles({})).InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName),
    queue: (await sqs.listQueues({})).QueueUrls,
    role: (await iam.listRoles({})).Roles?.map(({ RoleName }) => RoleName),
    routeTable: (await ec2.describeRouteTables({})).RouteTables?.map(({ RouteTableId }) => RouteTableId),
    schedule: await schedules.list(),
    secret: (await secrets.listSecrets({})).SecretList?.map(({ Name }) => Name),
    snapshot: (await rds.describeDBSnapshots({})).DBSnapshots?.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier),
    stateMachine: await stateMachines.list(),
    subnet: (await ec2.describeSubnets({})).Subnets?.map(({ SubnetId }) => SubnetId),
    subnetGroup: (await rds.describeDBSubnetGroups({})).DBSubnetGroups?.map(({ DBSubnetGroupName }) => DBSubnetGroupName),
    topic: (await sns.listTopics({})).Topics?.map(({ TopicArn }) => TopicArn),
    trail: (await cloudTrail.listTrails({})).Trails?.map(({ Name }) => Name),
    vpc: (await ec2.describeVpcs({})).Vpcs?.map(({ VpcId }) => VpcId),
  };
  return Object.fromEntries(Object.entries(found).map(([kind, ids]) => [kind, (ids ?? []).map(id => id!).sort()]));
}

/** What is in the one inventory and not in the other. Kinds of which there is nothing are left out. */
export function added(later: Record<string, string[]>, earlier: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(later)
    .map(([kind, ids]) => [kind, ids.filter(id => !earlier[kind].includes(id))] as const)
    .filter(([, ids]) => ids.length > 0));
}

async function keysInUse(kms: Aws['kms']): Promise<string[]> {
  const ids = (await kms.listKeys({})).Keys!.map(({ KeyId }) => KeyId!);
  const states = await Promise.all(ids.map(async KeyId => (await kms.describeKey({ KeyId })).KeyMetadata!.KeyState));
  return ids.filter((_, index) => states[index] === 'Enabled');
}
