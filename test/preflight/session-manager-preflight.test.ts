import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, IPolicyValidationContext, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AccessApp } from './access-app';
import { importedVpcNode, PublicNode, quietApp } from './apps';
import { FAILS_BY_ITSELF, errorOf, stderr, synth, violationsOf } from './plugin-run';
import {
  PreflightAssumption, PreflightCapability, PreflightReportFormat, PreflightWayOut, SessionExpectation, SessionManagerPreflight,
  SessionManagerPreflightProps,
  SessionPreferences,
  SsmManagedInstance,
} from '../../lib';
import * as evaluation from '../../lib/preflight/engine/evaluate-rules';
import { EVERY_RULE } from '../../lib/preflight/rules/all-rules';
import * as stopSynthesis from '../../lib/preflight/stop-synthesis';

test('a node that connects passes, and is printed in one line', () => {
  const app = quietApp();
  new PublicNode(app, 'Open');
  expect(synth(app)).toEqual({ stops: [], violations: [] });
  expect(stderr).toMatch(/^CONNECTS {2}Open\/Node {2}shell/m);
});

const BLOCKED = {
  ruleName: 'SSM-NET-003',
  description: expect.stringMatching(/^No egress rule of NodeInstanceSecurityGroup\w+ lets TCP 443 out to the Internet$/),
  decidedBy: [],
  resource: expect.stringMatching(/^NodeInstanceSecurityGroup\w+$/),
  property: 'Properties/SecurityGroupEgress',
  constructPath: 'Closed/Node/InstanceSecurityGroup/Resource',
  fix: 'Add an egress rule for TCP 443 to a security group of the node',
};

describe('a blocked node stops synthesis, with the rule, the resource, the construct, the property and the fix', () => {
  test.each<[string, Record<string, unknown>]>([
    ['of a test', {}],
    ['in a process that is asked for its exit code', { '@aws-cdk/core:appMode': 'process' }],
    ['by the CDK CLI, which reads the report of a newer library', { '@aws-cdk/core:failSynthOnValidationErrors': false }],
  ])('%s', (_, context) => {
    const app = quietApp({ context });
    new PublicNode(app, 'Closed', { closed: true });
    expect(synth(app).stops).toEqual([BLOCKED]);
  });

  test('in any other process', () => {
    jest.replaceProperty(process.env, 'NODE_ENV', 'production');
    const app = quietApp();
    new PublicNode(app, 'Closed', { closed: true });
    expect(synth(app).stops).toEqual([BLOCKED]);
  });

  test('in the error for an older library', () => {
    const app = quietApp();
    new PublicNode(app, 'Closed', { closed: true });
    expect(errorOf(app).split('\n')).toEqual([
      'Session Manager will not reach a node of this app, as it is:',
      '',
      expect.stringMatching(/^SSM-NET-003 BLOCKED: No egress rule of NodeInstanceSecurityGroup\w+ lets TCP 443 out to the Internet$/),
      '  Node: Closed/Node',
      expect.stringMatching(/^ {2}Resource: NodeInstanceSecurityGroup\w+ \(AWS::EC2::SecurityGroup\), Properties\/SecurityGroupEgress in Closed$/),
      '  Construct: Closed/Node/InstanceSecurityGroup/Resource',
      '  Fix: Add an egress rule for TCP 443 to a security group of the node',
    ]);
  });

  test('in the report for a library that fails by itself', () => {
    const app = quietApp();
    new PublicNode(app, 'Closed', { closed: true });
    expect(violationsOf(app)).toEqual([expect.objectContaining({
      ruleName: 'SSM-NET-003',
      severity: 'fatal',
      description: expect.stringContaining('lets TCP 443 out to the Internet'),
      fix: 'Add an egress rule for TCP 443 to a security group of the node',
      ruleMetadata: expect.objectContaining({ Verdict: 'BLOCKED', Nodes: 'Closed/Node', Source: 'docs/agent-contract.md, section 6' }),
      violatingConstructs: [expect.objectContaining({ constructPath: 'Closed/Node/InstanceSecurityGroup/Resource', locations: ['Properties/SecurityGroupEgress'] })],
    })]);
  });
});

test('one violation for a finding that two nodes share', () => {
  const app = quietApp();
  new PublicNode(app, 'Closed', { closed: true });
  new PublicNode(app, 'Other', { closed: true });
  expect(violationsOf(app).map(({ ruleMetadata }) => ruleMetadata!.Nodes)).toEqual(['Closed/Node', 'Other/Node']);
});

test('the plugin knows whether the aws-cdk-lib fails by itself', () => {
  const app = quietApp();
  new Stack(app, 'Stack');
  const violations = [{ ruleName: 'rule', description: 'What is wrong', severity: 'fatal', violatingResources: [{ locations: [] }] }];
  Validations.of(app).addPlugins({ name: 'Other', validate: () => ({ success: false, violations }) });
  const expected = expect(() => app.synth());
  if (FAILS_BY_ITSELF) { expected.toThrow('What is wrong'); } else { expected.not.toThrow(); }
  expect(stopSynthesis.libraryStops()).toBe(FAILS_BY_ITSELF);
});

