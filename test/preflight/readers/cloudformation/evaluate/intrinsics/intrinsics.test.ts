import { Unknown } from '../../../../../../lib/preflight/model/known';
import { asEncoded, gap, gapIn, opaque } from '../../../../../../lib/preflight/model/symbolic-text';
import { a, resolve } from '../../resolving';

const VPC = { Resources: { Vpc: a('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }) } };
const VPC_ID = opaque('App.Vpc');
const NO_DEFAULT = { Parameters: { P: { Type: 'String' } } };
const WHY = 'parameter P has no default; give it with --parameter P=VALUE';
const P = { Ref: 'P' };
const LIST = { Parameters: { List: { Type: 'CommaDelimitedList', Default: 'a, b,c' } } };

describe('plain values', () => {
  test.each([['text'], [1], [true], [['a', 1]], [{ a: { b: [] } }], ['']])('%p does not change', value => {
    expect(resolve(value)).toEqual(value);
  });

  test('null, which CloudFormation refuses, is unknown', () => {
    expect(resolve({ a: null })).toEqual({ a: new Unknown('null is not a value that CloudFormation takes') });
  });

  test('AWS::NoValue removes properties and items', () => {
    expect(resolve({ a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }, 2] })).toEqual({ b: [1, 2] });
    expect(resolve({ Ref: 'AWS::NoValue' })).toBeUndefined();
  });

  test('a key named __proto__ is an ordinary key', () => {
    const value = resolve(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'));
    expect(Object.keys(value as object)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('characters that mark opaque parts and gaps lose their meaning', () => {
    expect(resolve('a\uE002b\uE003')).toBe('a\uFFFDb\uFFFD');
    expect(resolve({ 'Fn::Sub': '\uE000App.Vpc\uE001' })).toBe('\uFFFDApp.Vpc\uFFFD');
    expect(resolve({ '\uE000': 1 })).toEqual({ '\uFFFD': 1 });
  });

  test('what is nested too deeply is unknown', () => {
    const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
    expect(JSON.stringify(resolve(nested(150)))).toBe('['.repeat(150) + ']'.repeat(150));
    const wide = Array.from({ length: 1000 }, () => ({ 'Fn::Join': ['', ['x']] }));
    expect(resolve(wide)).toEqual(Array(1000).fill('x'));
    expect(JSON.stringify(resolve(nested(1000)))).toContain('it is nested more than 200 levels deep');
  });
});

describe('Ref', () => {
  test('gives the id of a resource', () => expect(resolve({ Ref: 'Vpc' }, VPC)).toBe(VPC_ID));

  test('of an unknown name is unknown', () => {
    expect(resolve({ Ref: 'Nope' })).toEqual(new Unknown('Nope is neither a parameter nor a resource of App'));
    expect(resolve({ Ref: 'constructor' }, NO_DEFAULT)).toEqual(new Unknown('constructor is neither a parameter nor a resource of App'));
  });

  test.each([[['Vpc']], [{ a: 1 }], [1], [null]])('of %p is unknown', argument => {
    expect(resolve({ Ref: argument }, VPC)).toBeInstanceOf(Unknown);
  });

  const REGIONS = { Mappings: { Names: { 'eu-west-1': { Vpc: 'Vpc' } } }, Parameters: { Which: { Type: 'String', Default: 'Vpc' }, P: { Type: 'String' } } };

  test.each([
    [{ 'Fn::Sub': '${Which}' }],
    [{ 'Fn::Join': ['', ['V', 'pc']] }],
    [{ 'Fn::FindInMap': ['Names', { Ref: 'AWS::Region' }, 'Vpc'] }],
    [{ 'Fn::Select': [1, ['a', 'Vpc']] }],
    [{ Ref: 'Which' }],
    [{ Ref: { 'Fn::Sub': 'Wh${Ich}' } }],
  ])('of what the function %j gives is the id of that resource', argument => {
    const around = { ...VPC, ...REGIONS, Parameters: { ...REGIONS.Parameters, Ich: { Type: 'String', Default: 'ich' } } };
    expect(resolve({ Ref: argument }, around, { name: 'App', region: 'eu-west-1' })).toBe(VPC_ID);
  });

  test.each([
    [{ Ref: 'P' }, WHY],
    [{ 'Fn::Sub': '${P}Vpc' }, WHY],
    [{ 'Fn::Sub': 'Nope${Which}' }, 'NopeVpc is neither a parameter nor a resource of App'],
    [{ Ref: 'Vpc' }, 'Ref needs a name, and "<App.Vpc>" is not known before a deployment'],
    [{ 'Fn::FindInMap': ['Names', 'eu-west-2', 'Vpc'] }, 'the mapping Names has no eu-west-2, Vpc'],
    [{ Ref: 'AWS::NoValue' }, 'Ref: AWS::NoValue is not a text'],
  ])('of %j is unknown', (argument, why) => {
    expect(resolve({ Ref: argument }, { ...VPC, ...REGIONS })).toEqual(new Unknown(why));
  });

  test('beside other keys is not a function', () => expect(resolve({ Ref: 'Vpc', other: 1 }, VPC)).toEqual({ Ref: 'Vpc', other: 1 }));
});

describe('pseudo parameters', () => {
  test.each([
    ['eu-west-1', 'aws', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
    ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
    ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
    ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ])('of %s', (region, partition, suffix) => {
    const options = { name: 'App', region, account: '012345678901' };
    expect(resolve({ 'Fn::Sub': '${AWS::Region} ${AWS::AccountId} ${AWS::Partition} ${AWS::URLSuffix}' }, {}, options))
      .toBe(`${region} 012345678901 ${partition} ${suffix}`);
  });

  test('of a stack without an environment', () => {
    expect(resolve(['AWS::Region', 'AWS::AccountId', 'AWS::Partition', 'AWS::URLSuffix', 'AWS::StackName'].map(name => ({ Ref: name }))))
      .toEqual([opaque('AWS::Region'), opaque('AWS::AccountId'), 'aws', 'amazonaws.com', 'App']);
  });

  test('the stack id ends in a UUID of its own', () => {
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }] });
    const resolved = resolve([part(0), part(4), part(5)]) as unknown[];
    expect(resolved.slice(0, 2)).toEqual([opaque('App.AWS::StackId part 1'), opaque('App.AWS::StackId part 5')]);
    expect(resolved[2]).toBeInstanceOf(Unknown);
    expect(resolve({ 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] })).toBe('App');
    expect(resolve({ Ref: 'AWS::StackId' }, {}, { region: 'us-east-1', account: '1', name: 'App' })).toMatch(/^arn:aws:cloudformation:us-east-1:1:stack\/App\//);
  });

  test('without a name the stack has a name of its own', () => {
    expect(resolve({ Ref: 'AWS::StackName' }, {}, {})).toBe(opaque('Template.AWS::StackName'));
  });

  test('others are unknown', () => {
    expect(resolve({ Ref: 'AWS::NotificationARNs' })).toEqual(new Unknown('AWS::NotificationARNs is only known at the deployment'));
  });
});

describe('Fn::Join', () => {
  test('joins texts, numbers and booleans', () => {
    expect(resolve({ 'Fn::Join': ['-', ['a', 1, true, { Ref: 'Vpc' }]] }, VPC)).toBe(`a-1-true-${VPC_ID}`);
  });

  test('joins a list from another function', () => {
    expect(resolve({ 'Fn::Join': ['|', { Ref: 'List' }] }, LIST)).toBe('a|b|c');
  });

  test('leaves AWS::NoValue out', () => expect(resolve({ 'Fn::Join': ['-', ['a', { Ref: 'AWS::NoValue' }, 'b']] })).toBe('a-b'));

  test('has a gap for an unknown item', () => {
    expect(resolve({ 'Fn::Join': ['-', ['a', P, 'b']] }, NO_DEFAULT)).toBe(`a-${gap(WHY)}-b`);
    expect(resolve({ 'Fn::Join': ['', ['a', ['b']]] })).toBe(`a${gap('a list cannot be put into a text')}`);
    expect(resolve({ 'Fn::Join': ['', [{ x: 1 }]] })).toBe(gap('a map cannot be put into a text'));
    expect(resolve({ 'Fn::Join': ['', [null]] })).toBe(gap('null is not a value that CloudFormation takes'));
  });

  test('of an unknown list is unknown', () => expect(resolve({ 'Fn::Join': ['-', P] }, NO_DEFAULT)).toEqual(new Unknown(WHY)));

  test.each([['x'], [[]], [['-']], [['-', 'text']], [[{ Ref: 'AWS::Region' }, []]], [['-', [], 1]], [null]])('of %p is unknown', argument => {
    expect(resolve({ 'Fn::Join': argument })).toBeInstanceOf(Unknown);
  });

  test('refuses texts that are too long', () => {
    const long = 'x'.repeat(1_000_000);
    expect(resolve({ 'Fn::Join': [long, ['', '', '', '', '', '']] })).toBe(gap('a text is longer than 4000000 characters'));
  });
});

describe('Fn::Sub', () => {
  test.each([
    ['${Vpc}/${Vpc.CidrBlock}', `${VPC_ID}/10.0.0.0/16`],
    ['${!Literal} ${!a:-b}', '${Literal} ${a:-b}'],
    ['$Vpc $${Vpc} {Vpc}', `$Vpc $${VPC_ID} {Vpc}`],
    ['', ''],
  ])('of %p', (template, expected) => expect(resolve({ 'Fn::Sub': template }, VPC)).toBe(expected));

  test('prefers its own variables to names in the template', () => {
    expect(resolve({ 'Fn::Sub': ['${Vpc} ${N} ${B} ${R}', { Vpc: 'mine', N: 1, B: false, R: { Ref: 'Vpc' } }] }, VPC)).toBe(`mine 1 false ${VPC_ID}`);
    expect(resolve({ 'Fn::Sub': ['${a.b}', { 'a.b': 'mine' }] })).toBe('mine');
    expect(resolve({ 'Fn::Sub': ['${Vpc}'] }, VPC)).toBe(VPC_ID);
  });

  test('has a gap for an unknown variable', () => {
    expect(resolve({ 'Fn::Sub': 'a ${P} b' }, NO_DEFAULT)).toBe(`a ${gap(WHY)} b`);
    expect(resolve({ 'Fn::Sub': '${Nope.Arn}' })).toBe(gap('Nope is neither a parameter nor a resource of App'));
    expect(resolve({ 'Fn::Sub': '${toString}' })).toBe(gap('toString is neither a parameter nor a resource of App'));
    expect(resolve({ 'Fn::Sub': 'x${NAME:-y}' })).toBe(`x${gap('Fn::Sub: "${NAME:-y}" is not the name of anything')}`);
    expect(resolve({ 'Fn::Sub': '${AWS::NoValue}' })).toBe(gap('AWS::NoValue cannot be put into a text'));
  });

  test.each([[1], [[]], [[1, {}]], [['a', 'b']], [['a', {}, 1]], [{ a: 1 }]])('of %p is unknown', argument => {
    expect(resolve({ 'Fn::Sub': argument })).toEqual(new Unknown('Fn::Sub needs a text, or a text and a map'));
  });
});

describe('Fn::Split and Fn::Select', () => {
  test('split a text', () => {
    expect(resolve({ 'Fn::Split': ['/', 'a/b//c'] })).toEqual(['a', 'b', '', 'c']);
    expect(resolve({ 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b'] }] })).toBe('b');
  });

  test('do not split within an opaque part', () => {
    const stack = { name: 'A.B-C' };
    expect(resolve({ 'Fn::Split': ['.', { 'Fn::Sub': 'x.${Vpc}.y${Vpc}z' }] }, VPC, stack)).toEqual(['x', opaque('A.B-C.Vpc'), `y${opaque('A.B-C.Vpc')}z`]);
  });

  test('take an ARN apart', () => {
    const key = { Resources: { Key: a('AWS::KMS::Key') } };
    expect(resolve({ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': 'Key.Arn' }] }] }, key)).toBe(opaque('App.Key'));
  });

  test('are unknown for a text with a gap', () => {
    expect(resolve({ 'Fn::Split': ['/', { 'Fn::Sub': 'a/${P}' }] }, NO_DEFAULT)).toEqual(new Unknown(WHY));
    expect(resolve({ 'Fn::Select': [0, { 'Fn::Split': ['/', { 'Fn::Sub': 'a/${P}' }] }] }, NO_DEFAULT)).toEqual(new Unknown(WHY));
    expect(resolve({ 'Fn::Select': [0, P] }, NO_DEFAULT)).toEqual(new Unknown(WHY));
    expect(resolve({ 'Fn::Select': [P, ['a']] }, NO_DEFAULT)).toEqual(new Unknown(WHY));
    expect(resolve({ 'Fn::Select': [0, [P, 'a']] }, NO_DEFAULT)).toEqual(new Unknown(WHY));
  });

  test.each([[null], ['x'], [['', 'a']], [[1, 'a']], [['/', ['a']]], [['/', { a: 1 }]], [['/']], [['/', 'a', 'b']]])('Fn::Split of %p is unknown', argument => {
    expect(resolve({ 'Fn::Split': argument })).toBeInstanceOf(Unknown);
  });

  test.each([[null], [[0]], [[1, ['a']]], [['-1', ['a']]], [['x', ['a']]], [[0.5, ['a']]], [[0, 'a']], [[0, {}]], [[[], ['a']]]])('Fn::Select of %p is unknown', argument => {
    expect(resolve({ 'Fn::Select': argument })).toBeInstanceOf(Unknown);
  });

  test('an index outside the list is in the reason', () => {
    expect(resolve({ 'Fn::Select': [2, ['a', 'b']] })).toEqual(new Unknown('Fn::Select: item 2 of a list of 2'));
  });
});

describe('Fn::FindInMap', () => {
  const maps = { Mappings: { Images: { 'us-east-1': { ami: 'ami-1', list: ['a', 'b'] } } }, ...NO_DEFAULT };
  const find = (...argument: unknown[]) => resolve({ 'Fn::FindInMap': argument }, maps);

  test('finds texts and lists', () => {
    expect(find('Images', 'us-east-1', 'ami')).toBe('ami-1');
    expect(find('Images', 'us-east-1', 'list')).toEqual(['a', 'b']);
    expect(resolve({ 'Fn::FindInMap': ['Images', { Ref: 'AWS::Region' }, 'ami'] }, maps, { region: 'us-east-1' })).toBe('ami-1');
  });

  test('uses the default if there is no such key', () => {
    expect(find('Images', 'eu-west-1', 'ami', { DefaultValue: { 'Fn::Sub': 'x' } })).toBe('x');
    expect(find('Images', 'us-east-1', 'ami', { DefaultValue: 'x' })).toBe('ami-1');
  });

  test('is unknown if there is no value', () => {
    expect(find('Images', 'eu-west-1', 'ami')).toEqual(new Unknown('the mapping Images has no eu-west-1, ami'));
    expect(find('Images', 'us-east-1', 'constructor')).toBeInstanceOf(Unknown);
    expect(find('constructor', 'name', 'length')).toBeInstanceOf(Unknown);
  });

  test('is unknown if a key is unknown, also with a default', () => {
    expect(find('Images', P, 'ami', { DefaultValue: 'x' })).toEqual(new Unknown(WHY));
    expect(find('Images', { Ref: 'AWS::Region' }, 'ami', { DefaultValue: 'x' }))
      .toEqual(new Unknown('a mapping is looked up by the region, which the template does not say; give it with --region'));
    expect(find('Images', { Ref: 'AWS::AccountId' }, 'ami')).toEqual(new Unknown('a mapping is looked up by "<AWS::AccountId>", which is not known'));
  });

  test.each([[[]], [['Images']], [['Images', 'a', []]], [['Images', 'a', 'b', {}, 1]]])('of %p is unknown', argument => {
    expect(find(...argument)).toBeInstanceOf(Unknown);
  });
});

describe('Fn::GetAZs', () => {
  test('gives six Availability Zones of a region, always the same', () => {
    const zones = resolve({ 'Fn::GetAZs': '' }, {}, { region: 'eu-west-1' }) as string[];
    expect(new Set(zones).size).toBe(6);
    expect(zones[0]).toBe(opaque('eu-west-1 zone 1'));
    expect(resolve({ 'Fn::GetAZs': { Ref: 'AWS::Region' } }, {}, { region: 'eu-west-1' })).toEqual(zones);
    expect(resolve({ 'Fn::GetAZs': 'eu-west-1' })).toEqual(zones);
    expect(resolve({ 'Fn::GetAZs': 'eu-west-2' })).not.toEqual(zones);
  });

  test('of a region that is not known', () => {
    expect(resolve({ 'Fn::Select': [1, { 'Fn::GetAZs': '' }] })).toBe(opaque('AWS::Region zone 2'));
    expect(resolve({ 'Fn::GetAZs': P }, NO_DEFAULT)).toEqual(new Unknown(WHY));
    expect(resolve({ 'Fn::GetAZs': [] })).toBeInstanceOf(Unknown);
  });
});

describe('Fn::Cidr', () => {
  test('divides the block of a VPC', () => {
    expect(resolve({ 'Fn::Select': [1, { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 6, '8'] }] }, VPC)).toBe('10.0.1.0/24');
  });

  test.each([[null], [['10.0.0.0/16', 6]], [[['x'], 6, 8]], [['10.0.0.0/16', 'x', 8]], [['10.0.0.0/16', 6, []]], [['x', 1, 8]]])('of %p is unknown', argument => {
    expect(resolve({ 'Fn::Cidr': argument })).toBeInstanceOf(Unknown);
  });

  test('of the IPv6 blocks of a VPC is unknown', () => {
    const block = { 'Fn::Select': [0, { 'Fn::GetAtt': ['Vpc', 'Ipv6CidrBlocks'] }] };
    expect(resolve({ 'Fn::Cidr': [block, 2, 64] }, VPC)).toEqual(new Unknown('Ipv6CidrBlocks of App.Vpc (AWS::EC2::VPC) is only known after the deployment'));
  });
});

describe('Fn::Base64, Fn::ToJsonString, Fn::Length, Fn::Transform', () => {
  test('user data is as the node reads it', () => {
    expect(resolve({ 'Fn::Base64': { 'Fn::Sub': '#!/bin/sh\n${Vpc}' } }, VPC)).toBe(asEncoded(`#!/bin/sh\n${VPC_ID}`));
    expect(resolve({ 'Fn::Base64': P }, NO_DEFAULT)).toEqual(new Unknown(WHY));
    expect(resolve({ 'Fn::Base64': ['x'] })).toBeInstanceOf(Unknown);
  });

  test('JSON of a map or a list', () => {
    expect(resolve({ 'Fn::ToJsonString': { a: ['b"', 1, true], c: { Ref: 'Vpc' } } }, VPC)).toBe(`{"a":["b\\"",1,true],"c":"${VPC_ID}"}`);
    expect(resolve({ 'Fn::ToJsonString': [1, 'x'] })).toBe('[1,"x"]');
    expect(resolve({ 'Fn::ToJsonString': { a: P } }, NO_DEFAULT)).toBe(`{"a":${gap(WHY)}}`);
    expect(resolve({ 'Fn::ToJsonString': P }, NO_DEFAULT)).toEqual(new Unknown(WHY));
    expect(resolve({ 'Fn::ToJsonString': 'text' })).toBeInstanceOf(Unknown);
    expect(resolve({ 'Fn::ToJsonString': null })).toBeInstanceOf(Unknown);
  });

  test('opaque parts stay opaque in JSON', () => {
    const stack = { name: 'quoted "name"' };
    expect(resolve({ 'Fn::ToJsonString': [{ Ref: 'Vpc' }] }, VPC, stack)).toBe(`["${opaque('quoted "name".Vpc')}"]`);
  });

  test('the length of a list', () => {
    expect(resolve({ 'Fn::Length': ['a', 'b'] })).toBe(2);
    expect(resolve({ 'Fn::Length': { Ref: 'List' } }, LIST)).toBe(3);
    expect(resolve({ 'Fn::Length': ['a', P] }, NO_DEFAULT)).toEqual(new Unknown(WHY));
    expect(resolve({ 'Fn::Length': P }, NO_DEFAULT)).toEqual(new Unknown(WHY));
    expect(resolve({ 'Fn::Length': 'abc' })).toBeInstanceOf(Unknown);
  });

  test('a macro makes its value and its siblings unknown', () => {
    const macro = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: {} } };
    expect(resolve(macro)).toEqual(new Unknown('the macro AWS::Include may put anything here'));
    expect(resolve({ ...macro, other: 1 })).toEqual(new Unknown('the macro AWS::Include may put anything here'));
    expect(resolve({ 'Fn::Transform': 1 })).toBeInstanceOf(Unknown);
  });

  test('an unknown function is unknown', () => {
    expect(resolve({ 'Fn::Nope': 1 })).toEqual(new Unknown('Fn::Nope is not a function that preflight knows'));
  });
});

describe('Fn::GetAtt', () => {
  test.each([
    [[{ 'Fn::Sub': '${Which}' }, 'CidrBlock']],
    [[{ 'Fn::FindInMap': ['Names', 'a', 'b'] }, { 'Fn::Sub': 'Cidr${Rest}' }]],
    [[{ Ref: 'Which' }, 'CidrBlock']],
    [['Vpc', { 'Fn::Join': ['', ['Cidr', 'Block']] }]],
    [{ 'Fn::Sub': '${Which}.CidrBlock' }],
  ])('of %j, which functions give', argument => {
    const around = { ...VPC, Mappings: { Names: { a: { b: 'Vpc' } } }, Parameters: { Which: { Type: 'String', Default: 'Vpc' }, Rest: { Type: 'String', Default: 'Block' } } };
    expect(resolve({ 'Fn::GetAtt': argument }, around)).toBe('10.0.0.0/16');
  });

  test.each([
    [[P, 'CidrBlock'], WHY],
    [[{ 'Fn::Sub': 'No${N}' }, 'CidrBlock'], 'Nope is neither a parameter nor a resource of App'],
    [[{ Ref: 'Vpc' }, 'CidrBlock'], 'Fn::GetAtt needs a name, and "<App.Vpc>" is not known before a deployment'],
    [{ Ref: 'N' }, 'Fn::GetAtt needs a resource and an attribute'],
  ])('of %j is unknown', (argument, why) => {
    const around = { ...VPC, Parameters: { ...NO_DEFAULT.Parameters, N: { Type: 'String', Default: 'pe' } } };
    expect(resolve({ 'Fn::GetAtt': argument }, around)).toEqual(new Unknown(why));
  });

  test.each([[['Vpc', 'CidrBlock']], ['Vpc.CidrBlock'], [['Vpc', { Ref: 'Attribute' }]]])('of %p', argument => {
    expect(resolve({ 'Fn::GetAtt': argument }, { ...VPC, Parameters: { Attribute: { Type: 'String', Default: 'CidrBlock' } } })).toBe('10.0.0.0/16');
  });

  test.each([['Vpc'], [['Vpc']], [[1, 'a']], [{}], [null], [['Vpc', ['x']]], [['Nope', 'Arn']], [['Vpc', 'Nope']]])('of %p is unknown', argument => {
    expect(resolve({ 'Fn::GetAtt': argument }, VPC)).toBeInstanceOf(Unknown);
  });
});

describe('dynamic references', () => {
  test('to public parameters stay, without a version', () => {
    expect(resolve('{{resolve:ssm:/aws/service/ami-amazon-linux-latest/x}}')).toBe('{{resolve:ssm:/aws/service/ami-amazon-linux-latest/x}}');
    expect(resolve({ 'Fn::Sub': ['{{resolve:ssm:/aws/service/${X}:12}}', { X: 'y' }] })).toBe('{{resolve:ssm:/aws/service/y}}');
    expect(resolve({ 'Fn::Join': ['', ['{{resolve:ssm:', '/aws/service/a', '}}']] })).toBe('{{resolve:ssm:/aws/service/a}}');
  });

  test.each([
    ['{{resolve:ssm:/mine:1}}', 'the SSM parameter /mine is read at the deployment'],
    ['{{resolve:ssm-secure:/mine}}', 'the SSM parameter /mine is read at the deployment'],
    ['{{resolve:ssm-secure:/aws/service/x}}', 'the SSM parameter /aws/service/x is read at the deployment'],
    ['{{resolve:secretsmanager:s:SecretString:k}}', 'the secret s:SecretString:k is read at the deployment'],
    ['{{resolve:other:k}}', 'the value of other k is read at the deployment'],
  ])('to others are gaps: %s', (text, reason) => {
    expect(resolve(`a${text}b`)).toBe(`a${gap(reason)}b`);
  });

  test('in the reason of a gap are not resolved', () => {
    expect(resolve({ 'Fn::Join': ['', ['a', { 'Fn::If': ['{{resolve:ssm:/mine}}', 1, 2] }]] }))
      .toBe(`a${gap('condition {resolve:ssm:/mine}} cannot be decided: there is no such condition')}`);
  });

  test('with a gap are gaps, except to public parameters, which keep the gap', () => {
    expect(resolve({ 'Fn::Sub': '{{resolve:ssm:/aws/service/${P}}}' }, NO_DEFAULT)).toBe(`{{resolve:ssm:/aws/service/${gap(WHY)}}}`);
    const text = resolve({ 'Fn::Sub': '{{resolve:ssm:${P}}}' }, NO_DEFAULT) as string;
    expect(gapIn(text)).toEqual(new Unknown('the SSM parameter <?> is read at the deployment'));
  });
});
