import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { grantEncryptSessions } from '../../lib/access/grant-sessions';
import { oneNode } from '../../lib/access/node-selection';
import { grantOpenSessions } from '../../lib/access/session-key';
import { combine, grantOnBothSides } from '../../lib/core/grants';
import { ACCOUNT, REGION, newStack, propertiesOf } from '../fixtures';
import { deployed, policyStatements } from '../util';

const OTHER_ACCOUNT = '210987654321';
const NODE_ID = 'i-0123456789abcdef0';
const OPEN = { Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } };
const ENCRYPT = { StringEquals: { 'kms:EncryptionContext:aws:ssm:TargetId': NODE_ID } };

const roleIn = (stack: Stack, props: Partial<iam.RoleProps> = {}) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), ...props });
const keyArn = (account: string) => `arn:aws:kms:${REGION}:${account}:key/11111111-2222-3333-4444-555555555555`;

/** The statements of the key policy after the one for the administrators of the account. */
function keyStatements(stack: Stack): any[] {
  return deployed(propertiesOf(stack, 'AWS::KMS::Key')[0].KeyPolicy.Statement.slice(1));
}

/** A key in one account and a role in another one, both in this app. */
function twoAccounts() {
  const app = new App();
  const keys = newStack(app, 'Keys', { env: { account: OTHER_ACCOUNT, region: REGION } });
  const stack = newStack(app);
  return { app, keys, stack, key: new kms.Key(keys, 'Key') };
}

describe('in one account', () => {
  test.each([
    ['the node', (key: kms.IKey, role: iam.IRole) => grantOpenSessions(key, role), 'kms:Decrypt', OPEN],
    ['the person', (key: kms.IKey, role: iam.IRole) => grantEncryptSessions(key, role, { nodes: [oneNode(NODE_ID)] }), 'kms:GenerateDataKey', ENCRYPT],
  ])('%s gets its side of the encryption in its own policy, and the key policy does not change', (_, grant, Action, Condition) => {
    const stack = newStack();
    const key = new kms.Key(stack, 'Key');
    const granted = grant(key, roleIn(stack));

    expect(granted.success).toBe(true);
    expect(deployed(policyStatements(stack))).toEqual([{ Effect: 'Allow', Action, Resource: expect.stringMatching(/^<Key\w+\.Arn>$/), Condition }]);
    expect(keyStatements(stack)).toEqual([]);
  });

  test('the key policy does not change if the account is known only at deployment', () => {
    const stack = new Stack(new App(), 'Stack');
    grantOpenSessions(new kms.Key(stack, 'Key'), roleIn(stack));
    expect(keyStatements(stack)).toEqual([]);
  });

  test('a grantee without an account, such as a group, counts as one of the same account', () => {
    const stack = newStack();
    const group = new iam.Group(stack, 'Group');
    const grantee: iam.IGrantable = { grantPrincipal: Object.assign(Object.create(group), { principalAccount: undefined }) };
    expect(grantOpenSessions(new kms.Key(stack, 'Key'), grantee).success).toBe(true);
    expect(keyStatements(stack)).toEqual([]);
  });
});

describe('across accounts', () => {
  test('an imported key has no policy here, so only the role gets its side, and the owner of the key must allow the role', () => {
    const stack = newStack();
    grantOpenSessions(kms.Key.fromKeyArn(stack, 'Key', keyArn(OTHER_ACCOUNT)), roleIn(stack));

    expect(deployed(policyStatements(stack))).toEqual([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn(OTHER_ACCOUNT), Condition: OPEN }]);
    expect(propertiesOf(stack, 'AWS::KMS::Key')).toEqual([]);
  });

  test('an imported role gets the same conditions in the key policy as in its own policy', () => {
    const { keys, key } = twoAccounts();
    const role = iam.Role.fromRoleArn(keys, 'Role', `arn:aws:iam::${ACCOUNT}:role/node`);
    grantOpenSessions(key, role);
    grantEncryptSessions(key, role, { nodes: [oneNode(NODE_ID)] });

    const statement = (Action: string, Condition: unknown) => ({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/node` }, Action, Resource: '*', Condition });
    expect(keyStatements(keys)).toEqual([statement('kms:Decrypt', OPEN), statement('kms:GenerateDataKey', ENCRYPT)]);
  });

  test('a role with a physical name in this app is allowed on both sides, by name', () => {
    const { app, keys, stack } = twoAccounts();
    const role = roleIn(stack, { roleName: 'node' });
    grantOnBothSides({
      grantee: role, actions: ['kms:Decrypt'], resourceArns: [keyArn(OTHER_ACCOUNT)], resource: keys.node.findChild('Key') as kms.Key, resourceSelfArns: ['*'], conditions: OPEN,
    });
    app.synth();

    expect(deployed(policyStatements(stack))).toEqual([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn(OTHER_ACCOUNT), Condition: OPEN }]);
    expect(keyStatements(keys)).toEqual([{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/node` }, Action: 'kms:Decrypt', Resource: '*', Condition: OPEN }]);
  });

  test('without resourceSelfArns the resource policy names the same ARNs', () => {
    const { keys } = twoAccounts();
    const bucket = new s3.Bucket(keys, 'Bucket');
    const role = iam.Role.fromRoleArn(keys, 'Role', `arn:aws:iam::${ACCOUNT}:role/node`);
    grantOnBothSides({ grantee: role, actions: ['s3:GetObject'], resourceArns: [bucket.arnForObjects('*')], resource: bucket });

    expect(deployed(propertiesOf(keys, 'AWS::S3::BucketPolicy')[0].PolicyDocument.Statement)).toEqual([
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/node` }, Action: 's3:GetObject', Resource: expect.stringMatching(/^<Bucket\w+\.Arn>\/\*$/) },
    ]);
  });
});

describe('to a principal without a policy of its own', () => {
  test('the resource policy has the whole grant', () => {
    const stack = newStack();
    const grant = grantOpenSessions(new kms.Key(stack, 'Key'), { grantPrincipal: new iam.ServicePrincipal('example.amazonaws.com') });

    expect(grant.success).toBe(true);
    expect(keyStatements(stack)).toEqual([{ Effect: 'Allow', Principal: { Service: 'example.amazonaws.com' }, Action: 'kms:Decrypt', Resource: '*', Condition: OPEN }]);
  });

  test('nothing is granted if the key is imported too, whatever the grant says', () => {
    const stack = newStack();
    grantOpenSessions(kms.Key.fromKeyArn(stack, 'Key', keyArn(ACCOUNT)), { grantPrincipal: new iam.ServicePrincipal('example.amazonaws.com') });

    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });
});

describe('combine', () => {
  const grantTo = (role: iam.IRole, action: string) => iam.Grant.addToPrincipal({ grantee: role, actions: [action], resourceArns: ['*'] });

  test('keeps all statements in their order', () => {
    const role = roleIn(newStack());
    expect(combine(['a:A', 'b:B', 'c:C'].map(action => grantTo(role, action))).principalStatements.map(({ actions }) => actions)).toEqual([['a:A'], ['b:B'], ['c:C']]);
  });

  test('of one grant is that grant', () => {
    const grant = grantTo(roleIn(newStack()), 'a:A');
    expect(combine([grant])).toBe(grant);
  });
});
