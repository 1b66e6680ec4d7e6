import { groupIn, importedSubnet, ownVpc, Resources, resource, SUBNET } from './templates';
import { Preflight, PreflightAssumption, PreflightReport, PreflightWayOut } from '../../../lib';
import { att, ref } from '../readers/cloudformation/to-model/reading';

const { NAT, PUBLIC, ENDPOINTS } = PreflightWayOut;

interface Input {
  readonly Resources: Resources;
  readonly [section: string]: unknown;
}

const judge = (template: Input, assume: PreflightAssumption[]): PreflightReport => Preflight.ofTemplate(template, { region: 'eu-west-1', assume });
/** The verdict of the node, and the rule that is told first. */
const answer = ({ nodes: [{ verdict, findings }] }: PreflightReport) => [verdict, findings.find(({ severity }) => severity !== 'WARNING')?.ruleId];

const nat = PreflightAssumption.subnet(SUBNET, NAT);
const profile = PreflightAssumption.instanceProfile();
const management = PreflightAssumption.defaultHostManagement();
const given = (what: unknown) => ({ Custom: resource('Custom::Anything', { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:f', What: what }) });
const maybe = (template: Input): Input => ({ ...template, Parameters: { Given: { Type: 'String' } }, Conditions: { Maybe: { 'Fn::Equals': [ref('Given'), 'yes'] } } });
const either = (a: unknown, b: unknown) => ({ 'Fn::If': ['Maybe', a, b] });
const SETTING = { SettingId: '/ssm/managed-instance/default-ec2-instance-management-role', SettingValue: 'Managed' };
const unmanaged = (setting: object, others: object = {}) => ownVpc('internet', { IamInstanceProfile: undefined, MetadataOptions: { HttpTokens: 'required' } }, {
  Setting: { ...resource('AWS::SSM::ServiceSetting', { ...SETTING, ...setting }), ...others },
});
const BLOCKING = { Block: resource('AWS::EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' }) };
const excluding = (what: object) => ({ Exclusion: resource('AWS::EC2::VPCBlockPublicAccessExclusion', { InternetGatewayExclusionMode: 'allow-bidirectional', ...what }) });
const forwarding = (vpc: unknown) => ({
  Rule: resource('AWS::Route53Resolver::ResolverRule', { DomainName: 'amazonaws.com', RuleType: 'FORWARD', TargetIps: [{ Ip: '10.0.0.2' }] }),
  Forwarding: resource('AWS::Route53Resolver::ResolverRuleAssociation', { ResolverRuleId: ref('Rule'), VPCId: vpc }),
});
const Other = resource('AWS::EC2::VPC', { CidrBlock: '10.9.0.0/16' });
const nodeGroup = (others: Resources = {}): Input => {
  const { Resources: { Node, Role, Profile, ...base } } = importedSubnet();
  return {
    Resources: {
      ...base,
      Nodes: resource('AWS::EKS::Nodegroup', {
        ClusterName: 'main',
        NodeRole: 'arn:aws:iam::111122223333:role/eks/NodeRole',
        Subnets: [SUBNET],
        AmiType: 'AL2023_x86_64_STANDARD',
        LaunchTemplate: { Id: ref('Template') },
      }),
      Template: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { SecurityGroupIds: [ref('Group')] } }),
      ...others,
    },
  };
};
const Denying = resource('AWS::IAM::Policy', {
  PolicyName: 'Deny', Roles: ['NodeRole'], PolicyDocument: { Statement: [{ Effect: 'Deny', Action: 'ssmmessages:*', Resource: '*' }] },
});
const launchTemplate = (others: Resources = {}): Input => ({
  Resources: { Group: groupIn('vpc-0123'), Template: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { SecurityGroupIds: [ref('Group')], InstanceType: 't3.micro' } }), ...others },
});

