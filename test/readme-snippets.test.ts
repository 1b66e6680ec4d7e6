import { readFileSync } from 'fs';
import { join, resolve } from 'path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, vpcWith } from './util';
import * as library from '../lib';

const ROOT = resolve(__dirname, '..');
const FIXTURE = readFileSync(join(ROOT, 'rosetta/default.ts-fixture'), 'utf8');

/** What the fixture and a snippet declare, by its type. */
const GIVEN: Record<string, (stack: Stack) => unknown> = {
  'App': stack => {
    const other = new Stack(stack.node.root as App, 'MyStack');
    new library.SsmManagedInstance(other, 'Node', { vpc: vpcOf(other), sessionPreferences: new library.SessionPreferences(other, 'Preferences') });
    return stack.node.root;
  },
  'SessionAudit': stack => new library.SessionAudit(stack, 'GivenAudit', { createTrail: true }),
  'SessionPreferences': stack => new library.SessionPreferences(stack, 'GivenPreferences'),
  'SsmManagedInstance': stack => new library.SsmManagedInstance(stack, 'Given', { vpc: vpcOf(stack) }),
  'autoscaling.AutoScalingGroup': stack => {
    const group = new autoscaling.AutoScalingGroup(stack, 'Given', {
      vpc: vpcOf(stack),
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      requireImdsv2: true,
    });
    group.node.addDependency(vpcOf(stack));
    group.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
    return group;
  },
  'ec2.Instance': stack => new ec2.Instance(stack, 'Given', {
    vpc: vpcOf(stack),
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    httpTokens: ec2.HttpTokens.REQUIRED,
  }),
  'ec2.Vpc': vpcOf,
  'iam.Role': stack => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }),
  'kms.Key': stack => new kms.Key(stack, 'Given'),
  'lambda.Function': stack => new lambda.Function(stack, 'GivenFunction', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
  }),
  'rds.DatabaseInstance': stack => new rds.DatabaseInstance(stack, 'Given', { vpc: vpcOf(stack), engine: rds.DatabaseInstanceEngine.MYSQL }),
  'sns.Topic': stack => new sns.Topic(stack, 'GivenTopic'),
};

function vpcOf(stack: Stack): ec2.Vpc {
  return stack.node.tryFindChild('Vpc') as ec2.Vpc | undefined ?? vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED]);
}

interface Snippet {
  readonly name: string;
  readonly code: string;
  /** A whole program, which needs no fixture. */
  readonly alone: boolean;
}

/** All snippets of a page, with the heading above each. */
function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```ts( nofixture)?\n([^]*?)^```/gm)].map(({ 1: nofixture, 2: code, index }) => {
    const heading = [...text.slice(0, index).matchAll(/^#+ (.*)/gm)].pop()![1];
    return { name: `${page}, ${heading}, line ${text.slice(0, index).split('\n').length}`, code, alone: nofixture !== undefined };
  });
}

/** What has snippets that people paste. */
const SNIPPETS = ['README.md', 'docs/cost.md', 'docs/fleets.md', 'docs/hybrid-activation.md'].flatMap(snippetsOf);

/** Runs a snippet as it stands, where a user would paste it, and gives the app that it is in. */
function paste({ code, alone }: Snippet): App {
  const apps: App[] = [];
  class SeenApp extends App {
    constructor(...args: ConstructorParameters<typeof App>) {
      super(...args);
      apps.push(this);
    }
  }
  const modules: Record<string, unknown> = { 'aws-cdk-lib': { ...jest.requireActual('aws-cdk-lib'), App: SeenApp }, 'cdk-session-manager': library };
  const source = (alone ? code : withFixture(code)).replace(/^\s*declare const (\w+): ([\w.]+);/gm, 'const $1 = given[\'$2\'](this);');
  const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
  const exports: { Example?: new (scope: Construct, id: string) => Stack } = {};
  new Function('require', 'exports', 'given', outputText)((name: string) => modules[name] ?? jest.requireActual(name), exports, GIVEN);
  if (exports.Example) {
    new exports.Example(new Stage(new SeenApp(), 'Stage', { env: { account: '111111111111', region: 'eu-west-1' } }), 'Example');
  }
  return apps[0];
}

/** The fixture with the snippet in the constructor of its stack, and with it what the fixture declares, so that all is in one stack. */
function withFixture(code: string): string {
  const declared = FIXTURE.match(/^declare const .*$/gm)!.filter(line => !code.includes(`const ${line.split(/[ :]/)[2]} =`));
  return FIXTURE.replace(/^declare const .*$/gm, '').replace('/// here', `${declared.join('\n')}\n${code}`).replace('class Example', 'export class Example');
}

test('there are snippets', () => {
  expect(SNIPPETS.length).toBeGreaterThan(20);
});

const openFindings = (snippet: Snippet) => library.Preflight.ofApp(paste(snippet)).nodes
  .flatMap(({ findings }) => findings)
  .filter(({ severity, acknowledged }) => severity !== library.PreflightSeverity.UNKNOWN && acknowledged === undefined);

test.each(SNIPPETS)('$name: nothing is blocked when it is pasted', snippet => {
  expect(openFindings(snippet)).toEqual([]);
});

test('a snippet that does not connect would be seen', () => {
  const code = 'declare const existing: ec2.Instance;\n';
  expect(openFindings({ name: 'An instance without a role for Systems Manager', code, alone: false }).map(({ ruleId }) => ruleId)).toContain('SSM-IDN-004');
});
