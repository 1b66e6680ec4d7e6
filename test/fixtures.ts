import { Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { IConstruct } from 'constructs';
import { quietApp } from './quiet-app';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

/** The feature flags of an app without any flag, of an app that `cdk init` creates now, and of an app with all flags on. */
export const FLAGS: [string, Record<string, unknown>][] = [
  ['no feature flags', {}],
  ['the recommended feature flags', CURRENTLY_RECOMMENDED_FLAGS],
  ['the recommended feature flags turned off', Object.fromEntries(
    Object.entries(CURRENTLY_RECOMMENDED_FLAGS).filter(([, value]) => value === true).map(([flag]) => [flag, false]),
  )],
];

/** A stack with a known account and region, by default in an app of its own. */
export function newStack(app = quietApp(), id = 'Stack', props: StackProps = {}): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region: REGION }, ...props });
}

/** Public, private and isolated subnets in three Availability Zones. */
export function newVpc(stack: Stack, id = 'Vpc', props: ec2.VpcProps = {}): ec2.Vpc {
  return new ec2.Vpc(stack, id, {
    availabilityZones: ZONES,
    natGateways: 1,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
    ...props,
  });
}

/** The security group of a node as this library creates it: nothing in, nothing out. */
export function closedGroup(stack: Stack, vpc: ec2.IVpc, id = 'NodeGroup'): ec2.SecurityGroup {
  return new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false });
}

/** CloudFormation needs a rule for a security group that lets nothing out: an empty list means that everything may go out. */
export const NOTHING_OUT = [{ CidrIp: '255.255.255.255/32', Description: 'Disallow all traffic', FromPort: 252, IpProtocol: 'icmp', ToPort: 86 }];

/** The properties of all resources of a type. */
export function propertiesOf(stack: Stack, type: string): any[] {
  return Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);
}

/** All warnings of a stack. */
export function warnings(stack: Stack): string[] {
  // Newer versions of aws-cdk-lib write a capital.
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data).replace('[ack: Annotation::', '[ack: annotation::'));
}

/** Matches the whole text of the error. */
export function errorOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Compares constructs by their paths: a failed comparison of constructs prints the whole app. */
export function pathsOf(constructs: IConstruct[]): string[] {
  return constructs.map(construct => construct.node.path);
}

/** The logical id of the resource of a construct. */
export function ref(construct: { readonly node: { readonly defaultChild?: any } }): { Ref: string } {
  const child = construct.node.defaultChild;
  return { Ref: Stack.of(child).getLogicalId(child) };
}
