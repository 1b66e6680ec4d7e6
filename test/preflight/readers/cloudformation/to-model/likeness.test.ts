import { a, att, ec2, MAYBE, Resources, ref } from './reading';
import { readObject } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { modelOf } from '../../../../../lib/preflight/readers/cloudformation/to-model/model-of';

const SHARED: Resources = { Vpc: ec2('VPC', { CidrBlock: '10.0.0.0/16' }), Subnet: ec2('Subnet', { VpcId: ref('Vpc') }), Other: ec2('Subnet', { VpcId: ref('Vpc') }) };

/** A node with a role, a profile and a security group of its own. */
function node(name: string, changes: Resources = {}): Resources {
  return {
    [`${name}Role`]: a('AWS::IAM::Role', { Description: `of ${name}` }),
    [`${name}Profile`]: a('AWS::IAM::InstanceProfile', { Roles: [ref(`${name}Role`)] }),
    [`${name}Group`]: ec2('SecurityGroup', { VpcId: ref('Vpc'), GroupDescription: `App/${name}` }),
    [name]: ec2('Instance', {
      SubnetId: ref('Subnet'),
      IamInstanceProfile: ref(`${name}Profile`),
      SecurityGroupIds: [att(`${name}Group`, 'GroupId')],
      Tags: [{ Key: 'Name', Value: `App/${name}` }],
      UserData: { 'Fn::Base64': { 'Fn::Sub': 'echo ${AWS::Region}' } },
    }, { DependsOn: `${name}Role`, Metadata: { 'aws:cdk:path': `App/${name}/Resource` } }),
    ...changes,
  };
}

function nodesOf(resources: Resources, sections: Resources = {}) {
  const template = { Parameters: { Secret: { Type: 'String' } }, Conditions: { Maybe: { 'Fn::Equals': [ref('Secret'), 'yes'] } }, ...sections };
  return modelOf(readObject({ ...template, Resources: { ...SHARED, ...resources } }, { name: 'App', region: 'eu-west-1', account: '111122223333' })).nodes;
}

/** Whether the nodes A and B are alike. */
function areAlike(resources: Resources, sections?: Resources): boolean {
  const [one, other] = ['A', 'B'].map(name => nodesOf(resources, sections).find(({ resource }) => resource.name === name)!.likeness);
  return one !== undefined && one.of === other?.of;
}

const both = (changesOfB: Resources = {}) => ({ ...node('A'), ...node('B', changesOfB) });
const changed = (name: string, properties: Resources, others: Resources = {}) => {
  const { Type, Properties, ...rest } = node('B')[name] as { readonly Type: string; readonly Properties: Resources };
  return { [name]: a(Type, { ...Properties, ...properties }, { ...rest, ...others }) };
};

test('nodes with the same things of their own are alike, whatever these are called and described as', () => {
  expect(areAlike(both())).toBe(true);
  const [first, second] = nodesOf(both()).map(({ likeness }) => likeness!.own.map(({ name }) => name));
  expect(first).toEqual(['A', 'AProfile', 'ARole', 'AGroup']);
  expect(second).toEqual(['B', 'BProfile', 'BRole', 'BGroup']);
});

test('a single node is like no other', () => {
  expect(nodesOf(node('A')).map(({ likeness }) => likeness)).toEqual([undefined]);
});

test('what is there for one node alone may be anything that is alike', () => {
  expect(areAlike(both(changed('B', { SubnetId: ref('Other') })))).toBe(true);
});

test('nodes that share something are alike', () => {
  expect(areAlike(both(changed('B', { SecurityGroupIds: [att('AGroup', 'GroupId')] })))).toBe(true);
});

test('what leads to a node belongs to it as well', () => {
  const policy = (name: string) => ({ [`${name}Policy`]: a('AWS::IAM::Policy', { Roles: [ref(`${name}Role`)] }), [`${name}Ip`]: ec2('EIP', { InstanceId: ref(name) }) });
  expect(areAlike({ ...policy('A'), ...both(), ...policy('B') })).toBe(true);
  expect(areAlike({ ...policy('A'), ...both() })).toBe(false);
});

