import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EndpointPolicy, NodePermissions, SessionLoggingBucket, SsmVpcEndpoints, SsmVpcEndpointsProps } from '../../lib';
import { ACCOUNT, FLAGS, REGION, closedGroup, newStack, newVpc, propertiesOf } from '../fixtures';

const ALL = { logs: true, kms: true, legacyAgents: true, s3: true };

const DOWNLOAD_BUCKETS = [
  `amazon-ssm-${REGION}`,
  `aws-ssm-${REGION}`,
  `aws-windows-downloads-${REGION}`,
  `${REGION}-birdwatcher-prod`,
  `aws-ssm-document-attachments-${REGION}`,
  `patch-baseline-snapshot-${REGION}`,
  'patch-baseline-snapshot-me-south-1-uduvl7q8',
  `aws-patchmanager-macos-${REGION}`,
  `aws-ssm-distributor-file-${REGION}`,
];

const CORE_ACTIONS = [
  'ssm:DescribeAssociation',
  'ssm:DescribeDocument',
  'ssm:GetDeployablePatchSnapshotForInstance',
  'ssm:GetDocument',
  'ssm:GetManifest',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:ListAssociations',
  'ssm:ListInstanceAssociations',
  'ssm:PutComplianceItems',
  'ssm:PutConfigurePackageResult',
  'ssm:PutInventory',
  'ssm:UpdateAssociationStatus',
  'ssm:UpdateInstanceAssociationStatus',
  'ssm:UpdateInstanceInformation',
];

function setUp(props: Partial<SsmVpcEndpointsProps> = {}, stack = newStack()) {
  const vpc = newVpc(stack);
  const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, ...props });
  const clientWith = (permissions?: NodePermissions, id = 'NodeGroup') =>
    endpoints.allowFrom({ connections: closedGroup(stack, vpc, id), subnets: [], permissions });
  return { stack, vpc, endpoints, clientWith };
}

/** The policy statements of each endpoint, by the last part of its service name. */
function statements(stack: Stack): Record<string, any[]> {
  return Object.fromEntries(propertiesOf(stack, 'AWS::EC2::VPCEndpoint').map(({ ServiceName, PolicyDocument }) => [
    (ServiceName['Fn::Join']?.[1].at(-1) ?? ServiceName).split('.').pop(), PolicyDocument?.Statement,
  ]));
}

const ofAccount = (actions: string | string[], account: unknown = ACCOUNT) => ({
  Sid: 'SsmAgentsOfThisAccount',
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: actions,
  Resource: '*',
  Condition: { StringEquals: { 'aws:PrincipalAccount': account } },
});

