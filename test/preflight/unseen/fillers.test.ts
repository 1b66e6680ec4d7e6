import { a, att, changed, EMPTY_ROLE, ISOLATED, PUBLIC, ref, reportOn, Resources, sub, verdictOn, without } from './app';
import { PreflightReport } from '../../../lib/preflight/preflight-report';

const nodeIn = (report: PreflightReport) => report.node('Template/Node');
const messages = (report: PreflightReport) => nodeIn(report).findings.filter(({ severity }) => severity === 'UNKNOWN').map(({ message }) => message).join('\n');

/** What is missing, the rule that says so, what a filler has to be given to fill it, and something that is beside the point. */
const ABSENCES: [string, Resources, string, unknown, unknown][] = [
  ['a default route', without(PUBLIC, 'Route'), 'SSM-NET-006', ref('Table'), ref('Gateway')],
  ['endpoints', without(ISOLATED, 'Ssm', 'Messages'), 'SSM-NET-006', ref('Vpc'), ref('EndpointGroup')],
  ['one endpoint', without(ISOLATED, 'Messages'), 'SSM-END-001', ref('Vpc'), ref('Ssm')],
  ['the association with a route table', without(PUBLIC, 'OnTable'), 'SSM-NET-006', ref('Subnet'), ref('Table')],
  ['the attachment of the gateway', without(PUBLIC, 'Attachment'), 'SSM-NET-007', ref('Vpc'), ref('Table')],
  ['an egress rule', changed(PUBLIC, 'Group', { SecurityGroupEgress: [{ IpProtocol: 'icmp', CidrIp: '0.0.0.0/0' }] }), 'SSM-NET-003', att('Group', 'GroupId'), ref('Subnet')],
  ['an ingress rule of the endpoints', changed(ISOLATED, 'EndpointGroup', { SecurityGroupIngress: [] }), 'SSM-END-004', ref('EndpointGroup'), ref('Group')],
  ['a policy statement', { ...PUBLIC, Role: EMPTY_ROLE }, 'SSM-IDN-004', ref('Role'), ref('Profile')],
  ['the role of the profile', changed(PUBLIC, 'Profile', { Roles: [] }), 'SSM-IDN-002', ref('Profile'), ref('Role')],
  ['the profile', changed(PUBLIC, 'Node', { IamInstanceProfile: ref('AWS::NoValue') }), 'SSM-IDN-001', ref('Node'), ref('Group')],
  ['a public address', changed(PUBLIC, 'Subnet', { MapPublicIpOnLaunch: false }), 'SSM-NET-008', ref('Node'), ref('Role')],
  ['entries of the network ACL', {
    ...PUBLIC,
    Acl: a('AWS::EC2::NetworkAcl', { VpcId: ref('Vpc') }),
    OnAcl: a('AWS::EC2::SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl') }),
  }, 'SSM-NET-004', att('Acl', 'Id'), ref('Group')],
];

