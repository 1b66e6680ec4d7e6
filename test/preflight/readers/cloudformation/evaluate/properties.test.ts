import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { Unknown } from '../../../../../lib/preflight/model/known';
import { TemplateSet, UnreadableInput } from '../../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { readInput, readObject } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { directoryOf, removeDirectories } from '../files';
import { a, resolve } from '../resolving';

afterAll(removeDirectories);

const SEED = { seed: 20240503, numRuns: 300 };

const AROUND = {
  Parameters: { Known: { Type: 'String', Default: 'value' }, Open: { Type: 'String' }, List: { Type: 'CommaDelimitedList', Default: 'a,b,c' } },
  Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] }, No: { 'Fn::Equals': ['a', 'b'] }, Perhaps: { 'Fn::Equals': [{ Ref: 'Open' }, 'b'] } },
  Mappings: { Map: { first: { second: 'found' } } },
  Resources: {
    Vpc: a('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
    Bucket: a('AWS::S3::Bucket'),
    Named: a('AWS::IAM::Role', { RoleName: 'node' }),
    Custom: a('Custom::Thing'),
    Open: a('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Sub': 'x-${Open}' } }),
  },
};

/** Texts as parts of templates: plain, opaque, unknown. */
const word = fc.stringMatching(/^[a-z0-9]{0,5}$/);
const atom = fc.oneof(word, fc.constantFrom({ Ref: 'Vpc' }, { Ref: 'Known' }, { Ref: 'AWS::Region' }, { 'Fn::GetAtt': 'Bucket.Arn' }, { Ref: 'Named' }));
const anyAtom = fc.oneof(atom, fc.constantFrom({ Ref: 'Open' }, { Ref: 'Custom' }, { 'Fn::GetAtt': 'Vpc.Nope' }));

describe('round trips', () => {
  test('joining and then splitting gives the parts', () => {
    fc.assert(fc.property(fc.array(atom, { minLength: 1, maxLength: 6 }), fc.constantFrom(',', '|', '--'), (pieces, separator) => {
      const joined = { 'Fn::Join': [separator, pieces] };
      expect(resolve({ 'Fn::Split': [separator, joined] }, AROUND)).toEqual(resolve(pieces, AROUND));
      pieces.forEach((piece, index) => {
        expect(resolve({ 'Fn::Select': [index, { 'Fn::Split': [separator, joined] }] }, AROUND)).toEqual(resolve(piece, AROUND));
      });
    }), SEED);
  });

  test('joining and then splitting is unknown if one part is unknown', () => {
    fc.assert(fc.property(fc.array(atom, { maxLength: 3 }), fc.array(anyAtom, { maxLength: 3 }), (before, after) => {
      expect(resolve({ 'Fn::Split': [',', { 'Fn::Join': [',', [...before, { Ref: 'Open' }, ...after]] }] }, AROUND)).toBeInstanceOf(Unknown);
    }), SEED);
  });

  test('Fn::Sub gives the same as Fn::Join of its parts', () => {
    fc.assert(fc.property(fc.array(fc.tuple(word, anyAtom), { maxLength: 6 }), pieces => {
      const variables = Object.fromEntries(pieces.map(([, value], index) => [`V${index}`, value]));
      const template = pieces.map(([text], index) => `${text}\${V${index}}`).join('');
      expect(resolve({ 'Fn::Sub': [template, variables] }, AROUND)).toEqual(resolve({ 'Fn::Join': ['', pieces.flat()] }, AROUND));
    }), SEED);
  });

  test('names in Fn::Sub are the same as in Ref and Fn::GetAtt', () => {
    fc.assert(fc.property(fc.constantFrom('Vpc', 'Bucket', 'Named', 'AWS::Region', 'Known'), fc.constantFrom('Arn', 'VpcId', 'CidrBlock', 'RoleId'), (name, attribute) => {
      expect(resolve({ 'Fn::Sub': `\${${name}}` }, AROUND)).toEqual(resolve({ Ref: name }, AROUND));
      const value = resolve({ 'Fn::GetAtt': [name, attribute] }, AROUND);
      expect(value).toEqual(resolve({ 'Fn::GetAtt': `${name}.${attribute}` }, AROUND));
      expect(resolve({ 'Fn::Sub': `\${${name}.${attribute}}` }, AROUND)).toEqual(value instanceof Unknown ? expect.stringContaining(value.reason) : value);
    }), SEED);
  });

  test('Fn::ToJsonString of a map gives its JSON', () => {
    fc.assert(fc.property(fc.dictionary(word, fc.jsonValue({ maxDepth: 3 })), value => {
      const text = JSON.stringify(value);
      fc.pre(!/[\uE000-\uE003]|null|Ref|Fn::|\{\{/.test(text));
      expect(JSON.parse(resolve({ 'Fn::ToJsonString': value }, AROUND) as string)).toEqual(JSON.parse(text));
    }), SEED);
  });

  test('plain JSON does not change', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
      const text = JSON.stringify(value);
      fc.pre(!/[\uE000-\uE003]|null|"Ref|"Fn::|\{\{/.test(text));
      expect(JSON.stringify(resolve(value))).toBe(text);
    }), SEED);
  });
});

