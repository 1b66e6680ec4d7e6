import { readFileSync } from 'fs';
import * as fc from 'fast-check';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** JSON that tests change. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The path to a value: keys of objects, indexes of lists. */
export type JsonPath = readonly (string | number)[];

/** A template as JSON, with the short tags of YAML written out. */
export function readTemplate(path: string): { [key: string]: Json } {
  const json = plain(parseDocument(readFileSync(path, 'utf8'), { logLevel: 'error' }).contents);
  if (!isObject(json)) {
    throw new Error(`${path} is not a template`);
  }
  return json;
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every path in a value, to leaves and branches. */
export function placesBelow(value: Json, above: JsonPath = []): JsonPath[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, child]) => [[...above, key], ...placesBelow(child, [...above, key])]);
}

/** A copy with another value at a path, or without it. */
export function changed(json: Json, place: JsonPath, value: Json | undefined): Json {
  const [key, ...rest] = place;
  if (key === undefined || typeof json !== 'object' || json === null) {
    return value ?? null;
  }
  const entries: [string | number, Json][] = Array.isArray(json) ? [...json.entries()] : Object.entries(json);
  const next = entries.flatMap(([k, child]): [string | number, Json][] => {
    if (k !== key) { return [[k, child]]; }
    return rest.length === 0 && value === undefined ? [] : [[k, changed(child, rest, value)]];
  });
  return Array.isArray(json) ? next.map(([, child]) => child) : Object.fromEntries(next);
}

/**
 * Values that are valid nowhere in a template: not as a name, a number, a flag, an address, or an intrinsic. Empty texts and lists are not among
 * them, because they often mean the same as a property that is left out.
 */
export function garbage(): fc.Arbitrary<Json> {
  return fc.oneof(
    fc.constantFrom<Json>(null, '\u2603', '\0', -987654321.5, 1e308, '999.999.999.999/99', 'arn:', '${', '{{resolve:'),
    fc.string({ minLength: 3, maxLength: 12 }).map(text => `\u2603${text}`),
    fc.integer({ min: 100_000, max: 9_000_000 }).map(number => -number),
    fc.jsonValue({ maxDepth: 2 }).map((value): Json => ({ Nonsense: value as Json })),
    fc.array(fc.string(), { minLength: 1, maxLength: 3 }).map(texts => texts.map(text => `\u2603${text}`)),
    wrongIntrinsic(),
  );
}

const INTRINSICS = [
  'Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::FindInMap', 'Fn::If', 'Fn::GetAZs', 'Fn::Cidr', 'Fn::ImportValue', 'Fn::Base64',
  'Fn::Transform', 'Fn::ToJsonString', 'Fn::Length', 'Fn::Equals', 'Fn::And', 'Fn::Not', 'Condition', 'Fn::ForEach::Loop', 'Fn::Unheard',
];

/** Intrinsics with arguments that none of them accepts. */
export function wrongIntrinsic(): fc.Arbitrary<Json> {
  const argument = fc.constantFrom<Json>(
    null, 5, true, '', 'NoSuchThing', '${}', '${Ref', [], [null], ['NoSuchThing', {}], [-1, []], [1e9, ['a']], ['', 1e9, 1e9], {}, { a: [1] },
  );
  return fc.tuple(fc.constantFrom(...INTRINSICS), argument).map(([name, value]) => ({ [name]: value }));
}

/** JSON of any shape whose keys look like those of templates. */
export function templateLike(): fc.Arbitrary<Json> {
  const { tree } = fc.letrec<{ tree: Json }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      garbage(),
      fc.constantFrom<Json>(true, false, 443, 'tcp', '-1', '0.0.0.0/0', 'Allow', '*', '', []),
      fc.constantFrom<Json>('AWS::EC2::Instance', { Ref: 'A' }, { 'Fn::GetAtt': ['B', 'Arn'] }),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 6 }),
    ),
  }));
  return tree;
}

