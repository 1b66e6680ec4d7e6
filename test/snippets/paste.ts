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
import { Snippet, completed } from '../../docs/pages';
import * as library from '../../lib';
import { PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, vpcWith } from '../util';

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
    const group = new autoscaling.AutoScalingGroup(stack, 'GivenGroup', {
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

/** Runs a snippet as it stands, where a user would paste it, and gives the app that it is in. */
export function paste(snippet: Pick<Snippet, 'code' | 'alone'>): App {
  const apps: App[] = [];
  class SeenApp extends App {
    constructor(...args: ConstructorParameters<typeof App>) {
      super(...args);
      apps.push(this);
    }
  }
  const modules: Record<string, unknown> = { 'aws-cdk-lib': { ...jest.requireActual('aws-cdk-lib'), App: SeenApp }, 'cdk-session-manager': library };
  const program = completed(snippet).replace(/^\s*declare const (\w+): ([\w.]+);/gm, (_, name, type) => `const ${name} = given('${type}')(this);`);
  const { outputText } = transpileModule(snippet.alone ? program : program.replace('class Example', 'export class Example'), {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  const exports: { Example?: new (scope: Construct, id: string) => Stack } = {};
  new Function('require', 'exports', 'given', outputText)((name: string) => modules[name] ?? jest.requireActual(name), exports, given);
  if (exports.Example) {
    new exports.Example(new Stage(new SeenApp(), 'Stage', { env: { account: '111111111111', region: 'eu-west-1' } }), 'Example');
  }
  return apps[0];
}

function given(type: string): (stack: Stack) => unknown {
  if (!GIVEN[type]) {
    throw new Error(`a snippet declares a ${type}, and test/snippets/paste.ts does not say what that may be`);
  }
  return GIVEN[type];
}
