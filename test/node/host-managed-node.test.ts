import { App, CfnResource, Environment, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { DefaultHostManagement, NodePermissions, SessionEncryption, SessionLogging, SessionPreferences, SsmManagedInstance, SsmManagedInstanceProps } from '../../lib';
import { ACCOUNT, REGION, newStack } from '../fixtures';
import { PUBLIC, instanceIn, logicalId, synthErrors, vpcWith, warnings } from '../util';

const TYPE = 'AWS::SSM::DefaultHostManagementConfiguration';
const SETTING_TYPE = 'AWS::SSM::ServiceSetting';
const SETTING_ID = '/ssm/managed-instance/default-ec2-instance-management-role';
const NOT_PROVEN = 'cdk-session-manager:SsmManagedInstance.permissionsNotProven';

function bareNode(stack: Stack, props: Partial<SsmManagedInstanceProps> = {}): SsmManagedInstance {
  return new SsmManagedInstance(stack, 'Node', { vpc: vpcWith(stack, [PUBLIC]), permissions: NodePermissions.none(), ...props });
}

describe('The warning about a node without permissions', () => {
  const with_ = (type: string, properties: Record<string, unknown>) => (stack: Stack) => new CfnResource(stack, 'Setting', { type, properties });

  test.each<[string, (stack: Stack) => unknown, string[]]>([
    ['is there without Default Host Management', () => {}, [NOT_PROVEN]],
    ['is not there with it', stack => new DefaultHostManagement(stack, 'HostManagement'), []],
    ['is not there with the resource', with_(TYPE, { PermissionModel: 'SERVICE_MANAGED' }), []],
    ['is not there with the setting', with_(SETTING_TYPE, { SettingId: SETTING_ID, SettingValue: 'managed' }), []],
    ['is not there with the setting as a class of a newer CDK writes it', with_(SETTING_TYPE, { settingId: SETTING_ID, settingValue: 'managed' }), []],
    ['is there with the setting off', with_(SETTING_TYPE, { SettingId: SETTING_ID, SettingValue: '$None' }), [NOT_PROVEN]],
    ['is there with the setting empty', with_(SETTING_TYPE, { SettingId: SETTING_ID, SettingValue: '' }), [NOT_PROVEN]],
    ['is there with another setting', with_(SETTING_TYPE, { SettingId: '/ssm/managed-instance/activation-tier', SettingValue: 'advanced' }), [NOT_PROVEN]],
  ])('%s', (_name, make, expected) => {
    const stack = newStack();
    // Before and after: an app is defined in any order.
    bareNode(stack);
    make(stack);
    expect(warnings(stack)).toEqual(expected);
  });

  test.each<[string, Environment | undefined, string[]]>([
    ['the same environment', { account: ACCOUNT, region: REGION }, []],
    ['another region', { account: ACCOUNT, region: 'eu-west-1' }, [NOT_PROVEN]],
    ['another account', { account: '210987654321', region: REGION }, [NOT_PROVEN]],
    ['an environment that is not known', undefined, [NOT_PROVEN]],
  ])('looks at another stack of the app, in %s', (_name, env, expected) => {
    const app = new App();
    const stack = newStack(app);
    new DefaultHostManagement(new Stack(app, 'Account', { env }), 'HostManagement');
    bareNode(stack);
    expect(warnings(stack)).toEqual(expected);
  });

  test('can be acknowledged at the node', () => {
    const stack = newStack();
    Validations.of(bareNode(stack)).acknowledge({ id: NOT_PROVEN, reason: 'on in all accounts' });
    expect(warnings(stack)).toEqual([]);
  });

  test('is about new roles only', () => {
    const stack = newStack();
    bareNode(stack, { role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }) });
    expect(warnings(stack)).toEqual([]);
  });
});

describe('A node without permissions', () => {
  test('waits for Default Host Management of its stack', () => {
    const stack = newStack();
    bareNode(stack);
    const management = new DefaultHostManagement(stack, 'HostManagement');
    expect(instanceIn(stack).DependsOn).toContain(logicalId(management));
  });

  test('does not wait for that of another stack, which may need something of its own', () => {
    const app = new App();
    const stack = newStack(app);
    bareNode(stack);
    new DefaultHostManagement(newStack(app, 'Account'), 'HostManagement');
    expect(warnings(stack)).toEqual([]);
    expect(stack.dependencies).toEqual([]);
  });

  test('waits for nothing with permissions of its own', () => {
    const stack = newStack();
    bareNode(stack, { permissions: NodePermissions.sessionOnly() });
    const management = new DefaultHostManagement(stack, 'HostManagement');
    expect(instanceIn(stack).DependsOn).not.toContain(logicalId(management));
  });
});

describe('The sessions of a node without permissions', () => {
  const LACKS = '[Stack/Node] permissions is NodePermissions.none(), so the agent calls with the role of Stack/HostManagement, which lacks what sessions with Stack/Preferences take; pass them there as sessionPreferences, or to addSessionPreferences';

  test.each<[string, (stack: Stack, preferences: SessionPreferences) => unknown, string[]]>([
    ['are an error where Default Host Management cannot host them', stack => new DefaultHostManagement(stack, 'HostManagement'), [LACKS]],
    ['are taken where it hosts them', (stack, sessionPreferences) => new DefaultHostManagement(stack, 'HostManagement', { sessionPreferences }), []],
    ['are taken where it hosts them later', (stack, preferences) => new DefaultHostManagement(stack, 'HostManagement').addSessionPreferences(preferences), []],
    ['are taken where none is in the app', () => {}, []],
    ['are taken where it is of another region',
      stack => new DefaultHostManagement(newStack(stack.node.root as App, 'Elsewhere', { env: { account: ACCOUNT, region: 'eu-west-1' } }), 'HostManagement'), []],
  ])('%s', (_name, make, expected) => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    bareNode(stack, { sessionPreferences });
    make(stack, sessionPreferences);
    expect(synthErrors(stack)).toEqual(expected);
  });

  test('are taken where they need no permissions', () => {
    const stack = newStack();
    bareNode(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none(), encryption: SessionEncryption.none() }) });
    new DefaultHostManagement(stack, 'HostManagement');
    expect(synthErrors(stack)).toEqual([]);
  });

  test('that somebody is granted need them too', () => {
    const stack = newStack();
    const preferences = new SessionPreferences(stack, 'Preferences');
    preferences.grantStartSession(new iam.User(stack, 'User'), bareNode(stack));
    const management = new DefaultHostManagement(stack, 'HostManagement');
    expect(synthErrors(stack)).toEqual([LACKS]);
    management.addSessionPreferences(preferences);
    expect(synthErrors(stack)).toEqual([]);
  });

  test('are those of its own role with permissions of its own', () => {
    const stack = newStack();
    bareNode(stack, { permissions: NodePermissions.sessionOnly(), sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    new DefaultHostManagement(stack, 'HostManagement');
    expect(synthErrors(stack)).toEqual([]);
  });
});
