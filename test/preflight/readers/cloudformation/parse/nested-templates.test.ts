import { join } from 'node:path';
import { Unknown } from '../../../../../lib/preflight/model/known';
import { opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { TemplateSet } from '../../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { readInput } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { directoryOf, removeDirectories } from '../files';
import { a } from '../resolving';

afterAll(removeDirectories);

const nested = (properties: object, more = {}) => ({ ...a('AWS::CloudFormation::Stack', { ...properties }), ...more });

/** Reads `app.json` with other files. */
function read(files: { readonly [path: string]: unknown }, options = {}): TemplateSet {
  return readInput(join(directoryOf(files), 'app.json'), options);
}

const propertiesOf = (set: TemplateSet, type = 'AWS::U::U') => set.ofType(type).map(({ properties }) => properties);

describe('a nested stack', () => {
  const child = {
    Parameters: { Text: { Type: 'String' }, List: { Type: 'CommaDelimitedList' }, Standard: { Type: 'String', Default: 'standard' }, Missing: { Type: 'String' } },
    Conditions: { No: { 'Fn::Equals': [1, 2] }, Unsure: { 'Fn::Equals': [{ Ref: 'Missing' }, 'x'] } },
    Resources: {
      Inner: a('AWS::Inner::Type', {
        Text: { Ref: 'Text' }, List: { Ref: 'List' }, Standard: { Ref: 'Standard' }, Missing: { Ref: 'Missing' }, Stack: { Ref: 'AWS::StackName' },
      }),
    },
    Outputs: {
      Id: { Value: { Ref: 'Inner' } },
      Gone: { Value: 'x', Condition: 'No' },
      Perhaps: { Value: 'x', Condition: 'Unsure' },
      Odd: { Value: 'x', Condition: ['No'] },
      Nothing: { Description: 'no value' },
      Circle: { Value: { Ref: 'Text' } },
    },
  };
  const app = {
    Resources: {
      Outer: a('AWS::U::U', Object.fromEntries(['Id', 'Gone', 'Perhaps', 'Odd', 'Nothing', 'None'].map(name => [name, { 'Fn::GetAtt': ['N', `Outputs.${name}`] }]))),
      N: nested({ TemplateURL: './parts/child.json', Parameters: { Text: { 'Fn::Sub': 'a-${AWS::Region}' }, List: 'x,y' } }),
    },
  };

  test('has the parameters from its parent', () => {
    const set = read({ 'app.json': app, 'parts/child.json': child }, { region: 'eu-west-1', parameters: { Missing: 'not for nested ones' } });
    expect(propertiesOf(set, 'AWS::Inner::Type')).toEqual([{
      Text: 'a-eu-west-1',
      List: ['x', 'y'],
      Standard: 'standard',
      Missing: new Unknown('parameter Missing of app/N has no default; the template that it is nested in gives none'),
      Stack: opaque('app/N.AWS::StackName'),
    }]);
    expect(set.stacks.map(({ name, environment }) => [name, environment.region])).toEqual([['app', 'eu-west-1'], ['app/N', 'eu-west-1']]);
    expect(set.stacks[1].templatePath).toMatch(/parts\/child\.json$/);
  });

  test('gives outputs', () => {
    const [properties] = propertiesOf(read({ 'app.json': app, 'parts/child.json': child }));
    expect(properties).toEqual({
      Id: opaque('app/N.Inner'),
      Gone: new Unknown('output Gone of app/N is taken away by its condition'),
      Perhaps: new Unknown('condition Unsure cannot be decided: parameter Missing of app/N has no default; the template that it is nested in gives none'),
      Odd: new Unknown('the condition of output Odd is not the name of one'),
      Nothing: new Unknown('app/N has no output Nothing'),
      None: new Unknown('app/N has no output None'),
    });
  });

  test('passes a list to a list', () => {
    const parent = { Resources: { N: nested({ TemplateURL: 'child.json', Parameters: { List: ['x', { Ref: 'Nope' }], Text: ['a'] } }) } };
    const [properties] = propertiesOf(read({ 'app.json': parent, 'child.json': child }), 'AWS::Inner::Type');
    expect(properties).toMatchObject({ List: ['x', expect.any(Unknown)], Text: new Unknown('a parameter that is not a list is given a list or a map') });
  });

  test('with unknown parameters has unknown values', () => {
    const parent = { Resources: { N: nested({ TemplateURL: 'child.json', Parameters: { Ref: 'Nope' } }) } };
    const [properties] = propertiesOf(read({ 'app.json': parent, 'child.json': child }), 'AWS::Inner::Type');
    expect(properties).toMatchObject({ Text: expect.any(Unknown), Standard: expect.any(Unknown) });
  });

  test('that a condition removes does not exist, and its resources do not either', () => {
    const conditions = { Conditions: { No: { 'Fn::Equals': [1, 2] } } };
    const set = read({ 'app.json': { ...conditions, Resources: { ...app.Resources, N: { ...app.Resources.N, Condition: 'No' } } }, 'parts/child.json': child });
    expect(set.stacks.map(({ name }) => name)).toEqual(['app']);
    expect(propertiesOf(set)[0].Id).toEqual(new Unknown('app.N is taken away by its condition'));
  });

  test('that might exist has resources that might exist', () => {
    const conditions = { Parameters: { P: { Type: 'String' } }, Conditions: { Unsure: { 'Fn::Equals': [{ Ref: 'P' }, 2] } } };
    const set = read({ 'app.json': { ...conditions, Resources: { ...app.Resources, N: { ...app.Resources.N, Condition: 'Unsure' } } }, 'parts/child.json': child });
    expect(set.ofType('AWS::Inner::Type')[0].present).toBeInstanceOf(Unknown);
    expect(propertiesOf(set)[0].Id).toBeInstanceOf(Unknown);
  });

  test('that gives its output to itself does not loop for ever', () => {
    const parent = { Resources: { N: nested({ TemplateURL: 'child.json', Parameters: { Text: { 'Fn::GetAtt': 'N.Outputs.Circle' } } }) } };
    const [properties] = propertiesOf(read({ 'app.json': parent, 'child.json': child }), 'AWS::Inner::Type');
    expect(properties.Text).toBeInstanceOf(Unknown);
  });

  test.each([
    ['https://bucket.s3.amazonaws.com/child.json'], ['s3://bucket/child.json'], [''],
    [{ 'Fn::Sub': 'https://x/${AWS::Region}/child.json' }], [5], [null],
  ])('at %j is unknown', TemplateURL => {
    const set = read({ 'app.json': { Resources: { ...app.Resources, N: nested({ TemplateURL }) } }, 'child.json': child });
    expect(set.stacks).toHaveLength(1);
    expect(propertiesOf(set)[0].Id).toEqual(new Unknown('the template of the nested stack app.N cannot be seen'));
  });

  test.each(['missing.json', '.', 'child.json/x', 'a\0b', '../child.json', 'file:///missing.json'])('at %j, where there is no file, is unknown, and the file is named', TemplateURL => {
    const set = read({ 'app.json': { Resources: { ...app.Resources, N: nested({ TemplateURL }) } }, 'child.json': child });
    expect(set.stacks).toHaveLength(1);
    const name = TemplateURL.replace('file://', '');
    expect(propertiesOf(set)[0].Id).toEqual(new Unknown(`the template of the nested stack app.N cannot be seen: there is no file ${name}`));
  });

  test('is read at the URL of a file, too', () => {
    const directory = directoryOf({ 'child.json': child });
    const set = read({ 'app.json': { Resources: { N: nested({ TemplateURL: `file://${join(directory, 'child.json')}` }) } } });
    expect(set.ofType('AWS::Inner::Type')).toHaveLength(1);
  });

  test('may be at an absolute path, in YAML, or in the CDK\'s metadata', () => {
    const directory = directoryOf({ 'child.yaml': 'Resources:\n  Inner: {Type: AWS::Inner::Type}\n' });
    const byUrl = { Resources: { N: nested({ TemplateURL: join(directory, 'child.yaml') }) } };
    const byNote = { Resources: { N: nested({ TemplateURL: 'https://x' }, { Metadata: { 'aws:asset:path': 'child.yaml' } }) } };
    expect(read({ 'app.json': byUrl }).ofType('AWS::Inner::Type')).toHaveLength(1);
    expect(read({ 'app.json': byNote, 'child.yaml': 'Resources:\n  Inner: {Type: AWS::Inner::Type}\n' }).ofType('AWS::Inner::Type')).toHaveLength(1);
  });

  test('that is no template is refused', () => {
    expect(() => read({ 'app.json': app, 'parts/child.json': '{\n"Resources": 1}' })).toThrow(/child\.json: it is not a CloudFormation template: Resources is not a map$/);
    expect(() => read({ 'app.json': app, 'parts/child.json': '{\n,' })).toThrow(/child\.json:2: it is not JSON/);
  });
});

describe('construct paths in metadata', () => {
  const vpc = { Resources: { Vpc: a('AWS::EC2::VPC') } };
  const pathsWith = (stackPath: string, vpcPaths: string[]) => {
    const metadata = Object.fromEntries([[stackPath, 'N'], ...vpcPaths.map(path => [path, 'Vpc'])].map(([path, data]) => [path, [{ type: 'aws:cdk:logicalId', data }]]));
    const artifact = { type: 'aws:cloudformation:stack', metadata, properties: { templateFile: 'app.json' } };
    const app = { Resources: { ...vpc.Resources, N: nested({ TemplateURL: 'child.json' }) } };
    const set = readInput(directoryOf({ 'manifest.json': { version: '1', artifacts: { App: artifact } }, 'app.json': app, 'child.json': vpc }));
    return Object.fromEntries(set.stacks.flatMap(({ resources }) => resources).map(({ location }) => [location.key, location.source.constructPath]));
  };

  test('distinguish a nested stack from its parent, in any order', () => {
    const expected = { 'App.Vpc': 'App/Vpc', 'App.N': 'App/N.NestedStack/N.NestedStackResource', 'App/N.Vpc': 'App/N/Vpc' };
    expect(pathsWith('/App/N.NestedStack/N.NestedStackResource', ['/App/N/Vpc', '/App/Vpc'])).toEqual(expected);
    expect(pathsWith('/App/N.NestedStack/N.NestedStackResource', ['/App/Vpc', '/App/N/Vpc'])).toEqual(expected);
    expect(pathsWith('/App/N.NestedStack/N.NestedStackResource', ['/App/N/Vpc'])).toEqual({ ...expected, 'App.Vpc': undefined });
  });

  test('do not apply to a template that the CDK did not write', () => {
    expect(pathsWith('/App/N', ['/App/Vpc'])).toEqual({ 'App.Vpc': 'App/Vpc', 'App.N': 'App/N', 'App/N.Vpc': undefined });
    expect(pathsWith('/Other', [])).toEqual({ 'App.Vpc': undefined, 'App.N': 'Other', 'App/N.Vpc': undefined });
  });
});

test('a nested stack has another name than its parent', () => {
  const role = { Resources: { Role: a('AWS::IAM::Role', { RoleName: { Ref: 'AWS::StackName' } }) } };
  const app = { Resources: { ...role.Resources, N: nested({ TemplateURL: 'child.json' }) } };
  const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile: 'app.json', stackName: 'prod' } };
  const set = readInput(directoryOf({ 'manifest.json': { version: '1', artifacts: { App: artifact } }, 'app.json': app, 'child.json': role }));
  expect(set.ofType('AWS::IAM::Role').map(({ ref }) => ref)).toEqual(['prod', opaque('prod/N.AWS::StackName')]);
});

