import { LEGACY_MESSAGE_ACTIONS, REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS } from '../../../../lib/agent/actions';
import { InstanceProfile, PolicyStatement, Role } from '../../../../lib/preflight/model/iam/policy';
import { ServiceControlPolicy } from '../../../../lib/preflight/model/iam/service-control-policy';
import { Known, Unknown } from '../../../../lib/preflight/model/known';
import { PropertyLocation } from '../../../../lib/preflight/model/location';
import { DefaultHostManagement } from '../../../../lib/preflight/model/node';
import { SESSION_CAPABILITIES } from '../../../../lib/preflight/model/session/requirements';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';
import { wordFix } from '../../../../lib/preflight/readers/cloudformation/word-fix';
import { IDENTITY_RULES } from '../../../../lib/preflight/rules/identity';
import { check, WordedFinding } from '../check';
import { ENVIRONMENT, inlinePolicy, nodeSetting, nodeLocation, policy, ContextChanges, location, statement, workingContext } from '../working-context';

type Told = WordedFinding & { readonly id: string };

/** What all rules of the family say, so that each problem is seen to be told once. */
function reported(changes: ContextChanges): Told[] {
  const context = workingContext(changes);
  return IDENTITY_RULES.flatMap(rule => check(rule, context).map(finding => ({ id: rule.id, ...finding })));
}

const ROLE = location('NodeRole', 'AWS::IAM::Role');
const ALL_FIVE = [...REGISTRATION_ACTIONS, ...SESSION_CHANNEL_ACTIONS];
const allowing = (...actions: string[]): Partial<Role> => ({ policies: [inlinePolicy(statement(actions))] });
const without = (...actions: string[]) => ALL_FIVE.filter(action => !actions.includes(action));
const NOT_SEEN = new Unknown('the policy Imported is not in the assembly');
const unseenPolicy = { name: 'the policy Imported', location: location('Imported', 'AWS::IAM::ManagedPolicy'), document: NOT_SEEN };

const HOST_MANAGEMENT: DefaultHostManagement = {
  location: location('HostManagement', 'AWS::SSM::ServiceSetting'),
  role: 'service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole',
  environment: ENVIRONMENT,
};
const noProfile = { profile: nodeSetting('IamInstanceProfile', undefined) };

test('a node whose role allows what every session needs has no finding', () => {
  expect(reported({})).toEqual([]);
  expect(reported({ role: allowing('ssm:*', 'ssmmessages:*') })).toEqual([]);
  expect(reported({ oldAgent: true, role: allowing('*') })).toEqual([]);
});

test('each rule states its precondition, why it matters, how to fix it and where it is documented', () => {
  expect(IDENTITY_RULES.map(rule => rule.id)).toEqual(Array.from({ length: 13 }, (_, index) => `SSM-IDN-${String(index + 1).padStart(3, '0')}`));
  for (const rule of IDENTITY_RULES) {
    expect(rule).toMatchObject({ hop: 'IDENTITY', see: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/) });
    expect([rule.title, rule.why, wordFix(rule.fix)].every(text => text.length > 20 && !/\bTODO\b/.test(text))).toBe(true);
    expect([4, 6, 7]).toContain(rule.contract);
  }
});

