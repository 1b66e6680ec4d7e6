import { NODE_TEMPLATE, Resources, verdictsOf, withResources } from './node-template';
import { PreflightCapability } from '../../lib/preflight/preflight-capability';

type Row = [what: string, changes: Resources, expected: string];

const CONNECTS = 'CONNECTS';
const ref = (id: string) => ({ Ref: id });
const ACCOUNT = '111122223333';

const NODE = NODE_TEMPLATE.Resources.Node;
const node = (properties: object) => ({ Node: { ...NODE, Properties: { ...NODE.Properties, ...properties } } });
const image = (path: string) => node({ ImageId: `{{resolve:ssm:/aws/service/${path}}}` });
const userData = (text: string) => node({ UserData: { 'Fn::Base64': text } });

describe('a user that sessions run as', () => {
  const document = (inputs: object): Resources => ({
    Preferences: { Type: 'AWS::SSM::Document', Properties: { DocumentType: 'Session', Content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs } } },
  });
  const runAs = (user: unknown, others: Resources = {}) => ({ ...document({ runAsEnabled: true, runAsDefaultUser: user }), ...others });
  const MISSING = 'UNKNOWN SSM-LOG-016 Preferences/Content';

  const ROWS: Row[] = [
    ['that the image comes with', runAs('ec2-user'), CONNECTS],
    ['of another system', runAs('ubuntu'), MISSING],
    ['of its own system', runAs('ubuntu', image('canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id')), CONNECTS],
    ['that is ssm-user, whom the agent makes without Run As only', runAs('ssm-user'), MISSING],
    ['that user data makes', runAs('operator', userData('#!/bin/bash\nuseradd --create-home operator\n')), CONNECTS],
    ['that user data makes with sudo', runAs('operator', userData('#!/bin/bash\nid operator || sudo adduser --disabled-password operator;\n')), CONNECTS],
    ['that cloud-config makes', runAs('operator', userData('#cloud-config\nusers:\n  - default\n  - name: operator\n')), CONNECTS],
    ['that a comment speaks of', runAs('operator', userData('#!/bin/bash\n# useradd operator\n')), MISSING],
    ['whose name begins like another', runAs('operator', userData('#!/bin/bash\nuseradd operators\n')), MISSING],
    ['that another node makes', runAs('operator', { Other: userData('#!/bin/bash\nuseradd operator').Node }), MISSING],
    ['of Windows, which has no Run As', runAs('operator', image('ami-windows-latest/Windows_Server-2022-English-Full-Base')), CONNECTS],
    ['that is switched off', document({ runAsEnabled: false, runAsDefaultUser: 'operator' }), CONNECTS],
    ['that a tag of the person names', document({ runAsEnabled: true, runAsDefaultUser: '' }), CONNECTS],
    ['that is a parameter of the document', runAs('{{ user }}'), MISSING],
    ['that is root', runAs('root'), 'BLOCKED SSM-LOG-001 Preferences/Content'],
    ['on Bottlerocket, which has none', runAs('ec2-user', image('bottlerocket/aws-ecs-2/x86_64/latest/image_id')), MISSING],
  ];
  test.each(ROWS)('%s', (_, changes, expected) => expect(verdictsOf(withResources(changes)).Node).toBe(expected));
});

