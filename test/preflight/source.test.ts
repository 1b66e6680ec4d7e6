import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Preflight, PreflightFinding } from '../../lib';

const WITH_TRACES = { 'aws:cdk:disable-creation-stack-traces': false };

function findingOf(context?: { [key: string]: unknown }): PreflightFinding {
  const app = new App({ postCliContext: context });
  const stack = new Stack(app, 'Shop');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
  new ec2.BastionHostLinux(stack, 'Bastion', { vpc });
  return Preflight.ofApp(app).node('Shop/Bastion').findings[0];
}

test('a finding leads to the line that makes the resource, in the code and in the template', () => {
  const { source, logicalId, templatePath } = findingOf(WITH_TRACES);
  const { file, line } = source.code!;
  expect(file).toBe('test/preflight/source.test.ts');
  expect(readFileSync(__filename, 'utf8').split('\n')[line - 1]).toContain('new ec2.Vpc(');
  expect(readFileSync(templatePath!, 'utf8').split('\n')[source.templateLine! - 1]).toContain(`"${logicalId}": {`);
});

test('an assembly without stack traces leads to no line of the code', () => {
  expect(findingOf().source.code).toBeUndefined();
});

test('a template that is in no file has no lines', () => {
  const report = Preflight.ofTemplate({ Resources: { Node: { Type: 'AWS::EC2::Instance' } } });
  const [{ source }] = report.node('Node').findings;
  expect([source.templateLine, source.code]).toEqual([undefined, undefined]);
});
