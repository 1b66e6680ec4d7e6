import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  AccountSessionPreferences, EndpointPolicy, ISessionPreferences, SessionEncryption, SessionLogGroup, SessionLogging, SessionLoggingBucket,
  SessionPreferences, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints, SsmVpcEndpointsProps,
} from '../../lib';
import { ACCOUNT, REGION, closedGroup, errorOf, newStack, newVpc, propertiesOf, ref } from '../fixtures';
import { deployed } from '../util';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';

/** What preferences have. It is imported, so that a template has little else. */
interface Parts {
  readonly bucket?: boolean;
  readonly logGroup?: boolean;
  readonly key?: boolean;
}

function bucketIn(stack: Stack, bucketName = 'my-logs', keyPrefix?: string): ReturnType<typeof SessionLoggingBucket.fromSessionLoggingBucketAttributes> {
  return SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, `Bucket-${bucketName}-${keyPrefix}`, { bucketName, keyPrefix, encryption: s3.BucketEncryption.S3_MANAGED });
}

function preferencesIn(stack: Stack, { bucket, logGroup, key }: Parts, id = 'Preferences', bucketName?: string, keyPrefix?: string): SessionPreferences {
  return new SessionPreferences(stack, id, {
    logging: bucket || logGroup ? new SessionLogging(stack, `${id}Logging`, {
      bucket: bucket ? bucketIn(stack, bucketName, keyPrefix) : undefined,
      logGroup: logGroup ? SessionLogGroup.fromSessionLogGroupAttributes(stack, `${id}Group`, { logGroupName: '/logs', encrypted: true }) : undefined,
    }) : SessionLogging.none(),
    ...key ? { encryptionKey: kms.Key.fromKeyArn(stack, `${id}Key`, KEY_ARN) } : { encryption: SessionEncryption.none() },
  });
}

function setUp(props: Partial<SsmVpcEndpointsProps> | ((stack: Stack) => Partial<SsmVpcEndpointsProps>) = {}, stack = newStack()) {
  const vpc = newVpc(stack);
  return { stack, vpc, endpoints: new SsmVpcEndpoints(stack, 'Endpoints', { vpc, ...typeof props === 'function' ? props(stack) : props }) };
}

/** The endpoints of a stack by the last part of their service name. */
function services(stack: Stack): Record<string, any> {
  return Object.fromEntries(deployed(propertiesOf(stack, ENDPOINT)).map((endpoint: any) => [endpoint.ServiceName.split('.').pop(), endpoint]));
}

const names = (stack: Stack) => Object.keys(services(stack)).sort();

/** The statements of the S3 gateway policy about buckets that are not AWS's own. */
function uploads(stack: Stack): any[] {
  return services(stack).s3.PolicyDocument.Statement.slice(1);
}