describe('templates that nest each other', () => {
  test('in a circle terminate', () => {
    const self = { Resources: { N: nested({ TemplateURL: 'app.json' }), U: a('AWS::U::U', { V: { 'Fn::GetAtt': 'N.Outputs.X' } }) }, Outputs: { X: { Value: { 'Fn::GetAtt': 'N.Outputs.X' } } } };
    const set = read({ 'app.json': self });
    expect(set.stacks.map(({ name }) => name)).toEqual(['app']);
    expect(propertiesOf(set)[0].V).toEqual(new Unknown('the template of the nested stack app.N cannot be seen'));
    const [first, second] = ['second.json', 'app.json'].map(TemplateURL => ({ Resources: { N: nested({ TemplateURL }) } }));
    expect(read({ 'app.json': first, 'second.json': second }).stacks.map(({ name }) => name)).toEqual(['app', 'app/N']);
    const third = { Resources: { N: nested({ TemplateURL: 'third.json' }) } };
    const files = { 'app.json': first, 'second.json': third, 'third.json': first };
    expect(read(files).stacks.map(({ name }) => name)).toEqual(['app', 'app/N', 'app/N/N']);
  });

  test('twice each, on many levels, terminate', () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, level) => (
      [level === 0 ? 'app.json' : `${level}.json`, { Resources: { A: nested({ TemplateURL: `${level + 1}.json` }), B: nested({ TemplateURL: `${level + 1}.json` }) } }])));
    expect(read(files).stacks).toHaveLength(5001);
  });

  test('with one template for two stacks have two stacks', () => {
    const child = { Parameters: { P: { Type: 'String' } }, Resources: { R: a('AWS::U::U', { P: { Ref: 'P' } }) } };
    const parent = { Resources: Object.fromEntries(['A', 'B'].map(id => [id, nested({ TemplateURL: 'child.json', Parameters: { P: id } })])) };
    const set = read({ 'app.json': parent, 'child.json': child });
    expect(set.ofType('AWS::U::U').map(({ ref, properties }) => [ref, properties.P])).toEqual([[opaque('app/A.R'), 'A'], [opaque('app/B.R'), 'B']]);
  });
});

