import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, IPolicyValidationContext, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AccessApp } from './access-app';
import { importedVpcNode, PublicNode, quietApp } from './apps';
import {
  PreflightAssumption, PreflightCapability, PreflightReportFormat, PreflightWayOut, SessionExpectation, SessionManagerPreflight,
  SessionManagerPreflightProps,
  SessionPreferences,
  SsmManagedInstance,
} from '../../lib';
import * as evaluation from '../../lib/preflight/engine/evaluate-rules';
import { EVERY_RULE } from '../../lib/preflight/rules/all-rules';
import * as stopSynthesis from '../../lib/preflight/stop-synthesis';

let stderr: string;
let exitCode: typeof process.exitCode;

beforeEach(() => {
  stderr = '';
  exitCode = process.exitCode;
  jest.spyOn(process.stderr, 'write').mockImplementation(text => { stderr += text; return true; });
  jest.spyOn(console, 'error').mockImplementation(text => { stderr += text; });
});

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = exitCode;
});

/** Synthesizes an app with the plugin. The aws-cdk-lib of the tests is one that the plugin has to stop by an error. */
function synth(app: App, props?: SessionManagerPreflightProps): Outcome {
  Validations.of(app).addPlugins(new SessionManagerPreflight(props));
  process.exitCode = 0;
  try {
    const { directory } = app.synth();
    return { stops: process.exitCode === 1, report: JSON.parse(readFileSync(join(directory, 'policy-validation-report.json'), 'utf8')) };
  } catch (error) {
    return { stops: true, message: (error as Error).message };
  }
}

interface Outcome {
  readonly stops: boolean;
  readonly message?: string;
  readonly report?: { readonly pluginReports: { readonly violations: Violation[] }[] };
}

interface Violation {
  readonly ruleName: string;
  readonly severity: string;
  readonly description: string;
  readonly fix: string;
  readonly ruleMetadata: Record<string, string>;
  readonly violatingConstructs: { readonly constructPath: string; readonly locations: string[] }[];
}

test('a node that connects passes, and is printed in one line', () => {
  const app = quietApp();
  new PublicNode(app, 'Open');
  expect(synth(app)).toEqual({ stops: false, report: expect.objectContaining({ pluginReports: [] }) });
  expect(stderr).toMatch(/^CONNECTS {2}Open\/Node {2}shell/m);
});

test('a blocked node stops synthesis, with the rule, the resource, the construct, the property and the fix', () => {
  const app = quietApp();
  new PublicNode(app, 'Closed', { closed: true });
  const { stops, message } = synth(app);
  expect(stops).toBe(true);
  expect(message!.split('\n')).toEqual([
    'Session Manager will not reach a node of this app, as it is:',
    '',
    expect.stringMatching(/^SSM-NET-003 BLOCKED: No egress rule of NodeInstanceSecurityGroup\w+ lets TCP 443 out to the Internet$/),
    '  Node: Closed/Node',
    expect.stringMatching(/^ {2}Resource: NodeInstanceSecurityGroup\w+ \(AWS::EC2::SecurityGroup\), Properties\/SecurityGroupEgress in Closed$/),
    '  Construct: Closed/Node/InstanceSecurityGroup/Resource',
    '  Fix: Add an egress rule for TCP 443 to a security group of the node',
  ]);
});

describe('with an aws-cdk-lib that fails by itself', () => {
  beforeEach(() => { jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(true); });

  test('a blocked node is a fatal violation in the report', () => {
    const app = quietApp();
    new PublicNode(app, 'Closed', { closed: true });
    const { stops, report, message } = synth(app);
    expect([stops, message]).toEqual([true, undefined]);
    expect(report!.pluginReports[0].violations).toEqual([expect.objectContaining({
      ruleName: 'SSM-NET-003',
      severity: 'fatal',
      description: expect.stringContaining('lets TCP 443 out to the Internet'),
      fix: 'Add an egress rule for TCP 443 to a security group of the node',
      ruleMetadata: expect.objectContaining({ Verdict: 'BLOCKED', Nodes: 'Closed/Node', Source: 'docs/agent-contract.md, section 6' }),
      violatingConstructs: [expect.objectContaining({ constructPath: 'Closed/Node/InstanceSecurityGroup/Resource', locations: ['Properties/SecurityGroupEgress'] })],
    })]);
  });

  test('one violation for a finding that two nodes share', () => {
    const app = quietApp();
    new PublicNode(app, 'Closed', { closed: true });
    new PublicNode(app, 'Other', { closed: true });
    const { report } = synth(app);
    expect(report!.pluginReports[0].violations.map(({ ruleMetadata }) => ruleMetadata.Nodes)).toEqual(['Closed/Node', 'Other/Node']);
  });
});

