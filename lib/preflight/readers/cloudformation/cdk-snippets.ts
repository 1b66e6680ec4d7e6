import { FixCode, SettingName, SimpleDeed } from '../../model/fix';
import { Service } from '../../model/session/service';

/** Code for a resource of one of these types; for any where none is said. */
export interface Snippet extends FixCode {
  readonly types?: readonly string[];
}

const code = (typescript: readonly string[], python: readonly string[], ...types: string[]): Snippet => ({
  typescript: typescript.join('\n'), python: python.join('\n'), ...types.length > 0 ? { types } : {},
});

const INSTANCE = 'AWS::EC2::Instance';

/** For all log groups of the account: a policy that names one would wait for the group, and the group waits for the key. */
const LET_LOGS_USE_KEY = code([
  'key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${key.stack.region}.amazonaws.com`).withConditions({',
  '  ArnLike: { \'kms:EncryptionContext:aws:logs:arn\': `arn:${key.stack.partition}:logs:${key.stack.region}:${key.stack.account}:*` },',
  '}));',
], [
  'key.grant_encrypt_decrypt(iam.ServicePrincipal(f"logs.{key.stack.region}.amazonaws.com").with_conditions({',
  '    "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:{key.stack.partition}:logs:{key.stack.region}:{key.stack.account}:*"}',
  '}))',
]);

/** How to change a setting as fixes ask for it. */
export const SETTING_SNIPPETS: { readonly [setting in SettingName]?: readonly Snippet[] } = {
  'vpc.dns-support': [code(
    ['const cfnVpc = vpc.node.defaultChild as ec2.CfnVPC;', 'cfnVpc.enableDnsSupport = true;'],
    ['cfn_vpc = vpc.node.default_child', 'cfn_vpc.enable_dns_support = True'],
  )],
  'vpc.dns-hostnames': [code(
    ['const cfnVpc = vpc.node.defaultChild as ec2.CfnVPC;', 'cfnVpc.enableDnsHostnames = true;'],
    ['cfn_vpc = vpc.node.default_child', 'cfn_vpc.enable_dns_hostnames = True'],
  )],
  'subnet.dns64': [code(
    ['const cfnSubnet = subnet.node.defaultChild as ec2.CfnSubnet;', 'cfnSubnet.enableDns64 = true;'],
    ['cfn_subnet = subnet.node.default_child', 'cfn_subnet.enable_dns64 = True'],
  )],
  'subnet.ipv6-address': [code(
    ['const cfnSubnet = subnet.node.defaultChild as ec2.CfnSubnet;', 'cfnSubnet.assignIpv6AddressOnCreation = true;'],
    ['cfn_subnet = subnet.node.default_child', 'cfn_subnet.assign_ipv6_address_on_creation = True'],
  )],
  'nat-gateway.address': [code(
    ['const address = new ec2.CfnEIP(this, \'NatAddress\', { domain: \'vpc\' });', 'natGateway.allocationId = address.attrAllocationId;'],
    ['address = ec2.CfnEIP(self, "NatAddress", domain="vpc")', 'nat_gateway.allocation_id = address.attr_allocation_id'],
  )],
  'nat-gateway.connectivity': [code(['natGateway.connectivityType = \'public\';'], ['nat_gateway.connectivity_type = "public"'])],
  'nat-instance.source-dest-check': [code(
    ['const cfnInstance = natInstance.node.defaultChild as ec2.CfnInstance;', 'cfnInstance.sourceDestCheck = false;'],
    ['cfn_instance = nat_instance.node.default_child', 'cfn_instance.source_dest_check = False'],
    INSTANCE,
  )],
  'endpoint.private-dns': [code(
    ['const cfnEndpoint = endpoint.node.defaultChild as ec2.CfnVPCEndpoint;', 'cfnEndpoint.privateDnsEnabled = true;'],
    ['cfn_endpoint = endpoint.node.default_child', 'cfn_endpoint.private_dns_enabled = True'],
  )],
  'endpoint.subnets': [code(
    ['const cfnEndpoint = endpoint.node.defaultChild as ec2.CfnVPCEndpoint;', 'cfnEndpoint.subnetIds = vpc.selectSubnets({ onePerAz: true }).subnetIds;'],
    ['cfn_endpoint = endpoint.node.default_child', 'cfn_endpoint.subnet_ids = vpc.select_subnets(one_per_az=True).subnet_ids'],
  )],
  'endpoint.route-tables': [code([
    'new ec2.CfnVPCEndpoint(this, \'S3OfSubnet\', {',
    '  vpcId: vpc.vpcId,',
    '  serviceName: `com.amazonaws.${vpc.stack.region}.s3`,',
    '  routeTableIds: [subnet.routeTable.routeTableId],',
    '});',
  ], [
    'ec2.CfnVPCEndpoint(self, "S3OfSubnet",',
    '    vpc_id=vpc.vpc_id,',
    '    service_name=f"com.amazonaws.{vpc.stack.region}.s3",',
    '    route_table_ids=[subnet.route_table.route_table_id]',
    ')',
  ])],
  'node.ipv6-address': [code(
    ['const cfnInstance = node.node.defaultChild as ec2.CfnInstance;', 'cfnInstance.ipv6AddressCount = 1;'],
    ['cfn_instance = node.node.default_child', 'cfn_instance.ipv6_address_count = 1'],
    INSTANCE,
  )],
  'node.metadata-tokens': [
    onInstance('MetadataOptions.HttpTokens', 'required'),
    onLaunchTemplate('LaunchTemplateData.MetadataOptions.HttpTokens', 'required'),
  ],
  'node.metadata-endpoint': [
    onInstance('MetadataOptions.HttpEndpoint', 'enabled'),
    onLaunchTemplate('LaunchTemplateData.MetadataOptions.HttpEndpoint', 'enabled'),
  ],
  'instance-profile.roles': [code(['instanceProfile.roles = [role.roleName];'], ['instance_profile.roles = [role.role_name]'])],
  'log-group.key': [code([
    'const cfnLogGroup = logGroup.node.defaultChild as logs.CfnLogGroup;',
    'cfnLogGroup.kmsKeyId = key.keyArn;',
    LET_LOGS_USE_KEY.typescript,
  ], [
    'cfn_log_group = log_group.node.default_child',
    'cfn_log_group.kms_key_id = key.key_arn',
    LET_LOGS_USE_KEY.python,
  ])],
  'key.enabled': [code(
    ['const cfnKey = key.node.defaultChild as kms.CfnKey;', 'cfnKey.enabled = true;'],
    ['cfn_key = key.node.default_child', 'cfn_key.enabled = True'],
  )],
  'key.spec': [code(
    ['const cfnKey = key.node.defaultChild as kms.CfnKey;', 'cfnKey.keySpec = \'SYMMETRIC_DEFAULT\';'],
    ['cfn_key = key.node.default_child', 'cfn_key.key_spec = "SYMMETRIC_DEFAULT"'],
  )],
};

