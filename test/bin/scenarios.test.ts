import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { NODE_SCENARIOS, SCENARIOS, resourcesOf, templateOf } from './scenarios';
import { AccountPreferencesScenario } from '../../bin/account-preferences-scenario';
import { DatabaseTunnelScenario } from '../../bin/database-tunnel-scenario';
import { LowCostScenario } from '../../bin/low-cost-scenario';
import { NatGatewayScenario } from '../../bin/nat-gateway-scenario';
import { PrivateLinkScenario } from '../../bin/private-link-scenario';
import { PublicSubnetScenario } from '../../bin/public-subnet-scenario';
import { WindowsScenario } from '../../bin/windows-scenario';

const count = (template: any, type: string) => resourcesOf(template, type).length;

/** A NAT instance takes what the nodes send. */
const nodesOf = (template: any) => resourcesOf(template, 'AWS::EC2::Instance').filter(({ Properties }) => Properties.SourceDestCheck !== false);

/** The actions of each policy. */
const actionsOf = (template: any) => resourcesOf(template, 'AWS::IAM::Policy')
  .map(({ Properties }) => Properties.PolicyDocument.Statement.flatMap(({ Action }: any) => Action));

/** The actions with which a node writes transcripts to both destinations and decrypts sessions. */
const HOST_ACTIONS = [
  's3:PutObject', 's3:PutObjectAcl', 's3:GetEncryptionConfiguration', 'kms:Decrypt', 'kms:GenerateDataKey',
  'logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents', 'kms:Decrypt',
];

