import { Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SessionTarget, SsmManagedInstance } from '../../lib';
import { placeOf } from '../../lib/access/session-place';
import { errorOf, newStack, newVpc } from '../fixtures';
import { deployed } from '../util';

const INSTANCES = 'arn:aws:ec2:us-east-1:123456789012:instance/*';
const MANAGED_NODES = 'arn:aws:ssm:us-east-1:123456789012:managed-instance/*';

const arnsOf = (stack: Stack, { _nodes }: SessionTarget): string[] => deployed(stack.resolve(_nodes.arnsIn(placeOf(stack))));
const importedNode = (stack: Stack, instanceId: string) => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, instanceId, { instanceId });

test.each<[string, (stack: Stack) => SessionTarget, string[], object, string[]]>([
  ['a node in EC2', stack => SessionTarget.node(importedNode(stack, 'i-0123456789abcdef0')),
    ['arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0'], {}, ['i-0123456789abcdef0']],
  ['a node outside EC2', stack => SessionTarget.node(importedNode(stack, 'mi-0123456789abcdef0')),
    ['arn:aws:ssm:us-east-1:123456789012:managed-instance/mi-0123456789abcdef0'], {}, ['mi-0123456789abcdef0']],
  ['nodes with a tag', () => SessionTarget.tagged('env', 'prod'), [INSTANCES, MANAGED_NODES], { env: 'prod' }, ['i-*', 'mi-*']],
  ['nodes with an empty tag', () => SessionTarget.tagged('env', ''), [INSTANCES, MANAGED_NODES], { env: '' }, ['i-*', 'mi-*']],
  ['nodes with several tags', () => SessionTarget.taggedAll({ env: 'prod', team: 'web' }), [INSTANCES, MANAGED_NODES], { env: 'prod', team: 'web' }, ['i-*', 'mi-*']],
  ['a group', stack => SessionTarget.fleet(autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Group', 'web')),
    [INSTANCES], { 'aws:autoscaling:groupName': 'web' }, ['i-*']],
  ['nodes outside EC2', () => SessionTarget.managedNodes(), [MANAGED_NODES], {}, ['mi-*']],
  ['all nodes', () => SessionTarget.all(), [INSTANCES, MANAGED_NODES], {}, ['i-*', 'mi-*']],
])('%s', (_name, target, arns, tags, targetIds) => {
  const stack = newStack();
  const made = target(stack);

  expect(arnsOf(stack, made)).toEqual(arns);
  expect(made._nodes).toMatchObject({ tags, targetIds });
});

test('a group of this app is known by its name at deployment', () => {
  const stack = newStack();
  const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
    vpc: newVpc(stack), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  });

  expect(deployed(stack.resolve(SessionTarget.fleet(group)._nodes.tags))).toEqual({ 'aws:autoscaling:groupName': expect.stringMatching(/^<GroupASG\w+>$/) });
});

test('a change of the tags that were passed changes nothing', () => {
  const tags: Record<string, string> = { env: 'prod' };
  const target = SessionTarget.taggedAll(tags);
  delete tags.env;

  expect(target._nodes.tags).toEqual({ env: 'prod' });
});

test.each<[string, () => SessionTarget, string]>([
  ['no tags are every node', () => SessionTarget.taggedAll({}), 'tags must be one or more, got none, which every node has; name a tag, or use SessionTarget.all()'],
  ['a tag without a key', () => SessionTarget.tagged('', 'prod'), 'tags must have keys, got an empty one; name the key of the tag, such as env'],
])('%s: an error', (_name, make, error) => {
  expect(errorOf(make)).toBe(error);
});