test('an app that swallows the exit code is stopped all the same', () => {
  const app = quietApp();
  app.node.setContext('@aws-cdk/core:failSynthOnValidationErrors', false);
  new PublicNode(app, 'Closed', { closed: true });
  expect(synth(app)).toMatchObject({ stops: true, message: expect.stringContaining('SSM-NET-003') });
});

test('an unknown node is printed and passes', () => {
  const app = quietApp();
  importedVpcNode(app, 'Imported');
  const { stops, report } = synth(app);
  expect(stops).toBe(false);
  expect(report!.pluginReports[0].violations).toEqual([expect.objectContaining({ ruleName: 'SSM-NET-001', severity: 'warning' })]);
});

test('an unknown node makes synthesis fail with failOnUnknown', () => {
  const app = quietApp();
  importedVpcNode(app, 'Imported');
  expect(synth(app, { failOnUnknown: true }).stops).toBe(true);
});

test('an acknowledged finding passes where it was acknowledged, and nowhere else', () => {
  const acknowledged = (both: boolean) => {
    const app = quietApp();
    const closed = new PublicNode(app, 'Closed', { closed: true });
    const other = new PublicNode(app, 'Other', { closed: true });
    [closed, ...both ? [other] : []].forEach(stack => Validations.of(stack).acknowledge({ id: 'SessionManagerPreflight::SSM-NET-003', reason: 'Opened by hand' }));
    return synth(app).stops;
  };
  expect([acknowledged(true), acknowledged(false)]).toEqual([false, true]);
});

test('require and exclude', () => {
  const app = quietApp();
  new PublicNode(app, 'Open');
  new PublicNode(app, 'Closed', { closed: true });
  expect(synth(app, { exclude: ['Closed'] }).stops).toBe(false);
  const strict = quietApp();
  new PublicNode(strict, 'Open');
  expect(synth(strict, { require: [PreflightCapability.KMS_ENCRYPTION] }).stops).toBe(true);
});

test('printNodes: false prints no line', () => {
  const app = quietApp();
  new PublicNode(app, 'Open');
  synth(app, { printNodes: false });
  expect(stderr).not.toContain('Open/Node');
});

test('an app without stacks passes', () => {
  expect(new SessionManagerPreflight().validate(contextOf())).toEqual({ success: true, violations: [] });
});

test('on a stage it checks that stage only', () => {
  const app = quietApp();
  new PublicNode(app, 'Closed', { closed: true });
  const stage = new Stage(app, 'Production');
  new PublicNode(stage, 'Open');
  Validations.of(stage).addPlugins(new SessionManagerPreflight());
  process.exitCode = 0;
  app.synth();
  expect(process.exitCode).toBe(0);
  expect(stderr).toContain('Production/Open/Node');
  expect(stderr).not.toContain('Closed/Node');
});

test('on an app with stages it checks all', () => {
  const app = quietApp();
  new PublicNode(app, 'Direct');
  new PublicNode(new Stage(app, 'Production'), 'Closed', { closed: true });
  expect(synth(app).stops).toBe(true);
  expect(stderr).toContain('Direct/Node');
  expect(stderr).toContain('Production/Closed/Node');
});