const ours = { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } };
const uploadTo = (bucketArn: string, prefix = '') => [
  { Effect: 'Allow', Principal: { AWS: '*' }, Action: ['s3:PutObject', 's3:PutObjectAcl'], Resource: `${bucketArn}/${prefix}*`, Condition: ours },
  { Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetEncryptionConfiguration', Resource: bucketArn, Condition: ours },
];

const COMBINATIONS: [string, Parts, string[]][] = [
  ['nothing', {}, []],
  ['a key', { key: true }, ['kms']],
  ['a log group', { logGroup: true }, ['logs']],
  ['a log group and a key', { logGroup: true, key: true }, ['kms', 'logs']],
  ['a bucket', { bucket: true }, ['s3']],
  ['a bucket and a key', { bucket: true, key: true }, ['kms', 's3']],
  ['a bucket and a log group', { bucket: true, logGroup: true }, ['logs', 's3']],
  ['all of them', { bucket: true, logGroup: true, key: true }, ['kms', 'logs', 's3']],
];
const ALL: Parts = { bucket: true, logGroup: true, key: true };

describe('the endpoints follow from the preferences', () => {
  test.each(COMBINATIONS)('which have %s', (_, parts, needed) => {
    const { stack, endpoints } = setUp(s => ({ sessionPreferences: preferencesIn(s, parts) }));

    expect(names(stack)).toEqual([...needed, 'ssm', 'ssmmessages'].sort());
    expect(['kms', 'logs', 's3'].filter(name => endpoints[name as 'kms' | 'logs' | 's3'] !== undefined)).toEqual(needed);
    expect(endpoints.ec2Messages).toBeUndefined();
  });

  test('which create all that they need', () => {
    const { stack } = setUp(s => ({ sessionPreferences: new SessionPreferences(s, 'Preferences') }));
    expect(names(stack)).toEqual(['kms', 'logs', 's3', 'ssm', 'ssmmessages']);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('which are those of the account', () => {
    const { stack } = setUp(s => ({ sessionPreferences: new AccountSessionPreferences(s, 'Preferences') }));
    expect(names(stack)).toEqual(['kms', 'logs', 's3', 'ssm', 'ssmmessages']);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('which are imported', () => {
    const { stack } = setUp(s => ({
      sessionPreferences: SessionPreferences.fromSessionPreferencesAttributes(s, 'Preferences', {
        documentName: 'their-shell', logging: SessionLogging.none(), encryptionKey: kms.Key.fromKeyArn(s, 'Key', KEY_ARN),
      }),
    }));
    expect(names(stack)).toEqual(['kms', 'ssm', 'ssmmessages']);
  });

  test('which have an encrypted bucket and an encrypted log group, for which S3 and CloudWatch Logs call KMS themselves', () => {
    const { stack } = setUp(s => ({
      sessionPreferences: new SessionPreferences(s, 'Preferences', { encryption: SessionEncryption.none() }),
    }));
    expect(names(stack)).toEqual(['logs', 's3', 'ssm', 'ssmmessages']);
  });

  test.each(COMBINATIONS)('which have %s, in addition to the explicit ones', (_, parts) => {
    const { stack } = setUp(s => ({ sessionPreferences: preferencesIn(s, parts), logs: true, kms: true, s3: true, legacyAgents: true }));
    expect(names(stack)).toEqual(['ec2messages', 'kms', 'logs', 's3', 'ssm', 'ssmmessages']);
  });

  test('and allow what the agent calls there, and nothing else', () => {
    const { stack } = setUp(s => ({ sessionPreferences: preferencesIn(s, ALL) }));
    const { logs, kms: keys, s3: gateway } = services(stack);
    const statement = (Action: string | string[]) => [{ Sid: 'SsmAgentsOfThisAccount', Effect: 'Allow', Principal: { AWS: '*' }, Action, Resource: '*', Condition: ours }];

    expect(logs.PolicyDocument.Statement).toEqual(statement(['logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents']));
    expect(keys.PolicyDocument.Statement).toEqual(statement('kms:Decrypt'));
    expect(gateway.PolicyDocument.Statement.map(({ Action }: any) => Action)).toEqual(['s3:GetObject', ['s3:PutObject', 's3:PutObjectAcl'], 's3:GetEncryptionConfiguration']);
  });

  test('in one shared group', () => {
    const { stack } = setUp(s => ({ sessionPreferences: preferencesIn(s, ALL) }));
    const groups = propertiesOf(stack, ENDPOINT).flatMap(({ SecurityGroupIds }) => SecurityGroupIds ?? []).map(id => JSON.stringify(id));
    expect([groups.length, new Set(groups).size]).toEqual([4, 1]);
  });
});

describe('the S3 gateway', () => {
  test('allows transcripts into the bucket of the preferences', () => {
    expect(uploads(setUp(s => ({ sessionPreferences: preferencesIn(s, { bucket: true }) })).stack)).toEqual(uploadTo('arn:aws:s3:::my-logs'));
  });

  test('allows them only under the prefix', () => {
    expect(uploads(setUp(s => ({ sessionPreferences: preferencesIn(s, { bucket: true }, 'P', 'my-logs', 'team/a/') })).stack))
      .toEqual(uploadTo('arn:aws:s3:::my-logs', 'team/a/'));
  });

  test('names a bucket once, however often it is passed', () => {
    const { stack, vpc, endpoints } = setUp(s => {
      const sessionPreferences = preferencesIn(s, { bucket: true });
      return { sessionPreferences, sessionLoggingBucket: sessionPreferences.logging.bucket };
    });
    const { sessionPreferences } = (endpoints as any).props as SsmVpcEndpointsProps;
    ['A', 'B'].forEach(id => endpoints.allowFrom({ connections: closedGroup(stack, vpc, id), subnets: [], sessionPreferences }));

    expect(uploads(stack)).toEqual(uploadTo('arn:aws:s3:::my-logs'));
  });

  test('names the bucket of the preferences and sessionLoggingBucket, if they differ', () => {
    expect(uploads(setUp(s => ({ sessionPreferences: preferencesIn(s, { bucket: true }), sessionLoggingBucket: bucketIn(s, 'other') })).stack))
      .toEqual([...uploadTo('arn:aws:s3:::other'), ...uploadTo('arn:aws:s3:::my-logs')]);
  });

  test('names the bucket of another node\'s preferences too', () => {
    const { stack, vpc, endpoints } = setUp(s => ({ sessionPreferences: preferencesIn(s, { bucket: true }) }));
    endpoints.allowFrom({
      connections: closedGroup(stack, vpc), subnets: [], sessionPreferences: preferencesIn(stack, { bucket: true }, 'Others', 'other', 'team'),
    });

    expect(uploads(stack)).toEqual([...uploadTo('arn:aws:s3:::my-logs'), ...uploadTo('arn:aws:s3:::other', 'team/')]);
  });

  test('names no bucket for preferences without one', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true, logs: true, kms: true });
    const sessionPreferences = preferencesIn(stack, { logGroup: true, key: true });
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [], sessionPreferences });

    expect(uploads(stack)).toEqual([]);
  });

  test('with s3: true allows the transcripts of a node', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true });
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [], sessionPreferences: preferencesIn(stack, { bucket: true }) });

    expect(uploads(stack)).toEqual(uploadTo('arn:aws:s3:::my-logs'));
  });

  test('has no policy with ALLOW_ALL', () => {
    const { stack, vpc, endpoints } = setUp(s => ({ sessionPreferences: preferencesIn(s, ALL), policy: EndpointPolicy.ALLOW_ALL }));
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [], sessionPreferences: preferencesIn(stack, { bucket: true }, 'Others', 'other') });

    expect(names(stack)).toEqual(['kms', 'logs', 's3', 'ssm', 'ssmmessages']);
    expect(propertiesOf(stack, ENDPOINT).map(({ PolicyDocument }) => PolicyDocument)).toEqual(Array(5).fill(undefined));
  });

  test('that exists already keeps its policy, and no other is created', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const gateway = vpc.addGatewayEndpoint('Theirs', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const sessionPreferences = preferencesIn(stack, { bucket: true });
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences, existing: { s3: gateway } });
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [], sessionPreferences: preferencesIn(stack, { bucket: true }, 'Others', 'other') });

    expect(endpoints.s3 === gateway).toBe(true);
    expect(names(stack)).toEqual(['s3', 'ssm', 'ssmmessages']);
    expect(services(stack).s3.PolicyDocument).toBeUndefined();
  });

  test('is in the route tables of the endpoints\' and the nodes\' subnets', () => {
    const { stack, vpc, endpoints } = setUp(s => ({ sessionPreferences: preferencesIn(s, { bucket: true }) }));
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [vpc.privateSubnets[0]], sessionPreferences: preferencesIn(stack, {}, 'Others') });

    expect(services(stack).s3.RouteTableIds).toEqual(
      [...vpc.isolatedSubnets, vpc.privateSubnets[0]].map(subnet => deployed(stack.resolve(subnet.routeTable.routeTableId))));
  });
});

