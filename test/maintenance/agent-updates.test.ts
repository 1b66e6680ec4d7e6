import { App, CfnParameter, Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { isolatedNode } from './nodes';
import {
  AgentUpdates, AgentUpdatesProps, ComplianceSeverity, MaintenanceSchedule, MaintenanceTargets, NodePermissions, SsmConnectivity, SsmManagedInstance,
} from '../../lib';
import { ACCOUNT, errorOf, newStack, newVpc, propertiesOf, warnings } from '../fixtures';
import { ec2Instance } from '../util';

const ASSOCIATION = 'AWS::SSM::Association';
const RULE = 'AWS::Events::Rule';

function associationOf(props?: AgentUpdatesProps, stack = newStack()) {
  new AgentUpdates(stack, 'Updates', props);
  return propertiesOf(stack, ASSOCIATION)[0];
}

test('one line updates the agents of all nodes every two weeks', () => {
  expect(associationOf()).toEqual({
    Name: 'AWS-UpdateSSMAgent',
    Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
    ScheduleExpression: 'rate(14 days)',
    MaxConcurrency: '10%',
    MaxErrors: '10%',
  });
});

test('it creates the association and nothing else', () => {
  const stack = newStack();
  new AgentUpdates(stack, 'Updates');
  expect(Object.values(Template.fromStack(stack).toJSON().Resources).map(({ Type }: any) => Type)).toEqual([ASSOCIATION]);
  expect(warnings(stack)).toEqual([]);
});

test('all that can be said', () => {
  expect(associationOf({
    targets: MaintenanceTargets.tagged({ env: ['prod'] }),
    schedule: MaintenanceSchedule.cron('0 2 ? * SUN *', { onlyAtInterval: true }),
    maxConcurrency: '5',
    maxErrors: '0',
    complianceSeverity: ComplianceSeverity.HIGH,
  })).toEqual({
    Name: 'AWS-UpdateSSMAgent',
    Targets: [{ Key: 'tag:env', Values: ['prod'] }],
    ScheduleExpression: 'cron(0 2 ? * SUN *)',
    ApplyOnlyAtCronInterval: true,
    MaxConcurrency: '5',
    MaxErrors: '0',
    ComplianceSeverity: 'HIGH',
  });
});

test('no deployment waits for nodes', () => {
  expect(associationOf()).not.toHaveProperty('WaitForSuccessTimeoutSeconds');
});

test('the id of the association is that of CloudFormation', () => {
  const stack = newStack();
  const { associationId } = new AgentUpdates(stack, 'Updates');
  expect(stack.resolve(associationId)).toEqual({ 'Fn::GetAtt': ['UpdatesAssociation8A15D66C', 'AssociationId'] });
});

describe('rate control', () => {
  test.each(['1', '9999999', '1%', '99%', '100%'])('maxConcurrency may be %s', maxConcurrency => {
    expect(associationOf({ maxConcurrency }).MaxConcurrency).toBe(maxConcurrency);
  });

  test.each(['0', '01', '10000000', '0%', '101%', '1.5', '-1', '', '10 %', 'all'])('maxConcurrency may not be %j', maxConcurrency => {
    expect(errorOf(() => associationOf({ maxConcurrency }))).toBe(`maxConcurrency must be 1-9999999 nodes or 1%-100%, in a string, got '${maxConcurrency}'; use one such as '10%' [Stack/Updates]`);
  });

  test.each(['0', '1', '9999999', '0%', '9%', '10%', '100%'])('maxErrors may be %s', maxErrors => {
    expect(associationOf({ maxErrors }).MaxErrors).toBe(maxErrors);
  });

  test.each(['00', '10000000', '101%', '00%', '-1', '', '1,5'])('maxErrors may not be %j', maxErrors => {
    expect(errorOf(() => associationOf({ maxErrors }))).toBe(`maxErrors must be 0-9999999 nodes or 0%-100%, in a string, got '${maxErrors}'; use one such as '10%' [Stack/Updates]`);
  });

  test('both may be known at deployment only', () => {
    const stack = newStack();
    const limit = new CfnParameter(stack, 'Limit').valueAsString;
    expect(associationOf({ maxConcurrency: limit, maxErrors: limit }, stack)).toMatchObject({ MaxConcurrency: { Ref: 'Limit' }, MaxErrors: { Ref: 'Limit' } });
  });
});

describe('a topic', () => {
  test('is told where the association has failed, and lets EventBridge of the account publish', () => {
    const stack = newStack();
    const { associationId } = new AgentUpdates(stack, 'Updates', { topic: new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }) });
    const [rule] = propertiesOf(stack, RULE);
    expect(rule.EventPattern).toEqual({
      'source': ['aws.ssm'],
      'detail-type': ['EC2 State Manager Association State Change'],
      'detail': { 'association-id': [stack.resolve(associationId)], 'status': ['Failed'] },
    });
    const [target] = rule.Targets;
    expect(target.RoleArn).toBeUndefined();
    expect(target.Arn).toEqual({ Ref: expect.stringMatching(/^Topic/) });
    expect(target.InputTransformer.InputTemplate).toBe('"Stack/Updates has failed on some nodes; document <detail-document-name>; nodes <detail-association-status-aggregated-count>; association <detail-association-id>"');
    const [{ PolicyDocument: { Statement: statements } }] = propertiesOf(stack, 'AWS::SNS::TopicPolicy');
    expect(statements).toEqual([expect.objectContaining({
      Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    })]);
    expect(JSON.stringify(propertiesOf(stack, 'AWS::KMS::Key')[0].KeyPolicy)).toContain('events.amazonaws.com');
  });

  test('is not there by default, and no rule is', () => {
    const stack = newStack();
    new AgentUpdates(stack, 'Updates');
    expect(propertiesOf(stack, RULE)).toEqual([]);
  });
});

