import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { leastSize } from '../../lib/access/policy-size';
import { newStack, newVpc } from '../fixtures';

const EMPTY = '{"Statement":[{"Action":"a:b","Effect":"Allow","Resource":""}],"Version":"2012-10-17"}';

/** The size of a policy, without that of one whose resource is an empty text. */
function sizeOf(resource: string, stack: Stack): number {
  const document = new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['a:b'], resources: [resource] })] });
  return leastSize(stack, document) - EMPTY.length;
}

test.each<[string, (stack: Stack) => string, number]>([
  ['a text', () => 'arn:aws:s3:::bucket', 19],
  ['a text with quotes, which JSON escapes', () => 'a"b', 4],
  ['the partition', stack => `arn:${stack.partition}:x`, 'arn:aws:x'.length],
  ['the account and the region', () => `${Fn.ref('AWS::AccountId')}/${Fn.ref('AWS::Region')}`, 22],
  ['the key of a stack', stack => new kms.Key(stack, 'Key').keyArn, 75],
  ['a name that CloudFormation chooses', stack => `x${new ssm.CfnDocument(stack, 'Document', { content: {} }).ref}`, 1],
  ['what nobody knows', stack => `x${new CfnParameter(stack, 'Parameter').valueAsString}y`, 2],
  ['a function', () => `x${Fn.select(0, Fn.split(',', Fn.importValue('Names')))}y`, 2],
])('of %s', (_name, resource, expected) => {
  const stack = new Stack(new App(), 'Stack');

  expect(sizeOf(resource(stack), stack)).toBe(expected);
});

test('of an instance, in its stack and in another', () => {
  const app = new App();
  const stack = newStack(app);
  const { instanceId } = new ec2.Instance(stack, 'Instance', {
    vpc: newVpc(stack), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  });

  expect([stack, newStack(app, 'Other')].map(each => sizeOf(`instance/${instanceId}`, each))).toEqual([28, 28]);
});
