import { a, att, known, MAYBE, modelWith, reason, ref, Resources, SECRET } from './reading';
import { isKnown, Unseen } from '../../../../../lib/preflight/model/known';
import { display } from '../../../../../lib/preflight/model/symbolic-text';

describe('Default Host Management', () => {
  const id = '/ssm/managed-instance/default-ec2-instance-management-role';
  const of = (type: string, properties: Resources, others: Resources = {}) => modelWith({ It: a(type, properties, others) }).hostManagement;
  const setting = (settingId: unknown, value: unknown = 'service-role/Dhmc', others: Resources = {}) => (
    of('AWS::SSM::ServiceSetting', { SettingId: settingId, SettingValue: value }, others));
  const configuration = (properties: Resources, others: Resources = {}) => of('AWS::SSM::DefaultHostManagementConfiguration', properties, others);

  test('is a setting of the service', () => {
    expect(setting(id).seen).toMatchObject([{ role: 'service-role/Dhmc', location: { resource: { name: 'It' } }, environment: { region: 'eu-west-1' } }]);
    expect(setting(`arn:aws:ssm:eu-west-1:1:servicesetting${id}`).seen).toHaveLength(1);
    expect([...setting('/ssm/other').seen, ...setting(SECRET).seen]).toEqual([]);
  });

  test.each([['$None'], ['']])('is off where the setting says %j', value => expect(setting(id, value)).toEqual({ seen: [] }));

  test.each<[string, () => ReturnType<typeof setting>]>([
    ['whose value nobody knows', () => setting(id, SECRET)],
    ['whose id nobody knows', () => setting(SECRET)],
    ['without an id', () => setting(undefined)],
    ['without a value', () => of('AWS::SSM::ServiceSetting', { SettingId: id })],
  ])('may be on with a setting %s', (_, make) => {
    const { seen, hidden } = make();
    expect(seen).toEqual([]);
    expect(reason(hidden)).toMatch(/Secret|SettingId is not set|SettingValue is not set/);
  });

  test('has a type of its own, with a role of AWS or of one\'s own', () => {
    expect(configuration({ PermissionModel: 'SERVICE_MANAGED' }).seen).toMatchObject([{ role: 'service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole' }]);
    expect(configuration({ PermissionModel: 'SELF_MANAGED', CustomerManagedRoleArn: 'arn:aws:iam::1:role/ssm/mine' }).seen).toMatchObject([{ role: 'ssm/mine' }]);
  });

  test.each([
    ['setting', setting(id, 'mine', MAYBE)],
    ['configuration', configuration({ PermissionModel: 'SERVICE_MANAGED' }, MAYBE)],
  ])('may be there with a %s that may be', (_, { seen, hidden }) => {
    expect(seen).toEqual([]);
    expect(reason(hidden)).toContain('Secret');
  });

  test.each([['AWSQuickSetupType-SSMHostMgmt'], ['AWSQuickSetupType-DHMC'], ['AWSQuickSetupType-SSM'], [SECRET]])('may come from the Quick Setup %j', Type => {
    const { seen, hidden } = of('AWS::SSMQuickSetup::ConfigurationManager', { ConfigurationDefinitions: [{ Type: 'AWSQuickSetupType-PatchPolicy' }, { Type, Parameters: {} }] });
    expect(seen).toEqual([]);
    expect(reason(hidden)).toBe('which instances the Quick Setup It gives permissions to cannot be seen');
  });

  test.each([['AWSQuickSetupType-PatchPolicy'], ['AWSQuickSetupType-Distributor']])('comes from no Quick Setup %s', Type => {
    expect(of('AWS::SSMQuickSetup::ConfigurationManager', { ConfigurationDefinitions: [{ Type, Parameters: {} }] })).toEqual({ seen: [] });
  });
});

