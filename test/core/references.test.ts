import { App, Aws, CfnParameter, Lazy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { referencedResource, resourcesInApp, sameId } from '../../lib/core/references';
import { newStack, newVpc, pathsOf } from '../fixtures';

describe('sameId', () => {
  test.each([
    ['equal texts', 'vpc-1', 'vpc-1', true],
    ['different texts', 'vpc-1', 'vpc-2', false],
    ['a missing first id', undefined, 'vpc-1', false],
    ['a missing second id', 'vpc-1', undefined, false],
    ['two missing ids', undefined, undefined, false],
    ['a text and a pseudo parameter', 'vpc-1', Aws.STACK_ID, false],
    ['two values that nothing is known of', Lazy.string({ produce: () => 'x' }), Lazy.string({ produce: () => 'x' }), false],
  ])('compares %s', (_, a, b, expected) => {
    expect(sameId(a, b)).toBe(expected);
  });

  test('knows two tokens of one resource', () => {
    const vpc = newVpc(newStack());

    expect(sameId(vpc.vpcId, (vpc.node.defaultChild as ec2.CfnVPC).attrVpcId)).toBe(true);
    expect(sameId(vpc.vpcId, vpc.vpcId)).toBe(true);
  });

  test('tells two resources apart', () => {
    const stack = newStack();

    expect(sameId(newVpc(stack, 'A').vpcId, newVpc(stack, 'B').vpcId)).toBe(false);
  });
});

describe('referencedResource', () => {
  test('finds the resource of a reference', () => {
    const vpc = newVpc(newStack());

    expect(referencedResource(vpc.vpcId)?.node.path).toBe('Stack/Vpc/Resource');
  });

  test('finds nothing for a literal id, a parameter, a lazy value or a text with a token in it', () => {
    const stack = newStack();

    expect(referencedResource('vpc-1')).toBeUndefined();
    expect(referencedResource(new CfnParameter(stack, 'Parameter').valueAsString)).toBeUndefined();
    expect(referencedResource(Lazy.string({ produce: () => 'vpc-1' }))).toBeUndefined();
    expect(referencedResource(`x-${newVpc(stack).vpcId}`)).toBeUndefined();
    expect(referencedResource(Aws.REGION)).toBeUndefined();
  });
});

test('resourcesInApp finds the resources of a type in all stacks, and no others', () => {
  const app = new App();
  const [vpc] = ['A', 'B'].map(id => newVpc(newStack(app, id)));

  expect(pathsOf(resourcesInApp(vpc, ec2.CfnVPC.CFN_RESOURCE_TYPE_NAME))).toEqual(['A/Vpc/Resource', 'B/Vpc/Resource']);
});