describe.each(SCENARIOS)('%s', (name, scenario) => {
  const template = templateOf(scenario);

  test('is one node in one VPC, or two for a team, or one and a NAT instance', () => {
    expect(count(template, 'AWS::EC2::VPC')).toBe(1);
    expect(count(template, 'AWS::EC2::Instance')).toBe(['TeamAccessScenario', 'LowCostScenario'].includes(name) ? 2 : 1);
  });

  test('shows no warning', () => {
    const app = new App();
    const stack = new scenario(app, 'Scenario');
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test.each(nodesOf(template).map((instance, index) => [index, instance] as const))('opens no port of node %s', (_index, instance) => {
    const [nodeGroup] = instance.Properties.SecurityGroupIds ?? instance.Properties.NetworkInterfaces[0].GroupSet;
    expect(template.Resources[nodeGroup['Fn::GetAtt'][0]].Properties.SecurityGroupIngress).toBeUndefined();
    expect(resourcesOf(template, 'AWS::EC2::SecurityGroupIngress').filter(({ Properties }) =>
      JSON.stringify(Properties.GroupId) === JSON.stringify(nodeGroup))).toEqual([]);
  });

  test('has no flow log, no key pair and no launch template', () => {
    expect(count(template, 'AWS::EC2::FlowLog')).toBe(0);
    expect(count(template, 'AWS::EC2::KeyPair')).toBe(0);
    expect(count(template, 'AWS::EC2::LaunchTemplate')).toBe(0);
  });

  test('has a flow log when asked for', () => {
    expect(count(templateOf(scenario, { flowLogs: true }), 'AWS::EC2::FlowLog')).toBe(1);
  });

});

describe.each(NODE_SCENARIOS)('%s', (_name, scenario) => {
  const template = templateOf(scenario);

  test('keeps transcripts in a bucket and a log group under one key, and encrypts sessions with another', () => {
    expect(count(template, 'AWS::SSM::Document')).toBe(1);
    expect(count(template, 'AWS::S3::Bucket')).toBe(2);
    expect(count(template, 'AWS::Logs::LogGroup')).toBe(1);
    expect(count(template, 'AWS::KMS::Key')).toBe(2);
  });

  test('has no Lambda function', () => {
    expect(count(template, 'AWS::Lambda::Function')).toBe(0);
  });

  test('prints the console link, the commands and where transcripts are', () => {
    expect(Object.keys(template.Outputs)).toEqual([
      'ConsoleUrl', 'StartSessionCommand', 'VerifyCommand', 'PortForwardingCommand', 'SshProxyCommand', 'SessionLogsBucket', 'SessionLogGroup',
    ]);
    expect(JSON.stringify(template.Outputs.StartSessionCommand.Value)).toContain(' --document-name ');
  });

  test('lets the node host sessions and do nothing else', () => {
    expect(actionsOf(template)).toEqual([HOST_ACTIONS]);
  });
});

describe('DatabaseTunnelScenario', () => {
  const template = templateOf(DatabaseTunnelScenario);

  test('has a role that can open the tunnel and nothing else', () => {
    expect(actionsOf(template)).toEqual([['ssm:StartSession', 'ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel']]);
    const [{ Properties: { PolicyDocument: { Statement: [start] } } }] = resourcesOf(template, 'AWS::IAM::Policy');
    const documentId = Object.keys(template.Resources).find(id => template.Resources[id].Type === 'AWS::SSM::Document');
    expect(JSON.stringify(start.Resource[1])).toContain(`{"Ref":"${documentId}"}`);
  });

  test('fixes the target of the tunnel to the database, which admits only the node', () => {
    const content = JSON.stringify(resourcesOf(template, 'AWS::SSM::Document')[0].Properties.Content);
    expect(content).toMatch(/Endpoint\.Address/);
    expect(content).toMatch(/Endpoint\.Port/);
    const [database] = resourcesOf(template, 'AWS::RDS::DBInstance');
    expect(database.Properties.PubliclyAccessible).toBeFalsy();
    const rules = resourcesOf(template, 'AWS::EC2::SecurityGroupIngress').filter(({ Properties }) =>
      JSON.stringify(Properties.GroupId) === JSON.stringify(database.Properties.VPCSecurityGroups[0]));
    expect(rules.map(({ Properties }) => Properties.Description)).toEqual(['From the tunnel']);
  });

  test('has the two endpoints that a tunnel needs, no Internet gateway and no NAT gateway', () => {
    expect(count(template, 'AWS::EC2::VPCEndpoint')).toBe(2);
    expect(count(template, 'AWS::EC2::InternetGateway')).toBe(0);
    expect(count(template, 'AWS::EC2::NatGateway')).toBe(0);
  });

  test('prints the command of the tunnel', () => {
    expect(Object.keys(template.Outputs)).toEqual(['DatabaseUserRole', 'TunnelCommand']);
    expect(JSON.stringify(template.Outputs.TunnelCommand.Value)).toContain(' --parameters localPortNumber=15432');
  });
});

describe('AccountPreferencesScenario', () => {
  const template = templateOf(AccountPreferencesScenario);

  test('sets the preferences of the account, and creates no document of its own', () => {
    expect(count(template, 'Custom::AccountSessionPreferences')).toBe(1);
    expect(count(template, 'AWS::SSM::Document')).toBe(0);
  });

  test('has a node that can host such sessions, and a command that names no document', () => {
    expect(actionsOf(template)).toContainEqual(HOST_ACTIONS);
    expect(JSON.stringify(template.Outputs.StartSessionCommand.Value)).not.toContain('--document-name');
  });
});

describe('WindowsScenario', () => {
  const template = templateOf(WindowsScenario);
  const idOf = (type: string, start: string) =>
    Object.keys(template.Resources).find(id => template.Resources[id].Type === type && id.startsWith(start))!;
  const secret = { Ref: idOf('AWS::SecretsManager::Secret', 'DesktopPassword') };

  test('reads the password at the first boot, after the node may, and has it nowhere in the template', () => {
    const [{ DependsOn, Properties: { UserData } }] = resourcesOf(template, 'AWS::EC2::Instance');
    expect(DependsOn).toContain(idOf('AWS::IAM::Policy', 'NodeRoleDefaultPolicy'));
    expect(JSON.stringify(UserData)).toContain(`Get-SECSecretValue -SecretId \\"",${JSON.stringify(secret)}`);
    expect(JSON.stringify(template)).not.toContain('{{resolve:secretsmanager');
  });

  test('has a role that can open Remote Desktop and read the password, and nothing else', () => {
    const { Statement } = template.Resources[idOf('AWS::IAM::Policy', 'DesktopRole')].Properties.PolicyDocument;
    expect(Statement.flatMap(({ Action }: any) => Action)).toEqual([
      'ssm:StartSession', 'ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel',
      'secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret',
    ]);
    expect(JSON.stringify(Statement[0].Resource)).toContain(`{"Ref":"${idOf('AWS::SSM::Document', 'DesktopTunnel')}"}`);
    expect(Statement.at(-1).Resource).toEqual(secret);
  });

  test('the tunnel leads to Remote Desktop and nowhere else', () => {
    const { Content } = template.Resources[idOf('AWS::SSM::Document', 'DesktopTunnel')].Properties;
    expect(JSON.parse(Content).properties).toMatchObject({ type: 'LocalPortForwarding', portNumber: '3389' });
  });

  test('prints the commands, and who may use them', () => {
    expect(Object.keys(template.Outputs)).toEqual([
      'ConsoleUrl', 'StartSessionCommand', 'VerifyCommand', 'DesktopUserRole', 'DesktopCommand', 'DesktopPasswordCommand', 'SessionLogsBucket', 'SessionLogGroup',
    ]);
    expect(JSON.stringify(template.Outputs.DesktopCommand.Value)).toContain('localPortNumber=13389');
  });
});

test('PublicSubnetScenario uses an Internet gateway and a public address', () => {
  const template = templateOf(PublicSubnetScenario);
  expect(count(template, 'AWS::EC2::InternetGateway')).toBe(1);
  expect(count(template, 'AWS::EC2::NatGateway')).toBe(0);
  expect(count(template, 'AWS::EC2::VPCEndpoint')).toBe(0);
  expect(resourcesOf(template, 'AWS::EC2::Instance')[0].Properties.NetworkInterfaces[0].AssociatePublicIpAddress).toBe(true);
});

test('NatGatewayScenario uses one NAT gateway and no public address', () => {
  const template = templateOf(NatGatewayScenario);
  expect(count(template, 'AWS::EC2::NatGateway')).toBe(1);
  expect(count(template, 'AWS::EC2::VPCEndpoint')).toBe(0);
  expect(resourcesOf(template, 'AWS::EC2::Instance')[0].Properties.NetworkInterfaces).toBeUndefined();
});

describe('LowCostScenario', () => {
  const template = templateOf(LowCostScenario);
  const [nat] = resourcesOf(template, 'AWS::EC2::Instance').filter(({ Properties }) => Properties.SourceDestCheck === false);
  const [node] = nodesOf(template);

  test('goes through a NAT instance, and has no NAT gateway and no endpoint', () => {
    expect(count(template, 'AWS::EC2::NatGateway')).toBe(0);
    expect(count(template, 'AWS::EC2::VPCEndpoint')).toBe(0);
    const natId = Object.keys(template.Resources).find(id => template.Resources[id] === nat);
    const outOfPrivate = resourcesOf(template, 'AWS::EC2::Route').filter(({ Properties }) => Properties.InstanceId !== undefined);
    expect(outOfPrivate.map(({ Properties }) => Properties.InstanceId.Ref)).toEqual([natId]);
    expect(node.Properties.NetworkInterfaces).toBeUndefined();
  });

  test('has a NAT instance that takes TCP 443 from the private subnet, and nothing else', () => {
    const groups = resourcesOf(template, 'AWS::EC2::SecurityGroup').filter(({ Properties }) => Properties.GroupDescription === 'Security Group for NAT instances');
    expect(groups.map(({ Properties }) => Properties.SecurityGroupIngress)).toEqual([
      [{ CidrIp: '10.0.128.0/17', Description: 'From the nodes', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }],
    ]);
    expect(count(template, 'AWS::EC2::SecurityGroupIngress')).toBe(0);
    const privateSubnets = resourcesOf(template, 'AWS::EC2::Subnet').filter(({ Properties }) => !Properties.MapPublicIpOnLaunch);
    expect(privateSubnets.map(({ Properties }) => Properties.CidrBlock)).toEqual(['10.0.128.0/17']);
  });

  test('has a NAT instance with IMDSv2 and an encrypted volume, which is ready when it forwards', () => {
    expect(nat.Properties).toMatchObject({
      InstanceType: 't4g.micro',
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }],
    });
    expect(nat.Properties).not.toHaveProperty('KeyName');
    expect(nat.CreationPolicy).toEqual({ ResourceSignal: { Timeout: 'PT10M' } });
    const script = JSON.stringify(nat.Properties.UserData);
    expect(script).toContain('MASQUERADE');
    expect(script).toContain('cfn-signal');
    expect(script).toMatch(/iptables -t nat -S POSTROUTING \| grep -q MASQUERADE"/);
  });

  test('pins the image of the NAT instance where one is named, and not that of the node', () => {
    const images = resourcesOf(templateOf(LowCostScenario, { natImageId: 'ami-0123456789abcdef0' } as object), 'AWS::EC2::Instance').map(({ Properties }) => Properties.ImageId);
    expect(images).toEqual(['ami-0123456789abcdef0', { Ref: expect.stringContaining('arm64') }]);
    expect(nat.Properties.ImageId).toEqual({ Ref: expect.stringContaining('arm64') });
  });

  test('stops the node, and never the NAT instance', () => {
    const [{ Properties: { Target } }] = resourcesOf(template, 'AWS::Scheduler::Schedule');
    const nodeId = Object.keys(template.Resources).find(id => template.Resources[id] === node)!;
    expect(Target.Input['Fn::Join'][1].filter((part: unknown) => typeof part === 'object')).toEqual([{ Ref: nodeId }]);
    const stops = resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement).filter(({ Action }) => Action === 'ec2:StopInstances');
    expect(stops.map(({ Resource }) => Resource['Fn::Join'][1].at(-1))).toEqual([{ Ref: nodeId }]);
    expect(JSON.stringify(template.Outputs.StartNodeCommand.Value)).toContain('aws ec2 start-instances');
  });
});

test('PrivateLinkScenario has no route to the Internet, and exactly the endpoints that logged and encrypted sessions need', () => {
  const template = templateOf(PrivateLinkScenario);
  expect(count(template, 'AWS::EC2::InternetGateway')).toBe(0);
  expect(count(template, 'AWS::EC2::NatGateway')).toBe(0);
  expect(count(template, 'AWS::EC2::Route')).toBe(0);
  expect(resourcesOf(template, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties.ServiceName['Fn::Join'][1].at(-1)).sort())
    .toEqual(['.kms', '.logs', '.s3', '.ssm', '.ssmmessages']);
});