test.each<[string, Resources]>([
  ['a subnet that is different', { ...changed('B', { SubnetId: ref('Other') }), Other: ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' }) }],
  ['no profile', changed('B', { IamInstanceProfile: ref('AWS::NoValue') })],
  ['a property more', changed('B', { ImageId: 'ami-1' })],
  ['another tag', changed('B', { Tags: [{ Key: 'Stage', Value: 'B' }] })],
  ['a name tag that is computed', changed('B', { Tags: [{ Key: 'Name', Value: ref('Vpc') }] })],
  ['other metadata', changed('B', {}, { Metadata: { more: true } })],
  ['something else that it waits for', changed('B', {}, { DependsOn: ['BRole', 'Other'] })],
  ['a condition', changed('B', {}, MAYBE)],
  ['a name of its role', changed('BRole', { RoleName: 'B' })],
  ['a description that is computed', changed('BRole', { Description: ref('Vpc') })],
  ['another attribute', changed('B', { SecurityGroupIds: [att('BGroup', 'Id')] })],
  ['the role of the other node', changed('BProfile', { Roles: [ref('ARole')] })],
  ['another text around a name', changed('B', { UserData: { 'Fn::Base64': { 'Fn::Sub': 'echo ${AWS::Region}!' } } })],
  ['another name in a text', changed('B', { UserData: { 'Fn::Base64': { 'Fn::Sub': 'echo ${AWS::Partition}' } } })],
  ['its own name in a text', changed('B', { UserData: { 'Fn::Base64': { 'Fn::Sub': 'echo ${BRole}' } } })],
  ['something that refers to both', { Rule: ec2('SecurityGroupIngress', { GroupId: att('AGroup', 'GroupId'), SourceSecurityGroupId: att('BGroup', 'GroupId') }) }],
  ['a name that a function gives', { Bucket: a('AWS::S3::Bucket', { BucketName: { Ref: { 'Fn::Join': ['', ['B', 'Role']] } } }) }],
  ['a loop in a property', { Bucket: a('AWS::S3::Bucket', { Tags: { 'Fn::ForEach::X': ['X', ['BRole'], { '${X}': ref('X') }] } }) }],
  ['a loop over what is not known', { 'Fn::ForEach::X': ['X', ref('Secret'), { '${X}Ip': ec2('EIP', { InstanceId: ref('${X}') }) }] as unknown }],
])('not alike: %s', (_, changes) => {
  expect(areAlike(both(changes))).toBe(false);
});

test('not alike: a macro for the whole template, or an output that other stacks import or read', () => {
  expect(areAlike(both(), { Transform: ['Macro'] })).toBe(false);
  const output = { Value: ref('BRole'), Export: { Name: 'role' } };
  expect(areAlike(both(), { Outputs: { Role: output } })).toBe(false);
  expect(areAlike(both(), { Outputs: { Role: { Value: ref('BRole') } } })).toBe(true);
  const reading = { 'Fn::GetStackOutput': { StackName: ref('AWS::StackName'), OutputName: 'Role' } };
  expect(areAlike(both(), { Outputs: { Role: { Value: ref('BRole') }, Again: { Value: reading } } })).toBe(false);
});

test('not alike: what is nested too deeply to be followed', () => {
  const deep = Array.from({ length: 200 }).reduce<unknown>(value => [value], 'x');
  expect(areAlike(both({ Deep: a('AWS::S3::Bucket', { Tags: deep }) }))).toBe(false);
});

test('descriptions of types that may hand them on count', () => {
  const stack = (name: string) => ({ [`${name}Thing`]: a('AWS::SSM::Parameter', { Description: name, Value: ref(name) }) });
  expect(areAlike({ ...both(), ...stack('A'), ...stack('B') })).toBe(false);
});

test('not alike: tags of the same name with other values', () => {
  const tagged = (name: string) => ({ [`${name}Ip`]: ec2('EIP', { InstanceId: ref(name), Tags: [{ Key: 'Stage', Value: name }] }) });
  expect(areAlike({ ...both(), ...tagged('A'), ...tagged('B') })).toBe(false);
});

test('not alike: the same things put together in another way', () => {
  const roles = (name: string, policyOf: string) => ({
    [`${name}Second`]: a('AWS::IAM::Role'),
    [`${name}Ip`]: ec2('EIP', { InstanceId: ref(name) }, { DependsOn: `${name}Second` }),
    [`${name}Policy`]: a('AWS::IAM::Policy', { Roles: [ref(policyOf)] }),
    [`${name}Role`]: a('AWS::IAM::Role'),
  });
  expect(areAlike({ ...both(), ...roles('A', 'ARole'), ...roles('B', 'BRole') })).toBe(true);
  expect(areAlike({ ...both(), ...roles('A', 'ARole'), ...roles('B', 'BSecond') })).toBe(false);
});

test('pairs of nodes that are alike as pairs', () => {
  const pair = (one: string, other: string) => ({
    ...node(one), ...node(other), [`${one}In`]: ec2('SecurityGroupIngress', { GroupId: att(`${one}Group`, 'GroupId'), SourceSecurityGroupId: att(`${other}Group`, 'GroupId') }),
  });
  const of = nodesOf({ ...pair('A', 'X'), ...pair('B', 'Y') }).map(({ resource: { name }, likeness }) => `${name} ${likeness?.of}`);
  expect(of).toEqual(['A App 0', 'X undefined', 'B App 0', 'Y undefined']);
});

test('a resource that refers to another one very often is followed', () => {
  const often = (name: string) => ({ [`${name}Often`]: a('AWS::S3::Bucket', { Tags: Array.from({ length: 200_000 }, () => ref(name)) }) });
  expect(areAlike({ ...both(), ...often('A'), ...often('B') })).toBe(true);
});

test('nodes of which only some are alike', () => {
  const of = nodesOf({ ...node('A'), ...node('B'), ...node('C', { C: ec2('Instance', { SubnetId: ref('Other') }) }), ...node('D') })
    .map(({ resource: { name }, likeness }) => `${name} ${likeness?.of}`);
  expect(of).toEqual(['A App 0', 'B App 0', 'C App 1', 'D App 0']);
});
