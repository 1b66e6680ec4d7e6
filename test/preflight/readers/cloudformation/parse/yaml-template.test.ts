import { UnreadableInput } from '../../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { parseYaml } from '../../../../../lib/preflight/readers/cloudformation/parse/yaml-template';

const parse = (text: string) => parseYaml(text, 'app.yaml');

/** The line and the problem of a template that cannot be read. */
function refused(text: string): [number | undefined, string] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UnreadableInput) { return [error.line, error.problem]; }
    throw error;
  }
  throw new Error('it was read');
}

describe('short forms', () => {
  test.each([
    ['!Ref Vpc', { Ref: 'Vpc' }],
    ['!Condition C', { Condition: 'C' }],
    ['!GetAtt Vpc.CidrBlock', { 'Fn::GetAtt': 'Vpc.CidrBlock' }],
    ['!GetAtt [Vpc, CidrBlock]', { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }],
    ['!Sub "${A} b"', { 'Fn::Sub': '${A} b' }],
    ['!Sub ["${A}", {A: !Ref B}]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!Join ["", [a, !Ref B]]', { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['!GetAZs', { 'Fn::GetAZs': '' }],
    ['!Split [",", a]', { 'Fn::Split': [',', 'a'] }],
    ['!FindInMap [A, B, C]', { 'Fn::FindInMap': ['A', 'B', 'C'] }],
    ['!If [C, !Ref A, !Ref "AWS::NoValue"]', { 'Fn::If': ['C', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] }],
    ['!Equals [a, yes]', { 'Fn::Equals': ['a', true] }],
    ['!And [!Condition A, !Not [!Condition B]]', { 'Fn::And': [{ Condition: 'A' }, { 'Fn::Not': [{ Condition: 'B' }] }] }],
    ['!Or [{Condition: A}]', { 'Fn::Or': [{ Condition: 'A' }] }],
    ['!Cidr [10.0.0.0/16, 2, 8]', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }],
    ['!ImportValue a', { 'Fn::ImportValue': 'a' }],
    ['!ImportValue {Fn::Sub: "${A}-b"}', { 'Fn::ImportValue': { 'Fn::Sub': '${A}-b' } }],
    ['!Transform {Name: AWS::Include}', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['!ToJsonString {a: 1}', { 'Fn::ToJsonString': { a: 1 } }],
    ['!Length [a]', { 'Fn::Length': ['a'] }],
    ['!Ref 123', { Ref: '123' }],
    ['!Contains [[a], !Ref B]', { 'Fn::Contains': [['a'], { Ref: 'B' }] }],
    ['!EachMemberEquals [[a], a]', { 'Fn::EachMemberEquals': [['a'], 'a'] }],
    ['!EachMemberIn [!ValueOfAll [A, B], [c]]', { 'Fn::EachMemberIn': [{ 'Fn::ValueOfAll': ['A', 'B'] }, ['c']] }],
    ['!ValueOf [A, VpcId]', { 'Fn::ValueOf': ['A', 'VpcId'] }],
    ['!RefAll "AWS::EC2::VPC::Id"', { 'Fn::RefAll': 'AWS::EC2::VPC::Id' }],
    ['!Implies [a, b]', { 'Fn::Implies': ['a', 'b'] }],
    ['!ForEach [A, [b], {c: d}]', { 'Fn::ForEach': ['A', ['b'], { c: 'd' }] }],
    ['!GetStackOutput [a, b]', { 'Fn::GetStackOutput': ['a', 'b'] }],
  ])('%s', (text, expected) => expect(parse(`A: ${text}`)).toEqual({ A: expected }));

  test('over several lines', () => {
    expect(parse('UserData:\n  Fn::Base64: !Sub |\n    #!/bin/sh\n    echo ${A}\nB: !Base64\n  Fn::Sub: x\nC: !If\n  - C\n  - 1\n  - !Ref D\n')).toEqual({
      UserData: { 'Fn::Base64': { 'Fn::Sub': '#!/bin/sh\necho ${A}\n' } }, B: { 'Fn::Base64': { 'Fn::Sub': 'x' } }, C: { 'Fn::If': ['C', 1, { Ref: 'D' }] },
    });
  });
});

describe('scalars', () => {
  test.each([
    ['true', true], ['True', true], ['TRUE', true], ['yes', true], ['Yes', true], ['on', true], ['ON', true],
    ['false', false], ['no', false], ['NO', false], ['off', false], ['Off', false],
    ['y', 'y'], ['n', 'n'], ['tRUE', 'tRUE'], ['"true"', 'true'], ["'no'", 'no'],
    ['', null], ['~', null], ['null', null], ['NULL', null], ['Null', null], ['"null"', 'null'], ['""', ''],
    ['1', 1], ['-1', -1], ['0', 0], ['1.5', 1.5], ['443', 443], ['123456789012', 123456789012], ['"1"', '1'],
    ['012345678901', '012345678901'], ['0x1F', '0x1F'], ['1.10', '1.10'], ['1.0', '1.0'], ['+1', '+1'], ['1_000', '1_000'], ['12345678901234567890', '12345678901234567890'],
    ['1e3', '1e3'], ['12:30:45', '12:30:45'], ['.inf', '.inf'], ['Infinity', 'Infinity'], ['NaN', 'NaN'], ['.5', '.5'],
    ['2012-10-17', '2012-10-17'], ['2012-10-17T00:00:00Z', '2012-10-17T00:00:00Z'], ['"2012-10-17"', '2012-10-17'],
    ['!!str 1', '1'], ['!!str yes', 'yes'], ['! 1', '1'], ['!!binary aGk=', 'aGk='], ['!!timestamp 2012-10-17', '2012-10-17'],
    ['>-\n  1', '1'], ['arn:aws:s3:::b', 'arn:aws:s3:::b'], ['10.0.0.0/16', '10.0.0.0/16'],
  ])('%j', (text, expected) => expect(parse(`A: ${text}\n`)).toEqual({ A: expected }));

  test('keys are texts', () => {
    expect(parse('1: a\nyes: b\n2012-10-17: c\n"": d\n')).toEqual({ '1': 'a', 'yes': 'b', '2012-10-17': 'c', '': 'd' });
  });

  test('a key named __proto__ is an ordinary key', () => {
    const value = parse('__proto__:\n  polluted: true\na: {__proto__: 1}\nb: {<<: {__proto__: 2}}\n') as { a: object; b: object };
    expect(Object.keys(value)).toEqual(['__proto__', 'a', 'b']);
    expect([value, value.a, value.b].map(each => Object.getPrototypeOf(each))).toEqual(Array(3).fill(Object.prototype));
    expect(Object.keys(value.b)).toEqual(['__proto__']);
  });
});

describe('quoted texts and flow collections that are indented no further than their key', () => {
  test.each([
    ['A:\n  B: "x\n  y"\n  C: 1\n', { A: { B: 'x y', C: 1 } }],
    ["A:\n  B: 'x\ny ''z'\n  C: 1\n", { A: { B: "x y 'z", C: 1 } }],
    ['A:\n  B: !Sub "x\n\n  y"\n  C: "\n  z"\n', { A: { B: { 'Fn::Sub': 'x\ny' }, C: ' z' } }],
    ['A:\n  - "x\n  \\"y\\\\"\n  - z\n', { A: ['x "y\\', 'z'] }],
    ['A:\r\n  B: "x\r\n  y"\r\n', { A: { B: 'x y' } }],
    ['A: "x\n\ty"\n', { A: 'x y' }],
    ['A:\n  B: {\n  x: 1,\n  y: [\n  2 ]\n  }\n  C: 1\n', { A: { B: { x: 1, y: [2] }, C: 1 } }],
    ['A:\n  B: !Join ["", [\n  a, # it\'s }\n  "b ]\n  c", it\'s]]\n  C: |\n    [\n    "\n', { A: { B: { 'Fn::Join': ['', ['a', 'b ] c', "it's"]] }, C: '[\n"\n' } }],
    ['A:\n  B: !If [x, !Sub "a\n  b", c]\n', { A: { B: { 'Fn::If': ['x', { 'Fn::Sub': 'a b' }, 'c'] } } }],
    ['A:\n  B:\n    !Sub |\n    x\n    y\n  C: 1\n', { A: { B: { 'Fn::Sub': 'x\ny\n' }, C: 1 } }],
    ['A:\n  B:\n    |\n    x\n  C: 1\n', { A: { B: 'x\n', C: 1 } }],
    ['A:\n- !Sub |\n  x\n- z\n', { A: [{ 'Fn::Sub': 'x\n' }, 'z'] }],
    [`A:\n${'  - "x\n  y"\n'.repeat(50)}`, { A: Array(50).fill('x y') }],
  ])('%j', (text, expected) => expect(parse(text)).toEqual(expected));

  test.each([
    ['A:\n  B: "x\n  C: 1\n', 4],
    ['A:\n  B: "x\n  C: "y"\n', 3],
    ['A:\n  B: [a,\n  C: 1\n', 3],
    ['A:\n  B: |\n  x\n  C: 1\n', 3],
    ['A:\n  B: "x\n  y"\n  C: 1\n  D: x: y\n', 5],
  ])('%j is refused', (text, line) => expect(refused(text)[0]).toBe(line));

  test('a problem after them is told with its line', () => {
    expect(refused('A:\n  B: "x\n  y"\n  C: !Foo 1\n')).toEqual([4, '!Foo is not a tag of CloudFormation']);
  });
});

describe('aliases', () => {
  test('stand for the value that they name', () => {
    expect(parse('A: &a {x: 1}\nB: *a\nC: [*a, &b yes, *b]\nD: &a 2\nE: *a\n')).toEqual({ A: { x: 1 }, B: { x: 1 }, C: [{ x: 1 }, true, true], D: 2, E: 2 });
  });

  test('merge maps', () => {
    expect(parse('A: &a {x: 1, y: 2}\nB:\n  <<: *a\n  y: 3\nC:\n  y: 3\n  <<: [{x: 0, z: 4}, *a]\n"<<": 1\n'))
      .toEqual({ 'A': { x: 1, y: 2 }, 'B': { x: 1, y: 3 }, 'C': { x: 0, y: 3, z: 4 }, '<<': 1 });
  });

  test.each([
    ['A: 1\nB: *a', 2, 'there is no anchor &a'],
    ['A: 1\nB: &a\n  x: *a', 3, 'the alias *a is within what it names'],
    ['A: 1\nB:\n  <<: 5', 3, '<< takes a map, or a list of maps'],
    ['A: 1\nB:\n  <<: [[]]', 3, '<< takes a map, or a list of maps'],
  ])('%j cannot be read', (text, line, problem) => {
    expect(refused(text)).toEqual([line, problem]);
  });

  test('that multiply are refused', () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 10; level++) { lines.push(`a${level}: &a${level} [${Array(10).fill(`*a${level - 1}`).join(',')}]`); }
    expect(refused(lines.join('\n'))).toEqual([6, 'its aliases stand for more than 1000000 values']);
  });

  test('may be used often', () => {
    const text = `tags: &tags [{Key: a, Value: b}]\nlist:\n${'  - *tags\n'.repeat(2000)}`;
    expect((parse(text) as { list: unknown[] }).list).toHaveLength(2000);
  });
});

