import { a, att, based, ec2, known, MAYBE, nodeOf, perhaps, reason, ref, Resources, SECRET } from './reading';
import { Role } from '../../../../../lib/preflight/model/iam/policy';
import { isKnown } from '../../../../../lib/preflight/model/known';
import { display } from '../../../../../lib/preflight/model/symbolic-text';

const ALLOW = { Statement: [{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }] };
const role = (properties: object = {}, others = {}) => a('AWS::IAM::Role', { AssumeRolePolicyDocument: ALLOW, ...properties }, others);
const PROFILE = a('AWS::IAM::InstanceProfile', { Roles: [ref('Role')] });

function profileOf(changes: object, profile: unknown = ref('Profile')) {
  return nodeOf(based({ Node: ec2('Instance', { IamInstanceProfile: profile }), Profile: PROFILE, Role: role(), ...changes })).profile;
}

function roleOf(properties: object, others: object = {}): Role {
  return known(known(known(profileOf({ Role: role(properties), ...others }).value)!.role)!);
}

/** The names and documents of a role's policies. */
const policies = (it: Role) => it.policies.map(({ name, document }) => [name, isKnown(document) ? document.statements.length : document.reason]);

describe('an instance profile', () => {
  test.each<[string, unknown]>([
    ['its name', ref('Profile')], ['its ARN', { Arn: att('Profile', 'Arn') }], ['its name inside', { Name: ref('Profile') }],
    ['an ARN put together', { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:instance-profile/${Profile}' }],
  ])('is found by %s', (_, profile) => {
    const { value, location } = profileOf({}, profile);
    expect(known(value)!.location).toMatchObject({ resource: { name: 'Profile' }, property: 'Properties/Roles' });
    expect(known(known(value)!.role)!.location.resource.name).toBe('Role');
    expect(location).toMatchObject({ resource: { name: 'Node' }, property: 'Properties/IamInstanceProfile' });
  });

  test('may be missing or unknown', () => {
    expect(nodeOf(based()).profile.value).toBeUndefined();
    expect(reason(profileOf({}, 'away').value)).toBe('the instance profile away is not in the assembly');
    expect(reason(profileOf({}, SECRET).value)).toContain('Secret');
    expect(reason(profileOf({}, perhaps(ref('Profile'))).value)).toContain('Secret');
  });

  test('has one role, none, or an unknown one', () => {
    const roleIn = (roles: unknown) => known(profileOf({ Profile: a('AWS::IAM::InstanceProfile', { Roles: roles }) }).value)!.role;
    expect(roleIn([])).toBeUndefined();
    expect(reason(roleIn(['away']))).toBe('the role away is not in the assembly');
    expect(reason(roleIn([SECRET]))).toContain('Secret');
    expect(reason(roleIn(SECRET))).toContain('Secret');
  });
});

describe('a role', () => {
  test('has a name, an ARN and a trust policy', () => {
    const it = roleOf({ RoleName: 'nodes', Path: '/ec2/' });
    expect(it).toMatchObject({ name: 'nodes', arn: 'arn:aws:iam::111122223333:role/ec2/nodes', policies: [], boundary: undefined });
    expect(it.trust.location.property).toBe('Properties/AssumeRolePolicyDocument');
    expect(known(it.trust.value).statements).toHaveLength(1);
    expect(display(roleOf({}).arn)).toBe('arn:aws:iam::111122223333:role/<App.Role>');
    expect(display(roleOf({ RoleName: 'nodes', Path: SECRET }).arn)).toBe('arn:aws:iam::111122223333:role<?>nodes');
    expect(reason(roleOf({ AssumeRolePolicyDocument: SECRET }).trust.value)).toContain('Secret');
  });

  test('has inline policies', () => {
    expect(policies(roleOf({ Policies: [{ PolicyName: 'Own', PolicyDocument: ALLOW }, { PolicyDocument: ALLOW }, { PolicyName: 'Secret', PolicyDocument: SECRET }] }))).toEqual([
      ['Own', 1], ['inline policy 2', 1], ['Secret', expect.stringContaining('Secret')],
    ]);
    expect(policies(roleOf({ Policies: SECRET }))).toEqual([['its inline policies', expect.stringContaining('Secret')]]);
    expect(policies(roleOf({ Policies: [perhaps({ PolicyDocument: ALLOW })] }))).toEqual([['inline policy 1', expect.stringContaining('Secret')]]);
  });

  test('has managed policies, of AWS and of the assembly', () => {
    const own = { Own: a('AWS::IAM::ManagedPolicy', { PolicyDocument: ALLOW }) };
    const it = roleOf({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', ref('Own'), 'arn:aws:iam::1:policy/away', SECRET] }, own);
    expect(policies(it)).toEqual([
      ['AmazonSSMManagedInstanceCore', expect.any(Number)], ['Own', 1],
      ['arn:aws:iam::1:policy/away', 'the managed policy arn:aws:iam::1:policy/away is not in the assembly'], ['a managed policy', expect.stringContaining('Secret')],
    ]);
    expect(it.policies[1].location).toMatchObject({ resource: { name: 'Own' }, property: 'Properties/PolicyDocument' });
    expect(policies(roleOf({ ManagedPolicyArns: SECRET }))).toEqual([['its managed policies', expect.stringContaining('Secret')]]);
    expect(policies(roleOf({ ManagedPolicyArns: [ref('Own')] }, { Own: { ...own.Own, ...MAYBE } }))).toEqual([['Own', expect.stringContaining('Secret')]]);
  });

  test('has policies from separate resources', () => {
    const it = roleOf({}, {
      Policy: a('AWS::IAM::Policy', { PolicyName: 'beside', Roles: [ref('Role')], PolicyDocument: ALLOW }),
      Inline: a('AWS::IAM::RolePolicy', { RoleName: ref('Role'), PolicyDocument: ALLOW }),
      Managed: a('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'managed', Roles: [ref('Role')], PolicyDocument: ALLOW }),
      Other: a('AWS::IAM::Policy', { PolicyName: 'other', Roles: ['away'], PolicyDocument: ALLOW }),
    });
    expect(policies(it)).toEqual([['beside', 1], ['Inline', 1], ['managed', 1]]);
    expect(it.policies[0].location).toMatchObject({ resource: { name: 'Policy' }, property: 'Properties/PolicyDocument' });
  });

  test.each<[string, unknown, Resources, string]>([
    ['that may not be there', [ref('Role')], MAYBE, 'Secret'],
    ['whose roles are not known', SECRET, {}, 'which roles Policy is attached to cannot be seen: '],
    ['of which one role is not known', ['away', SECRET], {}, 'which roles Policy is attached to cannot be seen: '],
  ])('has a policy that might count: one %s', (_, roles, others, why) => {
    const [policy, another] = roleOf({}, { Policy: a('AWS::IAM::Policy', { PolicyName: 'p', Roles: roles, PolicyDocument: ALLOW }, others) }).policies;
    expect(another).toBeUndefined();
    const [statement] = known(policy.document).statements;
    expect(reason(known(statement).conditions)).toContain(why);
  });

  test('has a boundary', () => {
    const boundary = (arn: unknown) => roleOf({ PermissionsBoundary: arn }).boundary!;
    expect(boundary('arn:aws:iam::aws:policy/PowerUserAccess').name).toBe('PowerUserAccess');
    expect(boundary('arn:aws:iam::1:policy/b').location.property).toBe('Properties/PermissionsBoundary');
    expect(reason(boundary(SECRET).document)).toContain('Secret');
  });
});
