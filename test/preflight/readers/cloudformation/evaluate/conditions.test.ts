import { isKnown, Unknown } from '../../../../../lib/preflight/model/known';
import { opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { readObject } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { a, Around, resolve } from '../resolving';

const PARAMETERS = { Yes: { Type: 'String', Default: 'true' }, Open: { Type: 'String' }, Count: { Type: 'Number', Default: 2 } };
const OPEN = 'parameter Open has no default; give it with --parameter Open=VALUE';
const TRUE = { 'Fn::Equals': ['a', 'a'] };
const FALSE = { 'Fn::Equals': ['a', 'b'] };
const UNSURE = { 'Fn::Equals': [{ Ref: 'Open' }, 'a'] };
const RESOURCES = { A: a('AWS::EC2::VPC'), B: a('AWS::EC2::VPC') };

/** Whether a condition holds; the reason if it is unknown. */
function decide(condition: unknown, around: Around = {}): unknown {
  const value = resolve({ 'Fn::If': ['C', true, false] }, {
    Parameters: PARAMETERS,
    ...around,
    Resources: RESOURCES,
    Conditions: { True: TRUE, False: FALSE, Unsure: UNSURE, ...around.Conditions as object, C: condition },
  });
  return value instanceof Unknown ? value.reason : value;
}

describe('conditions', () => {
  test.each([
    [{ 'Fn::Equals': [{ Ref: 'Yes' }, 'true'] }, true],
    [{ 'Fn::Equals': [{ Ref: 'Yes' }, true] }, true],
    [{ 'Fn::Equals': [{ Ref: 'Count' }, '2'] }, true],
    [{ 'Fn::Equals': ['A', 'a'] }, false],
    [{ 'Fn::Equals': [{ Ref: 'A' }, { Ref: 'A' }] }, true],
    [{ 'Fn::Equals': [{ Ref: 'A' }, { Ref: 'B' }] }, false],
    [{ 'Fn::Equals': [{ Ref: 'A' }, ''] }, false],
    [{ 'Fn::Equals': [['a', { b: 1 }], ['a', { b: 1 }]] }, true],
    [{ 'Fn::Equals': [['a', 'b'], ['a']] }, false],
    [{ 'Fn::Equals': [['a'], { 0: 'a' }] }, false],
    [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, ''] }, false],
    [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, { Ref: 'AWS::Region' }] }, true],
    [{ 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws'] }, true],
    [{ 'Fn::And': [TRUE, { Condition: 'True' }] }, true],
    [{ 'Fn::And': [TRUE, FALSE] }, false],
    [{ 'Fn::And': [UNSURE, FALSE] }, false],
    [{ 'Fn::Or': [FALSE, TRUE] }, true],
    [{ 'Fn::Or': [UNSURE, TRUE] }, true],
    [{ 'Fn::Or': [FALSE, FALSE] }, false],
    [{ 'Fn::Not': [FALSE] }, true],
    [{ 'Fn::Not': [{ Condition: 'True' }] }, false],
    [{ Condition: 'False' }, false],
    [true, true],
  ])('%j is %p', (condition, expected) => expect(decide(condition)).toBe(expected));

  test.each([
    [UNSURE, `condition C cannot be decided: ${OPEN}`],
    [{ 'Fn::Equals': ['a', { Ref: 'Open' }] }, `condition C cannot be decided: ${OPEN}`],
    [{ Condition: 'Unsure' }, `condition Unsure cannot be decided: ${OPEN}`],
    [{ 'Fn::And': [TRUE, UNSURE] }, `condition C cannot be decided: ${OPEN}`],
    [{ 'Fn::Or': [FALSE, UNSURE] }, `condition C cannot be decided: ${OPEN}`],
    [{ 'Fn::Not': [UNSURE] }, `condition C cannot be decided: ${OPEN}`],
    [{ 'Fn::Equals': [{ 'Fn::Sub': 'x${Open}' }, 'xa'] }, `condition C cannot be decided: ${OPEN}`],
    [{ 'Fn::Equals': [{ Ref: 'Open' }, { Ref: 'Open' }] }, `condition C cannot be decided: ${OPEN}`],
    [{ 'Fn::Equals': [['a', { Ref: 'Open' }], ['a', 'b']] }, `condition C cannot be decided: ${OPEN}`],
    [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      'condition C cannot be decided: "<AWS::Region>" is compared, which is not known before a deployment; give it with --region'],
    [{ 'Fn::Equals': ['123', { Ref: 'AWS::AccountId' }] }, 'condition C cannot be decided: "<AWS::AccountId>" is compared, which is not known before a deployment'],
    [{ 'Fn::Equals': [{ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'us-east-1a'] },
      'condition C cannot be decided: "<AWS::Region zone 1>" is compared, which is not known before a deployment; give it with --region'],
    [{ Condition: 'Nope' }, 'condition Nope cannot be decided: there is no such condition'],
    [{ Condition: 'C' }, 'condition C refers to itself'],
    [{ Condition: ['C'] }, 'condition C cannot be decided: Condition needs a name, not a list'],
    [{ 'Fn::And': [] }, 'condition C cannot be decided: Fn::And needs a list of conditions'],
    [{ 'Fn::Or': TRUE }, 'condition C cannot be decided: Fn::Or needs a list of conditions'],
    [{ 'Fn::Not': TRUE }, 'condition C cannot be decided: Fn::Not needs one condition'],
    [{ 'Fn::Equals': ['a'] }, 'condition C cannot be decided: Fn::Equals needs two values'],
    [{ 'Fn::Equals': ['a', 'b'], 'Condition': 'True' }, 'condition C cannot be decided: a condition is a map, not Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition'],
    [{ toString: 1 }, 'condition C cannot be decided: a condition is a map, not Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition'],
    ['true', 'condition C cannot be decided: a condition is "true", not Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition'],
    [null, 'condition C cannot be decided: a condition is null, not Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition'],
    [[], 'condition C cannot be decided: a condition is a list, not Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition'],
    [{}, 'condition C cannot be decided: a condition is a map, not Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition'],
  ])('%j is not known', (condition, reason) => expect(decide(condition)).toBe(reason));

  test('that refer to each other in a circle are unknown', () => {
    expect(decide({ Condition: 'D' }, { Conditions: { D: { 'Fn::Not': [{ Condition: 'C' }] } } })).toBe('condition C refers to itself');
  });

  test('that are nested too deeply are unknown', () => {
    let condition: object = TRUE;
    for (let level = 0; level < 500; level++) { condition = { 'Fn::Not': [condition] }; }
    expect(decide(condition)).toBe('condition C cannot be decided: it is nested more than 200 levels deep');
  });
});