describe('LEAST_PRIVILEGE, the default', () => {
  test.each([undefined, EndpointPolicy.LEAST_PRIVILEGE])('allows what the agents of this account need (policy: %s)', policy => {
    const { ssm, ssmmessages, ec2messages, logs, kms } = statements(setUp({ ...ALL, policy }).stack);

    expect(ssm).toEqual([ofAccount('ssm:UpdateInstanceInformation')]);
    expect(ssmmessages).toEqual([ofAccount([
      'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
    ])]);
    expect(ec2messages).toEqual([ofAccount([
      'ec2messages:AcknowledgeMessage',
      'ec2messages:DeleteMessage',
      'ec2messages:FailMessage',
      'ec2messages:GetEndpoint',
      'ec2messages:GetMessages',
      'ec2messages:SendReply',
    ])]);
    expect(logs).toEqual([ofAccount(['logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'])]);
    expect(kms).toEqual([ofAccount('kms:Decrypt')]);
  });

  test('names the account by a reference if it is not known', () => {
    const stack = new Stack(new App(), 'Stack');
    new SsmVpcEndpoints(stack, 'Endpoints', { vpc: new ec2.Vpc(stack, 'Vpc') });

    expect(statements(stack).ssm).toEqual([ofAccount('ssm:UpdateInstanceInformation', { Ref: 'AWS::AccountId' })]);
  });

  test('allows the S3 gateway to read only the agent\'s own buckets, with signed and unsigned requests', () => {
    const { s3 } = statements(setUp({ s3: true }).stack);

    expect(s3).toEqual([{
      Sid: 'SsmAgentDownloads',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 's3:GetObject',
      Resource: DOWNLOAD_BUCKETS.map(name => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${name}/*`]] })),
    }]);
  });

  test.each([
    ['with a prefix', 'session-logs/production', '/session-logs/production/*'],
    ['without a prefix', undefined, '/*'],
  ])('lets the account upload to the session log bucket, %s', (_, keyPrefix, path) => {
    const stack = newStack();
    const sessionLoggingBucket = new SessionLoggingBucket(stack, 'Logs', { keyPrefix });
    setUp({ sessionLoggingBucket }, stack);
    const bucketArn = stack.resolve(sessionLoggingBucket.bucketArn);
    const common = { Effect: 'Allow', Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } };

    expect(statements(stack).s3.slice(1)).toEqual([
      { ...common, Action: ['s3:PutObject', 's3:PutObjectAcl'], Resource: { 'Fn::Join': ['', [bucketArn, path]] } },
      { ...common, Action: 's3:GetEncryptionConfiguration', Resource: bucketArn },
    ]);
  });

  test.each(FLAGS)('has no open statement except that for downloads, and no wildcard in a bucket name, in an app with %s', (_, context) => {
    const stack = newStack(new App({ context }));
    const { clientWith } = setUp({ logs: true, kms: true, sessionLoggingBucket: new SessionLoggingBucket(stack, 'Logs') }, stack);
    clientWith();
    const all = Object.values(statements(stack)).flat();

    expect(all).toHaveLength(7);
    all.forEach(statement => {
      expect(statement.Effect).toBe('Allow');
      expect([statement.Action].flat()).not.toContainEqual(expect.stringContaining('*'));
      expect([statement.Resource].flat()).not.toContainEqual(expect.stringMatching(/s3:::.*[*?].*\//));
    });
    expect(all.filter(({ Condition }) => Condition?.StringEquals['aws:PrincipalAccount'] !== ACCOUNT).map(({ Action }) => Action)).toEqual(['s3:GetObject']);
    expect(JSON.stringify(all)).not.toMatch(/s3:::[^"/]*[*?]/);
  });
});

describe('the ssm endpoint allows what its clients may do', () => {
  test('sessionOnly() needs only registration', () => {
    const { stack, clientWith } = setUp();
    clientWith(NodePermissions.sessionOnly());

    expect(statements(stack).ssm).toEqual([ofAccount('ssm:UpdateInstanceInformation')]);
  });

  test.each([
    ['managedInstanceCore()', NodePermissions.managedInstanceCore()],
    ['permissions that are not said', undefined],
  ])('%s needs all actions of AmazonSSMManagedInstanceCore', (_, permissions) => {
    const { stack, clientWith } = setUp();
    clientWith(permissions);
    const [{ Action, ...statement }, ...others] = statements(stack).ssm;

    expect([...Action].sort()).toEqual(CORE_ACTIONS);
    expect({ ...statement, Action: [] }).toEqual(ofAccount([]));
    expect(others).toEqual([]);
  });

  test('none() needs these actions, and those with which Default Host Management registers an instance', () => {
    const { stack, clientWith } = setUp();
    clientWith(NodePermissions.none());

    expect([...statements(stack).ssm[0].Action].sort()).toEqual([
      ...CORE_ACTIONS, 'ssm:RegisterManagedInstance', 'ssm:RequestManagedInstanceRoleToken', 'ssm:UpdateManagedInstancePublicKey',
    ].sort());
  });

  test('several clients need the actions of all of them, each action once', () => {
    const { stack, clientWith } = setUp();
    clientWith(NodePermissions.sessionOnly(), 'A');
    clientWith(NodePermissions.managedInstanceCore(), 'B');
    clientWith(NodePermissions.managedInstanceCore(), 'C');

    expect([...statements(stack).ssm[0].Action].sort()).toEqual(CORE_ACTIONS);
  });

  test('the policy of no other endpoint changes', () => {
    const { stack, clientWith } = setUp(ALL);
    const { ssm: _, ...before } = statements(setUp(ALL).stack);
    clientWith();
    const { ssm: __, ...after } = statements(stack);

    expect(after).toEqual(before);
  });

  test('the policy of an existing ssm endpoint does not change', () => {
    const stack = newStack();
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const ssm = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Ssm', { vpcEndpointId: 'vpce-1', port: 443, securityGroups: [group] });
    const { clientWith } = setUp({ existing: { ssm } }, stack);
    clientWith();

    expect(Object.keys(statements(stack))).toEqual(['ssmmessages']);
  });

  test('an existing ssm endpoint of this app keeps its policy', () => {
    const stack = newStack();
    const vpc = newVpc(stack, 'OtherVpc');
    const ssm = vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM, open: false });
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, existing: { ssm } });
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [] });

    expect(statements(stack).ssm).toBeUndefined();
  });
});

describe('ALLOW_ALL', () => {
  test('gives no endpoint a policy, whatever its clients may do', () => {
    const stack = newStack();
    const { clientWith } = setUp({ ...ALL, policy: EndpointPolicy.ALLOW_ALL, sessionLoggingBucket: new SessionLoggingBucket(stack, 'Logs') }, stack);
    clientWith();

    expect(statements(stack)).toEqual({
      ssm: undefined, ssmmessages: undefined, ec2messages: undefined, logs: undefined, kms: undefined, s3: undefined,
    });
  });
});

test('a statement can be added', () => {
  const { stack, endpoints } = setUp();
  (endpoints.ssm as ec2.InterfaceVpcEndpoint).addToPolicy(new iam.PolicyStatement({
    principals: [new iam.AccountRootPrincipal()], actions: ['ssm:GetParameter'], resources: ['*'],
  }));

  expect(statements(stack).ssm).toHaveLength(2);
});