describe('an option that contradicts the preferences is an error', () => {
  test.each([
    ['logs', { logGroup: true }],
    ['kms', { key: true }],
    ['s3', { bucket: true }],
  ])('%s: false', (name, parts) => {
    expect(errorOf(() => setUp(s => ({ sessionPreferences: preferencesIn(s, parts), [name]: false }))))
      .toBe(`${name}: false contradicts sessionPreferences Stack/Preferences, which need that endpoint; remove ${name} [Stack/Endpoints]`);
  });

  test.each([
    ['logs', { bucket: true, key: true }],
    ['kms', { bucket: true, logGroup: true }],
    ['s3', { logGroup: true, key: true }],
  ])('but %s: false is no error with preferences that do not need it', (name, parts) => {
    const { stack } = setUp(s => ({ sessionPreferences: preferencesIn(s, parts), [name]: false }));
    expect(names(stack)).not.toContain(name);
  });

  test('nor is s3: false with a gateway that exists already', () => {
    const { stack } = setUp(s => ({
      sessionPreferences: preferencesIn(s, { bucket: true }),
      s3: false,
      existing: { s3: ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(s, 'S3', 'vpce-0123456789abcdef0') },
    }));
    expect(names(stack)).toEqual(['ssm', 'ssmmessages']);
  });

  test('the first of several is in the error', () => {
    expect(errorOf(() => setUp(s => ({ sessionPreferences: preferencesIn(s, ALL), logs: false, kms: false, s3: false }))))
      .toBe('logs: false contradicts sessionPreferences Stack/Preferences, which need that endpoint; remove logs [Stack/Endpoints]');
  });
});

