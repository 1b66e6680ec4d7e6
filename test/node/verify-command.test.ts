import { spawnSync } from 'child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { App, Aws, Stack } from 'aws-cdk-lib';
import { SsmManagedInstance } from '../../lib';
import { ACCOUNT, newStack, newVpc } from '../fixtures';
import { Deployed } from '../preferences/deployed';

const IDS = ['i-0123456789abcdef0', 'mi-0123456789abcdef0'];

const imported = (stack: Stack, instanceId: string) => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId });

/** What a shell passes to the AWS CLI. */
function argumentsOf(command: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'aws-'));
  const program = join(folder, 'aws');
  writeFileSync(program, '#!/bin/sh\nfor each in "$@"; do echo "$each"; done\n');
  chmodSync(program, 0o755);
  const { stdout, status } = spawnSync('sh', ['-c', command], { env: { PATH: [folder, process.env.PATH].join(delimiter) }, encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.trimEnd().split('\n');
}

test.each(IDS)('a shell passes the command for %s to the AWS CLI as it is meant', id => {
  expect(argumentsOf(imported(newStack(), id).verifyCommand)).toEqual([
    'ssm', 'describe-instance-information', '--region', 'us-east-1', '--filters', `Key=InstanceIds,Values=${id}`,
    '--query', 'InstanceInformationList[].[PingStatus,AgentVersion,LastPingDateTime]', '--output', 'text',
  ]);
});

test('the command for a node that is made has its id', () => {
  const stack = newStack();
  const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack) });
  const deployed = new Deployed(stack);
  const id = deployed.value(node.instanceId);
  expect(id).toMatch(/^i-/);
  expect(argumentsOf(deployed.value(node.verifyCommand))[5]).toBe(`Key=InstanceIds,Values=${id}`);
});

test.each(['cn-north-1', 'us-gov-west-1', 'eu-west-1'])('the command in %s names that region', region => {
  const stack = newStack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
  expect(imported(stack, IDS[0]).verifyCommand).toContain(` --region ${region} `);
});

test('the command of a stack without a region has that of its deployment', () => {
  const stack = new Stack(new App(), 'Stack');
  expect(imported(stack, IDS[0]).verifyCommand).toContain(` --region ${stack.region} `);
  expect(stack.resolve(stack.region)).toEqual(stack.resolve(Aws.REGION));
});
