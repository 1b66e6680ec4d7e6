import { readFileSync } from 'fs';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { TeamAccessScenario, TeamAccessScenarioProps } from '../../bin/team-access-scenario';
import { Preflight, SessionExpectation } from '../../lib';
import { run } from '../../lib/preflight/cli/run';
import { ACCOUNT, REGION } from '../fixtures';
import { AccessRequest, Statement, isAllowed } from '../policies/evaluate';
import { Deployed } from '../preferences/deployed';

const PAGE = readFileSync(join(__dirname, '../../docs/scenarios.md'), 'utf8');
const IDENTITY_CENTER = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';

const deploy = (props: TeamAccessScenarioProps = {}) =>
  new Deployed(new TeamAccessScenario(new App(), 'TeamAccessScenario', { env: { account: ACCOUNT, region: REGION }, ...props }));

const DEPLOYED = deploy();
const only = <T>(values: T[]): T => {
  expect(values).toHaveLength(1);
  return values[0];
};

interface Node {
  readonly id: string;
  readonly tags: Record<string, string>;
}

const NODES = Object.entries(DEPLOYED.properties('AWS::EC2::Instance')).map(([logicalId, { Tags }]): Node => ({
  id: DEPLOYED.value({ Ref: logicalId }), tags: Object.fromEntries(Tags.map(({ Key, Value }: any) => [Key, Value])),
}));
const nodeOf = (env: string) => only(NODES.filter(({ tags }) => tags.env === env));
const [DEV, PROD] = ['dev', 'prod'].map(nodeOf);
/** A node of somebody else in the account. */
const FOREIGN: Node = { id: 'i-0123456789abcdef0', tags: { env: 'dev' } };

const documentOf = (sessionType: string): string => DEPLOYED.value({
  Ref: only(Object.entries(DEPLOYED.documents()).filter(([, content]) => content.sessionType === sessionType))[0],
});
const [SHELL, TUNNEL] = ['Standard_Stream', 'Port'].map(documentOf);

/** The statements of a role, from the managed policies that name it and that it names. */
function policiesOf(role: string): Statement[] {
  const [roleId, { ManagedPolicyArns = [] }] = only(Object.entries(DEPLOYED.properties('AWS::IAM::Role')).filter(([logicalId]) => logicalId.startsWith(role)));
  const name = DEPLOYED.value({ Ref: roleId });
  return Object.entries(DEPLOYED.properties('AWS::IAM::ManagedPolicy'))
    .filter(([policyId, { Roles = [] }]) => Roles.includes(name) || ManagedPolicyArns.includes(DEPLOYED.value({ Ref: policyId })))
    .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
}
const PEOPLE = Object.fromEntries(['Developers', 'Operators', 'Contractor'].map(role => [role, policiesOf(role)]));

/** The CDK's key policy: IAM decides. */
const KEY_POLICY: Statement[] = [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }];
const SESSION_KEY: string = only(Object.values(DEPLOYED.documents()).flatMap(({ inputs }) => inputs?.kmsKeyId ?? []));
const EVERYTHING: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };

/** What opening a session calls; without a document, it is the account's default one. */
function requestsFor(node: Node, document?: string): AccessRequest[] {
  const request = (action: string, resource: string, context: Record<string, string> = {}): AccessRequest =>
    ({ principal: `arn:aws:sts::${ACCOUNT}:assumed-role/Person/alice`, action, resource, context });
  const tags = Object.fromEntries(Object.entries(node.tags).map(([key, value]) => [`ssm:resourceTag/${key}`, value]));
  const account = document?.startsWith('AWS-') ? '' : ACCOUNT;
  return [
    request('ssm:StartSession', `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${node.id}`, { ...tags, ...document ? {} : { 'ssm:SessionDocumentAccessCheck': 'false' } }),
    ...document ? [request('ssm:StartSession', `arn:aws:ssm:${REGION}:${account}:document/${document}`)] : [],
    ...document === SHELL ? [request('kms:GenerateDataKey', SESSION_KEY, { 'kms:EncryptionContext:aws:ssm:TargetId': node.id })] : [],
    request('ssmmessages:OpenDataChannel', `arn:aws:ssm:${REGION}:${ACCOUNT}:session/alice-0123456789abcdefghijklmnop`),
  ];
}

const opens = (identity: Statement[], node: Node, document?: string) => requestsFor(node, document).every(request =>
  isAllowed({ account: ACCOUNT, identity, resource: request.action.startsWith('kms:') ? KEY_POLICY : [] }, request));

const WITHOUT_NAME = undefined;
const DOCUMENTS = [
  SHELL, TUNNEL, WITHOUT_NAME, 'SSM-SessionManagerRunShell', 'AWS-StartPortForwardingSession', 'AWS-StartPortForwardingSessionToRemoteHost', 'AWS-StartSSHSession',
];

interface Session {
  readonly node: Node;
  readonly document?: string;
}

