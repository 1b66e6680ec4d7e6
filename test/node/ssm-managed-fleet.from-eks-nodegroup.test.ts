import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  NodePermissions, Preflight, RunAs, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences, SsmConnectivity, SsmManagedFleet,
  SsmManagedFleetFromEksNodegroupProps, SsmVpcEndpoints,
} from '../../lib';
import { ACCOUNT, REGION, errorOf, newVpc } from '../fixtures';
import { CORE_POLICY, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, logicalId, newStack, only, policyStatements, resources, vpcWith, warnings } from '../util';

const NODEGROUP = 'AWS::EKS::Nodegroup';

type Props = Partial<SsmManagedFleetFromEksNodegroupProps>;

function nodegroup(stack: Stack, vpc: ec2.IVpc, props: Partial<eks.NodegroupProps> = {}, group: string | undefined = 'sg-0123456789abcdef0'): eks.Nodegroup {
  const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'cluster', vpc, clusterSecurityGroupId: group || undefined });
  return new eks.Nodegroup(stack, 'Nodegroup', { cluster, ...props });
}

function equip(stack: Stack, existing: eks.Nodegroup, props: Props = {}) {
  return SsmManagedFleet.fromEksNodegroup(stack, 'Fleet', existing, { vpc: existing.cluster.vpc, ...props });
}

function privateStack(): { stack: Stack; vpc: ec2.Vpc } {
  const stack = newStack({ account: ACCOUNT, region: REGION });
  return { stack, vpc: vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { maxAzs: 2 }) };
}

const template = (stack: Stack, props: ec2.LaunchTemplateProps = {}) => new ec2.LaunchTemplate(stack, 'Template', props);
const spec = ({ launchTemplateId, versionNumber }: ec2.LaunchTemplate) => ({ launchTemplateSpec: { id: launchTemplateId!, version: versionNumber } });
const nodesOf = (stack: Stack) => Preflight.ofApp(stack.node.root as App).nodes;
const findingsOf = (stack: Stack) => nodesOf(stack).map(({ verdict, findings }) => [verdict, findings.map(({ ruleId }) => ruleId)]);

test('the node role gets the policy, and the node group waits for the way out', () => {
  const { stack, vpc } = privateStack();
  const made = equip(stack, nodegroup(stack, vpc));
  expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toContainEqual(CORE_POLICY);
  const routes = vpc.privateSubnets.map(({ node }) => logicalId(node.findChild('DefaultRoute')));
  expect(only(stack, NODEGROUP).DependsOn).toEqual(expect.arrayContaining(routes));
  expect([made.platform, made.sessionPreferences]).toEqual([ec2.OperatingSystemType.LINUX, undefined]);
  expect(warnings(stack)).toEqual([]);
});

test('nothing of a node group is BLOCKED for preflight with it, and its permissions are without', () => {
  const { stack, vpc } = privateStack();
  const existing = nodegroup(stack, vpc);
  expect(findingsOf(stack)).toEqual([['BLOCKED', expect.arrayContaining(['SSM-IDN-004'])]]);
  const other = privateStack();
  equip(other.stack, nodegroup(other.stack, other.vpc));
  const [[verdict, ids]] = findingsOf(other.stack);
  expect(existing.role).toBeDefined();
  expect([verdict === 'BLOCKED', (ids as string[]).filter(id => id.startsWith('SSM-IDN'))]).toEqual([false, []]);
});

test('behind endpoints the group of the cluster is let in', () => {
  const stack = newStack({ account: ACCOUNT, region: REGION });
  const vpc = vpcWith(stack, [PRIVATE_ISOLATED], { maxAzs: 2 });
  const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc });
  equip(stack, nodegroup(stack, vpc, { subnets: { subnetType: PRIVATE_ISOLATED } }), { connectivity: SsmConnectivity.privateLink(endpoints) });
  const [rule] = [
    ...resources(stack, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties),
    ...resources(stack, 'AWS::EC2::SecurityGroup').flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []),
  ];
  expect(rule).toMatchObject({ FromPort: 443, SourceSecurityGroupId: 'sg-0123456789abcdef0' });
});

test('people are let into its instances by the tags that EKS sets, and find one that is online', () => {
  const { stack, vpc } = privateStack();
  const existing = nodegroup(stack, vpc);
  const made = equip(stack, existing);
  made.grantStartSession(new iam.User(stack, 'Person'));
  const name = { 'Fn::GetAtt': [logicalId(existing), 'NodegroupName'] };
  const tags = policyStatements(stack).flatMap(({ Condition }) => (Condition?.StringEquals?.['ssm:resourceTag/eks:nodegroup-name'] ? [Condition.StringEquals] : []));
  expect(tags).toEqual([{ 'ssm:resourceTag/eks:cluster-name': 'cluster', 'ssm:resourceTag/eks:nodegroup-name': name }]);
  expect(JSON.stringify(stack.resolve(made.startSessionCommand))).toContain('Key=tag:eks:cluster-name,Values=cluster Key=tag:eks:nodegroup-name,Values=');
});

