import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { isMap, own, RawMap } from './raw';
import { listed } from '../../../model/words';
import { UnreadableInput } from '../evaluate/template';

/** What people have beside their templates, and take for one. */
interface OtherInput {
  /** As the end of `it is`. */
  readonly is: string;
  /** What to give instead. */
  readonly instead: (path: string) => string;
  /** By its name alone, whatever is in it. */
  readonly named?: RegExp;
  /** By what is in it, where it has no resources. */
  readonly holds?: (content: RawMap) => boolean;
  /** By how it is written. */
  readonly written?: RegExp;
  /** The file by which a folder is of this tool. */
  readonly project?: RegExp;
}

/** Tools that deploy without CloudFormation: its IaC generator writes templates of what is deployed. */
const GENERATED = () => 'preflight reads templates of CloudFormation alone; make one of what is deployed, with '
  + '`aws cloudformation create-generated-template`, and give that';

const SYNTHESIZED = (path: string) => `run \`npx cdk synth\` and give ${join(dirname(path), 'cdk.out')}`;

const ASSEMBLY = (path: string) => `give the folder, ${dirname(path)}`;

const PARAMETERS: OtherInput = {
  is: 'a file of parameters',
  instead: () => 'give the template, and the parameters as --parameter KEY=VALUE',
  holds: ({ Parameters: parameters }) => (
    isMap(parameters) && Object.keys(parameters).length > 0 && Object.values(parameters).every(value => !isMap(value))),
};

const OTHER_INPUTS: readonly OtherInput[] = [
  {
    is: 'a configuration of Terraform',
    instead: GENERATED,
    named: /\.(tf|tf\.json|tfvars|tfvars\.json|hcl)$/,
    written: /^(terraform|(resource|data) +"\w+" +"[^"\n]+"|(provider|variable|module) +"[^"\n]+") *\{/m,
    project: /\.tf$/,
  },
  {
    is: 'a template of Rain',
    instead: path => `run \`rain pkg ${path} --output packaged.yaml\` and give packaged.yaml`,
    // A directive that `rain pkg` has not taken yet. A comment is none.
    written: /^[^#\n]*!Rain::\w|^[ \t-]*"?Rain::\w+"?\s*:/m,
  },
  {
    is: 'a plan of Terraform',
    instead: GENERATED,
    holds: ({ format_version: version, ...rest }) => (
      version !== undefined && (isMap(rest.planned_values) || Array.isArray(rest.resource_changes) || isMap(rest.values))),
  },
  { is: 'a state of Terraform', instead: GENERATED, named: /\.tfstate(\.backup)?$/, holds: state => state.terraform_version !== undefined },
  {
    is: 'a service of the Serverless Framework',
    instead: path => `run \`npx serverless package\` and give ${join(dirname(path), '.serverless/cloudformation-template-update-stack.json')}`,
    // A template may well be called serverless.yml.
    named: /^serverless(\.[\w-]+)?\.[jt]s$/,
    holds: ({ service, provider }) => service !== undefined && provider !== undefined,
    project: /^serverless\.(ya?ml|json|[jt]s)$/,
  },
  { is: 'the configuration of SAM', instead: path => `give the template, such as ${join(dirname(path), 'template.yaml')}`, named: /^samconfig\.(toml|ya?ml)$/ },
  { is: 'a project of Pulumi', instead: GENERATED, named: /^Pulumi(\.[\w-]+)?\.ya?ml$/, project: /^Pulumi\.ya?ml$/ },
  { is: 'a stack or a preview of Pulumi', instead: GENERATED, holds: ({ deployment, steps, config }) => isMap(deployment) || (Array.isArray(steps) && isMap(config)) },
  { is: 'the configuration of a CDK app', instead: SYNTHESIZED, named: /^cdk(\.context)?\.json$/, project: /^cdk\.json$/ },
  { is: 'source code', instead: path => `for a CDK app, ${SYNTHESIZED(path)}`, named: /\.([cm]?[jt]sx?|py|java|kt|go|cs|fs)$/ },
  {
    is: 'a part of a cloud assembly',
    instead: ASSEMBLY,
    holds: ({ artifacts, version, tree, files, dockerImages }) => (
      typeof version === 'string' && (isMap(artifacts) || isMap(tree) || (isMap(files) && isMap(dockerImages)))),
  },
  {
    is: 'a change set',
    instead: () => 'give its template: `aws cloudformation get-template --change-set-name ARN --query TemplateBody`',
    holds: ({ Changes, ChangeSetId, ChangeSetName }) => Array.isArray(Changes) || ((ChangeSetId ?? ChangeSetName) !== undefined),
  },
  {
    is: 'the answer of get-template',
    instead: () => 'give the template that is in it: `aws cloudformation get-template --stack-name NAME --query TemplateBody`',
    holds: ({ TemplateBody: body }) => isMap(body) || typeof body === 'string',
  },
  PARAMETERS,
];

/** @throws UnreadableInput for a file that by its name is of another tool */
export function refuseByName(path: string): void {
  const other = OTHER_INPUTS.find(({ named }) => named?.test(basename(path)));
  if (other) { refuse(path, other); }
}

/** @throws UnreadableInput for a text that by how it is written is of another tool */
export function refuseByText(text: string, path: string): void {
  const other = OTHER_INPUTS.find(({ written }) => written?.test(text));
  if (other) { refuse(path, other); }
}

/** @throws UnreadableInput for what has no resources, and is something else that is known */
export function refuseByContent(content: unknown, path: string): void {
  const other = isMap(content) ? OTHER_INPUTS.find(({ holds }) => holds?.(content))
    : Array.isArray(content) && content.some(each => own(each, 'ParameterKey') !== undefined) ? PARAMETERS : undefined;
  if (other) { refuse(path, other); }
}

/** @throws UnreadableInput for a folder without a manifest */
export function refuseFolder(path: string): never {
  if (existsSync(join(path, 'cdk.out', 'manifest.json'))) {
    throw new UnreadableInput(path, `it has no manifest.json, and the folder cdk.out in it has one; give ${join(path, 'cdk.out')}`);
  }
  const files = readdirSync(path);
  for (const other of OTHER_INPUTS) {
    const file = files.find(name => other.project?.test(name));
    if (file !== undefined) { throw new UnreadableInput(path, `it has ${file}, ${other.is}; ${other.instead(join(path, file))}`); }
  }
  const endings = ENDINGS.filter(ending => files.some(name => extname(name).toLowerCase() === ending));
  throw new UnreadableInput(path, `it has no manifest.json: a directory must be the output of cdk synth, such as cdk.out${endings.length === 0 ? ''
    : `; for templates in it, give ${listed(endings.map(ending => `'${join(path, `*${ending}`)}'`), 'or')}`}`);
}

/** In which people write templates. */
const ENDINGS = ['.yaml', '.yml', '.json', '.template'];

function refuse(path: string, { is, instead }: OtherInput): never {
  throw new UnreadableInput(path, `it is ${is}; ${instead(path)}`);
}