function onInstance(property: string, value: string): Snippet {
  return code(
    ['const cfnInstance = node.node.defaultChild as ec2.CfnInstance;', `cfnInstance.addPropertyOverride('${property}', '${value}');`],
    ['cfn_instance = node.node.default_child', `cfn_instance.add_property_override("${property}", "${value}")`],
    INSTANCE,
  );
}

function onLaunchTemplate(property: string, value: string): Snippet {
  return code(
    ['const cfnTemplate = launchTemplate.node.defaultChild as ec2.CfnLaunchTemplate;', `cfnTemplate.addPropertyOverride('${property}', '${value}');`],
    ['cfn_template = launch_template.node.default_child', `cfn_template.add_property_override("${property}", "${value}")`],
    'AWS::EC2::LaunchTemplate',
  );
}

/** How to do what is done in the same way each time. */
export const DEED_SNIPPETS: { readonly [deed in SimpleDeed]: Snippet } = {
  'let-node-out': code(['node.connections.allowToAnyIpv4(ec2.Port.tcp(443));'], ['node.connections.allow_to_any_ipv4(ec2.Port.tcp(443))']),
  'let-acl-out': aclEntry('AllowHttpsOut', 'tcpPort(443)', 'tcp_port(443)', 'EGRESS'),
  'let-acl-replies-in': aclEntry('AllowRepliesIn', 'tcpPortRange(1024, 65535)', 'tcp_port_range(1024, 65535)', 'INGRESS'),
  'add-endpoints': code(
    ['const endpoints = new SsmVpcEndpoints(this, \'Endpoints\', { vpc });', 'endpoints.allowFrom({ connections: node, subnets: [subnet] });'],
    ['endpoints = SsmVpcEndpoints(self, "Endpoints", vpc=vpc)', 'endpoints.allow_from(connections=node, subnets=[subnet])'],
  ),
  'let-node-into-endpoint': code(['endpoint.connections.allowDefaultPortFrom(node);'], ['endpoint.connections.allow_default_port_from(node)']),
  'open-public-access': code([
    'new ec2.CfnVPCBlockPublicAccessExclusion(this, \'PublicAccess\', {',
    '  vpcId: vpc.vpcId,',
    '  internetGatewayExclusionMode: \'allow-bidirectional\',',
    '});',
  ], [
    'ec2.CfnVPCBlockPublicAccessExclusion(self, "PublicAccess",',
    '    vpc_id=vpc.vpc_id,',
    '    internet_gateway_exclusion_mode="allow-bidirectional"',
    ')',
  ]),
  'give-instance-profile': code([
    'const nodeRole = new iam.Role(this, \'NodeRole\', {',
    '  assumedBy: new iam.ServicePrincipal(\'ec2.amazonaws.com\'),',
    '  managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(\'AmazonSSMManagedInstanceCore\')],',
    '});',
    'const profile = new iam.InstanceProfile(this, \'NodeProfile\', { role: nodeRole });',
    'const cfnInstance = node.node.defaultChild as ec2.CfnInstance;',
    'cfnInstance.iamInstanceProfile = profile.instanceProfileName;',
  ], [
    'node_role = iam.Role(self, "NodeRole",',
    '    assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"),',
    '    managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name("AmazonSSMManagedInstanceCore")]',
    ')',
    'profile = iam.InstanceProfile(self, "NodeProfile", role=node_role)',
    'cfn_instance = node.node.default_child',
    'cfn_instance.iam_instance_profile = profile.instance_profile_name',
  ], INSTANCE),
  'let-logs-use-key': LET_LOGS_USE_KEY,
  'guard-sessions': code(
    ['const guardrail = new SessionGuardrail(this, \'Guardrail\', { documents: [sessionPreferences] });', 'person.addManagedPolicy(guardrail.managedPolicy);'],
    ['guardrail = SessionGuardrail(self, "Guardrail", documents=[session_preferences])', 'person.add_managed_policy(guardrail.managed_policy)'],
    'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy',
  ),
};