describe('Fn::If', () => {
  const around = { Parameters: PARAMETERS, Conditions: { True: TRUE, False: FALSE, Unsure: UNSURE } };

  test('chooses one of its two values', () => {
    expect(resolve({ 'Fn::If': ['True', { a: 1 }, { Ref: 'Nope' }] }, around)).toEqual({ a: 1 });
    expect(resolve({ 'Fn::If': ['False', 1, 2] }, around)).toBe(2);
    expect(resolve({ 'Fn::If': [FALSE, 1, 2] }, around)).toBe(2);
  });

  test('removes properties and items', () => {
    expect(resolve({ a: { 'Fn::If': ['False', 1, { Ref: 'AWS::NoValue' }] }, b: [{ 'Fn::If': ['True', { Ref: 'AWS::NoValue' }, 1] }, 2] }, around)).toEqual({ b: [2] });
  });

  test('is unknown if the condition is unknown, unless both values are the same', () => {
    expect(resolve({ 'Fn::If': ['Unsure', 1, 2] }, around)).toEqual(new Unknown(`condition Unsure cannot be decided: ${OPEN}`));
    expect(resolve({ 'Fn::If': ['Unsure', { a: [1, 'x'] }, { a: [1, 'x'] }] }, around)).toEqual({ a: [1, 'x'] });
    expect(resolve({ 'Fn::If': ['Unsure', { Ref: 'Open' }, { Ref: 'Open' }] }, around)).toBeInstanceOf(Unknown);
    expect(resolve({ 'Fn::If': ['Unsure', { 'Fn::Sub': 'a${Open}' }, { 'Fn::Sub': 'a${Open}' }] }, around)).toBeInstanceOf(Unknown);
    expect(resolve({ 'Fn::If': ['Unsure', { Ref: 'AWS::NoValue' }, { Ref: 'AWS::NoValue' }] }, around)).toBeUndefined();
    expect(resolve(['x', { 'Fn::If': ['Unsure', 'y', { Ref: 'AWS::NoValue' }] }], around)).toEqual(['x', expect.any(Unknown)]);
  });

  test.each([[null], [['True', 1]], [['True', 1, 2, 3]], [[1, 1, 2]]])('of %j is unknown', argument => {
    expect(resolve({ 'Fn::If': argument }, around)).toBeInstanceOf(Unknown);
  });

  test('comparisons are values too', () => {
    expect(resolve([{ 'Fn::Equals': [1, '1'] }, { 'Fn::Not': [TRUE] }, { 'Fn::And': [TRUE, TRUE] }, { 'Fn::Or': [UNSURE] }], around))
      .toEqual([true, false, true, new Unknown(OPEN)]);
  });
});

