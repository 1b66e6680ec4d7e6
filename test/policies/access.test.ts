import { readFileSync } from 'fs';
import { join } from 'path';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AccessRequest, Statement, isAllowed } from './evaluate';
import {
  PortForwardingDocument, PortForwardingTarget, SessionAccessPolicy, SessionLogging, SessionPermissionSet, SessionPreferences, SessionTarget,
  SsmManagedInstance,
} from '../../lib';
import { ACCOUNT, newStack } from '../fixtures';
import { Deployed } from '../preferences/deployed';

const NODE = 'i-0123456789abcdef0';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

/** What a team has: one policy for each kind of access. */
function deploy() {
  const stack = newStack();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY);
  const imported = (documentName: string, key?: kms.IKey) => SessionPreferences.fromSessionPreferencesAttributes(stack, documentName, {
    documentName, logging: SessionLogging.none(), encryptionKey: key,
  });
  const shell = imported('production-shell', encryptionKey);
  const tunnel = new PortForwardingDocument(stack, 'Tunnel', { documentName: 'database-tunnel', to: PortForwardingTarget.node(5432) });
  const fleet = SessionTarget.fleet(autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Web', 'web'));
  const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: NODE });
  const development = SessionTarget.tagged('env', 'dev');
  const role = new iam.Role(stack, 'Granted', { assumedBy: new iam.AccountRootPrincipal() });
  shell.grantStartSessionOn(role, fleet);

  new SessionAccessPolicy(stack, 'Developers', { managedPolicyName: 'developers', targets: [development, fleet], documents: [shell], console: true });
  new SessionAccessPolicy(stack, 'Operators', {
    managedPolicyName: 'operators',
    targets: [SessionTarget.taggedAll({ env: 'prod', team: 'web' })],
    documents: [shell],
    requireMfa: true,
    fromNetworks: ['198.51.100.0/24', '2001:db8::/56'],
  });
  new SessionAccessPolicy(stack, 'Contractor', { managedPolicyName: 'contractor', targets: [SessionTarget.node(node)], documents: [tunnel] });
  new SessionAccessPolicy(stack, 'OnSite', {
    managedPolicyName: 'onSite', targets: [SessionTarget.managedNodes()], documents: [imported('SSM-SessionManagerRunShell')], ssh: true,
  });
  new SessionAccessPolicy(stack, 'Administrators', {
    managedPolicyName: 'administrators', targets: [SessionTarget.all()], documents: [shell], ownSessionsOnly: false,
  });
  new SessionAccessPolicy(stack, 'Teams', {
    managedPolicyName: 'teams', targets: [SessionTarget.tagged('team', '${aws:PrincipalTag/team}')], documents: [shell],
  });
  new SessionAccessPolicy(stack, 'Desktops', {
    managedPolicyName: 'desktops', targets: [SessionTarget.tagged('env', 'desktop')], remoteDesktop: true, fromNetworks: ['198.51.100.0/24'],
  });
  new SessionPermissionSet(stack, 'PermissionSet', {
    instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
    permissionSetName: 'permissionSet',
    targets: [development],
    documents: [shell],
    accounts: [ACCOUNT],
  });
  return new Deployed(stack);
}

const DEPLOYED = deploy();

/** The statements of each policy, by its name. */
const POLICIES: Record<string, Statement[]> = Object.fromEntries([
  ...Object.values(DEPLOYED.properties('AWS::IAM::ManagedPolicy')).map(({ ManagedPolicyName, PolicyDocument }) => [ManagedPolicyName, PolicyDocument.Statement]),
  ...Object.values(DEPLOYED.properties('AWS::SSO::PermissionSet')).map(({ Name, InlinePolicy }) => [Name, InlinePolicy.Statement]),
  ['grant', Object.values(DEPLOYED.properties('AWS::IAM::Policy')).flatMap(({ PolicyDocument }) => PolicyDocument.Statement)],
]);

