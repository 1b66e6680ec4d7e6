import { SCENARIOS, resourcesOf, templateOf } from './scenarios';
import { NatGatewayScenario } from '../../bin/nat-gateway-scenario';
import { PrivateLinkScenario } from '../../bin/private-link-scenario';
import { PublicSubnetScenario } from '../../bin/public-subnet-scenario';

const count = (template: any, type: string) => resourcesOf(template, type).length;

describe.each(SCENARIOS)('%s', (_name, scenario) => {
  const template = templateOf(scenario);

  test('is one node, one log bucket with its access log bucket and one key', () => {
    expect(count(template, 'AWS::EC2::VPC')).toBe(1);
    expect(count(template, 'AWS::EC2::Instance')).toBe(1);
    expect(count(template, 'AWS::S3::Bucket')).toBe(2);
    expect(count(template, 'AWS::KMS::Key')).toBe(1);
  });

  test('opens no port of the node to anybody', () => {
    const [instance] = resourcesOf(template, 'AWS::EC2::Instance');
    const [nodeGroup] = instance.Properties.SecurityGroupIds ?? instance.Properties.NetworkInterfaces[0].GroupSet;
    expect(template.Resources[nodeGroup['Fn::GetAtt'][0]].Properties.SecurityGroupIngress).toBeUndefined();
    expect(resourcesOf(template, 'AWS::EC2::SecurityGroupIngress').filter(({ Properties }) =>
      JSON.stringify(Properties.GroupId) === JSON.stringify(nodeGroup))).toEqual([]);
  });

  test('has no flow log, no key pair, no Lambda function and no launch template', () => {
    expect(count(template, 'AWS::EC2::FlowLog')).toBe(0);
    expect(count(template, 'AWS::EC2::KeyPair')).toBe(0);
    expect(count(template, 'AWS::Lambda::Function')).toBe(0);
    expect(count(template, 'AWS::EC2::LaunchTemplate')).toBe(0);
  });

  test('has a flow log when asked for', () => {
    expect(count(templateOf(scenario, { flowLogs: true }), 'AWS::EC2::FlowLog')).toBe(1);
  });

  test('prints the console link and the commands', () => {
    expect(Object.keys(template.Outputs)).toEqual([
      'ConsoleUrl', 'StartSessionCommand', 'PortForwardingCommand', 'SshProxyCommand', 'SessionLogsBucket',
    ]);
  });

  test('lets the node write to its log bucket', () => {
    const statements = resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.map(({ Action }) => Action)).toEqual(['s3:PutObject', 's3:PutObjectAcl', 's3:GetEncryptionConfiguration', ['kms:Decrypt', 'kms:GenerateDataKey']]);
  });
});

test('PublicSubnetScenario goes out by an Internet gateway with a public address', () => {
  const template = templateOf(PublicSubnetScenario);
  expect(count(template, 'AWS::EC2::InternetGateway')).toBe(1);
  expect(count(template, 'AWS::EC2::NatGateway')).toBe(0);
  expect(count(template, 'AWS::EC2::VPCEndpoint')).toBe(0);
  expect(resourcesOf(template, 'AWS::EC2::Instance')[0].Properties.NetworkInterfaces[0].AssociatePublicIpAddress).toBe(true);
});

test('NatGatewayScenario goes out by one NAT gateway without a public address', () => {
  const template = templateOf(NatGatewayScenario);
  expect(count(template, 'AWS::EC2::NatGateway')).toBe(1);
  expect(count(template, 'AWS::EC2::VPCEndpoint')).toBe(0);
  expect(resourcesOf(template, 'AWS::EC2::Instance')[0].Properties.NetworkInterfaces).toBeUndefined();
});

test('PrivateLinkScenario has no way to the Internet and three endpoints', () => {
  const template = templateOf(PrivateLinkScenario);
  expect(count(template, 'AWS::EC2::InternetGateway')).toBe(0);
  expect(count(template, 'AWS::EC2::NatGateway')).toBe(0);
  expect(count(template, 'AWS::EC2::Route')).toBe(0);
  expect(resourcesOf(template, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties.ServiceName['Fn::Join'][1].at(-1)).sort())
    .toEqual(['.s3', '.ssm', '.ssmmessages']);
});
