import { App, Duration, Expiration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { NodeOperatingSystem, Preflight, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences, SessionPreferencesProps, SsmManagedInstance, SsmManagedInstanceProps } from '../../lib';
import { errorOf } from '../fixtures';
import { PRIVATE_WITH_EGRESS, PUBLIC, instanceIn, logicalId, newStack, only, resources, vpcWith, warnings } from '../util';

const TRANSCRIPTS_LOST = 'cdk-session-manager:SsmManagedInstance.transcriptsLost';
const TEMPLATE = 'AWS::EC2::LaunchTemplate';

function node(stack: Stack, props: Partial<SsmManagedInstanceProps> = {}, id = 'Node'): SsmManagedInstance {
  return new SsmManagedInstance(stack, id, { vpc: props.vpc ?? vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]), ...props });
}

function propertiesWith(props: Partial<SsmManagedInstanceProps>): any {
  const stack = newStack();
  node(stack, props);
  return instanceIn(stack).Properties;
}

test('no launch prop is there by default', () => {
  const properties = propertiesWith({});
  for (const absent of ['Monitoring', 'DisableApiTermination', 'KeyName', 'PropagateTagsToVolumeOnCreation', 'LaunchTemplate']) {
    expect(properties).not.toHaveProperty(absent);
  }
});

test.each<[keyof SsmManagedInstanceProps, string]>([
  ['detailedMonitoring', 'Monitoring'],
  ['disableApiTermination', 'DisableApiTermination'],
  ['propagateTagsToVolumeOnCreation', 'PropagateTagsToVolumeOnCreation'],
])('%s is a property of the instance', (prop, property) => {
  expect(propertiesWith({ [prop]: true })[property]).toBe(true);
  expect(propertiesWith({ [prop]: false })[property]).toBe(false);
});

test('keyPair is the key of the instance, without a warning', () => {
  const stack = newStack();
  const keyPair = new ec2.KeyPair(stack, 'Key');
  node(stack, { keyPair });
  expect(instanceIn(stack).Properties.KeyName).toEqual({ Ref: logicalId(keyPair) });
  expect(warnings(stack)).toEqual([]);
});

test('a key pair that Windows does not take is an error', () => {
  const stack = newStack();
  const keyPair = new ec2.KeyPair(stack, 'Key', { type: ec2.KeyPairType.ED25519 });
  expect(errorOf(() => node(stack, { keyPair, operatingSystem: NodeOperatingSystem.windowsServer('2022') }))).toContain('ed25519 keys are not compatible');
});

test('nodes share a role that was given to them', () => {
  const stack = newStack();
  const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
  const role = new iam.Role(stack, 'Shared', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  [node(stack, { vpc, role }, 'One'), node(stack, { vpc, role }, 'Other')].forEach(({ role: own }) => expect(own).toBe(role));
  expect(resources(stack, 'AWS::IAM::InstanceProfile').map(({ Properties }) => Properties.Roles)).toEqual([[{ Ref: logicalId(role) }], [{ Ref: logicalId(role) }]]);
  expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toHaveLength(1);
});

describe('a Spot Instance', () => {
  test('is one by a launch template that says nothing else, and keeps what the instance says', () => {
    const stack = newStack();
    node(stack, { spotOptions: {} });
    const [name] = Object.keys(Template.fromStack(stack).findResources(TEMPLATE));
    expect(only(stack, TEMPLATE).Properties).toEqual({
      LaunchTemplateData: { InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { SpotInstanceType: 'one-time', InstanceInterruptionBehavior: 'terminate' } } },
    });
    const { LaunchTemplate, MetadataOptions, BlockDeviceMappings } = instanceIn(stack).Properties;
    expect(LaunchTemplate).toEqual({ LaunchTemplateId: { Ref: name }, Version: { 'Fn::GetAtt': [name, 'LatestVersionNumber'] } });
    expect([MetadataOptions.HttpTokens, BlockDeviceMappings[0].Ebs.Encrypted]).toEqual(['required', true]);
  });

  test('may have a price that it must not exceed', () => {
    const stack = newStack();
    node(stack, { spotOptions: { maxPrice: 0.004 } });
    expect(only(stack, TEMPLATE).Properties.LaunchTemplateData.InstanceMarketOptions.SpotOptions.MaxPrice).toBe('0.004');
  });

  test('takes what is the default anyway', () => {
    const spotOptions = { requestType: ec2.SpotRequestType.ONE_TIME, interruptionBehavior: ec2.SpotInstanceInterruption.TERMINATE };
    expect(propertiesWith({ spotOptions })).toHaveProperty('LaunchTemplate');
  });

  test.each<[string, ec2.LaunchTemplateSpotOptions, string]>([
    ['a persistent request', { requestType: ec2.SpotRequestType.PERSISTENT },
      'spotOptions.requestType must be ONE_TIME, got PERSISTENT, with which EC2 starts a new instance after the stack has terminated its own; remove requestType [Stack/Node]'],
    ['a stop at an interruption', { interruptionBehavior: ec2.SpotInstanceInterruption.STOP },
      'spotOptions.interruptionBehavior must be TERMINATE, got STOP, which takes a persistent request; remove interruptionBehavior [Stack/Node]'],
    ['a duration', { blockDuration: Duration.hours(1) },
      'spotOptions.blockDuration must not be set, got 1 hour: EC2 ended Spot Instances with a duration in 2022; remove it [Stack/Node]'],
    ['an end', { validUntil: Expiration.atTimestamp(0) },
      'spotOptions.validUntil must not be set: EC2 takes it for persistent requests only; remove it [Stack/Node]'],
  ])('with %s is an error', (_what, spotOptions, error) => {
    expect(errorOf(() => node(newStack(), { spotOptions }))).toBe(error);
  });

  test('connects, for preflight', () => {
    const stack = newStack();
    node(stack, { spotOptions: {}, sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    expect(Preflight.ofApp(stack.node.root as App).nodes.map(({ verdict }) => verdict)).toEqual(['CONNECTS']);
  });
});

describe('transcripts of a Spot Instance', () => {
  const lost = (props: Partial<SsmManagedInstanceProps>, preferences: (stack: Stack) => SessionPreferencesProps) => {
    const stack = newStack();
    node(stack, { ...props, sessionPreferences: new SessionPreferences(stack, 'Preferences', preferences(stack)) });
    return warnings(stack).includes(TRANSCRIPTS_LOST);
  };
  const spotOptions = {};
  const inBucket = (stack: Stack) => new SessionLogging(stack, 'Logging', { bucket: new SessionLoggingBucket(stack, 'Bucket') });
  const atTheEnd = (stack: Stack) => new SessionLogging(stack, 'Logging', { logGroup: new SessionLogGroup(stack, 'LogGroup', { streaming: false }) });

  test('are lost if they are in S3 alone', () => {
    expect(lost({ spotOptions }, stack => ({ logging: inBucket(stack) }))).toBe(true);
  });

  test('are lost if the log group gets them at the end of a session', () => {
    expect(lost({ spotOptions }, stack => ({ logging: atTheEnd(stack) }))).toBe(true);
  });

  test('are not lost where they are streamed', () => {
    expect(lost({ spotOptions }, () => ({}))).toBe(false);
  });

  test('are not lost where there are none', () => {
    expect(lost({ spotOptions }, () => ({ logging: SessionLogging.none() }))).toBe(false);
  });

  test('are not lost with an On-Demand Instance', () => {
    expect(lost({}, stack => ({ logging: inBucket(stack) }))).toBe(false);
  });
});
