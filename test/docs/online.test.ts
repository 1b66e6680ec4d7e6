import { readFileSync } from 'fs';
import { join } from 'path';
import { Duration } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ModuleKind, transpileModule } from 'typescript';
import * as library from '../../lib';
import { newStack, newVpc, propertiesOf } from '../fixtures';

const PAGE = readFileSync(join(__dirname, '../../docs/online.md'), 'utf8');
const SNIPPETS = [...PAGE.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => code);

/** Runs a snippet in a new stack, with what it declares. */
function run(code: string): (type: string) => any[] {
  const stack = newStack();
  const vpc = newVpc(stack);
  const given: Record<string, () => unknown> = {
    'SsmManagedInstance': () => new library.SsmManagedInstance(stack, 'Given', { vpc }),
    'autoscaling.AutoScalingGroup': () => autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'GivenGroup', 'group'),
    'lambda.Function': () => new lambda.Function(stack, 'GivenFunction', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
    }),
  };
  const source = code.replace(/^declare const (\w+): ([\w.]+);/gm, 'const $1 = given[\'$2\']();');
  const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.None } });
  const names = { given, vpc, Duration, ec2, ...library };
  new Function(...Object.keys(names), outputText).apply(stack, Object.values(names));
  return type => propertiesOf(stack, type);
}

test('the first snippet waits for a node', () => {
  expect(run(SNIPPETS[0])('Custom::SessionManagerNodeOnline')).toMatchObject([{ MinimumAgentVersion: '3.3.40.0', TimeoutSeconds: 900 }]);
});

test('the second waits for a node and a group', () => {
  expect(run(SNIPPETS[1])('Custom::SessionManagerNodeOnline')).toMatchObject([{ NodeIds: [expect.anything()], GroupNames: ['group'], TimeoutSeconds: 1200, Revision: '2' }]);
});

test('the third analyzes the way to two endpoints', () => {
  expect(SNIPPETS).toHaveLength(3);
  expect(run(SNIPPETS[2])('AWS::EC2::NetworkInsightsAnalysis')).toHaveLength(2);
});

test('the page has the command as nodes print it', () => {
  const node = library.SsmManagedInstance.fromSsmManagedInstanceAttributes(
    newStack(undefined, 'Stack', { env: { region: 'eu-west-1' } }), 'Node', { instanceId: 'i-0123456789abcdef0' });
  expect(PAGE.replace(/ \\\n +/g, ' ')).toContain(`\n${node.verifyCommand}\n`);
});