describe('exports', () => {
  const stack = (file: string, environment = 'aws://1/eu-west-1') => ({ type: 'aws:cloudformation:stack', environment, properties: { templateFile: file } });
  const importing = (name: unknown) => ({ Resources: { U: a('AWS::U::U', { V: { 'Fn::ImportValue': name } }) } });
  const exporting = (name: unknown, more = {}) => ({ Resources: { Vpc: a('AWS::EC2::VPC') }, Outputs: { O: { Value: { Ref: 'Vpc' }, Export: { Name: name } }, Plain: { Value: 1 } }, ...more });
  const imported = (files: { [file: string]: unknown }) => {
    const artifacts = Object.fromEntries(Object.keys(files).map(file => [file.replace('.json', ''), stack(file)]));
    const set = readInput(directoryOf({ 'manifest.json': { version: '1', artifacts }, ...files }));
    return propertiesOf(set)[0].V;
  };

  test('are found by a computed name', () => {
    expect(imported({ 'A.json': exporting({ 'Fn::Sub': '${AWS::StackName}-vpc' }), 'B.json': importing({ 'Fn::Sub': ['${S}-vpc', { S: 'A' }] }) })).toBe(opaque('A.Vpc'));
  });

  test('are unknown if no stack exports the name, if two do, and if the name is unknown', () => {
    expect(imported({ 'A.json': exporting('a'), 'B.json': importing('b') })).toEqual(new Unknown('no stack in sight exports b'));
    expect(imported({ 'A.json': exporting('a'), 'C.json': exporting('a'), 'B.json': importing('a') })).toEqual(new Unknown('A and C both export a'));
    expect(imported({ 'A.json': exporting({ Ref: 'Nope' }), 'B.json': importing('a') })).toEqual(new Unknown('no stack in sight exports a'));
    expect(imported({ 'A.json': exporting('a'), 'B.json': importing({ Ref: 'Nope' }) })).toBeInstanceOf(Unknown);
    expect(imported({ 'A.json': exporting('a'), 'B.json': importing(['a']) })).toBeInstanceOf(Unknown);
  });

  test('that conditions remove do not exist', () => {
    const no = { Conditions: { No: { 'Fn::Equals': [1, 2] } }, Outputs: { O: { Value: 1, Condition: 'No', Export: { Name: 'a' } } } };
    expect(imported({ 'A.json': exporting('a', no), 'B.json': importing('a') })).toEqual(new Unknown('no stack in sight exports a'));
    expect(imported({ 'A.json': exporting('a', no), 'C.json': exporting('a'), 'B.json': importing('a') })).toBe(opaque('C.Vpc'));
  });

  test('whose names depend on each other do not loop for ever', () => {
    expect(imported({ 'A.json': exporting({ 'Fn::ImportValue': 'a' }), 'B.json': importing('a') })).toEqual(new Unknown('no stack in sight exports a'));
    const circle = { Outputs: { O: { Value: { 'Fn::ImportValue': 'a' }, Export: { Name: 'a' } } } };
    expect(imported({ 'A.json': exporting('a', circle), 'B.json': importing('a') })).toEqual(new Unknown('output O refers to itself'));
  });

  test('of a template that a macro changes are unknown', () => {
    expect(imported({ 'A.json': exporting('a', { Transform: 'Mine' }), 'B.json': importing('a') })).toEqual(new Unknown('the macro Mine may change everything in the template'));
  });
});

