import { CfnParameter } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { architectureOf, hasLittleMemory, isMac } from '../../lib/node/instance-type';
import { newStack } from '../util';

const type = (name: string) => new ec2.InstanceType(name);
const unknown = () => new ec2.InstanceType(new CfnParameter(newStack(), 'Type').valueAsString);

test.each([
  ['t3.micro', 'x86_64', false], ['t4g.nano', 'arm64', false], ['m7gd.large', 'arm64', false], ['u-6tb1.metal', undefined, false],
  ['mac1.metal', 'x86_64', true], ['mac2.metal', 'arm64', true], ['mac2-m2.metal', 'arm64', true], ['mac2-m2pro.metal', 'arm64', true],
  ['mac2-m1ultra.metal', 'arm64', true], ['mac-m4.metal', 'arm64', true], ['mac-m4pro.metal', 'arm64', true],
])('%s is for %s, a Mac: %s', (name, architecture, mac) => {
  expect([architectureOf(type(name)), isMac(type(name))]).toEqual([architecture, mac]);
});

test('nothing is known of a type that is known at deployment only', () => {
  expect([architectureOf(unknown()), isMac(unknown()), hasLittleMemory(unknown())]).toEqual([undefined, undefined, false]);
});

test.each([
  ['t2.nano', true], ['t3.micro', true], ['t3a.micro', true], ['t1.micro', true], ['t3.small', false], ['m5.large', false], ['mac2.metal', false],
])('%s has 1 GiB or less: %s', (name, expected) => {
  expect(hasLittleMemory(type(name))).toBe(expected);
});
