import { join } from 'node:path';
import { readInput, readInputs } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { directoryOf, removeDirectories } from '../files';
import { a } from '../resolving';

afterAll(removeDirectories);

const GENERATED = 'preflight reads templates of CloudFormation alone; make one of what is deployed, with `aws cloudformation create-generated-template`, and give that';
const TEMPLATE = { Resources: { Vpc: a('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }) } };

describe('what is of another tool is told what to give instead', () => {
  test.each([
    ['main.tf', 'resource "aws_instance" "node" {\n}\n', `it is a configuration of Terraform; ${GENERATED}`],
    ['main.tf.json', { resource: {} }, `it is a configuration of Terraform; ${GENERATED}`],
    ['prod.tfvars', 'region = "eu-west-1"', `it is a configuration of Terraform; ${GENERATED}`],
    ['renamed.txt', '# nodes\nresource "aws_instance" "node" {\n}\n', `it is a configuration of Terraform; ${GENERATED}`],
    ['plan.json', { format_version: '1.2', terraform_version: '1.9.0', planned_values: { root_module: {} } }, `it is a plan of Terraform; ${GENERATED}`],
    ['changes.json', { format_version: '1.2', resource_changes: [] }, `it is a plan of Terraform; ${GENERATED}`],
    ['terraform.tfstate', { version: 4, terraform_version: '1.9.0', resources: [] }, `it is a state of Terraform; ${GENERATED}`],
    ['state.json', { version: 4, terraform_version: '1.9.0', resources: [] }, `it is a state of Terraform; ${GENERATED}`],
    ['serverless.yml', 'service: shop\nprovider:\n  name: aws\n',
      'it is a service of the Serverless Framework; run `npx serverless package` and give /.serverless/cloudformation-template-update-stack.json'],
    ['short.yml', 'service: shop\nprovider: aws\n', 'it is a service of the Serverless Framework; run'],
    ['serverless.ts', 'export default {}', 'it is a service of the Serverless Framework; run `npx serverless package` and give /.serverless/cloudformation-template-update-stack.json'],
    ['shop.yml', 'service: shop\nprovider:\n  name: aws\nresources:\n  Resources: {}\n',
      'it is a service of the Serverless Framework; run `npx serverless package` and give /.serverless/cloudformation-template-update-stack.json'],
    ['samconfig.toml', 'version = 0.1', 'it is the configuration of SAM; give the template, such as /template.yaml'],
    ['Pulumi.yaml', 'name: shop\nruntime: nodejs\n', `it is a project of Pulumi; ${GENERATED}`],
    ['Pulumi.prod.yaml', 'config: {}\n', `it is a project of Pulumi; ${GENERATED}`],
    ['stack.json', { version: 3, deployment: { resources: [] } }, `it is a stack or a preview of Pulumi; ${GENERATED}`],
    ['preview.json', { config: {}, steps: [] }, `it is a stack or a preview of Pulumi; ${GENERATED}`],
    ['cdk.json', { app: 'npx ts-node bin/app.ts' }, 'it is the configuration of a CDK app; run `npx cdk synth` and give /cdk.out'],
    ['app.ts', 'new App();', 'it is source code; for a CDK app, run `npx cdk synth` and give /cdk.out'],
    ['app.py', 'App()', 'it is source code; for a CDK app, run `npx cdk synth` and give /cdk.out'],
    ['manifest.json', { version: '53.0.0', artifacts: {} }, 'it is a part of a cloud assembly; give the folder, '],
    ['tree.json', { version: 'tree-0.1', tree: {} }, 'it is a part of a cloud assembly; give the folder, '],
    ['App.assets.json', { version: '53.0.0', files: {}, dockerImages: {} }, 'it is a part of a cloud assembly; give the folder, '],
    ['changes.json', { ChangeSetName: 'c', Changes: [] }, 'it is a change set; give its template: `aws cloudformation get-template --change-set-name ARN --query TemplateBody`'],
    ['answer.json', { TemplateBody: TEMPLATE, StagesAvailable: [] },
      'it is the answer of get-template; give the template that is in it: `aws cloudformation get-template --stack-name NAME --query TemplateBody`'],
    ['answer.json', { TemplateBody: 'Resources: {}' },
      'it is the answer of get-template; give the template that is in it: `aws cloudformation get-template --stack-name NAME --query TemplateBody`'],
    ['parameters.json', [{ ParameterKey: 'A', ParameterValue: 'b' }], 'it is a file of parameters; give the template, and the parameters as --parameter KEY=VALUE'],
    ['parameters.json', { Parameters: { A: 'b' } }, 'it is a file of parameters; give the template, and the parameters as --parameter KEY=VALUE'],
    ['rain.yaml', 'Resources:\n  Node:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData: !Rain::Embed user-data.sh\n',
      'it is a template of Rain; run `rain pkg /rain.yaml --output packaged.yaml` and give packaged.yaml'],
    ['rain.json', '{"Resources": {"Node":\n{"Fn::Base64": {\n"Rain::Embed": "user-data.sh"}}}}', 'it is a template of Rain; run `rain pkg /rain.json --output packaged.yaml` and give packaged.yaml'],
  ])('%s with %j', (name, content, problem) => {
    const directory = directoryOf({ [name]: content });
    const path = join(directory, name);
    expect(() => readInput(path)).toThrow(`${path}: ${problem.replace(' /', ` ${directory}/`)}`);
  });

  test('on standard input as well', () => {
    const given = (text: string) => [{ name: 'standard input', bytes: Buffer.from(text) }];
    expect(() => readInputs(given('terraform {\n}\n'))).toThrow('standard input: it is a configuration of Terraform; ');
    expect(() => readInputs(given('{"Changes": []}'))).toThrow('standard input: it is a change set; ');
  });
});

describe('what only looks like it is read', () => {
  test.each([
    ['with a comment about Rain', 'rain.yaml', 'Resources: # once !Rain::Embed\n  Vpc: {Type: "AWS::EC2::VPC"}\n'],
    ['with a resource called provider', 'app.yaml', 'service: x\nResources:\n  provider: {Type: "AWS::EC2::VPC"}\n'],
    ['with a section of parameters', 'app.json', { Parameters: { A: { Type: 'String' } }, ...TEMPLATE }],
    ['of SAM, which has not been transformed', 'template.yaml', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Vpc: {Type: "AWS::EC2::VPC"}\n  F: {Type: "AWS::Serverless::Function"}\n'],
    ['that is called as a service of the Serverless Framework', 'serverless.yml', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Vpc: {Type: "AWS::EC2::VPC"}\n'],
    ['that the Serverless Framework wrote', 'cloudformation-template-update-stack.json', TEMPLATE],
  ])('a template %s', (_, name, content) => {
    const set = readInput(join(directoryOf({ [name]: content }), name));
    expect(set.stacks.map(({ resources }) => resources.some(({ type }) => type === 'AWS::EC2::VPC'))).toEqual([true]);
  });
});

describe('a folder without a manifest', () => {
  test.each([
    ['of a CDK app that is not synthesized', { 'cdk.json': {} }, 'it has cdk.json, the configuration of a CDK app; run `npx cdk synth` and give /cdk.out'],
    ['of a CDK app that is synthesized', { 'cdk.json': {}, 'cdk.out/manifest.json': {} }, 'it has no manifest.json, and the folder cdk.out in it has one; give /cdk.out'],
    ['of Terraform', { 'main.tf': '', 'x.json': {} }, `it has main.tf, a configuration of Terraform; ${GENERATED}`],
    ['of Serverless', { 'serverless.yml': '' }, 'it has serverless.yml, a service of the Serverless Framework; run'],
    ['of Pulumi', { 'Pulumi.yaml': '' }, 'it has Pulumi.yaml, a project of Pulumi; '],
    ['of templates', { 'a.yaml': '', 'b.template': '', 'README.md': '' },
      'it has no manifest.json: a directory must be the output of cdk synth, such as cdk.out; for templates in it, give \'/*.yaml\' or \'/*.template\''],
    ['of nothing', { 'README.md': '' }, 'it has no manifest.json: a directory must be the output of cdk synth, such as cdk.out'],
  ])('%s', (_, files, problem) => {
    const directory = directoryOf(files);
    const said = `${directory}: ${problem.replace(/(['\s])\/(?=\*|cdk)/g, `$1${directory}/`)}`;
    expect(() => readInput(directory)).toThrow(said);
  });
});
