import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { NodePermissions, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints } from '../../lib';
import {
  CORE_POLICY, PRIVATE_ISOLATED, PUBLIC, SESSION_ACTIONS, instanceIn, logicalId, logicalIds, newStack, only, policyStatements, vpcWith, warnings,
} from '../util';

const ROLE_ARN = 'arn:aws:iam::123456789012:role/existing';
const CANNOT_ATTACH = 'NodePermissions.managedInstanceCore() cannot attach AmazonSSMManagedInstanceCore to a role that is imported or cannot be changed; '
  + 'use NodePermissions.sessionOnly(), which adds an inline policy to an imported one, or attach it yourself and set permissions: NodePermissions.none(). '
  + 'The role must allow ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, '
  + 'ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel [Stack/Node]';
const CANNOT_CHANGE = 'NodePermissions.sessionOnly() cannot change the role; give the role these actions yourself and set permissions: NodePermissions.none(): '
  + 'ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, '
  + 'ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel [Stack/Node]';

function node(stack: Stack, permissions?: NodePermissions, role?: iam.IRole): SsmManagedInstance {
  return new SsmManagedInstance(stack, 'Node', { vpc: vpcWith(stack, [PUBLIC]), permissions, role });
}

function ec2Role(stack: Stack, props: Partial<iam.RoleProps> = {}): iam.Role {
  return new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), ...props });
}

/** Roles whose policies cannot be changed in the app. */
const UNCHANGEABLE: [string, (stack: Stack) => iam.IRole][] = [
  ['imported with mutable: false', stack => iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN, { mutable: false })],
  ['imported by name with mutable: false', stack => iam.Role.fromRoleName(stack, 'Role', 'existing', { mutable: false })],
  ['imported with addGrantsToResources', stack => iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN, { mutable: false, addGrantsToResources: true })],
  ['of this app, without policy updates', stack => ec2Role(stack).withoutPolicyUpdates()],
  ['of this app, without policy updates and with grants to resources', stack => ec2Role(stack).withoutPolicyUpdates({ addGrantsToResources: true })],
];

describe('managedInstanceCore()', () => {
  test('is the default: the managed policy and no inline one', () => {
    const stack = newStack();
    node(stack);
    expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual([CORE_POLICY]);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('is added to the managed policies that a role has', () => {
    const stack = newStack();
    const other = iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Other', 'arn:aws:iam::123456789012:policy/other');
    node(stack, NodePermissions.managedInstanceCore(), ec2Role(stack, { managedPolicies: [other] }));
    expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual(['arn:aws:iam::123456789012:policy/other', CORE_POLICY]);
  });

  test('is not added twice', () => {
    const stack = newStack();
    const core = iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore');
    node(stack, NodePermissions.managedInstanceCore(), ec2Role(stack, { managedPolicies: [core] }));
    expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual([CORE_POLICY]);
  });

  test('accepts a role without policy updates that has the policy already', () => {
    const stack = newStack();
    const core = iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore');
    const role = ec2Role(stack, { managedPolicies: [core] });
    node(stack, NodePermissions.managedInstanceCore(), role.withoutPolicyUpdates());
    expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual([CORE_POLICY]);
    expect(instanceIn(stack).DependsOn).toContain(logicalId(role));
  });

  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['imported by ARN', stack => iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN)],
    ['imported by name', stack => iam.Role.fromRoleName(stack, 'Role', 'existing')],
    ...UNCHANGEABLE,
  ])('cannot be attached to a role %s', (_name, role) => {
    const stack = newStack();
    expect(() => node(stack, NodePermissions.managedInstanceCore(), role(stack))).toThrow(new Error(CANNOT_ATTACH));
  });
});

