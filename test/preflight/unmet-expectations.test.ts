import { Stack, Stage } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sso from 'aws-cdk-lib/aws-sso';
import { AccessApp } from './access-app';
import { quietApp } from './apps';
import { Preflight, PreflightReport, SessionExpectation } from '../../lib';
import { UnmetExpectation } from '../../lib/preflight/report/unmet-expectation';
import { unmetExpectations } from '../../lib/preflight/unmet-expectations';

const IT = new AccessApp();
const IMPORTED = new Stack(IT.app, 'Imported');
/** The app attaches a policy to it, and knows nothing else of it. */
const FROM_ELSEWHERE = iam.Role.fromRoleName(IMPORTED, 'FromElsewhere', 'from-elsewhere');
new iam.Policy(IMPORTED, 'Grant', { roles: [FROM_ELSEWHERE], statements: IT.grant([IT.dev], IT.tunnel) });
const UNUSED = iam.Role.fromRoleName(IMPORTED, 'Unused', 'unused');
const OPERA = IT.role('Opera', []);
const REPORT = Preflight.ofApp(IT.app);

const unmet = (expectation: SessionExpectation, report: PreflightReport = REPORT) => unmetExpectations(report, [expectation]);
/** The severity, who, and what they can. */
const outcomes = (found: readonly UnmetExpectation[]) => found.map(({ severity, message }) => {
  const [who] = /\S+ \([a-z ]+\)/.exec(message) ?? ['nobody'];
  const [, how] = /, and .*?(cannot|can|is not decided):/.exec(message) ?? [];
  return `${severity} ${who} ${how}`;
});
const everybody = [IT.operators, IT.developers, IT.guest, FROM_ELSEWHERE];

test.each<[string, SessionExpectation, string[]]>([
  // Who is named.
  ['one who can', SessionExpectation.that(IT.developers).mayOpen(IT.dev), []],
  ['one who can, by names', SessionExpectation.that('Team/Developers').mayOpen('Team/Node'), []],
  ['one who cannot', SessionExpectation.that(IT.developers).mayOpen(IT.prod), ['BLOCKED Team/Developers (role) cannot']],
  ['one of two who cannot', SessionExpectation.that(IT.operators, IT.developers).mayOpen(IT.prod), ['BLOCKED Team/Developers (role) cannot']],
  ['one of two nodes', SessionExpectation.that(IT.developers).mayOpen(IT.dev, IT.prod), ['BLOCKED Team/Developers (role) cannot']],
  ['one of whom it is not decided', SessionExpectation.that(IT.guest).mayOpen(IT.dev), ['UNKNOWN Team/Guest (role) is not decided']],
  // Who is kept out.
  ['one who cannot and may not', SessionExpectation.that(IT.developers, IT.nobody).mayNotOpen(IT.prod), []],
  ['one who can and may not', SessionExpectation.that(IT.developers).mayNotOpen(IT.dev), ['BLOCKED Team/Developers (role) can']],
  ['one of whom it is not decided that they cannot', SessionExpectation.that(IT.guest).mayNotOpen(IT.dev), ['UNKNOWN Team/Guest (role) is not decided']],
  // Everybody else.
  ['everybody who can', SessionExpectation.only(...everybody).mayOpen(IT.dev), [
    'UNKNOWN Team/Guest (role) is not decided', 'UNKNOWN from-elsewhere (role) is not decided',
  ]],
  ['not all who can', SessionExpectation.only(IT.operators).mayOpen(IT.dev), [
    'BLOCKED Team/Developers (role) can', 'UNKNOWN Team/Guest (role) is not decided', 'UNKNOWN from-elsewhere (role) is not decided',
  ]],
  ['only one, who cannot', SessionExpectation.only(IT.nobody).mayOpen(IT.prod), [
    'BLOCKED Team/Operators (role) can', 'UNKNOWN Team/Guest (role) is not decided', 'BLOCKED Team/Nobody (role) cannot',
    'UNKNOWN from-elsewhere (role) is not decided',
  ]],
  ['nobody', SessionExpectation.nobody().mayOpen(IT.prod), [
    'BLOCKED Team/Operators (role) can', 'UNKNOWN Team/Guest (role) is not decided', 'UNKNOWN from-elsewhere (role) is not decided',
  ]],
  // Documents.
  ['a document that opens', SessionExpectation.that(IT.developers).mayOpen(IT.dev).withDocuments(IT.shell), []],
  ['a document that opens, by its name', SessionExpectation.that(IT.developers).mayOpen(IT.dev).withDocuments('Team/Shell'), []],
  ['a document that does not open', SessionExpectation.that(IT.developers).mayOpen(IT.dev).withDocuments(IT.tunnel), ['BLOCKED Team/Developers (role) cannot']],
  ['both documents, one of which opens', SessionExpectation.that(IT.developers).mayOpen(IT.dev).withDocuments(IT.shell, IT.tunnel), ['BLOCKED Team/Developers (role) cannot']],
  ['a document of AWS that does not open', SessionExpectation.that(IT.developers).mayNotOpen(IT.dev).withDocuments('AWS-StartSSHSession'), []],
  ['nobody with one document, and somebody with another', SessionExpectation.nobody().mayOpen(IT.dev).withDocuments('AWS-StartSSHSession'), [
    'UNKNOWN Team/Guest (role) is not decided', 'UNKNOWN from-elsewhere (role) is not decided',
  ]],
  // Constructs.
  ['a stack stands for its nodes', SessionExpectation.that(IT.developers).mayNotOpen(IT.stack), ['BLOCKED Team/Developers (role) can']],
  ['a role whose path is the beginning of another one', SessionExpectation.that(OPERA).mayNotOpen(IT.dev), []],
  ['a construct inside of a role', SessionExpectation.that(IT.nobody.node.defaultChild!).mayNotOpen(IT.dev), []],
  ['a role that is imported and gets a policy', SessionExpectation.that(FROM_ELSEWHERE).mayOpen(IT.dev).withDocuments(IT.tunnel), ['UNKNOWN from-elsewhere (role) is not decided']],
])('%s', (_, expectation, expected) => {
  expect(outcomes(unmet(expectation))).toEqual(expected);
});