const EVERY: Session[] = [DEV, PROD, FOREIGN].flatMap(node => DOCUMENTS.map(document => ({ node, document })));
const COLUMNS: Record<string, (session: Session) => boolean> = {
  'A shell on the node tagged `dev`': ({ node, document }) => node === DEV && document === SHELL,
  'A shell on the node tagged `prod`': ({ node, document }) => node === PROD && document === SHELL,
  'The tunnel to port 8080 of the node tagged `prod`': ({ node, document }) => node === PROD && document === TUNNEL,
};
const isShown = (session: Session) => Object.values(COLUMNS).some(is => is(session));

/** Who opens what, as docs/scenarios.md shows it. */
const rowOf = (role: string) => {
  const cells = [...Object.values(COLUMNS), (session: Session) => !isShown(session)].map(is =>
    EVERY.filter(is).some(({ node, document }) => opens(PEOPLE[role], node, document)) ? 'yes' : 'no');
  return `| ${role} | ${cells.join(' | ')} |`;
};

test('docs/scenarios.md shows who opens what', () => {
  const table = [`| Role | ${[...Object.keys(COLUMNS), 'Any other session'].join(' | ')} |`, '|---|---|---|---|---|', ...Object.keys(PEOPLE).map(rowOf)];

  expect(PAGE).toContain(table.join('\n'));
});

test('developers open the development node only, operators both, and the contractor one tunnel', () => {
  const opened = (role: string) => EVERY.filter(({ node, document }) => opens(PEOPLE[role], node, document));

  expect(opened('Developers')).toEqual([{ node: DEV, document: SHELL }]);
  expect(opened('Operators')).toEqual([{ node: DEV, document: SHELL }, { node: PROD, document: SHELL }]);
  expect(opened('Contractor')).toEqual([{ node: PROD, document: TUNNEL }]);
});

test.each(['Developers', 'Operators'])('%s open nothing but logged shells even if somebody grants them everything', role => {
  const opened = EVERY.filter(({ node, document }) => opens([...PEOPLE[role], EVERYTHING], node, document));

  expect([...new Set(opened.map(({ document }) => document))]).toEqual([SHELL]);
});

test('there is no permission set unless there is an instance of IAM Identity Center', () => {
  expect(DEPLOYED.properties('AWS::SSO::PermissionSet')).toEqual({});
});

test('the permission set lets its people open what the operators open, in this account', () => {
  const properties = deploy({ identityCenterArn: IDENTITY_CENTER }).properties('AWS::SSO::PermissionSet');
  const { InstanceArn, InlinePolicy } = only(Object.values<any>(properties));
  const opened = EVERY.filter(({ node, document }) => opens(InlinePolicy.Statement, node, document));

  expect(InstanceArn).toBe(IDENTITY_CENTER);
  expect(opened).toEqual([{ node: DEV, document: SHELL }, { node: PROD, document: SHELL }]);
});

describe('preflight', () => {
  const app = new App();
  new TeamAccessScenario(app, 'TeamAccessScenario');

  test('docs/scenarios.md shows what it prints of who can open the production node', () => {
    let out = '';
    const args = ['--who', 'TeamAccessScenario/ProductionNode'];
    const status = run(['preflight', app.synth().directory, ...args], { out: { write: text => { out += text; } }, err: process.stderr, env: {} });

    expect(status).toBe(0);
    expect(PAGE).toContain(`\`\`\`console\n$ npx cdk-session-manager preflight cdk.out ${args.join(' ')}\n${out}\`\`\``);
  });

  test('the matrix of its report is the one of the picture', () => {
    const html = Preflight.ofApp(app).toHtml();
    const rows = [...html.matchAll(/<tr><th scope="row">([^]*?)<\/tr>/g)].map(([, row]) => row.replace(/<wbr>/g, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim());

    expect(rows).toEqual([
      'TeamAccessScenario/Developers role ✓ Yes Preferences/Document – No',
      'TeamAccessScenario/Operators role ✓ Yes Preferences/Document ✓ Yes Preferences/Document',
      'TeamAccessScenario/Contractor role – No ✓ Yes ApplicationTunnel/Document',
    ]);
  });

  test('what the scenario is for can be expected of it', () => {
    const [developers, operators, contractor] = ['Developers', 'Operators', 'Contractor'].map(id => `TeamAccessScenario/${id}`);
    const [development, production] = ['DevelopmentNode', 'ProductionNode'].map(id => `TeamAccessScenario/${id}`);

    expect(() => Preflight.requireConnects(app, {
      failOnUnknown: true,
      expect: [
        SessionExpectation.only(developers, operators).mayOpen(development),
        SessionExpectation.only(operators).mayOpen(production).withDocuments('TeamAccessScenario/Preferences'),
        SessionExpectation.only(contractor).mayOpen(production).withDocuments('TeamAccessScenario/ApplicationTunnel'),
      ],
    })).not.toThrow();
  });
});
