import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { IConstruct } from 'constructs';
import { SessionAccessPolicy, SessionGuardrail, SessionLogGroup, SessionLogging, SessionPermissionSet, SessionPreferences, SessionTarget } from '../../lib';
import { ACCOUNT, newStack } from '../fixtures';

const MINE = `<AWS::Partition>:ssm:us-east-1:${ACCOUNT}`;

/** Why each wildcard is as narrow as it can be. */
const REASONS: Record<string, string> = {
  [`Resource::arn:${MINE}:session/*`]: 'A session has an id that nobody knows before; the tag of its owner restricts whose it may be.',
  [`Resource::arn:<AWS::Partition>:ec2:us-east-1:${ACCOUNT}:instance/*`]: 'The nodes are those with a tag, whichever they are.',
  [`Resource::arn:${MINE}:managed-instance/*`]: 'The nodes are those with a tag, whichever they are.',
  'Resource::*': 'The console lists nodes and sessions with actions that support no narrower resource.',
};

const shell = (stack: Stack) => SessionPreferences.fromSessionPreferencesAttributes(stack, 'Shell', {
  documentName: 'shell',
  logging: new SessionLogging(stack, 'Logging', { logGroup: SessionLogGroup.fromSessionLogGroupAttributes(stack, 'Group', { logGroupName: '/sessions', encrypted: true }) }),
});

function findings(make: (stack: Stack) => IConstruct, acknowledge: (construct: IConstruct) => void = () => {}): string[] {
  const app = new App();
  acknowledge(make(newStack(app)));
  app.synth();
  return new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName).sort();
}

const policy = (stack: Stack) => new SessionAccessPolicy(stack, 'It', { targets: [SessionTarget.tagged('env', 'prod')], documents: [shell(stack)], console: true });

test('a policy has the wildcards that it needs, each with a reason, and no other finding', () => {
  const rules = Object.keys(REASONS).map(wildcard => `AwsSolutions-IAM5[${wildcard}]`);

  expect(findings(policy)).toEqual(rules.sort());
  // What `Validations.of(scope).acknowledge(...)` records, which refuses `::` in an id.
  expect(findings(policy, ({ node }) => Object.entries(REASONS).forEach(([wildcard, reason]) =>
    node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`AwsSolutions-IAM5[${wildcard}]`]: reason })))).toEqual([]);
});

test('a guardrail, which allows nothing, has no finding', () => {
  expect(findings(stack => new SessionGuardrail(stack, 'It', { documents: [shell(stack)] }).managedPolicy)).toEqual([]);
});

test('a permission set has no finding', () => {
  expect(findings(stack => new SessionPermissionSet(stack, 'It', {
    instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
    permissionSetName: 'Operators',
    targets: [SessionTarget.tagged('env', 'prod')],
    documents: [shell(stack)],
    accounts: [ACCOUNT],
  }))).toEqual([]);
});