test('has a name, a version and the ids of the rules', () => {
  const plugin = new SessionManagerPreflight();
  expect(plugin.name).toBe('SessionManagerPreflight');
  expect(plugin.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(plugin.ruleIds).toEqual(EVERY_RULE.map(({ id }) => id));
});

describe('expectations', () => {
  const only = (it: AccessApp, ...more: ('operators' | 'developers' | 'guest')[]) => SessionExpectation.only(...more.map(each => it[each])).mayOpen(it.dev);
  const expecting = (expectation: (it: AccessApp) => SessionExpectation, props: SessionManagerPreflightProps = {}) => {
    const it = new AccessApp();
    return synth(it.app, { expect: [expectation(it)], ...props });
  };

  test('one that holds passes', () => {
    const { stops, report } = expecting(it => SessionExpectation.that(it.developers).mayOpen(it.dev));
    expect([stops, report!.pluginReports]).toEqual([false, []]);
  });

  test('somebody else who can stops synthesis, with the statements that decide and the fix', () => {
    const { stops, message } = expecting(it => only(it, 'operators', 'guest'));
    expect(stops).toBe(true);
    expect(message!.split('\n')).toEqual([
      'What is expected of access does not hold, as it is:',
      '',
      expect.stringMatching(/^preflight-expectation BLOCKED: Nobody but Team\/Operators, Team\/Guest is expected to open sessions with Team\/Node, and Team\/Developers \(role\) can: Team\/Shell: /),
      expect.stringMatching(/^ {2}Decided by: statement 1, statement 2 of DevelopersDefaultPolicy\w+: Team\.template\.json DevelopersDefaultPolicy\w+\/Properties\/PolicyDocument$/),
      '  Construct: Team/Developers/DefaultPolicy/Resource',
      '  Fix: Take the grant from Team/Developers, or name it in the expectation',
    ]);
  });

  test('one of them who cannot stops synthesis', () => {
    expect(expecting(it => SessionExpectation.that(it.nobody).mayOpen(it.dev))).toMatchObject({ stops: true, message: expect.stringContaining('and cannot') });
  });

  test('one that is not decided is a warning, and stops synthesis with failOnUnknown', () => {
    const open = (it: AccessApp) => only(it, 'operators', 'developers');
    const { stops, report } = expecting(open);
    expect(stops).toBe(false);
    expect(report!.pluginReports[0].violations).toEqual([expect.objectContaining({ ruleName: 'preflight-expectation', severity: 'warning' })]);
    expect(expecting(open, { failOnUnknown: true })).toMatchObject({ stops: true, message: expect.stringContaining('is not decided') });
  });

  test.each<[string, (it: AccessApp) => SessionExpectation]>([
    ['a name of nobody', it => SessionExpectation.that('Team/Developer').mayNotOpen(it.prod)],
    ['a node that is left out', it => SessionExpectation.that(it.nobody).mayNotOpen(it.prod)],
  ])('%s never passes', (_, expectation) => {
    const { stops, message } = expecting(expectation, { exclude: ['Team/Prod'] });
    expect([stops, message]).toEqual([true, expect.stringContaining('An expectation is about what the report does not have')]);
  });

  test('a node of another stage never passes', () => {
    const it = new AccessApp();
    const stage = new Stage(it.app, 'Production');
    new PublicNode(stage, 'Open');
    Validations.of(stage).addPlugins(new SessionManagerPreflight({ expect: [SessionExpectation.that(it.nobody).mayNotOpen(it.dev)] }));
    expect(() => it.app.synth()).toThrow('the construct Team/Node has no node in the templates that are looked at');
  });

  test('an app without stacks does not hold what is expected of it', () => {
    jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(true);
    const plugin = new SessionManagerPreflight({ expect: [SessionExpectation.nobody().mayOpen('Team/Node')] });
    expect(plugin.validate(contextOf())).toMatchObject({ success: false, violations: [{ ruleName: 'preflight-expectation', severity: 'fatal' }] });
  });

  test('with an aws-cdk-lib that fails by itself, a fatal violation at the policy that decides', () => {
    jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(true);
    const { stops, report } = expecting(it => SessionExpectation.that(it.developers).mayNotOpen(it.dev));
    expect(stops).toBe(true);
    expect(report!.pluginReports[0].violations).toEqual([expect.objectContaining({
      ruleName: 'preflight-expectation',
      severity: 'fatal',
      description: expect.stringMatching(/^Team\/Developers \(role\) is expected to open no session with Team\/Node, and can: .*; decided by statement 1, statement 2 of DevelopersDefaultPolicy/),
      fix: 'Take the grant from Team/Developers, or expect something else',
      ruleMetadata: { Verdict: 'BLOCKED' },
      violatingConstructs: [expect.objectContaining({ constructPath: 'Team/Developers/DefaultPolicy/Resource', locations: ['Properties/PolicyDocument'] })],
    })]);
  });

  test('nobody can acknowledge it', () => {
    const it = new AccessApp();
    Validations.of(it.stack).acknowledge({ id: 'SessionManagerPreflight::preflight-expectation', reason: 'Whatever' });
    expect(synth(it.app, { expect: [only(it, 'operators', 'guest')] }).stops).toBe(true);
  });

  test('a node that is BLOCKED and an expectation that does not hold are told together', () => {
    const it = new AccessApp();
    new PublicNode(it.app, 'Closed', { closed: true });
    const { message } = synth(it.app, { expect: [only(it, 'operators', 'guest')] });
    expect(message).toMatch(/^Session Manager will not reach a node of this app[^]*\n\nWhat is expected of access does not hold, as it is:\n\npreflight-expectation/);
  });
});

describe('names that are of nothing', () => {
  test.each<[string, SessionManagerPreflightProps, string]>([
    ['exclude', { exclude: ['Open/Nodes'] }, 'Exclude names \'Open/Nodes\', which is no node; did you mean \'Open/Node\'?'],
    ['parameters', { parameters: { BootstrapVersions: '1' } }, 'No template has a parameter \'BootstrapVersions\' to be given; did you mean \'BootstrapVersion\'?'],
    ['assume', { assume: [PreflightAssumption.defaultVpc()] }, 'The assumption default-vpc is of no use: the templates leave nothing open that it is about'],
  ])('%s is told and stops nobody, because they may be of another stage', (_, props, line) => {
    const app = quietApp();
    new PublicNode(app, 'Open');
    expect(synth(app, props).stops).toBe(false);
    expect(stderr).toContain(`SessionManagerPreflight: ${line}\n`);
  });

  test('in an acknowledgement are told', () => {
    const app = quietApp();
    Validations.of(new PublicNode(app, 'Open')).acknowledge({ id: 'SessionManagerPreflight::SSM-NET-999', reason: 'Whatever' });
    expect(synth(app).stops).toBe(false);
    expect(stderr).toContain('SessionManagerPreflight: Open acknowledges SSM-NET-999, and there is no such rule');
  });

  test('one stage may name what is in another', () => {
    const app = quietApp();
    const props = { exclude: ['Beta/Open'], assume: [PreflightAssumption.subnet('subnet-9', PreflightWayOut.NAT)] };
    for (const name of ['Alpha', 'Beta']) {
      const stage = new Stage(app, name);
      new PublicNode(stage, 'Open', { closed: name === 'Beta' });
      Validations.of(stage).addPlugins(new SessionManagerPreflight(props));
    }
    process.exitCode = 0;
    app.synth();
    expect(process.exitCode).toBe(0);
  });
});

describe('what keeps it from a verdict never passes', () => {
  const unreadable = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'preflight-plugin-')), 'template.json');
    writeFileSync(file, text);
    return contextOf(file);
  };

  test.each([[true], [false]])('with a library that fails by itself: %s', failsByItself => {
    jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(failsByItself);
    for (const text of ['', '{', 'null', '[]', '{"Resources":1}', '\0']) {
      const report = new SessionManagerPreflight().validate(unreadable(text));
      expect(report).toMatchObject({ success: false });
      expect(report.violations).toHaveLength(1);
    }
  });

  test('an unreadable input is a fatal violation that says what is wrong', () => {
    jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(true);
    const [violation] = new SessionManagerPreflight().validate(unreadable('{')).violations;
    expect(violation).toMatchObject({ severity: 'fatal', ruleName: 'preflight-failed', description: expect.stringContaining('manifest.json') });
  });

  test('a violation that is of no resource has a place all the same, without which newer versions of the CDK let the run pass', () => {
    jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(true);
    const ofNothing = { expect: [SessionExpectation.nobody().mayOpen('Team/Node')] };
    const violations = [new SessionManagerPreflight().validate(unreadable('{')), new SessionManagerPreflight(ofNothing).validate(contextOf())]
      .flatMap(report => report.violations);
    expect(violations.map(({ violatingResources }) => violatingResources)).toEqual([[{ locations: [] }], [{ locations: [] }]]);
  });

  test.each([[{}], [{ templatePaths: [7] }], [{ templatePaths: null }], [undefined]])('a context that is %j', context => {
    jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(true);
    expect(new SessionManagerPreflight().validate(context as any)).toMatchObject({ success: false, violations: [{ severity: 'fatal' }] });
  });

  test('an unexpected error stops synthesis, says that it is no verdict, and asks for a report', () => {
    jest.spyOn(evaluation, 'evaluateRules').mockImplementation(() => { throw new TypeError('boom'); });
    const app = quietApp();
    new PublicNode(app, 'Open');
    expect(synth(app)).toMatchObject({ stops: true, message: expect.stringMatching(/^Preflight itself failed, so this is no verdict[^]*TypeError: boom/) });
  });

  test('an unexpected error is a fatal violation in the report of a library that fails by itself', () => {
    jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(true);
    jest.spyOn(evaluation, 'evaluateRules').mockImplementation(() => { throw new TypeError('boom'); });
    const app = quietApp();
    new PublicNode(app, 'Open');
    const { stops, report } = synth(app);
    expect(stops).toBe(true);
    expect(report!.pluginReports[0].violations).toEqual([expect.objectContaining({ severity: 'fatal', description: expect.stringContaining('no verdict') })]);
  });
});