describe('sessionOnly()', () => {
  test('adds exactly registration and the four channel actions, and no managed policy', () => {
    const stack = newStack();
    node(stack, NodePermissions.sessionOnly());
    expect(policyStatements(stack)).toEqual([{ Effect: 'Allow', Action: SESSION_ACTIONS, Resource: '*' }]);
    expect(only(stack, 'AWS::IAM::Role').Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test('makes the instance wait for its inline policy', () => {
    const stack = newStack();
    node(stack, NodePermissions.sessionOnly());
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining(logicalIds(stack, 'AWS::IAM::Policy')));
    expect(logicalIds(stack, 'AWS::IAM::Policy')).toHaveLength(1);
  });

  test('raises no warning', () => {
    const stack = newStack();
    node(stack, NodePermissions.sessionOnly());
    expect(warnings(stack)).toEqual([]);
  });

  test('adds an inline policy to an imported role, and the instance waits for it', () => {
    const stack = newStack();
    node(stack, NodePermissions.sessionOnly(), iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN));
    const policy = only(stack, 'AWS::IAM::Policy');
    expect(policy.Properties.Roles).toEqual(['existing']);
    expect(policyStatements(stack)).toEqual([{ Effect: 'Allow', Action: SESSION_ACTIONS, Resource: '*' }]);
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining(logicalIds(stack, 'AWS::IAM::Policy')));
  });

  test('waits for the policies that a role gets later', () => {
    const stack = newStack();
    const role = ec2Role(stack);
    node(stack, NodePermissions.none(), role);
    role.addToPolicy(new iam.PolicyStatement({ actions: SESSION_ACTIONS, resources: ['*'] }));
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining([logicalId(role), ...logicalIds(stack, 'AWS::IAM::Policy')]));
  });

  test.each(UNCHANGEABLE)('cannot change a role %s', (_name, role) => {
    const stack = newStack();
    expect(() => node(stack, NodePermissions.sessionOnly(), role(stack))).toThrow(new Error(CANNOT_CHANGE));
  });

  test('cannot change a role of another account', () => {
    const stack = newStack({ account: '210987654321', region: 'us-east-1' });
    expect(() => node(stack, NodePermissions.sessionOnly(), iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN))).toThrow(new Error(CANNOT_CHANGE));
  });

  test('changes a role of another stack, and the instance waits for it', () => {
    const app = new App();
    const roles = newStack(undefined, app, 'Roles');
    const nodes = newStack(undefined, app);
    node(nodes, NodePermissions.sessionOnly(), ec2Role(roles));
    expect(policyStatements(roles)).toEqual([{ Effect: 'Allow', Action: SESSION_ACTIONS, Resource: '*' }]);
    expect(nodes.dependencies).toEqual([roles]);
  });
});

describe('none()', () => {
  test('adds no policy at all', () => {
    const stack = newStack();
    node(stack, NodePermissions.none());
    expect(only(stack, 'AWS::IAM::Role').Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(policyStatements(stack)).toEqual([]);
  });

  test.each(UNCHANGEABLE)('accepts a role %s', (_name, role) => {
    const stack = newStack();
    node(stack, NodePermissions.none(), role(stack));
    expect(policyStatements(stack)).toEqual([]);
    expect(warnings(stack)).toEqual([]);
  });

  test('waits for a role of this app that has no policy updates', () => {
    const stack = newStack();
    const role = ec2Role(stack);
    node(stack, NodePermissions.none(), role.withoutPolicyUpdates());
    expect(instanceIn(stack).DependsOn).toContain(logicalId(role));
  });
});

describe('The policy of the ssm endpoint lets through', () => {
  const allowed = (permissions?: NodePermissions) => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc });
    new SsmManagedInstance(stack, 'Node', { vpc, permissions, connectivity: SsmConnectivity.privateLink(endpoints) });
    const { PolicyDocument } = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'))
      .map(({ Properties }) => Properties)
      .find(({ ServiceName }) => JSON.stringify(ServiceName).includes('.ssm"'));
    return [PolicyDocument.Statement].flat().flatMap(({ Action }: any) => Action).sort();
  };
  const CORE = [
    'ssm:DescribeAssociation', 'ssm:DescribeDocument', 'ssm:GetDeployablePatchSnapshotForInstance', 'ssm:GetDocument', 'ssm:GetManifest',
    'ssm:GetParameter', 'ssm:GetParameters', 'ssm:ListAssociations', 'ssm:ListInstanceAssociations', 'ssm:PutComplianceItems',
    'ssm:PutConfigurePackageResult', 'ssm:PutInventory', 'ssm:UpdateAssociationStatus', 'ssm:UpdateInstanceAssociationStatus',
    'ssm:UpdateInstanceInformation',
  ];

  test.each([
    ['what the managed policy allows, by default', undefined, CORE],
    ['what the managed policy allows, with managedInstanceCore()', NodePermissions.managedInstanceCore(), CORE],
    ['what Default Host Management allows, and how an instance asks for it, with none()', NodePermissions.none(),
      [...CORE, 'ssm:RegisterManagedInstance', 'ssm:RequestManagedInstanceRoleToken', 'ssm:UpdateManagedInstancePublicKey'].sort()],
    ['registration alone, with sessionOnly()', NodePermissions.sessionOnly(), ['ssm:UpdateInstanceInformation']],
  ])('%s', (_name, permissions, expected) => {
    expect(allowed(permissions)).toEqual(expected);
  });
});

test('nobody extends it: a subclass would lack what the library calls', () => {
  // @ts-expect-error: Cannot extend a class 'NodePermissions'. Class constructor is marked as private.
  const extend = () => class extends NodePermissions {};
  expect(extend().prototype).toBeInstanceOf(NodePermissions);
});