describe('The role of Default Host Management', () => {
  const id = '/ssm/managed-instance/default-ec2-instance-management-role';
  const TRUST = { Statement: [{ Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const CORE = { PolicyName: 'Core', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }] } };
  const Mine = (properties: Resources = {}) => a('AWS::IAM::Role', { AssumeRolePolicyDocument: TRUST, Policies: [CORE], ...properties });
  const roleWith = (It: Resources, others: Resources = {}) => {
    const [{ seenRole }, ...more] = modelWith({ It, ...others }).hostManagement.seen;
    expect(more).toEqual([]);
    return seenRole;
  };
  const setting = (value: unknown, others: Resources = {}) => roleWith(a('AWS::SSM::ServiceSetting', { SettingId: id, SettingValue: value }), others);
  const configuration = (properties: Resources, others: Resources = {}) => roleWith(a('AWS::SSM::DefaultHostManagementConfiguration', properties), others);
  const SELF = { PermissionModel: 'SELF_MANAGED' };
  const BY_NAME = 'AWSSystemsManagerDefaultEC2InstanceManagementRole';

  test.each<[string, () => ReturnType<typeof setting>]>([
    ['its name, in a setting', () => setting(ref('Mine'), { Mine: Mine() })],
    ['its name behind its path', () => setting({ 'Fn::Sub': 'service-role/${Mine}' }, { Mine: Mine({ Path: '/service-role/' }) })],
    ['its ARN, in a configuration', () => configuration({ ...SELF, CustomerManagedRoleArn: att('Mine', 'Arn') }, { Mine: Mine() })],
    ['its ARN with a path', () => configuration({ ...SELF, CustomerManagedRoleArn: att('Mine', 'Arn') }, { Mine: Mine({ Path: '/service-role/' }) })],
    ['an ARN put together', () => configuration({ ...SELF, CustomerManagedRoleArn: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${Mine}' } }, { Mine: Mine() })],
    ['its own name', () => setting('mine', { Mine: Mine({ RoleName: 'mine' }) })],
  ])('is found by %s', (_, make) => {
    const role = known(make()!);
    expect(role.location.resource.name).toBe('Mine');
    expect(role.policies.map(({ name }) => name)).toEqual(['Core']);
  });

  test.each([[ref('Mine'), '/service-role/', 'Mine'], ['service-role/mine', undefined, 'mine']])('named %j is not that with the path %j', (value, Path, name) => {
    const role = setting(value, { Mine: Mine({ RoleName: name === 'mine' ? name : undefined, Path }) });
    expect(display(reason(role))).toMatch(/^the setting names the role \S+, and the role in sight is \S+, with its path$/);
  });

  test('that is not in sight is one that somebody may speak for', () => {
    expect(setting('theirs')).toEqual(new Unseen('the role theirs is not in the assembly', 'profile=theirs'));
    expect(configuration({ ...SELF, CustomerManagedRoleArn: 'arn:aws:iam::1:role/ssm/theirs' })).toBeInstanceOf(Unseen);
  });

  test('that AWS makes has the policy of AWS, and what the assembly attaches to it', () => {
    const role = known(configuration({ PermissionModel: 'SERVICE_MANAGED' }, {
      Extra: a('AWS::IAM::RolePolicy', { RoleName: BY_NAME, PolicyName: 'Extra', PolicyDocument: CORE.PolicyDocument }),
    })!);
    expect(role).toMatchObject({ name: BY_NAME, location: { resource: { name: 'It' } } });
    expect(role.arn).toMatch(/:role\/service-role\/AWSSystemsManagerDefaultEC2InstanceManagementRole$/);
    expect(role.policies.map(({ name, document }) => [name, isKnown(document)])).toEqual([['AmazonSSMManagedEC2InstanceDefaultPolicy', true], [expect.stringContaining('Extra'), true]]);
  });

  test('that a setting names and AWS makes is taken for granted', () => {
    expect(setting(`service-role/${BY_NAME}`)).toBeUndefined();
    expect(known(setting(`service-role/${BY_NAME}`, { Mine: Mine({ RoleName: BY_NAME, Path: '/service-role/' }) })!).location.resource.name).toBe('Mine');
  });

  test.each<[Resources, string]>([
    [{ ...SELF }, 'CustomerManagedRoleArn is not set'],
    [{}, 'PermissionModel is not set'],
    [{ PermissionModel: SECRET, CustomerManagedRoleArn: 'arn:aws:iam::1:role/mine' }, 'Secret'],
    [{ ...SELF, CustomerManagedRoleArn: SECRET }, 'Secret'],
    [{ PermissionModel: 'SERVICE_MANAGED', CustomerManagedRoleArn: 'arn:aws:iam::1:role/mine' }, 'PermissionModel is SERVICE_MANAGED, and CustomerManagedRoleArn is set as well'],
  ])('of %j is not known', (properties, why) => expect(reason(configuration(properties))).toContain(why));
});
