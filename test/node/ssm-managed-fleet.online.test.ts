import { Duration, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SsmManagedFleet, SsmManagedFleetProps } from '../../lib';
import { errorOf } from '../fixtures';
import { PRIVATE_WITH_EGRESS, PUBLIC, logicalId, newStack, only, resources, vpcWith } from '../util';

const CHECK = 'Custom::SessionManagerNodeOnline';
const vpcOf = (stack: Stack) => vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { maxAzs: 2 });

function fleet(props: Partial<SsmManagedFleetProps>): { stack: Stack; made: SsmManagedFleet } {
  const stack = newStack();
  return { stack, made: new SsmManagedFleet(stack, 'Fleet', { vpc: vpcOf(stack), ...props }) };
}

test('a deployment does not wait for a fleet unless it is asked to', () => {
  expect(resources(fleet({}).stack, CHECK)).toEqual([]);
});

test('waits for all instances of the group, and again when the launch template changes', () => {
  const { stack, made } = fleet({ waitUntilOnline: { timeout: Duration.minutes(20), minimumAgentVersion: '3.3.40.0' } });
  expect(only(stack, CHECK).Properties).toMatchObject({
    GroupNames: [{ Ref: logicalId(made.autoScalingGroup) }],
    TimeoutSeconds: 1200,
    MinimumAgentVersion: '3.3.40.0',
    Revision: { 'Fn::GetAtt': [logicalId(made.launchTemplate), 'LatestVersionNumber'] },
  });
  expect(only(stack, CHECK).Properties).not.toHaveProperty('NodeIds');
});

test('a revision of one\'s own takes the place of the version', () => {
  expect(only(fleet({ waitUntilOnline: { revision: 'today' } }).stack, CHECK).Properties.Revision).toBe('today');
});

test('a time that is out of range is an error', () => {
  expect(errorOf(() => fleet({ waitUntilOnline: { timeout: Duration.minutes(51) } }))).toContain('timeout must be 1-50 minutes');
});

test('waits for a group that is made elsewhere in the app', () => {
  const stack = newStack();
  const vpc = vpcOf(stack);
  const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
    vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(), requireImdsv2: true,
  });
  SsmManagedFleet.fromAutoScalingGroup(stack, 'Fleet', group, { vpc, waitUntilOnline: { revision: '2' } });
  expect(only(stack, CHECK).Properties).toMatchObject({ GroupNames: [{ Ref: logicalId(group) }], Revision: '2' });
});
