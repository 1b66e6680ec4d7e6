import { App, CfnResource, Environment, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Resources, verdictsOf, withResources } from './node-template';
import {
  DefaultHostManagement, DefaultHostManagementProps, NodePermissions, Preflight, PreflightNode, SessionPreferences, SsmConnectivity,
  SsmManagedInstance, SsmVpcEndpoints,
} from '../../lib';
import { ACCOUNT, REGION } from '../fixtures';

const ref = (id: string) => ({ Ref: id });
const TYPE = 'AWS::SSM::DefaultHostManagementConfiguration';
const SETTING_ID = '/ssm/managed-instance/default-ec2-instance-management-role';
const WITHOUT = 'SSM-IDN-001 Node/IamInstanceProfile';

type Row = [what: string, resources: Resources, expected: string, sections?: Record<string, unknown>];

/** Each row has a twin that differs in one thing. */
describe('A node without a profile, by hand,', () => {
  const { Node, Role } = withResources({}).Resources;
  const REQUIRED = { HttpTokens: 'required' };
  const bare = (others: object = {}): Resources => ({
    Node: { ...Node, Properties: { ...Node.Properties, IamInstanceProfile: undefined, MetadataOptions: REQUIRED, ...others } },
  });
  const trusting = (service: string) => ({ Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });
  const Managed = (properties: object = {}): Resources => ({
    Managed: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trusting('ssm.amazonaws.com'),
        ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy' }],
        ...properties,
      },
    },
  });
  const setting = (value: unknown = ref('Managed'), others: object = {}): Resources => (
    { On: { Type: 'AWS::SSM::ServiceSetting', Properties: { SettingId: SETTING_ID, SettingValue: value }, ...others } });
  const configuration = (properties: object = { PermissionModel: 'SELF_MANAGED', CustomerManagedRoleArn: { 'Fn::GetAtt': ['Managed', 'Arn'] } }): Resources => (
    { On: { Type: TYPE, Properties: properties } });
  const byAws = configuration({ PermissionModel: 'SERVICE_MANAGED' });
  const without = (statements: object[]): Resources => {
    const Policies = [{ PolicyName: 'Some', PolicyDocument: { Statement: statements } }];
    return { Role: { ...Role, Properties: { ...Role.Properties, ManagedPolicyArns: [], Policies } } };
  };
  const allow = (Action: unknown) => ({ Effect: 'Allow', Action, Resource: '*' });
  const withProfile = bare({ IamInstanceProfile: ref('Profile') });
  const OLD_AGENT = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/3.2.500.0/linux_amd64/amazon-ssm-agent.rpm';
  const OLD = {
    ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64}}',
    UserData: { 'Fn::Base64': `#!/bin/bash\ndnf install -y ${OLD_AGENT}\n` },
  };
  const YES = { Parameters: { Stage: { Type: 'String', Default: 'prod' } }, Conditions: { On: { 'Fn::Equals': [ref('Stage'), 'prod'] } } };
  const NO = { ...YES, Parameters: { Stage: { Type: 'String', Default: 'dev' } } };

  test.each([
    ['under nothing', bare(), `BLOCKED ${WITHOUT}`],
    ['under the configuration', { ...bare(), ...Managed(), ...configuration() }, 'CONNECTS'],
    ['under the setting', { ...bare(), ...Managed(), ...setting() }, 'CONNECTS'],
    ['under the configuration of AWS', { ...bare(), ...byAws }, 'CONNECTS'],
    ['under the setting that is off', { ...bare(), ...Managed(), ...setting('$None') }, `BLOCKED ${WITHOUT}`],
    ['under the setting that is empty', { ...bare(), ...Managed(), ...setting('') }, `BLOCKED ${WITHOUT}`],
    ['under another setting', { ...bare(), On: { Type: 'AWS::SSM::ServiceSetting', Properties: { SettingId: '/ssm/managed-instance/activation-tier', SettingValue: 'advanced' } } }, `BLOCKED ${WITHOUT}`],
    ['under the setting whose value nobody knows', { ...bare(), ...setting(ref('Value')) }, `UNKNOWN ${WITHOUT}`, { Parameters: { Value: { Type: 'String' } } }],
    ['under a condition that holds', { ...bare(), ...Managed(), ...setting(ref('Managed'), { Condition: 'On' }) }, 'CONNECTS', YES],
    ['under a condition that does not', { ...bare(), ...Managed(), ...setting(ref('Managed'), { Condition: 'On' }) }, `BLOCKED ${WITHOUT}`, NO],
    ['whose management role trusts EC2', { ...bare(), ...Managed({ AssumeRolePolicyDocument: trusting('ec2.amazonaws.com') }), ...configuration() }, 'BLOCKED SSM-IDN-013 Managed/AssumeRolePolicyDocument'],
    ['whose management role has no policy', { ...bare(), ...Managed({ ManagedPolicyArns: [] }), ...configuration() }, 'BLOCKED SSM-IDN-013 Managed'],
    ['without IMDSv2', { ...bare({ MetadataOptions: { HttpTokens: 'optional' } }), ...Managed(), ...configuration() }, 'BLOCKED SSM-IDN-008 Node/MetadataOptions'],
    ['with an old agent', { ...bare(OLD), ...Managed(), ...configuration() }, 'BLOCKED SSM-AGT-005 Node/UserData'],
  ] satisfies Row[])('%s', (...[, resources, expected, sections]: Row) => {
    expect(verdictsOf(withResources(resources, sections)).Node).toBe(expected);
  });

  test.each<[string, Resources, string]>([
    ['for another service leaves it to Default Host Management', without([allow('s3:GetObject')]), 'CONNECTS'],
    ['for registration alone wins, and has no sessions', without([allow('ssm:UpdateInstanceInformation')]), 'BLOCKED SSM-IDN-005 Role/Policies/0'],
    ['for sessions wins, whatever the management role lacks', {}, 'CONNECTS'],
  ])('and one with a profile %s', (_name, resources, expected) => {
    const broken = resources.Role ? Managed() : Managed({ ManagedPolicyArns: [] });
    expect(verdictsOf(withResources({ ...withProfile, ...resources, ...broken, ...configuration() })).Node).toBe(expected);
  });

  test('and one with an old agent and IMDSv1 connects with a profile of its own', () => {
    expect(verdictsOf(withResources({ ...bare({ ...OLD, MetadataOptions: undefined, IamInstanceProfile: ref('Profile') }), ...Managed(), ...configuration() })).Node).toBe('CONNECTS');
  });
});