describe('resources with conditions', () => {
  const template = {
    Parameters: PARAMETERS,
    Conditions: { True: TRUE, False: FALSE, Unsure: UNSURE },
    Resources: {
      There: { Type: 'AWS::EC2::VPC', Condition: 'True' },
      Gone: { Type: 'AWS::EC2::VPC', Condition: 'False' },
      Perhaps: { Type: 'AWS::EC2::VPC', Condition: 'Unsure' },
      Odd: { Type: 'AWS::EC2::VPC', Condition: ['True'] },
      Empty: { Type: 'AWS::EC2::VPC', Condition: null },
      User: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Gone' }, Other: { 'Fn::GetAtt': 'Gone.CidrBlock' } } },
    },
  };
  const present = (overrides = {}, transform?: unknown) => {
    const set = readObject({ ...template, Transform: transform }, { name: 'App', ...overrides });
    return Object.fromEntries(set.stacks[0].resources.map(({ location, present: is }) => [location.name, isKnown(is) ? true : is.reason]));
  };

  test('exist, or do not, or might', () => {
    expect(present()).toEqual({
      There: true, Perhaps: `condition Unsure cannot be decided: ${OPEN}`, Odd: 'the condition of App.Odd is not the name of one', Empty: true, User: true,
    });
    expect(present({ parameters: { Open: 'a' } })).toMatchObject({ Perhaps: true });
    expect(present({ parameters: { Open: 'b' } })).not.toHaveProperty('Perhaps');
  });

  test('cannot be referred to if they do not exist', () => {
    const [subnet] = readObject(template, { name: 'App' }).ofType('AWS::EC2::Subnet');
    expect(subnet.properties).toEqual({ VpcId: new Unknown('App.Gone is taken away by its condition'), Other: new Unknown('App.Gone is taken away by its condition') });
    expect(subnet.dependsOn).toEqual([]);
  });

  test('a macro may change all of them', () => {
    expect(present({}, 'Mine')).toMatchObject({ There: 'the macro Mine may change everything in the template' });
    expect(present({}, ['AWS::LanguageExtensions', { Name: 'Mine' }])).toMatchObject({ There: 'the macro Mine may change everything in the template' });
    expect(present({}, [1])).toMatchObject({ There: 'the macro may change everything in the template' });
    expect(present({}, 'Mine')).not.toHaveProperty('Gone');
  });

  test.each([
    'AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31', 'AWS::Include', 'AWS::SecretsManager-2024-09-16', 'AWS::CodeDeployBlueGreen', 'AWS::ServiceCatalog',
  ])('%s does not change them', transform => {
    expect(present({}, transform).There).toBe(true);
    expect(present({}, [{ Name: transform }]).There).toBe(true);
  });

  test('a macro may change one of them', () => {
    const resource = { ...a('AWS::EC2::VPC'), 'Fn::Transform': { Name: 'AWS::Include' } };
    expect(readObject({ Resources: { R: resource } }, { name: 'App' }).ofType('AWS::EC2::VPC')[0].present).toEqual(new Unknown('a macro may change App.R'));
  });

  test('a resource may be in its own condition', () => {
    const same = { 'Fn::Equals': [{ Ref: 'R' }, 'x'] };
    const vpcs = (condition: unknown) => readObject({ Conditions: { C: condition }, Resources: { R: { Type: 'AWS::EC2::VPC', Condition: 'C' } } }, { name: 'App' })
      .ofType('AWS::EC2::VPC').map(({ ref }) => ref);
    expect(vpcs(same)).toEqual([]);
    expect(vpcs({ 'Fn::Not': [same] })).toEqual([opaque('App.R')]);
  });
});