/** The types that preflight reads. */
export const TYPES = [
  'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::VPC', 'AWS::EC2::Subnet',
  'AWS::EC2::RouteTable', 'AWS::EC2::Route', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::InternetGateway', 'AWS::EC2::VPCGatewayAttachment', 'AWS::EC2::NatGateway',
  'AWS::EC2::EIP', 'AWS::EC2::EIPAssociation', 'AWS::EC2::NetworkInterface', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::NetworkAcl', 'AWS::EC2::NetworkAclEntry', 'AWS::EC2::SubnetNetworkAclAssociation', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::PrefixList', 'AWS::EC2::VPCCidrBlock',
  'AWS::EC2::EgressOnlyInternetGateway', 'AWS::EC2::DHCPOptions', 'AWS::EC2::VPCDHCPOptionsAssociation', 'AWS::IAM::Role', 'AWS::IAM::InstanceProfile', 'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy', 'AWS::SSM::Document', 'AWS::SSM::ServiceSetting', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::Logs::LogGroup', 'AWS::KMS::Key', 'AWS::KMS::Alias',
  'AWS::CloudFormation::Stack', 'Custom::VpcRestrictDefaultSG',
];

const KEYS = [
  'Resources', 'Parameters', 'Mappings', 'Conditions', 'Outputs', 'Transform', 'Type', 'Default', 'Properties', 'Metadata', 'DependsOn', 'Condition', 'ImageId', 'InstanceType',
  'SubnetId', 'SubnetIds', 'SecurityGroupIds', 'NetworkInterfaces', 'IamInstanceProfile', 'LaunchTemplate', 'LaunchTemplateData', 'UserData', 'MetadataOptions', 'VpcId', 'CidrBlock',
  'RouteTableId', 'DestinationCidrBlock', 'GatewayId', 'SecurityGroupEgress', 'IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'ServiceName', 'PrivateDnsEnabled', 'PolicyDocument',
  'AssumeRolePolicyDocument', 'Statement', 'Effect', 'Action', 'Resource', 'Principal', 'ManagedPolicyArns', 'Policies', 'Roles', 'Content', 'inputs', 'TemplateURL', 'KeyPolicy',
  'Ref', 'Fn::If', 'Fn::Sub', '__proto__', 'constructor', 'toString',
];

/** Templates whose resources have valid types and nothing else that is valid. */
export function hollowTemplate(): fc.Arbitrary<Json> {
  const resource = fc.record({
    Type: fc.constantFrom(...TYPES),
    Properties: templateLike(),
    DependsOn: fc.constantFrom<Json>('A', ['B'], 7, null),
    Condition: fc.constantFrom('C', ''),
  }, { requiredKeys: ['Type'] });
  const resources = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D', 'E'), resource, { minKeys: 1, maxKeys: 5 });
  return fc.tuple(resources, fc.dictionary(fc.constantFrom(...KEYS), templateLike(), { maxKeys: 2 }))
    .map(([byId, rest]): Json => ({ ...rest, Resources: byId as Json }));
}

/** Damage to files: cut off, bytes deleted, overwritten or doubled. */
export function damaged(text: string): fc.Arbitrary<Buffer> {
  const bytes = Buffer.from(text);
  const position = fc.integer({ min: 0, max: bytes.length });
  const stretch = fc.integer({ min: 1, max: 200 });
  const noise = fc.oneof(
    fc.constantFrom(...[[0], [0xff, 0xfe], [0xc3, 0x28]].map(array => Buffer.from(array))),
    fc.constantFrom(...['\t', '!Ref ', '&a *a ', '{{[', '"'].map(inserted => Buffer.from(inserted))),
    fc.uint8Array({ minLength: 1, maxLength: 8 }).map(array => Buffer.from(array)),
  );
  return fc.oneof(
    position.map(end => bytes.subarray(0, end)),
    fc.tuple(position, stretch).map(([at, length]) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])),
    fc.tuple(position, stretch).map(([at, length]) => Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])),
    fc.tuple(position, noise).map(([at, inserted]) => Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)])),
  );
}

function plain(node: unknown): Json {
  if (isMap(node)) {
    return tagged(node.tag, Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)])));
  }
  if (isSeq(node)) {
    return tagged(node.tag, node.items.map(plain));
  }
  if (isScalar(node)) {
    return tagged(node.tag, node.value as Json);
  }
  return null;
}

function tagged(tag: string | undefined, value: Json): Json {
  if (tag === undefined || !tag.startsWith('!') || tag.startsWith('!!')) {
    return value;
  }
  const name = tag.slice(1);
  if (name === 'GetAtt' && typeof value === 'string') {
    return { 'Fn::GetAtt': value.split('.') };
  }
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}
