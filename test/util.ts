import { Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnElement } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { quietApp } from './quiet-app';

export const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

export const CORE_POLICY = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonSSMManagedInstanceCore']] };

export const SESSION_ACTIONS = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

export function newStack(env?: Environment, app = quietApp(), id = 'Stack'): Stack {
  return new Stack(app, id, { env });
}

/** A VPC in one Availability Zone with the given subnets, named after their types. */
export function vpcWith(stack: Stack, types: ec2.SubnetType[], props: ec2.VpcProps = {}): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 1,
    natGateways: types.includes(PUBLIC) && types.includes(PRIVATE_WITH_EGRESS) ? 1 : 0,
    subnetConfiguration: types.map(subnetType => ({ name: subnetType, subnetType })),
    ...props,
  });
}

export function ec2Instance(stack: Stack, vpc: ec2.IVpc, props: Partial<ec2.InstanceProps> = {}): ec2.Instance {
  return new ec2.Instance(stack, 'Existing', {
    vpc,
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    ...props,
  });
}

export const LINUX_IMAGE = ec2.MachineImage.genericLinux({ 'us-east-1': 'ami-0123456789abcdef0' });
export const WINDOWS_IMAGE = ec2.MachineImage.genericWindows({ 'us-east-1': 'ami-0123456789abcdef0' });

export interface Resource {
  readonly Type: string;
  readonly Properties: any;
  readonly DependsOn?: string[];
}

export function resources(stack: Stack, type: string): Resource[] {
  return Object.values(Template.fromStack(stack).findResources(type)) as Resource[];
}

/** The only resource of its type. */
export function only(stack: Stack, type: string): Resource {
  const found = resources(stack, type);
  expect(found.map(resource => resource.Type)).toEqual([type]);
  return found[0];
}

export function instanceIn(stack: Stack): Resource {
  return only(stack, 'AWS::EC2::Instance');
}

export function logicalId(construct: IConstruct): string {
  const element = CfnElement.isCfnElement(construct) ? construct : construct.node.defaultChild as CfnElement;
  return Stack.of(element).resolve(element.logicalId);
}

/** The logical ids of the resources of a type that the CDK creates inside its own constructs. */
export function logicalIds(stack: Stack, type: string): string[] {
  return Object.keys(Template.fromStack(stack).findResources(type));
}

/** The ids of the warnings that synthesis shows, without the acknowledged ones. */
export function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .map(({ entry }) => /\[ack: [Aa]nnotation::(.*)\]$/.exec(String(entry.data))?.[1] ?? String(entry.data));
}

/** Each error that synthesis reports, with the path of its construct. */
export function synthErrors(stack: Stack): string[] {
  try {
    Template.fromStack(stack);
  } catch (error) {
    const [first, ...rest] = (error as Error).message.split('\n');
    expect(first).toBe('Validation failed with the following errors:');
    return rest.map(line => line.trim());
  }
  return [];
}

/** All statements of all policies that the stack writes for roles, users and groups. */
export function policyStatements(stack: Stack): any[] {
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap(type => resources(stack, type))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

export const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
  'AWS::StackId': 'arn:aws:cloudformation:us-east-1:123456789012:stack/Stack/0a1b2c3d-1111-2222-3333-444444444444',
};

/** A part of a template after the deployment. What is known only then is `<LogicalId>` or `<LogicalId.Attribute>`. */
export function deployed(value: any, pseudoParameters = PSEUDO_PARAMETERS): any {
  const inner = (part: any) => deployed(part, pseudoParameters);
  if (Array.isArray(value)) {
    return value.map(inner);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const [[intrinsic, argument] = ['', undefined], ...rest] = Object.entries<any>(value);
  switch (rest.length === 0 ? intrinsic : '') {
    case 'Ref': return pseudoParameters[argument] ?? `<${argument}>`;
    case 'Fn::GetAtt': return `<${argument.join('.')}>`;
    case 'Fn::ImportValue': return `<${inner(argument)}>`;
    case 'Fn::Join': return argument[1].map(inner).join(argument[0]);
    case 'Fn::Split': return inner(argument[1]).split(argument[0]);
    case 'Fn::Select': return inner(argument[1])[Number(argument[0])];
    case 'Fn::Base64': return inner(argument);
    default: return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inner(part)]));
  }
}