describe('what people may do', () => {
  const accessRule = 'SSM-ACC-008';

  function team(app: App, people: number): Stack {
    const stack = new Stack(app, 'Team');
    const subnetConfiguration = [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }];
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0, subnetConfiguration, restrictDefaultSecurityGroup: false });
    new SsmManagedInstance(stack, 'Node', { vpc, sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    const statement = new iam.PolicyStatement({ actions: ['ssm:SendCommand'], resources: ['*'] });
    Array.from({ length: people }, (_, index) => new iam.User(stack, `Person${index}`).addToPolicy(statement));
    return stack;
  }

  const violationsOf = ({ report }: Outcome) => (
    report!.pluginReports.flatMap(({ violations }) => violations).filter(({ ruleName }) => ruleName === accessRule)
  );

  test('is one warning for all people of whom the same is true, at the policy of each, and stops nothing', () => {
    const app = quietApp();
    team(app, 3);
    const outcome = synth(app, { failOnUnknown: true });
    const [violation, ...others] = violationsOf(outcome);
    expect([outcome.stops, others]).toEqual([false, []]);
    expect(violation.severity).toBe('warning');
    expect(violation.description).toMatch(/^Team\/Person0, Team\/Person1, Team\/Person2: may run any command on Node\w+ without a session, by ssm:SendCommand$/);
    expect(violation.ruleMetadata).toEqual(expect.objectContaining({ Principals: 'Team/Person0, Team/Person1, Team/Person2', Source: 'docs/facts/access.md, section 5' }));
    expect(violation.violatingConstructs.map(({ constructPath, locations }) => [constructPath, locations])).toEqual([0, 1, 2].map(index => (
      [`Team/Person${index}/DefaultPolicy/Resource`, ['Properties/PolicyDocument']]
    )));
  });

  test('is told of a person by name, and not where it is acknowledged', () => {
    const app = quietApp();
    const stack = team(app, 2);
    Validations.of(stack.node.findChild('Person1')).acknowledge({ id: accessRule, reason: 'Patches' });
    // Where a rule is acknowledged anywhere, the CDK drops its warnings; the plugin gives it the other one.
    const { violations } = new SessionManagerPreflight({ printNodes: false }).validate(contextOf(join(app.synth().directory, 'Team.template.json')));
    expect(violations.filter(({ ruleName }) => ruleName === accessRule).map(({ description }) => description)).toEqual([
      expect.stringMatching(/^Team\/Person0 may run any command on /),
    ]);
  });

  test('is told of the people of the templates that are checked', () => {
    const app = quietApp();
    team(app, 1);
    new Stack(app, 'Empty');
    const plugin = new SessionManagerPreflight({ printNodes: false });
    const { directory } = app.synth();
    const of = (stack: string) => plugin.validate(contextOf(join(directory, `${stack}.template.json`))).violations;
    expect([of('Team').length > 0, of('Empty')]).toEqual([true, []]);
  });
});