const CASES: [what: string, template: Input, assume: PreflightAssumption[], verdict: string, rule?: string][] = [
  ['a custom resource that is given the subnet may add an endpoint to it', importedSubnet({}, given([SUBNET])), [nat], 'UNKNOWN', 'SSM-NET-018'],
  ['a custom resource that is given another subnet', importedSubnet({}, given(['subnet-2'])), [nat], 'CONNECTS'],
  ['a custom resource that is given the subnet, which has endpoints', importedSubnet({}, given([SUBNET])), [PreflightAssumption.subnet(SUBNET, ENDPOINTS)], 'CONNECTS'],
  ['a custom resource may give the node a profile that nobody said anything of', ownVpc('internet', { IamInstanceProfile: undefined }, given(ref('Node'))), [profile], 'UNKNOWN', 'SSM-IDN-001'],
  ['the subnet is of a nested stack that cannot be seen', importedSubnet({ SubnetId: att('Net', 'Outputs.Subnet') }, {
    Net: resource('AWS::CloudFormation::Stack', { TemplateURL: 'https://example.com/net.json' }),
  }), [PreflightAssumption.subnets(NAT)], 'CONNECTS'],

  ['Default Host Management is off in the template', unmanaged({ SettingValue: '$None' }), [management], 'BLOCKED', 'SSM-IDN-001'],
  ['Default Host Management may be off in the template', maybe(unmanaged({ SettingValue: '$None' }, { Condition: 'Maybe' })), [management], 'UNKNOWN', 'SSM-IDN-001'],
  ['Default Host Management may be on in the template', maybe(unmanaged({}, { Condition: 'Maybe' })), [management], 'CONNECTS'],
  ['Default Host Management has a role that cannot be seen, and nobody said anything', unmanaged({}), [], 'UNKNOWN', 'SSM-IDN-013'],
  ['Default Host Management has a role that cannot be seen, and somebody said that it is on', unmanaged({}), [management], 'CONNECTS'],
  ['Default Host Management has a role that cannot be seen, and somebody said what it allows', unmanaged({}), [PreflightAssumption.instanceProfile('Managed')], 'CONNECTS'],
  ['Default Host Management may be off in the template, and nobody said that it is on', maybe(unmanaged({ SettingValue: '$None' }, { Condition: 'Maybe' })), [], 'BLOCKED', 'SSM-IDN-001'],
  ['a setting that is another one', unmanaged({ SettingId: '/ssm/parameter-store/high-throughput-enabled', SettingValue: 'true' }), [management], 'CONNECTS'],

  ['public access is blocked, behind NAT', importedSubnet({}, BLOCKING), [nat], 'BLOCKED', 'SSM-NET-019'],
  ['public access is blocked, public', importedSubnet({}, BLOCKING), [PreflightAssumption.subnet(SUBNET, PUBLIC)], 'BLOCKED', 'SSM-NET-019'],
  ['the subnet is excluded, public', importedSubnet({}, { ...BLOCKING, ...excluding({ SubnetId: SUBNET }) }), [PreflightAssumption.subnet(SUBNET, PUBLIC)], 'CONNECTS'],
  ['another imported subnet is excluded, perhaps that of the NAT gateway', importedSubnet({}, { ...BLOCKING, ...excluding({ SubnetId: 'subnet-2' }) }), [nat], 'UNKNOWN', 'SSM-NET-019'],
  ['public access is blocked, with endpoints', importedSubnet({}, BLOCKING), [PreflightAssumption.subnet(SUBNET, ENDPOINTS)], 'CONNECTS'],

  ['queries of an imported VPC are forwarded', importedSubnet({}, forwarding('vpc-0123')), [nat], 'UNKNOWN', 'SSM-END-013'],
  ['queries of a VPC of the template are forwarded', importedSubnet({}, { ...forwarding(ref('Other')), Other }), [nat], 'CONNECTS'],

  ['a node group with an imported role', nodeGroup(), [nat, profile], 'CONNECTS'],
  ['a node group with an imported role that the template denies something', nodeGroup({ Denying }), [nat, profile], 'BLOCKED', 'SSM-IDN-006'],
  ['a node group with an imported role, of which nobody said anything', nodeGroup(), [nat], 'UNKNOWN', 'SSM-IDN-002'],

  ['a launch template that nothing starts', launchTemplate(), [PreflightAssumption.subnets(NAT), profile, PreflightAssumption.image()], 'CONNECTS'],
  ['a launch template that nothing starts, of whose profile nobody said anything', launchTemplate(), [PreflightAssumption.subnets(NAT), PreflightAssumption.image()], 'UNKNOWN', 'SSM-IDN-001'],
];

test.each(CASES.map(([what, ...rest]) => ({ what, rest })))('$what', ({ rest: [template, assume, verdict, rule] }) => {
  expect(answer(judge(template, assume))).toEqual([verdict, rule]);
});

describe('a choice of two imported subnets', () => {
  const template = maybe(importedSubnet({ SubnetId: either(SUBNET, 'subnet-2') }));

  test('is tried both ways with what was said', () => {
    const { nodes: [node], assumptions, warnings } = judge(template, [PreflightAssumption.subnets(NAT)]);
    expect([node.verdict, warnings]).toEqual(['CONNECTS', []]);
    expect(assumptions.filter(text => text.includes('subnets=nat'))).toEqual([
      `The subnet leads to AWS through a NAT gateway, as was said with subnets=nat: ${SUBNET} and subnet-2.`,
    ]);
  });

  test('is open where it was said of one of them, which is of use all the same', () => {
    const report = judge(template, [nat]);
    expect([report.nodes[0].verdict, report.warnings]).toEqual(['UNKNOWN', []]);
  });

  test('tells what is of no use once', () => {
    const { warnings } = judge(template, [PreflightAssumption.subnets(NAT), PreflightAssumption.permissionsBoundary()]);
    expect(warnings).toEqual([expect.stringContaining('permissions-boundary')]);
  });
});