test.each<[string, SessionExpectation, string]>([
  ['a name of nobody', SessionExpectation.only('Team/Developer').mayOpen(IT.dev), 'principal must be that of a principal in the report, got \'Team/Developer\'; it has Team/Node'],
  ['a name of many', SessionExpectation.only('Team').mayOpen(IT.dev), 'principal must be that of one principal, got \'Team\''],
  ['a name of no node', SessionExpectation.only(IT.developers).mayOpen('Team/Dev'), 'node must be that of a node in the report, got \'Team/Dev\''],
  ['a role that is imported and gets nothing', SessionExpectation.that(UNUSED).mayNotOpen(IT.dev), 'the construct Imported/Unused has no role, user, group or permission set'],
  ['a construct that is nobody', SessionExpectation.that(IT.shell).mayNotOpen(IT.dev), 'the construct Team/Shell has no role'],
  ['a construct that is no node', SessionExpectation.that(IT.developers).mayNotOpen(IT.developers), 'the construct Team/Developers has no node'],
  ['a document that nobody has', SessionExpectation.that(IT.developers).mayNotOpen(IT.dev).withDocuments('AWS-StartSHSession'), '\'AWS-StartSHSession\' has no session document for sessions with Team/Node'],
  ['a name of many documents', SessionExpectation.that(IT.developers).mayNotOpen(IT.dev).withDocuments('Team'), 'document must be that of one document, got \'Team\', which fits Team/Shell, Team/Tunnel'],
  ['a construct that is no document', SessionExpectation.that(IT.developers).mayNotOpen(IT.dev).withDocuments(IT.dev), 'the construct Team/Node has no session document'],
])('%s fails, and no expectation with it passes', (_, expectation, message) => {
  const found = unmet(expectation);
  expect(found).toEqual([expect.objectContaining({ severity: 'BLOCKED', message: expect.stringContaining(message), statements: [] })]);
  expect(found[0].fix).toContain('what is in these templates');
});

test('a node that is left out is nowhere', () => {
  const report = Preflight.ofApp(IT.app, { exclude: ['Team/Prod'] });
  expect(unmet(SessionExpectation.that(IT.nobody).mayNotOpen(IT.prod), report).map(({ message }) => message)).toEqual([
    'An expectation is about what the report does not have: the construct Team/Prod has no node in the templates that are looked at',
  ]);
});

test('a stack without nodes is nowhere', () => {
  expect(unmet(SessionExpectation.that(IT.nobody).mayNotOpen(IMPORTED))).toEqual([expect.objectContaining({ severity: 'BLOCKED' })]);
});