type Tree = { readonly leaf: 'Yes' | 'No' | 'Perhaps' } | { readonly not: Tree } | { readonly connective: 'Fn::And' | 'Fn::Or'; readonly of: Tree[] };

const { tree } = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof({ maxDepth: 4, withCrossShrink: true },
    fc.record({ leaf: fc.constantFrom('Yes' as const, 'No' as const, 'Perhaps' as const) }),
    fc.record({ not: tie('tree') }),
    fc.record({ connective: fc.constantFrom('Fn::And' as const, 'Fn::Or' as const), of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) })),
}));

function written(of: Tree): unknown {
  if ('leaf' in of) { return { Condition: of.leaf }; }
  return 'not' in of ? { 'Fn::Not': [written(of.not)] } : { [of.connective]: of.of.map(written) };
}

/** Decides with a value instead of the unknown one. */
function decided(of: Tree, perhaps: boolean): boolean {
  if ('leaf' in of) { return of.leaf === 'Yes' || (of.leaf === 'Perhaps' && perhaps); }
  if ('not' in of) { return !decided(of.not, perhaps); }
  return of.connective === 'Fn::And' ? of.of.every(each => decided(each, perhaps)) : of.of.some(each => decided(each, perhaps));
}

describe('conditions', () => {
  test('with a known result keep it, whatever the unknown value is', () => {
    fc.assert(fc.property(tree, condition => {
      const around = { ...AROUND, Conditions: { ...AROUND.Conditions, C: written(condition) } };
      const value = resolve({ 'Fn::If': ['C', 'yes', 'no'] }, around);
      const possible = [true, false].map(perhaps => (decided(condition, perhaps) ? 'yes' : 'no'));
      if (value instanceof Unknown) {
        expect(JSON.stringify(condition)).toContain('Perhaps');
      } else {
        expect(possible).toEqual([value, value]);
      }
      for (const [answer, given] of [['b', true], ['c', false]] as const) {
        expect(resolve({ 'Fn::If': ['C', 'yes', 'no'] }, around, { name: 'App', parameters: { Open: answer } })).toBe(decided(condition, given) ? 'yes' : 'no');
      }
    }), SEED);
  });
});

const NAMES = ['Vpc', 'Bucket', 'Named', 'Custom', 'Open', 'Known', 'List', 'Loop', 'Yes', 'Perhaps', 'Map', 'AWS::Region', 'AWS::NoValue', 'AWS::StackId', '__proto__', 'toString'];
const FUNCTIONS = [
  'Ref', 'Condition', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::FindInMap', 'Fn::If', 'Fn::Equals', 'Fn::And', 'Fn::Or', 'Fn::Not',
  'Fn::GetAZs', 'Fn::Cidr', 'Fn::ImportValue', 'Fn::GetStackOutput', 'Fn::Base64', 'Fn::Transform', 'Fn::ToJsonString', 'Fn::Length', 'Fn::ForEach::L', 'Fn::Nope', 'Type', 'Properties',
  'StackName', 'OutputName', 'Region', 'RoleArn', '__proto__',
];

/** Randomly nested intrinsic functions, with arguments that mostly do not fit. */
const { garbage } = fc.letrec<{ garbage: unknown }>(tie => ({
  garbage: fc.oneof({ maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom<unknown>(...NAMES, ...NAMES.map(name => `${name}.Arn`), ...NAMES.map(name => `\${${name}}`), '', ',', 0, 1, -1, 2.5, 1e9, true, null, '10.0.0.0/16', '\uE000', '\uE002x'),
      fc.string()),
    fc.array(tie('garbage'), { maxLength: 4 }),
    fc.tuple(fc.constantFrom(...FUNCTIONS), tie('garbage')).map(([name, argument]) => ({ [name]: argument })),
    fc.dictionary(fc.constantFrom(...FUNCTIONS, ...NAMES), tie('garbage'), { maxKeys: 3 })),
}));