describe('a node whose preferences need a missing endpoint', () => {
  const missing = (list: string, props: string) =>
    `the node's sessionPreferences Stack/Preferences need ${list}, which these endpoints lack; set sessionPreferences on SsmVpcEndpoints too, or ${props} (SSM-END-001: A VPC without another way out has an endpoint for each service that is needed) [Stack/Endpoints]`;
  const cases: [string, Parts, string][] = [
    ['logs', { logGroup: true }, missing('logs', 'logs: true')],
    ['kms', { key: true }, missing('kms', 'kms: true')],
    ['s3', { bucket: true }, missing('s3', 's3: true')],
    ['logs, kms, s3', ALL, missing('logs, kms, s3', 'logs: true, kms: true, s3: true')],
  ];

  test.each(cases)('is an error that names %s', (_, parts, message) => {
    const { stack, vpc, endpoints } = setUp();
    const sessionPreferences = preferencesIn(stack, parts);

    expect(errorOf(() => endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [], sessionPreferences }))).toBe(message);
    expect(errorOf(() => new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints), sessionPreferences }))).toBe(message);
  });

  test('names only the missing ones', () => {
    const { stack, vpc, endpoints } = setUp({ kms: true });
    expect(errorOf(() => endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [], sessionPreferences: preferencesIn(stack, ALL) })))
      .toBe(missing('logs, s3', 'logs: true, s3: true'));
  });

  test('is an error too if a document is granted later', () => {
    const { stack, vpc, endpoints } = setUp();
    const node = new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });
    const preferences = preferencesIn(stack, { key: true });

    expect(errorOf(() => preferences.grantStartSession(new iam.User(stack, 'User'), node))).toBe(missing('kms', 'kms: true'));
  });

  test('and an existing instance', () => {
    const { stack, vpc, endpoints } = setUp();
    const instance = new ec2.Instance(stack, 'Existing', {
      vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    const sessionPreferences = preferencesIn(stack, { logGroup: true });

    expect(errorOf(() => SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc, connectivity: SsmConnectivity.privateLink(endpoints), sessionPreferences })))
      .toBe(missing('logs', 'logs: true'));
  });

  test.each(COMBINATIONS)('is no error with endpoints for the same preferences, which have %s', (_, parts) => {
    const stack = newStack();
    const sessionPreferences = preferencesIn(stack, parts);
    const { vpc, endpoints } = setUp({ sessionPreferences }, stack);

    expect(errorOf(() => new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints), sessionPreferences }))).toBeUndefined();
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('is no error with endpoints that were added explicitly', () => {
    const { stack, vpc, endpoints } = setUp({ logs: true, kms: true, s3: true });
    const sessionPreferences = preferencesIn(stack, ALL);
    expect(errorOf(() => endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [], sessionPreferences }))).toBeUndefined();
  });
});

