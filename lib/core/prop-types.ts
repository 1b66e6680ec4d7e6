import { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { having, listOf, mapOf, oneOf, propType, struct } from './check-props';

export const TEXT = propType('a string', '\'text\'', value => typeof value === 'string');
export const TEXTS = listOf('a list of strings', '[\'text\']', TEXT);
export const TAGS = mapOf('an object of tags', '{ env: \'prod\' }', TEXT);
export const NUMBER = propType('a number', '1', value => typeof value === 'number');
export const BOOLEAN = propType('a boolean', 'true', value => typeof value === 'boolean');

export const MINUTES = having('a Duration', 'toMinutes', 'Duration.minutes(20)');
export const HOURS = having('a Duration', 'toHours', 'Duration.hours(24)');
export const DAYS = having('a Duration', 'toDays', 'Duration.days(400)');
export const REMOVAL_POLICY = oneOf('a RemovalPolicy', RemovalPolicy, 'RemovalPolicy.RETAIN');

export const VPC = having('an ec2.IVpc', 'vpcId', 'new ec2.Vpc(this, \'Vpc\')');
export const SUBNET = having('an ec2.ISubnet', 'subnetId', 'vpc.publicSubnets[0]');
export const SUBNET_SELECTION = struct<object>('an ec2.SubnetSelection', '{ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }', {});
export const SECURITY_GROUP = having('an ec2.ISecurityGroup', 'securityGroupId', 'new ec2.SecurityGroup(this, \'SecurityGroup\', { vpc })');
export const PEER = having('an ec2.IPeer', 'toEgressRuleConfig', 'ec2.Peer.ipv4(\'10.0.0.0/8\')');
export const INTERFACE_ENDPOINT = having('an ec2.IInterfaceVpcEndpoint', 'connections', 'vpc.addInterfaceEndpoint(...)');
export const GATEWAY_ENDPOINT = having('an ec2.IGatewayVpcEndpoint', 'vpcEndpointId', 'vpc.addGatewayEndpoint(...)');
export const PLATFORM = oneOf('an ec2.OperatingSystemType', ec2.OperatingSystemType, 'ec2.OperatingSystemType.LINUX');
export const INSTANCE = having('an ec2.Instance', 'osType', 'new ec2.Instance(...)');
export const AUTO_SCALING_GROUP = having('an autoscaling.AutoScalingGroup', 'newInstancesProtectedFromScaleIn', 'new autoscaling.AutoScalingGroup(...)');
export const ROLE = having('an iam.IRole', 'roleArn', 'new iam.Role(...)');
export const GRANTEE = having('an iam.IGrantable', 'grantPrincipal', 'new iam.Role(...)');
export const KEY = having('a kms.IKey', 'keyArn', 'new kms.Key(this, \'Key\')');

export const ALARM_ACTIONS = listOf(
  'a list of cloudwatch.IAlarmAction', '[new actions.SnsAction(topic)]', having('a cloudwatch.IAlarmAction', 'bind', 'new actions.SnsAction(topic)'),
);
export const ALARMS = listOf('a list of cloudwatch.IAlarm', '[commandAlarm.alarm]', having('a cloudwatch.IAlarm', 'alarmArn', 'commandAlarm.alarm'));
export const TOPIC = having('an sns.ITopic', 'topicArn', 'new sns.Topic(this, \'Topic\')');

export const NODE_PERMISSIONS = having('a NodePermissions', '_rolePermissions', 'NodePermissions.managedInstanceCore()');
export const PREFERENCES = having('an ISessionPreferences', 'documentName', 'new SessionPreferences(this, \'Preferences\')');
export const LOGGING = having('an ISessionLogging', 'grantWrite', 'new SessionLogging(this, \'Logging\')');
export const LOGGING_BUCKET = having('an ISessionLoggingBucket', 'grantWriteSessionLogs', 'new SessionLoggingBucket(this, \'Bucket\')');
export const AUDIT = having('a SessionAudit', 'onAccessDenied', 'new SessionAudit(this, \'Audit\', { createTrail: true })');
export const NODE = having('an ISsmManagedInstance', 'instanceId', 'new SsmManagedInstance(this, \'Node\', { vpc })');
export const TARGET = having('a SessionTarget', '_nodes', 'SessionTarget.tagged(\'env\', \'prod\')');
export const SESSION_DOCUMENT = having('an ISessionDocument', '_started', 'new SessionPreferences(this, \'Preferences\')');
export const DOCUMENTS = listOf('a list of ISessionDocument', '[sessionPreferences]', SESSION_DOCUMENT);
export const RUN_AS = having('a RunAs', '_enabled', 'RunAs.ssmUser()');