const custom = (given: unknown) => a('Custom::Router', { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:Router', Given: given });

describe.each(ABSENCES)('%s', (_, resources, rule, what, another) => {
  test('is missing: BLOCKED', () => {
    expect(verdictOn(nodeIn(reportOn(resources)))).toContain(`BLOCKED ${rule}`);
  });

  test('may be filled by what is given it: UNKNOWN, and the filler is named', () => {
    const report = reportOn({ ...resources, Filler: custom(what) });
    expect(nodeIn(report).verdict).toBe('UNKNOWN');
    expect(messages(report)).toContain('what the custom resource Filler of Template adds to ');
    expect(report.assumptions.join('\n')).toContain('What the custom resource Filler of Template adds to ');
  });

  test('is not filled by what is not given it: BLOCKED', () => {
    expect(verdictOn(nodeIn(reportOn({ ...resources, Filler: custom(another) })))).toContain(`BLOCKED ${rule}`);
  });
});

const NO_ROUTE = without(PUBLIC, 'Route');

const awsCall = (action: string) => ({ 'Fn::Join': ['', [`{"service":"EC2","action":"${action}","parameters":{"RouteTableId":"`, ref('Table'), '"}}']] });

test.each<[string, unknown]>([
  ['a nested stack at a URL', a('AWS::CloudFormation::Stack', { TemplateURL: 'https://example.com/a.yaml', Parameters: { Table: ref('Table') } })],
  ['a custom resource', custom(ref('Table'))],
  ['a custom resource without a type of its own', a('AWS::CloudFormation::CustomResource', { ServiceToken: 'x', Table: ref('Table') })],
  ['a resource that the account has registered', a('Company::Network::Routes', { Table: ref('Table') })],
  ['a module', a('Company::Network::Routes::MODULE', { Table: ref('Table') })],
  ['a product', a('AWS::ServiceCatalog::CloudFormationProvisionedProduct', { ProvisioningParameters: [{ Key: 'Table', Value: ref('Table') }] })],
  ['a serverless application', a('AWS::Serverless::Application', { Location: 'https://x/a.yaml', Parameters: { Table: ref('Table') } })],
  ['a stack set', a('AWS::CloudFormation::StackSet', { ParametersList: [{ ParameterKey: 'Table', ParameterValue: ref('Table') }] })],
  ['a call of the CDK', a('Custom::AWS', { Create: awsCall('createRoute') })],
  ['a call of the CDK that is not known', a('Custom::AWS', { Create: awsCall('describeRouteTables'), Update: ref('Unknown'), Table: ref('Table') })],
  ['nested values', custom({ Deep: [{ Tables: [ref('Table')] }] })],
  ['a text', custom(sub('tables: ${Table}, none'))],
  ['a text with a variable', custom({ 'Fn::Sub': ['${T}!', { T: ref('Table') }] })],
  ['an attribute', custom(att('Table', 'RouteTableId'))],
  ['a list in a text', custom({ 'Fn::Join': [',', ['rtb-1', ref('Table')]] })],
  ['a choice that nobody knows', custom({ 'Fn::If': ['Maybe', ref('Table'), 'none'] })],
  ['properties that a macro makes', { Type: 'Custom::Router', Properties: { 'Fn::Transform': { Name: 'Own', Parameters: { Table: ref('Table') } } } }],
  ['a filler that may not be there', { ...custom(ref('Table')), Condition: 'Maybe' }],
])('%s may add a route: UNKNOWN', (_, filler) => {
  const report = reportOn({ ...NO_ROUTE, Filler: filler });
  expect(verdictOn(nodeIn(report))).toMatch(/^UNKNOWN SSM-NET-0(06|01)/);
  expect(messages(report)).toContain('Filler of Template adds to Table');
  expect(report.verdict).toBe('UNKNOWN');
  expect(report.assumptions.join('\n')).toContain('Filler of Template');
});

test.each<[string, unknown]>([
  ['a call of the CDK that reads', a('Custom::AWS', { Create: awsCall('describeRouteTables'), Update: awsCall('describeRouteTables') })],
  ['a call of the CDK that tags', a('Custom::AWS', { Create: awsCall('createTags'), Delete: awsCall('deleteTags') })],
  ['what the CDK deploys into a bucket', a('Custom::CDKBucketDeployment', { Table: ref('Table') })],
  ['what the CDK exports to another region', a('Custom::CrossRegionExportWriter', { WriterProps: { exports: { table: ref('Table') } } })],
  ['a resource of AWS', a('AWS::SSM::Parameter', { Type: 'String', Value: ref('Table') })],
  ['a custom resource with a literal', custom('rtb-1')],
  ['a custom resource with the block of the VPC', custom(att('Vpc', 'CidrBlock'))],
  ['a resource that its condition takes away', { ...custom(ref('Table')), Condition: 'Never' }],
  ['a choice that is known', custom({ 'Fn::If': ['Never', ref('Table'), 'none'] })],
  ['a skill', a('Alexa::ASK::Skill', { Table: ref('Table') })],
])('%s adds no route: BLOCKED', (_, filler) => {
  const report = reportOn({ ...NO_ROUTE, Filler: filler }, { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] }, Maybe: { 'Fn::Equals': [ref('Unknown'), 'yes'] } } });
  expect(verdictOn(nodeIn(report))).toContain('BLOCKED SSM-NET-006');
});