const HERE = { account: ACCOUNT, region: REGION };

function vpcOf(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 1, natGateways: 0, restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }],
  });
}

function bareNode(stack: Stack, sessionPreferences?: SessionPreferences): SsmManagedInstance {
  return new SsmManagedInstance(stack, 'Node', { vpc: vpcOf(stack), permissions: NodePermissions.none(), sessionPreferences });
}

function onlyNode(app: App): PreflightNode {
  const { nodes } = Preflight.ofApp(app);
  expect(nodes).toHaveLength(1);
  return nodes[0];
}

const briefly = ({ verdict, findings }: PreflightNode) => [verdict, ...findings.map(({ ruleId }) => ruleId)];

describe('A node of the library with NodePermissions.none()', () => {
  const app = (make: (stack: Stack, app: App) => unknown, props: StackProps = { env: HERE }) => {
    const it = new App();
    const stack = new Stack(it, 'Nodes', props);
    bareNode(stack);
    make(stack, it);
    return it;
  };
  const elsewhere = (env?: Environment) => (_stack: Stack, it: App) => new DefaultHostManagement(new Stack(it, 'Account', { env }), 'HostManagement');

  test.each<[string, (stack: Stack, it: App) => unknown, unknown[]]>([
    ['is blocked without Default Host Management', () => {}, ['BLOCKED', 'SSM-IDN-004']],
    ['connects with it, and without a warning', stack => new DefaultHostManagement(stack, 'HostManagement'), ['CONNECTS']],
    ['connects with that of a nested stack, which it may come before', stack => new DefaultHostManagement(new NestedStack(stack, 'Nested'), 'HostManagement'), ['CONNECTS', 'SSM-ORD-003']],
    ['connects with that of another stack, which it may come before', elsewhere(HERE), ['CONNECTS', 'SSM-ORD-003']],
    ['is blocked with that of another region', elsewhere({ ...HERE, region: 'eu-west-1' }), ['BLOCKED', 'SSM-IDN-004']],
    ['is blocked with that of another account', elsewhere({ ...HERE, account: '210987654321' }), ['BLOCKED', 'SSM-IDN-004']],
    ['is unknown with that of any environment', elsewhere(undefined), ['UNKNOWN', 'SSM-IDN-004']],
  ])('%s', (_name, make, expected) => {
    expect(briefly(onlyNode(app(make)))).toEqual(expected);
  });

  test.each(['cn-north-1', 'us-gov-west-1'])('connects in %s', region => {
    const it = new App();
    const stack = new Stack(it, 'Nodes', { env: { account: ACCOUNT, region } });
    bareNode(stack);
    new DefaultHostManagement(stack, 'HostManagement');
    expect(briefly(onlyNode(it))).toEqual(['CONNECTS']);
  });

  test('connects in any environment', () => {
    expect(briefly(onlyNode(app(stack => new DefaultHostManagement(stack, 'HostManagement'), {})))).toEqual(['CONNECTS']);
  });

  test.each<[string, DefaultHostManagementProps]>([
    ['sessionOnly()', { permissions: NodePermissions.sessionOnly() }],
    ['managedInstanceCore()', { permissions: NodePermissions.managedInstanceCore() }],
  ])('connects where the role has %s', (_name, props) => {
    expect(briefly(onlyNode(app(stack => new DefaultHostManagement(stack, 'HostManagement', props))))).toEqual(['CONNECTS']);
  });

  test('connects through endpoints, whose policies let the role through', () => {
    const it = new App();
    const stack = new Stack(it, 'Nodes', { env: HERE });
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      maxAzs: 1, natGateways: 0, restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    const connectivity = SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences }));
    new SsmManagedInstance(stack, 'Node', { vpc, connectivity, sessionPreferences, permissions: NodePermissions.none() });
    new DefaultHostManagement(stack, 'HostManagement', { sessionPreferences });
    expect(briefly(onlyNode(it))).toEqual(['CONNECTS']);
  });
});