describe('instance profile', () => {
  test('none is a finding about the node', () => {
    expect(reported({ node: noProfile })).toEqual([{
      id: 'SSM-IDN-001',
      severity: 'BLOCKED',
      location: nodeLocation('Properties/IamInstanceProfile'),
      message: 'Node has no instance profile: the agent has no credentials and never registers, unless Default Host Management is on in the account and region, '
        + 'which you say with --assume default-host-management, or with PreflightAssumption.defaultHostManagement() in the option assume',
      fix: 'give Node an instance profile whose role has the managed policy AmazonSSMManagedInstanceCore',
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test('an unknown one is reported once', () => {
    expect(reported({ node: { profile: nodeSetting<InstanceProfile>('IamInstanceProfile', new Unknown('the profile ops is not in the assembly')) } })).toEqual([
      expect.objectContaining({
        id: 'SSM-IDN-001',
        severity: 'UNKNOWN',
        location: nodeLocation('Properties/IamInstanceProfile'),
        message: 'whether Node has an instance profile that lets the agent register cannot be decided: the profile ops is not in the assembly',
      }),
    ]);
  });

  test('one without a role is a finding about the profile', () => {
    expect(reported({ profile: { role: undefined } })).toEqual([{
      id: 'SSM-IDN-002',
      severity: 'BLOCKED',
      location: location('Profile', 'AWS::IAM::InstanceProfile', 'Properties/Roles'),
      message: 'the instance profile Profile has no role: the agent has no credentials and never registers',
      fix: 'name a role with the managed policy AmazonSSMManagedInstanceCore in Roles of Profile',
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test('an unknown role is reported once, at the profile that names it', () => {
    const elsewhere = location('Node', 'AWS::EC2::Instance', 'Properties/IamInstanceProfile');
    expect(reported({ profile: { location: elsewhere, role: new Unknown('the role ops is not in the assembly') } })).toEqual([
      expect.objectContaining({
        id: 'SSM-IDN-002',
        severity: 'UNKNOWN',
        location: elsewhere,
        message: 'what the role of the instance profile Node allows cannot be decided: the role ops is not in the assembly',
      }),
    ]);
  });
});

describe('trust policy', () => {
  const trusting = (...statements: ReturnType<typeof statement>[]): ContextChanges => ({
    role: { trust: { value: { statements }, location: { ...ROLE, property: 'Properties/AssumeRolePolicyDocument' } } },
  });
  const assume = (service: string | string[], changes: Parameters<typeof statement>[1] = {}) => statement(
    ['sts:AssumeRole'], { principals: { Service: [service].flat() }, resources: undefined, ...changes },
  );

  test.each([
    ['among others', trusting(assume(['lambda.amazonaws.com', 'ec2.amazonaws.com']))],
    ['with a wildcard in the action', trusting(assume('ec2.amazonaws.com', { actions: ['sts:Assume*'] }))],
    ['by the name with the suffix of the partition', trusting(assume(`ec2.${opaque('AWS::URLSuffix')}`)), { urlSuffix: opaque('AWS::URLSuffix') }],
    ['by its name in China', trusting(assume('ec2.amazonaws.com.cn')), { partition: 'aws-cn', urlSuffix: 'amazonaws.com.cn' }],
    ['by the other of its names in China', trusting(assume('ec2.amazonaws.com')), { partition: 'aws-cn', urlSuffix: 'amazonaws.com.cn' }],
  ])('names EC2 %s', (_, changes: ContextChanges, environment: ContextChanges['environment'] = {}) => {
    expect(reported({ ...changes, environment })).toEqual([]);
  });

  test.each([
    ['another service', trusting(assume('lambda.amazonaws.com')), ', whose trust policy names lambda.amazonaws.com'],
    ['two other services', trusting(assume(['ecs-tasks.amazonaws.com', 'ssm.amazonaws.com'])), ', whose trust policy names ecs-tasks.amazonaws.com and ssm.amazonaws.com'],
    ['nobody', trusting(), ''],
    ['accounts only', trusting(assume([], { principals: { AWS: ['arn:aws:iam::111122223333:root'] } })), ''],
    ['another action', trusting(assume('ec2.amazonaws.com', { actions: ['sts:TagSession'] })), ''],
    ['an external id, which EC2 does not give', trusting(
      assume('ec2.amazonaws.com', { conditions: [{ operator: 'StringEquals', key: 'sts:ExternalId', values: ['x'] }] }),
    ), ''],
    ['a deny', trusting(assume('ec2.amazonaws.com'), assume('ec2.amazonaws.com', { effect: 'Deny' })), ''],
  ])('for %s is a finding', (_, changes, names) => {
    expect(reported(changes)).toEqual([{
      id: 'SSM-IDN-003',
      severity: 'BLOCKED',
      location: { ...ROLE, property: 'Properties/AssumeRolePolicyDocument' },
      message: `EC2 may not assume the role NodeRole${names}: the agent gets no credentials and never registers`,
      fix: 'allow the principal Service ec2.amazonaws.com sts:AssumeRole in AssumeRolePolicyDocument of NodeRole',
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test('a deny of one of the names in China is enough', () => {
    const changes = trusting(assume(['ec2.amazonaws.com', 'ec2.amazonaws.com.cn']), assume('ec2.amazonaws.com.cn', { effect: 'Deny' }));
    expect(reported({ ...changes, environment: { partition: 'aws-cn', urlSuffix: 'amazonaws.com.cn' } })).toEqual([
      expect.objectContaining({ id: 'SSM-IDN-003', severity: 'BLOCKED' }),
    ]);
  });

  test('with an unknown condition is UNKNOWN', () => {
    const condition = { operator: 'StringEquals', key: 'aws:SourceVpc', values: ['vpc-1'] };
    expect(reported(trusting(assume('ec2.amazonaws.com', { conditions: [condition] })))).toEqual([expect.objectContaining({
      id: 'SSM-IDN-003', severity: 'UNKNOWN', message: expect.stringMatching(/^whether EC2 may assume the role NodeRole cannot be decided: .*aws:sourcevpc/),
    })]);
  });

  test('a statement that cannot be seen is unknown, and names no services', () => {
    const hidden = { role: { trust: { value: { statements: [NOT_SEEN] }, location: { ...ROLE, property: 'Properties/AssumeRolePolicyDocument' } } } };
    expect(reported(hidden)).toEqual([expect.objectContaining({
      id: 'SSM-IDN-003', severity: 'UNKNOWN', location: { ...ROLE, property: 'Properties/AssumeRolePolicyDocument' },
    })]);
  });

  test('a statement for everyone, and one with unknown principals, name no service', () => {
    const other = trusting(assume([], { principals: '*', actions: ['sts:TagSession'] }), assume([], { principals: NOT_SEEN, actions: ['sts:TagSession'] }));
    expect(reported(other)).toEqual([expect.objectContaining({ severity: 'BLOCKED', message: expect.stringContaining('may not assume the role NodeRole: the agent') })]);
  });
});

describe('permissions', () => {
  test('without registration', () => {
    expect(reported({ role: allowing(...SESSION_CHANNEL_ACTIONS) })).toEqual([{
      id: 'SSM-IDN-004',
      severity: 'BLOCKED',
      location: { ...ROLE, property: 'Properties/Policies/0' },
      message: 'the role NodeRole does not allow ssm:UpdateInstanceInformation: the agent never registers, and no session will start',
      fix: 'allow ssm:UpdateInstanceInformation on * in the inline policy Sessions of NodeRole',
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test('without any permission, there is one finding', () => {
    expect(reported({ role: allowing('s3:GetObject') })).toEqual([{
      id: 'SSM-IDN-004',
      severity: 'BLOCKED',
      location: ROLE,
      message: 'the role NodeRole allows neither ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, '
        + 'ssmmessages:OpenControlChannel nor ssmmessages:OpenDataChannel: the agent never registers, and no session will start',
      fix: 'attach the managed policy AmazonSSMManagedInstanceCore to NodeRole, or allow ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, '
        + 'ssmmessages:CreateDataChannel, ssmmessages:OpenControlChannel and ssmmessages:OpenDataChannel on *',
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test('half of the permissions: Online, but no session', () => {
    expect(reported({ role: allowing(...without('ssmmessages:OpenDataChannel')) })).toEqual([{
      id: 'SSM-IDN-005',
      severity: 'BLOCKED',
      location: { ...ROLE, property: 'Properties/Policies/0' },
      message: 'the role NodeRole allows registration but not ssmmessages:OpenDataChannel: the node will be Online, and no session will start',
      fix: 'allow ssmmessages:OpenDataChannel on * in the inline policy Sessions of NodeRole',
      capabilities: SESSION_CAPABILITIES,
      services: ['ssmmessages'],
    }]);
  });

  test('all channels missing are one finding', () => {
    expect(reported({ role: allowing(...REGISTRATION_ACTIONS) })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-005',
      message: 'the role NodeRole allows registration but not ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, '
        + 'ssmmessages:OpenControlChannel or ssmmessages:OpenDataChannel: the node will be Online, and no session will start',
    })]);
  });

  test('registration and one channel missing are two findings', () => {
    expect(reported({ role: allowing(...SESSION_CHANNEL_ACTIONS.slice(1)) }).map(({ id, message }) => [id, message])).toEqual([
      ['SSM-IDN-004', 'the role NodeRole does not allow ssm:UpdateInstanceInformation: the agent never registers, and no session will start'],
      ['SSM-IDN-005', 'the role NodeRole does not allow ssmmessages:CreateControlChannel: no session will start'],
    ]);
  });

  test('what is missing points to the role where AWS\'s own policies grant the rest', () => {
    const attached = { ...inlinePolicy(statement(REGISTRATION_ACTIONS)), location: { ...ROLE, property: 'Properties/ManagedPolicyArns/0' }, foreign: true };
    expect(reported({ role: { policies: [attached] } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-005', location: ROLE, fix: expect.stringMatching(/ on \* in a policy of NodeRole$/),
    })]);
  });

  test('a role that is not in a template has its name in the finding', () => {
    const changes = { role: { ...allowing(...REGISTRATION_ACTIONS), location: nodeLocation(), name: `app-${opaque('Stack/Role')}` } };
    expect(reported(changes)[0].message).toMatch(/^the role app-<Stack\/Role> allows registration/);
  });

  test('an unknown policy might grant everything: one UNKNOWN finding', () => {
    expect(reported({ role: { policies: [unseenPolicy] } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-004',
      severity: 'UNKNOWN',
      location: ROLE,
      message: 'whether the role NodeRole allows ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, '
        + 'ssmmessages:OpenControlChannel and ssmmessages:OpenDataChannel cannot be decided: the policy Imported is not in the assembly',
      capabilities: SESSION_CAPABILITIES,
    })]);
  });

  test('an unknown policy might grant the channels', () => {
    const grants = { ...unseenPolicy, document: { statements: [statement(SESSION_CHANNEL_ACTIONS, { conditions: NOT_SEEN })] } };
    expect(reported({ role: { policies: [inlinePolicy(statement(REGISTRATION_ACTIONS)), grants] } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-005',
      severity: 'UNKNOWN',
      message: expect.stringMatching(/^whether the role NodeRole allows ssmmessages:CreateControlChannel, .* cannot be decided: the policy Imported/),
      services: ['ssmmessages'],
    })]);
  });

  test('two reasons are two UNKNOWN findings', () => {
    const one = statement(REGISTRATION_ACTIONS, { conditions: NOT_SEEN });
    const other = statement(SESSION_CHANNEL_ACTIONS, { conditions: new Unknown('another reason') });
    expect(reported({ role: { policies: [inlinePolicy(one, other)] } }).map(({ id, message }) => [id, message])).toEqual([
      ['SSM-IDN-004', 'whether the role NodeRole allows ssm:UpdateInstanceInformation cannot be decided: the policy Imported is not in the assembly'],
      ['SSM-IDN-005', expect.stringMatching(/^whether the role NodeRole allows ssmmessages:CreateControlChannel, .* cannot be decided: another reason$/)],
    ]);
  });
});

describe('explicit deny', () => {
  const granted = inlinePolicy(statement(ALL_FIVE));
  const denying = (actions: string[], changes: Parameters<typeof statement>[1] = {}) => policy('Guard', statement(actions, { effect: 'Deny', label: 'NoSessions', ...changes }));

  test('of a channel', () => {
    expect(reported({ role: { policies: [granted, denying(['ssmmessages:Open*'])] } })).toEqual([{
      id: 'SSM-IDN-006',
      severity: 'BLOCKED',
      location: location('Guard', 'AWS::IAM::Policy', 'Properties/PolicyDocument'),
      message: 'the statement NoSessions of the policy Guard denies the role NodeRole ssmmessages:OpenControlChannel and ssmmessages:OpenDataChannel: '
        + 'the node will be Online, and no session will start',
      fix: 'take ssmmessages:OpenControlChannel and ssmmessages:OpenDataChannel out of the statement NoSessions of the policy Guard',
      capabilities: SESSION_CAPABILITIES,
      services: ['ssmmessages'],
    }]);
  });

  test('of everything is one finding', () => {
    expect(reported({ role: { policies: [granted, denying(['*'], { label: 'statement 1' })] } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-006',
      message: expect.stringMatching(/^statement 1 of the policy Guard denies the role NodeRole ssm:UpdateInstanceInformation, .* the agent never registers, and no session will start$/),
      services: undefined,
    })]);
  });

  test('in two statements is two findings', () => {
    const other = policy('Other', statement(['ssm:*'], { effect: 'Deny' }));
    expect(reported({ role: { policies: [granted, denying(['ssmmessages:*']), other] } }).map(({ id, location: { resource } }) => [id, resource.name])).toEqual([
      ['SSM-IDN-006', 'Other'], ['SSM-IDN-006', 'Guard'],
    ]);
  });

  test('with an unknown condition is UNKNOWN', () => {
    expect(reported({ role: { policies: [granted, denying(['ssmmessages:*'], { conditions: NOT_SEEN })] } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-006',
      severity: 'UNKNOWN',
      location: location('Guard', 'AWS::IAM::Policy', 'Properties/PolicyDocument'),
      message: expect.stringMatching(/^whether the statement NoSessions of the policy Guard denies the role NodeRole ssmmessages:CreateControlChannel, .* cannot be decided: the policy Imp/),
      services: ['ssmmessages'],
    })]);
  });

  test('in an unknown policy is UNKNOWN', () => {
    expect(reported({ role: { policies: [granted, unseenPolicy] } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-006', severity: 'UNKNOWN', message: expect.stringMatching(/^whether the policy Imported denies the role NodeRole ssm:UpdateInstanceInformation, /),
    })]);
  });
});

describe('permissions boundary', () => {
  const boundary = (...actions: string[]) => ({ ...policy('Limits', statement(actions)), name: 'Limits' });

  test('that allows everything has no finding', () => {
    expect(reported({ role: { boundary: boundary('ssm:*', 'ssmmessages:*') } })).toEqual([]);
  });

  test('without the channels', () => {
    expect(reported({ role: { boundary: boundary('ssm:*', 'ssmmessages:Create*') } })).toEqual([{
      id: 'SSM-IDN-007',
      severity: 'BLOCKED',
      location: boundary().location,
      message: 'the permissions boundary Limits of the role NodeRole does not allow ssmmessages:OpenControlChannel or ssmmessages:OpenDataChannel: '
        + 'the node will be Online, and no session will start',
      fix: 'allow ssmmessages:OpenControlChannel and ssmmessages:OpenDataChannel on * in the permissions boundary Limits, or take it off NodeRole',
      capabilities: SESSION_CAPABILITIES,
      services: ['ssmmessages'],
    }]);
  });

  test('without any permission is one finding', () => {
    expect(reported({ role: { boundary: boundary('s3:*') } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-007', message: expect.stringContaining('the agent never registers'), services: undefined,
    })]);
  });

  test('that is unknown is UNKNOWN, at itself if the role is in no template', () => {
    expect(reported({ role: { location: nodeLocation(), boundary: { ...boundary(), document: NOT_SEEN } } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-007',
      severity: 'UNKNOWN',
      location: location('Limits', 'AWS::IAM::Policy', 'Properties/PolicyDocument'),
      message: expect.stringMatching(/^whether the permissions boundary Limits of the role node-role allows ssm:UpdateInstanceInformation, .*: the policy Imported is not/),
    })]);
  });
});

describe('Default Host Management', () => {
  const managed = (changes: ContextChanges = {}, environment = {}): ContextChanges => ({
    ...changes, hostManagement: [{ ...HOST_MANAGEMENT, environment: { ...ENVIRONMENT, ...environment } }],
  });
  const untrusting = { role: { trust: { value: { statements: [] }, location: ROLE } } };
  const optional = nodeSetting<'optional'>('MetadataOptions/HttpTokens', 'optional');

  test.each([
    ['has no profile', { node: noProfile }],
    ['has a profile without a role', { profile: { role: undefined } }],
    ['has a role that EC2 may not assume', untrusting],
    ['has a role without any of it', { role: allowing('s3:GetObject') }],
    ['has a role that may not register', { role: allowing(...SESSION_CHANNEL_ACTIONS) }],
    ['is denied registration', { role: { policies: [inlinePolicy(statement(['*']), statement(['*'], { effect: 'Deny' }))] } }],
    ['has a boundary without registration', { role: { boundary: policy('Limits') } }],
  ])('takes over where the node %s', (_, changes: ContextChanges) => {
    expect(reported(changes)).not.toEqual([]);
    expect(reported(managed(changes))).toEqual([]);
    expect(reported(managed({ ...changes, node: { ...changes.node, metadataToken: optional } }))).toEqual([{
      id: 'SSM-IDN-008',
      severity: 'BLOCKED',
      location: optional.location,
      message: 'Node has its permissions from Default Host Management, and its HttpTokens is optional: only a node that requires IMDSv2 gets them',
      fix: 'set MetadataOptions.HttpTokens of Node to required, or give its role the permissions for Systems Manager',
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test('with an unknown token setting decides nothing', () => {
    const hidden = nodeSetting<'optional'>('MetadataOptions/HttpTokens', new Unknown('the parameter Tokens has no default'));
    expect(reported(managed({ node: { ...noProfile, metadataToken: hidden } }))).toEqual([expect.objectContaining({
      id: 'SSM-IDN-008',
      severity: 'UNKNOWN',
      location: hidden.location,
      message: 'whether Node requires IMDSv2, which Default Host Management needs, cannot be decided: the parameter Tokens has no default',
    })]);
  });

  test('does not apply if the role registers, and IMDSv1 makes no difference then', () => {
    expect(reported(managed({ node: { metadataToken: optional } }))).toEqual([]);
    expect(reported(managed({ role: allowing(...without('ssmmessages:OpenDataChannel')) }))).toEqual([expect.objectContaining({
      id: 'SSM-IDN-005', severity: 'BLOCKED', message: expect.stringContaining('the node will be Online, and no session will start'),
    })]);
    const denied = { policies: [inlinePolicy(statement(['*']), statement(['ssmmessages:*'], { effect: 'Deny' }))] };
    expect(reported(managed({ role: denied }))).toEqual([expect.objectContaining({ id: 'SSM-IDN-006', severity: 'BLOCKED' })]);
    expect(reported(managed({ role: { boundary: policy('Limits', statement(['ssm:*'])) } }))).toEqual([expect.objectContaining({ id: 'SSM-IDN-007', severity: 'BLOCKED' })]);
  });

  test('of another region or account does not help', () => {
    expect(reported(managed({ node: noProfile }, { region: 'us-east-1' }))).toEqual([expect.objectContaining({ id: 'SSM-IDN-001', severity: 'BLOCKED' })]);
    expect(reported(managed({ node: noProfile }, { account: '999999999999' }))).toEqual([expect.objectContaining({ id: 'SSM-IDN-001', severity: 'BLOCKED' })]);
  });

  test('is found among settings of other regions', () => {
    const others = [{ ...HOST_MANAGEMENT, environment: { ...ENVIRONMENT, region: gap('x') } }, HOST_MANAGEMENT];
    expect(reported({ node: noProfile, hostManagement: others })).toEqual([]);
  });

  test('of a region that cannot be seen may take over: what keeps the role from registering is unknown, the rest is not told', () => {
    const somewhere = (changes: ContextChanges) => reported(managed(changes, { region: gap('the region is a parameter') }));
    const reason = 'and whether Default Host Management takes over cannot be decided: the region is a parameter';
    expect(somewhere({ node: noProfile })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-001', severity: 'UNKNOWN', message: `Node has no instance profile: the agent has no credentials and never registers, ${reason}`,
    })]);
    expect(somewhere({ profile: { role: undefined } }).map(({ id, severity }) => [id, severity])).toEqual([['SSM-IDN-002', 'UNKNOWN']]);
    expect(somewhere(untrusting).map(({ id, severity }) => [id, severity])).toEqual([['SSM-IDN-003', 'UNKNOWN']]);
    expect(somewhere({ role: allowing(...SESSION_CHANNEL_ACTIONS.slice(1)) }).map(({ id, severity }) => [id, severity])).toEqual([['SSM-IDN-004', 'UNKNOWN']]);
  });

  test('an unknown role stays UNKNOWN', () => {
    expect(reported(managed({ profile: { role: new Unknown('imported') } })).map(({ id, severity }) => [id, severity])).toEqual([['SSM-IDN-002', 'UNKNOWN']]);
    const half = { policies: [inlinePolicy(statement(REGISTRATION_ACTIONS, { conditions: NOT_SEEN }))] };
    expect(reported(managed({ role: half })).map(({ id, severity }) => [id, severity])).toEqual([['SSM-IDN-004', 'UNKNOWN']]);
  });

  test('may lack the permissions for transcripts and keys, unless the node has a role of its own', () => {
    const asked = {
      bucket: 'logs', prefix: '', bucketEncryption: true, logGroup: '/ssm', logGroupEncryption: false, streaming: true, key: 'arn:aws:kms:eu-west-1:111122223333:key/k',
    };
    expect(reported(managed({ asked }))).toEqual([]);
    expect(reported(managed({ asked, node: noProfile, oldAgent: true }))).toEqual([expect.objectContaining({
      id: 'SSM-IDN-008',
      severity: 'UNKNOWN',
      location: HOST_MANAGEMENT.location,
      message: 'whether the role service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole of Default Host Management allows s3:PutObject, '
        + 's3:GetEncryptionConfiguration, logs:DescribeLogGroups, logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents and kms:Decrypt cannot be '
        + 'decided: the policies of that role are not in the assembly, and the one that AWS makes for it does not',
      capabilities: ['TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'],
      services: ['s3', 'logs', 'kms'],
    })]);
    const unnamed = [{ ...HOST_MANAGEMENT, role: NOT_SEEN }];
    expect(reported({ asked, node: noProfile, hostManagement: unnamed })[0].message).toMatch(/^whether the role of Default Host Management allows/);
  });
});

describe('the role of Default Host Management', () => {
  const MANAGED_ROLE = location('Managed', 'AWS::IAM::Role');
  const MANAGED_POLICY = location('Managed', 'AWS::IAM::Role', 'Properties/Policies/0');
  const trust = (service: string, conditions: PolicyStatement['conditions'] = []) => ({
    value: { statements: [statement(['sts:AssumeRole'], { principals: { Service: [service] }, resources: undefined, conditions })] }, location: MANAGED_ROLE,
  });
  const role = (changes: Partial<Role> = {}): Role => ({
    name: 'managed',
    arn: 'arn:aws:iam::111122223333:role/managed',
    location: MANAGED_ROLE,
    trust: trust('ssm.amazonaws.com'),
    policies: [{ name: 'the inline policy Core', location: MANAGED_POLICY, document: { statements: [statement(ALL_FIVE)] } }],
    ...changes,
  });
  const FOUND = 'the role Managed of Default Host Management';
  const NO_SESSION = 'no session starts on a node without permissions of its own';
  const withRole = (seenRole: Known<Role>, changes: ContextChanges = { node: noProfile }) => (
    reported({ ...changes, hostManagement: [{ ...HOST_MANAGEMENT, role: 'managed', seenRole }] }));
  const policies = (...statements: PolicyStatement[]) => [{ name: 'the inline policy Core', location: MANAGED_POLICY, document: { statements } }];

  test('that has all that sessions need has no finding', () => expect(withRole(role())).toEqual([]));

  test('is not looked at where the node has permissions of its own', () => {
    expect(withRole(role({ policies: [], trust: trust('lambda.amazonaws.com') }), {})).toEqual([]);
    expect(withRole(NOT_SEEN, {})).toEqual([]);
  });

  test('has to trust Systems Manager', () => {
    expect(withRole(role({ trust: trust('ec2.amazonaws.com') }))).toEqual([{
      id: 'SSM-IDN-013',
      severity: 'BLOCKED',
      location: MANAGED_ROLE,
      message: 'Systems Manager may not assume the role Managed of Default Host Management: a node without permissions of its own gets no credentials and never registers',
      fix: expect.stringContaining('ssm.amazonaws.com'),
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test('under a condition on the account may or may not be given to nodes: nothing says whether the call carries it', () => {
    const conditions = [{ operator: 'StringEquals', key: 'aws:SourceAccount', values: ['111122223333'] }];
    expect(withRole(role({ trust: trust('ssm.amazonaws.com', conditions) }))).toEqual([expect.objectContaining({
      id: 'SSM-IDN-013', severity: 'UNKNOWN', location: MANAGED_ROLE, message: expect.stringMatching(/^whether Systems Manager may assume the role Managed of Default Host Management cannot be decided: /),
    })]);
  });

  test.each<[string, Partial<Role>, PropertyLocation, string, string]>([
    ['lacks an action', { policies: policies(statement(without('ssmmessages:OpenDataChannel'))) }, MANAGED_ROLE,
      `${FOUND} does not allow ssmmessages:OpenDataChannel: ${NO_SESSION}`,
      'attach the managed policy AmazonSSMManagedEC2InstanceDefaultPolicy to Managed, or allow ssmmessages:OpenDataChannel on *'],
    ['is denied one', { policies: policies(statement(ALL_FIVE), statement(['ssm:UpdateInstanceInformation'], { effect: 'Deny', label: 'No' })) }, MANAGED_POLICY,
      `the statement No of the inline policy Core denies ${FOUND} ssm:UpdateInstanceInformation: ${NO_SESSION}`,
      'take ssm:UpdateInstanceInformation out of the statement No of the inline policy Core'],
    ['has a boundary without one', { boundary: policy('Limits', statement(without('ssm:UpdateInstanceInformation'))) }, location('Limits', 'AWS::IAM::Policy', 'Properties/PolicyDocument'),
      `the permissions boundary of ${FOUND} does not allow ssm:UpdateInstanceInformation: ${NO_SESSION}`,
      'allow ssm:UpdateInstanceInformation on * in the permissions boundary of Managed'],
  ])('that %s blocks', (_, changes, place, message, fix) => {
    expect(withRole(role(changes))).toEqual([{ id: 'SSM-IDN-013', severity: 'BLOCKED', location: place, message, fix, capabilities: SESSION_CAPABILITIES }]);
  });

  test('whose policies cannot be seen is UNKNOWN', () => {
    expect(withRole(role({ policies: [unseenPolicy] }))).toEqual([expect.objectContaining({
      id: 'SSM-IDN-013', severity: 'UNKNOWN', location: MANAGED_ROLE, message: expect.stringContaining('whether the role Managed of Default Host Management allows ssm:UpdateInstanceInformation, '),
    })]);
  });

  test('that cannot be seen is UNKNOWN, with or without a name', () => {
    const told = { id: 'SSM-IDN-013', severity: 'UNKNOWN', location: HOST_MANAGEMENT.location, capabilities: SESSION_CAPABILITIES };
    expect(withRole(NOT_SEEN)).toEqual([expect.objectContaining({
      ...told, message: `whether the role managed of Default Host Management lets nodes register and open sessions cannot be decided: ${NOT_SEEN.reason}`,
    })]);
    const unnamed = { ...HOST_MANAGEMENT, role: NOT_SEEN, seenRole: NOT_SEEN };
    expect(reported({ node: noProfile, hostManagement: [unnamed] })).toEqual([expect.objectContaining({
      ...told, message: expect.stringMatching(/^whether the role of Default Host Management lets/),
    })]);
  });

  test('is the one that a service control policy counts for', () => {
    const control = (arn: string): ServiceControlPolicy => ({
      policy: policy('Control', statement(['ssmmessages:*'], {
        effect: 'Deny', conditions: [{ operator: 'ArnEquals', key: 'aws:PrincipalArn', values: [arn] }],
      })),
      targets: ['111122223333'],
    });
    const under = (arn: string) => withRole(role(), { node: noProfile, model: { serviceControlPolicies: [control(arn)] } })
      .map(({ id, severity }) => [id, severity]);
    expect(under(role().arn)).toEqual([['SSM-IDN-011', 'BLOCKED']]);
    expect(under('arn:aws:iam::111122223333:role/other')).toEqual([]);
  });
});

describe('Run Command with an old agent', () => {
  const old = { agentVersion: '3.1.1732.0', name: 'old-image' };
  const granted = inlinePolicy(statement([...ALL_FIVE, ...LEGACY_MESSAGE_ACTIONS]));

  test('needs the ec2messages actions', () => {
    expect(reported({ image: old, role: allowing(...ALL_FIVE, ...LEGACY_MESSAGE_ACTIONS.slice(1)) })).toEqual([{
      id: 'SSM-IDN-009',
      severity: 'BLOCKED',
      location: ROLE,
      message: 'the agent 3.1.1732.0 of the image old-image receives commands through ec2messages, and the role NodeRole does not allow ec2messages:AcknowledgeMessage',
      fix: 'allow ec2messages:AcknowledgeMessage on * in a policy of NodeRole, or use an image with a newer agent',
      capabilities: ['RUN_COMMAND'],
      services: ['ec2messages'],
    }]);
    expect(reported({ image: old, role: { policies: [granted] } })).toEqual([]);
  });

  test.each(['3.3.40.0', '3.3.40', '3.3.987.0', '4.0.0'])('does not need them with agent %s', version => {
    expect(reported({ image: { agentVersion: version } })).toEqual([]);
  });

  test('does not need them if the user data installs a newer agent', () => {
    const userData = nodeSetting('UserData', '#!/bin/bash\nrpm -U https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm');
    expect(reported({ image: old, node: { userData } })).toEqual([]);
  });

  test('a deny and a boundary are reported as such', () => {
    const deny = policy('Guard', statement(['ec2messages:*'], { effect: 'Deny', label: 'Old' }));
    expect(reported({ image: old, role: { policies: [granted, deny] } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-009',
      location: deny.location,
      message: expect.stringContaining('and the statement Old of the policy Guard denies the role NodeRole ec2messages:AcknowledgeMessage, '),
      fix: expect.stringMatching(/^take ec2messages:AcknowledgeMessage, .* out of the statement Old of the policy Guard$/),
    })]);
    expect(reported({ image: old, role: { policies: [granted], boundary: policy('Limits', statement(ALL_FIVE)) } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-009', location: ROLE, message: expect.stringContaining('and the permissions boundary of the role NodeRole does not allow ec2messages:'),
    })]);
  });

  test('what is unknown is UNKNOWN', () => {
    const maybe = inlinePolicy(statement(ALL_FIVE), statement(['ec2messages:*'], { conditions: NOT_SEEN }));
    expect(reported({ image: old, role: { policies: [maybe] } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-009',
      severity: 'UNKNOWN',
      capabilities: ['RUN_COMMAND'],
      message: expect.stringMatching(/^the agent 3\.1\.1732\.0 of the image old-image receives .*, and whether the role NodeRole allows ec2messages:.* cannot be decided: the policy Imp/),
    })]);
  });

  test('does not repeat the findings about a missing role or Default Host Management', () => {
    expect(reported({ image: old, node: noProfile }).map(({ id }) => id)).toEqual(['SSM-IDN-001']);
    expect(reported({ image: old, role: allowing('s3:*'), hostManagement: [HOST_MANAGEMENT] })).toEqual([]);
  });
});

describe('a launch that its service refuses', () => {
  const refusal = { location: ROLE, by: 'EKS', because: 'its launch template has an instance profile', holds: true, fix: 'take it out' } as const;

  test('is BLOCKED, once for each reason', () => {
    const found = reported({ node: { refusals: [refusal, { ...refusal, because: 'it has the disk size beside a launch template' }] } });
    expect(found).toEqual([
      {
        id: 'SSM-IDN-012',
        severity: 'BLOCKED',
        location: ROLE,
        message: expect.stringMatching(/^EKS refuses \w+, since its launch template has an instance profile: the deployment fails, and no node starts$/),
        fix: 'take it out',
        capabilities: SESSION_CAPABILITIES,
      },
      expect.objectContaining({ id: 'SSM-IDN-012', message: expect.stringContaining('the disk size') }),
    ]);
  });

  test('is UNKNOWN where it hangs on what is not seen, and nothing where there is none', () => {
    expect(reported({ node: { refusals: [{ ...refusal, holds: NOT_SEEN }] } })).toEqual([expect.objectContaining({
      id: 'SSM-IDN-012', severity: 'UNKNOWN', fix: 'take it out', message: expect.stringContaining('as it does if its launch template has an instance profile, cannot be decided'),
    })]);
    expect(reported({ node: { refusals: [] } })).toEqual([]);
  });
});