describe('nodes by name', () => {
  test('that reach S3 are taken without a warning', () => {
    const stack = newStack();
    const { node } = isolatedNode(stack, { s3: true });
    const open = new SsmManagedInstance(stack, 'Open', { vpc: node._vpc });
    expect(associationOf({ targets: MaintenanceTargets.nodes(node, open) }, stack).Targets).toEqual([
      { Key: 'InstanceIds', Values: [stack.resolve(node.instanceId), stack.resolve(open.instanceId)] },
    ]);
    expect(warnings(stack)).toEqual([]);
  });

  const unreachable = (path: string) => `targets has ${path}, which reaches no bucket of AWS's, where updates and patches come from; set s3: true in SsmVpcEndpoints, which is free of charge, or in SsmConnectivity.centralEndpoints(...)`;

  test('that reach none are an error which says what to set', () => {
    const stack = newStack();
    const { node } = isolatedNode(stack);
    expect(errorOf(() => new AgentUpdates(stack, 'Updates', { targets: MaintenanceTargets.nodes(node) }))).toContain(unreachable('Stack/Node'));
  });

  test('behind central endpoints say themselves whether S3 is there', () => {
    const stack = newStack();
    const central = (s3: boolean) => SsmConnectivity.centralEndpoints({ peers: [ec2.Peer.ipv4('10.0.0.0/8')], s3 });
    const vpc = newVpc(stack);
    const without = new SsmManagedInstance(stack, 'Without', { vpc, connectivity: central(false) });
    const withS3 = new SsmManagedInstance(stack, 'With', { vpc, connectivity: central(true) });
    expect(errorOf(() => new AgentUpdates(stack, 'Updates', { targets: MaintenanceTargets.nodes(without) }))).toContain(unreachable('Stack/Without'));
    expect(errorOf(() => new AgentUpdates(stack, 'Others', { targets: MaintenanceTargets.nodes(withS3) }))).toBeUndefined();
  });

  test('that are made elsewhere in the app are looked at as well', () => {
    const stack = newStack();
    const { vpc, endpoints } = isolatedNode(stack);
    const existing = ec2Instance(stack, vpc, { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    const node = SsmManagedInstance.fromInstance(stack, 'Equipped', existing, { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });
    expect(errorOf(() => new AgentUpdates(stack, 'Updates', { targets: MaintenanceTargets.nodes(node) }))).toContain(unreachable('Stack/Equipped'));
  });

  test('that are imported are taken as they are', () => {
    const stack = newStack();
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: 'mi-0123456789abcdef0' });
    associationOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    expect(warnings(stack)).toEqual([]);
  });

  test('of another region are an error', () => {
    const app = new App();
    const node = new SsmManagedInstance(newStack(app, 'Other', { env: { account: ACCOUNT, region: 'eu-west-1' } }), 'Node', {
      vpc: newVpc(app.node.findChild('Other') as never),
    });
    expect(errorOf(() => associationOf({ targets: MaintenanceTargets.nodes(node) }, newStack(app)))).toBe(
      'targets must be of the account and region of Stack/Updates, got Other/Node of another; make one in the stack of the node [Stack/Updates]');
  });

  test('with the permissions of sessions alone have a warning', () => {
    const stack = newStack();
    const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack), permissions: NodePermissions.sessionOnly() });
    associationOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    expect(warnings(stack)).toEqual([expect.stringContaining('targets has Stack/Node, whose permissions are those of sessions alone')]);
    expect(warnings(stack)[0]).toContain('cdk-session-manager:MaintenanceTargets.permissionsNotProven');
  });

  test.each(['managedInstanceCore', 'none'] as const)('with NodePermissions.%s() have none', permissions => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const node = new SsmManagedInstance(stack, 'Node', { vpc, permissions: NodePermissions[permissions]() });
    associationOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    expect(warnings(stack).filter(each => each.includes('MaintenanceTargets'))).toEqual([]);
  });
});

test.each(['aws', 'aws-cn', 'aws-us-gov'])('the template is the same in %s', partition => {
  const region = { 'aws': 'eu-west-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' }[partition]!;
  const stack = newStack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
  new AgentUpdates(stack, 'Updates', { topic: new sns.Topic(stack, 'Topic') });
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/arn:aws:|amazonaws\.com\.cn/);
});

test('two syntheses are the same', () => {
  const synthesized = () => {
    const stack = newStack();
    new AgentUpdates(stack, 'Updates', { topic: new sns.Topic(stack, 'Topic'), schedule: MaintenanceSchedule.rate(Duration.days(7)) });
    return Template.fromStack(stack).toJSON();
  };
  expect(synthesized()).toEqual(synthesized());
});

test('cdk-nag finds nothing in it', () => {
  const app = new App();
  new AgentUpdates(newStack(app), 'Updates');
  app.synth();
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});