describe('endpoints that the VPC has already', () => {
  const imported = (stack: Stack, id: string) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, id, {
    vpcEndpointId: `vpce-${id}`, port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, `${id}Group`, `sg-${id}`)],
  });
  const gateway = (stack: Stack) => ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(stack, 'Gateway', 'vpce-s3');

  test('count, and only the missing ones are created', () => {
    const { stack, endpoints } = setUp(s => ({ sessionPreferences: preferencesIn(s, ALL), existing: { logs: imported(s, 'logs') } }));

    expect(names(stack)).toEqual(['kms', 's3', 'ssm', 'ssmmessages']);
    expect(endpoints.logs!.vpcEndpointId).toBe('vpce-logs');
  });

  test('are enough if they are complete: then nothing is created', () => {
    const stack = newStack();
    const sessionPreferences = preferencesIn(stack, ALL);
    const { vpc, endpoints } = setUp({
      sessionPreferences,
      existing: {
        ssm: imported(stack, 'ssm'), ssmMessages: imported(stack, 'ssmmessages'), logs: imported(stack, 'logs'), kms: imported(stack, 'kms'), s3: gateway(stack),
      },
    }, stack);
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [], sessionPreferences });

    expect(propertiesOf(stack, ENDPOINT)).toEqual([]);
    expect(endpoints.securityGroup).toBeUndefined();
  });

  test('count for a node, without preferences of the endpoints', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const endpoints = SsmVpcEndpoints.fromSsmVpcEndpointsAttributes(stack, 'Endpoints', { vpc, logs: imported(stack, 'logs'), kms: imported(stack, 'kms'), s3: gateway(stack) });
    const sessionPreferences = preferencesIn(stack, ALL);

    expect(errorOf(() => endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [], sessionPreferences }))).toBeUndefined();
    expect(names(stack)).toEqual(['ssm', 'ssmmessages']);
  });
});

describe('nodes that another construct creates', () => {
  test('get their network path and their permissions: an Auto Scaling group with allowFrom and grantHost', () => {
    const stack = newStack();
    const sessionPreferences = preferencesIn(stack, ALL);
    const { vpc, endpoints } = setUp({ sessionPreferences }, stack);
    const subnets = vpc.isolatedSubnets;
    const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
      vpc,
      vpcSubnets: { subnets },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      allowAllOutbound: false,
    });
    // Not the construct: it holds the security group, and the rules of the group would depend on each other in a circle.
    group.node.findChild('ASG').node.addDependency(endpoints.allowFrom({ connections: group, subnets, sessionPreferences }));
    sessionPreferences.grantHost(group);

    const resource = Object.values<any>(Template.fromStack(stack).findResources('AWS::AutoScaling::AutoScalingGroup'))[0];
    expect(resource.DependsOn).toEqual(expect.arrayContaining(Object.keys(Template.fromStack(stack).findResources(ENDPOINT))));
    expect(deployed(propertiesOf(stack, 'AWS::IAM::Policy')[0].PolicyDocument.Statement).flatMap(({ Action }: any) => Action)).toEqual([
      's3:PutObject', 's3:PutObjectAcl', 's3:GetEncryptionConfiguration',
      'logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents',
      'kms:Decrypt',
    ]);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('with preferences that the endpoints lack are an error as well', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true });
    const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
      vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    const sessionPreferences = preferencesIn(stack, { bucket: true, key: true });
    expect(errorOf(() => endpoints.allowFrom({ connections: group, subnets: [], sessionPreferences })))
      .toBe('the node\'s sessionPreferences Stack/Preferences need kms, which these endpoints lack; set sessionPreferences on SsmVpcEndpoints too, or kms: true (SSM-END-001: A VPC without another way out has an endpoint for each service that is needed) [Stack/Endpoints]');
  });
});