describe('report files', () => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-'));
  const file = (name: string) => join(directory, name);

  test('are written as what they are to hold, also where a node is blocked', () => {
    const app = quietApp();
    new PublicNode(app, 'Closed', { closed: true });
    const files = Object.fromEntries(Object.values(PreflightReportFormat).map(format => [file(format), format]));
    expect(synth(app, { reportFiles: files }).stops).toBe(true);
    expect(readFileSync(file('text'), 'utf8')).toContain('BLOCKED   Closed/Node');
    expect(JSON.parse(readFileSync(file('json'), 'utf8')).nodes[0].id).toBe('Closed/Node');
    expect(JSON.parse(readFileSync(file('sarif'), 'utf8')).runs[0].results[0].ruleId).toBe('SSM-NET-003');
    expect(readFileSync(file('junit'), 'utf8')).toContain('<testcase name="Closed/Node"');
    expect(readFileSync(file('github'), 'utf8')).toMatch(/^::error /);
    expect(readFileSync(file('html'), 'utf8')).toMatch(/^<!doctype html>[^]*<title>Session Manager preflight<\/title>/i);
  });

  test('a file that cannot be written makes synthesis fail, and is no bug of preflight', () => {
    const app = quietApp();
    new PublicNode(app, 'Open');
    const { stops, message } = synth(app, { reportFiles: { [file('none/preflight.sarif')]: PreflightReportFormat.SARIF } });
    expect(stops).toBe(true);
    expect(message).toMatch(/^reportFiles must name files that can be written, got '.*none\/preflight\.sarif' \(ENOENT: .*\); make its directory first$/);
  });

  test('another format is refused', () => {
    expect(() => new SessionManagerPreflight({ reportFiles: { 'preflight.pdf': 'pdf' as PreflightReportFormat } })).toThrow(
      'reportFiles.preflight.pdf must be a PreflightReportFormat',
    );
  });
});

/** Newer versions of aws-cdk-lib pass more, which the plugin does not read. */
function contextOf(...templatePaths: string[]): IPolicyValidationContext {
  return { templatePaths } as IPolicyValidationContext;
}