test('an unknown node is printed and passes', () => {
  const app = quietApp();
  importedVpcNode(app, 'Imported');
  expect(synth(app)).toEqual({ stops: [], violations: [expect.objectContaining({ ruleName: 'SSM-NET-001', severity: 'warning' })] });
});

test('an unknown node makes synthesis fail with failOnUnknown', () => {
  const app = quietApp();
  importedVpcNode(app, 'Imported');
  expect(synth(app, { failOnUnknown: true }).stops).toMatchObject([{ ruleName: 'SSM-NET-001' }]);
});

test('an acknowledged finding passes where it was acknowledged, and nowhere else', () => {
  const acknowledged = (both: boolean) => {
    const app = quietApp();
    const closed = new PublicNode(app, 'Closed', { closed: true });
    const other = new PublicNode(app, 'Other', { closed: true });
    [closed, ...both ? [other] : []].forEach(stack => Validations.of(stack).acknowledge({ id: 'SessionManagerPreflight::SSM-NET-003', reason: 'Opened by hand' }));
    return synth(app).stops.map(({ constructPath }) => constructPath);
  };
  expect([acknowledged(true), acknowledged(false)]).toEqual([[], ['Other/Node/InstanceSecurityGroup/Resource']]);
});

test('require and exclude', () => {
  const app = quietApp();
  new PublicNode(app, 'Open');
  new PublicNode(app, 'Closed', { closed: true });
  expect(synth(app, { exclude: ['Closed'] }).stops).toEqual([]);
  const strict = quietApp();
  new PublicNode(strict, 'Open');
  expect(synth(strict, { require: [PreflightCapability.KMS_ENCRYPTION] }).stops).not.toEqual([]);
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
  expect(synth(app).stops).toMatchObject([{ constructPath: 'Production/Closed/Node/InstanceSecurityGroup/Resource' }]);
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
    expect(expecting(it => SessionExpectation.that(it.developers).mayOpen(it.dev))).toEqual({ stops: [], violations: [] });
  });

  test('somebody else who can stops synthesis, with the statements that decide and the fix', () => {
    expect(expecting(it => only(it, 'operators', 'guest')).stops).toEqual([{
      ruleName: 'preflight-expectation',
      description: expect.stringMatching(
        /^Nobody but Team\/Operators, Team\/Guest is expected to open sessions with Team\/Node, and Team\/Developers \(role\) can: Team\/Shell: /,
      ),
      decidedBy: [
        expect.stringMatching(/^statement 1, statement 2 of DevelopersDefaultPolicy\w+: Team\.template\.json DevelopersDefaultPolicy\w+\/Properties\/PolicyDocument$/),
      ],
      resource: expect.stringMatching(/^DevelopersDefaultPolicy\w+$/),
      property: 'Properties/PolicyDocument',
      constructPath: 'Team/Developers/DefaultPolicy/Resource',
      fix: 'Take the grant from Team/Developers, or name it in the expectation',
    }]);
  });

  test('the error for an older library says what is expected, who decides and the fix', () => {
    const it = new AccessApp();
    expect(errorOf(it.app, { expect: [only(it, 'operators', 'guest')] }).split('\n')).toEqual([
      'What is expected of access does not hold, as it is:',
      '',
      expect.stringMatching(/^preflight-expectation BLOCKED: Nobody but Team\/Operators, Team\/Guest is expected to open sessions with Team\/Node, and Team\/Developers \(role\) can: Team\/Shell: /),
      expect.stringMatching(/^ {2}Decided by: statement 1, statement 2 of DevelopersDefaultPolicy\w+: Team\.template\.json DevelopersDefaultPolicy\w+\/Properties\/PolicyDocument$/),
      '  Construct: Team/Developers/DefaultPolicy/Resource',
      '  Fix: Take the grant from Team/Developers, or name it in the expectation',
    ]);
  });

  test('one of them who cannot stops synthesis', () => {
    const { stops } = expecting(it => SessionExpectation.that(it.nobody).mayOpen(it.dev));
    expect(stops).toMatchObject([{ ruleName: 'preflight-expectation', description: expect.stringContaining('and cannot') }]);
  });

  test('one that is not decided is a warning, and stops synthesis with failOnUnknown', () => {
    const open = (it: AccessApp) => only(it, 'operators', 'developers');
    expect(expecting(open)).toEqual({ stops: [], violations: [expect.objectContaining({ ruleName: 'preflight-expectation', severity: 'warning' })] });
    const { stops } = expecting(open, { failOnUnknown: true });
    expect(stops).toMatchObject([{ ruleName: 'preflight-expectation', description: expect.stringContaining('is not decided') }]);
  });

  const NO_NODE = 'the construct Team/Prod has no node in the templates';
  test.each<[string, (it: AccessApp) => SessionExpectation, string[]]>([
    ['a name of nobody', () => SessionExpectation.that('Team/Developer').mayNotOpen('Team/Node'), ['\'Team/Developer\'']],
    ['a node that is left out', it => SessionExpectation.that(it.nobody).mayNotOpen(it.prod), [NO_NODE]],
    ['each of both', it => SessionExpectation.that('Team/Developer').mayNotOpen(it.prod), ['\'Team/Developer\'', NO_NODE]],
  ])('%s never passes', (_, expectation, missing) => {
    const { stops } = expecting(expectation, { exclude: ['Team/Prod'] });
    expect(stops).toMatchObject(missing.map(name => ({
      ruleName: 'preflight-expectation', description: expect.stringMatching(`^An expectation is about what the report does not have: .*${name}`),
    })));
  });

  test('a node of another stage never passes', () => {
    const it = new AccessApp();
    const stage = new Stage(it.app, 'Production');
    new PublicNode(stage, 'Open');
    const { stops } = synth(it.app, { expect: [SessionExpectation.that(it.nobody).mayNotOpen(it.dev)] }, stage);
    expect(stops).toMatchObject([{ description: expect.stringContaining('the construct Team/Node has no node in the templates that are looked at') }]);
  });

  test('an app without stacks does not hold what is expected of it', () => {
    jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(true);
    const plugin = new SessionManagerPreflight({ expect: [SessionExpectation.nobody().mayOpen('Team/Node')] });
    expect(plugin.validate(contextOf())).toMatchObject({ success: false, violations: [{ ruleName: 'preflight-expectation', severity: 'fatal' }] });
  });

  test('the report for a library that fails by itself has a fatal violation at the policy that decides', () => {
    const it = new AccessApp();
    expect(violationsOf(it.app, { expect: [SessionExpectation.that(it.developers).mayNotOpen(it.dev)] })).toEqual([expect.objectContaining({
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
    expect(synth(it.app, { expect: [only(it, 'operators', 'guest')] }).stops).toMatchObject([{ ruleName: 'preflight-expectation' }]);
  });

  test('a node that is BLOCKED and an expectation that does not hold are told together', () => {
    const app = () => {
      const it = new AccessApp();
      new PublicNode(it.app, 'Closed', { closed: true });
      return it;
    };
    const it = app();
    expect(synth(it.app, { expect: [only(it, 'operators', 'guest')] }).stops).toMatchObject([BLOCKED, { ruleName: 'preflight-expectation' }]);
    const again = app();
    expect(errorOf(again.app, { expect: [only(again, 'operators', 'guest')] })).toMatch(/^Session Manager will not reach a node of this app[^]*\n\nWhat is expected of access does not hold, as it is:\n\npreflight-expectation/);
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
    expect(synth(app, props).stops).toEqual([]);
    expect(stderr).toContain(`SessionManagerPreflight: ${line}\n`);
  });

  test('in an acknowledgement are told', () => {
    const app = quietApp();
    Validations.of(new PublicNode(app, 'Open')).acknowledge({ id: 'SessionManagerPreflight::SSM-NET-999', reason: 'Whatever' });
    expect(synth(app).stops).toEqual([]);
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
    expect(synth(app).stops).toEqual([{
      ruleName: 'preflight-failed', description: expect.stringMatching(/^Preflight itself failed, so this is no verdict[^]*TypeError: boom/), decidedBy: [],
    }]);
  });

  test('an unexpected error is a fatal violation in the report of a library that fails by itself', () => {
    jest.spyOn(evaluation, 'evaluateRules').mockImplementation(() => { throw new TypeError('boom'); });
    const app = quietApp();
    new PublicNode(app, 'Open');
    expect(violationsOf(app)).toEqual([expect.objectContaining({ severity: 'fatal', description: expect.stringContaining('no verdict') })]);
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

  test('is one warning for all people of whom the same is true, at the policy of each, and stops nothing', () => {
    const app = quietApp();
    team(app, 3);
    const { stops, violations } = synth(app, { failOnUnknown: true });
    const [violation, ...others] = violations.filter(({ ruleName }) => ruleName === accessRule);
    expect([stops, others]).toEqual([[], []]);
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
    expect(synth(app, { reportFiles: files }).stops).toEqual([BLOCKED]);
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
    expect(synth(app, { reportFiles: { [file('none/preflight.sarif')]: PreflightReportFormat.SARIF } }).stops).toMatchObject([{
      description: expect.stringMatching(/^reportFiles must name files that can be written, got '.*none\/preflight\.sarif' \(ENOENT: .*\); make its directory first$/),
    }]);
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