describe('The sessions of a node without permissions', () => {
  const make = (on: (stack: Stack, sessionPreferences: SessionPreferences) => unknown) => {
    const it = new App();
    const stack = new Stack(it, 'Nodes', { env: HERE });
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    const node = bareNode(stack, sessionPreferences);
    node.instance.instance.node.addDependency(...[on(stack, sessionPreferences)].flat() as CfnResource[]);
    return onlyNode(it);
  };

  test('are logged and encrypted with the role of Default Host Management', () => {
    expect(briefly(make((stack, sessionPreferences) => new DefaultHostManagement(stack, 'HostManagement', { sessionPreferences })))).toEqual(['CONNECTS']);
  });

  test('are refused with the role that AWS makes, which has none of it', () => {
    const { verdict, findings } = make(stack => new CfnResource(stack, 'HostManagement', { type: TYPE, properties: { PermissionModel: 'SERVICE_MANAGED' } }));
    expect(verdict).toBe('BLOCKED');
    expect(findings.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['SSM-LOG-004', 'BLOCKED'], ['SSM-LOG-005', 'BLOCKED'], ['SSM-LOG-007', 'BLOCKED'], ['SSM-LOG-011', 'BLOCKED'], ['SSM-LOG-012', 'BLOCKED'],
      ['SSM-KEY-002', 'BLOCKED'],
    ]);
    expect(findings.every(({ message }) => message.includes('AWSSystemsManagerDefaultEC2InstanceManagementRole'))).toBe(true);
  });

  test('are not known with a role that is not in the app', () => {
    const { verdict, findings } = make(stack => new CfnResource(stack, 'HostManagement', {
      type: 'AWS::SSM::ServiceSetting', properties: { SettingId: SETTING_ID, SettingValue: 'service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole' },
    }));
    expect(verdict).toBe('UNKNOWN');
    expect(findings.map(({ severity }) => severity)).not.toContain('BLOCKED');
  });
});

describe('An ec2.Instance', () => {
  const instance = (change: (it: ec2.Instance) => unknown, on = true) => {
    const app = new App();
    const stack = new Stack(app, 'Nodes', { env: HERE });
    const it = new ec2.Instance(stack, 'Node', {
      vpc: vpcOf(stack),
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      httpTokens: ec2.HttpTokens.REQUIRED,
    });
    change(it);
    if (on) {
      it.instance.node.addDependency(new DefaultHostManagement(stack, 'HostManagement'));
    }
    return onlyNode(app).verdict;
  };
  const loseProfile = (it: ec2.Instance) => it.instance.addPropertyDeletionOverride('IamInstanceProfile');

  test.each<[string, (it: ec2.Instance) => unknown]>([
    ['as the CDK makes it, with a profile of a role without permissions,', () => {}],
    ['with a role for something else', it => it.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['sqs:ReceiveMessage'], resources: ['*'] }))],
    ['whose profile is taken away', loseProfile],
  ])('%s connects under Default Host Management, and not without', (_name, change) => {
    expect(instance(change)).toBe('CONNECTS');
    expect(instance(change, false)).toBe('BLOCKED');
  });
});
