import { chmodSync, mkdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Unknown } from '../../../../../lib/preflight/model/known';
import { opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { UnreadableInput } from '../../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { readInput, readObject } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { directoryOf, removeDirectories } from '../files';
import { a } from '../resolving';

afterAll(removeDirectories);

const TEMPLATE = { Resources: { Vpc: a('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }) } };
const JSON_TEXT = JSON.stringify(TEMPLATE);
const YAML_TEXT = 'Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 10.0.0.0/16\n';

/** The message about a file that cannot be read, without its directory. */
function refused(read: () => unknown, directory: string): { file: string; line?: number; problem: string } {
  try {
    read();
  } catch (error) {
    if (error instanceof UnreadableInput) {
      return { file: error.file.replace(`${directory}/`, ''), line: error.line, problem: error.problem.replace(`${directory}/`, '') };
    }
    throw error;
  }
  throw new Error('it was read');
}

describe('a template file', () => {
  test.each([
    ['app.json', JSON_TEXT],
    ['app.yaml', YAML_TEXT],
    ['app.yml', YAML_TEXT],
    ['app.YAML', YAML_TEXT],
    ['app.yaml', JSON_TEXT],
    ['app.template', YAML_TEXT],
    ['app.template', `\n  ${JSON_TEXT}`],
    ['app', JSON_TEXT],
    ['app.json', `\uFEFF${JSON_TEXT}`],
    ['app.yaml', Buffer.from(`\uFEFF${YAML_TEXT}`, 'utf16le')],
    ['app.json', Buffer.from(`\uFEFF${JSON_TEXT}`, 'utf16le')],
    // What `aws cloudformation get-template --query TemplateBody` writes of a template in YAML.
    ['body.json', JSON.stringify(YAML_TEXT)],
    ['body.txt', `${JSON.stringify(YAML_TEXT)}\n`],
    ['body.json', JSON.stringify(JSON_TEXT)],
    ['app.yaml', YAML_TEXT.replace('Resources', '"Resources"')],
  ])('%s is read', (name, content) => {
    const path = join(directoryOf({ [name]: content }), name);
    const [stack] = readInput(path).stacks;
    expect([`${stack.name}${extname(name)}`, stack.templatePath, stack.acknowledgements.size]).toEqual([name, path, 0]);
    expect(stack.resources.map(({ ref, properties }) => [ref, properties])).toEqual([[opaque(`${stack.name}.Vpc`), { CidrBlock: '10.0.0.0/16' }]]);
  });

  test.each([
    ['app.json', '', undefined, 'it is empty'],
    ['app.yaml', '', undefined, 'it is empty'],
    ['app.json', '{\n"a": 1,\n}', 3, /^it is not JSON: /],
    ['app.json', YAML_TEXT, 1, /^it is not JSON: /],
    ['app.json', '{"Resources": {\n"a": {},\n"a": {}}}', 3, /^the key a is there twice$/],
    ['app.template', '{"Resources": {},\n"Resources": {}}', 2, /^the key Resources is there twice$/],
    ['app.template', '{\n"Resources": x}', 2, /^it is not JSON: /],
    ['app.yaml', 'Resources:\n  A: [\n', 3, /./],
    ['app.json', '[]', undefined, 'it is not a CloudFormation template: it holds a list, not a map'],
    ['app.json', '"x"', undefined, 'it is not a CloudFormation template: it holds a string, not a map'],
    ['body.json', JSON.stringify('Resources:\n  A: [\n'), 3, /./],
    ['body.json', JSON.stringify('Resources: {}\nResources: {}\n'), 2, /Resources/],
    ['app.json', 'null', undefined, 'it is not a CloudFormation template: it holds nothing, not a map'],
    ['app.yaml', '5', undefined, 'it is not a CloudFormation template: it holds a number, not a map'],
    ['app.json', '{}', undefined, 'it is not a CloudFormation template: it has no Resources'],
    ['app.yaml', 'Resources:\n', undefined, 'it is not a CloudFormation template: Resources is not a map'],
    ['app.yaml', 'Resources: [a]\n', undefined, 'it is not a CloudFormation template: Resources is not a map'],
    ['app.yaml', 'Resources: {A: x}\n', undefined, 'it is not a CloudFormation template: Resources/A is not a map'],
    ['app.yaml', 'Resources: {A: {}}\n', undefined, 'it is not a CloudFormation template: Resources/A has no Type'],
    ['app.yaml', 'Resources: {A: {Type: [x]}}\n', undefined, 'it is not a CloudFormation template: Resources/A has no Type'],
  ])('%s with %j is refused', (name, content, line, problem) => {
    const directory = directoryOf({ [name]: content });
    const said = refused(() => readInput(join(directory, name)), directory);
    expect(said).toMatchObject({ file: name, line });
    expect(said.problem).toMatch(problem instanceof RegExp ? problem : new RegExp(`^${problem.replace(/[/]/g, '\\/')}$`));
  });

  test('names the file and the line in its message', () => {
    const directory = directoryOf({ 'app.yaml': 'Resources:\n  A: !Nope x\n' });
    expect(() => readInput(join(directory, 'app.yaml'))).toThrow(`${directory}/app.yaml:2: !Nope is not a tag of CloudFormation`);
  });

  test('that does not exist is refused', () => {
    expect(refused(() => readInput('/nowhere/app.json'), '/nowhere')).toEqual({ file: 'app.json', problem: 'there is no such file or directory', line: undefined });
    expect(refused(() => readInput('a\0b'), '')).toEqual({ file: 'a\0b', problem: 'there is no such file or directory', line: undefined });
    const directory = directoryOf({ 'app.json': JSON_TEXT });
    expect(refused(() => readInput(join(directory, 'app.json', 'x')), directory)).toMatchObject({ problem: 'there is no such file or directory' });
  });

  test('that may not be read is refused', () => {
    const directory = directoryOf({ 'app.json': JSON_TEXT });
    chmodSync(join(directory, 'app.json'), 0);
    // The superuser can read everything.
    const read = () => readInput(join(directory, 'app.json'));
    if (process.getuid?.() === 0) {
      expect(read).not.toThrow();
    } else {
      expect(refused(read, directory)).toMatchObject({ problem: 'it may not be read' });
    }
  });

  test('that is nested very deeply is read, and the deep values are unknown', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const path = join(directoryOf({ 'app.json': `{"Resources": {"A": {"Type": "X", "Properties": {"P": ${deep}, "Q": 1}, "Metadata": ${deep}}}}` }), 'app.json');
    const [resource] = readInput(path).ofType('X');
    expect(JSON.stringify(resource.properties)).toContain('it is nested more than 200 levels deep');
    expect([resource.properties.Q, resource.dependsOn, resource.metadata]).toEqual([1, [], {}]);
  });
});

describe('a directory', () => {
  const stack = (more = {}) => ({ type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: 'S.template.json' }, ...more });
  const manifest = (artifacts: object) => ({ version: '53.0.0', artifacts });

  test.each([
    ['no manifest', {}, '.', 'it has no manifest.json: a directory must be the output of cdk synth, such as cdk.out'],
    ['a broken manifest', { 'manifest.json': '{' }, 'manifest.json', /^it is not JSON/],
    ['something else for a manifest', { 'manifest.json': { name: 'web app' } }, 'manifest.json', 'it is not the manifest of a cloud assembly'],
    ['a list for a manifest', { 'manifest.json': [] }, 'manifest.json', 'it is not the manifest of a cloud assembly'],
    ['no template', { 'manifest.json': manifest({ S: stack() }) }, 'S.template.json', 'it is missing: the template of S in manifest.json'],
    ['no name of a template', { 'manifest.json': manifest({ S: stack({ properties: {} }) }) }, 'manifest.json', 'the artifact S names no template'],
    ['a broken template', { 'manifest.json': manifest({ S: stack() }), 'S.template.json': '{\n' }, 'S.template.json', /^it is not JSON/],
    ['a template that is none', { 'manifest.json': manifest({ S: stack() }), 'S.template.json': '[]' }, 'S.template.json', /^it is not a CloudFormation template/],
    ['no metadata', { 'manifest.json': manifest({ S: stack({ additionalMetadataFile: 'm.json' }) }), 'S.template.json': TEMPLATE }, 'm.json',
      'it is missing: the metadata file of S in manifest.json'],
    ['no stage', { 'manifest.json': manifest({ P: { type: 'cdk:cloud-assembly', properties: { directoryName: 'p' } } }) }, 'p', 'it is missing: the directory of P in manifest.json'],
    ['no manifest of a stage', { 'manifest.json': manifest({ P: { type: 'cdk:cloud-assembly', properties: { directoryName: 'p' } } }), 'p/x': '' }, 'p/manifest.json', 'there is no such file'],
  ])('with %s is refused', (_, files, file, problem) => {
    const directory = directoryOf(files as { [path: string]: unknown });
    const said = refused(() => readInput(directory), directory);
    expect(said.file).toBe(file === '.' ? directory : file);
    expect(said.problem).toMatch(problem instanceof RegExp ? problem : new RegExp(`^${problem}$`));
  });

  test('with a directory instead of a template is refused', () => {
    const directory = directoryOf({ 'manifest.json': manifest({ S: stack() }) });
    mkdirSync(join(directory, 'S.template.json'));
    expect(refused(() => readInput(directory), directory)).toEqual({ file: 'S.template.json', problem: 'it is a directory', line: undefined });
  });

  test('may have no stacks, and stacks without resources', () => {
    expect(readInput(directoryOf({ 'manifest.json': { version: '53.0.0' } })).stacks).toEqual([]);
    const directory = directoryOf({ 'manifest.json': manifest({ S: stack(), odd: 1, other: { type: 'cdk:tree' } }), 'S.template.json': {} });
    expect(readInput(directory).stacks.map(({ name, resources }) => [name, resources])).toEqual([['S', []]]);
  });

  test('with its own stage is read once', () => {
    const stage = { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } };
    const directory = directoryOf({ 'manifest.json': manifest({ S: stack(), stage, again: stage }), 'S.template.json': TEMPLATE });
    expect(readInput(directory).stacks.map(({ name }) => name)).toEqual(['S']);
  });

  test('names its stacks, each with a name of its own', () => {
    const artifacts = {
      S: stack(),
      T: stack({ properties: { templateFile: 'S.template.json', stackName: 'S' } }),
      U: stack({ displayName: 'S', properties: { templateFile: 'S.template.json', stackName: 'u-stack' } }),
      V: stack({ displayName: 'Show', properties: { templateFile: 'S.template.json', stackName: 'v-stack' } }),
    };
    const template = { Resources: { R: a('AWS::S3::Bucket', { BucketName: { Ref: 'AWS::StackName' } }) } };
    const set = readInput(directoryOf({ 'manifest.json': manifest(artifacts), 'S.template.json': template }));
    expect(set.stacks.map(({ name }) => name)).toEqual(['S', 'S (2)', 'S (3)', 'Show']);
    expect(set.ofType('AWS::S3::Bucket').map(({ ref }) => ref)).toEqual(['S', 'S', 'u-stack', 'v-stack']);
  });

  test.each([
    ['aws://123456789012/eu-west-1', '123456789012', 'eu-west-1'],
    ['aws://unknown-account/eu-west-1', '999999999999', 'eu-west-1'],
    ['aws://123456789012/unknown-region', '123456789012', 'ap-south-1'],
    ['garbage', '999999999999', 'ap-south-1'],
    ['aws:///', '999999999999', 'ap-south-1'],
    [undefined, '999999999999', 'ap-south-1'],
  ])('has stacks in %s', (environment, account, region) => {
    const directory = directoryOf({ 'manifest.json': manifest({ S: stack({ environment }) }), 'S.template.json': TEMPLATE });
    expect(readInput(directory, { account: '999999999999', region: 'ap-south-1' }).stacks[0].environment).toMatchObject({ account, region });
  });

  test('may lack an environment', () => {
    const directory = directoryOf({ 'manifest.json': manifest({ S: stack() }), 'S.template.json': TEMPLATE });
    expect(readInput(directory).stacks[0].environment).toEqual({ account: opaque('AWS::AccountId'), region: opaque('AWS::Region'), partition: 'aws', urlSuffix: 'amazonaws.com' });
  });

  test('reports progress', () => {
    const artifacts = Object.fromEntries(['A', 'B', 'C'].map(name => [name, stack()]));
    const seen: [number, number][] = [];
    readInput(directoryOf({ 'manifest.json': manifest(artifacts), 'S.template.json': TEMPLATE }), { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen).toEqual([[0, 3], [1, 3], [2, 3], [3, 3]]);
  });

  test('has acknowledgements and paths in its metadata', () => {
    const metadata = {
      '/S/Node': [
        { type: 'aws:cdk:acknowledged-rules', data: { 'annotation::SSM-NET-001': 'one', 'Annotation::SSM-NET-005': 'of newer versions', 'SessionManagerPreflight::SSM-NET-002': 'two', 'Other::SSM-NET-003': 'three', 'SSM-NET-004': 4 } },
        { type: 'aws:cdk:logicalId', data: 'Vpc' },
        'garbage',
      ],
      '/S/Garbage': 'x',
      '/S/Other': [{ type: 'aws:cdk:acknowledged-rules', data: 'x' }, { type: 'aws:cdk:logicalId', data: 1 }],
    };
    const more = { '/S/Node': [{ type: 'aws:cdk:acknowledged-rules', data: { 'SSM-IDN-001': 'five' } }] };
    const artifacts = { S: stack({ metadata, additionalMetadataFile: 'm.json' }) };
    const [read] = readInput(directoryOf({ 'manifest.json': manifest(artifacts), 'S.template.json': TEMPLATE, 'm.json': more })).stacks;
    expect([...read.acknowledgements.keys()]).toEqual(['S/Node']);
    expect(Object.fromEntries(read.acknowledgements.get('S/Node')!)).toEqual({
      'SSM-NET-001': 'one', 'SSM-NET-005': 'of newer versions', 'SSM-NET-002': 'two', 'Other::SSM-NET-003': 'three', 'SSM-NET-004': '', 'SSM-IDN-001': 'five',
    });
    expect(read.resources[0].location.source.constructPath).toBe('S/Node');
  });
});

describe('resources with the same name in several environments', () => {
  const role = { Resources: { Role: a('AWS::IAM::Role', { RoleName: 'node' }), Group: a('AWS::Logs::LogGroup', { LogGroupName: 'log' }) } };
  const stack = (environment: string, file = 'r.json') => ({ type: 'aws:cloudformation:stack', environment, properties: { templateFile: file } });
  const set = readInput(directoryOf({
    'manifest.json': {
      version: '1',
      artifacts: {
        A1: stack('aws://1/eu-west-1'), A2: stack('aws://1/eu-west-2', 'g.json'), B1: stack('aws://2/eu-west-1'), C1: stack('aws://3/eu-west-1', 'only.json'),
      },
    },
    'r.json': role,
    'g.json': { Resources: { Group: role.Resources.Group } },
    'only.json': { Resources: { Only: a('AWS::IAM::Role', { RoleName: 'only' }) } },
  }));
  const [a1, a2, b1, c1] = set.stacks.map(({ environment }) => environment);
  const found = (environment: typeof a1, id: string) => set.findIn(environment, id)?.location.key;

  test('are found where they are used', () => {
    expect([found(a1, 'log'), found(a2, 'log'), found(b1, 'log')]).toEqual(['A1.Group', 'A2.Group', 'B1.Group']);
    expect(set.find('log')).toBeUndefined();
  });

  test('are found in another region of the account', () => {
    expect([found(a1, 'node'), found(a2, 'node'), found(b1, 'node')]).toEqual(['A1.Role', 'A1.Role', 'B1.Role']);
  });

  test('are not found from another environment, unless they are the only ones', () => {
    expect([found(c1, 'log'), found(c1, 'node'), found(a1, 'only')]).toEqual([undefined, undefined, 'C1.Only']);
  });
});

describe('a template in memory', () => {
  test('has a name and a path', () => {
    const [stack] = readObject(TEMPLATE, { name: 'App', templatePath: 'x/app.json', region: 'eu-west-1' }).stacks;
    expect([stack.name, stack.templatePath, stack.environment.region]).toEqual(['App', 'x/app.json', 'eu-west-1']);
    expect(readObject(TEMPLATE).stacks.map(({ name, templatePath }) => [name, templatePath])).toEqual([['Template', 'Template']]);
  });

  const circle: { Resources?: unknown } = {};
  circle.Resources = circle;

  test.each([
    ['nothing', undefined, /^it is not a CloudFormation template: it holds nothing/],
    ['a function', () => 1, /^it is not a CloudFormation template/],
    ['a text', 'x', /^it is not a CloudFormation template: it holds a string/],
    ['a circle', circle, /^it cannot be written as JSON: Converting circular structure/],
    ['a large number', { Resources: { a: 1n } }, /^it cannot be written as JSON/],
    ['something very deep', JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)), /^it cannot be written as JSON: it is nested too deeply/],
  ])('that is %s is refused', (_, template, problem) => {
    const said = refused(() => readObject(template, { name: 'App' }), '');
    expect(said.file).toBe('App');
    expect(said.problem).toMatch(problem);
  });

  test('is not changed, and does not change', () => {
    const template = { Resources: { Vpc: a('AWS::EC2::VPC', { CidrBlock: { 'Fn::Sub': '10.0.0.0/16' } }) } };
    const set = readObject(template);
    const before = JSON.stringify(template);
    (template.Resources.Vpc.Properties as { CidrBlock: unknown }).CidrBlock = 'changed';
    expect(set.ofType('AWS::EC2::VPC')[0].properties.CidrBlock).toBe('10.0.0.0/16');
    expect(before).toContain('Fn::Sub');
  });

  test('sees no nested templates', () => {
    const set = readObject({ Resources: { N: a('AWS::CloudFormation::Stack', { TemplateURL: 'package.json' }), U: a('AWS::U::U', { V: { 'Fn::GetAtt': 'N.Outputs.X' } }) } }, { name: 'App' });
    expect(set.stacks).toHaveLength(1);
    expect(set.ofType('AWS::U::U')[0].properties.V).toEqual(new Unknown('the template of the nested stack App.N cannot be seen'));
  });
});