/** Reads everything. */
function readAll(set: TemplateSet): void {
  for (const stack of set.stacks) {
    for (const resource of stack.resources) {
      expect(typeof resource.ref).toBe('string');
      expect(resource.present === true || resource.present instanceof Unknown).toBe(true);
      expect(JSON.stringify([resource.properties, resource.metadata, resource.location])).toEqual(expect.any(String));
      expect(resource.dependsOn.every(({ location }) => typeof location.key === 'string')).toBe(true);
      set.find(resource.ref);
    }
  }
}

/** Runs something that may refuse its input, and throw nothing else. */
function unlessRefused(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof UnreadableInput)) { throw error; }
    expect(error.problem).not.toBe('');
  }
}

describe('garbage', () => {
  test('in a property never throws', () => {
    fc.assert(fc.property(garbage, value => {
      const set = readObject({ ...AROUND, Resources: { ...AROUND.Resources, Loop: a('AWS::S3::Bucket', { BucketName: value, Other: value }) } }, { name: 'App' });
      readAll(set);
    }), { ...SEED, numRuns: 1000 });
  });

  test('in all places of a template is refused or read', () => {
    const section = fc.dictionary(fc.constantFrom(...NAMES, 'Fn::ForEach::L', 'Fn::Transform'), garbage, { maxKeys: 4 });
    const resource = fc.record({
      Type: fc.constantFrom('AWS::EC2::VPC', 'AWS::IAM::Role', 'AWS::CloudFormation::Stack', 'Custom::X', ''),
      Properties: garbage,
      Metadata: garbage,
      DependsOn: garbage,
      Condition: garbage,
    }, { requiredKeys: ['Type'] });
    const template = fc.record({
      Parameters: fc.oneof(section, garbage),
      Conditions: fc.oneof(section, garbage),
      Mappings: fc.oneof(section, garbage),
      Outputs: fc.oneof(section, fc.dictionary(fc.constantFrom('A', 'B'), fc.record({ Value: garbage, Export: fc.record({ Name: garbage }), Condition: garbage }))),
      Transform: fc.option(garbage, { nil: undefined }),
      Resources: fc.oneof(fc.dictionary(fc.constantFrom(...NAMES), resource, { maxKeys: 4 }), section),
    });
    fc.assert(fc.property(template, value => unlessRefused(() => readAll(readObject(value, { name: 'App' })))), { ...SEED, numRuns: 700 });
  });

  test('in a file is refused or read', () => {
    const directory = directoryOf({});
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.json(),
      fc.array(fc.constantFrom('Resources:', '\n', '  ', 'A: ', '- ', '!Ref ', '!Sub', '&a ', '*a', '<<: ', '{', '}', '[', ']', '"', "'", '|', '? ', ': ', '#', '---', '\t', 'Type: X', '%YAML 1.1\n'), { maxLength: 40 })
        .map(parts => parts.join('')),
    );
    fc.assert(fc.property(text, fc.constantFrom('app.json', 'app.yaml', 'app.template'), (content, name) => {
      writeFileSync(join(directory, name), content);
      unlessRefused(() => readAll(readInput(join(directory, name))));
    }), { ...SEED, numRuns: 1000 });
  });

  test('in a manifest is refused or read', () => {
    const directory = directoryOf({ 'S.json': AROUND, 'sub/manifest.json': { artifacts: {} } });
    const artifact = fc.record({
      type: fc.constantFrom('aws:cloudformation:stack', 'cdk:cloud-assembly', 'cdk:asset-manifest', 'x'),
      environment: fc.oneof(garbage, fc.constant('aws://1/eu-west-1')),
      properties: fc.oneof(garbage, fc.record({ templateFile: fc.constant('S.json'), directoryName: fc.constantFrom('sub', '.'), file: fc.constantFrom('S.json', 'nope'), stackName: garbage })),
      dependencies: garbage,
      metadata: fc.oneof(garbage, fc.dictionary(fc.constantFrom('/S/A', 'x'), fc.array(fc.record({ type: fc.constant('aws:cdk:acknowledged-rules'), data: garbage })))),
      displayName: garbage,
    });
    const manifest = fc.record({ version: garbage, artifacts: fc.oneof(garbage, fc.dictionary(fc.constantFrom('A', 'B', '__proto__'), fc.oneof(artifact, garbage))) });
    fc.assert(fc.property(manifest, value => {
      writeFileSync(join(directory, 'manifest.json'), JSON.stringify(value));
      unlessRefused(() => readAll(readInput(directory)));
    }), { ...SEED, numRuns: 500 });
  });
});