describe('a launch template', () => {
  test('with groups of its own has these let out', () => {
    const { stack, vpc } = privateStack();
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
    const made = equip(stack, nodegroup(stack, vpc, spec(template(stack, { securityGroup }))));
    expect(made.connections.securityGroups).toEqual([securityGroup]);
    expect(resources(stack, 'AWS::EC2::SecurityGroup').flatMap(({ Properties }) => Properties.SecurityGroupEgress)).toContainEqual(expect.objectContaining({ FromPort: 443 }));
  });

  test('without groups leaves those of the cluster', () => {
    const { stack, vpc } = privateStack();
    expect(equip(stack, nodegroup(stack, vpc, spec(template(stack)))).connections.securityGroups.map(({ securityGroupId }) => securityGroupId)).toEqual(['sg-0123456789abcdef0']);
  });

  test('that is not of this app is taken as it is', () => {
    const { stack, vpc } = privateStack();
    expect(() => equip(stack, nodegroup(stack, vpc, { launchTemplateSpec: { id: 'lt-0123456789abcdef0' } }))).not.toThrow();
  });

  test('with an instance profile is an error', () => {
    const { stack, vpc } = privateStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    expect(errorOf(() => equip(stack, nodegroup(stack, vpc, spec(template(stack, { role })))))).toContain(
      'the launch template of node group Stack/Nodegroup must not have an instance profile, which EKS makes for the role of the group and refuses in a launch template');
  });
});

describe('sessions', () => {
  const streamed = (stack: Stack) => new SessionPreferences(stack, 'Preferences', {
    logging: new SessionLogging(stack, 'Logging', { logGroup: new SessionLogGroup(stack, 'LogGroup') }),
  });

  test('get what they take, and their document is in the metadata', () => {
    const { stack, vpc } = privateStack();
    const sessionPreferences = streamed(stack);
    equip(stack, nodegroup(stack, vpc), { sessionPreferences });
    expect((only(stack, NODEGROUP) as any).Metadata['cdk-session-manager:node']).toEqual({ sessionDocument: { Ref: logicalId(sessionPreferences) } });
    expect(policyStatements(stack).flatMap(({ Action }) => Action)).toContain('logs:CreateLogStream');
    expect(warnings(stack)).toEqual([]);
  });

  test('whose transcripts are uploaded at the end raise a warning', () => {
    const { stack, vpc } = privateStack();
    const logging = new SessionLogging(stack, 'Logging', { bucket: new SessionLoggingBucket(stack, 'Bucket') });
    equip(stack, nodegroup(stack, vpc), { sessionPreferences: new SessionPreferences(stack, 'Preferences', { logging }) });
    expect(warnings(stack)).toContain('cdk-session-manager:SsmManagedInstance.transcriptsLost');
  });

  test('with commands for user data are an error', () => {
    const { stack, vpc } = privateStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences', { runAs: RunAs.defaultUser('operator', { createUser: true }) });
    expect(errorOf(() => equip(stack, nodegroup(stack, vpc), { sessionPreferences }))).toContain('has runAs commands for user data, and the user data of this node group cannot be changed from here');
  });

  test('on Windows raise its warnings', () => {
    const { stack, vpc } = privateStack();
    const windows = nodegroup(stack, vpc, { amiType: eks.NodegroupAmiType.WINDOWS_CORE_2022_X86_64 });
    const made = equip(stack, windows, { sessionPreferences: streamed(stack) });
    expect(made.platform).toBe(ec2.OperatingSystemType.WINDOWS);
    expect(warnings(stack)).toEqual(['cdk-session-manager:SsmManagedInstance.powerShellNotProven']);
  });
});

test.each<[string, (stack: Stack) => unknown, string]>([
  ['of no known subnet', stack => equip(stack, nodegroup(stack, newVpc(stack)), { vpc: newVpc(stack, 'Other') }),
    'vpc does not know the subnets of node group Stack/Nodegroup'],
  ['of a cluster without a known group', stack => equip(stack, nodegroup(stack, newVpc(stack), {}, '')),
    'the security groups of node group Stack/Nodegroup are not known'],
  ['with an imported role', stack => equip(stack, nodegroup(stack, newVpc(stack), { nodeRole: iam.Role.fromRoleName(stack, 'Role', 'role') })),
    'cannot attach AmazonSSMManagedInstanceCore to a role that is imported'],
  ['that is none', stack => SsmManagedFleet.fromEksNodegroup(stack, 'Fleet', undefined as never, { vpc: newVpc(stack) }),
    'nodegroup must be an eks.Nodegroup, got nothing'],
])('a node group %s is an error', (_what, make, error) => {
  expect(errorOf(() => make(newStack({ account: ACCOUNT, region: REGION })))).toContain(error);
});

test('an imported role that has its policies is taken', () => {
  const { stack, vpc } = privateStack();
  const nodeRole = iam.Role.fromRoleName(stack, 'Role', 'role');
  expect(() => equip(stack, nodegroup(stack, vpc, { nodeRole }), { permissions: NodePermissions.none() })).not.toThrow();
});
