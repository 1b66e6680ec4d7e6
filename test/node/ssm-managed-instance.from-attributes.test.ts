import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ISsmManagedInstance, SsmManagedInstance, SsmManagedInstanceAttributes } from '../../lib';
import { newStack, only, policyStatements, vpcWith, PUBLIC } from '../util';

const INSTANCE = 'i-0123456789abcdef0';
const MANAGED = 'mi-0123456789abcdef0';
const ENV = { account: '123456789012', region: 'eu-west-1' };

function imported(stack: Stack, attrs: Partial<SsmManagedInstanceAttributes> = {}): ISsmManagedInstance {
  return SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: INSTANCE, ...attrs });
}

describe('An imported node', () => {
  test('creates nothing', () => {
    const stack = newStack();
    imported(stack);
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test.each([
    ['Linux by default', undefined, ec2.OperatingSystemType.LINUX, undefined],
    ['Windows when it is said', ec2.OperatingSystemType.WINDOWS, ec2.OperatingSystemType.WINDOWS,
      `aws ssm start-session --target ${INSTANCE} --region eu-west-1 --document-name AWS-StartPortForwardingSession --parameters "portNumber=3389,localPortNumber=13389"`],
  ])('is %s', (_name, platform, expected, rdpCommand) => {
    const node = imported(newStack(ENV), { platform });
    expect(node.platform).toBe(expected);
    expect(node.rdpCommand).toBe(rdpCommand);
  });

  test.each(['i-01234567', INSTANCE, 'mi-01234567', MANAGED])('may have the id %s', instanceId => {
    expect(imported(newStack(), { instanceId }).instanceId).toBe(instanceId);
  });

  test('may have an id that is a parameter', () => {
    const stack = newStack();
    const node = imported(stack, { instanceId: new CfnParameter(stack, 'Id').valueAsString });
    expect(stack.resolve(node.instanceId)).toEqual({ Ref: 'Id' });
  });

  test.each([
    '', 'i-', 'i-0123', 'i-0123456789abcdefg', 'i-0123456789ABCDEF0', 'I-0123456789abcdef0', 'ami-01234567', `${INSTANCE}0`, ` ${INSTANCE}`, `${INSTANCE}; rm -rf /`,
  ])('must not have the id \'%s\'', instanceId => {
    expect(() => imported(newStack(), { instanceId })).toThrow(new Error(
      `instanceId must look like i-0123456789abcdef0 or mi-0123456789abcdef0, got '${instanceId}'; aws ssm describe-instance-information lists them [Stack/Node]`));
  });

  test('has commands and a console page', () => {
    const node = imported(newStack(ENV));
    expect(node.startSessionCommand).toBe(`aws ssm start-session --target ${INSTANCE} --region eu-west-1`);
    expect(node.sshProxyCommand).toBe(
      `aws ssm start-session --target ${INSTANCE} --region eu-west-1 --document-name AWS-StartSSHSession --parameters portNumber=%p`);
    expect(node.portForwardingCommand(5432, 15432)).toBe(
      `aws ssm start-session --target ${INSTANCE} --region eu-west-1 --document-name AWS-StartPortForwardingSession --parameters "portNumber=5432,localPortNumber=15432"`);
    expect(node.consoleUrl).toBe(`https://console.aws.amazon.com/systems-manager/session-manager/${INSTANCE}?region=eu-west-1`);
  });

  test.each([['remotePort', 0, 1, 0], ['localPort', 1, 65536, 65536]])('has no command for %s out of range', (name, remote, local, got) => {
    expect(() => imported(newStack()).portForwardingCommand(remote, local)).toThrow(
      new Error(`${name} must be a whole number, 1-65535, got ${got}; set a port in that range [Stack/Node]`));
  });
});

describe('The role of an imported node', () => {
  test('gets the grants', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const node = imported(stack, { role });
    expect(node.grantPrincipal).toBe(role.grantPrincipal);
    iam.Grant.addToPrincipal({ grantee: node, actions: ['s3:GetObject'], resourceArns: ['arn:aws:s3:::bucket/*'] });
    expect(policyStatements(stack)).toEqual([{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*' }]);
  });

  test('gets nothing by itself', () => {
    const stack = newStack();
    imported(stack, { role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }) });
    expect(only(stack, 'AWS::IAM::Role').Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(policyStatements(stack)).toEqual([]);
  });

  test('is needed to grant something to the node', () => {
    expect(() => imported(newStack()).grantPrincipal).toThrow(new Error(
      'the role of the imported node is not known, so nothing can be granted to it; pass role to fromSsmManagedInstanceAttributes [Stack/Node]'));
  });
});

describe('The security groups of an imported node', () => {
  test('are used to open connections', () => {
    const stack = newStack();
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc: vpcWith(stack, [PUBLIC]) });
    imported(stack, { securityGroups: [securityGroup] }).connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(5432));
    expect(only(stack, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupIngress)
      .toEqual([expect.objectContaining({ CidrIp: '10.0.0.0/8', FromPort: 5432, ToPort: 5432 })]);
  });

  test.each([['are not given', undefined], ['are none', []]])('are needed to open connections: they %s', (_name, securityGroups) => {
    expect(() => imported(newStack(), { securityGroups }).connections).toThrow(new Error(
      'the security groups of the imported node are not known, so no connection can be opened; pass securityGroups to fromSsmManagedInstanceAttributes [Stack/Node]'));
  });
});

describe('grantStartSession on an imported node', () => {
  const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${rest}`]] });

  test.each([
    ['an instance', INSTANCE, `ec2:eu-west-1:123456789012:instance/${INSTANCE}`],
    ['a managed node', MANAGED, `ssm:eu-west-1:123456789012:managed-instance/${MANAGED}`],
  ])('names %s by its own kind of ARN', (_name, instanceId, nodeArn) => {
    const stack = newStack(ENV);
    expect(imported(stack, { instanceId }).grantStartSession(new iam.User(stack, 'User')).success).toBe(true);
    expect(policyStatements(stack)).toEqual([
      {
        Effect: 'Allow',
        Action: 'ssm:StartSession',
        Resource: [arn(nodeArn), arn('ssm:eu-west-1:123456789012:document/SSM-SessionManagerRunShell')],
      },
      {
        Effect: 'Allow',
        Action: ['ssm:ResumeSession', 'ssm:TerminateSession'],
        Resource: arn('ssm:eu-west-1:123456789012:session/*'),
        Condition: { StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' } },
      },
      { Effect: 'Allow', Action: 'ssmmessages:OpenDataChannel', Resource: arn('ssm:eu-west-1:123456789012:session/*') },
    ]);
  });
});
