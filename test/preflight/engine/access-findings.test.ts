import { CfnResource, Environment, IResolvable, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Preflight, PreflightAccessFinding, SessionPreferences, SsmManagedInstance } from '../../../lib';
import { readFile } from '../../../lib/preflight/readers/cloudformation/cloudformation-reading';
import { allow, inline, ref, role } from '../access/access-templates';
import { quietApp } from '../apps';
import { findingsIn, loggedNode } from '../rules/access/findings-in';

const SEND = allow('ssm:SendCommand', '*');
const RULE = 'SSM-ACC-008';
const trusting = (Principal: unknown, Effect = 'Allow') => ({ AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect, Principal, Action: 'sts:AssumeRole' }] } });
const people = (findings: readonly PreflightAccessFinding[]) => findings.map(({ principal }) => principal);

describe('who is looked at', () => {
  test.each<[what: string, properties: object, isPerson: boolean]>([
    ['an account', {}, true],
    ['a service', trusting({ Service: 'lambda.amazonaws.com' }), false],
    ['services', trusting({ Service: ['ec2.amazonaws.com', 'ssm.amazonaws.com'] }), false],
    ['a service and a role', trusting({ Service: 'lambda.amazonaws.com', AWS: 'arn:aws:iam::111122223333:role/ci' }), true],
    ['everybody', trusting('*'), true],
    ['a provider of identities', trusting({ Federated: 'arn:aws:iam::111122223333:saml-provider/Company' }), true],
    ['all but a role', { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/ci' }, Action: 'sts:AssumeRole' }] } }, true],
    ['nobody', trusting({ AWS: 'arn:aws:iam::111122223333:role/ci' }, 'Deny'), false],
    ['somebody whom only the deployment knows', { AssumeRolePolicyDocument: ref('Unsaid') }, true],
    ['somebody or other', trusting(ref('Unsaid')), true],
  ])('a role that is trusted to %s', (_, properties, isPerson) => {
    const Person = { Type: 'AWS::IAM::Role', Properties: { ...role({}).Properties, ...inline(SEND), ...properties } };
    expect(people(findingsIn({ ...loggedNode({ Person }), Parameters: { Unsaid: { Type: 'String' } } }))).toEqual(isPerson ? ['Template/Person'] : []);
  });

  test('users, groups and permission sets', () => {
    const named = (Type: string, rest: object) => ({ Type, Properties: rest });
    expect(people(findingsIn(loggedNode({
      Anna: named('AWS::IAM::User', inline(SEND)),
      Team: named('AWS::IAM::Group', inline(SEND)),
      Ops: named('AWS::SSO::PermissionSet', { Name: 'Ops', InstanceArn: 'arn:aws:sso:::instance/ssoins-1', InlinePolicy: { Version: '2012-10-17', Statement: [SEND] } }),
    })))).toEqual(['Template/Anna', 'Template/Team', 'Template/Ops']);
  });

  test('nobody where there is no node', () => {
    expect(findingsIn({ Resources: { Person: role(inline(allow('*', '*'))) } })).toEqual([]);
  });
});

/** A node whose sessions are logged, and a role that runs commands on it. */
class Shop extends Stack {
  readonly ops: iam.Role;
  readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, env?: Environment) {
    super(scope, id, { env });
    const vpc = new ec2.Vpc(this, 'Vpc', { natGateways: 0, maxAzs: 1, subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }], restrictDefaultSecurityGroup: false });
    new SsmManagedInstance(this, 'Node', { vpc, sessionPreferences: new SessionPreferences(this, 'Preferences') });
    this.ops = new iam.Role(new Construct(this, 'People'), 'Ops', { assumedBy: new iam.AccountRootPrincipal() });
    this.policy = new iam.ManagedPolicy(new Construct(this, 'Rights'), 'Commands', {
      roles: [this.ops], statements: [new iam.PolicyStatement({ actions: ['ssm:SendCommand'], resources: ['*'] })],
    });
  }
}

function shop(change: (stack: Shop) => void = () => {}): PreflightAccessFinding[] {
  const app = quietApp();
  change(new Shop(app, 'Shop'));
  return Preflight.ofApp(app).accessFindings;
}

describe('an acknowledgement', () => {
  const reason = 'Patches go by Run Command';

  test('is not there', () => {
    expect(shop().map(({ ruleId, acknowledged }) => [ruleId, acknowledged])).toEqual([[RULE, undefined]]);
  });

  test.each<[where: string, of: (stack: Shop) => Construct]>([
    ['the person', stack => stack.ops],
    ['a construct around the person', stack => stack.ops.node.scope as Construct],
    ['the policy', stack => stack.policy],
    ['a construct around the policy', stack => stack.policy.node.scope as Construct],
    ['the stack', stack => stack],
  ])('counts at %s', (_, of) => {
    expect(shop(stack => Validations.of(of(stack)).acknowledge({ id: RULE, reason })).map(({ acknowledged }) => acknowledged)).toEqual([reason]);
  });

  test.each<[where: string, id: string, of: (stack: Shop) => Construct]>([
    ['the node', RULE, stack => stack.node.findChild('Node') as Construct],
    ['the person, of another rule', 'SSM-ACC-009', stack => stack.ops],
  ])('does not count at %s', (_, id, of) => {
    expect(shop(stack => Validations.of(of(stack)).acknowledge({ id, reason })).map(({ acknowledged }) => acknowledged)).toEqual([undefined]);
  });

  test('of a rule that does not exist is told', () => {
    const app = quietApp();
    Validations.of(new Shop(app, 'Shop')).acknowledge({ id: 'SSM-ACC-099', reason });
    expect(Preflight.ofApp(app).warnings).toEqual([expect.stringContaining('SSM-ACC-099')]);
  });
});

