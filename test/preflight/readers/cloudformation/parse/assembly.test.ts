import { App, CfnOutput, CfnParameter, Fn, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { gapIn, opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { TemplateResource, TemplateSet } from '../../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { readInput } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';

const ENV = { account: '012345678901', region: 'eu-west-1' };

const at = (set: TemplateSet, path: string): TemplateResource => {
  const found = set.stacks.flatMap(({ resources }) => resources).filter(({ location }) => location.source.constructPath === path);
  expect(found.map(({ location }) => location.source.constructPath)).toEqual([path]);
  return found[0];
};

const keysOf = (resources: TemplateResource[]) => resources.map(({ location }) => location.source.constructPath ?? location.key).sort();

describe.each([
  ['as the CDK\'s command line wants it', { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true }],
  ['as a test synthesizes it', {}],
])('an app, %s', (_, context) => {
  const app = new App({ context });
  const network = new Stack(app, 'Network', { stackName: 'net-prod', env: ENV });
  const vpc = new ec2.Vpc(network, 'Vpc', { maxAzs: 2, natGateways: 0 });
  const nodes = new Stack(app, 'Nodes', { env: ENV });
  const group = new ec2.SecurityGroup(nodes, 'Group', { vpc });
  Validations.of(group).acknowledge({ id: 'SessionManagerPreflight::SSM-NET-002', reason: 'two' }, { id: 'SSM-NET-003', reason: 'three' });
  const nested = new NestedStack(nodes, 'Nested');
  const inner = new ec2.SecurityGroup(nested, 'Group', { vpc, description: group.securityGroupId });
  Validations.of(inner).acknowledge({ id: 'SSM-NET-004', reason: 'four' });
  const innermost = new NestedStack(nested, 'More');
  const profile = new iam.CfnInstanceProfile(innermost, 'Profile', { roles: [inner.securityGroupId] });
  new ec2.CfnSecurityGroup(nodes, 'Outer', { groupDescription: profile.attrArn });
  const stage = new Stage(app, 'Prod', { env: { region: 'cn-north-1' } });
  const staged = new Stack(stage, 'Keys');
  const key = new kms.Key(staged, 'Key');
  const user = new Stack(stage, 'User');
  new s3.Bucket(user, 'Bucket', { encryptionKey: key, encryption: s3.BucketEncryption.KMS });
  const directory = app.synth().directory;
  const set = readInput(directory);

  test('has stacks, nested ones and those of Stages', () => {
    const nestedName = set.stacks[2].name;
    expect(set.stacks.map(({ name }) => name)).toEqual([
      'Network', 'Nodes', nestedName, expect.stringMatching(`^${nestedName}/More`), 'Prod/Keys', 'Prod/User',
    ]);
    expect(nestedName).toMatch(/^Nodes\/Nested/);
    expect(set.stacks[0].templatePath).toBe(`${directory}/Network.template.json`);
    expect(set.stacks[2].templatePath).toMatch(/\.nested\.template\.json$/);
    expect(set.stacks[0].environment).toEqual({ ...ENV, partition: 'aws', urlSuffix: 'amazonaws.com' });
    expect(set.stacks[3].environment).toEqual(set.stacks[0].environment);
    expect(set.stacks[5].environment).toEqual({ region: 'cn-north-1', account: opaque('AWS::AccountId'), partition: 'aws-cn', urlSuffix: 'amazonaws.com.cn' });
  });

  test('has construct paths, also for resources in nested stacks with the same logical ids', () => {
    expect(at(set, 'Nodes/Group/Resource').location.source.stack).toBe('Nodes');
    expect(at(set, 'Nodes/Nested/Group/Resource').location.source.stack).toBe(set.stacks[2].name);
    expect(at(set, 'Prod/User/Bucket/Resource').type).toBe('AWS::S3::Bucket');
  });

  test('has references across stacks', () => {
    const { ref } = at(set, 'Network/Vpc/Resource');
    expect(ref).toMatch(/^\uE000Network\./);
    expect(at(set, 'Nodes/Group/Resource').properties.VpcId).toBe(ref);
    expect(at(set, 'Nodes/Nested/Group/Resource').properties.VpcId).toBe(ref);
    expect(set.find(at(set, 'Nodes/Group/Resource').properties.VpcId, 'AWS::EC2::VPC')).toBe(at(set, 'Network/Vpc/Resource'));
    expect(JSON.stringify(at(set, 'Prod/User/Bucket/Resource').properties)).toContain(`arn:aws-cn:kms:cn-north-1:${opaque('AWS::AccountId')}:key/`);
    expect(gapIn(JSON.stringify(at(set, 'Prod/User/Bucket/Resource').properties))).toBeUndefined();
  });

  test('has parameters and outputs of nested stacks', () => {
    expect(at(set, 'Nodes/Nested/Group/Resource').properties.GroupDescription).toBe(at(set, 'Nodes/Group/Resource').ref);
    expect(at(set, 'Nodes/Nested/More/Profile').properties.Roles).toEqual([at(set, 'Nodes/Nested/Group/Resource').ref]);
    const { ref } = at(set, 'Nodes/Nested/More/Profile');
    expect(at(set, 'Nodes/Outer').properties.GroupDescription).toBe(`arn:aws:iam::012345678901:instance-profile/${ref}`);
  });

  test('has the order in which resources are created', () => {
    const nestedStack = at(set, 'Nodes/Nested.NestedStack/Nested.NestedStackResource');
    expect(keysOf(at(set, 'Nodes/Group/Resource').dependsOn)).toEqual(['Network', 'Network/Vpc/Resource']);
    expect(keysOf(at(set, 'Nodes/Nested/Group/Resource').dependsOn)).toEqual(['Network', 'Network/Vpc/Resource', 'Nodes/Group/Resource']);
    expect(keysOf(nestedStack.dependsOn)).toEqual([
      'Network', 'Nodes/Group/Resource', 'Nodes/Nested/Group/Resource', 'Nodes/Nested/More.NestedStack/More.NestedStackResource',
    ]);
    expect(keysOf(at(set, 'Nodes/Nested/More/Profile').dependsOn)).toEqual(['Network', 'Nodes/Group/Resource', 'Nodes/Nested/Group/Resource']);
    expect(keysOf(at(set, 'Nodes/Outer').dependsOn)).toEqual(['Network', 'Nodes/Nested.NestedStack/Nested.NestedStackResource']);
    const [wholeNetwork] = at(set, 'Nodes/Outer').dependsOn.filter(({ location }) => location.key === 'Network');
    expect(wholeNetwork.dependsOn).toEqual(set.stacks[0].resources);
    const { type, present, ref, properties, metadata, environment } = wholeNetwork;
    expect([type, present, ref, properties, metadata, environment.region])
      .toEqual(['AWS::CloudFormation::Stack', true, opaque('Network'), {}, {}, 'eu-west-1']);
    expect(keysOf(at(set, 'Prod/User/Bucket/Resource').dependsOn)).toEqual(['Prod/Keys', 'Prod/Keys/Key/Resource']);
  });

  test('has acknowledgements', () => {
    expect([...set.stacks[1].acknowledgements].map(([path, rules]) => [path, Object.fromEntries(rules)])).toEqual([
      ['Nodes/Group', { 'SSM-NET-002': 'two', 'SSM-NET-003': 'three' }], ['Nodes/Nested/Group', { 'SSM-NET-004': 'four' }],
    ]);
    expect(set.stacks[2].acknowledgements).toEqual(set.stacks[1].acknowledgements);
    // Newer versions of the CDK acknowledge by themselves that a stack knows its Availability Zones.
    const ofTheCdk = network.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY).map(({ data }) => ['Network', data]);
    expect([...set.stacks[0].acknowledgements].map(([path, rules]) => [path, Object.fromEntries(rules)])).toEqual(ofTheCdk);
  });
});

describe('stacks in several environments', () => {
  const app = new App();
  for (const [name, region] of [['Ireland', 'eu-west-1'], ['London', 'eu-west-2']]) {
    const stack = new Stack(app, name, { env: { account: '012345678901', region } });
    new CfnOutput(stack, 'Shared', { value: new ec2.CfnInternetGateway(stack, 'Gateway').ref, exportName: 'gateway' });
  }
  const both = new Stack(app, 'Both', { env: { account: '012345678901', region: 'eu-west-2' } });
  new ec2.CfnVPCGatewayAttachment(both, 'Attachment', { vpcId: 'vpc-1', internetGatewayId: Fn.importValue('gateway') });
  const paris = new Stack(app, 'Paris', { env: { account: '012345678901', region: 'eu-west-3' } });
  new ec2.CfnVPCGatewayAttachment(paris, 'Attachment', { vpcId: 'vpc-1', internetGatewayId: Fn.importValue('gateway') });
  const anywhere = new Stack(app, 'Anywhere');
  new CfnParameter(anywhere, 'Zone', { default: 'a' });
  new ec2.CfnSubnet(anywhere, 'Subnet', { vpcId: 'vpc-1', availabilityZone: Fn.ref('Zone') });
  const set = readInput(app.synth().directory, { parameters: { Zone: 'b' } });

  test('import from their own environment', () => {
    expect(at(set, 'Both/Attachment').properties.InternetGatewayId).toBe(at(set, 'London/Gateway').ref);
    expect(keysOf(at(set, 'Both/Attachment').dependsOn)).toEqual(['London/Gateway']);
    expect(at(set, 'Paris/Attachment').properties.InternetGatewayId).toMatchObject({ reason: 'no stack in sight exports gateway' });
    expect(at(set, 'Paris/Attachment').dependsOn).toEqual([]);
  });

  test('take parameters from the options', () => {
    expect(at(set, 'Anywhere/Subnet').properties.AvailabilityZone).toBe('b');
  });
});
