import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isKnown } from '../../../../../lib/preflight/model/known';
import { opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { readingOf } from '../../../../../lib/preflight/readers/cloudformation/cloudformation-reading';
import { readInputs } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { directoryOf, removeDirectories } from '../files';
import { a } from '../resolving';

afterAll(removeDirectories);

const VPC = { Resources: { Vpc: a('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }) } };
const NETWORK = { ...VPC, Outputs: { VpcId: { Value: { Ref: 'Vpc' }, Export: { Name: 'vpc' } } } };
const GROUP = { Resources: { Group: a('AWS::EC2::SecurityGroup', { VpcId: { 'Fn::ImportValue': 'vpc' } }) } };

const at = (path: string) => ({ Metadata: { 'aws:cdk:path': path } });

interface Artifact {
  readonly environment?: string;
  readonly stackName?: string;
  readonly metadata?: object;
}

/** An assembly with one stack. */
const assembly = (directory: string, body: object, { environment = 'aws://unknown-account/unknown-region', stackName = 'App', metadata }: Artifact = {}) => ({
  [`${directory}/manifest.json`]: {
    version: '53.0.0',
    artifacts: { App: { type: 'aws:cloudformation:stack', environment, displayName: 'App', metadata, properties: { templateFile: 'App.template.json', stackName } } },
  },
  [`${directory}/App.template.json`]: body,
});

const DEV = { environment: 'aws://111111111111/eu-west-1' };
const PROD = { environment: 'aws://222222222222/eu-west-1' };

function read(files: { readonly [path: string]: object | string }, ...names: string[]) {
  const directory = directoryOf(files);
  return readInputs(names.map(name => join(directory, name)));
}

const namesOf = (set: ReturnType<typeof read>) => set.stacks.map(({ name }) => name);
const vpcOf = (set: ReturnType<typeof read>) => set.ofType('AWS::EC2::SecurityGroup')[0].properties.VpcId;

describe('exports', () => {
  test('of one file are found by another one', () => {
    const files = { 'network.json': NETWORK, 'app.yaml': JSON.stringify(GROUP) };
    expect(vpcOf(read(files, 'app.yaml', 'network.json'))).toBe(opaque('network.Vpc'));
    expect(isKnown(vpcOf(read(files, 'app.yaml')))).toBe(false);
  });

  test('of a template are found by an assembly that says where it is deployed, and the other way round', () => {
    expect(vpcOf(read({ ...assembly('cdk.out', GROUP, DEV), 'network.json': NETWORK }, 'cdk.out', 'network.json'))).toBe(opaque('network.Vpc'));
    expect(vpcOf(read({ ...assembly('cdk.out', NETWORK, DEV), 'app.json': GROUP }, 'cdk.out', 'app.json'))).toBe(opaque('App.Vpc'));
  });

  test('of the same account and region come first, and those of another one never count', () => {
    const network = { ...assembly('dev', NETWORK, { ...DEV, stackName: 'net' }), ...assembly('prod', NETWORK, { ...PROD, stackName: 'net' }) };
    const files = { ...network, ...assembly('app', GROUP, { ...PROD, stackName: 'app' }) };
    expect(vpcOf(read(files, 'dev', 'prod', 'app'))).toBe(opaque('prod:App.Vpc'));
    expect(vpcOf(read(files, 'dev', 'app'))).toMatchObject({ reason: 'no stack in sight exports vpc' });
  });

  test('of the same account and region come before those of a stack that does not say where it is deployed', () => {
    const files = { ...assembly('prod', NETWORK, { ...PROD, stackName: 'net' }), 'network.json': NETWORK, ...assembly('app', GROUP, { ...PROD, stackName: 'app' }) };
    expect(vpcOf(read(files, 'network.json', 'prod', 'app'))).toBe(opaque('prod:App.Vpc'));
  });

  test('of two that may be meant are told', () => {
    const network = { ...assembly('dev', NETWORK, DEV), ...assembly('prod', NETWORK, PROD) };
    expect(vpcOf(read({ ...network, 'app.json': GROUP }, 'dev', 'prod', 'app.json'))).toMatchObject({ reason: 'dev:App and prod:App both export vpc' });
  });
});

describe('what is given twice is read once', () => {
  const CHILD = { Resources: { Child: a('AWS::CloudFormation::Stack', { TemplateURL: './child.yaml' }) } };

  test('a file, by whatever name, and a folder', () => {
    const directory = directoryOf({ 'network.json': NETWORK, ...assembly('cdk.out', VPC) });
    symlinkSync(join(directory, 'network.json'), join(directory, 'link.json'));
    const given = ['network.json', './network.json', 'link.json', 'cdk.out', 'cdk.out/'].map(name => `${directory}/${name}`);
    expect(namesOf(readInputs(given))).toEqual(['network', 'App']);
  });

  test('a template that is a stack of an assembly', () => {
    expect(namesOf(read(assembly('cdk.out', VPC), 'cdk.out/App.template.json', 'cdk.out'))).toEqual(['App']);
  });

  test('a template that another one nests', () => {
    const files = { 'parent.yaml': JSON.stringify(CHILD), 'child.yaml': JSON.stringify(NETWORK) };
    expect(namesOf(read(files, 'child.yaml', 'parent.yaml'))).toEqual(['parent', 'parent/Child']);
  });

  test('two that nest each other stay one', () => {
    const parent = { Resources: { Parent: a('AWS::CloudFormation::Stack', { TemplateURL: './parent.yaml' }) } };
    const files = { 'parent.yaml': JSON.stringify(CHILD), 'child.yaml': JSON.stringify(parent) };
    expect(namesOf(read(files, 'child.yaml', 'parent.yaml'))).toEqual(['child', 'child/Parent']);
  });
});

describe('one stack in two inputs is refused', () => {
  test('where both say its account and region', () => {
    const files = { ...assembly('old', VPC, DEV), ...assembly('new', VPC, DEV) };
    expect(() => read(files, 'old', 'new')).toThrow(
      /new\/App\.template\.json: it is of the stack App in 111111111111 and eu-west-1, as .*old\/App\.template\.json is; leave one of them out$/);
  });

  test('where neither does', () => {
    expect(() => read({ ...assembly('old', VPC), ...assembly('new', VPC) }, 'old', 'new')).toThrow(/, and neither says in which account and region; run preflight for each of them$/);
  });

  test('but not in one input, where only the CDK knows what they are', () => {
    const files = assembly('cdk.out', VPC, DEV) as { [path: string]: { artifacts?: { [id: string]: object } } };
    const { artifacts } = files['cdk.out/manifest.json'];
    artifacts!.Twin = artifacts!.App;
    expect(namesOf(read({ ...files, 'other.json': VPC }, 'cdk.out', 'other.json'))).toEqual(['App', 'App (2)', 'other']);
  });

  test('but not where they say different ones', () => {
    expect(namesOf(read({ ...assembly('dev/cdk.out', VPC, DEV), ...assembly('prod/cdk.out', VPC, PROD) }, 'dev/cdk.out', 'prod/cdk.out'))).toEqual(['dev/cdk.out:App', 'prod/cdk.out:App']);
  });
});

describe('names are unique', () => {
  test('of templates that are called the same, by as much of their paths as it takes, and of the others as they are', () => {
    const files = { 'a/network/template.json': VPC, 'a/app/template.json': VPC, 'b/app/template.json': VPC, 'other.json': VPC };
    expect(namesOf(read(files, ...Object.keys(files)))).toEqual(['network/template.json', 'a/app/template.json', 'b/app/template.json', 'other']);
  });

  test('of nested stacks', () => {
    const parent = { Resources: { Child: a('AWS::CloudFormation::Stack', { TemplateURL: './child.json' }) } };
    const files = { 'a/app.json': parent, 'a/child.json': VPC, 'b/app.json': parent, 'b/child.json': VPC };
    expect(namesOf(read(files, 'a/app.json', 'b/app.json'))).toEqual(['a/app.json', 'a/app.json/Child', 'b/app.json', 'b/app.json/Child']);
  });

  test('also for what is deployed before', () => {
    const order = (directory: string, environment: string) => {
      const files = assembly(directory, VPC, { environment }) as { [path: string]: { artifacts?: { [id: string]: object } } };
      const { App } = files[`${directory}/manifest.json`].artifacts!;
      files[`${directory}/manifest.json`].artifacts!.Later = { ...App, displayName: 'Later', dependencies: ['App'], properties: { templateFile: 'App.template.json', stackName: 'Later' } };
      return files;
    };
    const set = read({ ...order('dev', DEV.environment), ...order('prod', PROD.environment) }, 'dev', 'prod');
    const [, , , later] = set.stacks;
    expect(later.name).toBe('prod:Later');
    expect(later.resources[0].dependsOn.map(({ location }) => location.key)).toEqual(['prod:App']);
  });

  test('of constructs, and an acknowledgement is one of its own input', () => {
    const body = { Resources: { Node: { ...a('AWS::EC2::Instance', {}), ...at('App/Node/Resource') } } };
    const metadata = { '/App/Node': [{ type: 'aws:cdk:acknowledged-rules', data: { 'SSM-NET-003': 'Opened by hand' } }] };
    const reading = readingOf(read({ ...assembly('dev', body, { ...DEV, metadata }), ...assembly('prod', body, PROD) }, 'dev', 'prod'));
    const nodes = reading.model.nodes.map(({ resource }) => resource);
    expect(nodes.map(({ source }) => source)).toMatchObject([{ constructPath: 'dev:App/Node/Resource' }, { constructPath: 'prod:App/Node/Resource' }]);
    expect(nodes.map(node => reading.acknowledged('SSM-NET-003', node))).toEqual(['Opened by hand', undefined]);
  });

  test('of copies of a template of the CDK', () => {
    const body = { Resources: { Node: { ...a('AWS::EC2::Instance', {}), ...at('App/Node/Resource') } } };
    const [one, two] = readingOf(read({ 'a.json': body, 'b.json': body }, 'a.json', 'b.json')).model.nodes;
    expect([one, two].map(({ resource: { source } }) => source)).toMatchObject([{ constructPath: 'a.json:App/Node/Resource' }, { constructPath: 'b.json:App/Node/Resource' }]);
  });
});

test('a text that is in no file, in JSON or YAML', () => {
  const given = (text: string) => readInputs([{ name: 'standard input', bytes: Buffer.from(text) }]);
  expect(namesOf(given(JSON.stringify(VPC)))).toEqual(['standard input']);
  expect(given('Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n').stacks[0]).toMatchObject({ templatePath: 'standard input' });
  expect(() => given('Resources:\n  A: [\n')).toThrow('standard input:3: ');
  expect(() => given('')).toThrow('standard input: it is empty');
});

test('progress is of all inputs together', () => {
  const seen: string[] = [];
  const directory = directoryOf({ 'a.json': VPC, 'b.json': NETWORK, ...assembly('cdk.out', VPC) });
  readInputs(['a.json', 'b.json', 'cdk.out'].map(name => join(directory, name)), { onProgress: (done, total) => seen.push(`${done}/${total}`) });
  expect(seen).toEqual(['0/3', '1/3', '2/3', '3/3']);
});