describe('outputs that a stack reads by the name of another stack', () => {
  const ROLE = 'arn:aws:iam::222222222222:role/reader';
  const stack = (templateFile: string, environment: string, stackName: string, displayName: string) => (
    { type: 'aws:cloudformation:stack', environment: `aws://${environment}`, properties: { templateFile, stackName }, displayName }
  );
  const network = { Resources: { Vpc: a('AWS::EC2::VPC') }, Outputs: { O: { Value: { Ref: 'Vpc' } } } };
  const reading = (more: object = {}) => ({ Resources: { U: a('AWS::U::U', { V: { 'Fn::GetStackOutput': { StackName: 'net', OutputName: 'O', ...more } } }) } });
  const setOf = (wanted: unknown, networks: Record<string, string>, template: object = network) => {
    const artifacts = Object.fromEntries(Object.entries(networks).map(([name, environment]) => [name, stack('net.json', environment, 'net', name)]));
    return readInput(directoryOf({
      'manifest.json': { version: '1', artifacts: { ...artifacts, App: stack('app.json', '111111111111/eu-west-1', 'app', 'App') } },
      'net.json': template,
      'app.json': wanted,
    }));
  };
  const userOf = (set: TemplateSet) => set.ofType('AWS::U::U')[0];
  const valueOf = (...args: Parameters<typeof setOf>) => userOf(setOf(...args)).properties.V;
  const EVERYWHERE = { Here: '111111111111/eu-west-1', There: '111111111111/eu-north-1', Theirs: '222222222222/eu-west-1' };

  test.each<[where: string, more: object, name: string]>([
    ['in its own account and region', {}, 'Here'],
    ['in another region', { Region: 'eu-north-1' }, 'There'],
    ['in the account of a role', { RoleArn: ROLE }, 'Theirs'],
    ['by names that functions give', { StackName: { 'Fn::Join': ['', ['n', 'et']] }, Region: { Ref: 'AWS::Region' } }, 'Here'],
  ])('are found %s', (_, more, name) => {
    expect(valueOf(reading(more), EVERYWHERE)).toBe(opaque(`${name}.Vpc`));
  });

  test('are those of a stack that does not say where it is, if no other is meant', () => {
    expect(valueOf(reading(), { Anywhere: 'unknown-account/unknown-region', There: EVERYWHERE.There })).toBe(opaque('Anywhere.Vpc'));
    expect(valueOf(reading({ RoleArn: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/reader' } }), EVERYWHERE)).toBe(opaque('Here.Vpc'));
    expect(valueOf(reading(), { A: 'unknown-account/unknown-region', B: 'unknown-account/eu-west-1' })).toEqual(
      new Unknown('A and B may both be the stack net'),
    );
  });

  test.each<[unknown, string]>([
    [reading({ Region: 'us-east-1' }), 'the stack net is not in sight'],
    [reading({ StackName: 'nat' }), 'the stack nat is not in sight'],
    [reading({ OutputName: 'P' }), 'Here has no output P'],
    [reading({ OutputName: undefined }), 'Fn::GetStackOutput needs a StackName and an OutputName'],
    [{ Resources: { U: a('AWS::U::U', { V: { 'Fn::GetStackOutput': ['net', 'O'] } }) } }, 'Fn::GetStackOutput needs a StackName and an OutputName'],
    [reading({ StackName: { Ref: 'Nope' } }), 'Nope is neither a parameter nor a resource of App'],
  ])('are unknown for %j', (template, reason) => {
    expect(valueOf(template, EVERYWHERE)).toEqual(new Unknown(reason));
  });

  test('that read each other do not loop for ever', () => {
    const circle = { ...network, Outputs: { O: { Value: { 'Fn::GetStackOutput': { StackName: 'net', OutputName: 'O' } } } } };
    expect(valueOf(reading(), EVERYWHERE, circle)).toEqual(new Unknown('output O refers to itself'));
  });

  test('are there before what reads them', () => {
    expect(userOf(setOf(reading(), EVERYWHERE)).dependsOn.map(({ ref }) => ref)).toEqual([opaque('Here.Vpc')]);
    expect(userOf(setOf(reading({ StackName: 'nat' }), EVERYWHERE)).dependsOn).toEqual([]);
  });
});
