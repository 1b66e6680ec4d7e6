import { Unknown } from '../../../../../lib/preflight/model/known';
import { opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { readObject } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { a, resourceWith } from '../resolving';

const keysOf = (resources: { location: { key: string } }[]) => resources.map(({ location }) => location.key).sort();

describe('a resource', () => {
  const template = {
    Resources: {
      Vpc: { ...a('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }), Metadata: { 'aws:cdk:path': 'App/Vpc/Resource', 'note': { Ref: 'AWS::StackName' } } },
      Bare: { Type: 'AWS::EC2::VPC' },
    },
  };
  const [vpc, bare] = readObject(template, { name: 'App', templatePath: 'dir/app.json' }).ofType('AWS::EC2::VPC');

  test('has a location', () => {
    expect(vpc.location).toEqual({
      key: 'App.Vpc',
      name: 'Vpc',
      kind: 'vpc',
      type: 'AWS::EC2::VPC',
      source: { origin: 'template', stack: 'App', logicalId: 'Vpc', templatePath: 'dir/app.json', constructPath: 'App/Vpc/Resource', lines: expect.anything() },
    });
    expect(bare.location.source.constructPath).toBeUndefined();
    expect(vpc.environment).toEqual({ region: opaque('AWS::Region'), account: opaque('AWS::AccountId'), partition: 'aws', urlSuffix: 'amazonaws.com' });
  });

  test('has properties and metadata, resolved once', () => {
    expect(vpc.properties).toEqual({ CidrBlock: '10.0.0.0/16' });
    expect(vpc.properties).toBe(vpc.properties);
    expect(vpc.metadata).toEqual({ 'aws:cdk:path': 'App/Vpc/Resource', 'note': 'App' });
    expect([bare.properties, bare.metadata, bare.dependsOn, bare.present]).toEqual([{}, {}, [], true]);
    expect(vpc.dependsOn).toBe(vpc.dependsOn);
  });

  test('may refer to itself', () => {
    const resource = resourceWith({ A: { Ref: 'UnderTest' }, B: { 'Fn::GetAtt': 'UnderTest.X' } });
    expect(resource.properties).toEqual({ A: opaque('App.UnderTest'), B: expect.any(Unknown) });
    expect(resource.dependsOn).toEqual([]);
  });

  test.each([
    [{ Ref: { 'Fn::Sub': '${Which}' } }],
    [{ 'Fn::GetAtt': [{ 'Fn::Join': ['', ['V', 'pc']] }, 'CidrBlock'] }],
  ])('comes after what the name that a function gives is of: %j', value => {
    const around = { Parameters: { Which: { Type: 'String', Default: 'Vpc' } }, Resources: { Vpc: a('AWS::EC2::VPC') } };
    expect(resourceWith({ Value: value }, around).dependsOn.map(({ location }) => location.name)).toEqual(['Vpc']);
  });

  test('whose property depends on itself has an unknown one', () => {
    const set = readObject({ Resources: { S: a('AWS::EC2::Subnet', { VpcId: { 'Fn::GetAtt': 'T.VpcId' } }), T: a('AWS::EC2::Subnet', { VpcId: { 'Fn::GetAtt': 'S.VpcId' } }) } });
    const [subnet] = set.ofType('AWS::EC2::Subnet');
    expect(subnet.properties.VpcId).toEqual(new Unknown('VpcId of Template.S refers to itself'));
  });

  test.each([
    ['a macro', { 'Fn::Transform': { Name: 'Mine' }, 'CidrBlock': 'x' }, 'the macro Mine may put anything here'],
    ['a list', ['x'], 'it is not a map'],
    ['a text', 'x', 'it is not a map'],
    ['a function that gives a text', { 'Fn::Sub': 'x' }, 'it is not a map'],
  ])('with %s as properties has no known property, and lacks none', (_, properties, reason) => {
    const resource = resourceWith(properties, { Resources: { Sub: { Type: 'AWS::EC2::Subnet', Properties: properties } } });
    expect(resource.properties).toBeInstanceOf(Unknown);
    expect(resource.properties.Anything).toEqual(new Unknown(reason));
    expect('Anything' in resource.properties).toBe(true);
    expect(resource.properties.reason).toBe(reason);
  });

  test('attributes from such properties are unknown', () => {
    const set = readObject({ Resources: { S: { Type: 'AWS::EC2::Subnet', Properties: [] }, U: a('AWS::U::U', { V: { 'Fn::GetAtt': 'S.VpcId' } }) } });
    expect(set.ofType('AWS::U::U')[0].properties.V).toEqual(new Unknown('it is not a map'));
  });

  test('with a Fn::If as properties has those of the chosen branch', () => {
    expect(resourceWith({ 'Fn::If': ['C', { A: 1 }, { B: 2 }] }, { Conditions: { C: { 'Fn::Equals': [1, 1] } } }).properties).toEqual({ A: 1 });
    expect(resourceWith(null).properties).toEqual({});
  });

  test('with garbage as metadata', () => {
    const metadata = (Metadata: unknown) => readObject({ Resources: { R: { Type: 'AWS::EC2::VPC', Metadata } } }).ofType('AWS::EC2::VPC')[0].metadata;
    expect(metadata('x')).toEqual({});
    expect(metadata({ Ref: 'Nope' })).toBeInstanceOf(Unknown);
    expect(metadata({ Ref: 'R' }).anything).toEqual(new Unknown('it is not a map'));
  });
});

describe('what a resource depends on', () => {
  const others = Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map(id => [id, a('AWS::EC2::VPC')]));
  const dependencies = (resource: object, more = {}) => {
    const set = readObject({ Parameters: { P: { Type: 'String' } }, Resources: { ...others, R: { Type: 'AWS::U::U', ...resource } }, ...more }, { name: 'S' });
    return keysOf(set.ofType('AWS::U::U')[0].dependsOn);
  };

  test('is what it names, anywhere', () => {
    expect(dependencies({
      DependsOn: ['A', 'Nope', 1],
      Properties: { x: [{ Ref: 'B' }, { 'Fn::GetAtt': ['C', 'Arn'] }, { 'Fn::GetAtt': 'D.Arn' }, { Ref: 'P' }, { Ref: 'AWS::Region' }] },
      Metadata: { Ref: 'H' },
      UpdatePolicy: { y: { 'Fn::Sub': '${E} ${F.Arn} ${!G}' } },
    })).toEqual(['S.A', 'S.B', 'S.C', 'S.D', 'S.E', 'S.F', 'S.H']);
  });

  test('includes DependsOn as a text', () => expect(dependencies({ DependsOn: 'A' })).toEqual(['S.A']));

  test('excludes what a variable of Fn::Sub hides', () => {
    expect(dependencies({ Properties: { x: { 'Fn::Sub': ['${A} ${B}', { A: { Ref: 'C' } }] } } })).toEqual(['S.B', 'S.C']);
    expect(dependencies({ Properties: { x: { 'Fn::Sub': [1, 'x'] }, y: { 'Fn::GetAtt': 1 }, z: { Ref: [] } } })).toEqual([]);
  });

  test('excludes what a branch names that is not chosen', () => {
    const conditions = { Conditions: { Yes: { 'Fn::Equals': [1, 1] }, Unsure: { 'Fn::Equals': [{ Ref: 'P' }, 1] } } };
    expect(dependencies({ Properties: { x: { 'Fn::If': ['Yes', { Ref: 'A' }, { Ref: 'B' }] } } }, conditions)).toEqual(['S.A']);
    expect(dependencies({ Properties: { x: { 'Fn::If': ['Unsure', { Ref: 'A' }, { Ref: 'B' }] } } }, conditions)).toEqual(['S.A', 'S.B']);
    expect(dependencies({ Properties: { x: { 'Fn::If': [1, { Ref: 'A' }, { Ref: 'B' }] } } }, conditions)).toEqual(['S.A', 'S.B']);
    const no = { Conditions: { No: { 'Fn::Equals': [1, 2] } } };
    expect(dependencies({ Properties: { x: { 'Fn::If': ['No', { Ref: 'A' }, { Ref: 'B' }] } } }, no)).toEqual(['S.B']);
  });
});

describe('Fn::ForEach', () => {
  const loop = (collection: unknown, body: unknown, identifier: unknown = 'X') => ({ 'Fn::ForEach::Loop': [identifier, collection, body] });
  const listed = (resources: object, around = {}) => readObject({ Transform: 'AWS::LanguageExtensions', ...around, Resources: resources }, { name: 'S' });

  test('creates resources', () => {
    const set = listed(loop(['A', 'B'], { 'Subnet${X}': a('AWS::EC2::Subnet', { Name: { 'Fn::Sub': 'n-${X}' }, Zone: { Ref: 'X' }, Vpc: { Ref: 'Vpc${X}' }, N: 1 }) }));
    expect(set.ofType('AWS::EC2::Subnet').map(({ ref, properties }) => [ref, properties])).toEqual([
      [opaque('S.SubnetA'), { Name: 'n-A', Zone: 'A', Vpc: expect.any(Unknown), N: 1 }],
      [opaque('S.SubnetB'), { Name: 'n-B', Zone: 'B', Vpc: expect.any(Unknown), N: 1 }],
    ]);
  });

  test('loops over parameters, may be nested, and makes names from values', () => {
    const inner = { 'Fn::ForEach::Inner': ['Y', ['1', '2'], { 'R&{X}${Y}': a('AWS::EC2::VPC', { Block: '${X}/${Y}' }) }] };
    const set = listed(loop({ Ref: 'L' }, inner), { Parameters: { L: { Type: 'CommaDelimitedList', Default: '10.0,10.1' } } });
    expect(set.ofType('AWS::EC2::VPC').map(({ location, properties }) => [location.name, properties.Block])).toEqual([
      ['R1001', '10.0/1'], ['R1002', '10.0/2'], ['R1011', '10.1/1'], ['R1012', '10.1/2'],
    ]);
  });

  test('creates properties, conditions and outputs', () => {
    const resource = resourceWith({ ...loop(['A', 'B'], { 'P${X}': { Ref: 'X' } }), Tags: [1] }, { Conditions: loop(['A'], { 'C${X}': { 'Fn::Equals': ['${X}', 'A'] } }) });
    expect(resource.properties).toEqual({ PA: 'A', PB: 'B', Tags: [1] });
    const set = readObject({
      Conditions: loop(['A', 'B'], { 'Is${X}': { 'Fn::Equals': ['${X}', 'A'] } }),
      Resources: { V: { Type: 'AWS::EC2::VPC', Condition: 'IsA' }, W: { Type: 'AWS::EC2::VPC', Condition: 'IsB' } },
    });
    expect(set.ofType('AWS::EC2::VPC').map(({ location }) => location.name)).toEqual(['V']);
  });

  test.each([
    ['a list that is not known', loop({ Ref: 'Nope' }, {}), 'Nope is neither a parameter nor a resource of S'],
    ['an item that is not known', loop([{ Ref: 'Nope' }], {}), 'Nope is neither a parameter nor a resource of S'],
    ['a map for an item', loop([{}], {}), 'what it runs over is not a list of texts'],
    ['no list', loop('x', {}), 'what it runs over is not a list'],
    ['no body', loop(['x'], 'x'), 'it needs an identifier, a list and a map'],
    ['no identifier', loop(['x'], {}, 1), 'it needs an identifier, a list and a map'],
    ['nothing', { 'Fn::ForEach::Loop': 'x' }, 'it needs an identifier, a list and a map'],
    ['a deep body', loop(['x'], JSON.parse('{"a":'.repeat(150) + '1' + '}'.repeat(150))), 'it is too large'],
    ['a large body', loop(Array.from({ length: 1000 }, (_, index) => index), { a: Array(1000).fill(1) }), 'it is too large'],
  ])('with %s creates resources that are unknown', (_, resources, reason) => {
    const set = listed({ ...resources, Vpc: a('AWS::EC2::VPC') });
    const [unseen] = set.ofType('Fn::ForEach');
    expect(unseen.present).toEqual(new Unknown(`Fn::ForEach::Loop cannot be unrolled: ${reason}`));
    expect(unseen.location.name).toBe('Fn::ForEach::Loop');
    expect(unseen.properties).toEqual({});
    expect(set.ofType('AWS::EC2::VPC')[0].present).toBe(true);
  });

  test('that cannot be unrolled makes properties unknown', () => {
    expect(resourceWith({ x: loop('x', {}) }).properties.x).toEqual(new Unknown('Fn::ForEach::Loop cannot be unrolled: what it runs over is not a list'));
  });

  test('without a resource, and macros among resources, are unknown', () => {
    const set = listed({ ...loop(['x'], { Y: 'text' }), 'Fn::Transform': { Name: 'AWS::Include' }, 'M': { 'Fn::Transform': 'x' } });
    expect(set.stacks[0].resources.map(({ type, present }) => [type, present])).toEqual([
      ['Fn::Transform', new Unknown('Y may stand for any resource')],
      ['Fn::Transform', new Unknown('Fn::Transform may stand for any resource')],
      ['Fn::Transform', new Unknown('M may stand for any resource')],
    ]);
  });
});