describe('a loop over what is not known', () => {
  const loop = (body: Resources) => ({ 'Fn::ForEach::More': ['Name', ref('Names'), body] });
  const route = (table: unknown) => a('AWS::EC2::Route', { RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') });

  test.each<[string, Resources, string]>([
    ['of routes of the table', { 'Route${Name}': route(ref('Table')) }, 'UNKNOWN'],
    ['of routes of tables by their names', { 'Route${Name}': route(ref('Ta${Name}')) }, 'UNKNOWN'],
    ['of custom resources', { 'Custom${Name}': custom(ref('Table')) }, 'UNKNOWN'],
    ['of routes of another table', { 'Route${Name}': route('rtb-1') }, 'BLOCKED'],
    ['of tables by other names', { 'Route${Name}': route(ref('Private${Name}')) }, 'BLOCKED'],
    ['of what adds nothing', { 'Parameter${Name}': a('AWS::SSM::Parameter', { Type: 'String', Value: ref('Table') }) }, 'BLOCKED'],
    ['of nodes', { 'Node${Name}': PUBLIC.Node }, 'BLOCKED'],
  ])('%s', (_, body, verdict) => {
    const report = reportOn({ ...NO_ROUTE, ...loop(body) });
    expect(nodeIn(report).verdict).toBe(verdict);
    expect(report.assumptions[0]).toMatch(/^What Fn::ForEach::More of Template makes cannot be seen: /);
  });
});

describe('a macro', () => {
  test.each<[string, Resources, Resources]>([
    ['among the resources', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://x/y' } } }, {}],
    ['in the place of a resource', { Thing: { 'Fn::Transform': { Name: 'Own' } } }, {}],
    ['for the whole template', {}, { Transform: 'Own' }],
    ['that includes a file in the template', {}, { Transform: [{ Name: 'AWS::Include', Parameters: { Location: 's3://x/y' } }] }],
  ])('%s may add everything', (_, resources, sections) => {
    const report = reportOn({ ...NO_ROUTE, ...resources }, sections);
    expect(nodeIn(report).verdict).toBe('UNKNOWN');
    expect(report.assumptions[0]).toMatch(/^What .* of Template makes cannot be seen: /);
  });

  test.each(['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'])('%s adds nothing', Transform => {
    expect(verdictOn(nodeIn(reportOn(NO_ROUTE, { Transform })))).toContain('BLOCKED SSM-NET-006');
  });
});

describe('a node that connects', () => {
  const REMOTE = a('AWS::CloudFormation::Stack', { TemplateURL: 'https://x/y.yaml' });

  test.each<[string, Resources, string, string]>([
    ['nothing unseen', {}, 'CONNECTS', 'CONNECTS'],
    ['a custom resource that gets nothing', { Filler: custom('x') }, 'CONNECTS', 'CONNECTS'],
    ['a custom resource with the route table, which has its default route', { Filler: custom(ref('Table')) }, 'CONNECTS', 'UNKNOWN'],
    ['a custom resource with the group, which lets everything out', { Filler: custom(ref('Group')) }, 'CONNECTS', 'UNKNOWN'],
    ['a custom resource with the role, which has its policy', { Filler: custom(att('Role', 'Arn')) }, 'CONNECTS', 'UNKNOWN'],
    ['a custom resource with the VPC, which may get endpoints that catch the traffic', { Filler: custom(ref('Vpc')) }, 'UNKNOWN', 'UNKNOWN'],
    ['a nested stack that gets nothing, and may hold nodes', { Filler: REMOTE }, 'CONNECTS', 'UNKNOWN'],
    ['a custom resource with things of no node', { Filler: custom([ref('Bucket'), att('Other', 'Arn')]), Bucket: a('AWS::S3::Bucket'), Other: EMPTY_ROLE }, 'CONNECTS', 'CONNECTS'],
    ['the default group restricted by the CDK', { Filler: a('Custom::VpcRestrictDefaultSG', { DefaultSecurityGroupId: att('Vpc', 'DefaultSecurityGroup') }) }, 'CONNECTS', 'CONNECTS'],
    ['objects that the CDK deletes', { Bucket: a('AWS::S3::Bucket'), Filler: a('Custom::S3AutoDeleteObjects', { BucketName: ref('Bucket') }) }, 'CONNECTS', 'CONNECTS'],
    ['the log retention of the CDK', { Filler: a('Custom::LogRetention', { LogGroupName: 'x' }) }, 'CONNECTS', 'CONNECTS'],
    ['a call of the CDK that reads the VPC', { Filler: a('Custom::AWS', { Create: sub('{"service":"EC2","action":"describeVpcs","parameters":{"VpcIds":["${Vpc}"]}}') }) }, 'CONNECTS', 'CONNECTS'],
  ])('beside %s', (_, more, node, whole) => {
    const report = reportOn({ ...PUBLIC, ...more });
    expect([nodeIn(report).verdict, report.verdict]).toEqual([node, whole]);
  });
});

describe('a subnet under the default network ACL', () => {
  const entry = (egress: boolean, port: number, action = 'deny') => a('AWS::EC2::NetworkAclEntry', {
    NetworkAclId: att('Vpc', 'DefaultNetworkAcl'), Egress: egress, RuleNumber: 1, RuleAction: action, Protocol: 6, PortRange: { From: port, To: port }, CidrBlock: '0.0.0.0/0',
  });
  const noRequests = { Entry: entry(true, 443) };
  const noReplies = { Entry: entry(false, 40000) };
  const OWN_ACL: Resources = {
    Acl: a('AWS::EC2::NetworkAcl', { VpcId: ref('Vpc') }),
    OnAcl: a('AWS::EC2::SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl') }),
  };
  const given = (what: unknown): Resources => ({ Filler: custom(what) });
  const stack = { Filler: a('AWS::CloudFormation::Stack', { TemplateURL: 'https://x/y.yaml', Parameters: { Subnet: ref('Subnet') } }) };
  const association = a('AWS::EC2::SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl${Name}') });

  test.each<[string, Resources, string, string]>([
    ['that lets everything through', {}, 'CONNECTS', 'CONNECTS'],
    ['that lets everything through, given to a custom resource, which takes nothing away', given(ref('Subnet')), 'CONNECTS', 'UNKNOWN'],
    ['that lets everything through, given to a nested stack out of sight', stack, 'CONNECTS', 'UNKNOWN'],
    ['that denies requests', noRequests, 'BLOCKED SSM-NET-004', 'BLOCKED'],
    ['that denies requests, given to a custom resource', { ...noRequests, ...given(ref('Subnet')) }, 'UNKNOWN SSM-NET-004', 'UNKNOWN'],
    ['that denies requests, given to a custom resource by an attribute', { ...noRequests, ...given(att('Subnet', 'SubnetId')) }, 'UNKNOWN SSM-NET-004', 'UNKNOWN'],
    ['that denies requests, given to a nested stack out of sight', { ...noRequests, ...stack }, 'UNKNOWN SSM-NET-004', 'UNKNOWN'],
    ['that denies requests, given to a loop of associations', { ...noRequests, 'Fn::ForEach::More': ['Name', ref('Names'), { 'On${Name}': association }] }, 'UNKNOWN SSM-NET-004', 'UNKNOWN'],
    ['that denies requests, where the group is given to a custom resource', { ...noRequests, ...given(ref('Group')) }, 'BLOCKED SSM-NET-004', 'BLOCKED'],
    ['that denies some replies', noReplies, 'BLOCKED SSM-NET-005', 'BLOCKED'],
    ['that denies some replies, given to a custom resource', { ...noReplies, ...given(ref('Subnet')) }, 'UNKNOWN SSM-NET-005', 'UNKNOWN'],
    ['that is not in use, given to a custom resource', { ...noRequests, ...OWN_ACL, ...given(ref('Subnet')) }, 'BLOCKED SSM-NET-004', 'BLOCKED'],
  ])('%s', (_, more, node, whole) => {
    const report = reportOn({ ...PUBLIC, ...more });
    expect(verdictOn(nodeIn(report))).toContain(node);
    expect([String(nodeIn(report).verdict), String(report.verdict)]).toEqual([node.split(' ')[0], whole]);
  });
});