describe('a session document names', () => {
  const POLICY = {
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'transcripts',
        Roles: [ref('Role')],
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['logs:*', 'kms:Decrypt'], Resource: '*' }] },
      },
    },
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: {
        KeyPolicy: {
          Statement: [
            { Effect: 'Allow', Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } }, Action: 'kms:*', Resource: '*' },
            { Effect: 'Allow', Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, Action: 'kms:*', Resource: '*' },
          ],
        },
      },
    },
    Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/sessions', TargetKeyId: ref('Key') } },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/sessions', KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
  };
  const names = (inputs: object): Resources => ({
    ...POLICY,
    Preferences: { Type: 'AWS::SSM::Document', Properties: { DocumentType: 'Session', Content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs } } },
  });
  const group = (name: unknown, encrypted: boolean = true) => names({
    cloudWatchLogGroupName: name, cloudWatchEncryptionEnabled: encrypted, cloudWatchStreamingEnabled: true,
  });
  const ARN = 'BLOCKED SSM-LOG-017 Preferences/Content';
  const ALIAS = 'UNKNOWN SSM-KEY-001 Preferences/Content';

  const ROWS: Row[] = [
    ['the name of a log group', group(ref('Logs')), CONNECTS],
    ['the name of a log group, written out', group('/sessions'), CONNECTS],
    ['the ARN of a log group', group({ 'Fn::GetAtt': ['Logs', 'Arn'] }), ARN],
    ['the ARN of a log group that need not be encrypted', group({ 'Fn::GetAtt': ['Logs', 'Arn'] }, false), ARN],
    ['the ARN of a log group, written out', group('arn:aws:logs:eu-west-1:111122223333:log-group:/sessions'), ARN],
    ['the ARN of a log group, without the end', group({ 'Fn::Sub': 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Logs}' }), ARN],
    ['a key by its ARN', names({ kmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } }), CONNECTS],
    ['a key by its id', names({ kmsKeyId: ref('Key') }), CONNECTS],
    ['a key by its alias', names({ kmsKeyId: ref('Alias') }), ALIAS],
    ['a key by its alias, written out', names({ kmsKeyId: 'alias/sessions' }), ALIAS],
    ['a key by the ARN of its alias', names({ kmsKeyId: { 'Fn::Sub': 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:${Alias}' } }), ALIAS],
    ['a key by the alias of another one', names({ kmsKeyId: 'alias/elsewhere' }), ALIAS],
  ];
  test.each(ROWS)('%s', (_, changes, expected) => expect(verdictsOf(withResources(changes), { account: ACCOUNT }).Node).toBe(expected));

  test('an ARN that costs no session where nothing has to be encrypted', () => {
    expect(verdictsOf(withResources(group('arn:aws:logs:eu-west-1:111122223333:log-group:/sessions', false)), { account: ACCOUNT, require: [PreflightCapability.SHELL] }).Node).toBe(CONNECTS);
  });
});

describe('a service control policy', () => {
  const control = (targets: unknown, statements: object[], type: unknown = 'SERVICE_CONTROL_POLICY'): Resources => ({
    Control: { Type: 'AWS::Organizations::Policy', Properties: { Name: 'limits', Type: type, TargetIds: targets, Content: { Version: '2012-10-17', Statement: statements } } },
  });
  const deny = (action: unknown, others: object = {}) => [{ Effect: 'Deny', Action: action, Resource: '*', ...others }];
  const allow = (action: unknown) => [{ Effect: 'Allow', Action: action, Resource: '*' }];
  const BLOCKED = 'BLOCKED SSM-IDN-011 Control/Content';
  const UNKNOWN = 'UNKNOWN SSM-IDN-011 Control/Content';
  const OTHERS = { StringNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['Role', 'Arn'] } } };

  const ROWS: Row[] = [
    ['of the account that denies channels', control([ACCOUNT], deny('ssmmessages:*')), BLOCKED],
    ['of the account that denies registration', control([ref('AWS::AccountId')], deny('ssm:UpdateInstanceInformation')), BLOCKED],
    ['of an organizational unit', control(['ou-abcd-12345678'], deny('ssmmessages:*')), UNKNOWN],
    ['of the root', control(['r-abcd'], deny('*')), UNKNOWN],
    ['of another account', control(['444455556666'], deny('ssmmessages:*')), CONNECTS],
    ['of nothing', control(undefined, deny('ssmmessages:*')), CONNECTS],
    ['that denies something else', control([ACCOUNT], deny(['s3:DeleteBucket', 'ec2:*'])), CONNECTS],
    ['that denies all but the role of the node', control([ACCOUNT], deny('*', { Condition: OTHERS })), CONNECTS],
    ['that denies in other regions', control([ACCOUNT], [{ Effect: 'Deny', NotAction: 'iam:*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } }]), CONNECTS],
    ['that denies in this region', control([ACCOUNT], [{ Effect: 'Deny', NotAction: 'iam:*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1'] } } }]), BLOCKED],
    ['that denies by the hour', control([ACCOUNT], deny('*', { Condition: { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } } })), UNKNOWN],
    ['that allows all', control([ACCOUNT], allow('*')), CONNECTS],
    ['that allows what the node needs', control([ACCOUNT], allow(['ssm:*', 'ssmmessages:*'])), CONNECTS],
    ['that allows something else', control([ACCOUNT], allow('s3:*')), UNKNOWN],
    ['of another type', control([ACCOUNT], deny('*'), 'TAG_POLICY'), CONNECTS],
  ];
  test.each(ROWS)('%s', (_, changes, expected) => expect(verdictsOf(withResources(changes), { account: ACCOUNT }).Node).toBe(expected));
});

describe('a node without an instance profile', () => {
  const bare = node({ IamInstanceProfile: undefined, MetadataOptions: { HttpTokens: 'required' } });
  const setting = (value: string) => ({ Setting: { Type: 'AWS::SSM::ServiceSetting', Properties: { SettingId: '/ssm/managed-instance/default-ec2-instance-management-role', SettingValue: value } } });
  const quickSetup = (type: string) => ({ Quick: { Type: 'AWS::SSMQuickSetup::ConfigurationManager', Properties: { ConfigurationDefinitions: [{ Type: type, Parameters: {} }] } } });
  const WITHOUT = 'SSM-IDN-001 Node/IamInstanceProfile';

  const ROWS: Row[] = [
    ['and nothing else', bare, `BLOCKED ${WITHOUT}`],
    ['beside the setting, with the role that AWS makes', { ...bare, ...setting('service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole') }, CONNECTS],
    ['beside the setting, with a role that cannot be seen', { ...bare, ...setting('service-role/mine') }, 'UNKNOWN SSM-IDN-013 Setting'],
    ['beside the setting that switches it off', { ...bare, ...setting('$None') }, `BLOCKED ${WITHOUT}`],
    ['beside the resource, with a role of AWS', { ...bare, Dhmc: { Type: 'AWS::SSM::DefaultHostManagementConfiguration', Properties: { PermissionModel: 'SERVICE_MANAGED' } } }, CONNECTS],
    ['beside the resource, with a role of one\'s own', { ...bare, Dhmc: { Type: 'AWS::SSM::DefaultHostManagementConfiguration', Properties: { PermissionModel: 'SELF_MANAGED', CustomerManagedRoleArn: 'arn:aws:iam::111122223333:role/mine' } } }, 'UNKNOWN SSM-IDN-013 Dhmc'],
    ['beside host management of Quick Setup', { ...bare, ...quickSetup('AWSQuickSetupType-SSMHostMgmt') }, `UNKNOWN ${WITHOUT}`],
    ['beside another Quick Setup', { ...bare, ...quickSetup('AWSQuickSetupType-PatchPolicy') }, `BLOCKED ${WITHOUT}`],
    ['beside host management, and without IMDSv2', { ...node({ IamInstanceProfile: undefined }), ...setting('mine') }, 'BLOCKED SSM-IDN-008 Node/MetadataOptions'],
  ];
  test.each(ROWS)('%s', (_, changes, expected) => expect(verdictsOf(withResources(changes)).Node).toBe(expected));
});

describe('an image', () => {
  const ROWS: [path: string, expected: string][] = [
    ['bottlerocket/aws-k8s-1.33/x86_64/latest/image_id', CONNECTS],
    ['suse/sles/15-sp7/x86_64/latest', CONNECTS],
    ['suse/sles/16.0/x86_64/latest', 'UNKNOWN SSM-AGT-001 Node/ImageId'],
    ['suse/sles-byos/15-sp7/x86_64/latest', 'UNKNOWN SSM-AGT-001 Node/ImageId'],
    ['canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id', CONNECTS],
    ['canonical/ubuntu/server/26.04/stable/current/amd64/hvm/ebs-gp3/ami-id', 'UNKNOWN SSM-AGT-001 Node/ImageId'],
    ['debian/release/13/latest/amd64', 'BLOCKED SSM-AGT-001 Node/ImageId'],
  ];
  test.each(ROWS)('%s', (path, expected) => expect(verdictsOf(withResources(image(path))).Node).toBe(expected));
});