describe('a template is refused', () => {
  test.each([
    ['a: 1\nb: 2\na: 3\n', 3, 'the key a is there twice'],
    ['a:\n  b: 1\n  b: 1\n', 3, 'the key b is there twice'],
    ['a: !Foo x\n', 1, '!Foo is not a tag of CloudFormation'],
    ['a: 1\nb: !Foo\n  c: d\n', 2, '!Foo is not a tag of CloudFormation'],
    ['a:\n  - b\n  - !Foo [c]\n', 3, '!Foo is not a tag of CloudFormation'],
    ['a: 1\n? [x]\n: 1\n', 2, 'a key is a list, a map or an alias'],
    ['a: &x y\n*x : 1\n', 2, 'a key is a list, a map or an alias'],
    ['a: 1\n---\nb: 2\n', 2, 'it has several documents, a template is one'],
  ])('%j', (text, line, problem) => expect(refused(text)).toEqual([line, problem]));

  test('what the parser does not accept, with its line', () => {
    expect(refused('a: 1\nb: [1\nc: 2\n')[0]).toBe(3);
    expect(refused('a: 1\n\tb: 2\n')[0]).toBe(2);
    expect(refused('a: "x\n')[0]).toBeGreaterThan(0);
  });

  test('an empty file', () => {
    expect(refused('')).toEqual([undefined, 'it is empty']);
    expect(refused('# only this\n')).toEqual([undefined, 'it is empty']);
    expect(parse('--- \n')).toBeNull();
  });

  test.each([['[', ']'], ['{a: ', '}'], ['!Ref [', ']']])('values that are nested too deeply: %s', (open, close) => {
    expect(refused(`a: ${open.repeat(10_000)}1${close.repeat(10_000)}`)).toEqual([undefined, 'it is nested more than 100 levels deep']);
    expect(parse(`a: ${open.repeat(60)}1${close.repeat(60)}`)).toHaveProperty('a');
  });

  test('blocks that are nested too deeply', () => {
    expect(refused(`a:\n${Array.from({ length: 500 }, (_, level) => `${' '.repeat(level + 1)}a:`).join('\n')}`)).toEqual([undefined, 'it is nested more than 100 levels deep']);
    expect(refused('- '.repeat(5000))).toEqual([undefined, 'it is nested more than 100 levels deep']);
  });
});