test('constructs of a stage are found', () => {
  const app = quietApp();
  const stage = new Stage(app, 'Production');
  const role = new iam.Role(new Stack(stage, 'People'), 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  expect(unmet(SessionExpectation.that(role).mayNotOpen('Nothing'), Preflight.ofApp(app)).map(({ message }) => message)).toEqual([
    'An expectation is about what the report does not have: node must be that of a node in the report, got \'Nothing\'; it has no nodes',
  ]);
});

test('users, groups and the roles of services count', () => {
  const it = new AccessApp();
  const group = new iam.Group(it.stack, 'Group');
  const user = new iam.User(it.stack, 'User', { groups: [group] });
  it.grant([it.prod], it.shell).forEach(statement => group.addToPolicy(statement));
  const pipeline = it.role('Pipeline', it.grant([it.prod], it.shell), new iam.ServicePrincipal('codebuild.amazonaws.com'));
  const report = Preflight.ofApp(it.app);
  const found = (...people: (iam.IIdentity | iam.IGroup)[]) =>
    outcomes(unmet(SessionExpectation.only(it.operators, it.guest, ...people).mayOpen(it.prod), report));

  expect(found(group, user, pipeline)).toEqual(['UNKNOWN Team/Guest (role) is not decided']);
  expect(found()).toEqual([
    'UNKNOWN Team/Guest (role) is not decided', 'BLOCKED Team/Pipeline (role) can', 'BLOCKED Team/User (user) can', 'BLOCKED Team/Group (group) can',
  ]);
});

test('an Auto Scaling group is a node, and a permission set is somebody', () => {
  const it = new AccessApp();
  const group = new autoscaling.AutoScalingGroup(it.stack, 'Fleet', {
    vpc: it.stack.node.findChild('Vpc') as ec2.Vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  });
  const permissionSet = new sso.CfnPermissionSet(it.stack, 'FleetOperators', {
    instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
    name: 'FleetOperators',
    inlinePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['ssm:StartSession', 'ssmmessages:OpenDataChannel'], Resource: '*' }] },
  });
  const report = Preflight.ofApp(it.app);
  const opens = SessionExpectation.that(permissionSet).mayOpen(group).withDocuments(it.shell);

  expect(unmet(opens, report)).toEqual([]);
  expect(outcomes(unmet(SessionExpectation.only(it.guest).mayOpen(group).withDocuments(it.shell), report))).toEqual([
    'UNKNOWN Team/Guest (role) is not decided', 'BLOCKED Team/FleetOperators (permission set) can',
  ]);
});

test('the message says who, with what, why, and which statement decides where', () => {
  const [{ message, statements, fix, source, property }] = unmet(SessionExpectation.only(IT.operators).mayOpen(IT.dev, IT.prod));

  expect(message).toMatch(/^Nobody but Team\/Operators is expected to open sessions with Team\/Node, and Team\/Developers \(role\) can: Team\/Shell: DevelopersDefaultPolicy\w+ allows all that it takes$/);
  expect(statements).toEqual([expect.stringMatching(/^statement 1, statement 2 of DevelopersDefaultPolicy\w+: Team\.template\.json DevelopersDefaultPolicy\w+\/Properties\/PolicyDocument$/)]);
  expect(fix).toBe('Take the grant from Team/Developers, or name it in the expectation');
  expect([source!.constructPath, property]).toEqual(['Team/Developers/DefaultPolicy/Resource', 'Properties/PolicyDocument']);
});

test('what is missing is told, and nodes of which the same is true are told together', () => {
  const found = unmet(SessionExpectation.that(IT.nobody).mayOpen(IT.dev, IT.prod));

  expect(found.map(({ message, fix }) => [message, fix])).toEqual([[
    'Team/Nobody (role) is expected to open sessions with Team/Node, Team/Prod, and cannot: '
    + 'Team/Shell, Team/Tunnel, SSM-SessionManagerRunShell and 7 more: no policy allows ssm:StartSession on the node',
    'Grant Team/Nobody what is missing, or leave it out of the expectation',
  ]]);
});

test('what is not decided is told', () => {
  const [{ message, fix }] = unmet(SessionExpectation.that(IT.guest).mayNotOpen(IT.dev));

  expect(message).toMatch(/^Team\/Guest \(role\) is expected to open no session with Team\/Node, and whether that is so is not decided: Team\/Shell.*: whether ssm:StartSession on the node is allowed cannot be decided: /);
  expect(fix).toBe('Bring into the app what decides it, or expect something else');
});