test('a person of two regions is told once, where the same is true in both', () => {
  const app = quietApp();
  const [first] = ['us-east-1', 'eu-west-1'].map(region => new Shop(app, region, { account: '111122223333', region }));
  const findings = Preflight.ofApp(app).accessFindings.filter(({ principal }) => principal === first.ops.node.path);
  expect(findings.map(({ ruleId }) => ruleId)).toEqual([RULE]);
});

test('people of another account are kept out of it', () => {
  const app = quietApp();
  new Shop(app, 'Shop', { account: '111122223333', region: 'eu-west-1' });
  const other = new Stack(app, 'Other', { env: { account: '444455556666', region: 'eu-west-1' } });
  new iam.Role(other, 'Admins', { assumedBy: new iam.AccountRootPrincipal(), managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')] });
  expect(people(Preflight.ofApp(app).accessFindings)).toEqual(['Shop/People/Ops']);
});

test('nodes that are alike are one to look at, and one that a policy tells apart is looked at by itself', () => {
  const app = quietApp();
  const stack = new Stack(app, 'Shop');
  new SessionPreferences(stack, 'Preferences');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 1, restrictDefaultSecurityGroup: false });
  const nodes = Array.from({ length: 5 }, (_, index) => new ec2.Instance(stack, `Node${index}`, {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    ssmSessionPermissions: true,
  }));
  const runner = (id: string, resources: string[]) => {
    const person = new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });
    person.addToPolicy(new iam.PolicyStatement({ actions: ['ssm:SendCommand'], resources: [...resources, 'arn:aws:ssm:*::document/*'] }));
    return person;
  };
  const arn = (resourceName: string) => stack.formatArn({ service: 'ec2', resource: 'instance', resourceName });
  runner('OfOne', [arn(nodes[1].instanceId)]);
  runner('OfAll', ['*']);
  const ofOther = { 'ssm:resourceTag/aws:cloudformation:logical-id': stack.getLogicalId(nodes[3].instance) };
  runner('OfDocuments', []);
  runner('OfOther', [arn('*')]).addToPolicy(
    new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['ssm:SendCommand'], resources: [arn('*')], conditions: { StringNotEquals: ofOther } }),
  );
  const told = Preflight.ofApp(app).accessFindings.map(({ message }) => /^Shop\/(\w+) may run any command on (.*) without a session/.exec(message)!.slice(1));
  expect(told.map(([who, what]) => [who, what.replace(/(Node\d)\w+/g, '$1')])).toEqual([
    ['OfOne', 'Node1'],
    ['OfAll', 'Node0, Node1, Node2 and 2 more'],
    ['OfOther', 'Node3'],
  ]);
});

test.each<[who: string, assumedBy: iam.IPrincipal, told: number]>([
  ['EC2', new iam.ServicePrincipal('ec2.amazonaws.com'), 0],
  ['EC2 and people', new iam.CompositePrincipal(new iam.ServicePrincipal('ec2.amazonaws.com'), new iam.AccountRootPrincipal()), 3],
])('the roles of nodes that are alike, for %s', (_, assumedBy, told) => {
  const app = quietApp();
  const stack = new Stack(app, 'Shop');
  new SessionPreferences(stack, 'Preferences');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 1, restrictDefaultSecurityGroup: false });
  for (const index of [0, 1, 2]) {
    const own = new iam.Role(stack, `Role${index}`, {
      assumedBy,
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
      inlinePolicies: { Commands: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['ssm:SendCommand'], resources: ['*'] })] }) },
    });
    new ec2.Instance(stack, `Node${index}`, {
      vpc,
      role: own,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
  }
  const { model } = readFile(app.synth().directory);
  expect(new Set(model.nodes.map(({ likeness }) => likeness?.of)).size).toBe(1);
  expect(people(Preflight.ofFile(app.synth().directory).accessFindings)).toEqual(['Shop/Role0', 'Shop/Role1', 'Shop/Role2'].slice(0, told));
});

test('findings are made when somebody looks, and once', () => {
  const app = quietApp();
  new Shop(app, 'Shop');
  const report = Preflight.ofApp(app);
  expect(report.accessFindings).toBe(report.accessFindings);
  expect(Object.keys(report)).not.toContain('accessFindings');
});

test('a service control policy that denies it silences the finding', () => {
  const app = quietApp();
  const stack = new Shop(app, 'Shop');
  const properties = {
    Name: 'NoCommands',
    Type: 'SERVICE_CONTROL_POLICY',
    TargetIds: [stack.account],
    Content: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'ssm:SendCommand', Resource: '*' }] } as unknown as IResolvable,
  };
  new CfnResource(stack, 'Control', { type: 'AWS::Organizations::Policy', properties });
  expect(Preflight.ofApp(app).accessFindings).toEqual([]);
});