/** The lowest number comes before every other entry. */
function aclEntry(id: string, typescript: string, python: string, direction: string): Snippet {
  return code([
    `networkAcl.addEntry('${id}', {`,
    '  cidr: ec2.AclCidr.anyIpv4(),',
    '  ruleNumber: 1,',
    `  traffic: ec2.AclTraffic.${typescript},`,
    `  direction: ec2.TrafficDirection.${direction},`,
    '});',
  ], [
    `network_acl.add_entry("${id}",`,
    '    cidr=ec2.AclCidr.any_ipv4(),',
    '    rule_number=1,',
    `    traffic=ec2.AclTraffic.${python},`,
    `    direction=ec2.TrafficDirection.${direction}`,
    ')',
  ]);
}

const ENDPOINT_IDS: { readonly [service in Service]?: readonly [id: string, constant: string] } = {
  ssm: ['Ssm', 'SSM'],
  ssmmessages: ['SsmMessages', 'SSM_MESSAGES'],
  ec2messages: ['Ec2Messages', 'EC2_MESSAGES'],
  logs: ['CloudWatchLogs', 'CLOUDWATCH_LOGS'],
  kms: ['Kms', 'KMS'],
};

/** The endpoint that a VPC lacks. */
export function endpointSnippet(service: Service): Snippet | undefined {
  if (service === 's3') {
    return code(
      ['vpc.addGatewayEndpoint(\'S3\', {', '  service: ec2.GatewayVpcEndpointAwsService.S3,', '});'],
      ['vpc.add_gateway_endpoint("S3",', '    service=ec2.GatewayVpcEndpointAwsService.S3', ')'],
    );
  }
  const [id, constant] = ENDPOINT_IDS[service] ?? [];
  return id === undefined ? undefined : code(
    [`vpc.addInterfaceEndpoint('${id}', {`, `  service: ec2.InterfaceVpcEndpointAwsService.${constant},`, '});'],
    [`vpc.add_interface_endpoint("${id}",`, `    service=ec2.InterfaceVpcEndpointAwsService.${constant}`, ')'],
  );
}

/** A statement that lets somebody, on everything or on what is said, in both languages. */
export function statementSnippet(
  [typescript, python]: readonly [string, string], actions: readonly string[],
  { principal, resource = ['\'*\'', '"*"'] }: { readonly principal?: readonly [string, string]; readonly resource?: readonly [string, string] | null },
): Snippet {
  return code([
    `${typescript}(new iam.PolicyStatement({`,
    ...principal ? [`  principals: [${principal[0]}],`] : [],
    `  actions: [${actions.map(action => `'${action}'`).join(', ')}],`,
    ...resource ? [`  resources: [${resource[0]}],`] : [],
    '}));',
  ], [
    `${python}(iam.PolicyStatement(`,
    ...principal ? [`    principals=[${principal[1]}],`] : [],
    `    actions=[${actions.map(action => `"${action}"`).join(', ')}]${resource ? ',' : ''}`,
    ...resource ? [`    resources=[${resource[1]}]`] : [],
    '))',
  ]);
}

/** One call. */
export function callSnippet(typescript: string, python: string, ...types: string[]): Snippet {
  return code([typescript], [python], ...types);
}
