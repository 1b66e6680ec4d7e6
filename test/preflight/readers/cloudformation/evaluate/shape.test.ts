import { shapeOf } from '../../../../../lib/preflight/readers/cloudformation/evaluate/shape';

const names = (properties: unknown, others: object = {}) => shapeOf({ Type: 'AWS::EC2::Instance', Properties: properties, ...others })?.names;

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

test('beside the names is all that is written, with the length of each text', () => {
  const { text } = shapeOf({ Type: 'T', Properties: { A: [{ Ref: 'A' }, null, 1], B: { 'Fn::Sub': 'x${B.Arn}y' } } })!;
  expect(text).toBe('4:Type1:T10:Properties{1:A[{3:Ref#}null,1,]1:B{7:Fn::Sub1:x#6:.Arn}y[]}}');
});

test('properties that are no map are written as they are', () => {
  expect(shapeOf({ Type: 'T', Properties: 'x', Metadata: ['y'] })!.text).toBe('4:Type1:T10:Properties1:x8:Metadata[1:y]');
});

test.each<[string, unknown, unknown]>([
  ['a name and the text of its mark', { 'Fn::Sub': '${A}' }, { 'Fn::Sub': '#' }],
  ['two names in a list and one', [{ Ref: 'A' }, { Ref: 'B' }], [{ Ref: 'A' }, 'B']],
  ['a name and nothing', { 'Fn::Sub': '${A}' }, { 'Fn::Sub': '' }],
])('what differs is not written in the same way: %s', (_, one, another) => {
  const [first, second] = [one, another].map(value => shapeOf({ Type: 'T', Properties: { Value: value } }));
  expect(first?.text).not.toBe(second?.text);
});
