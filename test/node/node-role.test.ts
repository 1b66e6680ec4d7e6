import * as iam from 'aws-cdk-lib/aws-iam';
import { inlinePolicies, statementCount } from '../../lib/node/node-role';
import { newStack, pathsOf } from '../fixtures';

const roleOf = () => new iam.Role(newStack(), 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
const STATEMENT = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });

test('a role without policies has no statement', () => {
  expect([inlinePolicies(roleOf()), statementCount(roleOf())]).toEqual([[], 0]);
});

test('statements are counted as they are added', () => {
  const role = roleOf();
  role.addToPrincipalPolicy(STATEMENT);
  expect(statementCount(role)).toBe(1);
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: ['*'] }));
  expect(statementCount(role)).toBe(2);
  expect(pathsOf(inlinePolicies(role))).toEqual(['Stack/Role/DefaultPolicy/Resource']);
});

test('a policy in plain JSON does not count, and does not hide the others', () => {
  const role = roleOf();
  new iam.CfnPolicy(role, 'Plain', { policyName: 'plain', policyDocument: { Statement: [] }, roles: [role.roleName] });
  role.addToPrincipalPolicy(STATEMENT);
  expect(statementCount(role)).toBe(1);
});