interface Person {
  readonly principal: string;
  readonly userid: string;
  /** How the id of a session of theirs begins. */
  readonly session: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-tableinfo */
const PEOPLE: Record<string, Person> = {
  user: { principal: `arn:aws:iam::${ACCOUNT}:user/alice`, userid: 'AIDAEXAMPLE', session: 'alice' },
  role: { principal: `arn:aws:sts::${ACCOUNT}:assumed-role/Operator/alice`, userid: 'AROAEXAMPLE:alice', session: 'alice' },
  saml: { principal: `arn:aws:sts::${ACCOUNT}:assumed-role/Federated/alice@example.com`, userid: 'AROAEXAMPLE:alice@example.com', session: 'alice@example.com' },
  federatedUser: { principal: `arn:aws:sts::${ACCOUNT}:federated-user/alice`, userid: `${ACCOUNT}:alice`, session: 'alice' },
  identityCenter: {
    principal: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Operators_0123456789abcdef/first.last@example.com`,
    userid: 'AROAEXAMPLE:first.last@example.com',
    session: 'first.last@example.com',
  },
};

/** The policy of the key as the CDK writes it: IAM decides. */
const KEY_POLICY: Statement[] = [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }];

function allowed(policy: string, request: AccessRequest, without?: Statement): boolean {
  return isAllowed({
    account: ACCOUNT,
    identity: POLICIES[policy].filter(statement => statement !== without),
    resource: request.resource === KEY ? KEY_POLICY : undefined,
  }, request);
}

interface Case {
  readonly policy: string;
  readonly person: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Record<string, string>;
  readonly expected: 'allowed' | 'denied';
  readonly why: string;
}

const CASES: Case[] = JSON.parse(readFileSync(join(__dirname, 'session-access.json'), 'utf8'));

const titleOf = ({ policy, person, action, resource, context = {}, expected, why }: Case) =>
  `${policy}, ${person}: ${action} ${resource}${Object.entries(context).map(([key, value]) => ` ${key}=${value}`).join('')} is ${expected}: ${why}`;

function requestOf({ person, action, resource, context }: Case): AccessRequest {
  const { principal, userid, session } = PEOPLE[person];
  const filled = (text: string) => text.replace('{account}', ACCOUNT).replace('{userid}', userid).replace('{session}', session);
  return {
    principal,
    action,
    resource: filled(resource),
    context: { 'aws:userid': userid, ...Object.fromEntries(Object.entries(context ?? {}).map(([key, value]) => [key, filled(value)])) },
  };
}

describe('the table', () => {
  test('has no case twice', () => {
    const titles = CASES.map(titleOf);

    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  test.each(Object.keys(POLICIES))('allows and denies something for %s', policy => {
    expect([...new Set(CASES.filter(each => each.policy === policy).map(({ expected }) => expected))].sort()).toEqual(['allowed', 'denied']);
  });

  test.each(Object.keys(PEOPLE))('allows and denies something for the person %s', person => {
    expect([...new Set(CASES.filter(each => each.person === person).map(({ expected }) => expected))].sort()).toEqual(['allowed', 'denied']);
  });

  test('allows something by each statement', () => {
    const idle = Object.entries(POLICIES).flatMap(([policy, statements]) => statements.filter(statement =>
      CASES.filter(each => each.policy === policy && each.expected === 'allowed').every(each => allowed(policy, requestOf(each), statement))));

    expect(idle).toEqual([]);
  });
});

test.each(CASES.map((each): [string, Case] => [titleOf(each), each]))('%s', (_title, each) => {
  expect(allowed(each.policy, requestOf(each)) ? 'allowed' : 'denied').toBe(each.expected);
});

interface Node {
  readonly id: string;
  readonly tags?: Record<string, string>;
}

/** Everything that a person calls to open a session by name, and to resume and end it. */
function callsOf(person: Person, node: Node, document: string, context: Record<string, string> = {}): AccessRequest[] {
  const { principal, userid } = person;
  const [nodeArn, sessionArn] = [
    node.id.startsWith('mi-') ? `arn:aws:ssm:us-east-1:${ACCOUNT}:managed-instance/${node.id}` : `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${node.id}`,
    `arn:aws:ssm:us-east-1:${ACCOUNT}:session/${person.session}-4njnyxxl8yn676nsla8j6l4bra`,
  ];
  const request = (action: string, resource: string, more: Record<string, string> = {}): AccessRequest =>
    ({ principal, action, resource, context: { 'aws:userid': userid, ...context, ...more } });
  const tags = Object.fromEntries(Object.entries(node.tags ?? {}).map(([key, value]) => [`ssm:resourceTag/${key}`, value]));
  const own = { 'ssm:resourceTag/aws:ssmmessages:session-id': userid };
  return [
    request('ssm:StartSession', nodeArn, tags),
    request('ssm:StartSession', document.startsWith('AWS-') ? `arn:aws:ssm:us-east-1::document/${document}` : `arn:aws:ssm:us-east-1:${ACCOUNT}:document/${document}`),
    request('ssmmessages:OpenDataChannel', sessionArn),
    ...document === 'production-shell' ? [request('kms:GenerateDataKey', KEY, { 'kms:EncryptionContext:aws:ssm:TargetId': node.id, 'kms:EncryptionContext:aws:ssm:SessionId': 'x' })] : [],
    request('ssm:ResumeSession', sessionArn, own),
    request('ssm:TerminateSession', sessionArn, own),
  ];
}

const opens = (policy: string, requests: AccessRequest[]) => requests.every(request => allowed(policy, request));

const TUNNEL = Object.keys(DEPLOYED.properties('AWS::SSM::Document')).map(id => DEPLOYED.value({ Ref: id }))[0];
const INSIDE = { 'aws:MultiFactorAuthPresent': 'true', 'aws:SourceIp': '198.51.100.7' };
const NODES = {
  dev: { id: 'i-11111111111111111', tags: { env: 'dev' } },
  prod: { id: 'i-22222222222222222', tags: { env: 'prod', team: 'web' } },
  web: { id: 'i-33333333333333333', tags: { 'aws:autoscaling:groupName': 'web' } },
  named: { id: NODE },
  onSite: { id: 'mi-0123456789abcdef0' },
  devOnSite: { id: 'mi-11111111111111111', tags: { env: 'dev' } },
};

describe.each(Object.entries(PEOPLE))('the person %s', (_name, person) => {
  test.each<[string, string, (keyof typeof NODES)[]]>([
    ['developers', 'production-shell', ['dev', 'web', 'devOnSite']],
    ['operators', 'production-shell', ['prod']],
    ['contractor', TUNNEL, ['named']],
    ['onSite', 'SSM-SessionManagerRunShell', ['onSite', 'devOnSite']],
    ['onSite', 'AWS-StartSSHSession', ['onSite', 'devOnSite']],
    ['administrators', 'production-shell', ['dev', 'prod', 'web', 'named', 'onSite', 'devOnSite']],
    ['permissionSet', 'production-shell', ['dev', 'devOnSite']],
    ['grant', 'production-shell', ['web']],
    ['contractor', 'production-shell', []],
    ['developers', 'SSM-SessionManagerRunShell', []],
    ['developers', 'AWS-StartSSHSession', []],
  ])('with %s and %s opens sessions with %j and no other node', (policy, document, expected) => {
    const names = Object.keys(NODES) as (keyof typeof NODES)[];

    expect(names.filter(name => opens(policy, callsOf(person, NODES[name], document, INSIDE)))).toEqual(expected);
  });

  test('with the policy for all teams opens sessions with the nodes of their own', () => {
    const own = { 'aws:PrincipalTag/team': 'web' };

    expect(opens('teams', callsOf(person, NODES.prod, 'production-shell', own))).toBe(true);
    expect(opens('teams', callsOf(person, NODES.prod, 'production-shell', { 'aws:PrincipalTag/team': 'data' }))).toBe(false);
    expect(opens('teams', callsOf(person, NODES.prod, 'production-shell'))).toBe(false);
  });
});

test('two policies of one person give the documents of one on the nodes of the other', () => {
  const { role } = PEOPLE;
  const together = [...POLICIES.developers, ...POLICIES.contractor];
  const [node, document] = callsOf(role, NODES.dev, TUNNEL);
  const mayStart = (identity: Statement[]) => [node, document].every(request => isAllowed({ account: ACCOUNT, identity }, request));

  expect([POLICIES.developers, POLICIES.contractor, together].map(mayStart)).toEqual([false, false, true]);
});
