import { Shapes } from '../../../../../lib/preflight/readers/cloudformation/evaluate/shape';

const names = (properties: unknown, others: object = {}) => new Shapes().of({ Type: 'AWS::EC2::Instance', Properties: properties, ...others })?.names;
const kinds = (...values: unknown[]) => {
  const shapes = new Shapes();
  return values.map(Value => shapes.of({ Type: 'T', Properties: { Value } })?.kind);
};

test.each<[string, unknown, string[]]>([
  ['Ref', { Ref: 'A' }, ['A']],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['A', 'Arn'] }, ['A']],
  ['Fn::GetAtt in one text', { 'Fn::GetAtt': 'A.Arn' }, ['A']],
  ['Fn::Sub', { 'Fn::Sub': '${A} ${B.Arn} ${AWS::Region} ${!Literal} ${under_score}' }, ['A', 'B', 'AWS::Region', '', 'under_score']],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }, ['A', 'B']],
  ['both branches of Fn::If', { 'Fn::If': ['C', { Ref: 'A' }, [{ Ref: 'B' }]] }, ['A', 'B']],
  ['no function', { Name: 'A', Names: ['B'] }, []],
])('names in %s', (_, value, expected) => {
  expect(names({ Value: value })).toEqual(expected);
});

test('names that it waits for', () => {
  expect(names({}, { DependsOn: 'A' })).toEqual(['A']);
  expect(names({}, { DependsOn: ['A', 'B'] })).toEqual(['A', 'B']);
});

test.each<[string, unknown]>([
  ['a function for a name', { Ref: { 'Fn::Select': [0, ['A']] } }],
  ['a function for the resource of an attribute', { 'Fn::GetAtt': [{ Ref: 'A' }, 'Arn'] }],
  ['an attribute of nothing', { 'Fn::GetAtt': 1 }],
  ['a loop', { 'Fn::ForEach::X': [] }],
])('anything may be named: %s', (_, value) => {
  expect(names({ Value: value })).toBeUndefined();
});

test.each<[string, unknown, unknown]>([
  ['names', { Ref: 'A' }, { Ref: 'B' }],
  ['attributes', { 'Fn::GetAtt': ['A', 'Arn'] }, { 'Fn::GetAtt': ['B', 'Arn'] }],
  ['names in texts', { 'Fn::Sub': 'x${A.Arn}y' }, { 'Fn::Sub': 'x${B.Arn}y' }],
])('differ in nothing else: %s', (_, one, another) => {
  expect(kinds(one, another)).toEqual([0, 0]);
});

test.each<[string, unknown, unknown]>([
  ['a text', 'x', 'y'],
  ['a text and a number', '1', 1],
  ['a text and nothing', 'null', null],
  ['a text and a truth', 'true', true],
  ['a text and what begins like it', 'x', 'xy'],
  ['two texts and one', ['x', 'y'], ['x,y']],
  ['a list and a map', [], {}],
  ['a list and an item of it', ['x'], 'x'],
  ['a list and a shorter one', ['x', 'y'], ['x']],
  ['a list and a list in it', [['x'], 'y'], [['x', 'y']]],
  ['a map and a larger one', { A: 1 }, { A: 1, B: 2 }],
  ['keys', { A: 1 }, { B: 1 }],
  ['a name and a text of its mark', { 'Fn::Sub': '${A}' }, { 'Fn::Sub': '#' }],
  ['a name and nothing', { 'Fn::Sub': '${A}' }, { 'Fn::Sub': '' }],
  ['attributes of a name', { 'Fn::GetAtt': 'A.Arn' }, { 'Fn::GetAtt': 'A.Id' }],
  ['what follows a name', { 'Fn::Sub': '${A}x' }, { 'Fn::Sub': '${A}y' }],
])('differ: %s', (_, one, another) => {
  // Whichever came last, and also where both came before.
  expect(kinds(one, another, another, one, one)).toEqual([0, 1, 1, 0, 0]);
});

test('types differ', () => {
  const shapes = new Shapes();
  expect(['T', 'U', 'T'].map(Type => shapes.of({ Type })?.kind)).toEqual([0, 1, 0]);
});

test('properties that are no map are written as they are', () => {
  const shapes = new Shapes();
  expect(['x', 'y', ['x'], 'x'].map(Properties => shapes.of({ Type: 'T', Properties, Metadata: ['y'] })?.kind)).toEqual([0, 1, 2, 0]);
});
