import { Environment, Stack, Stage } from 'aws-cdk-lib';
import { addResources, allow, ANY_INSTANCE, CHANNEL, inline, policyOf, role, SHELL, shell, START } from './access-templates';
import { Preflight, PreflightReport } from '../../../lib';
import { quietApp } from '../apps';
import { NODE_TEMPLATE, Resources } from '../node-template';

const HERE: Environment = { account: '111122223333', region: 'eu-west-1' };
const THERE: Environment = { account: '444455556666', region: 'eu-west-1' };
const SHELL_POLICY = policyOf(allow(START, [ANY_INSTANCE, SHELL]), CHANNEL);
const NODE = { ...NODE_TEMPLATE.Resources, Shell: shell() } as Resources;

const attached = (properties: object) => ({ Attached: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', PolicyDocument: SHELL_POLICY, ...properties } } });
const user = (UserName: string, properties: object = {}) => ({ [UserName]: { Type: 'AWS::IAM::User', Properties: { UserName, ...properties } } });
const group = (GroupName: string, properties: object = {}) => ({ [GroupName]: { Type: 'AWS::IAM::Group', Properties: { GroupName, ...properties } } });

type StackInSight = [name: string, env: Environment | undefined, resources: Resources, stage?: string];

/** Stacks with resources as they are. */
function reportOn(...stacks: StackInSight[]): PreflightReport {
  const app = quietApp();
  for (const [name, env, resources, stage] of stacks) {
    const stack = new Stack(stage === undefined ? app : new Stage(app, stage), name, { env });
    addResources(stack, resources);
  }
  return Preflight.ofApp(app);
}

const open = (report: PreflightReport, node: string) => report.whoCan(node).map(({ principal: { id }, verdict }) => `${id}: ${verdict}`);

test('people of one account do not open nodes of another', () => {
  const person = { Person: role(inline(allow('*', '*'))) };
  const report = reportOn(['Here', HERE, { ...NODE, ...person }], ['There', THERE, { ...NODE, ...person }]);
  expect(open(report, 'Here/Node')).toEqual(['Here/Person: YES']);
  expect(open(report, 'There/Node')).toEqual(['There/Person: YES']);
});

test('people open nodes in all regions of their account', () => {
  const report = reportOn(['Here', HERE, { ...NODE, Person: role(inline(allow('*', '*'))) }], ['Far', { ...HERE, region: 'us-east-1' }, NODE]);
  expect(open(report, 'Far/Node')).toEqual(['Here/Person: YES']);
});

test('whether people are in the account of a node that runs anywhere cannot be seen', () => {
  const report = reportOn(['Here', HERE, { Person: role(inline(allow('*', '*'))) }], ['Any', undefined, NODE]);
  expect(open(report, 'Any/Node')).toEqual(['Here/Person: UNKNOWN']);
});

test('somebody elsewhere whose name somebody of another account has is there', () => {
  const report = reportOn(
    ['Here', HERE, { ...NODE, ...attached({ Roles: ['ops'] }) }],
    ['There', THERE, { Ops: role({ RoleName: 'ops' }) }],
  );
  expect(open(report, 'Here/Node')).toEqual(['ops: UNKNOWN']);
});

test('people elsewhere of one name are one for each account and kind', () => {
  const report = reportOn(
    ['Here', HERE, { ...NODE, ...attached({ Roles: ['ops'], Users: ['ops'] }) }],
    ['There', THERE, { ...NODE, ...attached({ Roles: ['ops'] }) }],
  );
  expect(report.principals.map(({ id }) => id).filter(id => id.includes('ops'))).toEqual([
    '111122223333:role/ops', '444455556666:role/ops', '111122223333:user/ops',
  ]);
  expect(open(report, 'There/Node')).toEqual(['444455556666:role/ops: UNKNOWN']);
  expect(report.access('444455556666:role/ops', 'Here/Node').verdict).toBe('NO');
});

test('a group is that of the account of its members', () => {
  const report = reportOn(
    ['Here', HERE, { ...NODE, ...user('ann', { Groups: ['team'] }), ...group('team') }],
    ['There', THERE, group('team', inline(allow('*', '*')))],
  );
  expect(report.access('ann', 'Here/Node').verdict).toBe('NO');
});

test('a group of another account is not the one that somebody is in', () => {
  const report = reportOn(
    ['Here', HERE, { ...NODE, ...user('ann', { Groups: ['team'] }) }],
    ['There', THERE, group('team', inline(allow('*', '*')))],
  );
  expect(report.access('ann', 'Here/Node').verdict).toBe('UNKNOWN');
});

test('nobody is added to a group of another account', () => {
  const addition = { Add: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: 'team', Users: ['ann'] } } };
  const report = reportOn(
    ['Here', HERE, { ...NODE, ...user('ann'), ...group('team', inline(allow('*', '*'))) }],
    ['There', THERE, { ...user('ann'), ...addition, ...group('team') }],
  );
  expect(report.access('Here/ann', 'Here/Node').verdict).toBe('NO');
});

test('a permission set is a role in the account of each node, with the policy of that account', () => {
  const set = { Set: { Type: 'AWS::SSO::PermissionSet', Properties: { InstanceArn: 'arn:aws:sso:::instance/ssoins-1', Name: 'Ops', CustomerManagedPolicyReferences: [{ Name: 'shells' }] } } };
  const policy = (PolicyDocument: object) => ({ Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'shells', PolicyDocument } } });
  const report = reportOn(
    ['Management', { account: '999999999999', region: 'eu-west-1' }, set],
    ['Here', HERE, { ...NODE, ...policy(SHELL_POLICY) }],
    ['There', THERE, { ...NODE, ...policy(policyOf(allow('s3:*', '*'))) }],
  );
  expect(['Here/Node', 'There/Node'].map(node => report.access('Set', node).verdict)).toEqual(['YES', 'NO']);
});

test('stages are apart by their accounts', () => {
  const all = { ...NODE, Person: role(inline(allow('*', '*'))) };
  const report = reportOn(['App', HERE, all, 'Dev'], ['App', THERE, all, 'Prod']);
  expect(open(report, 'Dev/App/Node')).toEqual(['Dev/App/Person: YES']);
  expect(open(report, 'Prod/App/Node')).toEqual(['Prod/App/Person: YES']);
});

test('a name of several documents is an error, and the path of one is not', () => {
  const report = reportOn(['One', HERE, { ...NODE, Person: role(inline(...[allow(START, [ANY_INSTANCE, SHELL]), CHANNEL])) }], ['Two', HERE, { Shell: shell() }]);
  expect(() => report.access('Person', 'Node', 'Shell')).toThrow(
    "document must be that of one document, got 'Shell', which fits One/Shell, Two/Shell; use one of these",
  );
  expect(['One/Shell', 'Two/Shell'].map(document => report.access('Person', 'Node', document).verdict)).toEqual(['YES', 'NO']);
});