describe('a node behind the endpoints', () => {
  function nodeBehind(parts: Parts, nodePreferences?: (stack: Stack, theirs: ISessionPreferences) => ISessionPreferences) {
    const stack = newStack();
    const theirs = preferencesIn(stack, parts);
    const { vpc, endpoints } = setUp({ sessionPreferences: theirs }, stack);
    const sessionPreferences = nodePreferences?.(stack, theirs) ?? theirs;
    const node = new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints), sessionPreferences });
    return { stack, endpoints, node };
  }

  test('may decrypt with the session key, through its role and through the endpoint', () => {
    const { stack } = nodeBehind({ key: true });

    expect(deployed(propertiesOf(stack, 'AWS::IAM::Policy')[0].PolicyDocument.Statement)).toEqual([
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY_ARN, Condition: { Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } } },
    ]);
    expect(services(stack).kms.PolicyDocument.Statement.map(({ Action }: any) => Action)).toEqual(['kms:Decrypt']);
  });

  test('waits for all of them, and for the rules', () => {
    const { stack } = nodeBehind(ALL);
    const [{ DependsOn }] = Object.values<any>(Template.fromStack(stack).findResources('AWS::EC2::Instance'));
    const ids = [ENDPOINT, 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].flatMap(type => Object.keys(Template.fromStack(stack).findResources(type)));

    expect(ids.length).toBeGreaterThanOrEqual(7);
    expect(DependsOn).toEqual(expect.arrayContaining(ids));
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('is allowed in and out once, although it asks twice', () => {
    const { stack } = nodeBehind(ALL);
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroupIngress')).toHaveLength(1);
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroupEgress')).toHaveLength(1);
  });

  test('with another bucket than the endpoints\' preferences has both buckets in the gateway policy', () => {
    const { stack } = nodeBehind({ bucket: true }, s => preferencesIn(s, { bucket: true }, 'Others', 'other'));
    expect(uploads(stack)).toEqual([...uploadTo('arn:aws:s3:::my-logs'), ...uploadTo('arn:aws:s3:::other')]);
  });

  test('of another stack uses the shared endpoints, and the stacks depend on each other in one direction', () => {
    const app = new App();
    const shared = newStack(app, 'Shared');
    const sessionPreferences = new SessionPreferences(shared, 'Preferences');
    const { vpc, endpoints } = setUp({ sessionPreferences }, shared);
    const stack = newStack(app, 'Nodes');
    new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints), sessionPreferences });
    app.synth();

    expect([stack.dependencies.map(({ node: { path } }) => path), shared.dependencies]).toEqual([['Shared'], []]);
  });

  test('with a bucket of this app has it by its own ARN', () => {
    const stack = newStack();
    const bucket = new SessionLoggingBucket(stack, 'Logs', { keyPrefix: 'nodes' });
    const sessionPreferences = new SessionPreferences(stack, 'Preferences', { logging: new SessionLogging(stack, 'Logging', { bucket }), encryption: SessionEncryption.none() });
    setUp({ sessionPreferences }, stack);

    expect(uploads(stack)).toEqual(uploadTo(`<${ref(bucket.bucket).Ref}.Arn>`, 'nodes/'));
    expect(services(stack).s3.ServiceName).toBe(`com.amazonaws.${REGION}.s3`);
  });
});
